"""A number traced back: its score, its value, the rows behind it, and the cells of their files."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError, no_data
from pubkpi.model.explanations.trace import MeasureTrace, NeighbourRows, ScoreTrace, Trace, TraceRow, score_trace
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.adjustments import Item, Veto
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, AdjustmentScore, IndicatorScore, Side, Value
from pubkpi.model.text import Text, choices_hint
from pubkpi.pipeline.entities import find_entity
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import (
    Closing,
    Values,
    closed_periods,
    context,
    stored_kpis,
    stored_values,
    try_scorecard,
)
from pubkpi.pipeline.results.closings.differences import value_differences
from pubkpi.pipeline.results.closings.leagues import entity_score, league_values, left_out, measure_league
from pubkpi.pipeline.results.inputs import build_kpi_set
from pubkpi.pipeline.results.runs import past
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.ingest.history.store import Store
    from pubkpi.ingest.load.reading import Reading
    from pubkpi.measure.entities.entity_values import EntityValues

ROWS = 20
_Node = Indicator | Veto | Item


def trace(
    settings: Settings,
    name: str,
    period: Period,
    *,
    by: Side | None = None,
    entity: str = "",
    limit: int | None = ROWS,
) -> Trace:
    """What the indicator, adjustment or measure *name* of *period* is made of, with the first *limit* rows, or all.

    Of the department, or of the *entity* of a league *by* account, unit, platform or entity. UsageError for what is
    none of them, DataError without data.
    """
    whom = (by, entity) if by else None
    made, said = try_scorecard(settings, period, lambda kpi_set: _trace(settings, kpi_set, name, period, whom, limit))
    return replace(made, measure=_with(made.measure, said))


def _trace(
    settings: Settings,
    kpi_set: KpiSet | None,
    name: str,
    period: Period,
    whom: tuple[Side, str] | None,
    limit: int | None,
) -> Trace:
    """The same by *kpi_set*, or by the scorecard of now."""
    closed = closed_periods(settings)
    closing = closed.pop(period, None)
    current, node, measure = _find_scored(settings, kpi_set, name, period, closing)
    with open_engine(settings) as engine, ThreadPoolExecutor(2) as readers:
        # what reads files gets ready while the measure is worked out
        opening = readers.submit(_open_store, settings, engine)
        only = _only_load(engine, current, measure, period)
        begun = {only: readers.submit(_read, settings, only, opening)} if only else {}
        stood = _closed_score(settings, closing, node.id) if node and closing and not whom else None
        basis = _basis(current, measure, period, scored=bool(whom or (node and not stood)))
        made, whose, values = _measure(engine, basis, measure, period, whom, limit, closed)
        from pubkpi.ingest.raw_cells import OriginalReader

        made = _with_rejects(store := opening.result(), made, limit)
        originals = OriginalReader(store, readers, begun)
        cells = originals.cells(cell for cell in made.cells if cell.load)  # others lie elsewhere
        table = closing.league(whom[0]) if closing and whom else None
        score = stood
        if node and table and whose in table.entities:
            score = score_trace(entity_score(table, current, values, whose, node.id), node)
        elif node and not stood and not table:
            score = _score(current, node, period, whose, values if whom else _with_closed(current, values, closed))
        stands = league_values(table, current, whose) if whom else closing.values if closing else {}
        made = _with_closing(settings, engine, made, closed, stands)
        made = _with(made, [left_out(whose)] if table and whose not in table.entities else [])
        made = made.with_cells(cells.result())
    return Trace(node.id if node else measure, current.id, period, score, made, whose if whom else "")


def _find_scored(
    settings: Settings, kpi_set: KpiSet | None, name: str, period: Period, closing: Closing | None
) -> tuple[KpiSet, _Node | None, str]:
    """The scorecard by which *name* is traced, its indicator or adjustment if that is scored, and its measure."""
    from pubkpi.specs.build import within

    current = (kpi_set or build_kpi_set(settings)).in_force(period)
    then = kpi_set or _rules(settings, closing, name)
    node, measure = _find_node(then or current, name)
    if node and not then:
        try:
            within(current, period)
        except UsageError:
            if closing:
                raise
            node = None  # the period has no scores, but its measures have values
    return then or current, node, measure


def _open_store(settings: Settings, engine: "Engine") -> "Store":
    """The store over *engine*; the process that reads the files of others starts meanwhile."""
    from pubkpi.ingest.containers import sandbox

    sandbox.WORKER.ready()
    from pubkpi.ingest.history.store import Store

    return Store(settings, write=False, engine=engine)


def _only_load(engine: "Engine", kpi_set: KpiSet, name: str, period: Period) -> int | None:
    """The load that all rows of the *period* are from, if they can be from no other."""
    from pubkpi.database.lineage import only_load
    from pubkpi.measure.values.derive import below

    facts = {one.fact for one in below(kpi_set.measures, name).values() if one.fact} - engine.elsewhere.keys()
    return only_load(engine, [MEASURABLE[fact] for fact in facts], period)


def _read(settings: Settings, load: int, opening: "Future[Store]") -> "Reading":
    """The original of *load*; its bytes are fetched, and hashed, while the store is being opened."""
    record = Record(settings.state, settings.upto)
    entry = record.entries()[load - 1]
    with record.archive.getting(entry.data["archive"]) as data:
        return opening.result().archived(entry, data)


def _basis(kpi_set: KpiSet, name: str, period: Period, *, scored: bool) -> tuple[Mapping[str, Measure], list[Period]]:
    """The measures and the periods on which the score rests, or the measure *name* alone."""
    from pubkpi.measure.values.derive import below

    if scored:
        return kpi_set.measures, [*dict.fromkeys((*kpi_set.needed(period), period))]
    return below(kpi_set.measures, name), [period]


def _measure(
    engine: "Engine",
    basis: tuple[Mapping[str, Measure], list[Period]],
    name: str,
    period: Period,
    whom: tuple[Side, str] | None,
    limit: int | None,
    closed: Mapping[Period, Closing],
) -> "tuple[MeasureTrace, str, EntityValues]":
    """The measure traced, whose it is, and the values of the *basis*, in a league those of all."""
    from pubkpi.database import ledger
    from pubkpi.measure.run import of_department
    from pubkpi.measure.trace import TraceReader

    measures, periods = basis
    if whom:
        by, entity = whom
        values, _ = measure_league(engine, measures, periods, closed, by)
        whose = find_entity(values, entity)
        reader = TraceReader(engine, measures, values, whose, by, limit)
        return reader.trace(name, period), whose, values
    own = of_department(engine, measures, periods, stored_values(measures, periods, closed))
    tracer = TraceReader(engine, measures, own, DEPARTMENT[0], None, limit)
    made = tracer.trace(name, period)
    seen = not all(one.value.unseen for one in made) or ledger.has_entries(engine, period)
    if not seen and not ledger.has_rows(engine, period):
        raise no_data(str(period), period.kind.nouns.that)
    return made, DEPARTMENT[0], own


def _find_node(kpi_set: KpiSet, name: str) -> tuple[_Node | None, str]:
    """The indicator or adjustment called *name* and its measure, or the measure alone; UsageError for any other."""
    nodes = _nodes(kpi_set)
    for one in nodes:
        if name in (one.id, *one.label):
            return one, one.measure
    for measure in kpi_set.measures.values():
        if name in (measure.id, *measure.label):
            return None, measure.id
    known = dict.fromkeys((*(one.id for one in nodes), *kpi_set.measures))
    raise UsageError(name, Text("没有这个指标", "there is no such indicator or measure"), choices_hint(known, name))


def _with_closed(kpi_set: KpiSet, values: "EntityValues", closed: Mapping[Period, Closing]) -> dict[str, Values]:
    """The department's *values*, those of *closed* periods as they stand; SpecError if it takes others to score it."""
    from pubkpi.measure.run import with_closed
    from pubkpi.score.indicators.comparison import refuse_comparative

    refuse_comparative(kpi_set)
    return {DEPARTMENT[0]: with_closed(values, {one: closing.values for one, closing in closed.items()})}


