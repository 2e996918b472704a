"""Weights moved by noise, one indicator left out, samples drawn again: against what can be worked out by hand."""

from dataclasses import replace
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest

from pubkpi.explain.attribution.players import Snapshot
from pubkpi.explain.robustness import noise, robustness
from pubkpi.explain.rows import leaf_weights
from pubkpi.model.errors import DataError
from pubkpi.model.explanations.robustness import NoiseRule
from pubkpi.model.kpis import Dimension
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.text import same
from pubkpi.score.run import score
from tests.score.cards import Q3, Q4, kpis, leaf, values

VALUE = {"method": "value", "targets": ()}
FLAT = kpis((100, [leaf(name, weight, **VALUE) for name, weight in (("a", 50), ("b", 30), ("c", 20))]))
DEEP = replace(
    kpis((60, [leaf(name, 20, **VALUE) for name in "abc"]), (40, [leaf("d", 40, **VALUE)])),
    dimensions=(
        Dimension("top", same("top"), Fraction(60), dimensions=(
            Dimension("d0", same("d0"), Fraction(40), tuple(leaf(name, 20, **VALUE) for name in "ab")),
            Dimension("d1", same("d1"), Fraction(20), (leaf("c", 20, **VALUE),)),
        )),
        Dimension("d2", same("d2"), Fraction(40), (leaf("d", 40, **VALUE),)),
    ),
)  # fmt: skip
FOUND = {"a": 90.0, "b": 40.0, "c": 70.0, "d": 55.0}
RULE = NoiseRule(draws=4000)


def firm(card, found=FOUND, rule=RULE, before=None):
    quarters = {Q4: found, **({Q3: before} if before else {})}
    return robustness(card, Q4, values(quarters), Q3 if before else None, rule)


@pytest.mark.parametrize("card", [FLAT, DEEP, replace(FLAT, mean=Mean("geometric"))], ids=["flat", "deep", "geometric"])
def test_without_noise_every_draw_is_the_total(card):
    made = firm(card, rule=NoiseRule(width=0, draws=5), before={**FOUND, "a": 80.0})
    for one in (made.weights.mean, made.weights.low, made.weights.high):
        assert one == pytest.approx(made.total, abs=1e-9)
    assert (made.weights.deviation, made.holds, made.sign_holds) == (pytest.approx(0, abs=1e-9), 1, 1)
    assert made.expected in (0, None)


def added(node):
    """*node* as a sum of points, as all below it."""
    return replace(node, dimensions=tuple(map(added, node.dimensions)), mean=Mean("sum"))


def test_in_a_sum_of_points_each_weight_moves_alone_and_nobody_gets_what_is_left_out():
    """Points: a 18, b 8, c 14, d 22; d0 26, d1 14, top 40, d2 22."""
    made = firm(added(DEEP))
    assert (made.total, made.rule.is_sum) == (62, True)
    assert {one.id: one.gap for one in made.omissions} == {"a": -18, "b": -8, "c": -14, "d": -22}
    points = (18, 8, 14, 22, 26, 14, 40, 22)
    assert made.expected == pytest.approx(0.2 / sqrt(3) * sqrt(sum(one**2 for one in points)))
    assert made.weights.deviation == pytest.approx(made.expected, rel=0.05)
    assert made.weights.mean == pytest.approx(62, abs=0.5)


def test_weights_are_shared_out_anew_within_each_parent():
    count = 3
    weights = leaf_weights(DEEP, noise(DEEP, replace(RULE, draws=count), np.random.default_rng(1)), count)
    assert np.sum(weights, axis=0) == pytest.approx([100] * count)
    # 2 to 1 within top, 60 to 40 at the top; doubled b: a and b share 40 as 1 to 2
    doubled = leaf_weights(DEEP, {"b": np.array([2.0])}, 1)
    assert [one[0] for one in doubled] == pytest.approx([40 / 3, 80 / 3, 20, 40])
    without = leaf_weights(DEEP, {"d0": np.array([0.0])}, 1)
    assert [one[0] for one in without] == pytest.approx([0, 0, 60, 40])


def standing(card, found, **total):
    """The scorecard of the third quarter by the rules of *card*, with another *total* if there is one."""
    made = score(card, Q3, values({Q3: found}), None, settled=True)
    return {Q3: Snapshot(card, Q3, values({Q3: found}), replace(made, total=replace(made.total, **total)), "部门")}


def test_the_change_is_that_of_the_totals_that_stand():
    then = kpis((100, [leaf(name, weight, **VALUE) for name, weight in (("a", 20), ("b", 20), ("c", 60))]))
    found = values({Q4: FOUND, Q3: {**FOUND, "a": 80.0}})
    made = robustness(FLAT, Q4, found, Q3, RULE, standing(then, {**FOUND, "a": 80.0}))
    # 50 · 90 + 30 · 40 + 20 · 70 less 20 · 80 + 20 · 40 + 60 · 70
    assert made.change == pytest.approx(71 - 66)
    # a total that does not come out again has no draws to compare with
    moved = robustness(FLAT, Q4, found, Q3, RULE, standing(then, {**FOUND, "a": 80.0}, score=60.0))
    assert (moved.against, moved.change, moved.sign_holds) == (None, None, None)
    with pytest.raises(DataError, match="does not come out"):
        robustness(FLAT, Q3, found, None, RULE, standing(then, FOUND, score=60.0))


