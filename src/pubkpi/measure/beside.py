"""The values of many entities, kept as the engine's columns: a measure over all of them at once, or one at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pubkpi.measure import derive, typed
from pubkpi.measure.coverage import Declared
from pubkpi.measure.evaluate import as_values, evaluated
from pubkpi.measure.exact import Exact
from pubkpi.measure.quotients import Floats, quotients
from pubkpi.measure.sums import Flags, Summed
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import Value
from pubkpi.model.text import Text

Cells = tuple[Floats, Flags]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the entities: the sums behind each measure, the nil declarations, what was entered for whom,
    and by the platforms that an entity is on the measures that it cannot have, and why.
    """

    sums: Mapping[str, Summed]
    nil: Declared
    entered: Mapping[str, typed.Entered]
    outside: Mapping[frozenset[str], Mapping[str, Text]]


@dataclass(frozen=True, eq=False)
class Beside(Mapping[str, Mapping[Quarter, Mapping[str, Value]]]):
    """Entities in order of name with the values of *measures* in *wanted* quarters, each made when it is asked for."""

    measures: Mapping[str, Measure]
    wanted: Sequence[Quarter]
    platforms: Mapping[str, frozenset[str]]
    known: Known
    _columns: dict[tuple[str, Quarter], Cells] = field(default_factory=dict)
    _plans: dict[tuple[str, Quarter], tuple[dict[str, Measure], list[Quarter]]] = field(default_factory=dict)
    _places: dict[Summed, NDArray[np.intp]] = field(default_factory=dict)

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

    def __getitem__(self, entity: str) -> Mapping[Quarter, Mapping[str, Value]]:
        wanted = list(self.wanted)
        return as_values(self._made(entity, self.measures, derive.looked_back_on(self.measures, wanted)), wanted)

    def value(self, entity: str, measure: str, quarter: Quarter) -> Value | None:
        """The value of one entity, or None of a quarter that was not asked for."""
        if quarter not in self.wanted:
            return None
        return self._alone(entity, measure, quarter)

    def column(self, measure: str, quarter: Quarter) -> Cells:
        """The values of all entities in order, NaN where missing, and where the measure applies."""
        if (measure, quarter) not in self._columns:
            self._columns[measure, quarter] = self._column(self.measures[measure], quarter)
        return self._columns[measure, quarter]

    def _alone(self, entity: str, measure: str, quarter: Quarter) -> Value:
        if (measure, quarter) not in self._plans:
            below = self._below(measure)
            self._plans[measure, quarter] = below, derive.looked_back_on(below, [quarter])
        return self._made(entity, *self._plans[measure, quarter])[quarter][measure].as_value()

    def _made(
        self, entity: str, measures: Mapping[str, Measure], listed: list[Quarter]
    ) -> dict[Quarter, dict[str, Exact]]:
        """The exact values of one entity in the *listed* quarters."""
        known = self.known
        outside = known.outside[self.platforms[entity]]
        rows = {
            (key, quarter): known.sums[key].row(one, quarter, entity)
            for key, one in measures.items()
            if one.fact and key not in outside
            for quarter in listed
        }
        sums = {key: row for key, row in rows.items() if row is not None}
        return evaluated(measures, listed, sums, known.nil, known.entered.get(entity, {}), outside)

    def _column(self, measure: Measure, quarter: Quarter) -> Cells:
        count = len(self.platforms)
        if quarter not in self.wanted:
            return np.full(count, np.nan), np.ones(count, np.bool_)
        doubtful = np.zeros(count, np.bool_)
        if measure.type == "first_of":
            values, applies = self._first(measure, quarter)
        elif measure.type == "typed":
            values, applies = np.full(count, np.nan), np.ones(count, np.bool_)
        else:
            values, applies, doubtful = self._counted(measure, quarter)
        periods = {str(quarter), str(quarter.parts[-1])}  # a year may take what was entered for its last quarter
        entered = {
            name for name, cells in self.known.entered.items() if any((measure.id, one) in cells for one in periods)
        }
        for name in sorted(entered | {self.names[i] for i in np.flatnonzero(doubtful)}):
            made = self._alone(name, measure.id, quarter)
            place = self.place[name]
            values[place], applies[place] = np.nan if made.value is None else made.value, made.applies
        return values, applies

    def _counted(self, measure: Measure, quarter: Quarter) -> tuple[Floats, Flags, Flags]:
        """The column of a measure of a fact, and which cells only exact fractions can tell."""
        count = len(self.platforms)
        nothing, every = np.full(count, np.nan), np.ones(count, np.bool_)
        if not measure.fact:
            return nothing, every, every.copy()
        kinds, of = self._kinds
        applies = ~np.array([measure.id in self.known.outside[kind] for kind in kinds], np.bool_)[of]
        if not applies.any():
            return nothing, applies, ~every
        summed = self.known.sums[measure.id]
        made = quotients(summed, measure, quarter)
        if made is None:
            return nothing, applies, applies.copy()
        if summed not in self._places:
            self._places[summed] = np.array([self.place[name] for name in summed.entities], np.intp)
        at = self._places[summed]
        values, doubtful = nothing, ~every
        values[at], doubtful[at] = made
        return np.where(applies, values, np.nan), applies, doubtful & applies

    @cached_property
    def _kinds(self) -> tuple[list[frozenset[str]], NDArray[np.intp]]:
        """The sets of platforms, and which of them each entity is on."""
        kinds = {kind: i for i, kind in enumerate(dict.fromkeys(self.platforms.values()))}
        return list(kinds), np.array([kinds[kind] for kind in self.platforms.values()], np.intp)

    def _first(self, measure: Measure, quarter: Quarter) -> Cells:
        """The first value that is there; without any the measure applies where one of them does."""
        values, applies = np.full(len(self.platforms), np.nan), np.zeros(len(self.platforms), np.bool_)
        for part in measure.of:
            found, on = self.column(part, quarter)
            values, applies = np.where(np.isnan(values), found, values), applies | on
        return values, applies | ~np.isnan(values)

    def _below(self, measure: str) -> dict[str, Measure]:
        """The measure and all that it is made of."""
        found = {measure: self.measures[measure]}
        for part in derive.made_of(self.measures[measure], self.measures):
            found = {**self._below(part), **found}
        return found
