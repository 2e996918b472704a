"""An indicator or an adjustment as the players of a game: which effects it has, and what it is without them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import isclose
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from pubkpi.explain.attribution.frame import same_measure
from pubkpi.model.explanations.effects import Kind, Part
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.adjustments import Item, Veto
from pubkpi.model.periods import Period
from pubkpi.model.scores import Scorecard, Value
from pubkpi.model.text import NOTHING
from pubkpi.score.indicators.attain import grade
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.tree.adjust import AdjustmentInput
from pubkpi.score.tree.columns import Column, Values, adjusting, columns, starts, value_table

ItemKind = Literal["deduct", "bonus", "veto"]
ITEM_KINDS: tuple[ItemKind, ...] = ("deduct", "bonus", "veto")
_QUOTIENTS = ("ratio", "share", "mean")
_CLOSE = 1e-12
_SURE = np.array([False]), np.array([False])
_NOTHING = AdjustmentInput(np.array([np.nan]), np.array([False]), *_SURE)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A scorecard and what it was made of: the spec, as it is in force in the period, and the values of the one
    *entity* that it scores.
    """

    kpis: KpiSet
    period: Period
    values: Values
    card: Scorecard
    entity: str

    def __post_init__(self) -> None:
        """Of a spec that changes in mid-plan it has what is in force in its period."""
        object.__setattr__(self, "kpis", self.kpis.in_force(self.period))

    @property
    def is_empty(self) -> bool:
        """Whether there is no value of anything that it scores."""
        return all(self.values[self.period][name].value is None for name in self.kpis.scored_measures)

    @property
    def leaves(self) -> dict[str, "LeafSnapshot"]:
        """Its indicators by id."""
        side = value_table({self.entity: self.values})
        made = columns(self.kpis, self.period, side)
        return {
            leaf.id: LeafSnapshot(self, leaf, column, starts(leaf, side))
            for leaf, column in zip(self.kpis.indicators, made, strict=True)
        }


@dataclass(frozen=True, slots=True)
class LeafSnapshot:
    """One indicator of a snapshot: as specified, as graded, with its baseline."""

    of: Snapshot
    leaf: Indicator
    column: Column
    baseline: Floats

    @property
    def counts(self) -> bool:
        """Whether it has a score that counts."""
        return bool(self.column.applies[0] and not np.isnan(self.column.score[0]))

    @property
    def observed(self) -> bool:
        """Whether its value is its own."""
        return bool(self.column.observed[0])

    @property
    def value(self) -> Value | None:
        """The value that it was measured at."""
        return self.of.values[self.of.period].get(self.leaf.measure)

    def scores(self, values: Floats) -> tuple[Floats, Flags]:
        """The scores of *values* by its rules, and where it applies."""
        graded = grade(self.leaf, self.of.period, np.full_like(values, self.baseline[0]), values)
        scores = graded.score
        if self.leaf.missing.policy == "zero":
            scores = np.where(np.isnan(values), float(self.leaf.floor), scores)
        return scores, ~graded.not_applicable


@dataclass(frozen=True, slots=True)
class LeafStates:
    """An indicator in every state of its *effects*: an axis each, 0 before and 1 after it has come about.

    *scores* are NaN where it does not count; *weights* in points of the whole.
    """

    id: str
    effects: tuple[Kind | Part, ...]
    scores: Floats
    weights: Floats

    @property
    def counting(self) -> Flags:
        """Where it counts."""
        found: Flags = ~np.isnan(self.scores)
        return found


@dataclass(frozen=True, slots=True)
class ItemStates:
    """An adjustment before and after its effect, as the measure that it rests on; *moves* where the two differ."""

    kind: ItemKind
    item: Veto | Item
    input: AdjustmentInput
    moves: bool

    def input_at(self, state: tuple[NDArray[np.int64], ...], rows: int) -> AdjustmentInput:
        """What it rests on in each of the *rows*, where it is in that *state*, by default before its effect."""
        at = state[0] if state else np.zeros(rows, np.int64)
        one = self.input
        return AdjustmentInput(one.values[at], one.applies[at], one.up[at], one.down[at])


def leaf_states(name: str, before: LeafSnapshot | None, now: LeafSnapshot | None) -> LeafStates:
    """The indicator *name*, which may be in one of the scorecards only."""
    ends, weights = (before, now), np.array([float(one.leaf.weight) if one else 0.0 for one in (before, now)])
    scores = np.array([one.column.score[0] if one and one.counts else np.nan for one in ends])
    if not weights.any():  # it is watched only
        return LeafStates(name, (), np.array(np.nan), np.array(0.0))
    if not (before and now):  # what joins or leaves the scorecard does so with its weight
        return _moving(LeafStates(name, ("definition",), scores, weights))
    effects: tuple[Kind | Part, ...] = ("coverage",)
    if before.counts and now.counts:
        effects, scores = _effects(before, now)
    scores = np.stack([scores, scores], axis=-1)
    return _moving(LeafStates(name, (*effects, "weight"), scores, np.broadcast_to(weights, scores.shape)))


