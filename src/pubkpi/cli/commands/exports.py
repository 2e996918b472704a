"""`pubkpi exports`: the exports that are known, and a profile drafted for one that is not."""

from typing import Annotated

import typer

from pubkpi.cli import shown
from pubkpi.cli.locale import t
from pubkpi.cli.options import Page

HELP = t("列出能认的导出；suggest 为新的导出起草配置。", "List the known exports; suggest drafts one for a new file.")
app = typer.Typer(invoke_without_command=True)


@app.callback()
def run(
    context: typer.Context,
    format: Annotated[Page, typer.Option(help=t("输出格式", "Output"))] = Page.table,
) -> None:
    """List the exports that pubkpi and the workspace know."""
    from pubkpi import pipeline

    if context.invoked_subcommand is None:
        shown.exports(pipeline.exports(shipped=format is Page.markdown), format)
