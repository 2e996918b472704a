"""How the scores of children make that of their parent: the means, relative weights, caps."""

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.model.kpis import Dimension
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.text import same
from pubkpi.score.indicators.curves import power_mean
from tests.examples import examples
from tests.score.cards import by_id, card, kpis, leaf

GEOMETRIC = Mean("geometric", Fraction(0))


def points(name, weight, **more):
    """An indicator whose score is its value."""
    return leaf(name, weight, method="completion", **more)


def mean(how, *parts, top=None):
    """The total of a scorecard with one dimension whose children are (weight, score)."""
    tree = kpis((100, [points(f"x{i}", weight) for i, (weight, _) in enumerate(parts)]), mean=top or Mean())
    tree = replace(tree, dimensions=(replace(tree.dimensions[0], mean=how),))
    return card(tree, {f"x{i}": score for i, (_, score) in enumerate(parts)})


@pytest.mark.parametrize(
    ("how", "expected"),
    [(Mean(), (2 * 50 + 8 * 100) / 10), (GEOMETRIC, 50**0.2 * 100**0.8), (Mean("minimum"), 50.0)],
)
def test_a_node_has_the_mean_that_it_names(how, expected):
    assert mean(how, (20, 50), (80, 100)).total.score == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("zero", "expected"), [(Fraction(0), 0.0), (Fraction(1), 10.0), (Fraction(4), 20.0), (None, None)]
)
def test_a_zero_under_a_geometric_mean_is_what_the_rule_says(zero, expected):
    """As 0 the mean is 0, as 1 it is the root of 1 x 100; without a number there is no score."""
    made = mean(Mean("geometric", zero), (50, 0), (50, 100))
    assert made.total.score == (expected if expected is None else pytest.approx(expected, abs=1e-12))


def test_a_refused_zero_leaves_bounds_that_are_numbers():
    assert mean(Mean("geometric", None), (50, 0), (50, None)).total.bounds == (0.0, 100.0)


@pytest.mark.parametrize("how", [Mean(), GEOMETRIC, Mean("minimum")])
def test_a_missing_child_is_left_out_of_every_mean(how):
    assert mean(how, (20, None), (80, 64)).total.score == pytest.approx(64)


@pytest.mark.parametrize("how", [Mean(), GEOMETRIC, Mean("minimum")])
def test_a_weight_of_zero_counts_in_no_mean(how):
    made = mean(how, (0, 0), (100, 64))
    assert made.total.score == pytest.approx(64)
    assert by_id(made)["x0"].scoring == "monitored"
    assert by_id(made)["x0"].value == 0


def test_dimensions_may_be_merged_geometrically():
    tree = kpis((50, [points("a", 50)]), (50, [points("b", 50)]), mean=GEOMETRIC)
    assert card(tree, {"a": 25, "b": 100}).total.score == pytest.approx(50)


def test_the_least_of_the_dimensions_may_be_the_total():
    tree = kpis((50, [points("a", 50)]), (50, [points("b", 50)]), mean=Mean("minimum"))
    assert card(tree, {"a": 25, "b": 100}).total.score == 25


def test_there_are_no_points_where_no_sum_makes_up_the_total():
    """A geometric root has no points to hand out; below a geometric dimension only its leaves have none."""
    tree = kpis((40, [points("a", 40)]), (60, [points("b", 30), points("c", 30)]))
    top, low = replace(tree, mean=GEOMETRIC), replace(
        tree, dimensions=(tree.dimensions[0], replace(tree.dimensions[1], mean=GEOMETRIC))
    )  # fmt: skip
    whole, part = (card(one, {"a": 50, "b": 25, "c": 100}) for one in (top, low))
    assert [one.points for one in (*whole.dimensions, *whole.indicators)] == [None] * 5
    assert [one.points for one in part.dimensions] == [pytest.approx(20), pytest.approx(30)]
    assert [one.points for one in part.indicators] == [pytest.approx(20), None, None]
    assert part.total.score == pytest.approx(50)


