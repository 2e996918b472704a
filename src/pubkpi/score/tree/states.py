"""The state of an indicator or of what stands above it: what the target and the limits of the lights say together."""

from collections.abc import Iterable, Sequence

import numpy as np

from pubkpi.model.kpis import Indicator
from pubkpi.model.kpis.grade_rules import Band
from pubkpi.model.scores import IndicatorScore, State
from pubkpi.printing.rounding import MOST_PLACES, places, rounded
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.league_columns import ChoiceColumn
from pubkpi.score.tree.bands import rounded_all
from pubkpi.score.tree.columns import Column

_CLOSE = 1e-9
_STATES: tuple[State, ...] = ("not_applicable", "no_data", "reached", "near", "low", "alert")


def side(value: float, target: float, unit: str, direction: str) -> int:
    """-1 where the printed *value* is worse than the printed *target*, 1 where it is better, else 0."""
    many = places(unit, (value, target))
    now, goal = (rounded(one, many, unit) for one in (value, target))
    return 0 if now == goal else 1 if (now > goal) == (direction == "up") else -1


def states(lights: tuple[Band, ...], leaf: Indicator, one: Column, target: float | None, unit: str) -> Sequence[State]:
    """The states of *leaf* for every entity of its column, whether or not the score counts."""
    conditions = [~one.applies, np.isnan(one.score) | np.isnan(one.values), _is_reached(leaf, one, target, unit)]
    places = np.select(conditions, [0, 1, 2], _missed_states(lights, one.score))
    return ChoiceColumn(_STATES, places.astype(np.uint8).tobytes())


def _is_reached(leaf: Indicator, one: Column, target: float | None, unit: str) -> Flags:
    """Whether the printed value is at its target or beyond; without a target, whether the score is the best."""
    if target is None or leaf.direction == "range":
        best = float(max((points for _, points in leaf.steps), default=leaf.cap))
        return one.score >= min(100.0, best, float(leaf.cap)) - _CLOSE
    gap = one.values - target
    met = gap >= 0 if leaf.direction == "up" else gap <= 0
    for place in np.flatnonzero(np.abs(gap) < 10.0**-MOST_PLACES).tolist():  # so close that only the print tells
        met[place] = side(float(one.values[place]), target, unit, leaf.direction) >= 0
    return met


def _missed_states(lights: tuple[Band, ...], scores: Floats) -> np.ndarray:
    """The places of the states where the target is missed: near by the best light, an alert by the last one."""
    if len(lights) < 2:
        return np.full(scores.shape, _STATES.index("low"))
    shown = rounded_all(scores, 1)
    near, low = (float(band.at_least) for band in (lights[0], lights[-2]))
    return np.select([shown >= near, shown >= low], [3, 4], 5)


def joint(lights: tuple[Band, ...], score: float | None, below: Iterable[IndicatorScore]) -> State:
    """The state of what stands above the leaves *below*: reached where every one of them is."""
    listed = [leaf for leaf in below if leaf.scoring not in ("monitored", "not_applicable")]
    if score is None:
        return "no_data" if listed else "not_applicable"
    if all(leaf.state == "reached" for leaf in listed):
        return "reached"
    return _STATES[int(_missed_states(lights, np.array([score]))[0])]
