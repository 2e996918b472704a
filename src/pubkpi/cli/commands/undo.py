"""`pubkpi undo`: take back all that the last ingest, forget, adjustment or edit of the plan did."""

from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.views.workspace.undo import show_step, show_undo
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.status import UndoStep

Reason = Annotated[
    str, typer.Option(metavar=t("原因", "WHY"), help=t("撤回认可的原因", "Why an acceptance is taken back"))
]
Who = Annotated[str, typer.Option(metavar=t("姓名", "NAME"), help=t("由谁决定", "Who decides"))]
Yes = Annotated[bool, typer.Option("--yes", help=t("不再问，直接撤销", "Undo it without a question"))]


def run(reason: Reason = "", by: Who = "", yes: Yes = False) -> None:
    """Undo the last step; nothing that a closed period rests on. Somebody at a terminal says yes, or the option."""
    from pubkpi.cli.questions import is_yes
    from pubkpi.pipeline.upkeep.undo import undo_last
    from pubkpi.workspace.settings import find

    def tell(step: "UndoStep") -> None:
        show_step(step)
        if not yes and not console.can_ask():
            what = Text("没有终端可以确认，没有撤销", "there is no terminal to confirm it; nothing was undone")
            raise UsageError("undo", what, Text("加 --yes 撤销这一步。", "Add --yes to undo this step."))
        if not yes and not is_yes(t("撤销这一步吗？", "Undo this step?")):
            console.say(t("没有撤销。", "Nothing was undone."))
            raise typer.Exit

    settings = find()
    show_undo(undo_last(settings, reason, by, tell), settings.scorecard)
