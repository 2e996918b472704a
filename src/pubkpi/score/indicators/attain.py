"""One indicator's values → its scores. Every function takes and gives a column, NaN where there is nothing."""

from dataclasses import dataclass

import numpy as np

from pubkpi.model.kpis import Indicator
from pubkpi.model.kpis.grade_rules import Method
from pubkpi.model.periods import Period
from pubkpi.score.indicators import curves, relative
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.indicators.rounding import rounded_by

Sides = tuple[Flags, Flags]
_FAR = 1e300


@dataclass(frozen=True, slots=True)
class Grades:
    """Scores of one indicator: attainment and uncapped score as they fall out, the score within floor and cap.

    *method* is the one that was used: an attainment is graded as completion where the baseline is of no use, and is
    called so where it is for nobody.
    """

    method: str
    attainment: Floats
    uncapped: Floats
    score: Floats
    not_applicable: Flags


def grade(leaf: Indicator, period: Period, baselines: Floats, values: Floats) -> Grades:
    """The scores of *values* in *period*, each against its baseline (stated or measured) and the target."""
    target = leaf.target(period)
    goal = np.full_like(values, np.nan if target is None else float(target))
    method = leaf.method
    shares = np.full_like(values, np.nan)
    if method == "attainment":
        improves = goal > baselines if leaf.direction == "up" else goal < baselines
        shares = np.where(improves, _attainment(values, baselines, goal), np.nan)
        low, high = float(leaf.at_baseline), float(leaf.at_target)
        completed = _completion(leaf, values, baselines if target is None else goal)
        uncapped = np.where(improves, low + (high - low) * shares, completed)
        method = "attainment" if improves.any() else "completion"
    else:
        uncapped = _uncapped_scores(leaf, method, values, baselines if target is None else goal)
        shares = _attainment(values, baselines, goal) if method == "completion" else shares
    score = rounded_by(leaf.rounding, np.clip(uncapped, float(leaf.floor), float(leaf.cap)))
    early = leaf.due is not None and period.last < leaf.due.last
    return Grades(method, shares, uncapped, score, (uncapped == 0.0) if early else np.zeros(values.shape, bool))


def score_range(
    leaf: Indicator, period: Period, baselines: Floats, values: Floats, sides: Sides
) -> tuple[Floats, Floats]:
    """The least and the greatest score of *values*, where the true baselines may be greater or smaller, the *sides*.

    Towards the target the score goes one way with the baseline: to the floor, or for a value that is better than the
    target to the cap. From the target on it is a completion, and far from it what the target is worth. Hence the ends,
    the places beside the target (without one, beside 0, by which nothing can be divided) and very far ones are enough.
    """
    target = leaf.target(period)
    turn = 0.0 if target is None else float(target)
    beside = [float(np.nextafter(turn, way)) for way in (-np.inf, np.inf)]
    tried = [-_FAR, *beside, _FAR] if target is None else [-_FAR, *beside, turn, _FAR]
    scores = [grade(leaf, period, baselines, values).score]
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        for one in tried if np.logical_or(*sides).any() else []:
            may = (sides[0] & (baselines <= one)) | (sides[1] & (baselines >= one))
            scores.append(np.where(may, grade(leaf, period, np.where(may, one, baselines), values).score, scores[0]))
    return np.fmin.reduce(scores), np.fmax.reduce(scores)


def _uncapped_scores(leaf: Indicator, method: Method, values: Floats, goal: Floats) -> Floats:
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
        case "rank":
            return relative.by_rank(values, leaf.steps, up=up)
        case "quantile":
            return relative.by_quantile(values, leaf.steps, up=up)
        case "peer_mean":
            return relative.against_mean(values, up=up)
        case "target_range" if leaf.plateau:
            return curves.plateau(values, leaf.plateau)
        case "goalposts" if leaf.goalposts:
            return curves.between(values, *leaf.goalposts)
        case "log_goalposts" if leaf.goalposts:
            return curves.between_logs(values, *leaf.goalposts)
    raise AssertionError(f"{leaf.id} came unchecked: {method}")


def _attainment(values: Floats, baselines: Floats, goal: Floats) -> Floats:
    """(x - B) / (T - B), uncapped: 0 at the baseline, 1 at the target, whatever the direction; NaN if these are one."""
    way = np.where(goal == baselines, np.nan, goal - baselines)
    return (values - baselines) / way


def _completion(leaf: Indicator, values: Floats, goal: Floats) -> Floats:
    """100 x / T, for lower-is-better 100 T / x, where nothing and less than nothing is infinitely good."""
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        return 100.0 * (values / goal if leaf.direction == "up" else np.where(values <= 0, np.inf, goal / values))


def _hold(leaf: Indicator, values: Floats, goal: Floats) -> Floats:
    """100 where the target, or without one the baseline, is kept, 0 where it is not; NaN without either."""
    kept = values >= goal if leaf.direction == "up" else values <= goal
    return np.where(np.isnan(values) | np.isnan(goal), np.nan, np.where(kept, 100.0, 0.0))
