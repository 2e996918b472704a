"""`pubkpi analyse`: an analysis beside the score, as a table and in sentences."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.options import PeriodWords, QuarterWords, Sheet, YearWords, needed_period
from pubkpi.cli.views.scores.analyses import analysis_as_json, analysis_rows, show_analysis


def run(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=t(
                "content、hours、titles、accounts、sources、audience、satisfaction、messages、incidents、budget 或 "
                "milestones",
                "content, hours, titles, accounts, sources, audience, satisfaction, messages, incidents, budget or "
                "milestones",
            ),
        ),
    ],
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    by: Annotated[
        str | None, typer.Option(help=t("按什么分，如 category、account", "By what, such as category or account"))
    ] = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
) -> None:
    """Show the analysis *name* of the period."""
    from pubkpi.pipeline.analyse import analysis
    from pubkpi.workspace.settings import find

    found = analysis(find(), name, needed_period("analyse", period, quarter, year), by)
    if format is Sheet.json:
        console.as_json(analysis_as_json(found))
    elif format is Sheet.csv:
        console.as_csv(analysis_rows(found))
    else:
        show_analysis(found)
