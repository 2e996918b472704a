"""What an edited scorecard would change of past results, before anybody accepts it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, PubkpiError, UsageError
from pubkpi.model.explanations.edits import AdjustmentPreview, PeriodComparison
from pubkpi.model.explanations.effects import EntityChange, Explanation
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.schedule import measured_periods, scored_periods
from pubkpi.model.periods import YEAR, Period
from pubkpi.model.scores import DEPARTMENT, Scorecard, Side
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.acceptance import ADJUST, accepted_text, edits_since, laid_out, specs_of, version_of
from pubkpi.pipeline.results.closings.closing import Closing, closings, measure_with_closed
from pubkpi.pipeline.results.closings.leagues import league_inputs
from pubkpi.pipeline.results.inputs import texts
from pubkpi.pipeline.scores import Values, kpis
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts: its KPI set, what it measures, its scorecards by period."""

    kpis: KpiSet
    values: Values
    cards: Mapping[Period, Scorecard]


def preview(settings: Settings, by: Side | None = None) -> AdjustmentPreview:
    """What the workspace's scorecard has otherwise than its accepted text, and what that changes of the periods that
    have data, and of the ranks in a league *by* account, unit, platform or entity. SpecError where one of the two texts
    cannot be read.
    """
    kpi_set, words = kpis(settings), specs_of(texts(settings, set()))
    record = Record(settings.state)
    accepted = accepted_text(record.entries(), record.archive, settings.scorecard)
    if accepted is None:
        return AdjustmentPreview(settings.scorecard, "", accepted=False, predecessor="", version=version_of(words))
    edits = edits_since(settings, accepted.words, words)
    shown = AdjustmentPreview(
        settings.scorecard,
        str(accepted.line.data["at"]),
        accepted=accepted.line.action == ADJUST or bool(accepted.stack),
        predecessor=accepted.version,
        version=version_of(words),
        edits=edits,
    )
    if all(one.kind == "cosmetic" for one in edits):
        return shown
    with laid_out(settings, accepted.words) as past:
        both = kpis(past), kpi_set
    closed = closings(record.entries(), record.archive, settings.scorecard)
    with open_engine(settings) as engine:
        periods = tuple(_periods(engine, both, closed))
        ranks = dict(_ranks(engine, both, by, closed)) if by else None
    leagues = {one: table for one in ranks or () if one in closed and by and (table := closed[one].league(by))}
    return replace(shown, periods=periods, ranks=ranks, leagues=leagues)


def _periods(
    engine: "Engine", both: tuple[KpiSet, KpiSet], closed: Mapping[Period, Closing]
) -> Iterator[PeriodComparison]:
    """Each period of which there are data, by both texts; of a closed one from the values that were closed."""
    from pubkpi.score.indicators.comparison import refuse_comparative

    try:
        for one in both:
            refuse_comparative(one)
    except PubkpiError:  # there are totals of a league only
        return
    before, now = (_side(engine, one, closed) for one in both)
    for period in _with_data(engine, both[1], [one for one in now.cards if one in before.cards]):
        stored = closed[period].card.total.score_printed if period in closed else None
        cards = before.cards[period], now.cards[period]
        found, why = _explanation(period, before, now)
        yield PeriodComparison(period, *cards, found, period in closed, stored, why)


def _side(engine: "Engine", kpi_set: KpiSet, closed: Mapping[Period, Closing]) -> _Side:
    from pubkpi.database import ledger
    from pubkpi.score.history import history

    end = kpi_set.valid[1]
    year = YEAR.at(end.last)
    last = year if year.parts(kpi_set.rhythm) else end
    loaded = ledger.last_load(engine)
    if loaded is None:
        return _Side(kpi_set, {}, {})
    found = measure_with_closed(engine, kpi_set.measures, measured_periods(kpi_set, last), closed)
    return _Side(kpi_set, found, {one.period: one for one in history(kpi_set, last, found, loaded.date())})


def _with_data(engine: "Engine", kpi_set: KpiSet, periods: Sequence[Period]) -> list[Period]:
    """Those of the *periods* of which, or of whose last part, there are data."""
    from pubkpi.database import ledger

    last = {one: (one.parts(kpi_set.rhythm) or (one,))[-1] for one in periods}
    return [one for one in periods if ledger.has_data(engine, last[one])]


def _explanation(period: Period, before: _Side, now: _Side) -> tuple[Explanation | None, Text | None]:
    """How the difference of the two totals is shared out, or why it cannot be."""
    from pubkpi.explain.attribution.players import Snapshot
    from pubkpi.explain.effects import explain

    ends = (Snapshot(one.kpis, period, one.values, one.cards[period], DEPARTMENT[0]) for one in (before, now))
    try:
        return explain(*ends), None
    except (DataError, UsageError) as problem:
        return None, problem.what


def _ranks(
    engine: "Engine", both: tuple[KpiSet, KpiSet], by: Side, closed: Mapping[Period, Closing]
) -> Iterator[tuple[Period, tuple[EntityChange, ...]]]:
    """Who has another total or rank, by period; what rests on a closed period rests on what was closed."""
    from pubkpi.explain.entities import entity_changes
    from pubkpi.score.league_totals import is_empty, league_with_totals

    shared = [
        one for one in scored_periods(both[1], both[1].valid[1]) if one in scored_periods(both[0], both[0].valid[1])
    ]
    for period in _with_data(engine, both[1], shared):
        found = [(one, league_inputs(engine, one, [period], closed, by)[0]) for one in both]
        if any(is_empty(one, period, some.values) for one, some in found):
            continue
        moved = entity_changes(*(league_with_totals(one, period, some, by) for one, some in found))
        yield period, tuple(one for one in moved if one.before != one.now or one.ranks[0] != one.ranks[1])
