"""Why the total moved between two periods."""

from pubkpi.model.explanations.effects import Explanation
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings


def explain(settings: Settings, period: Period, against: Period) -> Explanation:
    """The change of the total from *against* to *period*, both measured in one pass; DataError where one of them has
    no total, UsageError where it is not scored.
    """
    from pubkpi.database import ledger
    from pubkpi.explain.attribution.players import Snapshot
    from pubkpi.explain.effects import explain
    from pubkpi.measure.run import measure
    from pubkpi.score.indicators.comparison import refuse_comparative
    from pubkpi.score.run import score

    kpi_set = kpis(settings, period)
    kpis(settings, against)
    refuse_comparative(kpi_set)
    with open_engine(settings) as engine:
        found = measure(engine, kpi_set.measures, sorted({*kpi_set.needed(period), *kpi_set.needed(against)}))
        loaded = ledger.last_load(engine)
    snapshots = []
    for one in (against, period):
        settled = loaded is not None and (loaded.date() - one.last).days >= kpi_set.settle_days
        snapshots.append(
            Snapshot(kpi_set, one, found, score(kpi_set, one, found, None, settled=settled), DEPARTMENT[0])
        )
    return explain(*snapshots)
