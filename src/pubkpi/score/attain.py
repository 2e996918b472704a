"""One indicator's values → its scores on 0-100. Every function takes and gives a column, NaN where there is nothing."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pubkpi.model.kpis import Indicator
from pubkpi.model.periods import Quarter

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Graded:
    """Scores of one indicator: attainment and uncapped score as they fall out, the score within 0 and 100.

    *method* is the one that was used: an attainment without a usable baseline is graded as completion.
    """

    method: str
    attainment: Floats
    uncapped: Floats
    score: Floats
    not_applicable: Flags


def grade(leaf: Indicator, quarter: Quarter, baseline: Fraction | None, values: Floats) -> Graded:
    """The scores of *values* in *quarter*, against the indicator's *baseline* (stated or measured) and target."""
    target = leaf.target(quarter)
    nothing = np.full_like(values, np.nan)
    shares = nothing if baseline is None or target in (None, baseline) else _attainment(values, baseline, target)
    method = leaf.method
    if method == "attainment" and (baseline is None or not _improves(leaf, baseline, target)):
        method, shares = "completion", nothing
    if method == "attainment":
        low, high = float(leaf.at_baseline), float(leaf.at_target)
        uncapped = low + (high - low) * shares
    elif method == "completion":
        uncapped = _completion(leaf, values, target)
    elif method == "steps":
        uncapped, shares = _steps(leaf, values), nothing
    else:
        uncapped, shares = _hold(leaf, values, target), nothing
    score = np.clip(uncapped, 0.0, 100.0)
    early = leaf.due is not None and quarter < leaf.due
    return Graded(method, shares, uncapped, score, (uncapped == 0.0) if early else np.zeros(values.shape, bool))


def _attainment(values: Floats, baseline: Fraction, target: Fraction | None) -> Floats:
    """(x - B) / (T - B), uncapped: 0 at the baseline, 1 at the target, whatever the direction."""
    start, end = float(baseline), float(target or 0)
    return (values - start) / (end - start)


def _improves(leaf: Indicator, baseline: Fraction, target: Fraction | None) -> bool:
    """Whether the target lies on the better side of the baseline, as attainment needs."""
    if target is None or target == baseline:
        return False
    return (target > baseline) == (leaf.direction == "up")


def _completion(leaf: Indicator, values: Floats, target: Fraction | None) -> Floats:
    """100 x / T, for lower-is-better 100 T / x, where nothing and less than nothing is infinitely good."""
    goal = float(target or 0)
    with np.errstate(divide="ignore", over="ignore"):
        return 100.0 * (values / goal if leaf.direction == "up" else np.where(values <= 0, np.inf, goal / values))


def _steps(leaf: Indicator, values: Floats) -> Floats:
    """The points of the highest step that a value reaches; below the lowest step none."""
    points = np.where(np.isnan(values), np.nan, 0.0)
    for value, worth in sorted(leaf.steps):
        points = np.where(values >= float(value), float(worth), points)
    return points


def _hold(leaf: Indicator, values: Floats, target: Fraction | None) -> Floats:
    """100 where the target is kept, 0 where it is not."""
    goal = float(target or 0)
    kept = values >= goal if leaf.direction == "up" else values <= goal
    return np.where(np.isnan(values), np.nan, np.where(kept, 100.0, 0.0))
