"""A number traced back: its score, its value, the rows behind it, and the cells of their files."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError, no_data
from pubkpi.model.explanations.trace import MeasureTrace, NeighbourRows, RawCell, ScoreTrace, Trace, TraceRow
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.adjustments import Item, Veto
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, AdjustmentScore, Scorecard, Side, Value
from pubkpi.model.text import Text, choices_hint
from pubkpi.pipeline.entities import find_entity
from pubkpi.pipeline.open import open_store
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.ingest.history.store import Store
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
    from concurrent.futures import ThreadPoolExecutor

    from pubkpi.ingest.containers import sandbox

    # files are read in a process of its own, which gets ready while the measure is worked out
    sandbox.WORKER.ready()
    from pubkpi.ingest.raw_cells import read_cells
    from pubkpi.measure.cache import remembering

    kpi_set = kpis(settings).in_force(period)
    node, measure = _named(kpi_set, name)
    kpi_set = kpis(settings, period) if node else kpi_set
    whom = (by, entity) if by else None
    with open_store(settings, write=False) as store, remembering(settings.compiled), ThreadPoolExecutor(1) as reader:
        made, whose, values = _measure(store, kpi_set, measure, period, whom, limit)
        made = _with_rejects(store, made, limit)
        cells = reader.submit(read_cells, store, [cell for one in made for row in _rows(one) for cell in row.cells])
        score = _score(store, kpi_set, node, period, whose if by else "", values) if node else None
        made = _filled(made, cells.result())
    return Trace(node.id if node else measure, kpi_set.id, period, score, made, whose if by else "")


def _measure(
    store: "Store", kpi_set: KpiSet, name: str, period: Period, whom: tuple[Side, str] | None, limit: int | None
) -> "tuple[MeasureTrace, str, EntityValues | None]":
    """The measure traced, whose it is, and of a league the values of all."""
    from pubkpi.database import ledger
    from pubkpi.measure.run import measure_by, of_department
    from pubkpi.measure.trace import TraceReader
    from pubkpi.measure.values.derive import below

    if whom:
        by, entity = whom
        values, _ = measure_by(store.engine, kpi_set.measures, dict.fromkeys((*kpi_set.needed(period), period)), by)
        whose = find_entity(values, entity)
        side = None if by == "entity" else by
        reader = TraceReader(store.engine, kpi_set.measures, values, whose, side, limit)
        return reader.trace(name, period), whose, values
    measures = below(kpi_set.measures, name)
    tracer = TraceReader(
        store.engine, measures, of_department(store.engine, measures, [period]), DEPARTMENT[0], None, limit
    )
    made = tracer.trace(name, period)
    seen = not all(one.value.unseen for one in made) or ledger.has_entries(store.engine, period)
    if not seen and not ledger.has_rows(store.engine, period):
        raise no_data(str(period), period.kind.nouns.noun)
    return made, DEPARTMENT[0], None


def _named(kpi_set: KpiSet, name: str) -> tuple[_Node | None, str]:
    """The indicator or adjustment called *name* and its measure, or the measure alone; UsageError for any other."""
    nodes: tuple[_Node, ...] = (*kpi_set.indicators, *kpi_set.adjustments)
    for one in nodes:
        if name in (one.id, *one.label):
            return one, one.measure
    for measure in kpi_set.measures.values():
        if name in (measure.id, *measure.label):
            return None, measure.id
    known = dict.fromkeys((*(one.id for one in nodes), *kpi_set.measures))
    raise UsageError(name, Text("没有这个指标", "there is no such indicator or measure"), choices_hint(known, name))


def _score(
    store: "Store", kpi_set: KpiSet, node: _Node, period: Period, entity: str, values: "EntityValues | None"
) -> ScoreTrace:
    """The score of *node*: of the *entity* among those with *values*, or of the department."""
    from pubkpi.measure.run import measure
    from pubkpi.score.indicators.comparison import refuse_comparative
    from pubkpi.score.run import score

    if values is not None:
        return _of_league(kpi_set, node, period, values, entity)
    refuse_comparative(kpi_set)
    found = measure(store.engine, kpi_set.measures, kpi_set.needed(period))
    return _of_card(score(kpi_set, period, found, None, settled=True), node)


def _of_adjustment(lines: Iterable[AdjustmentScore], node: _Node) -> ScoreTrace:
    one = next(line for line in lines if line.id == node.id)
    return ScoreTrace(one.label, one.value, "", points=one.points, state=one.state, reason=one.reason)


def _of_card(card: Scorecard, node: _Node) -> ScoreTrace:
    if not isinstance(node, Indicator):
        return _of_adjustment(card.adjustments, node)
    leaf = next(one for one in card.indicators if one.id == node.id)
    return ScoreTrace(
        leaf.label,
        leaf.value,
        leaf.basis.bound,
        baseline=leaf.baseline,
        target=leaf.target,
        method=leaf.method,
        attainment=leaf.attainment,
        ends=(float(node.at_baseline), float(node.at_target)),
        score_uncapped=leaf.score_uncapped,
        score=leaf.score,
        score_printed=leaf.score_printed,
        effective_weight=leaf.effective_weight,
        points=leaf.points,
        state=leaf.state,
        reason=leaf.missing_reason,
        steps=node.step_labels,
    )


def _of_league(kpi_set: KpiSet, node: _Node, period: Period, values: "EntityValues", entity: str) -> ScoreTrace:
    from pubkpi.score.league import league
    from pubkpi.score.tree.bands import printed
    from pubkpi.score.tree.columns import baseline

    table = league(kpi_set, period, values)
    place = table.entities.index(entity)
    if not isinstance(node, Indicator):
        return _of_adjustment(table.adjustments[place], node)
    leaf = next(one for one in table.nodes if one.id == node.id)
    own: Mapping[Period, Mapping[str, Value]] = values[entity]
    start, goal = baseline(node, own), node.target(period)
    return ScoreTrace(
        leaf.label,
        leaf.values[place],
        leaf.sides[place],
        baseline=None if start is None else float(start),
        target=None if goal is None else float(goal),
        method=node.method,
        ends=(float(node.at_baseline), float(node.at_target)),
        score_uncapped=leaf.uncapped[place],
        score=leaf.scores[place],
        score_printed=printed(leaf.scores[place]),
        points=leaf.points[place] if leaf.points else None,
        state=leaf.states[place],
        reason=leaf.reasons[place],
        steps=node.step_labels,
    )


def _with_rejects(store: "Store", made: MeasureTrace, limit: int | None) -> MeasureTrace:
    """*made* with the rows of its files that were rejected, or left alone when they were read."""
    from pubkpi.database.lineage import ignored
    from pubkpi.ingest.result import IGNORED
    from pubkpi.measure.trace import NEIGHBOURS

    parts = tuple(_with_rejects(store, part, limit) for part in made.parts)
    found = list(made.neighbours)
    rejected = _rejected(store, made)
    if rejected:
        places = {(row.load, row.sheet, row.row) for row in rejected}
        found.append(NeighbourRows("rejected", len(places), rejected if limit is None else rejected[:NEIGHBOURS]))
    if made.loads:
        found += [
            NeighbourRows("ignored", count, reason=IGNORED.get(reason, Text(reason, reason)))
            for reason, count in ignored(store.engine, made.loads)
        ]
    return replace(made, parts=parts, neighbours=tuple(found))


def _rejected(store: "Store", made: MeasureTrace) -> tuple[TraceRow, ...]:
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


def _rows(made: MeasureTrace) -> tuple[TraceRow, ...]:
    return (*made.rows, *(row for some in made.neighbours for row in some.rows))


def _filled(made: MeasureTrace, cells: Mapping[RawCell, RawCell]) -> MeasureTrace:
    def fill(rows: tuple[TraceRow, ...]) -> tuple[TraceRow, ...]:
        return tuple(replace(row, cells=tuple(cells[cell] for cell in row.cells)) for row in rows)

    return replace(
        made,
        rows=fill(made.rows),
        neighbours=tuple(replace(some, rows=fill(some.rows)) for some in made.neighbours),
        parts=tuple(_filled(part, cells) for part in made.parts),
    )
