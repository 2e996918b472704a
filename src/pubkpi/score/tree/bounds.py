"""Between what a total lies while something is missing, and the bands that this leaves possible.

The bounds are those of the total with everything that is missing at its worst and at its best, and of the total
itself: that of the rest, which a floor or a cap of what is missing may leave outside the two. A score among others
is as open as their values; for a value that one of them lacks it is not.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations
from math import fsum
from typing import Literal

import numpy as np

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.grade_rules import Band
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.tree.adjust import AdjustmentInput, AdjustmentResult, adjust
from pubkpi.score.tree.bands import band, rounded_all
from pubkpi.score.tree.columns import Column
from pubkpi.score.tree.rollup import Leaf, roll_up

_FEW = 6
_Names = tuple[Band | None, ...]


@dataclass(frozen=True, slots=True)
class Bounds:
    """By entity the least and the most that the total may come to, and the *bands* of the two.

    *band* is the one band that is possible; None where there are several, or no total and no veto that decides.
    """

    low: Floats
    high: Floats
    band: _Names
    bands: tuple[_Names, _Names]


def bounds(
    kpis: KpiSet, result: Sequence[Column], inputs: Mapping[str, AdjustmentInput], adjusted: AdjustmentResult
) -> Bounds:
    """The bounds of each total as *adjusted*, from the columns that it was *result* of and *inputs* for."""
    total = adjusted.rolled.total
    known = ~np.isnan(total)
    open_ = np.logical_or.reduce(
        [
            ~known,
            *(one.optional | one.applies & (~one.sure | one.higher | one.lower) for one in result),
            *(one.unknown | one.up | one.down for one in inputs.values()),
        ]
    )
    ends: list[Floats] = []
    for end in ("worst", "best"):
        limit = total.copy()
        if open_.any():
            columns, below = _those(result, open_), {name: one.those(open_) for name, one in inputs.items()}
            furthest = np.fmin if end == "worst" else np.fmax
            limit[open_] = furthest.reduce([_end(kpis, some, below, end) for some in _choices(columns)])
        ends.append(limit)
    slack = np.where(open_, _slack(kpis), 0.0)
    low, high = np.fmin.reduce([*ends, total]) - slack, np.fmax.reduce([*ends, total]) + slack
    named = _band_names(kpis, low), _band_names(kpis, high)
    told = known | np.isfinite(adjusted.ceiling) | (not kpis.dimensions)
    sure = [
        one if one == other and is_told else None for one, other, is_told in zip(*named, told.tolist(), strict=True)
    ]
    return Bounds(low, high, tuple(sure), named)


def _slack(kpis: KpiSet) -> float:
    """By how much a better score may leave a lower total: a deduction that takes all there is of a dimension takes what
    the rounding of one above it has not counted.
    """
    if not any(one.node for one in kpis.adjustments.deduct):
        return 0.0
    return fsum(float(one.weight) / 100 / 10**one.rounding.places for one in kpis.nodes if one.rounding)


def _those(columns: Sequence[Column], which: Flags) -> list[Column]:
    """The columns of some of the entities."""
    return [one.those(which) for one in columns]


def _choices(columns: Sequence[Column]) -> Iterator[Sequence[Column]]:
    """*columns* with every choice of the optional ones counted; of too many only all of them and none."""
    optional = [i for i, one in enumerate(columns) if one.optional.any()]
    if not optional:
        yield columns
    sizes = range(len(optional) + 1) if len(optional) <= _FEW else (0, len(optional))
    for counted in chain.from_iterable(combinations(optional, size) for size in sizes if optional):
        yield [replace(one, applies=np.where(one.optional, i in counted, one.applies)) for i, one in enumerate(columns)]


def _end(
    kpis: KpiSet, columns: Sequence[Column], inputs: Mapping[str, AdjustmentInput], end: Literal["best", "worst"]
) -> Floats:
    """The totals with every indicator that was not observed at its floor, or at its cap, and so every adjustment.

    A scorecard of vetoes only has no total: it is as good as full for those that pass all of them.
    """
    leaves = [Leaf(one.most if end == "best" else one.least, one.applies, one.sure, one.weight) for one in columns]
    count = len(next(iter(inputs.values())).values) if inputs else 1
    rolled = roll_up(kpis, leaves, float(kpis.min_weight_coverage), count)
    lowest = min((0.0, *(float(leaf.floor) for leaf in kpis.indicators)))
    full = float(kpis.full) if end == "best" or not kpis.dimensions else lowest
    held = adjust(kpis, inputs, replace(rolled, total=_or(rolled.total, full)), end)
    return held.rolled.total


def _or(total: Floats, otherwise: float) -> Floats:
    """*total*, and what it may be at most or at least where no score could be made of what is there."""
    return np.where(np.isnan(total), otherwise, total)


def _band_names(kpis: KpiSet, scores: Floats) -> _Names:
    """The band of each of *scores* as it prints."""
    shown, which = np.unique(rounded_all(scores, 1), return_inverse=True)
    names = np.empty(len(shown), dtype=object)
    names[:] = [band(kpis.bands, score) for score in shown.tolist()]
    return tuple(names[which].tolist())
