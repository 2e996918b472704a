"""`pubkpi forget`: take the rows of one file out again."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t


def run(
    file: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE", help=t("文件名、路径，或 sha256 的开头", "Its name or path, or how its sha256 begins")
        ),
    ],
) -> None:
    """Forget the file; the journal keeps both decisions, the archive the original."""
    from pubkpi.pipeline.load import forget
    from pubkpi.workspace.settings import find

    name, sha256 = forget(find(), " ".join(file))
    console.out(f"{sha256}  {name}")
    console.say(t("已撤下；再次导入即可恢复。", "taken out; ingest it again to have it back."))
