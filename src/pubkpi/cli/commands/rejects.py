"""`pubkpi rejects`: the rows that were rejected, and why."""

from typing import Annotated

import typer

from pubkpi.cli import console, standing
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Sheet

HELP = t("列出拒收的行：原文、位置、原因。", "List the rejected rows: raw text, place, reason.")


def run(format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table) -> None:
    """List the rejected rows of all files."""
    from pubkpi import pipeline
    from pubkpi.workspace.settings import find

    found = pipeline.rejects(find())
    if format is Sheet.json:
        console.as_json(standing.rejects_json(found, language()))
    elif format is Sheet.csv:
        console.as_csv(standing.reject_rows(found))
    else:
        standing.rejects(found)
    standing.not_listed(found)