def _score(kpi_set: KpiSet, node: _Node, period: Period, whose: str, values: Mapping[str, Values]) -> ScoreTrace:
    """The score of *node* of one of those with *values*, as their league has it."""
    from pubkpi.score.run import entity_scores

    return score_trace(entity_scores(kpi_set, period, values, whose)[node.id], node)


def _closed_score(settings: Settings, closing: Closing, name: str) -> ScoreTrace | None:
    """The score of the indicator or adjustment *name* as it was closed; None where there was none."""
    card = closing.card
    scores: tuple[IndicatorScore | AdjustmentScore, ...] = (*card.indicators, *card.adjustments)
    nodes = {one.id: one for one in _nodes(closing.kpis(settings))}
    return next((score_trace(one, nodes[name]) for one in scores if one.id == name), None)


def _rules(settings: Settings, closing: Closing | None, name: str) -> KpiSet | None:
    """The scorecard of the *closing*, if its words are others by now, and what is called *name* is in it."""
    rules = stored_kpis(settings, closing)
    with suppress(UsageError):
        return rules if rules and _find_node(rules, name) else None
    return None


def _nodes(kpi_set: KpiSet) -> tuple[_Node, ...]:
    return (*kpi_set.indicators, *kpi_set.adjustments)


def _with_rejects(store: "Store", made: MeasureTrace, limit: int | None) -> MeasureTrace:
    """*made* with the rows of its files that were rejected, or left alone when they were read."""
    from pubkpi.database.lineage import ignored
    from pubkpi.ingest.result import IGNORED
    from pubkpi.measure.trace import NEIGHBOURS

    parts = tuple(_with_rejects(store, part, limit) for part in made.parts)
    found = list(made.neighbours)
    rejected = _rejected_rows(store, made)
    if rejected:
        places = {(row.load, row.sheet, row.row) for row in rejected}
        found.append(NeighbourRows("rejected", len(places), rejected if limit is None else rejected[:NEIGHBOURS]))
    if made.loads:
        found += [
            NeighbourRows("ignored", count, reason=IGNORED[reason])
            for reason, count in ignored(store.engine, made.loads)
            if reason in IGNORED  # the others are rows of a form's own explanations
        ]
    return replace(made, parts=parts, neighbours=tuple(found))


