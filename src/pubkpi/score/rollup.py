"""Indicators' scores → dimensions → total, with what missing data does to the weights.

A missing indicator's weight goes to its siblings in proportion while enough of the applicable weight is scored;
below that the dimension has no score, and neither has the total. What is not applicable leaves the reckoning.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pubkpi.model.kpis import KpiSet
from pubkpi.score.attain import Flags, Floats

_SLACK = 1e-12  # 7 tenths of a weight are enough, also when binary fractions add up to a hair less


@dataclass(frozen=True, slots=True)
class Rolled:
    """Columns by dimension and leaf: scores, coverage 0-1, and effective weights that add up to 100."""

    total: Floats
    coverage: Floats
    dimension: tuple[Floats, ...]
    dimension_weight: tuple[Floats, ...]
    dimension_coverage: tuple[Floats, ...]
    leaf_weight: tuple[Floats, ...]


@dataclass(frozen=True, slots=True)
class _Parent:
    """A dimension: its score, how much of its applicable weight is scored, each leaf's share, whether it applies."""

    score: Floats
    coverage: Floats
    shares: list[Floats]
    applies: Flags


def roll_up(kpis: KpiSet, scores: Sequence[Floats], applicable: Sequence[Flags], minimum: float) -> Rolled:
    """Roll the leaves' *scores* (NaN where missing) up the tree; *minimum* is the least coverage of a parent."""
    weight: list[Floats] = [
        np.float64(leaf.weight) * fits for leaf, fits in zip(kpis.indicators, applicable, strict=True)
    ]
    homes = [i for i, node in enumerate(kpis.dimensions) for _ in node.indicators]
    parents = [
        _parent(
            [weight[i] for i, home in enumerate(homes) if home == number],
            [scores[i] for i, home in enumerate(homes) if home == number],
            minimum,
        )
        for number in range(len(kpis.dimensions))
    ]
    nominal = [np.float64(node.weight) * one.applies for node, one in zip(kpis.dimensions, parents, strict=True)]
    used = _sum(nominal)
    effective = [100.0 * _over(one, used) for one in nominal]
    points = [np.where(one.applies, w * one.score / 100.0, 0.0) for w, one in zip(effective, parents, strict=True)]
    whole = _sum(weight)
    coverage = _over(_sum([np.where(_there(s), w, 0.0) for w, s in zip(weight, scores, strict=True)]), whole)
    shares = [share for one in parents for share in one.shares]
    return Rolled(
        total=np.where((whole > 0) & (coverage >= minimum - _SLACK), _sum(points), np.nan),
        coverage=coverage,
        dimension=tuple(one.score for one in parents),
        dimension_weight=tuple(effective),
        dimension_coverage=tuple(one.coverage for one in parents),
        leaf_weight=tuple(effective[home] * share for home, share in zip(homes, shares, strict=True)),
    )


def _parent(weight: Sequence[Floats], scores: Sequence[Floats], minimum: float) -> _Parent:
    """The weighted mean of the *scores* that are there, where enough of the *weight* (0 if not applicable) is."""
    whole = _sum(weight)
    scored = [np.where(_there(s), w, 0.0) for w, s in zip(weight, scores, strict=True)]
    here = _sum(scored)
    points = _sum([np.where(w > 0, w * s, 0.0) for w, s in zip(scored, scores, strict=True)])
    coverage = _over(here, whole)
    enough = (here > 0) & (coverage >= minimum - _SLACK)
    shares = [np.where(enough, _over(w, here), np.nan) for w in scored]
    return _Parent(np.where(enough, _over(points, here), np.nan), coverage, shares, whole > 0)


def _there(scores: Floats) -> Flags:
    return ~np.isnan(scores)


def _sum(columns: Sequence[Floats]) -> Floats:
    """The columns added in their order, so that the last digit is always the same."""
    total = np.zeros_like(columns[0], dtype=np.float64)
    for column in columns:
        total = total + column
    return total


def _over(part: Floats | float, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, 0.0)
