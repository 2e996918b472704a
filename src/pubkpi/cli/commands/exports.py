"""`pubkpi exports`: the exports that are known, and a profile drafted for one that is not."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import shown
from pubkpi.cli.help import Command, Group
from pubkpi.cli.locale import t
from pubkpi.cli.options import Page

HELP = t("列出能认的导出；suggest 为新的导出起草配置。", "List the known exports; suggest drafts one for a new file.")
app = typer.Typer(cls=Group, invoke_without_command=True)


@app.callback()
def run(
    context: typer.Context,
    format: Annotated[Page, typer.Option(help=t("输出格式", "Output"))] = Page.table,
) -> None:
    """List the exports that pubkpi and the workspace know."""
    from pubkpi import pipeline

    if context.invoked_subcommand is None:
        shown.exports(pipeline.exports(shipped=format is Page.markdown), format)


@app.command(cls=Command, help=t("为未知的导出文件起草一份配置。", "Draft a profile for an export that is not known."))
def suggest(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=t("一份导出文件", "An exported file"))],
    map: Annotated[
        list[str] | None,
        typer.Option(
            metavar=t("表头=列", "HEADER=COLUMN"), help=t("说明一个表头，可重复", "Say what a header is; repeat")
        ),
    ] = None,
    platform: Annotated[str, typer.Option(help=t("平台名称", "Name of the platform"))] = "other",
    out: Annotated[
        Path | None, typer.Option(help=t("写到哪里，默认工作区的 exports/", "Where to; the workspace's exports/"))
    ] = None,
) -> None:
    """Draft a profile for the unknown export *file*."""
    from pubkpi import pipeline

    shown.suggested(*pipeline.suggest(file, out, platform, map or []))
