"""What was undone."""

from typing import TYPE_CHECKING

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.model.text import count_of

if TYPE_CHECKING:
    from pubkpi.model.status import UndoResult


def show_undo(result: "UndoResult", scorecard: str) -> None:
    """A line for each file that went (-) or is back (+), then how many; or the acceptance that was taken back."""
    from pubkpi.cli.options import Shape
    from pubkpi.cli.views.explain.adjust import show_acceptance

    if result.acceptance:
        show_acceptance(result.acceptance, scorecard, Shape.table)
        return
    for sign, names in (("-", result.out), ("+", result.back)):
        for name in names:
            console.out(f"{sign} {name}")
    out, back = len(result.out), len(result.back)
    console.say(
        t(
            f"已撤销上一步：撤下 {out} 个文件，恢复 {back} 个。原件仍在归档里。",
            f"undone: {count_of(out, 'file')} taken out, {back} back. The archive has the originals.",
        )
    )