def test_dimensions_inside_dimensions_are_scored_from_the_leaves_up():
    inner = tuple(
        Dimension(f"i{n}", same(f"i{n}"), Fraction(30), (points(f"a{n}", 10), points(f"b{n}", 20))) for n in (0, 1)
    )
    outer = Dimension("outer", same("outer"), Fraction(60), dimensions=inner)
    tree = kpis((40, [points("c", 40)]))
    names = ("a0", "b0", "a1", "b1", "c")
    tree = replace(tree, dimensions=(outer, *tree.dimensions), measures=dict.fromkeys(names, tree.measures["c"]))
    made = card(tree, {"a0": 30, "b0": 60, "a1": 90, "b1": 0, "c": 10})
    assert [one.score for one in made.dimensions] == pytest.approx([40, 10])  # (50 + 30) / 2
    assert [one.score for one in made.dimensions[0].dimensions] == pytest.approx([50, 30])
    assert made.total.score == pytest.approx(0.6 * 40 + 0.4 * 10)
    assert [one.points for one in made.indicators] == pytest.approx([3, 12, 9, 0, 4])
    assert [one.points for one in made.dimensions[0].dimensions] == pytest.approx([15, 9])


def test_what_a_cap_takes_off_is_kept_in_points():
    tree = kpis((100, [points("a", 40), points("b", 60, cap=Fraction(120)), points("c", 0)]))
    made = by_id(card(tree, {"a": 150, "b": 150, "c": 150}))
    assert [made[name].points for name in "ab"] == pytest.approx([40, 72])
    assert [made[name].points_capped for name in "ab"] == pytest.approx([20, 18])
    assert made["c"].points_capped is None


def test_the_best_that_is_possible_is_the_cap_and_the_worst_the_floor():
    tree = kpis((100, [points("a", 70), points("b", 30, cap=Fraction(120), floor=Fraction(10))]))
    assert card(tree, {"a": 50, "b": None}).total.bounds == pytest.approx((38, 71))


# ---- what must hold whatever the numbers

SCORE = st.floats(0, 100)
PARTS = st.lists(st.tuples(st.integers(1, 1000), SCORE), min_size=1, max_size=6)


def means(parts):
    """(arithmetic, geometric, minimum) of (weight, score)."""
    whole = sum(weight for weight, _ in parts)
    weights = [np.array([100 * weight / whole]) for weight, _ in parts]
    found = [np.array([score]) for _, score in parts]
    return sum(w[0] * s[0] for w, s in zip(weights, found, strict=True)) / 100, power_mean(Fraction(0), weights, found)[
        0
    ]


@settings(max_examples=examples(80))
@given(PARTS)
def test_a_geometric_mean_lies_between_its_children_and_never_above_the_arithmetic_one(parts):
    arithmetic, product = means(parts)
    listed = [score for _, score in parts]
    assert min(listed) <= product <= max(listed)
    assert product <= arithmetic + 1e-9


@settings(max_examples=examples(60))
@given(PARTS)
def test_a_geometric_mean_is_the_root_of_the_product(parts):
    _, product = means(parts)
    whole = sum(weight for weight, _ in parts)
    assert product == pytest.approx(math.prod(score ** (weight / whole) for weight, score in parts), rel=1e-9, abs=1e-9)


@settings(max_examples=examples(60))
@given(PARTS, st.sampled_from([Mean(), GEOMETRIC, Mean("minimum")]), st.floats(0, 100), st.data())
def test_a_better_child_never_lowers_a_mean(parts, how, more, data):
    which = data.draw(st.integers(0, len(parts) - 1))
    better = [(w, min(100.0, s + more) if i == which else s) for i, (w, s) in enumerate(parts)]
    low, high = (mean(how, *one).total.score for one in (parts, better))
    assert high >= low - 1e-9
    assert min(s for _, s in parts) - 1e-9 <= low <= max(s for _, s in parts) + 1e-9
