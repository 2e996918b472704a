"""Why the total moved between two periods."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, SpecError, UsageError
from pubkpi.model.explanations.effects import EntityChange, Explanation
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.review import Review
from pubkpi.model.scores import DEPARTMENT, Side, Value
from pubkpi.pipeline.entities import find_entity
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import Context, closed_basis, context, find_closing, measure_with_closed
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.explain.attribution.players import Snapshot


def explain(
    settings: Settings, period: Period, against: Period, by: Side | None = None, entity: str = ""
) -> Explanation:
    """The change of the total from *against* to *period*, both measured in one pass: of the department, or of the
    *entity* of a league *by* account, unit, platform or entity. DataError where one of them has no total, UsageError
    where a period is not scored or there is no such entity.
    """
    from pubkpi.database import ledger
    from pubkpi.explain.attribution.players import Snapshot
    from pubkpi.explain.effects import explain
    from pubkpi.score.indicators.comparison import refuse_comparative
    from pubkpi.score.run import score

    kpi_set, whose, about = kpis(settings, period), DEPARTMENT[0], None
    kpis(settings, against)
    refuse_comparative(kpi_set)
    periods = _needed_periods(kpi_set, period, against)
    with open_engine(settings) as engine:
        if by:
            whose, found = _entity(engine, kpi_set, periods, by, entity)
        else:
            about = context(settings, engine, max(period, against, key=lambda one: one.last))
            found = measure_with_closed(engine, kpi_set.measures, periods, about.closed)
        loaded = ledger.last_load(engine)
    snapshots = []
    for one in (against, period):
        stored = _closed(settings, about, kpi_set, one, found) if about else None
        if stored is None:
            settled = loaded is not None and kpi_set.is_settled(one, loaded.date())
            card = score(kpi_set, one, found, None, settled=settled, entity=whose)
            stored = Snapshot(kpi_set, one, found, card, whose)
        snapshots.append(stored)
    return explain(*snapshots)


def since_last(settings: Settings, kpi_set: KpiSet, review: Review, about: Context) -> Explanation | None:
    """The change of the total of *review* since the period before, whose scorecard is that of *kpi_set*; None where one
    of the two has no total, or their difference cannot be taken apart.
    """
    from pubkpi.explain.attribution.players import Snapshot
    from pubkpi.explain.effects import explain

    before, now = review.previous, review.card
    if before is None or before.total.score is None or now.total.score is None:
        return None
    then = _closed(settings, about, kpi_set, before.period, review.values)
    ends = (
        then or Snapshot(kpi_set, before.period, review.values, before, DEPARTMENT[0]),
        _closed(settings, about, kpi_set, now.period, review.values)
        or Snapshot(review.kpis, now.period, review.values, now, DEPARTMENT[0]),
    )
    with suppress(DataError, UsageError):
        return explain(*ends)
    return None


def _closed(
    settings: Settings,
    about: Context,
    kpi_set: KpiSet,
    period: Period,
    values: Mapping[Period, Mapping[str, Value]],
) -> "Snapshot | None":
    """The scorecard of *period* as it was closed, by the rules of then; None where it is not."""
    from pubkpi.explain.attribution.players import Snapshot

    closing = about.closed.get(period)
    if closing is None:
        return None
    rules, found = closed_basis(settings, about, closing) or (kpi_set, values)
    return Snapshot(rules, period, found, closing.card, DEPARTMENT[0])


def cards_with_basis(settings: Settings, review: Review, against: Period | None) -> dict[Period, "Snapshot"]:
    """The scorecards of *review* and of *against* as they stand, with what they were made of; none where neither of the
    two is closed.
    """
    from pubkpi.explain.attribution.players import Snapshot

    period, kpi_set = review.card.period, review.kpis
    cards = [one for one in review.history if one.period in (period, against)]
    if not any(find_closing(settings, one.period) for one in cards):
        return {}
    with suppress(SpecError, UsageError):  # else all is by what was closed
        kpi_set = kpis(settings)
    with open_engine(settings) as engine:
        about = context(settings, engine, max((one.period for one in cards), key=lambda one: one.last))
    return {
        card.period: _closed(settings, about, kpi_set, card.period, review.values)
        or Snapshot(kpi_set, card.period, review.values, card, DEPARTMENT[0])
        for card in cards
    }


def entity_changes(settings: Settings, period: Period, against: Period, by: Side) -> tuple[EntityChange, ...]:
    """How the entities of a league moved from *against* to *period*, measured in one pass, and who joins or leaves;
    UsageError where a period is not scored.
    """
    from pubkpi.explain.entities import entity_changes
    from pubkpi.measure.run import measure_by
    from pubkpi.score.league import league

    kpi_set = kpis(settings, period)
    kpis(settings, against)
    with open_engine(settings) as engine:
        values, _ = measure_by(engine, kpi_set.measures, _needed_periods(kpi_set, period, against), by)
    before, now = (league(kpi_set, one, values, by) for one in (against, period))
    return entity_changes(before, now)


def _needed_periods(kpi_set: KpiSet, *ends: Period) -> list[Period]:
    return sorted({one for end in ends for one in kpi_set.needed(end)})


def _entity(
    engine: "Engine", kpi_set: KpiSet, periods: Sequence[Period], by: Side, entity: str
) -> tuple[str, Mapping[Period, Mapping[str, Value]]]:
    """The entity that is meant, by its own name, and its values."""
    from pubkpi.measure.run import measure_by

    values, _ = measure_by(engine, kpi_set.measures, periods, by)
    whose = find_entity(values, entity)
    return whose, values[whose]
