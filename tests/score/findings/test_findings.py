"""What stands beside the numbers: what is missing, what is doubtful in the plan, what the values say of themselves."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.model.findings import SEVERITIES, Finding
from pubkpi.model.kpis.grade_rules import Band, Baseline, Mean
from pubkpi.model.scores import Value
from pubkpi.model.text import NOTHING, Text, same
from pubkpi.score.league import league
from pubkpi.score.run import score
from tests.score.cards import AT_START, BASE, ON_TARGET, Q1, Q4, SHIPPED, card, kpis, leaf, shipped, values


def ids(made):
    return [one.id for one in made.findings]


def only(made, name):
    return [one for one in made.findings if one.id == name]


def test_a_complete_quarter_has_only_the_doubts_about_the_plan():
    assert ids(shipped()) == ["plan.caveat", "plan.caveat", "plan.indicator_count"]


def test_caveats_of_the_plan_are_warnings_at_their_line_of_the_spec():
    made = {one.where: one for one in only(shipped(), "plan.caveat")}
    expected = {one.at: one.caveat for one in SHIPPED.indicators if one.caveat}
    assert {where: one.message for where, one in made.items()} == expected
    assert {one.severity for one in made.values()} == {"warning"}
    assert all(where.startswith("department_2024.yaml:") for where in made)


def test_notes_of_the_spec_are_passed_on_as_they_are():
    assert only(shipped(), "plan.indicator_count") == list(SHIPPED.notes)


@pytest.mark.parametrize(("followers", "told"), [(52000, False), (51999, True), (52001, True), (None, False)])
def test_a_loaded_count_at_the_end_of_2023_that_is_not_52000_is_a_finding(followers, told):
    base = {**AT_START, "followers": followers}
    made = card(SHIPPED, ON_TARGET, Q4, base)
    assert ("plan.baseline_differs" in ids(made)) == told
    for one in only(made, "plan.baseline_differs"):
        assert one.severity == "warning"
        assert one.message == (
            f"2023Q4 末的实际值是 {followers:,}，计划的基线是 52,000",
            f"the value at the end of 2023Q4 is {followers:,}, the plan's baseline 52,000",
        )


def test_the_baseline_differs_in_every_quarter_of_the_year():
    assert "plan.baseline_differs" in ids(card(SHIPPED, ON_TARGET, Q1, {**AT_START, "followers": 51000}))


def test_a_missing_indicator_is_a_warning_with_its_reason_and_source():
    (one,) = only(shipped(open_rate=None), "score.missing")
    assert (one.severity, one.where) == ("warning", "open_rate 2024Q4")
    assert one.message == ("内容打开率缺失：没有数据", "Open rate is missing: no data")
    assert SHIPPED.measures["open_rate"].source.zh in one.hint.zh


def test_a_source_that_the_reason_names_is_not_named_again():
    reason = same(f"only rows of another kind; it reads {SHIPPED.measures['open_rate'].source.zh}")
    found = values({Q4: ON_TARGET, BASE: AT_START})
    found[Q4]["open_rate"] = Value("open_rate", Q4, None, reason)
    (one,) = only(score(SHIPPED, Q4, found, None, settled=True), "score.missing")
    assert one.hint == NOTHING


def test_an_indicator_that_does_not_apply_is_not_called_missing():
    assert not only(shipped(Q1, award_level=0), "score.missing")


def test_a_missing_total_tells_the_bounds_as_they_print():
    (one,) = only(shipped(partnerships=None, award_level=None), "score.no_total")
    assert one.message == (
        "缺少的指标太多，没有总分；补齐后在 80.0 与 100.0 之间",
        "too much is missing for a total; complete, it lies between 80.0 and 100.0",
    )


@pytest.mark.parametrize("name", ["online_usage", "satisfaction"])
def test_a_baseline_that_was_not_measured_is_told(name):
    made = only(shipped(base={**AT_START, name: None}), "score.no_baseline")
    assert [one.where for one in made] == [leaf_.at for leaf_ in SHIPPED.indicators if leaf_.id == name]
    assert "2023Q4" in made[0].message.zh


@pytest.mark.parametrize(("start", "met"), [(0.30, False), (0.5, True), (0.6, True)])
def test_a_measured_baseline_that_has_met_the_target_already_is_told(start, met):
    made = shipped(base={**AT_START, "online_usage": start})
    told = [one.message.en for one in only(made, "score.baseline_met")]
    assert (
        told
        == ["Online service usage had met the target of 2024Q4 in 2023Q4, its baseline; its score is completion"] * met
    )
    method = next(one.method for one in made.indicators if one.id == "online_usage")
    assert method == ("completion" if met else "attainment")


@pytest.mark.parametrize(
    ("points", "told"),
    [("59.94", None), ("59.95", "60.0"), ("60", "60.0"), ("60.25", "60.3"), ("79.95", "80.0")],
)
def test_a_plan_that_passes_by_standing_still_is_told_as_the_printed_score_reads(points, told):
    tree = kpis((100, [leaf("a", 100, at_baseline=Fraction(points))]))
    made = only(card(tree, {"a": 50}), "plan.standstill_passes")
    assert [one.message.en for one in made] == (
        [f"with every indicator at its baseline, nothing gained, the total would be {told}: pass"] if told else []
    )


def test_a_zero_that_a_geometric_mean_refuses_is_the_reason_for_no_total():
    tree = kpis((100, [leaf("a", 50, method="completion"), leaf("b", 50, method="completion")]))
    tree = replace(tree, dimensions=(replace(tree.dimensions[0], mean=Mean("geometric", None)),))
    (one,) = only(card(tree, {"a": 0, "b": 100}), "score.no_total")
    assert one.message.en == "there is no total: the geometric mean of d0 refuses a 0"


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize(("beyond", "met"), [(-1, False), (0, True), (1, True)])
def test_among_many_too_a_measured_baseline_on_the_target_has_met_it(direction, beyond, met):
    start = 100 + beyond * (1 if direction == "up" else -1)
    tree = kpis((100, [leaf("a", 100, direction=direction, baseline=Baseline(measured=BASE))]))
    table = league(tree, Q4, {"x": values({BASE: {"a": start}, Q4: {"a": 100}})})
    assert ("score.baseline_met" in ids(table)) == met


def test_a_dimension_of_one_point_in_a_hundred_that_has_no_score_is_named():
    tree = kpis((1, [leaf("a", 1)]), (99, [leaf("b", 99)]))
    (one,) = only(league(tree, Q4, {"x": values({Q4: {"a": None, "b": 50}})}), "score.no_total")
    assert "d0 lacks data" in one.message.en


@pytest.mark.parametrize(("least", "told"), [("0.5", True), ("1", True), ("60.1", False)])
def test_a_pass_is_the_lowest_band_above_nothing(least, told):
    bands = tuple(Band(limit, same(limit), Decimal(limit)) for limit in ("90", least, "0"))
    tree = kpis((100, [leaf("a", 100)]), bands=bands)
    assert bool(only(card(tree, {"a": 50}), "plan.standstill_passes")) == told


def test_the_interval_of_a_share_is_told_with_its_number_of_answers():
    found = values({Q4: ON_TARGET, BASE: {**AT_START, "followers": 52000}})
    asked = replace(found[Q4]["satisfaction"], denominator=36.0, interval=(0.5893, 0.8627))
    found[Q4]["satisfaction"] = asked
    (one,) = only(score(SHIPPED, Q4, found, None, settled=True), "measure.interval")
    assert one.message == (
        "用户满意度：样本量 36，95% 区间 58.9%–86.3%",
        "User satisfaction n = 36, 95% interval 58.9%–86.3%",
    )


def test_what_the_values_say_of_themselves_comes_along_gravest_first_and_once():
    mild = Finding("x.mild", "info", "a", same("mild"))
    grave = Finding("x.grave", "error", "b", Text("重", "grave"))
    found = values({Q4: {**ON_TARGET, "open_rate": None}, BASE: {**AT_START, "followers": 51000}})
    for name in ("followers", "incidents"):
        found[Q4][name] = replace(found[Q4].get(name, found[Q4]["incidents"]), findings=(mild, grave, mild))
    made = score(SHIPPED, Q4, found, None, settled=False).findings
    assert made.count(mild) == made.count(grave) == 1
    assert len(set(made)) == len(made)
    ranks = [SEVERITIES.index(one.severity) for one in made]
    assert ranks == sorted(ranks)
    assert made[0] == grave


def test_every_finding_is_told_in_both_languages_and_names_its_place():
    for made in (shipped(base=None, open_rate=None, incidents=None, partnerships=None), shipped(Q1, award_level=0)):
        assert all(one.message.zh and one.message.en and one.where for one in made.findings)
