"""The whole scorecard of one quarter: states, points, bounds, standstill, what was before."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.model.kpis.grade_rules import Baseline
from pubkpi.score.run import score
from tests.examples import examples
from tests.score.cards import (
    AT_START,
    BASE,
    NAMES,
    ON_TARGET,
    Q1,
    Q2,
    Q4,
    SHIPPED,
    by_id,
    card,
    kpis,
    leaf,
    shipped,
    values,
)

QUARTERS = [Q1, Q2, Q4]


def test_a_department_on_every_target_has_100_points_and_loses_none():
    made = shipped()
    assert (made.total.score, made.total.band, made.total.bounds, made.total.weight_coverage) == (
        100.0,
        "excellent",
        (100.0, 100.0),
        1.0,
    )
    assert [node.points for node in made.dimensions] == [40, 30, 30]
    assert [one.points for one in made.indicators] == [15, 10, 10, 5, 10, 10, 10, 10, 10, 10]
    assert {one.light for one in made.indicators} == {"green"}


def test_a_department_that_stands_still_for_a_year_has_42_points_and_fails():
    """60 of the 70 of reach and service, none of the 30 of brand: 24 + 18 + 0."""
    made = shipped(**AT_START)
    assert made.total.score == pytest.approx(42.0, abs=1e-12)
    assert (made.total.score_printed, made.total.band) == (42.0, "fail")
    assert [node.score for node in made.dimensions] == pytest.approx([60, 60, 0])


@pytest.mark.parametrize("quarter", QUARTERS, ids=str)
def test_the_standstill_score_of_the_plan_is_42(quarter):
    assert shipped(quarter).total.standstill_score == pytest.approx(42.0, abs=1e-12)


def test_without_measured_baselines_the_standstill_score_of_the_plan_is_unknown():
    assert shipped(base=None).total.standstill_score is None


def test_a_mixed_quarter_is_worked_out_by_hand():
    made = shipped(
        follower_growth=float(Fraction(66000, 52000) - 1),  # 80
        monthly_reads=83000,  # 60
        interaction_rate=0.046,  # 70
        open_rate=0.24,  # 80
        online_usage=0.45,  # half-way from 0.4 to 0.5: 80
        activity_participants=8000,  # 90
        satisfaction=0.85,  # half-way from 0.8 to 0.9: 80
        partnerships=6,  # 75
        award_level=1,  # 60
        incidents=1,  # 0
    )
    assert [round(one.points, 9) for one in made.indicators] == [12, 6, 7, 4, 8, 9, 8, 7.5, 6, 0]
    assert made.total.score == pytest.approx(67.5)
    assert [node.score_printed for node in made.dimensions] == [72.5, 83.3, 45.0]
    assert [node.light for node in made.dimensions] == ["yellow", "yellow", "red"]


# ---- missing, not applicable, monitored


def test_a_missing_leaf_s_weight_goes_to_its_siblings():
    made = by_id(card_ := shipped(online_usage=None))
    assert [made[name].scoring for name in ("online_usage", "satisfaction")] == ["missing", "scored"]
    assert card_.dimensions[1].weight_coverage == pytest.approx(2 / 3)
    assert card_.dimensions[1].score is None  # 20 of 30 is under seven tenths
    assert card_.total.score is None


def test_a_missing_open_rate_leaves_its_five_points_to_reach():
    made = shipped(open_rate=None, monthly_reads=83000)
    leaves = by_id(made)
    assert made.dimensions[0].weight_coverage == 0.875
    assert [leaves[name].effective_weight for name in NAMES[:4]] == pytest.approx(
        [15 / 0.875, 10 / 0.875, 10 / 0.875, 0]
    )
    assert made.dimensions[0].score == pytest.approx((15 * 100 + 10 * 60 + 10 * 100) / 35)
    assert made.total.score == pytest.approx(0.4 * 3100 / 35 + 60)
    assert (leaves["open_rate"].score, leaves["open_rate"].points, leaves["open_rate"].light) == (None, None, "none")
    assert leaves["open_rate"].missing_reason.en == "no data"


def test_exactly_seven_tenths_of_a_dimension_are_enough():
    tree = kpis((100, [leaf("a", 70), leaf("b", 30)]))
    assert card(tree, {"a": 50, "b": None}).total.score == 80
    assert card(kpis((100, [leaf("a", "69.9"), leaf("b", "30.1")])), {"a": 50, "b": None}).total.score is None


def test_too_little_leaves_dimension_and_total_without_a_score_and_bounds_say_what_is_possible():
    made = shipped(partnerships=None, award_level=None, satisfaction=0.8)
    assert [node.score is None for node in made.dimensions] == [False, False, True]
    assert (made.total.score, made.total.score_printed, made.total.band, made.total.band_label) == (
        None,
        None,
        None,
        None,
    )
    assert made.total.bounds == pytest.approx((76.0, 96.0))
    assert made.total.weight_coverage == pytest.approx(0.8)
    assert (made.dimensions[2].points, made.dimensions[2].light) == (None, "none")


def test_before_the_due_quarter_the_weight_of_awards_goes_to_brand_and_coverage_stays_whole():
    made = shipped(Q1, award_level=0, incidents=1)
    one = by_id(made)["award_level"]
    assert (one.scoring, one.effective_weight, one.score, one.points, one.light) == (
        "not_applicable",
        0.0,
        None,
        None,
        "none",
    )
    assert "2024Q4" in one.missing_reason.zh
    assert (made.dimensions[2].weight_coverage, made.dimensions[2].score) == (1.0, 50.0)
    assert made.total.score == pytest.approx(85)


def test_in_the_due_quarter_no_award_is_zero_points():
    one = by_id(shipped(award_level=0))["award_level"]
    assert (one.scoring, one.score, one.points) == ("scored", 0.0, 0.0)


def test_an_early_award_scores_at_once():
    one = by_id(shipped(Q1, award_level=2))["award_level"]
    assert (one.scoring, one.score, one.points) == ("scored", 100.0, 10.0)


def test_a_dimension_that_does_not_apply_at_all_leaves_the_total_to_the_others():
    later = leaf("award", 30, method="steps", steps=((Fraction(0), Fraction(0)), (Fraction(1), Fraction(100))), due=Q4)
    tree = kpis((70, [leaf("a", 70)]), (30, [later]))
    early, due = (card(tree, {"a": 25, "award": 0}, quarter) for quarter in (Q1, Q4))
    assert (early.total.score, early.total.weight_coverage, early.dimensions[1].score) == (70.0, 1.0, None)
    assert by_id(early)["a"].effective_weight == 100
    assert due.total.score == pytest.approx(49)


def test_what_has_weight_zero_is_watched_and_changes_nothing():
    tree = kpis((100, [leaf("a", 100), leaf("b", 0)]))
    made = [card(tree, {"a": 50, "b": value}) for value in (0, 100, None)]
    assert [one.total.score for one in made] == [80, 80, 80]
    assert [one.total.weight_coverage for one in made] == [1, 1, 1]
    assert [by_id(one)["b"].scoring for one in made] == ["monitored", "monitored", "missing"]
    assert by_id(made[1])["b"].value == 100
    assert not by_id(made[1])["b"].points


def test_the_three_states_without_points_are_told_apart_from_zero():
    made = by_id(shipped(Q2, award_level=0, incidents=3, open_rate=None))
    assert [made[name].scoring for name in ("award_level", "incidents", "open_rate")] == [
        "not_applicable",
        "scored",
        "missing",
    ]
    assert [made[name].points for name in ("award_level", "incidents", "open_rate")] == [None, 0.0, None]


# ---- numbers that a leaf rests on


def test_a_leaf_shows_the_numbers_that_its_score_rests_on():
    one = by_id(shipped(Q2, online_usage=0.55))["online_usage"]
    assert (one.value, one.baseline, one.target, one.unit, one.method) == (0.55, 0.4, 0.5, "share", "attainment")
    assert (one.attainment, one.score_uncapped, one.score) == pytest.approx((1.5, 120, 100))
    assert (one.weight, one.effective_weight, one.points) == (10, pytest.approx(10), pytest.approx(10))


def test_a_measured_baseline_past_the_target_is_shown_and_scored_as_completion():
    one = by_id(shipped(base={**AT_START, "satisfaction": 0.95}, satisfaction=0.81))["satisfaction"]
    assert (one.method, one.baseline, one.attainment) == ("completion", 0.95, None)
    assert one.score == pytest.approx(90)


def test_an_endlessly_good_completion_has_no_uncapped_figure_that_a_file_could_not_hold():
    tree = kpis((100, [leaf("a", 100, direction="down", method="completion", baseline=Baseline())]))
    one = by_id(card(tree, {"a": 0}))["a"]
    assert (one.score, one.score_uncapped) == (100.0, None)


@pytest.mark.parametrize("settled", [True, False])
def test_a_quarter_that_is_not_settled_is_provisional(settled):
    made = score(SHIPPED, Q4, values({Q4: ON_TARGET}), None, settled=settled)
    assert made.provisional == (not settled)
    assert ("score.provisional" in {one.id for one in made.findings}) == (not settled)


def test_previous_values_are_those_of_the_quarter_before():
    found = values({BASE: AT_START, Q1: {**ON_TARGET, "incidents": 1, "open_rate": None}, Q2: ON_TARGET})
    first = score(SHIPPED, Q1, found, None, settled=True)
    second = score(SHIPPED, Q2, found, first, settled=True)
    was = by_id(first)["incidents"].previous
    assert (was.period, was.value, was.score, was.points) == (BASE, 2.0, None, None)
    now = by_id(second)["incidents"].previous
    assert (now.period, now.value, now.score, now.points) == (Q1, 1.0, 0.0, 0.0)
    assert by_id(second)["open_rate"].previous.value is None
    alone = score(SHIPPED, Q2, values({Q2: ON_TARGET}), None, settled=True)
    assert by_id(alone)["incidents"].previous is None


# ---- properties of the shipped scorecard


def departments():
    """Any values of the ten indicators, each of which may be missing."""
    most = {"award_level": 3, "partnerships": 8, "incidents": 3}
    one = {
        name: st.none()
        | (st.integers(0, most[name]).map(float) if name in most else st.floats(0, 1.5 * ON_TARGET[name]))
        for name in NAMES
    }
    return st.fixed_dictionaries(one)


@settings(max_examples=examples(40))
@given(departments(), st.sampled_from(QUARTERS))
def test_points_and_weights_add_up_and_the_total_lies_among_the_leaves_and_inside_the_bounds(found, quarter):
    made = card(SHIPPED, found, quarter, AT_START)
    scored = [one for one in made.indicators if one.scoring == "scored"]
    low, high = made.total.bounds
    assert 0 <= low <= high <= 100 + 1e-9
    assert {one.scoring for one in made.indicators} <= {"scored", "missing", "not_applicable"}
    for node in made.dimensions:
        if node.score is not None:
            assert sum(one.points for one in node.indicators if one.points is not None) == pytest.approx(
                node.points, abs=1e-9
            )
    if made.total.score is not None:
        assert sum(one.points for one in scored) == pytest.approx(made.total.score, abs=1e-9)
        assert sum(one.effective_weight for one in made.indicators) == pytest.approx(100, abs=1e-9)
        assert min(one.score for one in scored) - 1e-9 <= made.total.score <= max(one.score for one in scored) + 1e-9
        assert low - 1e-9 <= made.total.score <= high + 1e-9


@settings(max_examples=examples(30))
@given(departments(), departments(), st.sampled_from(QUARTERS))
@pytest.mark.campaign
def test_data_that_come_in_later_never_leave_the_bounds_told_before(found, later, quarter):
    before = card(SHIPPED, found, quarter, AT_START)
    filled = {name: later[name] if found[name] is None else found[name] for name in NAMES}
    after = card(SHIPPED, filled, quarter, AT_START)
    (low, high), (lower, higher) = before.total.bounds, after.total.bounds
    assert low - 1e-9 <= lower <= higher <= high + 1e-9
    if after.total.score is not None:
        assert low - 1e-9 <= after.total.score <= high + 1e-9


@settings(max_examples=examples(60))
@given(departments(), st.sampled_from(NAMES), st.floats(0, 10))
def test_a_better_value_never_lowers_any_score_once_everything_is_due(found, name, more):
    if found[name] is None:
        return
    better = (
        found[name] - round(more) if name == "incidents" else found[name] + (round(more) if found[name] > 1 else more)
    )
    low, high = (card(SHIPPED, {**found, name: value}, Q4, AT_START) for value in (found[name], max(better, 0)))
    for one, other in zip(
        (low.total, *low.dimensions, *low.indicators), (high.total, *high.dimensions, *high.indicators), strict=True
    ):
        assert (one.score is None) == (other.score is None)
        assert one.score is None or other.score >= one.score - 1e-9


def test_a_scorecard_is_the_same_every_time():
    assert repr(shipped(open_rate=None)) == repr(shipped(open_rate=None))
    assert replace(shipped(), findings=()) == replace(shipped(), findings=())
