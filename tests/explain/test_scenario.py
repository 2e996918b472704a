"""A scorecard in a scenario: what is not named stays, weights always sum to 100, the gaps to that of the totals."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.explain.attribution.players import Snapshot
from pubkpi.explain.effects import explain
from pubkpi.explain.scenario import counterfactual
from pubkpi.measure.values.exact_value import wilson
from pubkpi.measure.values.overrides import growing, with_changes
from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.scenarios import Scenario
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.text import Text
from pubkpi.score.run import score
from pubkpi.specs.changes.overrides import points, scenario
from tests.measure.facts import written
from tests.score.cards import BASE, ON_TARGET, Q3, Q4, SHIPPED, kpis, leaf, values

FOUND = values(
    {BASE: {"followers": 52000}, Q3: ON_TARGET, Q4: {**ON_TARGET, "interaction_rate": 0.06, "open_rate": None}}
)
PAIR = kpis((60, [leaf("a", 20), leaf("b", 40)]), (40, [leaf("c", 40)]))


def scored(card, found, period=Q4):
    return score(card, period, found, None, settled=True)


def moved(**changes):
    return counterfactual(PAIR, Q4, Scenario(**changes))


def weights(card):
    return {one.id: one.weight for one in card.everything}


def test_an_empty_scenario_changes_nothing():
    card = counterfactual(SHIPPED, Q4, Scenario())
    assert card == SHIPPED
    base, other = scored(SHIPPED, FOUND), scored(card, FOUND)
    assert other == base
    explained = explain(*(Snapshot(one, Q4, FOUND, made, "部门") for one, made in ((SHIPPED, base), (card, other))))
    assert (explained.points, {one.points for one in explained.contributions}) == (0, {0})


def test_targets_baselines_caps_and_policies_are_those_of_the_scenario():
    (a, b, c) = counterfactual(
        PAIR, Q4, Scenario(targets={"a": Fraction(200)}, baselines={"b": Fraction(50)}, caps={"c": Fraction(120)}, policies={"a": "zero", "b": "carry"})
    ).indicators  # fmt: skip
    assert (a.target(Q4), a.missing.policy, b.baseline.value) == (200, "zero", 50)
    assert (b.missing.policy, b.missing.quarters, c.cap, c.missing.policy) == ("carry", 1, 120, "reweight")


@pytest.mark.parametrize(
    ("fixed", "expected"),
    [
        ({"a": 40}, {"a": 40, "b": 30, "c": 30}),  # the others share 60 as 40 to 40
        ({"d0": 30}, {"a": 10, "b": 20, "c": 70}),
        ({"d0": 80, "a": 60}, {"a": 60, "b": 20, "c": 20}),
        ({"a": 0}, {"a": 0, "b": 50, "c": 50}),
        ({"d0": 100}, {"a": Fraction(100, 3), "b": Fraction(200, 3), "c": 0}),
    ],
)
def test_other_weights_share_what_is_left_in_proportion(fixed, expected):
    found = weights(moved(weights={name: Fraction(one) for name, one in fixed.items()}))
    assert {name: found[name] for name in "abc"} == expected
    assert (found["d0"], found["d1"]) == (expected["a"] + expected["b"], expected["c"])


@pytest.mark.parametrize("fixed", [{"a": 70, "b": 40}, {"d0": 10, "a": 20}, {"a": 10, "b": 20, "c": 30}])
def test_weights_that_leave_no_room_are_refused(fixed):
    with pytest.raises(UsageError, match="--weight"):
        moved(weights={name: Fraction(one) for name, one in fixed.items()})


def summed(cap=None, root="sum"):
    """Sums of points: d0 of a 30 and b 20, at most its weight with a *cap*; d1 of c 50."""
    parts = ((50 if cap is None else 40, [leaf("a", 30), leaf("b", 20)]), (50 if cap is None else 60, [leaf("c", 50)]))
    card = kpis(*parts)
    first, last = (replace(one, mean=Mean("sum", cap=cap)) for one in card.dimensions)
    last = replace(last, mean=Mean("sum"), weight=Fraction(50) if root == "sum" else last.weight)
    return replace(card, dimensions=(first, last), mean=Mean(root))


def test_in_a_sum_of_points_other_weights_take_from_nobody():
    found = weights(counterfactual(summed(), Q4, Scenario(weights={"a": Fraction(90)})))
    assert found == {"d0": 110, "d1": 50, "a": 90, "b": 20, "c": 50}
    capped = weights(counterfactual(summed(Fraction(100)), Q4, Scenario(weights={"a": Fraction(90)})))
    assert capped == {"d0": 40, "d1": 50, "a": 90, "b": 20, "c": 50}
    with pytest.raises(UsageError, match="nothing is shared out below it"):
        counterfactual(summed(Fraction(100), "arithmetic"), Q4, Scenario(weights={"a": Fraction(90)}))


def test_what_is_made_of_an_overridden_measure_follows_it():
    measures = SHIPPED.measures
    now = dict.fromkeys(measures, 0.0) | {"followers": 60000.0, "posts": 52.0}
    found = values({Q4: now})
    changed = with_changes(
        measures, Q4, found, {"followers": Fraction(80000), "media_partners": Fraction(3), "incidents": None}
    )
    assert changed["follower_growth"].value == float(Fraction(28, 52))
    assert (changed["media_partners"].value, changed["partnerships"].value) == (3, 3)
    assert (changed["incidents"].value, bool(changed["incidents"].missing)) == (None, True)
    same_ones = set(measures) - {"followers", "follower_growth", "media_partners", "partnerships", "incidents"}
    assert {name: changed[name] for name in same_ones} == {name: found[Q4][name] for name in same_ones}
    typed = {Q4: {**found[Q4], "follower_growth": replace(found[Q4]["follower_growth"], value=0.5, typed=True)}}
    assert with_changes(measures, Q4, typed, {"followers": Fraction(80000)})["follower_growth"].value == 0.5


def test_a_growth_over_the_quarter_before_follows_what_is_overridden_now():
    measures = {
        **written("g:\n  type: growth\n  of: [posts]\n  previous: quarter\n"),
        "posts": SHIPPED.measures["posts"],
    }
    found = values({Q3: {"posts": 40.0, "g": None}, Q4: {"posts": 50.0, "g": 0.25}})
    assert with_changes(measures, Q4, found, {"posts": Fraction(60)})["g"].value == 0.5


@pytest.mark.parametrize(("how", "before", "after"), [("growth", 0.25, 0.5), ("change", 10, 20)])
def test_what_is_made_of_entered_values_follows_them_unless_it_was_entered_itself(how, before, after):
    measures = written(f"fans:\n  type: typed\nup:\n  type: {how}\n  of: fans\n  previous: quarter\n")
    found = values({Q3: {"fans": 40.0, "up": None}, Q4: {"fans": 50.0, "up": before}})
    found = {one: {name: replace(value, typed=True) for name, value in some.items()} for one, some in found.items()}
    assert with_changes(measures, Q4, found, {"fans": Fraction(60)})["up"].value == after
    said = (Finding("measure.typed", "warning", "up 2024Q4", Text("填报", "entered")),)
    found[Q4]["up"] = replace(found[Q4]["up"], findings=said)
    assert with_changes(measures, Q4, found, {"fans": Fraction(60)})["up"].value == before


def test_a_rate_that_falls_back_on_another_has_the_interval_of_that_one():
    measures = {name: SHIPPED.measures[name] for name in ("open_rate_exact", "open_rate_listed", "open_rate")}
    drawn = {"numerator": 20.0, "denominator": 100.0, "interval": wilson(20, 100)}
    found = values({Q4: {"open_rate_exact": 0.5, "open_rate_listed": 0.2, "open_rate": 0.5}})
    found[Q4]["open_rate_listed"] = replace(found[Q4]["open_rate_listed"], **drawn)
    fallen = with_changes(measures, Q4, found, {"open_rate_exact": None})["open_rate"]
    assert (fallen.value, fallen.route, fallen.interval) == (0.2, "open_rate_listed", wilson(20, 100))
    found[Q4]["open_rate_listed"] = replace(found[Q4]["open_rate_listed"], interval=None)
    assert with_changes(measures, Q4, found, {"open_rate_exact": None})["open_rate"].interval is None


def test_amounts_that_grow_with_the_months_are_sums_and_counts():
    grown = {name for name in SHIPPED.measures if growing(SHIPPED.measures, name)}
    assert {"partnerships", "incidents", "monthly_reads", "activity_participants"} <= grown
    assert not grown & {"follower_growth", "followers", "open_rate", "satisfaction", "award_level", "online_usage"}


def test_words_are_read_as_a_spec_has_them():
    found = scenario(SHIPPED, {
        "value": ["followers=80000", "open_rate=5%", "incidents=missing", "monthly_reads = 20万"],
        "target": ["follower_growth=60000/52000 - 1"], "weight": ["reach=50%"], "cap": ["partnerships=120"], "policy": ["incidents=zero"],
    })  # fmt: skip
    assert found.values == {
        "followers": 80000,
        "open_rate": Fraction(1, 20),
        "incidents": None,
        "monthly_reads": 200000,
    }
    assert (found.targets, found.weights) == ({"follower_growth": Fraction(2, 13)}, {"reach": 50})
    assert (found.caps, found.policies, points("--goal", "85")) == ({"partnerships": 120}, {"incidents": "zero"}, 85)


def test_an_indicator_is_named_by_its_label_too():
    found = scenario(SHIPPED, {"target": ["月均阅读量＝18万", "Open rate = 25%"], "weight": ["传播效能=50"]})
    assert found.targets == {"monthly_reads": 180000, "open_rate": Fraction(1, 4)}
    assert found.weights == {"reach": 50}
    with pytest.raises(UsageError, match="twice"):
        scenario(SHIPPED, {"target": ["月均阅读量=1", "monthly_reads=2"]})
    other = kpis((100, [leaf("a", 100, measure="b")]))
    with pytest.raises(UsageError, match="one measure"):
        scenario(replace(other, measures={"b": PAIR.measures["b"]}), {"value": ["a=1", "b=2"]})


@pytest.mark.parametrize(
    ("kind", "words", "hint"),
    [
        ("value", "reeds=3", "monthly_reads"),
        ("value", "monthly_reads", "id=value"),
        ("value", "monthly_reads=", "id=value"),
        ("value", "monthly_reads=many", "60000"),
        ("value", "monthly_reads=1" + "0" * 400, ""),
        ("target", "award_level=2", "open_rate"),  # a step table has no target
        ("baseline", "award_level=2", "open_rate"),
        ("weight", "reach=120", ""),
        ("weight", "reach=-1", ""),
        ("cap", "partnerships=0", ""),
        ("policy", "incidents=forget", "reweight"),
        ("policy", "incidents=group_mean", "reweight"),
    ],
)
def test_what_cannot_be_is_refused_with_what_could(kind, words, hint):
    with pytest.raises(UsageError) as refused:
        scenario(SHIPPED, {kind: [words]})
    assert refused.value.where == f"--{kind}"
    assert hint in refused.value.hint.en
    with pytest.raises(UsageError, match="twice"):
        scenario(SHIPPED, {"weight": ["reach=50", "reach=40"]})


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("satisfaction=150%", "satisfaction cannot be 150%: it lies between 0% and 100%"),
        ("satisfaction=-1%", "satisfaction cannot be -1%: it lies between 0% and 100%"),
        ("monthly_reads=-5", "monthly_reads cannot be -5: it is 0 at least"),
        ("partnerships=9", "partnerships cannot be 9: it lies between 0 and 8"),
        ("award_level=9", "award_level cannot be 9: it lies between 0 and 3"),
    ],
)
def test_a_value_that_the_measure_cannot_have_is_refused_with_its_range(words, rule):
    with pytest.raises(UsageError) as refused:
        scenario(SHIPPED, {"value": [words]})
    assert (refused.value.where, refused.value.what.en) == ("--value", rule)


def test_the_ends_of_a_range_and_a_growth_of_any_size_are_values():
    words = ["satisfaction=100%", "open_rate=0", "partnerships=0", "follower_growth=300%", "incidents=missing"]
    assert len(scenario(SHIPPED, {"value": words}).values) == len(words)
