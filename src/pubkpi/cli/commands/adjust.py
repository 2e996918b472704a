"""`pubkpi adjust`: what an edited scorecard changes; to accept it, to go back, to accept a miss until a day or not."""

from typing import Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.cli.options import By, PeriodWords, Scorecard, Shape, needed_period
from pubkpi.cli.views.explain.adjust import show_acceptance, show_history, show_miss, show_preview
from pubkpi.model.errors import UsageError
from pubkpi.model.text import NOTHING, Text

_ONE = Text(
    "--accept、--undo、--list、--accept-miss、--withdraw-miss 只写一个",
    "write only one of --accept, --undo, --list, --accept-miss and --withdraw-miss",
)
_NOT_DECIDED = Text("--by 是由谁决定，只和认可、撤回、接受一起写", "--by says who decides, and nothing is decided here")
_RANKS_HINT = Text("看名次用 --ranks。", "For ranks there is --ranks.")
_NO_REASON = Text(
    "--reason 是决定的原因，这里没有做决定", "--reason says why something is decided, and nothing is here"
)
_NO_MISS = Text("只和 --accept-miss、--withdraw-miss 一起写", "goes with --accept-miss and --withdraw-miss alone")
_NO_UNTIL = Text("--until 只和 --accept-miss 一起写", "--until goes with --accept-miss alone")
_WHOLE = Text("撤回是全部撤回；改日期就再接受一次。", "A withdrawal is of all of it; for another day accept it again.")
_UNTIL_WHEN = Text("接受到哪一天要写明", "until which day it is accepted has to be said")
_UNTIL_HINT = Text("加 --until 2025-03-31；过了那天照旧。", "Add --until 2025-03-31; after that day all is as before.")
_NOT_SHOWN = Text("--ranks 只在看改动的影响时用", "--ranks goes with the edits that are shown, not with a decision")


Accept = Annotated[bool, typer.Option("--accept", help=t("认可现在的文本", "Accept the text as it is"))]
Undo = Annotated[
    bool, typer.Option("--undo", help=t("撤回上次认可，放回之前的文本", "Put back the text before the last one"))
]
List = Annotated[bool, typer.Option("--list", help=t("列出历次认可", "List what was accepted"))]
Miss = Annotated[
    str, typer.Option(metavar="INDICATOR", help=t("接受这个指标未达标，到某天为止", "Accept that it missed its target"))
]
Withdrawal = Annotated[
    str, typer.Option(metavar="INDICATOR", help=t("撤回对未达标的接受", "Accept its miss no longer"))
]
Until = Annotated[str, typer.Option(metavar="2025-03-31", help=t("未达标接受到哪天", "The last day of that"))]
Reason = Annotated[str, typer.Option(metavar=t("原因", "WHY"), help=t("为什么", "Why"))]
Who = Annotated[str, typer.Option(metavar=t("姓名", "NAME"), help=t("由谁决定", "Who decides"))]
Ranks = Annotated[
    By | None,
    typer.Option(
        metavar=t("谁", "WHOM"),
        help=t(
            "也看名次的变化：account（账号）、 unit（单位）、 platform（平台）或 entity（填报对象）",
            "Also whose ranks move: of each account, unit, platform or entity (with entered values)",
        ),
    ),
]


def run(
    accept: Accept = False,
    undo: Undo = False,
    list: List = False,
    accept_miss: Miss = "",
    withdraw_miss: Withdrawal = "",
    period: PeriodWords = None,
    until: Until = "",
    reason: Reason = "",
    by: Who = "",
    ranks: Ranks = None,
    scorecard: Scorecard = None,
    format: Annotated[Shape, typer.Option(help=t("输出格式", "Output"))] = Shape.table,
) -> None:
    """Show what the edits change, or decide on them."""
    from pubkpi.pipeline.results import adjust, misses
    from pubkpi.pipeline.results.preview import preview
    from pubkpi.workspace.settings import find

    decisions = accept, undo, bool(accept_miss), bool(withdraw_miss)
    _refuse(sum(decisions) + list, "" if any(decisions) else by, ranks)
    _refuse_idle(any(decisions), bool(accept_miss), bool(accept_miss or withdraw_miss), (reason, period, until))
    settings = find(scorecard=scorecard)
    if accept_miss or withdraw_miss:
        when, decision = needed_period("adjust", period, None, None), (reason, by)
        show_miss(
            misses.accept_miss(settings, accept_miss, when, until, decision)
            if accept_miss
            else misses.withdraw_miss(settings, withdraw_miss, when, decision),
            format,
        )
    elif accept or undo:
        decide = adjust.accept if accept else adjust.undo
        show_acceptance(decide(settings, reason, by), settings.scorecard, format)
    elif list:
        show_history(adjust.acceptances(settings), misses.accepted_misses(settings), format)
    else:
        show_preview(preview(settings, ranks.value if ranks else None), format)


def _refuse(decisions: int, idle_name: str, ranks: By | None) -> None:
    """UsageError for more than one of the *decisions*, a name where nothing is decided, and ranks beside a decision."""
    if decisions > 1:
        raise UsageError("adjust", _ONE)
    if idle_name:
        raise UsageError("adjust", _NOT_DECIDED, _RANKS_HINT)
    if ranks and decisions:
        raise UsageError("adjust", _NOT_SHOWN)


def _refuse_idle(is_decision: bool, is_miss: bool, is_about_miss: bool, said: tuple[str, str | None, str]) -> None:
    """UsageError for a reason, a period or a day that would be read by nobody, and for an accepted miss without one."""
    reason, period, until = said
    if reason and not is_decision:
        raise UsageError("adjust", _NO_REASON)
    if period and not is_about_miss:
        raise UsageError("--period", _NO_MISS)
    if until and not is_miss:
        raise UsageError("adjust", _NO_UNTIL, _WHOLE if is_about_miss else NOTHING)
    if is_miss and not until:
        raise UsageError("--until", _UNTIL_WHEN, _UNTIL_HINT)
