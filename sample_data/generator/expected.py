"""expected.json: measures and scores by quarter, turned into floats only here."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from generator.days import BASELINE, QUARTERS, Quarter
from generator.measures import Measure, measures_of
from generator.scorecard import (
    DIMENSIONS,
    HUNDRED,
    LEAVES,
    Rolled,
    Scored,
    baselines_of,
    effective_weight,
    roll_up,
    score_leaf,
)
from generator.world import World

Json = dict[str, Any]


def expected_values(world: World) -> Json:
    """The whole document."""
    baseline = measures_of(world, BASELINE)
    quarters: Json = {}
    for quarter in QUARTERS:
        measured = measures_of(world, quarter)
        quarters[quarter.label] = {"measures": {key: _measure(item) for key, item in measured.items()}}
        if quarter != BASELINE:
            quarters[quarter.label]["scorecard"] = _scorecard(measured, baseline, quarter)
    return {"quarters": quarters}


def printed(score: Fraction | None) -> str | None:
    """Half-up to one decimal."""
    if score is None:
        return None
    tenths = (score * 10 + Fraction(1, 2)).__floor__()
    return f"{tenths // 10}.{tenths % 10}"


def _float(number: Fraction | None) -> float | None:
    return None if number is None else float(number)


def _measure(item: Measure) -> Json:
    shown: Json = {"value": _float(item.value), "data_coverage": float(item.data_coverage)}
    shown["state"] = "missing" if item.value is None else "ok"
    if item.reason:
        shown["reason"] = item.reason
    return shown | dict(item.extra)


def _scorecard(measured: dict[str, Measure], baseline: dict[str, Measure], quarter: Quarter) -> Json:
    bases = baselines_of(baseline)
    leaves = [score_leaf(leaf, measured[leaf.id].value, bases[leaf.id], quarter.number) for leaf in LEAVES]
    resting = [score_leaf(leaf, bases[leaf.id], bases[leaf.id], quarter.number) for leaf in LEAVES]
    rolled = roll_up(leaves)
    return {
        "total": _total(leaves, resting, rolled["total"]),
        "dimensions": {name: _dimension(name, rolled[name]) for name in DIMENSIONS},
        "indicators": {leaf.leaf.id: _indicator(leaf, leaves, rolled) for leaf in leaves},
    }


def _total(leaves: list[Scored], resting: list[Scored], total: Rolled) -> Json:
    low, high = (roll_up(leaves, filler)["total"].score for filler in (Fraction(0), HUNDRED))
    bands = [_band(printed(low)), _band(printed(high))]
    return {
        "score": _float(total.score),
        "score_printed": printed(total.score),
        "band": bands[0] if total.score is not None and bands[0] == bands[1] else None,
        "bands": bands,
        "weight_coverage": float(total.coverage),
        "lo": _float(low),
        "hi": _float(high),
        "standstill": _float(roll_up(resting)["total"].score),
    }


def _dimension(name: str, rolled: Rolled) -> Json:
    return {
        "weight": DIMENSIONS[name],
        "score": _float(rolled.score),
        "score_printed": printed(rolled.score),
        "points": None if rolled.score is None else float(DIMENSIONS[name] * rolled.score / 100),
        "weight_coverage": float(rolled.coverage),
    }


def _indicator(leaf: Scored, leaves: list[Scored], rolled: dict[str, Rolled]) -> Json:
    weight = effective_weight(leaf, leaves, rolled[leaf.leaf.dimension])
    points = None if weight is None or leaf.score is None else weight * leaf.score / 100
    return {
        "state": leaf.state,
        "weight": leaf.leaf.weight,
        "value": _float(leaf.value),
        "baseline": _float(leaf.baseline),
        "target": _float(leaf.target),
        "attainment": _float(leaf.attainment),
        "score_uncapped": _float(leaf.uncapped),
        "score": _float(leaf.score),
        "score_printed": printed(leaf.score),
        "points": _float(points),
        "effective_weight": _float(weight),
        "light": _light(printed(leaf.score)),
    }


def _band(score: str | None) -> str | None:
    if score is None:
        return None
    number = Fraction(score)
    return "优秀" if number >= 90 else "良好" if number >= 80 else "合格" if number >= 60 else "不合格"


def _light(score: str | None) -> str | None:
    if score is None:
        return None
    number = Fraction(score)
    return "green" if number >= 90 else "yellow" if number >= 60 else "red"
