"""One indicator over all entities that are scored together: its values, what stands in for missing ones, its scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from math import fsum
from typing import Protocol, TypeVar, runtime_checkable

import numpy as np

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.entity_class import of_class
from pubkpi.model.kpis.grade_rules import RELATIVE
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, Value
from pubkpi.model.text import Text
from pubkpi.score.indicators.attain import Grades, Sides, grade, score_range
from pubkpi.score.indicators.comparison import open_scores
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.indicators.department_numbers import foreign
from pubkpi.score.tree.adjust import AdjustmentInput
from pubkpi.score.tree.rollup import Leaf

Values = Mapping[Period, Mapping[str, Value]]


@runtime_checkable
class ValueTable(Protocol):
    """Entities in order of name, with their values as columns, or one by one."""

    @property
    def names(self) -> tuple[str, ...]:
        """The entities."""

    def column(self, measure: str, period: Period) -> tuple[Floats, Flags]:
        """The values of all entities, NaN where missing, and where the measure applies."""

    def open(self, measure: str, period: Period) -> tuple[Flags, Flags]:
        """Where the true values may be greater, and where smaller."""

    def value(self, entity: str, measure: str, period: Period) -> Value | None:
        """One value with its reason; None of a quarter that was not measured."""

    def missing(self, entity: str, measure: str, period: Period) -> tuple[bool, Text | None]:
        """Whether a measure applies to an entity, and why there is no value."""


class EntityMapping:
    """Entities whose values have been told one by one."""

    def __init__(self, entities: Mapping[str, Values]) -> None:
        self._entities = {name: entities[name] for name in sorted(entities)}
        self.names = tuple(self._entities)

    def column(self, measure: str, period: Period) -> tuple[Floats, Flags]:
        """The values of all entities, NaN where missing, and where the measure applies."""
        found = [self.value(name, measure, period) for name in self.names]
        values = as_column([one.value if one else None for one in found])
        return values, np.array([one is None or one.applies for one in found], dtype=bool)

    def open(self, measure: str, period: Period) -> tuple[Flags, Flags]:
        """Where the true values may be greater, and where smaller."""
        bounds = [one.bound if one else "" for one in (self.value(name, measure, period) for name in self.names)]
        up, down = (np.array([one == side for one in bounds], dtype=bool) for side in ("at_least", "at_most"))
        return up, down

    def value(self, entity: str, measure: str, period: Period) -> Value | None:
        """One value with its reason; None of a quarter that was not measured."""
        return self._entities[entity].get(period, {}).get(measure)

    def missing(self, entity: str, measure: str, period: Period) -> tuple[bool, Text | None]:
        """Whether a measure applies to an entity, and why there is no value."""
        found = self._entities[entity][period][measure]
        return found.applies, found.missing


Entities = ValueTable | Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator's *values* as graded, *observed* where they are its own, and how they were graded.

    The true ones may be greater where they are open *up*, smaller where *down*; *higher* and *lower* is where the true
    scores may then be, or as the baseline is a bound, where *unsettled*. *least* and *most* are the ends of the score.
    Where it is *optional* the true value decides whether the indicator applies: nothing yet, before it is due.
    """

    values: Floats
    observed: Flags
    graded: Grades
    score: Floats
    applies: Flags
    up: Flags
    down: Flags
    higher: Flags
    lower: Flags
    unsettled: Flags
    least: Floats
    most: Floats
    optional: Flags
    weight: Floats | None = None  # by entity, where classes have their own

    @property
    def sure(self) -> Flags:
        """Where the score rests on a value that was observed."""
        return self.observed & ~np.isnan(self.graded.score)

    def those(self, which: Flags) -> "Column":
        """The same of some of the entities."""
        graded = self.graded
        some = Grades(
            graded.method,
            graded.attainment[which],
            graded.uncapped[which],
            graded.score[which],
            graded.not_applicable[which],
        )
        sides = (self.up[which], self.down[which], self.higher[which], self.lower[which])
        ends = (self.unsettled[which], self.least[which], self.most[which], self.optional[which])
        rest = (self.score[which], self.applies[which], *sides, *ends)
        weight = None if self.weight is None else self.weight[which]
        return Column(self.values[which], self.observed[which], some, *rest, weight)

    def open(self, leaf: Indicator) -> Sides:
        """Where the scores of *leaf* are open to above, and to below: not at the end of all scores."""
        there, (least, most) = ~np.isnan(self.score), leaf.score_ends
        return self.higher & there & (self.score != most), self.lower & there & (self.score != least)

    @property
    def leaf(self) -> Leaf:
        """What the roll-up needs of it."""
        return Leaf(self.score, self.applies, self.observed, self.weight)


