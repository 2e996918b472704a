"""The values of many entities, kept as the engine's columns: a measure over all of them at once, or one at a time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from pubkpi.measure.entities import ratios
from pubkpi.measure.entities.entity_inputs import EntityInputs
from pubkpi.measure.entities.entries import EnteredColumn
from pubkpi.measure.entities.quotients import quotients
from pubkpi.measure.entities.ratios import Codes, Flags, Floats, Ratios
from pubkpi.measure.entities.sums import QuerySums
from pubkpi.measure.expressions.formula import names, worked
from pubkpi.measure.values import derive, entries, growth
from pubkpi.measure.values.evaluate import as_values, evaluated
from pubkpi.measure.values.exact_value import ExactValue
from pubkpi.measure.values.reasons import NOTHING_THERE, Reason
from pubkpi.measure.windows import is_for_longer, is_over, why_too_short
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text

# Of a measure of a fact, or an entered one, the words for these depend on nothing but the entity's platforms.
_PLAIN = frozenset((Reason.NO_DATA, Reason.NOT_OVER, Reason.NO_ROW, Reason.OUTSIDE, Reason.FOREIGN, Reason.NOT_ENTERED))
Cells = tuple[Floats, Flags]
Sides = tuple[Flags, Flags]


@dataclass(frozen=True, slots=True, eq=False)
class RatioColumn:
    """One measure over the entities: its *values*, where it *applies*, and *why* there is no value (reasons)."""

    values: Ratios
    applies: Flags
    why: Codes


@dataclass(frozen=True, slots=True, eq=False)
class FloatColumn:
    """The same in floating point, NaN without a value; the true values may be greater (*up*) or smaller (*down*)."""

    values: Floats
    applies: Flags
    why: Codes
    up: Flags
    down: Flags


@dataclass(frozen=True, eq=False)
class EntityValues(Mapping[str, Mapping[Period, Mapping[str, Value]]]):
    """Entities in order of name with the values of *measures* in *periods*, each made when it is asked for."""

    measures: Mapping[str, Measure]
    periods: Sequence[Period]
    platforms: Mapping[str, frozenset[str]]
    inputs: EntityInputs
    _rounded: dict[tuple[str, Period], FloatColumn] = field(default_factory=dict)
    _columns: dict[tuple[str, Period], RatioColumn] = field(default_factory=dict)
    _plans: dict[tuple[str, Period], tuple[dict[str, Measure], list[Period]]] = field(default_factory=dict)
    _places: dict[QuerySums, NDArray[np.intp]] = field(default_factory=dict)
    _words: dict[tuple[str, Period, Reason, frozenset[str]], Text | None] = field(default_factory=dict)

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
        listed = derive.comparison_periods(self.measures, self.periods)
        return as_values(self._exact_values(entity, self.measures, listed), list(self.periods))

    def value(self, entity: str, measure: str, period: Period) -> Value | None:
        """The value of one entity, or None of a quarter that was not asked for."""
        return self.exact(entity, measure, period).as_value() if period in self.periods else None

    def is_closed(self, entity: str, measure: str, period: Period) -> bool:
        """Whether the value stands as it was closed, whatever its rows come to."""
        return measure in self.inputs.closed.get(entity, {}).get(period, {})

    def entered(self, entity: str, measure: str, period: str) -> entries.EnteredValue | None:
        """What was entered for one entity, whether it counts or not."""
        return self.inputs.entered.typed(self.place[entity], measure, period)

    def column(self, measure: str, period: Period) -> Cells:
        """The values of all entities in order, NaN where missing, and where the measure applies."""
        found = self._of(measure, period)
        return found.values, found.applies

    def open(self, measure: str, period: Period) -> Sides:
        """Where the true values may be greater, and where smaller."""
        found = self._of(measure, period)
        return found.up, found.down

    def why(self, measure: str, period: Period) -> Codes:
        """Why each entity has no value, 0 where it has one."""
        return self._of(measure, period).why

    def missing(self, entity: str, measure: str, period: Period) -> tuple[bool, Text | None]:
        """Whether the measure applies to an entity, and why it has no value: a plain reason is worded once."""
        found, place = self._of(measure, period), self.place[entity]
        one, reason = self.measures[measure], Reason(found.why[place])
        if reason not in _PLAIN or not (one.fact or one.type == "typed"):
            alone = self.exact(entity, measure, period)
            return alone.applies, alone.missing
        key = (measure, period, reason, self.platforms[entity])
        if key not in self._words:
            self._words[key] = self.exact(entity, measure, period).missing
        return bool(found.applies[place]), self._words[key]

    def _of(self, measure: str, period: Period) -> FloatColumn:
        if (measure, period) not in self._rounded:
            self._rounded[measure, period] = self._round(measure, period)
        return self._rounded[measure, period]

    def exact(self, entity: str, measure: str, period: Period) -> ExactValue:
        """The exact value of one entity, in a quarter that was asked for or that such a one is compared with."""
        if (measure, period) not in self._plans:
            below = derive.below(self.measures, measure)
            self._plans[measure, period] = below, derive.comparison_periods(below, [period])
        return self._exact_values(entity, *self._plans[measure, period])[period][measure]

    def _exact_values(
        self, entity: str, measures: Mapping[str, Measure], listed: list[Period]
    ) -> dict[Period, dict[str, ExactValue]]:
        """The exact values of one entity in the *listed* quarters."""
        known = self.inputs
        outside = known.outside[self.platforms[entity]]
        rows = {
            (key, period): known.sums[key].row(one, period, entity)
            for key, one in measures.items()
            if one.fact and key not in outside
            for period in listed
        }
        sums = {key: row for key, row in rows.items() if row is not None}
        entered = partial(known.entered.typed, self.place[entity])
        closed = known.closed.get(entity, {})
        given = (sums, known.nil_of(entity), entered, outside, known.foreign, closed)
        return evaluated(measures, listed, *given, applies=known.apply, uncounted=known.uncounted)

    def _round(self, measure: str, period: Period) -> FloatColumn:
        up, down = np.zeros(len(self), np.bool_), np.zeros(len(self), np.bool_)
        if period not in self.periods:
            nothing = np.full(len(self), np.nan)
            return FloatColumn(nothing, ~up, self._codes(Reason.NOT_ASKED), up, down)
        found = self._exact(measure, period)
        values, applies, why = found.values.floats, found.applies.copy(), found.why.copy()
        for place in np.flatnonzero(~found.values.sure).tolist():
            made = self.exact(self.names[place], measure, period)
            values[place], applies[place] = np.nan if made.value is None else float(made.value), made.applies
            up[place], down[place], why[place] = made.bound == "at_least", made.bound == "at_most", made.reason
        return FloatColumn(values, applies, why, up, down)

    def _codes(self, reason: Reason) -> Codes:
        return np.full(len(self), reason, np.int8)

    def _exact(self, measure: str, period: Period) -> RatioColumn:
        """The values of all entities; where a value was entered the measure applies."""
        if (measure, period) not in self._columns:
            found = self._ratio_column(self.measures[measure], period)
            entered = self._entered_column(self.measures[measure], period)
            if entered is not None:
                used = entered.there & (entered.override | (found.values.sure & ~found.values.there))
                parts = zip(entered.values.parts, found.values.parts, strict=True)
                values = Ratios(*(np.where(used, a, b) for a, b in parts))
                found = RatioColumn(
                    values, found.applies | used, np.where(used, Reason.NONE, found.why).astype(np.int8)
                )
            found = self._with_closed(found, measure, period)
            if self.measures[measure].fact:  # is made quickly, and of many entities takes much room
                return found
            self._columns[measure, period] = found
        return self._columns[measure, period]

    def _with_closed(self, found: RatioColumn, measure: str, period: Period) -> RatioColumn:
        """*found* with nothing sure where the value was closed: each is then made by itself."""
        closed = [
            self.place[one] for one in self.inputs.closed if one in self.place and self.is_closed(one, measure, period)
        ]
        sure = found.values.sure.copy()
        sure[closed] = False
        return replace(found, values=replace(found.values, sure=sure)) if closed else found

    def _entered_column(self, measure: Measure, period: Period) -> EnteredColumn | None:
        """What was entered for *period*, or else for the quarter that it ends with."""
        own, end = self.inputs.entered.column(measure.id, str(period)), entries.closing_quarter(measure, period)
        other = self.inputs.entered.column(measure.id, str(end)) if end else None
        return other.below(own) if other else own

    def _ratio_column(self, measure: Measure, period: Period) -> RatioColumn:
        every, nothing = np.ones(len(self), np.bool_), ratios.nothing(len(self))
        if measure.id in self.inputs.foreign:
            return RatioColumn(nothing, ~every, self._codes(Reason.FOREIGN))
        match measure.type:
            case "typed":
                return RatioColumn(nothing, every, self._codes(Reason.NOT_ENTERED))
            case "first_of":
                return self._first_of(measure, period)
            case "growth" | "change":
                return self._growth_column(measure, period)
            case "derived" if not measure.is_for(period):
                short = is_for_longer(measure, period)
                why = self._codes(Reason.TOO_SHORT if short else Reason.NO_RESULT)
                return RatioColumn(nothing, every & (not short), why)
            case "derived":
                return self._formula_column(measure, period)
        return self._sums_column(measure, period)

    def _first_of(self, measure: Measure, period: Period) -> RatioColumn:
        parts = [self._exact(part, period) for part in measure.of]
        found = ratios.first([part.values for part in parts])
        applies = np.logical_or.reduce([part.applies for part in parts])
        telling = [part.applies & ~np.isin(part.why, NOTHING_THERE) for part in parts]
        whys = [part.why for part in parts]
        why = np.select([*telling, *(part.applies for part in parts)], [*whys, *whys], parts[0].why)
        return RatioColumn(found, applies | found.there, np.where(found.there, Reason.NONE, why).astype(np.int8))

    def _growth_column(self, measure: Measure, period: Period) -> RatioColumn:
        now = self._exact(measure.of[0], period)
        if measure.fixed is not None:
            base = ratios.constant(measure.fixed, len(self))
        else:
            before = growth.base_of(measure, period)
            base = self._exact(measure.of[0], before).values if before else ratios.nothing(len(self))
        made = ratios.grown if measure.type == "growth" else ratios.WORKED["-"]
        found = made(now.values, base)
        without = [found.there, ~now.values.there, ~base.there]
        why = np.select(without, [int(Reason.NONE), now.why, int(Reason.NOTHING_BEFORE)], int(Reason.NO_RESULT))
        return RatioColumn(found, now.applies, why.astype(np.int8))

    def _formula_column(self, measure: Measure, period: Period) -> RatioColumn:
        """By its formula; it does not apply where a part that is missing does not."""
        formula = derive.formula_of(measure, self.measures)
        parts = {name: self._exact(name, period) for name in sorted(names(formula))}
        given = {name: part.values for name, part in parts.items()}
        made = worked(formula, given, lambda digits: ratios.constant(Fraction(digits), len(self)), ratios.WORKED)
        found, applies = ratios.bounded(made, list(given.values())), np.ones(len(self), np.bool_)
        for part in parts.values():
            applies &= part.applies | part.values.there
        missing = [~part.values.there for part in parts.values()]
        foremost = [gone & ~part.applies for gone, part in zip(missing, parts.values(), strict=True)]
        whys = [part.why for part in parts.values()]
        none, no_result = (self._codes(one) for one in (Reason.NONE, Reason.NO_RESULT))
        why = np.select([found.there, *foremost, *missing], [none, *whys, *whys], no_result)
        return RatioColumn(found, applies, why)

    def _sums_column(self, measure: Measure, period: Period) -> RatioColumn:
        """Of a measure of a fact: what its sums come to."""
        kinds, of = self._kinds
        inside = ~np.array([measure.id in self.inputs.outside[kind] for kind in kinds], np.bool_)[of]
        if why_too_short(measure, period) and inside.any():
            return RatioColumn(ratios.nothing(len(self)), ~inside & self.inputs.apply, self._codes(Reason.TOO_SHORT))
        applies, outside = inside | self.inputs.apply, Reason.NOT_ENTERED if self.inputs.apply else Reason.OUTSIDE
        if not inside.any():
            return RatioColumn(ratios.nothing(len(self)), applies, self._codes(outside))
        summed = self.inputs.sums[measure.id]
        if (made := quotients(summed, measure, period)) is None:
            return RatioColumn(replace(ratios.nothing(len(self)), sure=~inside), applies, self._codes(outside))
        if summed not in self._places:
            self._places[summed] = np.array([self.place[name] for name in summed.entities], np.intp)
        at, found = self._places[summed], ratios.nothing(len(self))
        found.over[at], found.under[at], found.sure[at] = made[0].parts
        why = self._codes(Reason.NO_DATA if is_over(measure, period) else Reason.NOT_OVER)
        why[at] = made[1]
        return RatioColumn(found.only(inside), applies, np.where(inside, why, outside).astype(np.int8))

    @cached_property
    def _kinds(self) -> tuple[list[frozenset[str]], NDArray[np.intp]]:
        """The sets of platforms, and which of them each entity is on."""
        kinds = {kind: i for i, kind in enumerate(dict.fromkeys(self.platforms.values()))}
        return list(kinds), np.array([kinds[kind] for kind in self.platforms.values()], np.intp)
