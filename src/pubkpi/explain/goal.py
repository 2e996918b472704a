"""Which value of an indicator brings a wished score: each method of scoring, turned round."""

from collections.abc import Iterator
from itertools import pairwise
from math import exp, log

import numpy as np

from pubkpi.model.kpis import Indicator, Points
from pubkpi.model.periods import Period
from pubkpi.score.indicators.attain import grade
from pubkpi.score.tree.bands import decimal

_CLOSE = 1e-9


def value_for(leaf: Indicator, period: Period, start: float, score: float, now: float) -> float | None:
    """The value with which *leaf*, from the baseline *start*, comes to *score*: the least that is enough, or where less
    is better the greatest; beside a range the nearest to *now*. None where no value brings it.
    """
    tried = [decimal(one) for one in _values(leaf, period, start, score) if np.isfinite(one)]
    column = np.array(tried, dtype=np.float64)
    got = grade(leaf, period, np.full_like(column, start), column).score
    enough = [value for value, one in zip(tried, got.tolist(), strict=True) if one >= score - _CLOSE]
    if leaf.direction == "range" and not np.isnan(now):
        return min(enough, key=lambda one: abs(one - now), default=None)
    return (max if leaf.direction == "down" else min)(enough, default=None)


def _values(leaf: Indicator, period: Period, start: float, score: float) -> Iterator[float]:
    """Values that may bring *score*: where the curve crosses it, and where it jumps past it."""
    target = leaf.target(period)
    goal = start if target is None else float(target)
    match leaf.method:
        case "attainment" if target is not None and (goal > start if leaf.direction == "up" else goal < start):
            low, high = float(leaf.at_baseline), float(leaf.at_target)
            yield from [start + (score - low) / (high - low) * (goal - start)] if high != low else []
        case "attainment" | "completion":
            yield from [score * goal / 100] if leaf.direction == "up" else [100 * goal / score] if score else []
        case "hold":
            yield goal
        case "value":
            yield score
        case "steps":
            yield from (float(value) for value, _ in leaf.steps)
        case "piecewise":
            yield from _crossings(leaf.knots, score)
        case "target_range" if leaf.plateau:
            below, low, high, above = map(float, leaf.plateau)
            yield from (below + (low - below) * score / 100, above - (above - high) * score / 100)
        case "goalposts" if leaf.goalposts:
            worst, best = map(float, leaf.goalposts)
            yield worst + (best - worst) * score / 100
        case "log_goalposts" if leaf.goalposts:
            worst, best = (log(one) for one in leaf.goalposts)
            yield exp(worst + (best - worst) * score / 100)


def _crossings(knots: Points, score: float) -> Iterator[float]:
    points = [(float(x), float(y)) for x, y in knots]
    yield from (x for x, _ in points)
    for (x0, y0), (x1, y1) in pairwise(points):
        if min(y0, y1) <= score <= max(y0, y1) and y0 != y1:
            yield x0 + (x1 - x0) * (score - y0) / (y1 - y0)
