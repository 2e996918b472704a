"""Why the total moved between two periods."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pubkpi.model.explanations.effects import EntityChange, Explanation
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, Side, Value
from pubkpi.pipeline.entities import find_entity
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings import context, with_closed
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine


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
    from pubkpi.measure.run import measure
    from pubkpi.score.indicators.comparison import refuse_comparative
    from pubkpi.score.run import score

    kpi_set, whose = kpis(settings, period), DEPARTMENT[0]
    kpis(settings, against)
    refuse_comparative(kpi_set)
    periods = _needed(kpi_set, period, against)
    with open_engine(settings) as engine:
        if by:
            whose, found = _entity(engine, kpi_set, periods, by, entity)
        else:
            found = measure(engine, kpi_set.measures, periods)
            found = with_closed(found, context(settings, engine, period).closed)
        loaded = ledger.last_load(engine)
    snapshots = []
    for one in (against, period):
        settled, then = loaded is not None and kpi_set.is_settled(one, loaded.date()), kpi_set.in_force(one)
        card = score(then, one, found, None, settled=settled, entity=whose)
        snapshots.append(Snapshot(then, one, found, card, whose))
    return explain(*snapshots)


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
        values, _ = measure_by(engine, kpi_set.measures, _needed(kpi_set, period, against), by)
    before, now = (league(kpi_set.in_force(one), one, values, by) for one in (against, period))
    return entity_changes(before, now)


def _needed(kpi_set: KpiSet, *ends: Period) -> list[Period]:
    return sorted({one for end in ends for one in kpi_set.needed(end)})


def _entity(
    engine: "Engine", kpi_set: KpiSet, periods: Sequence[Period], by: Side, entity: str
) -> tuple[str, Mapping[Period, Mapping[str, Value]]]:
    """The entity that is meant, by its own name, and its values."""
    from pubkpi.measure.run import measure_by

    values, _ = measure_by(engine, kpi_set.measures, periods, by)
    whose = find_entity(values, entity)
    return whose, values[whose]
