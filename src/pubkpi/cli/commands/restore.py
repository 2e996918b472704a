"""`pubkpi restore`: a workspace from its backup."""

from pathlib import Path
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t


def run(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help=t("备份文件", "The backup"))],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help=t("空文件夹", "An empty folder"))],
) -> None:
    """Make the workspace of *file* in *folder*, check it against the backup, and print the digest of its state."""
    from pubkpi.pipeline.upkeep.restoration import restore

    digest, count = restore(file, folder)
    console.out(digest)
    console.say(
        t(
            f"已恢复 {count} 个文件，数据库重建后与备份时一致。",
            f"{count} files; the database is the one of the backup.",
        )
    )
    console.say(
        t(
            "备份里没有收件箱、待填的登记表和报告：导入过的原件在归档里，报告用 pubkpi report 重新生成。",
            "Inbox, forms still to be filled in and reports are in no backup: what was loaded is in the archive, "
            "pubkpi report writes reports anew.",
        )
    )
