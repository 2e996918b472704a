"""Run the measures of a scorecard over the facts: a value, or the reason why there is none, for every quarter."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.cache import cached
from pubkpi.measure.entities.authors import AUTHORS, author_findings, list_authors, registered_spans
from pubkpi.measure.entities.entity_inputs import EntityInputs
from pubkpi.measure.entities.entity_values import EntityValues
from pubkpi.measure.entities.entries import Cells, EntityEntries, department_entries, entered_for, shared
from pubkpi.measure.entities.listing import ENTITY, left_out_findings
from pubkpi.measure.entities.listing import list_entities as all_of
from pubkpi.measure.entities.registers import declared_by, registers_with_owners, stranger_findings
from pubkpi.measure.entities.subjects import is_about_somebody
from pubkpi.measure.entities.sums import QuerySums
from pubkpi.measure.entities.uncounted_rows import uncounted_rows, untold_rows
from pubkpi.measure.sql.subject_rows import list_subjects, stranger_subjects
from pubkpi.measure.sql.windows import between, with_periods
from pubkpi.measure.values import derive
from pubkpi.measure.values.constants import with_constants
from pubkpi.measure.values.coverage import declared
from pubkpi.measure.windows import days
from pubkpi.model.errors import ComputationError, DataError, EngineError, SpecError
from pubkpi.model.facts import MEASURABLE, Fact, owned
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.log import Log
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, Side, Value
from pubkpi.model.text import PlacedText, Text

if TYPE_CHECKING:
    import pyarrow as pa

_LOG = Log("measure")

_Ends = tuple[str | None, str | None]
_AT_ONCE = 200_000  # entities that one query asks for: it takes up to 2 KB of memory for each
_NOT_ENTERED = Text("没有填报", "nobody entered a value")


def measure(
    engine: QueryEngine,
    measures: Mapping[str, Measure],
    periods: Iterable[Period],
    closed: Mapping[Period, Mapping[str, Value]] = MappingProxyType({}),
) -> Mapping[Period, Mapping[str, Value]]:
    """The department's value of every measure in every period, by period and id; entered values fill what cannot be
    computed. The values of *closed* periods stand, and what is compared with them follows.
    """
    found = with_closed(of_department(engine, measures, periods, closed), closed)
    for period, some in found.items():
        there = sum(one.value is not None for one in some.values())
        _LOG.debug("%s: %s of %s measures have a value", period, there, len(some))
    return found


def with_closed(
    values: EntityValues, closed: Mapping[Period, Mapping[str, Value]]
) -> dict[Period, Mapping[str, Value]]:
    """The department's *values*, those of *closed* periods as they stand."""
    return {period: {**some, **closed.get(period, {})} for period, some in values[DEPARTMENT[0]].items()}


def of_department(
    engine: QueryEngine,
    measures: Mapping[str, Measure],
    periods: Iterable[Period],
    closed: Mapping[Period, Mapping[str, Value]] = MappingProxyType({}),
) -> EntityValues:
    """The same values, each made when it is asked for, under the department's name."""
    wanted = list(periods)
    of_facts = [one for one in measures.values() if one.fact]
    compared = derive.comparison_periods(measures, wanted)
    sums = _sums(engine, by_fact(of_facts), compared)
    spans = [days(one, period) for one in of_facts for period in compared]
    entered, stands = department_entries(Cells(engine)), {DEPARTMENT[0]: closed}
    outside, uncounted = {frozenset[str](): dict[str, Text]()}, uncounted_rows(engine, spans)
    known = EntityInputs(sums, declared(engine), entered, outside, closed=stands, uncounted=uncounted)
    return EntityValues(measures, wanted, {DEPARTMENT[0]: frozenset()}, known)


