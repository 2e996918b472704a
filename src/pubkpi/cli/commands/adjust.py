"""`pubkpi adjust`: what an edited scorecard changes; to accept it, to go back, to accept a miss until a day."""

from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.cli.options import By, PeriodWords, Scorecard, Shape, needed_period
from pubkpi.cli.views.explain.adjust import show_acceptance, show_history, show_miss, show_preview
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text, choices_hint

if TYPE_CHECKING:
    from pubkpi.model.scores import Side

_ONE = Text(
    "--accept、--undo、--list、--accept-miss 只写一个", "write only one of --accept, --undo, --list and --accept-miss"
)
_SIDE = Text("--by 在这里是看谁的名次", "here --by says whose ranks are to be shown")


Accept = Annotated[bool, typer.Option("--accept", help=t("认可现在的文本", "Accept the text as it is"))]
Undo = Annotated[
    bool, typer.Option("--undo", help=t("撤回上次认可，放回之前的文本", "Put back the text before the last one"))
]
List = Annotated[bool, typer.Option("--list", help=t("列出历次认可", "List what was accepted"))]
Miss = Annotated[
    str, typer.Option(metavar="INDICATOR", help=t("接受这个指标未达标，到某天为止", "Accept that it missed its target"))
]
Until = Annotated[str, typer.Option(metavar="2025-03-31", help=t("未达标接受到哪天", "The last day of that"))]
Reason = Annotated[str, typer.Option(metavar=t("原因", "WHY"), help=t("为什么", "Why"))]
Who = Annotated[
    str,
    typer.Option(
        metavar=t("谁", "WHO"),
        help=t(
            "由谁决定；不认可时是看谁的名次：account、unit、platform、entity",
            "Who decides; where nothing is accepted, whose ranks to show: account, unit, platform, entity",
        ),
    ),
]


def run(
    accept: Accept = False,
    undo: Undo = False,
    list: List = False,
    accept_miss: Miss = "",
    period: PeriodWords = None,
    until: Until = "",
    reason: Reason = "",
    by: Who = "",
    scorecard: Scorecard = None,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
) -> None:
    """Show what the edits change, or decide on them."""
    from pubkpi import pipeline
    from pubkpi.workspace.settings import find

    if accept + undo + list + bool(accept_miss) > 1:
        raise UsageError("adjust", _ONE)
    settings = find(scorecard=scorecard)
    if accept_miss:
        when = needed_period("adjust", period, None, None)
        show_miss(pipeline.accept_miss(settings, accept_miss, when, until, (reason, by)), format)
    elif accept or undo:
        decide = pipeline.accept if accept else pipeline.undo
        show_acceptance(decide(settings, reason, by), settings.scorecard, format)
    elif list:
        show_history(pipeline.acceptances(settings), pipeline.accepted_misses(settings), format)
    else:
        show_preview(pipeline.preview(settings, _side(by)), format)


def _side(by: str) -> "Side | None":
    """Whose ranks are to be shown."""
    if by and by not in [*By]:
        raise UsageError("--by", _SIDE, choices_hint(By))
    return By(by).value if by else None
