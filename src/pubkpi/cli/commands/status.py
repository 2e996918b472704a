"""`pubkpi status`: what is loaded, what is missing, what to do next."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.opener import open_file
from pubkpi.cli.options import PeriodWords, QuarterWords, Scorecard, Shape, YearWords, period_of
from pubkpi.cli.views.workspace.status import page_parts, show_status
from pubkpi.cli.views.workspace.status_data import status_as_json
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    scorecard: Scorecard = None,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
    html: Annotated[bool, typer.Option("--html", help=t("写成 HTML", "As HTML"))] = False,
    open_page: Annotated[bool, typer.Option("--open", help=t("写成 HTML 并打开", "As HTML, and open it"))] = False,
) -> None:
    """Show the state of the workspace for the period, by default the quarter of the newest data."""
    from pubkpi.pipeline.upkeep.state import checklist_page, status
    from pubkpi.workspace.settings import find

    if (html or open_page) and format is Shape.json:
        what = Text("--format json 和 --html、--open 只写一个", "--format json goes without --html and --open")
        raise UsageError("--format", what)
    settings = find(scorecard=scorecard)
    found = status(settings, period_of(period, quarter, year))
    if html or open_page:
        path = checklist_page(settings, found, page_parts(found), language())
        console.out(str(path))
        if open_page:
            open_file(path)
    elif format is Shape.json:
        console.as_json(status_as_json(found, language()))
    else:
        show_status(found)
