"""The values of many entities, kept as the engine's columns: a measure over all of them at once, or one at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from pubkpi.measure.entities import ratios
from pubkpi.measure.entities.entered import EnteredColumn, EntityEntries
from pubkpi.measure.entities.quotients import quotients
from pubkpi.measure.entities.ratios import Flags, Floats, Ratios
from pubkpi.measure.entities.sums import QuerySums
from pubkpi.measure.expressions.formula import names, worked
from pubkpi.measure.values import derive, growth, typed
from pubkpi.measure.values.coverage import Declared
from pubkpi.measure.values.evaluate import as_values, evaluated
from pubkpi.measure.values.exact import Exact
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text

Cells = tuple[Floats, Flags]
Sides = tuple[Flags, Flags]
Applied = tuple[Ratios, Flags]


@dataclass(frozen=True, slots=True)
class EntityInputs:
    """What is known of the entities: the sums behind each measure, the nil declarations, what was entered for whom,
    and by the platforms that an entity is on the measures that are not counted for it, and why; these *apply* to it
    all the same where they could have been entered. Those *foreign* to all of them hold a number of the department.
    """

    sums: Mapping[str, QuerySums]
    nil: Declared
    entered: EntityEntries
    outside: Mapping[frozenset[str], Mapping[str, Text]]
    foreign: Mapping[str, Text] = field(default_factory=dict)
    apply: bool = False


@dataclass(frozen=True, eq=False)
class EntityValues(Mapping[str, Mapping[Period, Mapping[str, Value]]]):
    """Entities in order of name with the values of *measures* in *wanted* quarters, each made when it is asked for."""

    measures: Mapping[str, Measure]
    wanted: Sequence[Period]
    platforms: Mapping[str, frozenset[str]]
    known: EntityInputs
    _columns: dict[tuple[str, Period], tuple[Cells, Sides]] = field(default_factory=dict)
    _applied: dict[tuple[str, Period], Applied] = field(default_factory=dict)
    _plans: dict[tuple[str, Period], tuple[dict[str, Measure], list[Period]]] = field(default_factory=dict)
    _places: dict[QuerySums, NDArray[np.intp]] = field(default_factory=dict)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The entities."""
        return tuple(self.platforms)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """Where each entity stands."""
        return {name: i for i, name in enumerate(self.platforms)}

    def __len__(self) -> int:
        return len(self.platforms)

    def __iter__(self) -> Iterator[str]:
        return iter(self.platforms)

    def __getitem__(self, entity: str) -> Mapping[Period, Mapping[str, Value]]:
        wanted = list(self.wanted)
        return as_values(self._made(entity, self.measures, derive.comparison_periods(self.measures, wanted)), wanted)

    def value(self, entity: str, measure: str, period: Period) -> Value | None:
        """The value of one entity, or None of a quarter that was not asked for."""
        if period not in self.wanted:
            return None
        return self._alone(entity, measure, period)

    def column(self, measure: str, period: Period) -> Cells:
        """The values of all entities in order, NaN where missing, and where the measure applies."""
        return self._both(measure, period)[0]

    def open(self, measure: str, period: Period) -> Sides:
        """Where the true values may be greater, and where smaller."""
        return self._both(measure, period)[1]

    def _both(self, measure: str, period: Period) -> tuple[Cells, Sides]:
        if (measure, period) not in self._columns:
            self._columns[measure, period] = self._column(measure, period)
        return self._columns[measure, period]

    def _alone(self, entity: str, measure: str, period: Period) -> Value:
        if (measure, period) not in self._plans:
            below = self._below(measure)
            self._plans[measure, period] = below, derive.comparison_periods(below, [period])
        return self._made(entity, *self._plans[measure, period])[period][measure].as_value()

    def _made(
        self, entity: str, measures: Mapping[str, Measure], listed: list[Period]
    ) -> dict[Period, dict[str, Exact]]:
        """The exact values of one entity in the *listed* quarters."""
        known = self.known
        outside = known.outside[self.platforms[entity]]
        rows = {
            (key, period): known.sums[key].row(one, period, entity)
            for key, one in measures.items()
            if one.fact and key not in outside
            for period in listed
        }
        sums = {key: row for key, row in rows.items() if row is not None}
        entered = partial(known.entered.typed, self.place[entity])
        return evaluated(measures, listed, sums, known.nil, entered, outside, known.foreign, applies=known.apply)

    def _column(self, measure: str, period: Period) -> tuple[Cells, Sides]:
        sides = np.zeros(len(self), np.bool_), np.zeros(len(self), np.bool_)
        if period not in self.wanted:
            return (np.full(len(self), np.nan), np.ones(len(self), np.bool_)), sides
        found, applies = self._exact(measure, period)
        values, applies = found.floats, applies.copy()
        for place in np.flatnonzero(~found.sure).tolist():
            made = self._alone(self.names[place], measure, period)
            values[place], applies[place] = np.nan if made.value is None else made.value, made.applies
            sides[0][place], sides[1][place] = made.bound == "at_least", made.bound == "at_most"
        return (values, applies), sides

    def _exact(self, measure: str, period: Period) -> Applied:
        """The values of all entities, and where the measure applies: where a value was entered it does."""
        if (measure, period) not in self._applied:
            found, applies = self._made_of(self.measures[measure], period)
            entered = self._entered(self.measures[measure], period)
            if entered is not None:
                used = entered.there & (entered.override | (found.sure & ~found.there))
                parts = zip(entered.values.parts, found.parts, strict=True)
                found, applies = Ratios(*(np.where(used, a, b) for a, b in parts)), applies | used
            self._applied[measure, period] = found, applies
        return self._applied[measure, period]

    def _entered(self, measure: Measure, period: Period) -> EnteredColumn | None:
        """What was entered for *period*, or else for the quarter that it ends with."""
        own, end = self.known.entered.column(measure.id, str(period)), typed.closing_quarter(measure, period)
        other = self.known.entered.column(measure.id, str(end)) if end else None
        return other.below(own) if other else own

    def _made_of(self, measure: Measure, period: Period) -> Applied:
        every = np.ones(len(self), np.bool_)
        if measure.id in self.known.foreign:
            return ratios.nothing(len(self)), ~every
        match measure.type:
            case "typed":
                return ratios.nothing(len(self)), every
            case "first_of":
                parts = [self._exact(part, period) for part in measure.of]
                found = ratios.first([part for part, _ in parts])
                return found, np.logical_or.reduce([applies for _, applies in parts]) | found.there
            case "growth":
                return self._grown(measure, period)
            case "derived":
                return self._worked(measure, period)
        return self._counted(measure, period)

    def _grown(self, measure: Measure, period: Period) -> Applied:
        now, applies = self._exact(measure.of[0], period)
        if measure.fixed is not None:
            return ratios.grown(now, ratios.constant(measure.fixed, len(self))), applies
        before = growth.base_of(measure, period)
        base = self._exact(measure.of[0], before)[0] if before else ratios.nothing(len(self))
        return ratios.grown(now, base), applies

    def _worked(self, measure: Measure, period: Period) -> Applied:
        """By its formula; it does not apply where a part that is missing does not."""
        formula = derive.formula_of(measure, self.measures)
        parts = {name: self._exact(name, period) for name in names(formula)}
        given = {name: found for name, (found, _) in parts.items()}
        made = worked(formula, given, lambda digits: ratios.constant(Fraction(digits), len(self)), ratios.WORKED)
        applies = np.ones(len(self), np.bool_)
        for found, on in parts.values():
            applies &= on | found.there
        return ratios.bounded(made), applies

    def _counted(self, measure: Measure, period: Period) -> Applied:
        """Of a measure of a fact: what its sums come to."""
        kinds, of = self._kinds
        applies = ~np.array([measure.id in self.known.outside[kind] for kind in kinds], np.bool_)[of]
        if not applies.any():
            return ratios.nothing(len(self)), applies | self.known.apply
        summed = self.known.sums[measure.id]
        made = quotients(summed, measure, period)
        if made is None:
            return replace(ratios.nothing(len(self)), sure=~applies), applies
        if summed not in self._places:
            self._places[summed] = np.array([self.place[name] for name in summed.entities], np.intp)
        at, found = self._places[summed], ratios.nothing(len(self))
        found.over[at], found.under[at], found.sure[at] = made.over, made.under, made.sure
        return found.only(applies), applies

    @cached_property
    def _kinds(self) -> tuple[list[frozenset[str]], NDArray[np.intp]]:
        """The sets of platforms, and which of them each entity is on."""
        kinds = {kind: i for i, kind in enumerate(dict.fromkeys(self.platforms.values()))}
        return list(kinds), np.array([kinds[kind] for kind in self.platforms.values()], np.intp)

    def _below(self, measure: str) -> dict[str, Measure]:
        """The measure and all that it is made of."""
        found = {measure: self.measures[measure]}
        for part in derive.parts_of(self.measures[measure], self.measures):
            found = {**self._below(part), **found}
        return found
