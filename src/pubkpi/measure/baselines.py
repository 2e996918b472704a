"""Baselines that are to be measured in a quarter of which the workspace has no data."""

import re
from collections.abc import Mapping
from datetime import date

from sqlglot import exp

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.run import measure
from pubkpi.model import periods
from pubkpi.model.facts import FACTS, MEASURABLE
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period

Unmeasured = Mapping[tuple[str, Period], date | None]
_DAYS = tuple((fact.name, fact.day) for fact in FACTS if fact.day)


def never_measured(engine: QueryEngine, kpis: KpiSet) -> Unmeasured:
    """The baselines, by measure and quarter, that have neither a value nor a row, each with the first day of its data.

    Where there are none of it, the day is the first of any data if that is later than the quarter, else None. Nothing
    of a quarter that is later than all data: it may still come. The scorecard's own baseline quarter, of no measure
    (""), is among them when it has nothing of any of its measures.
    """
    wanted = {(one.measure, one.baseline.measured) for one in kpis.indicators if one.baseline.measured}
    wanted |= {(name, kpis.baseline_quarter) for name in kpis.scored_measures if kpis.baseline_quarter}
    spans = [_span(engine, name, day) for name, day in _DAYS]
    entered = _entered_periods(engine)
    first = _least([*(low for low, _ in spans), *(one.first for listed in entered.values() for one in listed)])
    last = max([high for _, high in spans if high] + [one.last for listed in entered.values() for one in listed],
               default=None)  # fmt: skip
    wanted = {(name, period) for name, period in wanted if last and period.last <= last}
    if first is None or not wanted:
        return {}
    values = measure(engine, kpis.measures, {period for _, period in wanted})
    found: dict[tuple[str, Period], date | None] = {}
    for name, period in wanted:
        of_others = any(one.first <= period.last and one.last >= period.first for one in entered.get(name, ()))
        if values[period][name].unseen and not of_others:
            own = _first(engine, kpis.measures, name, entered)
            found[name, period] = own or (first if first > period.last else None)
    return _named_by_baselines(kpis, found)


def _named_by_baselines(kpis: KpiSet, first_days: Mapping[tuple[str, Period], date | None]) -> Unmeasured:
    """Of the *first_days* those that a baseline names: of a measure, or of the whole scorecard."""
    named = {(one.measure, one.baseline.measured) for one in kpis.indicators}
    told = {key: day for key, day in first_days.items() if key in named}
    quarter = kpis.baseline_quarter
    if quarter and all((name, quarter) in first_days for name in kpis.scored_measures):
        told["", quarter] = _least([first_days[name, quarter] for name in kpis.scored_measures])
    return told


def _span(engine: QueryEngine, fact: str, day: str, platform: str = "") -> tuple[date | None, date | None]:
    """The first and the last day of the rows of *fact*, of one platform or of all."""
    column = exp.cast(exp.column(day, quoted=True), "date")
    query = exp.select(exp.Min(this=column), exp.Max(this=column)).from_(exp.to_table(fact))
    if platform:
        query = query.where(exp.column("platform").eq(platform))
    there = engine.at(fact)
    ((low, high),) = there.run(query.sql(dialect=there.dialect))
    return low, high


def _entered_periods(engine: QueryEngine) -> Mapping[str, list[Period]]:
    """The periods of which a value was entered, for anybody, by measure."""
    found: dict[str, list[Period]] = {}
    for name, words in engine.run(
        "select distinct measure, period from measure_value where value is not null order by all"
    ):
        found.setdefault(name, []).append(periods.period(words))
    return found


def _first(
    engine: QueryEngine, measures: Mapping[str, Measure], name: str, entered: Mapping[str, list[Period]]
) -> date | None:
    """The first day of the data that a measure needs: those of all its parts, or of one of several ways."""
    one = measures.get(name)
    if one is None:
        return None
    days = [spell.first for spell in entered.get(name, ())]
    if one.fact:
        days += filter(None, [_span(engine, one.fact, MEASURABLE[one.fact].day, one.platform)[0]])
        return _least(days)
    parts = [part for part in (*one.of, *re.findall(r"\w+", one.expr)) if part in measures and part != name]
    firsts = [day for part in parts if (day := _first(engine, measures, part, entered))]
    if one.type == "derived":
        days += [max(firsts)] if firsts else []
    else:
        days += firsts
    return _least(days)


def _least(days: list[date | None] | list[date]) -> date | None:
    return min((day for day in days if day), default=None)
