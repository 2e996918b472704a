"""One indicator's values → its scores. Every function takes and gives a column, NaN where there is nothing."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pubkpi.model.kpis import Indicator, Method
from pubkpi.model.periods import Quarter
from pubkpi.score import curves
from pubkpi.score.curves import Flags, Floats


@dataclass(frozen=True, slots=True)
class Graded:
    """Scores of one indicator: attainment and uncapped score as they fall out, the score within floor and cap.

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
        method = "completion"
    if method == "attainment":
        low, high = float(leaf.at_baseline), float(leaf.at_target)
        uncapped = low + (high - low) * shares
    else:
        uncapped = _scored(leaf, method, values, baseline if target is None else target)
        shares = shares if leaf.method == "completion" else nothing
    score = np.clip(uncapped, float(leaf.floor), float(leaf.cap))
    early = leaf.due is not None and quarter.index < leaf.due.index
    return Graded(method, shares, uncapped, score, (uncapped == 0.0) if early else np.zeros(values.shape, bool))


def _scored(leaf: Indicator, method: Method, values: Floats, goal: Fraction | None) -> Floats:
    """Uncapped scores by any method but attainment; *goal* is the target, without one the baseline."""
    up = leaf.direction == "up"
    match method:
        case "completion":
            return _completion(leaf, values, goal)
        case "hold":
            return _hold(leaf, values, goal)
        case "steps":
            return curves.step_table(values, leaf.steps, up=up)
        case "piecewise":
            return curves.line(values, leaf.knots)
        case "value":
            return values
        case "minmax":
            return curves.over_the_data(values, up=up)
        case "target_range" if leaf.plateau:
            return curves.plateau(values, leaf.plateau)
        case "goalposts" if leaf.goalposts:
            return curves.between(values, *leaf.goalposts)
        case "log_goalposts" if leaf.goalposts:
            return curves.between_logs(values, *leaf.goalposts)
    raise AssertionError(f"{leaf.id} came unchecked: {method}")


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


def _hold(leaf: Indicator, values: Floats, goal: Fraction | None) -> Floats:
    """100 where the target, or without one the baseline, is kept, 0 where it is not; NaN without either."""
    if goal is None:
        return np.full_like(values, np.nan)
    kept = values >= float(goal) if leaf.direction == "up" else values <= float(goal)
    return np.where(np.isnan(values), np.nan, np.where(kept, 100.0, 0.0))