def _rejected_rows(store: "Store", made: MeasureTrace) -> tuple[TraceRow, ...]:
    from pubkpi.database.lineage import loads_with_rejects
    from pubkpi.ingest.status import rejects

    return tuple(
        TraceRow(
            "rejected", load, one.file, sha256, one.sheet, one.row, name=one.header, amount=one.raw, reason=one.reason
        )
        for load, sha256 in loads_with_rejects(store.engine, made.loads)
        for one in rejects(
            store.engine, store.knowledge.profiles, f"f.file_id = {load} and r.fact = '{made.fact}'"
        ).rows
    )


def _with_closing(
    settings: Settings,
    engine: "Engine",
    made: MeasureTrace,
    closed: Mapping[Period, Closing],
    stands: Mapping[str, Value],
) -> MeasureTrace:
    """*made*, of a closed period with that, and with the value that *stands* of it if it is another one; of an open one
    with the *closed* periods that it is compared with, and the edits that nobody has accepted. A state of the past
    says so.
    """
    about = context(settings, engine, made.period)
    said = [past(made.period, about.inputs)] if settings.upto is not None else []
    if not about.closing:
        periods = dict.fromkeys(one.period for one in made if one.period in closed)
        return _with(made, [*said, *about.edits(settings), *(closed[one].remark() for one in periods)])
    said.append(about.closing.remark())
    if made.measure in stands:
        said += value_differences({made.measure: made.unit}, stands, {made.measure: made.value}, about.causes)
    return _with(made, said)


def _with(made: MeasureTrace, said: Sequence[Finding]) -> MeasureTrace:
    """*made* with what is *said* of it, too."""
    return replace(made, value=replace(made.value, findings=(*said, *made.value.findings)))