def measure_by(
    engine: QueryEngine,
    measures: Mapping[str, Measure],
    periods: Iterable[Period],
    by: Side,
    closed: Mapping[str, Mapping[Period, Mapping[str, Value]]] = MappingProxyType({}),
    of: Collection[str] = (),
) -> tuple[EntityValues, tuple[Finding, ...]]:
    """The values of every account, unit, platform or entity with entered values, be it *of* some measures alone, by its
    name, and what is to be said of those left out. What is *closed*, by entity, stands.
    """
    wanted, cells, foreign = list(periods), Cells(engine), with_constants(measures)
    if by == "entity":
        made = _by_entity(engine, measures, wanted, (cells, of), foreign, closed)
        return made, untold_rows(made)
    if by == "author":
        made, said = _by_author(engine, measures, wanted, cells, foreign, closed)
        return made, (*said, *untold_rows(made))
    told = registers_with_owners(engine, by_fact(measures.values()), by)
    counted = {k: one for k, one in measures.items() if one.fact and (owned(MEASURABLE[one.fact]) or one.fact in told)}
    facts = by_fact(counted.values())
    entities = all_of(engine, [fact for fact in facts if owned(fact)], by)
    if not entities.platforms:
        what = Text("没有可比较的对象", "there is nobody to compare")
        raise DataError(by, what, Text("账号和单位见 accounts.yaml。", "accounts.yaml has accounts and their units."))
    sums = _sums(engine, facts, derive.comparison_periods(measures, wanted), by, listed=[*entities.platforms])
    entered, findings = shared(cells, entities)
    outside = {kind: _outside(measures, counted, kind) for kind in set(entities.platforms.values())}
    own_nil = declared_by(engine, by) if told else {}
    known = EntityInputs(sums, declared(engine), entered, outside, foreign, closed=closed, own_nil=own_nil)
    graded = _about_somebody(measures).values()
    left_out = (*left_out_findings(entities), *stranger_findings(engine, told, by))
    left_out = (*left_out, *stranger_subjects(engine, graded, wanted))
    made = EntityValues(measures, wanted, entities.platforms, known)
    return made, (*left_out, *findings, *untold_rows(made))


def _by_entity(
    engine: QueryEngine,
    measures: Mapping[str, Measure],
    periods: list[Period],
    entered: tuple[Cells, Collection[str]],
    foreign: Mapping[str, Text],
    closed: Mapping[str, Mapping[Period, Mapping[str, Value]]],
) -> EntityValues:
    """The values that were *entered* for whoever, be it of some measures, and those of the grades that they got."""
    graded, (cells, of) = _about_somebody(measures), entered
    those = [one for key, one in graded.items() if not of or key in of]
    names = {*(entered_for(engine, of) if of else cells.names), *list_subjects(engine, those, periods)} - {*DEPARTMENT}
    platforms = {name: frozenset[str]() for name in sorted(names)}
    sums = _sums(engine, by_fact(graded.values()), derive.comparison_periods(measures, periods), "entity", [*platforms])
    outside = {frozenset[str](): {name: _NOT_ENTERED for name in measures if name not in graded}}
    own = EntityEntries(cells, ([name] for name in platforms))
    known = EntityInputs(sums, {}, own, outside, foreign, apply=True, closed=closed)
    return EntityValues(measures, periods, platforms, known)


