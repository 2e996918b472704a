"""A number traced back: its score, its value, the rows behind it, and the cells of their files."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError, no_data
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.adjustments import Item, Veto
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, Scorecard, Side, Value
from pubkpi.model.text import Text, choices_hint
from pubkpi.model.trace import MeasureTrace, NeighbourRows, RawCell, ScoreTrace, Trace, TraceRow
from pubkpi.pipeline.open import open_store
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.ingest.history.store import Store
    from pubkpi.measure.entities.entity_values import EntityValues

ROWS = 20
_NEIGHBOURS = 5  # of each kind of row that does not count, where not all rows are listed


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
    from pubkpi.measure.cache import remembering
    from pubkpi.measure.trace import Tracer

    kpi_set = kpis(settings)
    node = _node(kpi_set, name)
    if node:
        kpi_set = kpis(settings, period)
    with open_store(settings, write=False) as store, remembering(settings.compiled):
        values, score = _scored(store, kpi_set, node, period, (by, entity) if by else None)
        whose = _entity(values, entity) if by else DEPARTMENT[0]
        measure = node.measure if node else name
        tracer = Tracer(store.engine, kpi_set.measures, values, whose, None if by == "entity" else by, limit)
        made = tracer.trace(measure, period)
        if made.value.unseen and not made.parts and not by:
            from pubkpi.database import ledger

            if not ledger.has_rows(store.engine, period):
                raise no_data(str(period), period.kind.nouns.noun)
        made = _with_cells(store, _with_rejects(store, made, limit))
    return Trace(node.id if node else name, kpi_set.id, period, score, made, whose if by else "")


def _node(kpi_set: KpiSet, name: str) -> Indicator | Veto | Item | None:
    """The indicator or the adjustment that is called *name*; None for a measure, UsageError for anything else."""
    nodes: tuple[Indicator | Veto | Item, ...] = (*kpi_set.indicators, *kpi_set.adjustments)
    for one in nodes:
        if name in (one.id, *one.label):
            return one
    if name in kpi_set.measures:
        return None
    known = dict.fromkeys((*(one.id for one in nodes), *kpi_set.measures))
    raise UsageError(name, Text("没有这个指标", "there is no such indicator or measure"), choices_hint(known, name))


def _entity(values: "EntityValues", name: str) -> str:
    """The one of the entities that *name* means: its own name, or that of an account without its platform."""
    meant = [one for one in values if name in (one, one.partition("/")[2])]
    if name in values.place or len(meant) == 1:
        return name if name in values.place else meant[0]
    what = Text(f"没有这个对象：{name}", f"there is no such entity: {name}")
    if meant:
        what = Text(f"“{name}”可指 {'、'.join(meant)}", f"{name!r} may mean {', '.join(meant)}")
    raise UsageError("--entity", what, choices_hint(values if len(values) <= _NEIGHBOURS * 4 else meant, name))


def _scored(
    store: "Store", kpi_set: KpiSet, node: Indicator | Veto | Item | None, period: Period, whom: tuple[Side, str] | None
) -> "tuple[EntityValues, ScoreTrace | None]":
    """The values that the scores of *period* rest on, and the score of *node*."""
    from pubkpi.measure.run import measure_by, of_department
    from pubkpi.score.indicators.comparison import refuse_comparative
    from pubkpi.score.run import score

    needed = (*dict.fromkeys((*(kpi_set.needed(period) if node else ()), period)),)
    if whom:
        found, _ = measure_by(store.engine, kpi_set.measures, needed, whom[0])
        return found, _of_league(kpi_set, node, period, found, whom) if node else None
    found = of_department(store.engine, kpi_set.measures, needed)
    if node is None:
        return found, None
    refuse_comparative(kpi_set)
    return found, _of_card(score(kpi_set, period, found[DEPARTMENT[0]], None, settled=True), node)


def _of_card(card: Scorecard, node: Indicator | Veto | Item) -> ScoreTrace:
    if not isinstance(node, Indicator):
        one = next(line for line in card.adjustments if line.id == node.id)
        return ScoreTrace(one.label, one.value, "", points=one.points, state=one.state, reason=one.reason)
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
    )


def _of_league(
    kpi_set: KpiSet, node: Indicator | Veto | Item, period: Period, values: "EntityValues", whom: tuple[Side, str]
) -> ScoreTrace:
    from pubkpi.score.league import league
    from pubkpi.score.tree.bands import printed
    from pubkpi.score.tree.columns import baseline

    whose, table = _entity(values, whom[1]), league(kpi_set, period, values, whom[0])
    place = table.entities.index(whose)
    if not isinstance(node, Indicator):
        one = next(line for line in table.adjustments[place] if line.id == node.id)
        return ScoreTrace(one.label, one.value, "", points=one.points, state=one.state, reason=one.reason)
    leaf = next(one for one in table.nodes if one.id == node.id)
    own: Mapping[Period, Mapping[str, Value]] = values[whose]
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
    )


def _with_rejects(store: "Store", made: MeasureTrace, limit: int | None) -> MeasureTrace:
    """*made* with the rows of its files that were rejected, or left alone when they were read."""
    from pubkpi.database.lineage import ignored
    from pubkpi.ingest.result import IGNORED

    parts = tuple(_with_rejects(store, part, limit) for part in made.parts)
    found = list(made.neighbours)
    rejected = _rejected(store, made)
    if rejected:
        places = {(row.load, row.sheet, row.row) for row in rejected}
        found.append(NeighbourRows("rejected", len(places), rejected if limit is None else rejected[:_NEIGHBOURS]))
    if made.loads:
        found += [
            NeighbourRows("ignored", count, reason=IGNORED.get(reason, Text(reason, reason)))
            for reason, count in ignored(store.engine, made.loads)
        ]
    return replace(made, parts=parts, neighbours=tuple(found))


def _rejected(store: "Store", made: MeasureTrace) -> tuple[TraceRow, ...]:
    from pubkpi.ingest.status import rejects

    files = store.engine.run(
        "select file_id, sha256 from file where rows_rejected > 0 and list_contains($loads, file_id)",
        loads=list(made.loads),
    )
    return tuple(
        TraceRow(
            "rejected", load, one.file, sha256, one.sheet, one.row, name=one.header, amount=one.raw, reason=one.reason
        )
        for load, sha256 in files
        for one in rejects(
            store.engine, store.knowledge.profiles, f"f.file_id = {load} and r.fact = '{made.fact}'"
        ).rows
    )


def _with_cells(store: "Store", made: MeasureTrace) -> MeasureTrace:
    """*made* with the text of every cell that its rows name, read again from the archive."""
    from pubkpi.ingest.raw_cells import read_cells

    return _filled(made, read_cells(store, (cell for one in made for row in _rows(one) for cell in row.cells)))


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
