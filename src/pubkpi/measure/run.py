"""Run the measures of a scorecard over the facts: a value, or the reason why there is none, for every quarter."""

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, TypeVar

from pubkpi.engine.interface import Engine
from pubkpi.measure import derive, typed
from pubkpi.measure.constants import with_constants
from pubkpi.measure.coverage import declared
from pubkpi.measure.evaluate import as_values, evaluated
from pubkpi.measure.memory import kept
from pubkpi.model.errors import DataError, EngineError, SpecError
from pubkpi.model.facts import MEASURABLE, Fact, owned
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.log import Log
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, By, Value
from pubkpi.model.text import PlacedText, Text

if TYPE_CHECKING:
    from pubkpi.measure.entity_values import EntityValues

_Found = TypeVar("_Found")
_LOG = Log("measure")

# What the engine says of numbers that are too great for it, unlike of a full disk.
_UNCOMPUTABLE = ("Out of Range Error", "Conversion Error", "Binder Error", "Invalid Input Error")
_NOT_ENTERED = Text("没有填报", "nobody entered a value")


def measure(
    engine: Engine, measures: Mapping[str, Measure], periods: Iterable[Period]
) -> dict[Period, dict[str, Value]]:
    """Every measure's value in every quarter, by quarter and id; typed values fill what cannot be computed."""
    wanted = list(periods)
    listed = derive.looked_back_on(measures, wanted)
    sums = _sums(engine, measures.values(), listed)
    found = as_values(evaluated(measures, listed, sums, declared(engine), typed.read(engine)), wanted)
    for period, some in found.items():
        there = sum(one.value is not None for one in some.values())
        _LOG.debug("%s: %s of %s measures have a value", period, there, len(some))
    return found


def measure_entities(
    engine: Engine, measures: Mapping[str, Measure], periods: Iterable[Period]
) -> dict[str, dict[Period, dict[str, Value]]]:
    """The values of every entity but the department for which some were entered, by its name, and what they make."""
    wanted = list(periods)
    listed = derive.looked_back_on(measures, wanted)
    outside, foreign = dict.fromkeys(measures, _NOT_ENTERED), with_constants(measures)
    return {
        entity: as_values(evaluated(measures, listed, {}, {}, entered, outside, foreign, applies=True), wanted)
        for entity, entered in typed.by_entity(engine).items()
        if entity not in DEPARTMENT
    }


def measure_by(
    engine: Engine, measures: Mapping[str, Measure], periods: Iterable[Period], by: By
) -> tuple["EntityValues", tuple[Finding, ...]]:
    """The values of every account, unit or platform by its name, and what is to be said of those left out."""
    from pubkpi.measure.entities import listed as known
    from pubkpi.measure.entities import told
    from pubkpi.measure.entity_values import EntityInputs, EntityValues
    from pubkpi.measure.sums import Summed

    wanted = list(periods)
    listed = derive.looked_back_on(measures, wanted)
    counted = {key: one for key, one in measures.items() if one.fact and owned(MEASURABLE[one.fact])}
    facts = by_fact(counted.values())
    entities = known(engine, facts, by)
    if not entities.platforms:
        what = Text("没有可比较的对象", "there is nobody to compare")
        raise DataError(by, what, Text("账号和单位见 accounts.yaml。", "accounts.yaml has accounts and their units."))
    sums: dict[str, Summed] = {}
    for fact, some in facts.items():
        windows = len({one.window_kind for one in some}) * len(listed)
        asked, _ = _asked(engine.table, fact, some, listed, by)
        sums |= dict.fromkeys([one.id for one in some], Summed(asked, windows))
    entered, findings = typed.shared(typed.by_entity(engine), entities)
    outside = {kind: _outside(measures, counted, kind) for kind in set(entities.platforms.values())}
    known_of = EntityInputs(sums, declared(engine), entered, outside, with_constants(measures))
    found = EntityValues(measures, wanted, entities.platforms, known_of)
    return found, (*told(entities), *findings)


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


def _sums(
    engine: Engine, measures: Iterable[Measure], periods: list[Period]
) -> dict[tuple[str, Period], Mapping[str, object]]:
    """The columns of the compiled queries by measure and quarter; one query a fact."""
    found: dict[tuple[str, Period], Mapping[str, object]] = {}
    names = {str(period): period for period in periods}
    for fact, listed in by_fact(measures).items():
        rows, columns = _asked(engine.run, fact, listed, periods)
        places = {
            one.id: {name.removeprefix(f"{one.id}__"): i for i, name in enumerate(columns) if _is_of(name, one)}
            for one in listed
        }
        for kind, period, *cells in rows:
            for one in listed:
                if kind == one.window_kind:
                    found[one.id, names[period]] = {name: cells[i] for name, i in places[one.id].items()}
    return found


def _is_of(name: str, measure: Measure) -> bool:
    return name.rpartition("__")[0] == measure.id


def by_fact(measures: Iterable[Measure]) -> dict[Fact, list[Measure]]:
    """The measures that read a fact, by fact."""
    found: dict[Fact, list[Measure]] = {}
    for measure in measures:
        if measure.fact:
            found.setdefault(MEASURABLE[measure.fact], []).append(measure)
    return found


def _compiled(
    fact: Fact, measures: list[Measure], periods: list[Period], by: By | None = None
) -> tuple[str, list[str]]:
    """The query of *measures*, and its columns (see compile.py)."""

    def made() -> tuple[str, list[str]]:
        from pubkpi.measure.compile import compiled

        return compiled(fact, measures, periods, by=by)

    query, columns = kept((fact, measures, periods, by), made)
    return query, columns


def _asked(
    ask: Callable[[str], _Found], fact: Fact, measures: list[Measure], periods: list[Period], by: By | None = None
) -> tuple[_Found, list[str]]:
    """What the compiled query gives, and its columns; SpecError names the measure that the engine cannot make."""
    query, columns = _compiled(fact, measures, periods, by)
    _LOG.debug("%s: one query for %s", fact.name, ", ".join(one.id for one in measures))
    try:
        return ask(query), columns
    except EngineError as problem:
        if len(measures) == 1 and problem.what.en.startswith(_UNCOMPUTABLE):
            (one,) = measures
            where = one.expr.at(0) if isinstance(one.expr, PlacedText) else one.at
            what = Text(f"算不出来：{problem.what.zh}", f"it cannot be computed: {problem.what.en}")
            raise SpecError(where, what) from problem
        for one in measures if len(measures) > 1 else ():
            _asked(ask, fact, [one], periods, by)
        raise
