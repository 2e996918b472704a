"""`pubkpi ingest`: load exported files."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console, shown
from pubkpi.cli.locale import t
from pubkpi.cli.options import FailOn, Level, Shape, judge

HELP = t("导入平台导出的文件和登记表。", "Load files that platforms exported, and registers.")


def run(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help=t("文件或文件夹", "Files and folders"))],
    account: Annotated[
        str | None, typer.Option(help=t("账号名称；默认取文件夹名", "Account; the folder's name by default"))
    ] = None,
    export: Annotated[
        str | None, typer.Option(metavar="ID", help=t("指明是哪种导出", "Say which export it is"))
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(metavar="DATE", help=t("数据截止日", "The day this is the state of"))
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=t("只检查，不入库", "Check only, load nothing"))] = False,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
    fail_on: FailOn = Level.error,
) -> None:
    """Load *paths*, one line a file."""
    from pubkpi import pipeline
    from pubkpi.ingest.result import Said
    from pubkpi.model.periods import day
    from pubkpi.workspace.settings import find

    said = Said(account, export, day(as_of) if as_of else None, dry_run)
    settings = find()
    results = shown.followed(pipeline.ingest(settings, paths, said), lambda: pipeline.sizes(paths))
    if format is Shape.json:
        console.as_json(shown.ingest_json(results, settings.lang))
    else:
        shown.ingested(results)
    shown.refuse(results)
    judge((finding for result in results for finding in result.findings), fail_on)
