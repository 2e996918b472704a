"""`pubkpi undo`: take back all that the last ingest, forget or adjustment did."""

from typing import Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.cli.views.workspace.undo import show_step, show_undo

Reason = Annotated[
    str, typer.Option(metavar=t("原因", "WHY"), help=t("撤回认可的原因", "Why an acceptance is taken back"))
]
Who = Annotated[str, typer.Option(metavar=t("姓名", "NAME"), help=t("由谁决定", "Who decides"))]


def run(reason: Reason = "", by: Who = "") -> None:
    """Undo the last step; nothing that a closed period rests on."""
    from pubkpi.pipeline.upkeep.undo import undo_last
    from pubkpi.workspace.settings import find

    settings = find()
    show_undo(undo_last(settings, reason, by, show_step), settings.scorecard)
