"""What would be if: a scorecard scored again with inputs that are otherwise. Nothing of the state is touched."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import MONTH, Period
from pubkpi.model.review import Review
from pubkpi.model.scores import DEPARTMENT, Scorecard
from pubkpi.model.text import Text
from pubkpi.pipeline.results.acceptance import edits_among
from pubkpi.pipeline.scores import Values, review
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.explain.levers import Months
    from pubkpi.model.explanations.effects import Explanation
    from pubkpi.model.explanations.scenarios import ScenarioComparison


def whatif(
    settings: Settings,
    period: Period,
    changes: Mapping[str, Sequence[str]],
    goal: str = "",
    *,
    forecast: bool = False,
) -> "ScenarioComparison":
    """The scorecard of *period* with *changes* (``id=value`` by option), what would bring it to *goal*, and a
    *forecast* of the year's end; UsageError for a change that cannot be.
    """
    from pubkpi.explain.forecast import forecasts
    from pubkpi.explain.levers import levers
    from pubkpi.explain.scenario import counterfactual
    from pubkpi.measure.values.overrides import with_changes
    from pubkpi.model.explanations.scenarios import ScenarioComparison
    from pubkpi.score.run import score
    from pubkpi.specs.changes.overrides import points, scenario

    shown = review(settings, period)
    wanted, wish = scenario(shown.kpis, changes), float(points("--goal", goal)) if goal else None
    kpis = counterfactual(shown.kpis, period, wanted)
    values = {**shown.values, period: with_changes(kpis.measures, period, shown.values, wanted.values)}
    before = next((one for one in shown.history if one.period == period.step(-1)), None)
    card = score(kpis, period, values, before, settled=not shown.card.provisional)
    if forecast:
        _refuse_last(kpis, period)
    explanation, unexplained = _explanation((shown.kpis, shown.values, shown.card), (kpis, values, card))
    return ScenarioComparison(
        base=shown.card,
        card=_with_quarters(kpis, card, shown),
        scenario=wanted,
        kpis=kpis,
        explanation=explanation,
        unexplained=unexplained,
        levers=levers(kpis, period, values, wish, months_left(kpis, period, shown.dated)),
        forecasts=forecasts(kpis, period, values) if forecast else (),
        findings=edits_among(shown.card.findings),
    )


def _with_quarters(kpis: KpiSet, card: Scorecard, shown: Review) -> Scorecard:
    """The *card* of a scenario with the quarters of what was *shown*, and composed of them where that is."""
    from pubkpi.score.composition import ceiling, compose

    cards = {one.period: one for one in (*shown.history, card)}
    totals = {when: one.total.score for when, one in cards.items()}
    limits = {when: ceiling(kpis, when, one.adjustments) for when, one in cards.items()}
    made = compose(kpis, card.period, totals, limits) if shown.card.composition else None
    return replace(card, quarter_totals=shown.card.quarter_totals, composition=made)


def months_left(kpis: KpiSet, period: Period, day: date) -> "Months":
    """The months of *period* that are not over by *day*, and the measures that grow with them."""
    from pubkpi.explain.levers import Months
    from pubkpi.measure.values.overrides import growing

    growth = frozenset(name for name in kpis.scored_measures if growing(kpis.measures, name))
    return Months(sum(month.last > day for month in period.parts(MONTH)), growth)


def _explanation(*ends: "tuple[KpiSet, Values, Scorecard]") -> "tuple[Explanation | None, Text | None]":
    """How the difference of the two totals is shared out, or why it cannot be."""
    from pubkpi.explain.attribution.players import Snapshot
    from pubkpi.explain.effects import explain

    try:
        return explain(*(Snapshot(one, card.period, some, card, DEPARTMENT[0]) for one, some, card in ends)), None
    except DataError as problem:
        return None, problem.what


def _refuse_last(kpis: KpiSet, period: Period) -> None:
    """Raise UsageError where no period of the year is left to forecast."""
    from pubkpi.explain.forecast import year_end

    if year_end(kpis, period) is None:
        what = Text(f"{period} 之后本年没有可预测的期间", f"no period of the year is left after {period}")
        raise UsageError("--forecast", what, Text("换一个更早的季度。", "Take an earlier quarter."))