def item_states(before: Snapshot, now: Snapshot) -> Iterator[ItemStates]:
    """The adjustments of the two scorecards with what they rest on; of one whose rule has changed, both."""
    ends = [(one.kpis.adjustments, adjusting(one.kpis, one.period, {one.entity: one.values})) for one in (before, now)]
    for kind in ITEM_KINDS:
        old, new = ({one.id: one for one in getattr(rules, kind)} for rules, _ in ends)
        for name in dict.fromkeys((*old, *new)):
            sides = [old.get(name), new.get(name)]
            same = name in old and name in new and _rule(old[name]) == _rule(new[name])
            for item in dict.fromkeys(new[name] if same else one for one in sides if one):
                given = [
                    inputs[item.measure] if same or item is side else _NOTHING
                    for (_, inputs), side in zip(ends, sides, strict=True)
                ]
                yield _item_states(kind, item, given)


def _rule(item: Veto | Item) -> Veto | Item:
    return replace(item, at="", label=NOTHING)


def _item_states(kind: ItemKind, item: Veto | Item, ends: Sequence[AdjustmentInput]) -> ItemStates:
    if kind == "deduct":  # nobody can tell what it takes off: that leaves a total only where nothing is left to take
        ends = [AdjustmentInput(one.values, one.applies & ~one.unknown, *_SURE) for one in ends]
    columns = [np.concatenate([getattr(one, name) for one in ends]) for name in ("values", "applies", "up", "down")]
    moves = not all(np.array_equal(column[:1], column[1:], equal_nan=column is columns[0]) for column in columns)
    return ItemStates(kind, item, AdjustmentInput(*columns), moves)


def _effects(before: LeafSnapshot, now: LeafSnapshot) -> tuple[tuple[Kind | Part, ...], Floats]:
    """The effects on the score of an indicator that counts in both periods, and its scores in their states."""
    own: tuple[Kind | Part, ...] = ("performance",) if before.observed == now.observed else ("coverage",)
    if not same_measure((before.of.kpis, before.leaf.measure), (now.of.kpis, now.leaf.measure)):
        return ("definition",), np.array([one.column.score[0] for one in (before, now)])
    ends = [one.column.values[0] for one in (before, now)]
    values, quotients = np.array(ends), _quotients(before, now)
    if quotients is not None:
        own, values = ("numerator", "denominator"), quotients
    rules = [one.scores(values.ravel()) for one in (before, now)]
    scores = np.stack([np.where(on, score, np.nan).reshape(values.shape) for score, on in rules], axis=-1)
    if np.isnan(scores).any():  # a value that the other rules cannot score: the two are one effect
        return own[:1] if quotients is None else ("performance",), np.array([scores.flat[0], scores.flat[-1]])
    same = (before.leaf.method, before.leaf.direction) == (now.leaf.method, now.leaf.direction)
    return (*own, "target" if same else "definition"), scores


def _quotients(before: LeafSnapshot, now: LeafSnapshot) -> Floats | None:
    """The value by numerator and denominator of either period; None where it is no quotient of its own."""
    found = [(one.value, one.column.values[0]) for one in (before, now)]
    sums = []
    for value, scored in found:
        over, under = (value.numerator, value.denominator) if value else (None, None)
        if value is None or value.value is None or over is None or not under:
            return None
        if value.value != scored or not isclose(over / under, scored, rel_tol=_CLOSE):
            return None
        sums.append((over, under))
    if before.of.kpis.measures[before.leaf.measure].type not in _QUOTIENTS:
        return None
    made = np.array([[sums[i][0] / sums[j][1] for j in (0, 1)] for i in (0, 1)])
    made[0, 0], made[1, 1] = (scored for _, scored in found)
    return made


def _moving(states: LeafStates) -> LeafStates:
    """Without the effects that change nothing."""
    effects, scores, weights = list(states.effects), states.scores, states.weights
    for axis in reversed(range(len(effects))):
        if _flat(scores, axis) and _flat(weights, axis):
            scores, weights = (one.take([0], axis).squeeze(axis) for one in (scores, weights))
            del effects[axis]
    return LeafStates(states.id, tuple(effects), scores, weights)


def _flat(table: Floats, axis: int) -> bool:
    """Whether *table* is the same at both ends of *axis*."""
    return np.array_equal(table.take([0], axis), table.take([1], axis), equal_nan=True)
