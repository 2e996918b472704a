"""The measures of a period, unscored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pubkpi.model.errors import no_data
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import Context, context, measure_with_closed, stored_kpis, try_scorecard
from pubkpi.pipeline.results.closings.differences import value_differences
from pubkpi.pipeline.results.runs import past
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine


@dataclass(frozen=True, slots=True)
class MeasureValues:
    """The *values* of all measures of the scorecard in a period, and what is to be said of the period besides."""

    kpis: KpiSet
    values: Mapping[str, Value]
    findings: tuple[Finding, ...]


def measure_values(settings: Settings, period: Period, name: str | None = None) -> MeasureValues:
    """Every measure in *period*, with what makes them doubtful, or the one called *name*; of a closed period those that
    were closed. DataError for a period in which nothing was ever loaded.
    """

    def compute(kpi_set: KpiSet | None) -> tuple[KpiSet, Mapping[str, Value], Context, Sequence[Finding]]:
        from pubkpi.database.lakehouse.mapped_facts import mapping_findings
        from pubkpi.measure.notices import notices

        made = kpi_set or kpis(settings)
        with open_engine(settings) as engine:
            about = context(settings, engine, period)
            found = measure_with_closed(engine, made.measures, [period], about.earlier)[period]
            if about.closing:
                return made, found, about, ()
            _refuse_unseen(engine, found, period)
            doubtful = {key: one for key, one in made.measures.items() if name in (None, key)}
            said = notices(engine, doubtful, period, settings.clock().date())
            return made, found, about, (*said, *mapping_findings(engine))

    (kpi_set, found, about, said), unusable = try_scorecard(settings, period, compute)
    if settings.upto is not None:
        said = (past(period, about.inputs), *said)
    if not about.closing:
        return MeasureValues(kpi_set, found, (*about.edits(settings), *said))
    kpi_set, stored = stored_kpis(settings, about.closing) or kpi_set, about.closing.values
    units = {key: one.unit for key, one in kpi_set.measures.items() if name in (None, key)}
    differs = value_differences(units, stored, found, about.causes)
    return MeasureValues(kpi_set, stored, (about.closing.remark(), *said, *unusable, *about.late, *differs))


def _refuse_unseen(engine: "Engine", values: Mapping[str, Value], period: Period) -> None:
    """DataError when nothing was ever loaded for *period*."""
    from pubkpi.database import ledger

    if all(one.unseen for one in values.values()) and not ledger.has_rows(engine, period):
        raise no_data(str(period), period.kind.nouns.that)
