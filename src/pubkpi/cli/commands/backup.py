"""`pubkpi backup`: the workspace in one file."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.options import Force


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help=t("写到哪个 ZIP", "The ZIP to write"))],
    force: Force = False,
) -> None:
    """Write settings, plans, archive and journal into *file*, and print the digest of the state."""
    from pubkpi.pipeline.upkeep.backup import back_up
    from pubkpi.workspace.settings import find

    digest, count = back_up(find(), file, force=force)
    console.out(digest)
    console.say(t(f"已备份 {count} 个文件到 {file}。", f"{count} files are in {file}."))
    console.say(t("里面有个人信息，请妥善保管。", "It holds personal data: keep it as you keep those."))
