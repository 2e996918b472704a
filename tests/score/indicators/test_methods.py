"""The lines from value to score, against values worked out by hand and against what must always hold."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.model.kpis.grade_rules import Baseline
from pubkpi.score.indicators.comparison import open_scores
from tests.examples import examples
from tests.score.cards import Q1, Q4, graded, leaf

NOTHING = float("nan")


def scores(indicator, *found):
    return graded(indicator, Q4, indicator.baseline.value, found).score.tolist()


def uncapped(indicator, *found):
    return graded(indicator, Q4, indicator.baseline.value, found).uncapped.tolist()


def posts(worst, best, method="goalposts", **more):
    ends = (Fraction(str(worst)), Fraction(str(best)))
    up = "up" if ends[1] > ends[0] else "down"
    return leaf("x", method=method, direction=up, goalposts=ends, targets=(), baseline=Baseline(), **more)


def ranged(*corners):
    return leaf("x", method="target_range", direction="range", plateau=tuple(map(Fraction, corners)), targets=())


def knots(*points, direction="up"):
    listed = tuple((Fraction(str(x)), Fraction(str(y))) for x, y in points)
    return leaf("x", method="piecewise", direction=direction, knots=listed, targets=())


def test_goalposts_run_from_the_worst_value_to_the_best():
    assert scores(posts(20, 85), 20, 46, 85, 10, 99) == [0, 40, 100, 0, 100]
    assert uncapped(posts(20, 85), 10, 98) == pytest.approx([-1000 / 65, 120])


def test_goalposts_of_lower_is_better_have_a_best_value_below_the_worst():
    assert scores(posts(20, 4), 20, 16, 4, 0, 30) == [0, 25, 100, 100, 0]


def test_log_goalposts_count_ratios_and_not_differences():
    """From 100 to 10,000: 1,000 is half of the way, as is each factor of ten."""
    assert scores(posts(100, 10000, "log_goalposts"), 100, 1000, 10000, 10) == [0, 50, 100, 0]
    assert scores(posts(64, 1, "log_goalposts"), 64, 32, 8, 1) == pytest.approx([0, 100 / 6, 50, 100], abs=1e-13)


def test_nothing_lies_beyond_every_logarithm():
    assert scores(posts(100, 10000, "log_goalposts"), 0, -5) == [0, 0]
    assert scores(posts(100, 1, "log_goalposts"), 0, -5) == [100, 100]


def test_a_logarithm_is_rounded_once():
    """The same in 60 digits: the score is the nearest binary fraction to it."""
    with localcontext(prec=60):
        exact = 100 * (Decimal("3115.670448").ln() - Decimal(100).ln()) / (Decimal(75000).ln() - Decimal(100).ln())
    (found,) = scores(posts(100, 75000, "log_goalposts"), 3115.670448)
    assert abs(Decimal(found) - exact) < Decimal("1e-13")
    assert found == pytest.approx(100 * math.log(31.15670448) / math.log(750), abs=1e-12)


def test_a_target_range_is_full_inside_and_falls_to_its_bounds():
    made = scores(ranged(2, 4, 6, 10), 1, 2, 3, 4, 5, 6, 7, 10, 11)
    assert made == [0, 0, 50, 100, 100, 100, 75, 0, 0]


def test_a_target_range_may_be_a_single_value():
    assert scores(ranged(0, 5, 5, 6), 0, 2.5, 5, 5.5, 6) == [0, 50, 100, 50, 0]


def test_a_piecewise_line_is_straight_between_its_knots_and_flat_outside():
    made = scores(knots((0, 0), (10, 60), (20, 80), (40, 100)), -5, 0, 5, 10, 15, 30, 40, 99)
    assert made == [0, 0, 30, 60, 70, 90, 100, 100]


def test_a_piecewise_line_may_fall_where_lower_is_better():
    assert scores(knots((0, 100), (10, 50), (30, 0), direction="down"), -1, 0, 5, 20, 40) == [100, 100, 75, 25, 0]


def test_a_step_table_may_fall_where_lower_is_better():
    listed = tuple((Fraction(x), Fraction(y)) for x, y in ((0, 100), (1, 60), (3, 0)))
    made = scores(leaf("x", method="steps", direction="down", steps=listed, targets=()), -1, 0, 0.5, 1, 2, 3, 9)
    assert made == [100, 100, 60, 60, 0, 0, 0]


@pytest.mark.parametrize(("direction", "points"), [("up", [0, 100, 100]), ("down", [100, 100, 0])])
def test_hold_without_a_target_keeps_the_baseline(direction, points):
    held = leaf("x", method="hold", direction=direction, baseline=Baseline(Fraction(50)), targets=())
    assert scores(held, 49, 50, 51) == points


def test_hold_without_target_or_measured_baseline_has_no_score():
    held = leaf("x", method="hold", baseline=Baseline(measured=Q1), targets=())
    assert math.isnan(graded(held, Q4, None, np.array([1.0])).score[0])


@pytest.mark.parametrize(
    ("direction", "expected"), [("up", [0, 25, 100, NOTHING, 50]), ("down", [100, 75, 0, NOTHING, 50])]
)
def test_minmax_puts_the_worst_at_0_and_the_best_at_100(direction, expected):
    made = scores(leaf("x", method="minmax", direction=direction, targets=()), 10, 15, 30, NOTHING, 20)
    assert made == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize("found", [[7.0, 7.0, 7.0], [7.0], [NOTHING, 7.0], [NOTHING]])
def test_minmax_over_values_that_are_all_alike_has_no_score(found):
    assert all(map(math.isnan, scores(leaf("x", method="minmax", targets=()), *found)))


def test_a_cap_above_100_rewards_what_goes_beyond_and_a_floor_keeps_some_points():
    made = scores(posts(0, 200, cap=Fraction(120), floor=Fraction(30)), -50, 10, 100, 220, 500)
    assert made == pytest.approx([30, 30, 50, 110, 120], abs=1e-12)


def test_logarithms_have_their_say_below_one_too():
    ends = (Fraction(1, 100), Fraction(100))
    made = scores(leaf("x", method="log_goalposts", goalposts=ends, targets=()), 0.01, 0.1, 1, 10, 100, 0, -5)
    assert made == pytest.approx([0, 25, 50, 75, 100, 0, 0], abs=1e-9)


def test_a_knot_is_worth_its_points_to_the_last_digit():
    """17.3 + (61.6 - 17.3) is less than 61.6 in binary fractions."""
    knots = tuple((Fraction(x), Fraction(y)) for x, y in (("0", "17.3"), ("1", "61.6"), ("2", "80")))
    assert scores(leaf("x", method="piecewise", knots=knots, targets=()), 0, 1, 2) == [17.3, 61.6, 80]


# ---- what must hold whatever the numbers

NUMBER = st.decimals(Decimal("-1e6"), Decimal("1e6"), places=3, allow_nan=False).map(Fraction)
POSITIVE = st.decimals(Decimal("0.001"), Decimal("1e6"), places=3, allow_nan=False).map(Fraction)
PART = st.integers(0, 100).map(Fraction)


@st.composite
def indicators(draw):
    """Any valid indicator of the methods that have a direction, and its direction."""
    method = draw(st.sampled_from(["goalposts", "log_goalposts", "piecewise", "steps", "hold", "minmax"]))
    up = draw(st.booleans())
    number = POSITIVE if method == "log_goalposts" else NUMBER
    values = sorted(draw(st.lists(number, min_size=2, max_size=6, unique=True)))
    points = sorted(draw(st.lists(PART, min_size=len(values), max_size=len(values))), reverse=not up)
    table = tuple(zip(values, points, strict=True))
    ends = (values[0], values[-1]) if up else (values[-1], values[0])
    return leaf(
        "x", method=method, direction="up" if up else "down", goalposts=ends, knots=table, steps=table,
        baseline=Baseline(values[0]), targets=(), floor=Fraction(draw(st.integers(0, 20))), cap=Fraction(draw(st.integers(80, 120))),
    )  # fmt: skip


FOUND = st.lists(st.floats(-2e6, 2e6), min_size=1, max_size=30)


@settings(max_examples=examples(80))
@given(indicators(), FOUND)
def test_a_better_value_never_scores_less_and_every_score_keeps_within_floor_and_cap(indicator, found):
    made = np.array(scores(indicator, *sorted(found, reverse=indicator.direction == "down")))
    made = made[~np.isnan(made)]
    assert np.all(np.diff(made) >= 0)
    assert np.all((made >= float(indicator.floor)) & (made <= float(indicator.cap)))


@settings(max_examples=examples(80))
@given(st.lists(NUMBER, min_size=4, max_size=4, unique=True).map(sorted), FOUND)
def test_the_nearer_to_a_target_range_the_better(corners, found):
    indicator = ranged(*corners)
    below = sorted(value for value in found if value <= corners[1])
    above = sorted((value for value in found if value >= corners[2]), reverse=True)
    for side in (below, above):
        made = scores(indicator, *side)
        assert made == sorted(made)
    assert all(0 <= one <= 100 for one in scores(indicator, *found))
    assert set(scores(indicator, *(value for value in found if corners[1] <= value <= corners[2]))) <= {100.0}


@settings(max_examples=examples(80))
@given(indicators(), st.lists(st.none() | st.floats(-2e6, 2e6), min_size=1, max_size=20))
def test_nothing_measured_is_nothing_scored(indicator, found):
    made = scores(indicator, *(NOTHING if one is None else one for one in found))
    assert all(math.isnan(score) for score, one in zip(made, found, strict=True) if one is None)


def test_a_value_that_is_open_one_way_leaves_a_score_within_a_range_open_both_ways():
    held = leaf("x", direction="range")
    ways = open_scores(held, np.zeros(3), np.array([True, False, False]), np.array([False, True, False]))
    assert [way.tolist() for way in ways] == [[True, True, False]] * 2
