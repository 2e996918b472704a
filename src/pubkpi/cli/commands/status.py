"""`pubkpi status`: what is loaded, what is missing, what to do next."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import PeriodWords, QuarterWords, Shape, YearWords, period_of
from pubkpi.cli.views.status import show_status, status_as_json


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
) -> None:
    """Show the state of the workspace for the period, by default the quarter of the newest data."""
    from pubkpi import pipeline
    from pubkpi.workspace.settings import find

    found = pipeline.status(find(), period_of(period, quarter, year))
    if format is Shape.json:
        console.as_json(status_as_json(found, language()))
    else:
        show_status(found)
