"""`pubkpi init`: make a workspace."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t


def run(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help=t("文件夹，默认当前", "Folder; here by default"))
    ] = Path(),
) -> None:
    """Lay out a workspace in *folder*."""
    from pubkpi.workspace.layout import make

    make(folder.resolve())
    console.say(t(f"工作区已建立：{folder.resolve()}", f"workspace made: {folder.resolve()}"))
    console.say(
        t(
            "把导出文件放进 inbox/<公众号名称>/，然后运行 pubkpi ingest inbox。",
            "Put exports into inbox/<account>/, then run pubkpi ingest inbox.",
        )
    )
