"""One measure picked out, and its query as it runs, for people to read."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pubkpi.measure.sql.compile import compiled
from pubkpi.measure.values import derive
from pubkpi.model.errors import UsageError
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.text import Text, choices_hint

_AT_HOME: Mapping[str, str] = MappingProxyType({})


def select_measures(measures: Mapping[str, Measure], name: str | None) -> Mapping[str, Measure]:
    """The *measures*, or the one called *name*; UsageError when there is none."""
    if name is None:
        return measures
    if name not in measures:
        raise UsageError(name, Text("没有这个指标", "there is no such measure"), choices_hint(measures))
    return {name: measures[name]}


def sql(
    measures: Mapping[str, Measure], name: str | None, period: Period, dialects: Mapping[str, str] = _AT_HOME
) -> str:
    """The query of the measure *name* for *period*; of one made from others, theirs with its formula as a comment.

    *dialects* says what engines speak that are asked for facts elsewhere, by fact.

    UsageError without a name.
    """
    if name is None:
        what = Text("要写明是哪个指标", "name the measure")
        raise UsageError("--sql", what, Text("如 pubkpi measures NAME --sql。", "As in pubkpi measures NAME --sql."))
    parts = {one.id: one for one in _down(measures, measures[name])}
    periods = derive.comparison_periods(parts, [period])
    return "\n\n".join(_measure_query(one, periods, dialects) for one in parts.values())


def _down(measures: Mapping[str, Measure], measure: Measure) -> Iterator[Measure]:
    yield measure
    for part in derive.parts_of(measure, measures):
        yield from _down(measures, measures[part])


def _measure_query(measure: Measure, periods: list[Period], dialects: Mapping[str, str]) -> str:
    head = f"-- {measure.id} = {' '.join(measure.in_words.split())}"
    if not measure.fact:
        return head
    query = compiled(
        MEASURABLE[measure.fact], [measure], periods, dialect=dialects.get(measure.fact, "duckdb"), pretty=True
    )
    return f"{head}\n{query};"