def _about_somebody(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    """Those of *measures* whose rows say whom they are about."""
    return {key: one for key, one in measures.items() if one.fact and is_about_somebody(MEASURABLE[one.fact])}


def _by_author(
    engine: QueryEngine,
    measures: Mapping[str, Measure],
    periods: list[Period],
    cells: Cells,
    foreign: Mapping[str, Text],
    closed: Mapping[str, Mapping[Period, Mapping[str, Value]]],
) -> tuple[EntityValues, tuple[Finding, ...]]:
    """The values of every author, of their parts of posts and publications."""
    counted = {key: one for key, one in measures.items() if one.fact in AUTHORS} | _about_somebody(measures)
    facts = by_fact(counted.values())
    names = list_authors(engine, facts)
    if not names:
        what = Text("没有作者", "there are no authors")
        hint = Text(
            "用 pubkpi form authors 登记，或在刊播登记表写作者；填报值和专家评分用 --by entity。",
            "Enter them: pubkpi form authors, or 作者 of publications; entered values and grades go --by entity.",
        )
        raise DataError("author", what, hint)
    every = derive.comparison_periods(measures, periods)
    sums = _sums(engine, facts, every, "author", names)
    entered = EntityEntries(cells, ([name] for name in names))
    words = Text("数据不分作者", "its data do not tell authors apart")
    outside = {frozenset[str](): {key: words for key, one in measures.items() if one.fact and key not in counted}}
    nil = {name: [*some] for name, some in declared(engine).items()}
    for name, spans in registered_spans(engine, counted.values()).items():
        nil[name] = [*nil.get(name, ()), *spans]
    known = EntityInputs(sums, nil, entered, outside, foreign, closed=closed)
    found = EntityValues(measures, periods, dict.fromkeys(names, frozenset[str]()), known)
    return found, author_findings(engine, counted.values(), periods)


def _sums(
    engine: QueryEngine,
    facts: Mapping[Fact, list[Measure]],
    periods: list[Period],
    by: Side | None = None,
    names: Collection[str] = (),
    listed: Sequence[str] = (),
) -> dict[str, QuerySums]:
    """The sums behind each measure, of the department or of whoever is compared; one query a fact. Of rows that are
    about anybody those count that are about one of *names*; of many that are *listed* some at a time are asked for.
    """
    found: dict[str, QuerySums] = {}
    for fact, some in _queries(facts, by):
        windows = len({one.window_kind for one in some}) * len(periods)
        tables = (_table(engine, fact, some, periods, by, ends) for ends in _shares(engine, fact, listed))
        about = names if is_about_somebody(fact) else ()
        asked = QuerySums((_of_some(table, about) for table in tables), windows)
        found |= dict.fromkeys([one.id for one in some], asked)
    return found


def _of_some(table: "pa.Table", names: Collection[str]) -> "pa.Table":
    """The rows of *table* that are about one of *names*; all of them without any."""
    if not names:
        return table
    places = [i for i, name in enumerate(table[ENTITY].to_pylist()) if name in names]
    return table.take(places) if places else table.slice(0, 0)


def _shares(engine: QueryEngine, fact: Fact, listed: Sequence[str]) -> Iterator[_Ends]:
    """The entities from which on and before which one query asks. Where the rows lie elsewhere it is one for all."""
    cuts = listed[_AT_ONCE::_AT_ONCE] if engine.at(fact.name) is engine else ()
    return pairwise([None, *cuts, None])


def _queries(facts: Mapping[Fact, list[Measure]], by: Side | None) -> Iterator[tuple[Fact, list[Measure]]]:
    """The measures that one query makes. By author whose a row is depends on what counts once."""
    for fact, every in facts.items():
        if by != "author":
            yield fact, every
            continue
        for once in dict.fromkeys(one.once for one in every):
            yield fact, [one for one in every if one.once == once]


def _outside(
    measures: Mapping[str, Measure], counted: Mapping[str, Measure], platforms: frozenset[str]
) -> dict[str, Text]:
    """The measures that an entity on *platforms* cannot have at all, and why."""
    found = {}
    for key, one in measures.items():
        if one.fact and key not in counted:
            found[key] = Text("数据不分账号", "its data do not tell accounts apart")
        elif one.platform and platforms and one.platform not in platforms:
            found[key] = Text(f"只统计 {one.platform} 账号", f"it counts accounts on {one.platform} only")
    return found


def by_fact(measures: Iterable[Measure]) -> dict[Fact, list[Measure]]:
    """The measures that read a fact, by fact."""
    found: dict[Fact, list[Measure]] = {}
    for measure in measures:
        if measure.fact:
            found.setdefault(MEASURABLE[measure.fact], []).append(measure)
    return found


def _query(fact: Fact, measures: list[Measure], periods: list[Period], by: Side | None, dialect: str) -> str:
    """The query of *measures* (see compile.py)."""

    def compile_query() -> str:
        from pubkpi.measure.sql.compile import template

        return template(fact, measures, by=by, dialect=dialect)

    query = cached((fact, measures, by, dialect), compile_query)
    return with_periods(query, measures, periods, fact.day)


def _table(
    engine: QueryEngine,
    fact: Fact,
    measures: list[Measure],
    periods: list[Period],
    by: Side | None = None,
    ends: _Ends = (None, None),
) -> "pa.Table":
    """What the compiled query gives; SpecError names the measure that the engine cannot make."""
    engine = engine.at(fact.name)
    query = between(_query(fact, measures, periods, by, engine.dialect), *ends)
    _LOG.debug("%s: one query for %s", fact.name, ", ".join(one.id for one in measures))
    try:
        return engine.table(query)
    except EngineError as problem:
        if len(measures) == 1 and isinstance(problem, ComputationError):
            (one,) = measures
            where = one.expr.at(0) if isinstance(one.expr, PlacedText) else one.at
            what = Text(f"算不出来：{problem.what.zh}", f"it cannot be computed: {problem.what.en}")
            raise SpecError(where, what) from problem
        for one in measures if len(measures) > 1 else ():
            _table(engine, fact, [one], periods, by)
        raise
