"""Weights and missing data, against the rules worked out one entity at a time in exact fractions."""

from decimal import Decimal
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.score.tree import rollup
from tests.examples import examples, seldom
from tests.score.cards import kpis, leaf


def roll_up(card, scores, applies, least):
    """The roll-up of columns of scores, each of which that is there was observed."""
    return rollup.roll_up(card, [rollup.Leaf(s, f, ~np.isnan(s)) for s, f in zip(scores, applies, strict=True)], least)


def by_hand(weights, scores, applies, least):
    """(total, dimensions' scores, leaves' effective weights): *weights* nested by dimension, None where missing.

    A dimension weighs what its leaves sum to. A missing leaf's weight goes to its siblings while *least* of the
    applicable weight is scored; what does not apply leaves the reckoning, a whole dimension too.
    """
    tops, totals, shares, seen, whole = [], [], [], Fraction(0), Fraction(0)
    at = 0
    for listed in weights:
        mine = range(at, at + len(listed))
        at += len(listed)
        worth = dict(zip(mine, map(Fraction, listed), strict=True))
        due = sum((worth[i] for i in mine if applies[i]), Fraction(0))
        here = sum((worth[i] for i in mine if applies[i] and scores[i] is not None), Fraction(0))
        seen, whole = seen + here, whole + due
        enough = here > 0 and here / due >= least
        used = [i for i in mine if applies[i] and scores[i] is not None]
        tops.append(sum(worth.values()) if due else Fraction(0))
        totals.append(sum(worth[i] * Fraction(scores[i]) for i in used) / here if enough else None)
        shares.append({i: (worth[i] / here if i in used else Fraction(0)) if enough else None for i in mine})
    base = sum(tops)
    if not base or any(one is None for one, top in zip(totals, tops, strict=True) if top) or seen / whole < least:
        total = None
    else:
        total = sum(top * one for top, one in zip(tops, totals, strict=True) if top) / base
    effective = [
        None if share is None else 100 * top / base * share if base else Fraction(0)
        for top, part in zip(tops, shares, strict=True) for share in part.values()
    ]  # fmt: skip
    return total, totals, effective


def made_of(weights):
    """A scorecard with these weights, nested by dimension; the dimensions' sums need not be 100 here."""
    number = iter(range(100))
    return kpis(
        *((sum(map(Fraction, map(str, listed))), [leaf(f"x{next(number)}", w) for w in listed]) for listed in weights)
    )


def columns(rows):
    """Scores of entities (rows, None where missing) as one column a leaf."""
    return list(np.array([[np.nan if one is None else one for one in row] for row in rows], dtype=np.float64).T)


def flags(rows):
    return list(np.array(rows, dtype=bool).T)


WEIGHT = st.sampled_from([0, 1, 2, 3, 5, 7, 10, 15, "0.1", "0.2", "0.7", "33.3"]).map(lambda one: Fraction(str(one)))
SCORE = st.none() | st.floats(0, 100)


@st.composite
def cases(draw):
    weights = draw(st.lists(st.lists(WEIGHT, min_size=1, max_size=5), min_size=1, max_size=4))
    count = sum(map(len, weights))
    entity = st.tuples(
        st.lists(SCORE, min_size=count, max_size=count),
        st.lists(st.booleans() | st.just(True), min_size=count, max_size=count),
    )
    return (
        weights,
        draw(st.lists(entity, min_size=1, max_size=25)),
        draw(st.sampled_from(["0", "0.5", "0.7", "1"]).map(Fraction)),
    )


def near(got, expected):
    return np.isnan(got) if expected is None else abs(got - float(expected)) <= 1e-9


def agrees(weights, entities, least):
    """Each of the *entities*, (scores, what applies), rolls up as by hand; weights, points and total add up."""
    rows, fitting = [row for row, _ in entities], [fits for _, fits in entities]
    rolled = roll_up(
        made_of([[str(float(w)) for w in listed] for listed in weights]), columns(rows), flags(fitting), float(least)
    )
    for i, (row, fits) in enumerate(entities):
        total, dimensions, effective = by_hand(weights, row, fits, least)
        assert near(rolled.total[i], total)
        assert all(near(got[i], one) for got, one in zip(rolled.dimension, dimensions, strict=True))
        assert all(near(got[i], one) for got, one in zip(rolled.leaf_weight, effective, strict=True))
        if total is not None:
            given_ = [(w[i], one) for w, one in zip(rolled.leaf_weight, row, strict=True) if w[i] > 0]
            assert near(sum(weight for weight, _ in given_), 100)
            assert near(sum(weight * one / 100 for weight, one in given_), total)
            assert min(one for _, one in given_) - 1e-9 <= rolled.total[i] <= max(one for _, one in given_) + 1e-9


@settings(max_examples=examples(35))
@given(cases())
def test_any_pattern_of_missing_and_not_applicable_rolls_up_as_worked_out_by_hand(case):
    agrees(*case)


