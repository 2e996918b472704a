"""Indicators' scores → dimensions → total, with what missing data does to the weights.

A missing indicator's weight goes to its siblings in proportion while enough of the applicable weight is scored;
below that the dimension has no score, and neither has the total. What is not applicable leaves the reckoning.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pubkpi.model.kpis import KpiSet
from pubkpi.score.attain import Flags, Floats


@dataclass(frozen=True, slots=True)
class Rolled:
    """Columns by dimension and leaf: scores, coverage 0-1, and effective weights that add up to 100."""

    total: Floats
    coverage: Floats
    dimension: tuple[Floats, ...]
    dimension_weight: tuple[Floats, ...]
    dimension_coverage: tuple[Floats, ...]
    leaf_weight: tuple[Floats, ...]


def roll_up(kpis: KpiSet, scores: Sequence[Floats], applicable: Sequence[Flags], minimum: float) -> Rolled:
    """Roll the leaves' *scores* (NaN where missing) up the tree; *minimum* is the least coverage of a parent."""
    nominal = [float(leaf.weight) for leaf in kpis.indicators]
    scored = [~np.isnan(column) & fits for column, fits in zip(scores, applicable, strict=True)]
    dimension, weights, coverages, applies, shares = [], [], [], [], []
    at = 0
    for node in kpis.dimensions:
        places = range(at, at + len(node.indicators))
        at = places.stop
        whole = _sum([nominal[i] * applicable[i] for i in places])
        here = _sum([nominal[i] * scored[i] for i in places])
        points = _sum([np.where(scored[i], nominal[i] * scores[i], 0.0) for i in places])
        coverage = _over(here, whole)
        enough = (whole > 0) & (here > 0) & (coverage >= minimum - 1e-12)
        dimension.append(np.where(enough, _over(points, here), np.nan))
        coverages.append(coverage)
        applies.append(whole > 0)
        shares += [np.where(enough, _over(nominal[i] * scored[i], here), np.nan) for i in places]
    used = _sum([float(node.weight) * fits for node, fits in zip(kpis.dimensions, applies, strict=True)])
    weights = [
        np.where(fits, _over(100.0 * float(node.weight), used), 0.0)
        for node, fits in zip(kpis.dimensions, applies, strict=True)
    ]
    whole = _sum([weight * fits for weight, fits in zip(nominal, applicable, strict=True)])
    coverage = _over(_sum([weight * mask for weight, mask in zip(nominal, scored, strict=True)]), whole)
    parts = [np.where(fits, w * s / 100.0, 0.0) for w, s, fits in zip(weights, dimension, applies, strict=True)]
    total = np.where((whole > 0) & (coverage >= minimum - 1e-12), _sum(parts), np.nan)
    homes = [i for i, node in enumerate(kpis.dimensions) for _ in node.indicators]
    leaf_weight = tuple(weights[home] * share for home, share in zip(homes, shares, strict=True))
    return Rolled(total, coverage, tuple(dimension), tuple(weights), tuple(coverages), leaf_weight)


def _sum(columns: Sequence[Floats]) -> Floats:
    """The columns added in their order, so that the last digit is always the same."""
    total = np.zeros_like(columns[0], dtype=np.float64)
    for column in columns:
        total = total + column
    return total


def _over(part: Floats | float, whole: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, 0.0)
