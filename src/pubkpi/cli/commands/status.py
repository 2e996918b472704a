"""`pubkpi status`: what is loaded, what lacks, what to do next."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Shape
from pubkpi.cli.views.status import show_status, status_as_json

HELP = t("已导入什么、还缺什么、下一步做什么。", "What is loaded, what lacks, what to do next.")


def run(
    quarter: Annotated[
        str | None,
        typer.Option(
            "--quarter",
            "-q",
            metavar="2024Q4",
            help=t("季度；默认取最新数据的季度", "Quarter; of the newest data by default"),
        ),
    ] = None,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
) -> None:
    """Show the state of the workspace for *quarter*."""
    from pubkpi import pipeline
    from pubkpi.model.periods import quarter as parsed
    from pubkpi.workspace.settings import find

    found = pipeline.status(find(), parsed(quarter) if quarter else None)
    if format is Shape.json:
        console.as_json(status_as_json(found, language()))
    else:
        show_status(found)
