"""What makes the values of measures doubtful, whoever shows them: files, registers, numbers of an earlier day."""

from collections.abc import Mapping
from datetime import date

from pubkpi.database.doubts import doubts
from pubkpi.engine.query import QueryEngine
from pubkpi.measure.stale_accounts import old_numbers
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period


def notices(engine: QueryEngine, measures: Mapping[str, Measure], period: Period, today: date) -> list[Finding]:
    """The findings that belong beside the values of *measures* in *period*."""
    return [*doubts(engine, measures, period, today), *old_numbers(engine, measures, period)]
