"""How firm one total is: weights moved by noise, each indicator left out, samples drawn again.

The noise is COINr's (w' = w (1 + e) within each parent, e even on [-p, p]); the deviation to first order is
p / sqrt(3) * sqrt(sum over all nodes of (W (s - s of the parent) / 100)^2), W being the effective weight. In a sum of
points each weight moves alone, and s stands without that of the parent.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import sqrt
from types import MappingProxyType

import numpy as np

from pubkpi.explain.attribution.players import Snapshot
from pubkpi.explain.rows import Rows, leaf_weights
from pubkpi.model.errors import DataError
from pubkpi.model.explanations.robustness import NoiseRule, Omission, Robustness, SampledShare, Spread
from pubkpi.model.kpis import Dimension, KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.text import Text
from pubkpi.score.indicators.attain import grade
from pubkpi.score.indicators.curves import Floats
from pubkpi.score.tree.bands import band, decimal, printed, rounded_all
from pubkpi.score.tree.columns import Values, as_column, baseline

Stands = Mapping[Period, Snapshot]
_NONE: Stands = MappingProxyType({})
_NEAR = 1e-6
NOT_AGAIN = Text(
    "定稿的总分由现在的资料已算不出来，谈不上稳健",
    "its closed total does not come out of the data of now, so that nothing can be said of how firm it is",
)
_Z = 1.959963984540054  # 97.5 % of the normal distribution, as in Wilson's interval


def robustness(
    kpis: KpiSet, period: Period, values: Values, against: Period | None, rule: NoiseRule, stands: Stands = _NONE
) -> Robustness:
    """How firm the total of *period* is, and its change since *against*: of the totals that stand, each by the rules
    by which it *stands*. DataError without a total, or for a closed one that does not come out again.
    """
    now = _rows(kpis, period, values, stands)
    _refuse(now, stands)
    kpis, rule = now.kpis, replace(rule, is_sum=now.kpis.mean.is_sum)
    chance = np.random.default_rng(rule.seed)
    factors = noise(kpis, rule, chance)
    weights = leaf_weights(kpis, factors, rule.draws)
    drawn = _totals(now, weights)
    then = _comparison(kpis, against, values, stands)
    change = None if then is None else now.total - then.total
    moved = None if then is None else drawn - _totals(then, leaf_weights(then.kpis, factors, rule.draws))
    sampled = _sampled_shares(now, values)
    redrawn = _redrawn(now, values, rule.draws, chance) if sampled else {}
    widest = _totals(now, weights, redrawn) if sampled else drawn
    band_now = band(kpis.bands, printed(now.total))
    return Robustness(
        scorecard=kpis.id,
        label=kpis.label,
        period=period,
        rule=rule,
        total=decimal(now.total),
        band=band_now.label if band_now else None,
        weights=_spread(drawn),
        holds=_same_band(kpis, drawn, now.total),
        expected=_first_order(now, rule.width),
        against=then.period if then else None,
        change=None if change is None else decimal(change),
        sign_holds=None if change is None or moved is None else _same_sign(moved, change),
        sampled=sampled,
        samples=_spread(_totals(now, None, redrawn, rule.draws)) if sampled else None,
        both=_spread(widest) if sampled else None,
        omissions=_omissions(now),
        counts=_counts(widest),
    )


def _rows(kpis: KpiSet, period: Period, values: Values, stands: Stands) -> Rows:
    stored = stands.get(period)
    return Rows(stored.kpis, period, stored.values) if stored else Rows(kpis, period, values)


def _comparison(kpis: KpiSet, against: Period | None, values: Values, stands: Stands) -> Rows | None:
    """The rows of the period *against*, if its total comes out as it stands."""
    then = _rows(kpis, against, values, stands) if against else None
    return None if then is None or np.isnan(then.total) or _misses(then, stands) else then


def _same_sign(moved: Floats, change: float) -> float:
    return float(np.mean(np.sign(moved) == np.sign(change)))


def _refuse(rows: Rows, stands: Stands) -> None:
    """DataError without a total, or where it is another one than that which stands."""
    if _misses(rows, stands):
        raise DataError(str(rows.period), NOT_AGAIN)
    if np.isnan(rows.total):
        raise DataError(str(rows.period), Text("没有总分，谈不上稳健", "there is no total that could be firm"))


def _misses(rows: Rows, stands: Stands) -> bool:
    """Whether the total that stands is another one than that of the *rows*."""
    total = stands[rows.period].card.total.score if rows.period in stands else None
    return total is not None and not abs(rows.total - total) < _NEAR


def noise(kpis: KpiSet, rule: NoiseRule, chance: np.random.Generator) -> dict[str, Floats]:
    """By node the factors of its weight in each draw; the same seed gives the same ones."""
    return {one.id: 1 + chance.uniform(-rule.width, rule.width, rule.draws) for one in kpis.everything}


def _totals(
    rows: Rows, weights: list[Floats] | None, scores: Mapping[int, Floats] | None = None, count: int = 0
) -> Floats:
    """The totals with other *weights* of the leaves and other *scores* of some of them."""
    leaves = rows.leaves(count or len((weights or [np.zeros(0)])[0]))
    for place, column in (scores or {}).items():
        leaves[place] = replace(leaves[place], score=column)
    if weights is not None:
        leaves = [replace(leaf, weight=weight) for leaf, weight in zip(leaves, weights, strict=True)]
    return rows.totals(leaves)


def _spread(totals: Floats) -> Spread:
    there = totals[~np.isnan(totals)]
    low, high = np.percentile(there, (5, 95))
    return Spread(*(decimal(float(one)) for one in (there.mean(), there.std(), low, high)))


def _counts(totals: Floats) -> tuple[tuple[float, int], ...]:
    """How often each printed total came."""
    printed_totals, counts = np.unique(rounded_all(totals[~np.isnan(totals)], 1), return_counts=True)
    return tuple(zip(printed_totals.tolist(), counts.tolist(), strict=True))


def _same_band(kpis: KpiSet, totals: Floats, total: float) -> float:
    """The share of *totals* that print in the band of *total*."""
    limits = np.array([float(one.at_least) for one in reversed(kpis.bands[:-1])])  # the last band has all that is left
    places = np.searchsorted(limits, rounded_all(totals, 1), side="right")
    own = np.searchsorted(limits, printed(total) or 0.0, side="right")
    return float(np.mean(places == own))


def _first_order(rows: Rows, width: float) -> float | None:
    kpis, found = rows.kpis, rows.outcome
    means = [kpis.mean, *(one.mean for one in kpis.nodes)]
    if kpis.has_rounding:
        return None
    if not all(one.adds_up for one in means) or any(one.points[0] != 0 for one in found.adjusted.items):
        return None
    rolled = found.rolled
    nodes = {
        one.id: (s[0], w[0]) for one, s, w in zip(kpis.nodes, rolled.dimension, rolled.dimension_weight, strict=True)
    }
    leaves = zip(kpis.indicators, rows.columns, rolled.leaf_weight, strict=True)
    scored = nodes | {leaf.id: (one.score[0], w[0]) for leaf, one, w in leaves}

    def parts(node: KpiSet | Dimension, above: float) -> float:
        found, above = 0.0, 0.0 if node.mean.is_sum else above  # in a sum nobody gains what another loses
        for one in node.children:
            score, weight = scored[one.id]
            if weight > 0:
                found += (weight * (score - above) / 100) ** 2
                found += parts(one, score) if isinstance(one, Dimension) else 0.0
        return found

    return decimal(width / sqrt(3) * sqrt(parts(kpis, float(rolled.total[0]))))


def _omissions(rows: Rows) -> tuple[Omission, ...]:
    """The total without each indicator that counts, greatest gap first."""
    kpis = rows.kpis
    listed = [
        leaf
        for leaf, one in zip(kpis.indicators, rows.columns, strict=True)
        if leaf.weight and one.applies[0] and not np.isnan(one.score[0])
    ]
    factors = {leaf.id: np.where(np.arange(len(listed)) == i, 0.0, 1.0) for i, leaf in enumerate(listed)}
    totals = _totals(rows, leaf_weights(kpis, factors, len(listed)))
    found = []
    for leaf, total in zip(listed, totals.tolist(), strict=True):
        worth = None if np.isnan(total) else decimal(total)
        named = band(kpis.bands, printed(worth))
        gap = None if worth is None else decimal(worth - rows.total)
        found.append(Omission(leaf.id, leaf.label, worth, gap, named.label if named else None))
    return tuple(sorted(found, key=lambda one: -abs(one.gap or 0.0)))


def _sampled_shares(rows: Rows, values: Values) -> tuple[SampledShare, ...]:
    """The indicators that are scored by a share of a sample."""
    found = []
    for leaf, column in zip(rows.kpis.indicators, rows.columns, strict=True):
        value = values[rows.period][leaf.measure]
        if leaf.weight and column.applies[0] and value.value is not None and value.interval:
            ends = np.array(value.interval)
            start = np.full(2, as_column([baseline(leaf, values)])[0])
            low, high = sorted(grade(leaf, rows.period, start, ends).score.tolist())
            found.append(SampledShare(leaf.id, leaf.label, value.value, value.interval, (decimal(low), decimal(high))))
    return tuple(found)


def _redrawn(rows: Rows, values: Values, draws: int, chance: np.random.Generator) -> dict[int, Floats]:
    """By place the scores of the samples drawn again: normal on either side, as wide as the interval is there."""
    found = {}
    names = [leaf.id for leaf in rows.kpis.indicators]
    for one in _sampled_shares(rows, values):
        leaf = rows.kpis.indicators[names.index(one.id)]
        z = chance.standard_normal(draws) / _Z
        reach = np.where(z > 0, one.interval[1] - one.value, one.value - one.interval[0])
        start = np.full(draws, as_column([baseline(leaf, values)])[0])
        found[names.index(one.id)] = grade(leaf, rows.period, start, np.clip(one.value + z * reach, 0.0, 1.0)).score
    return found