def value_table(entities: Entities) -> ValueTable:
    """The *entities* as columns."""
    return entities if isinstance(entities, ValueTable) else EntityMapping(entities)


def empty(kpis: KpiSet, period: Period, entities: Entities) -> bool:
    """Whether nobody has a value of anything that *kpis* ask for in *period*."""
    side = value_table(entities)
    return all(np.isnan(side.column(name, period)[0]).all() for name in kpis.scored_measures)


def columns(kpis: KpiSet, period: Period, entities: Entities) -> list[Column]:
    """The columns of all indicators of *kpis* in *period*, one row an entity."""
    side = value_table(entities)
    made = [_column(kpis, leaf, period, side) for leaf in kpis.indicators]
    if not kpis.classes:
        return made
    made = [
        replace(one, weight=np.full(len(side.names), float(leaf.weight)))
        for one, leaf in zip(made, kpis.indicators, strict=True)
    ]
    for name, members in kpis.classes.items():
        mine, own = np.array([one in members for one in side.names], dtype=bool), of_class(kpis, name)
        for i, leaf in enumerate(own.indicators if mine.any() else ()):
            column = replace(_column(own, leaf, period, side), weight=np.full(len(mine), float(leaf.weight)))
            made[i] = _merged(made[i], column, mine)
    return made


T = TypeVar("T", Column, Grades)


def _merged(one: T, other: T, which: Flags) -> T:
    """*one* with what the *other* has of those."""
    changed = {}
    for field in fields(one):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        if isinstance(mine, Grades):
            changed[field.name] = _merged(mine, theirs, which)
        elif isinstance(mine, np.ndarray):
            changed[field.name] = np.where(which, theirs, mine)
    return replace(one, **changed)


def adjusting(kpis: KpiSet, period: Period, entities: Entities) -> dict[str, AdjustmentInput]:
    """The columns of the measures that the adjustments of *kpis* rest on, by measure."""
    names = dict.fromkeys(one.measure for one in kpis.adjustments)
    side = value_table(entities)
    return {name: AdjustmentInput(*side.column(name, period), *side.open(name, period)) for name in names}


def starts(leaf: Indicator, entities: ValueTable) -> Floats:
    """The baseline of each entity, as `baseline` has it, NaN where there is none."""
    period = leaf.baseline.measured
    if leaf.baseline.entities:
        return as_column([leaf.baseline.of(name) for name in entities.names])
    if period is None:
        return np.full(len(entities.names), as_column([leaf.baseline.value])[0])
    return entities.column(leaf.measure, period)[0]


def baseline(leaf: Indicator, values: Values, entity: str = DEPARTMENT[0]) -> Fraction | None:
    """The baseline of *entity* as stated, else as measured in its quarter, else None."""
    period = leaf.baseline.measured
    if entity not in DEPARTMENT and leaf.baseline.entities:
        return leaf.baseline.of(entity)
    if period is None:
        return leaf.baseline.value
    measured = values.get(period, {}).get(leaf.measure)
    return None if measured is None or measured.value is None else Fraction(measured.value)


def carried(leaf: Indicator, period: Period, values: Values) -> Value | None:
    """The newest value of the last quarters that *leaf* may carry into *period*, or None."""
    for before in leaf.missing.before(period):
        earlier = values.get(before, {}).get(leaf.measure)
        if earlier is not None and earlier.value is not None:
            return earlier
    return None


