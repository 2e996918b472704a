"""The last ingest, forget, adjustment or edit of the plan, undone."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError
from pubkpi.model.periods import Period, period
from pubkpi.model.status import UndoResult, UndoStep
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_store
from pubkpi.pipeline.plans.edit_steps import EditStep, edit_for_load, last_edit, undo_edit
from pubkpi.pipeline.results import adjust, misses
from pubkpi.pipeline.results.acceptance import accepted_text
from pubkpi.pipeline.results.inputs import CLOSING
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.ingest.history.undo import LoadChange


def undo_last(settings: Settings, reason: str, by: str, tell: Callable[[UndoStep], None]) -> UndoResult:
    """Undo all that the last ingest or forget did, the last edit of the plan, or the last acceptance of an edited
    scorecard, which needs a *reason* and a name; *tell* hears which step that is before anything is done.

    UsageError where there is nothing to undo, and where the step is in a period that was closed since.
    """
    from pubkpi.ingest.history.undo import change_of, last_command, undo

    record = Record(settings.state)
    entries, command = record.entries(), last_command(record.entries())
    accepted = accepted_text(entries, record.archive, settings.scorecard)
    acceptance = accepted.stack[-1] if accepted and accepted.stack else None
    edit = last_edit(settings, entries)
    if not command and not acceptance and not edit:
        raise UsageError("undo", Text("没有可撤销的操作", "there is nothing to undo"))
    first, edited = command.first if command else 0, edit.line.seq if edit else 0
    _refuse_miss(entries, settings, max(acceptance.seq if acceptance else 0, first, edited))
    if edit and edited > max(acceptance.seq if acceptance else 0, first):
        return _undo_edit(settings, entries, edit, tell)
    if acceptance and acceptance.seq > first:
        _refuse_closed(_closed_since(entries, acceptance.seq))
        step = UndoStep(Text("认可", "acceptance"), str(acceptance.data["at"])[:10], (settings.scorecard,))
        tell(step)
        return UndoResult(step, (), (), adjust.undo(settings, reason, by))
    with open_store(settings, write=True) as store:
        now = store.journal.entries()
        command = last_command(now)
        if not command:
            raise UsageError("undo", Text("没有可撤销的操作", "there is nothing to undo"))
        change = change_of(now, command)
        _refuse_closed(one for one in _closed_since(now, command.first) if _is_of(store.engine, change, one))
        step, names = UndoStep(command.name, command.day, change.names), edit_for_load(settings, now, command.first)
        tell(step)
        undo(store, command, change, settings.clock())
    if names:
        undo_edit(settings, names)
    gone, back = ([str(one.data["name"]) for one in some] for some in (change.out, change.back))
    return UndoResult(step, tuple(gone), tuple(back), plan_files=tuple(names.before) if names else ())


def _undo_edit(
    settings: Settings, entries: Sequence[Entry], edit: EditStep, tell: Callable[[UndoStep], None]
) -> UndoResult:
    """The edit of the plan, undone; UsageError where a period was closed by what it wrote."""
    if names := [str(one) for one in _closed_since(entries, edit.line.seq)]:
        what = Text(f"{'、'.join(names)} 是按改后的计划定稿的", f"{', '.join(names)} was closed by the edited plan")
        raise UsageError("undo", what, Text("用 pubkpi plan edit 改。", "Change the plan by pubkpi plan edit."))
    step = UndoStep(Text("计划修改", "edit of the plan"), str(edit.line.data["at"])[:10], tuple(edit.before))
    tell(step)
    undo_edit(settings, edit)
    return UndoResult(step, (), (), plan_files=tuple(edit.before))


def _is_of(engine: "Engine", change: "LoadChange", when: Period) -> bool:
    """Whether *change* takes out rows of the period *when*, or may bring some back: what a file has that is not loaded
    is not known, but none has rows of days after it was written.
    """
    from pubkpi.database.ledger import late_rows

    files = [one.seq for one in change.out]
    written = [str(one.data.get("as_of") or "9999")[:10] for one in change.back]
    return bool(late_rows(engine, when, files=files)) or any(day >= str(when.first) for day in written)


def _refuse_miss(entries: Sequence[Entry], settings: Settings, step: int) -> None:
    """UsageError where a missed target was accepted after *step*, and still is: that has a command of its own."""
    newest = {
        (one.data["indicator"], one.data["period"]): one
        for one in entries
        if one.action in misses.DECISIONS and one.data["scorecard"] == settings.scorecard
    }
    for (indicator, when), one in newest.items():
        if one.action == misses.MISS and one.seq > step:
            what = Text(
                f"上一步是接受 {indicator} {when} 未达标", f"the last step accepted the miss of {indicator} in {when}"
            )
            call = f"pubkpi adjust --withdraw-miss {indicator} --period {when}"
            raise UsageError("undo", what, Text(f"先撤回：{call}。", f"Withdraw that first: {call}."))


def _closed_since(entries: Sequence[Entry], first: int) -> tuple[Period, ...]:
    """The periods that were closed or revised after the line *first*."""
    return tuple(dict.fromkeys(period(one.data["period"]) for one in entries[first:] if one.action in CLOSING))


def _refuse_closed(closed: Iterable[Period]) -> None:
    """UsageError where there are such periods."""
    if names := [str(one) for one in closed]:
        what = Text(f"{'、'.join(names)} 是在这一步之后定稿的", f"{', '.join(names)} was closed after that step")
        hint = Text(
            "用 pubkpi forget 撤下文件，再 pubkpi close --revise。",
            "Take files out with pubkpi forget, then revise: pubkpi close --revise.",
        )
        raise UsageError("undo", what, hint)
