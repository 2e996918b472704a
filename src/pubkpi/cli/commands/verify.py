"""`pubkpi verify`: check the database against archive and journal."""

from pubkpi.cli import console
from pubkpi.cli.locale import t

HELP = t("由归档和日志重算，核对数据库。", "Check the database against archive and journal.")


def run() -> None:
    """Rebuild the state and compare; exit 7 when the two differ."""
    from pubkpi import pipeline
    from pubkpi.workspace.settings import find

    console.out(pipeline.verify(find()))
    console.say(t("数据库与归档、日志一致。", "the database is what archive and journal say."))
