"""The 2024 scorecard, computed a second way: plain loops over exact fractions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from generator.measures import Measure

LEAST_WEIGHT = Fraction(7, 10)
HUNDRED = Fraction(100)


@dataclass(frozen=True)
class Leaf:
    """One second-level indicator of the plan."""

    id: str
    dimension: str
    weight: int
    rule: str


LEAVES = (
    Leaf("follower_growth", "reach", 15, "linear"),
    Leaf("monthly_reads", "reach", 10, "linear"),
    Leaf("interaction_rate", "reach", 10, "linear"),
    Leaf("open_rate", "reach", 5, "linear"),
    Leaf("online_usage", "service", 10, "linear"),
    Leaf("activity_participants", "service", 10, "linear"),
    Leaf("satisfaction", "service", 10, "linear"),
    Leaf("partnerships", "brand", 10, "completion"),
    Leaf("award_level", "brand", 10, "steps"),
    Leaf("incidents", "brand", 10, "hold"),
)
DIMENSIONS = {"reach": 40, "service": 30, "brand": 30}


@dataclass
class Scored:
    """A leaf in one quarter; state is scored, missing or not_applicable."""

    leaf: Leaf
    state: str
    value: Fraction | None
    baseline: Fraction | None
    target: Fraction | None
    attainment: Fraction | None = None
    uncapped: Fraction | None = None
    score: Fraction | None = None


@dataclass(frozen=True)
class Rolled:
    """A dimension's or the total's score (None below the least weight) and the weight behind it."""

    score: Fraction | None
    coverage: Fraction


def target_of(leaf_id: str, quarter_number: int) -> Fraction | None:
    """The plan's target for a quarter of 2024, linear from Q1 to Q4; awards have steps, no target."""

    def path(first: Fraction, last: Fraction) -> Fraction:
        return first + (last - first) * Fraction(quarter_number - 1, 3)

    targets = {
        "follower_growth": path(Fraction(60_000), Fraction(80_000)) / 52_000 - 1,
        "monthly_reads": path(Fraction(120_000), Fraction(200_000)),
        "interaction_rate": path(Fraction(5, 100), Fraction(10, 100)),
        "open_rate": path(Fraction(21, 100), Fraction(30, 100)),
        "online_usage": Fraction(1, 2),
        "activity_participants": path(Fraction(4_000), Fraction(10_000)),
        "satisfaction": Fraction(9, 10),
        "partnerships": path(Fraction(2), Fraction(8)),
        "incidents": Fraction(0),
    }
    return targets.get(leaf_id)


def baselines_of(measured: dict[str, Measure]) -> dict[str, Fraction | None]:
    """Baselines by leaf: the plan's figures, and the measured ones where the plan has none."""
    return {
        "follower_growth": Fraction(0),
        "monthly_reads": Fraction(83_000),
        "interaction_rate": Fraction(28, 1000),
        "open_rate": Fraction(18, 100),
        "online_usage": measured["online_usage"].value,
        "activity_participants": Fraction(2_000),
        "satisfaction": measured["satisfaction"].value,
        "partnerships": Fraction(0),
        "award_level": Fraction(0),
        "incidents": Fraction(2),
    }


def score_leaf(leaf: Leaf, value: Fraction | None, baseline: Fraction | None, quarter_number: int) -> Scored:
    """State, attainment and score of one leaf."""
    target = target_of(leaf.id, quarter_number)
    scored = Scored(leaf, "scored", value, baseline, target)
    if value is None:
        scored.state = "missing"
    elif leaf.rule == "steps" and value == 0 and quarter_number < 4:
        scored.state = "not_applicable"
    elif leaf.rule == "steps":
        scored.uncapped = Fraction((0, 60, 100, 100)[int(value)])
    elif leaf.rule == "hold":
        scored.uncapped = HUNDRED if value == 0 else Fraction(0)
    elif baseline is not None and target is not None:
        scored.attainment = (value - baseline) / (target - baseline)
        lift = 60 + 40 * scored.attainment
        scored.uncapped = lift if leaf.rule == "linear" else 100 * value / target
    if scored.uncapped is not None:
        scored.score = min(HUNDRED, max(Fraction(0), scored.uncapped))
    return scored


def roll_up(leaves: list[Scored], filler: Fraction | None = None) -> dict[str, Rolled]:
    """Scores by dimension and, under total, of the whole. A filler stands in for every missing leaf
    (0 and 100 give the bounds).
    """
    rolled: dict[str, Rolled] = {}
    total: Fraction | None = Fraction(0)
    for dimension, weight in DIMENSIONS.items():
        rolled[dimension] = _dimension([leaf for leaf in leaves if leaf.leaf.dimension == dimension], filler)
        part = rolled[dimension].score
        total = None if total is None or part is None else total + weight * part / 100
    rolled["total"] = Rolled(total, _coverage(leaves))
    return rolled


def _dimension(leaves: list[Scored], filler: Fraction | None) -> Rolled:
    points = weights = Fraction(0)
    for leaf in leaves:
        score = filler if leaf.state == "missing" else leaf.score
        if score is not None:
            points += leaf.leaf.weight * score
            weights += leaf.leaf.weight
    coverage = _coverage(leaves)
    enough = filler is not None or coverage >= LEAST_WEIGHT
    return Rolled(points / weights if enough else None, coverage)


def _weight(leaves: list[Scored], wanted: Callable[[str], bool]) -> int:
    return sum(leaf.leaf.weight for leaf in leaves if wanted(leaf.state))


def _coverage(leaves: list[Scored]) -> Fraction:
    """Weight of the scored leaves over the weight of those that apply."""
    scored = _weight(leaves, lambda state: state == "scored")
    return Fraction(scored, _weight(leaves, lambda state: state != "not_applicable"))


def effective_weight(leaf: Scored, leaves: list[Scored], dimension: Rolled) -> Fraction | None:
    """The leaf's weight after redistribution; None inside a dimension that has no score."""
    if leaf.state == "not_applicable":
        return Fraction(0)
    if dimension.score is None:
        return None
    if leaf.state == "missing":
        return Fraction(0)
    siblings = [other for other in leaves if other.leaf.dimension == leaf.leaf.dimension]
    shared = _weight(siblings, lambda state: state == "scored")
    return Fraction(DIMENSIONS[leaf.leaf.dimension] * leaf.leaf.weight, shared)