@pytest.mark.parametrize("card", [FLAT, DEEP], ids=["flat", "deep"])
def test_the_drawn_deviation_is_near_the_one_worked_out(card):
    made = firm(card, rule=NoiseRule(draws=20_000))
    assert made.weights.deviation == pytest.approx(made.expected, rel=0.05)


def test_the_deviation_worked_out_is_the_published_formula():
    total = 0.5 * 90 + 0.3 * 40 + 0.2 * 70  # one level: p / sqrt(3) * sqrt(sum of (w (s - S))^2)
    parts = [0.5 * (90 - total), 0.3 * (40 - total), 0.2 * (70 - total)]
    assert firm(FLAT).expected == pytest.approx(0.2 / sqrt(3) * sqrt(sum(one * one for one in parts)))
    # three levels: d0 is 65, top (2 * 65 + 70) / 3, the whole 0.6 * top + 0.4 * 55
    top = 200 / 3
    whole = 0.6 * top + 22
    parts = [0.2 * 25, 0.2 * 25, 0.4 * (65 - top), 0.2 * (70 - top), 0.6 * (top - whole), 0.4 * (55 - whole)]
    assert firm(DEEP).expected == pytest.approx(0.2 / sqrt(3) * sqrt(sum(one * one for one in parts)))
    assert firm(replace(FLAT, mean=Mean("minimum"))).expected is None


def test_the_same_seed_gives_the_same_draws_and_another_others():
    assert firm(FLAT) == firm(FLAT)
    assert firm(FLAT).weights != firm(FLAT, rule=replace(RULE, seed=7)).weights


def test_where_all_scores_are_alike_weights_do_not_matter():
    made = firm(DEEP, dict.fromkeys("abcd", 70.0))
    assert (made.weights_matter, made.holds, made.expected) == (False, 1, 0)
    assert (made.weights.low, made.weights.high) == (70, 70)
    assert firm(DEEP).weights_matter


def test_both_periods_have_the_weights_of_the_draw():
    # every score is 1 better, so under any weights the total is: the change is certain, not half a chance
    better = firm(FLAT, before={name: one - 1 for name, one in FOUND.items()})
    assert (better.change, better.sign_holds) == (1, 1)
    # a up by 3, b down by 5: 0.5 * 3 = 0.3 * 5, whichever the weights then favour
    tossed = firm(FLAT, before={"a": 87.0, "b": 45.01, "c": 70.0, "d": 0.0})
    assert 0.4 < tossed.sign_holds < 0.6
    assert firm(FLAT, before={"a": None, "b": None, "c": None, "d": None}).against is None


def test_the_share_of_draws_in_which_the_band_holds():
    edge = firm(FLAT, {"a": 100.0, "b": 40.0, "c": 49.75, "d": 0.0})  # 71.95: pass, far from 60 and 80
    assert (edge.band.en, edge.holds) == ("pass", 1)
    tossed = firm(FLAT, {"a": 100.0, "b": 60.0, "c": 60.0, "d": 0.0})  # 80.0 is good, 79.9 is not
    assert (tossed.band.en, 0.4 < tossed.holds < 0.6) == ("good", True)


def test_left_out_an_indicator_leaves_its_weight_to_its_siblings():
    made = {one.id: one.total for one in firm(DEEP).omissions}
    # without a: d0 is 40; without c: top is d0; without d: the whole is top
    assert made == pytest.approx({
        "a": 0.6 * (2 * 40 + 70) / 3 + 22, "b": 0.6 * (2 * 90 + 70) / 3 + 22, "c": 0.6 * 65 + 22, "d": 200 / 3,
    })  # fmt: skip
    gaps = [abs(one.gap) for one in firm(DEEP).omissions]
    assert gaps == sorted(gaps, reverse=True)


def test_a_sampled_share_carries_its_interval_to_the_total():
    share = leaf("b", 50, baseline=replace(leaf("b").baseline, value=Fraction(1, 2)), targets=((Q4, Fraction(9, 10)),))
    card = kpis((50, [leaf("a", 50, **VALUE)]), (50, [share]))
    found = values({Q4: {"a": 70.0, "b": 0.7}})
    found[Q4]["b"] = replace(found[Q4]["b"], interval=(0.66, 0.74))
    made = robustness(card, Q4, found, None, NoiseRule(draws=20_000))
    (one,) = made.sampled
    # 100 points a unit above 60 at 0.5: 76 and 84; half the weight, and a standard error of 0.04 / 1.96
    assert one.scores == (pytest.approx(76), pytest.approx(84))
    assert made.samples.deviation == pytest.approx(0.5 * 100 * 0.04 / 1.96, rel=0.05)
    assert made.samples.mean == pytest.approx(made.total, abs=0.05)
    assert made.both.deviation > max(made.samples.deviation, made.weights.deviation)
    assert firm(FLAT).samples is None


def test_without_a_total_there_is_nothing_to_be_firm():
    with pytest.raises(DataError, match="no total"):
        firm(FLAT, {"a": None, "b": None, "c": None, "d": None})


def test_the_counts_of_totals_are_those_of_all_draws():
    made = firm(FLAT)
    totals, counts = zip(*made.counts, strict=True)
    widest = made.both or made.weights
    assert sum(counts) == made.rule.draws
    assert sorted(set(totals)) == list(totals) == [round(one, 1) for one in totals]
    assert np.average(totals, weights=counts) == pytest.approx(widest.mean, abs=0.02)