@pytest.mark.parametrize("gaps", [0.05, *seldom(0.0, 0.3)])
def test_points_and_weights_of_thousands_of_departments_add_up_to_their_totals(gaps):
    random = Random(f"departments {gaps}")
    entities = [
        (
            [None if random.random() < gaps else random.randint(0, 10000) / 100 for _ in range(10)],
            [random.random() < 0.95 for _ in range(10)],
        )
        for _ in range(1500)
    ]
    agrees([[15, 10, 10, 5], [10, 10, 10], [10, 10, 10]], entities, Fraction(7, 10))


@settings(max_examples=examples(20))
@given(cases(), st.data())
def test_a_better_score_of_one_leaf_never_lowers_any_score(case, data):
    weights, entities, least = case
    card, fits = made_of([[str(float(w)) for w in listed] for listed in weights]), flags([fits for _, fits in entities])
    before = columns([row for row, _ in entities])
    which, more = data.draw(st.integers(0, len(before) - 1)), data.draw(st.floats(0, 100))
    after = [np.minimum(one + more, 100.0) if i == which else one for i, one in enumerate(before)]
    low, high = (roll_up(card, scores, fits, float(least)) for scores in (before, after))
    for a, b in zip((low.total, *low.dimension), (high.total, *high.dimension), strict=True):
        assert np.array_equal(np.isnan(a), np.isnan(b))
        assert np.all((b >= a - 1e-9) | np.isnan(a))


@pytest.mark.campaign
def test_a_thousand_entities_roll_up_as_one_by_one():
    random = np.random.default_rng(3)
    card = made_of([["15", "10", "10", "5"], ["10", "10", "10"], ["10.1", "0.2", "19.7"]])
    scores = [np.where(random.random(1000) < 0.15, np.nan, 100 * random.random(1000)) for _ in range(10)]
    fits = [random.random(1000) < 0.9 for _ in range(10)]
    together = roll_up(card, scores, fits, 0.7)
    alone = [roll_up(card, [s[i : i + 1] for s in scores], [f[i : i + 1] for f in fits], 0.7) for i in range(1000)]
    assert np.array_equal(together.total, [one.total[0] for one in alone], equal_nan=True)
    assert 0 < np.isnan(together.total).sum() < 1000
    for field in ("dimension", "dimension_weight", "dimension_coverage", "leaf_weight"):
        for i, column in enumerate(getattr(together, field)):
            assert np.array_equal(column, [getattr(one, field)[i][0] for one in alone], equal_nan=True)


@pytest.mark.parametrize(
    ("listed", "missing", "enough"),
    [
        (["7", "3"], 1, True),
        (["0.7", "0.3"], 1, True),
        (["2.1", "0.9"], 1, True),
        (["0.1", "0.2", "0.4", "0.3"], 3, True),
        (["23.1", "9.9"], 1, True),
        (["6.9", "3.1"], 1, False),
        (["69.999999", "30.000001"], 1, False),
    ],
)
def test_exactly_seven_tenths_of_the_weight_are_enough_and_a_hair_less_is_not(listed, missing, enough):
    row = [None if i == missing or (len(listed) > 2 and i == missing) else 50.0 for i in range(len(listed))]
    rolled = roll_up(made_of([listed]), columns([row]), flags([[True] * len(row)]), 0.7)
    assert np.isnan(rolled.total[0]) != enough


def test_every_way_to_split_a_weight_in_hundredths_at_seven_tenths_is_enough():
    """Binary fractions must not decide: 0.7 of a weight is 0.7, whatever the weight."""
    for whole in range(10, 4000, 10):
        kept = Decimal(whole) * 7 / 1000
        listed = [str(kept / 3), str(kept - kept / 3), str(Decimal(whole) / 100 - kept)]
        rolled = roll_up(made_of([listed]), columns([[1.0, 1.0, None]]), flags([[True] * 3]), 0.7)
        assert not np.isnan(rolled.total[0]), listed


def test_a_weight_of_zero_neither_helps_nor_hinders():
    card = made_of([["10", "0"]])
    rolled = roll_up(card, columns([[80, 0], [80, 100], [80, None], [None, 100]]), flags([[True, True]] * 4), 0.7)
    assert rolled.total.tolist()[:3] == [80, 80, 80]
    assert np.isnan(rolled.total[3])
    assert rolled.leaf_weight[1].tolist()[:3] == [0, 0, 0]


def test_a_dimension_that_does_not_apply_leaves_its_weight_to_the_others():
    card = made_of([["40"], ["30"], ["30"]])
    rolled = roll_up(card, columns([[90, 50, None]]), flags([[True, True, False]]), 0.7)
    assert rolled.total[0] == pytest.approx((40 * 90 + 30 * 50) / 70)
    assert [float(one[0]) for one in rolled.leaf_weight] == pytest.approx([400 / 7, 300 / 7, 0]) or np.isnan(
        rolled.leaf_weight[2][0]
    )


def test_where_nothing_applies_there_is_no_total():
    rolled = roll_up(made_of([["40"], ["60"]]), columns([[90, 50]]), flags([[False, False]]), 0.7)
    assert np.isnan(rolled.total[0])
