"""`pubkpi measures`: what is measured and how, the values of a period, and the query behind a measure."""

from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.options import PeriodWords, QuarterWords, Scorecard, StateDay, YearWords, period_of
from pubkpi.cli.views.scores.measures import show_findings, show_measure, show_measures, show_values

if TYPE_CHECKING:
    from pubkpi.model.periods import Period
    from pubkpi.workspace.settings import Settings


def run(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=t("只看一个指标", "One measure, whole"))] = None,
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    sql: Annotated[bool, typer.Option("--sql", help=t("显示它的查询", "Show its query"))] = False,
    scorecard: Scorecard = None,
    state_day: StateDay = None,
) -> None:
    """List the measures or show *name*, with the values of the period."""
    from pubkpi import pipeline
    from pubkpi.measure import queries
    from pubkpi.workspace.settings import find

    settings = pipeline.state_on(find(scorecard=scorecard), state_day)
    when = period_of(period, quarter, year)
    if when and not sql:
        _show(settings, when, name)
        return
    kpis = pipeline.kpis(settings)
    chosen = queries.select_measures(kpis.measures, name)
    if sql:
        console.page(queries.sql(kpis.measures, name, when or kpis.valid[1]))
    elif name:
        show_measure(chosen[name])
    else:
        show_measures(chosen)


def _show(settings: "Settings", when: "Period", name: str | None) -> None:
    """The values of the measures, or of *name*, and what makes them doubtful."""
    from pubkpi import pipeline
    from pubkpi.measure.queries import select_measures

    made = pipeline.measure_values(settings, when, name)
    measures = select_measures(made.kpis.measures, name)
    show_values(made.kpis, measures, made.values)
    show_findings(measures, made.values, made.findings)
