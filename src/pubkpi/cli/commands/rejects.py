"""`pubkpi rejects`: the rows that were rejected, and why."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import Sheet
from pubkpi.cli.views.rejects import reject_rows, rejects_as_json, show_copies, show_rejects, show_unlisted

_FILES = t("只标这些文件，也可以是被拒收的", "Mark these files only, refused ones too")


def run(
    files: Annotated[list[Path] | None, typer.Argument(metavar="FILE", help=_FILES)] = None,
    workbook: Annotated[
        bool, typer.Option("--workbook", help=t("写出标好错误的表格", "Write marked copies of the files"))
    ] = False,
    out: Annotated[Path | None, typer.Option(help=t("写到哪个文件夹", "Into which folder"))] = None,
    force: Annotated[bool, typer.Option("--force", help=t("覆盖已有的副本", "Overwrite a copy"))] = False,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
) -> None:
    """List the rejected rows of all files, or write copies of the files in which they are marked."""
    from pubkpi.ingest import reject_workbook
    from pubkpi.pipeline.plans.own_periods import plan_spans
    from pubkpi.pipeline.upkeep.state import rejects
    from pubkpi.workspace.settings import find

    if workbook or files:
        spans = partial(plan_spans, settings := find())
        return show_copies(reject_workbook.write(settings, files or [], out, force=force, spans=spans))
    found = rejects(find())
    if format is Sheet.json:
        console.as_json(rejects_as_json(found, language()))
    elif format is Sheet.csv:
        console.as_csv(reject_rows(found))
    else:
        show_rejects(found)
    return show_unlisted(found)
