"""`pubkpi rebuild`: make the database again from archive and journal."""

from pubkpi.cli import console
from pubkpi.cli.locale import t


def run() -> None:
    """Rebuild and print the digest of the state."""
    from pubkpi.pipeline.load import rebuild
    from pubkpi.workspace.settings import find

    console.out(rebuild(find()))
    console.say(t("已由归档和日志重建数据库。", "the database was made again from archive and journal."))
