"""One indicator's score, against values worked out by hand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.model.kpis.grade_rules import Baseline
from pubkpi.score.indicators.attain import grade
from pubkpi.score.tree.columns import as_column
from tests.examples import few, seldom
from tests.score.cards import AT_START, BASE, ON_TARGET, Q1, Q2, Q3, Q4, SHIPPED, graded, leaf

LEAVES = {one.id: one for one in SHIPPED.indicators}
# the methods, and of attainment one with a measured baseline and one with a stated one
KINDS = ("follower_growth", "open_rate", "partnerships", "award_level", "incidents")
NOTHING = float("nan")


def one(indicator, value, quarter=Q4, baseline="stated"):
    """The grading of one value."""
    start = indicator.baseline.value if baseline == "stated" else baseline
    return graded(indicator, quarter, start, [value])


def scored(indicator, value, quarter=Q4, baseline="stated"):
    return float(one(indicator, value, quarter, baseline).score[0])


def lower(**changes):
    """An indicator on the way down from 200 to 100."""
    path = ((Q1, Fraction(100)), (Q4, Fraction(100)))
    return leaf("x", direction="down", baseline=Baseline(Fraction(200)), targets=path, **changes)


@pytest.mark.parametrize(
    ("name", "value", "quarter", "points"),
    [
        ("follower_growth", 0.0, Q1, 60.0),
        ("follower_growth", float(Fraction(60000, 52000) - 1), Q1, 100.0),
        ("follower_growth", float(Fraction(200000, 3) / 52000 - 1), Q2, 100.0),
        ("follower_growth", float(Fraction(66000, 52000) - 1), Q4, 80.0),  # half of the 28,000
        ("follower_growth", float(Fraction(45000, 52000) - 1), Q4, 50.0),  # 7,000 lost: 60 - 40 / 4
        ("follower_growth", -0.9, Q4, 0.0),
        ("monthly_reads", 141500.0, Q4, 80.0),
        ("monthly_reads", 120000.0, Q1, 100.0),
        ("interaction_rate", 0.046, Q4, 70.0),  # a quarter of the way from 2.8 to 10 %
        ("open_rate", 0.015, Q4, 5.0),  # 60 - 40 * 16.5 / 12
        ("activity_participants", 8000.0, Q4, 90.0),
        ("partnerships", 3.0, Q2, 75.0),
        ("partnerships", 8.0, Q2, 100.0),
        ("award_level", 0.0, Q4, 0.0),
        ("award_level", 1.0, Q4, 60.0),
        ("award_level", 2.0, Q4, 100.0),
        ("award_level", 3.0, Q4, 100.0),
        ("incidents", 0.0, Q3, 100.0),
        ("incidents", 1.0, Q3, 0.0),
    ],
)
def test_a_shipped_indicator_scores_what_is_worked_out_by_hand(name, value, quarter, points):
    assert scored(LEAVES[name], value, quarter) == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize(
    ("value", "attainment", "uncapped", "points"),
    [
        (200, 0, 60, 60),
        (150, 0.5, 80, 80),
        (100, 1, 100, 100),
        (50, 1.5, 120, 100),
        (375, -1.75, -10, 0),
        (350, -1.5, 0, 0),
    ],
)
def test_lower_is_better_has_the_same_line_turned_round(value, attainment, uncapped, points):
    made = one(lower(), value)
    assert (made.attainment[0], made.uncapped[0], made.score[0]) == (attainment, uncapped, points)


def test_what_goes_beyond_the_target_is_kept_beside_the_capped_score():
    made = one(leaf("x"), 150)
    assert (made.attainment[0], made.uncapped[0], made.score[0]) == (1.5, 120.0, 100.0)


def test_points_at_baseline_and_target_are_the_indicator_s_own():
    assert [scored(leaf("x", at_baseline=Fraction(0), at_target=Fraction(80)), v) for v in (0, 50, 100, 200)] == [
        0,
        40,
        80,
        100,
    ]


@pytest.mark.parametrize(("value", "points"), [(0.0, 0.0), (0.25, 50.0), (0.5, 100.0), (0.75, 100.0)])
def test_without_a_measured_baseline_the_score_is_completion(value, points):
    made = one(LEAVES["online_usage"], value, baseline=None)
    assert made.method == "completion"
    assert made.score[0] == points
    assert made.uncapped[0] == 200 * value
    assert np.isnan(made.attainment[0])


def test_a_declared_completion_keeps_the_way_it_has_come_from_its_baseline():
    made = one(LEAVES["partnerships"], 7.0)
    assert (made.method, made.attainment[0], made.score[0]) == ("completion", 0.875, 87.5)


@pytest.mark.parametrize(
    ("start", "value", "points"),
    [(Fraction(4, 10), 0.4, 60.0), (Fraction(4, 10), 0.45, 80.0), (Fraction(0), 0.25, 80.0)],
)
def test_a_measured_baseline_before_the_target_gives_attainment(start, value, points):
    made = one(LEAVES["online_usage"], value, baseline=start)
    assert made.method == "attainment"
    assert made.score[0] == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize("start", [Fraction(1, 2), Fraction(6, 10), Fraction(1)])
def test_a_measured_baseline_at_or_past_the_target_gives_completion(start):
    """On the line from 60 % down to 50 % a better value would score less."""
    made = one(LEAVES["online_usage"], 0.45, baseline=start)
    assert (made.method, made.score[0]) == ("completion", pytest.approx(90))


def test_completion_of_lower_is_better_is_the_target_over_the_value():
    made = [scored(lower(method="completion"), value) for value in (400, 200, 100, 50, 0, -0.0, -5)]
    assert made == [25.0, 50.0, 100.0, 100.0, 100.0, 100.0, 100.0]


@pytest.mark.parametrize(("value", "quarter", "points", "left_out"), [
    (0, Q1, 0, True), (0, Q3, 0, True), (0, Q4, 0, False), (1, Q1, 60, False), (2, Q3, 100, False), (3, Q4, 100, False),
])  # fmt: skip
def test_before_the_due_quarter_only_a_lack_of_awards_is_left_out(value, quarter, points, left_out):
    made = one(LEAVES["award_level"], value, quarter)
    assert (made.score[0], made.not_applicable[0]) == (points, left_out)


def test_an_undeclared_award_before_the_due_quarter_is_missing_and_not_left_out():
    made = one(LEAVES["award_level"], NOTHING, Q1)
    assert np.isnan(made.score[0])
    assert not made.not_applicable[0]


def test_steps_are_reached_and_not_interpolated():
    indicator = leaf("x", method="steps", steps=((Fraction(5), Fraction(100)), (Fraction(2), Fraction(30))), targets=())
    assert [scored(indicator, value) for value in (-1, 1.99, 2, 4.99, 5, 99)] == [0, 0, 30, 30, 100, 100]


@pytest.mark.parametrize(("direction", "points"), [("down", [100, 100, 0]), ("up", [0, 100, 100])])
def test_hold_keeps_or_loses_everything(direction, points):
    indicator = leaf("x", method="hold", direction=direction)
    assert [scored(indicator, value) for value in (99, 100, 101)] == points
    # no more than everything, even where a score may go beyond
    beyond = leaf("x", method="hold", direction=direction, cap=Fraction(120))
    assert [scored(beyond, value) for value in (99, 100, 101)] == points


@pytest.mark.parametrize("name", LEAVES)
def test_nothing_measured_is_nothing_scored(name):
    made = one(LEAVES[name], NOTHING)
    assert np.isnan(made.score[0])
    assert np.isnan(made.uncapped[0])
    assert not made.not_applicable[0]


def indicators():
    """Indicators of every method and both directions, with a baseline that may be measured anywhere or nowhere."""
    number = st.integers(1, 1000).map(Fraction)
    shape = st.tuples(st.sampled_from(["attainment", "completion", "hold", "steps"]), st.sampled_from(["up", "down"]), number,
                      st.none() | number)  # fmt: skip

    def made(drawn):
        method, direction, goal, start = drawn
        steps = ((Fraction(0), Fraction(0)), (goal, Fraction(50)), (2 * goal, Fraction(100)))
        path = ((Q1, goal), (Q4, goal))
        return leaf(
            "x", method=method, direction="up" if method == "steps" else direction, targets=path, steps=steps
        ), start

    return shape.map(made)


@given(indicators(), st.lists(st.floats(-2000, 2000), min_size=2, max_size=40))
def test_a_better_value_never_scores_less_and_no_score_leaves_0_to_100(drawn, found):
    indicator, start = drawn
    ordered = sorted(found, reverse=indicator.direction == "down")
    made = graded(indicator, Q4, start, ordered).score
    assert np.all(np.diff(made) >= 0)
    assert made.min() >= 0
    assert made.max() <= 100


@pytest.mark.parametrize("name", few(LEAVES, *KINDS))
@pytest.mark.parametrize("quarter", [Q4, *seldom(Q1)], ids=str)
def test_a_thousand_entities_are_graded_as_one_by_one(name, quarter):
    indicator, random = LEAVES[name], np.random.default_rng(7)
    span = 2.5 * max(ON_TARGET[name], AT_START[name])
    found = np.where(random.random(1000) < 0.1, np.nan, random.random(1000) * span - span / 10)
    found = np.floor(found) if span > 2 else found
    baseline = Fraction(AT_START[name]) if indicator.baseline.measured == BASE else indicator.baseline.value
    goal = indicator.target(quarter)
    starts = [random.choice([baseline, None, goal, 3 * (baseline or 1)]) for _ in found]  # measured for each
    together = grade(indicator, quarter, as_column(starts), found)
    each = [graded(indicator, quarter, starts[i], found[i : i + 1]) for i in range(1000)]
    for field in ("score", "uncapped", "attainment", "not_applicable"):
        alone = [getattr(one, field)[0] for one in each]
        assert np.array_equal(getattr(together, field), np.array(alone), equal_nan=field != "not_applicable")
