"""`pubkpi verify`: check the database against archive and journal, and a run against what it was made of."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t


def run(
    run: Annotated[
        str,
        typer.Argument(
            metavar="RUN",
            show_default=False,
            help=t("一次结果：编号的开头，或它的周期", "A run: how its id begins, or its period"),
        ),
    ] = "",
) -> None:
    """Rebuild the state and compare; exit 7 when the two differ, or the run does not come out again."""
    from pubkpi.pipeline.results.verify import verify
    from pubkpi.workspace.settings import find

    console.out(verify(find(), run))
    console.say(t("数据库与归档、日志一致。", "the database is what archive and journal say."))
    if run:
        console.say(t(f"结果 {run} 重算一致。", f"the run {run} comes out again, number by number."))