def excepted(leaf: Indicator, entity: str, values: Mapping[str, Value | None]) -> Text | None:
    """Why the scorecard says that *leaf* does not apply to *entity*, by name or by its *values*; None where it does."""
    names = DEPARTMENT if entity in DEPARTMENT else (entity,)
    for rule in leaf.not_applicable.every if leaf.not_applicable else ():
        said = values.get(rule.measure) if rule.measure else None
        if any(name in rule.entities for name in names) or (said is not None and said.value == 1):
            return rule.reason
    return None


def instead(leaf: Indicator, period: Period, values: Values) -> Text:
    """What was taken for the missing value of *leaf*."""
    found = carried(leaf, period, values)
    if found is None:
        points = float(leaf.floor)
        return Text(f"按 {points:g} 分计", f"scored as {points:g}")
    return Text(f"沿用 {found.period} 的数值", f"the value of {found.period} stands in")


def _column(kpis: KpiSet, leaf: Indicator, period: Period, entities: ValueTable) -> Column:
    own, has = entities.column(leaf.measure, period)
    outside = ~has | foreign(kpis, leaf, entities.names)
    for rule in leaf.not_applicable.every if leaf.not_applicable else ():
        out = {*rule.entities, *(DEPARTMENT if not {*DEPARTMENT}.isdisjoint(rule.entities) else ())}
        outside = outside | np.array([name in out for name in entities.names], dtype=bool)
        outside |= (entities.column(rule.measure, period)[0] == 1) if rule.measure else False
    own = np.where(outside, np.nan, own)  # nor do others stand beside it, in a mean or between worst and best
    observed = ~np.isnan(own)
    values = own
    if leaf.missing.policy == "carry":
        values = _with_carried(leaf, period, own, entities)
    elif leaf.missing.policy == "group_mean":
        values = _with_group_means(kpis, own, entities.names)
    begun = starts(leaf, entities)
    graded = grade(leaf, period, begun, values)
    score, early = graded.score, leaf.due is not None and period.last < leaf.due.last
    if leaf.missing.policy == "zero" and not early:
        score = np.where(np.isnan(values), float(leaf.floor), score)
    up, down = (observed & one for one in entities.open(leaf.measure, period))
    counts = ~outside & kpis.counts(leaf, period)
    higher, lower = open_scores(leaf, score, up, down)
    sure = observed & ~np.isnan(graded.score)
    low, high = graded.score, graded.score
    if leaf.baseline.measured:
        low, high = score_range(leaf, period, begun, values, entities.open(leaf.measure, leaf.baseline.measured))
    rises, falls = sure & (high > graded.score), sure & (low < graded.score)
    ends = leaf.score_ends if leaf.method in RELATIVE else (float(leaf.floor), float(leaf.cap))
    least, most = np.where(sure & ~lower, low, ends[0]), np.where(sure & ~higher, high, ends[1])
    sides = (up, down, higher | rises, lower | falls)
    optional = counts & early & np.where(graded.not_applicable, sides[2] | sides[3], sides[3] & (least <= 0))
    applies = counts & ~graded.not_applicable
    return Column(values, observed, graded, score, applies, *sides, rises | falls, least, most, optional)


def _with_carried(leaf: Indicator, period: Period, own: Floats, entities: ValueTable) -> Floats:
    """*own* with the newest of the earlier values that may be carried for each that is not there."""
    filled = own
    for before in leaf.missing.before(period):
        filled = np.where(np.isnan(filled), entities.column(leaf.measure, before)[0], filled)
    return filled


def _with_group_means(kpis: KpiSet, own: Floats, names: Sequence[str]) -> Floats:
    """*own* with the mean of its group for each value that is not there; who is in no group shares one."""
    home = {name: group for group, members in kpis.entity_groups.items() for name in members}
    filled = own.copy()
    for group in dict.fromkeys(home.get(name, "") for name in names):
        mine = np.array([home.get(name, "") == group for name in names], dtype=bool)
        there = own[mine & ~np.isnan(own)]
        if there.size:
            filled[mine & np.isnan(own)] = fsum(there.tolist()) / there.size
    return filled


def as_column(values: Sequence[float | Fraction | None]) -> Floats:
    """The values as a column, NaN for None."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
