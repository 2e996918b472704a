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
    plan: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help=t("带上一个自带的计划，如 department_2024", "With a plan that ships, such as department_2024"),
        ),
    ] = "",
) -> None:
    """Lay out a workspace in *folder*."""
    from pubkpi.pipeline.upkeep.launcher import write_launcher
    from pubkpi.workspace.layout import make

    make(folder.resolve(), plan)
    write_launcher(folder.resolve())
    console.say(t(f"工作区已建立：{folder.resolve()}", f"workspace made: {folder.resolve()}"))
    if not plan:
        console.say(
            t(
                "还没有考核计划：用 pubkpi plan new 建一个。",
                "It has no plan yet: make one with pubkpi plan new.",
            )
        )
    console.say(
        t(
            "把导出文件放进 inbox/<账号名称>/，然后运行 pubkpi ingest inbox。",
            "Put exports into inbox/<account>/, then run pubkpi ingest inbox.",
        )
    )
