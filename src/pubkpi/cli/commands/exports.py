"""`pubkpi exports`: the exports that are known, and a profile drafted for one that is not."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli.help import Command, Group
from pubkpi.cli.locale import t
from pubkpi.cli.options import Page
from pubkpi.cli.views.exports import show_draft, show_exports
from pubkpi.model.text import Text

_ONE = Text("一次只起草一种版式，给一份文件就够", "one file is enough to draft a profile for all of its layout")
_ONE_EACH = Text("版式不同的，一份一份来。", "For another layout run it once more.")
app = typer.Typer(cls=Group, invoke_without_command=True, add_completion=False)


@app.callback()
def run(
    context: typer.Context,
    format: Annotated[Page, typer.Option(help=t("输出格式", "Output"))] = Page.table,
) -> None:
    """List the exports that pubkpi and the workspace know."""
    from pubkpi.pipeline.load import exports

    if context.invoked_subcommand is None:
        show_exports(exports(shipped=format is Page.markdown), format)


@app.command(cls=Command, help=t("为未知的导出文件起草一份配置。", "Draft a profile for an export that is not known."))
def suggest(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help=t("一份导出文件，同一版式一份就够", "One file of the export"))
    ],
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
    """Draft a profile for the unknown export of which one file is given."""
    from pubkpi.ingest.accounts.platform_names import platform_codes
    from pubkpi.ingest.suggest.draft import write
    from pubkpi.model.errors import UsageError

    if len(files) > 1:
        raise UsageError(str(files[1]), _ONE, _ONE_EACH)
    show_draft(*write(files[0], out, platform_codes().get(platform.casefold(), platform), map or ()))
