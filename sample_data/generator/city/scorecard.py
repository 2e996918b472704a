"""The city's scorecard, computed a second way: plain loops over exact fractions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from generator.city.story import QUARTERS
from generator.days import Quarter

HUNDRED, LEAST = Fraction(100), Fraction(1, 2)
# What is watched has weight 0; it has a score and counts for nothing.
TREE = {
    "reach": {"views_growth": 25, "completion_rate": 30, "share_rate": 0, "fans_growth": 0},
    "service": {"reply_rate": 20, "reply_in_day": 10},
    "safety": {"incidents": 15},
}
SCORED = tuple(name for leaves in TREE.values() for name, weight in leaves.items() if weight)


@dataclass(frozen=True)
class Outcome:
    """Scores of leaves, dimensions and total; None without one. What does not apply is in none of them."""

    leaves: dict[str, Fraction | None]
    dimensions: dict[str, Fraction | None]
    total: Fraction | None


def leaf_score(name: str, x: Fraction | None, quarter: Quarter) -> Fraction | None:
    """The score of one indicator, 0 to 100."""
    if x is None:
        return None
    step = Fraction(QUARTERS.index(quarter), len(QUARTERS) - 1)
    if name == "views_growth":
        score = 60 + 40 * x / Fraction(15, 100)
    elif name == "completion_rate":
        target = Fraction(36, 100) + Fraction(14, 100) * step
        score = 60 + 40 * (x - Fraction(30, 100)) / (target - Fraction(30, 100))
    elif name == "reply_rate":
        score = 100 * x / Fraction(95, 100)
    elif name == "reply_in_day":
        score = 100 * (x - Fraction(30, 100)) / Fraction(60, 100)
    else:
        score = HUNDRED if x == 0 else Fraction(0)
    return min(HUNDRED, max(Fraction(0), score))


def score(values: Mapping[str, Fraction | None], quarter: Quarter, *, city: bool) -> Outcome:
    """The tree of the city or, without the register of incidents, of an account or a unit."""
    leaves = {name: leaf_score(name, values[name], quarter) for name in SCORED if city or name != "incidents"}
    dimensions: dict[str, Fraction | None] = {}
    for dimension, weights in TREE.items():
        mine = {name: weight for name, weight in weights.items() if name in leaves}
        if mine:
            dimensions[dimension] = _mean({name: leaves[name] for name in mine}, mine, LEAST)
    weights = {dimension: sum(TREE[dimension].values()) for dimension in dimensions}
    return Outcome(leaves, dimensions, _mean(dimensions, weights, Fraction(1)))


def _mean(scores: Mapping[str, Fraction | None], weights: Mapping[str, int], least: Fraction) -> Fraction | None:
    """The weighted mean of those that have a score, where these have *least* of the weight."""
    known = {name: one for name, one in scores.items() if one is not None}
    weight = sum(weights[name] for name in known)
    if not known or Fraction(weight, sum(weights.values())) < least:
        return None
    return sum((weights[name] * one for name, one in known.items()), Fraction(0)) / weight
