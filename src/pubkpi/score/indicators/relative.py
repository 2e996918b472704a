"""Scores against the other entities: by rank, by the part of them that stands no lower, against their mean."""

from fractions import Fraction
from math import fsum

import numpy as np

from pubkpi.model.kpis import Points
from pubkpi.score.indicators.curves import Floats, step_table


def ranks(values: Floats, *, up: bool) -> Floats:
    """1 for the best; equals share the smaller number, NaN has none."""
    better = values if up else -values
    there = np.sort(better[~np.isnan(better)])
    return np.where(np.isnan(better), np.nan, 1.0 + len(there) - np.searchsorted(there, better, side="right"))


def by_rank(values: Floats, steps: Points, *, up: bool) -> Floats:
    """The points of the rank; without *steps* 100 for the first, falling evenly to 0 for a last one that has no equal.

    NaN for all where one alone has a value.
    """
    found, count = ranks(values, up=up), np.count_nonzero(~np.isnan(values))
    if steps:
        return step_table(found, steps, up=False)
    return 100.0 * (count - found) / (count - 1) if count > 1 else np.full_like(values, np.nan)


def by_quantile(values: Floats, steps: Points, *, up: bool) -> Floats:
    """The points of the first step, from the top, that the rank over the number of entities lies within."""
    count = int(np.count_nonzero(~np.isnan(values)))
    places: dict[Fraction, Fraction] = {}
    for share, points in steps:
        last = Fraction(share * count // 1)
        places[last] = max(points, places.get(last, points))
    return step_table(ranks(values, up=up), tuple(places.items()), up=False)


def against_mean(values: Floats, *, up: bool) -> Floats:
    """100 x / mean, for lower-is-better 100 mean / x; NaN for all where the mean is not above 0."""
    there = values[np.isfinite(values)].tolist()
    mean = fsum(there) / len(there) if there else 0.0
    if mean <= 0:
        return np.full_like(values, np.nan)
    with np.errstate(divide="ignore", over="ignore"):
        return 100.0 * (values / mean if up else np.where(values <= 0, np.inf, mean / values))
