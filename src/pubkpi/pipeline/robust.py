"""How firm a total, its change and its band are, or the ranks of a league."""

from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError
from pubkpi.model.periods import Period
from pubkpi.model.scores import Side
from pubkpi.model.text import Text, choices_hint
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.scores import kpis, review
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.model.explanations.robustness import NoiseRule, RankRobustness, Robustness


def robust(settings: Settings, period: Period, against: Period | None, rule: "NoiseRule") -> "Robustness":
    """How firm the total of *period* is, and its change since *against*, by default the period before."""
    from pubkpi.explain.robustness import robustness

    shown = review(settings, period)
    scored = [one.period for one in shown.history if one.period.kind is period.kind and one.period != period]
    if against is not None and against not in scored:
        what = Text(f"不能与 {against} 相比", f"{against} cannot be compared with")
        raise UsageError("--against", what, choices_hint(map(str, scored)))
    before = period.step(-1)
    return robustness(shown.kpis, period, shown.values, against or (before if before in scored else None), rule)


def robust_ranks(
    settings: Settings, period: Period, by: Side, rule: "NoiseRule", pair: tuple[str, ...] = ()
) -> "RankRobustness":
    """How firm the ranks of those *by* which it is scored are in *period*; by what the first of a *pair* leads."""
    from pubkpi.explain.ranks import rank_robustness
    from pubkpi.measure.run import measure_by

    kpi_set = kpis(settings, period)
    with open_engine(settings) as engine:
        found, _ = measure_by(engine, kpi_set.measures, kpi_set.needed(period), by)
        return rank_robustness(kpi_set, period, found, rule, by, pair)
