"""What is undone."""

from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.model.text import count_of

if TYPE_CHECKING:
    from pubkpi.model.status import UndoResult, UndoStep

_FEW = 5


def show_step(step: "UndoStep") -> None:
    """Which step is to be undone, of which day, and what it was about."""
    more = len(step.files) - _FEW
    zh, en = "、".join(step.files[:_FEW]), ", ".join(step.files[:_FEW])
    zh, en = (f"{zh} 等 {len(step.files)} 个文件", f"{en} and {more} more") if more > 0 else (zh, en)
    console.say(t(f"撤销 {step.day} 的{step.command.zh}：{zh}", f"to be undone: {step.command.en} of {step.day}: {en}"))


def show_undo(result: "UndoResult", scorecard: str) -> None:
    """A line for each file that went (-), is back (+) or as it was (=); or the acceptance that was taken back."""
    from pubkpi.cli.options import Shape
    from pubkpi.cli.views.explain.adjust import show_acceptance

    if result.acceptance:
        show_acceptance(result.acceptance, scorecard, Shape.table)
        return
    for sign, names in (("-", result.out), ("+", result.back), ("=", result.plan_files)):
        for name in names:
            console.out(f"{sign} {name}")
    if result.plan_files and not (result.out or result.back):
        day, what = result.step.day, result.step.command
        console.say(
            t(f"已撤销 {day} 的{what.zh}：文件和改之前一样。", f"undone: {what.en} of {day}: as it was before.")
        )
        return
    out, back, step = len(result.out), len(result.back), result.step
    if result.plan_files:
        console.say(
            t("accounts.yaml 里为它写的名称也撤回了。", "what accounts.yaml was told for it is taken back, too.")
        )
    zh = "，".join([f"撤下 {out} 个文件"] * bool(out) + [f"恢复 {back} 个文件"] * bool(back))
    en = ", ".join([f"{count_of(out, 'file')} taken out"] * bool(out) + [f"{count_of(back, 'file')} back"] * bool(back))
    console.say(
        t(
            f"已撤销 {step.day} 的{step.command.zh}：{zh}。原件仍在归档里。",
            f"undone: {step.command.en} of {step.day}: {en}. The archive has the originals.",
        )
    )
