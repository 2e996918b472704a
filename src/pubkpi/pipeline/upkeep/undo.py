"""The last ingest, forget or adjustment, undone."""

from collections.abc import Sequence

from pubkpi.model.errors import UsageError
from pubkpi.model.status import UndoResult
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_store
from pubkpi.pipeline.results import adjust, misses
from pubkpi.pipeline.results.acceptance import accepted_text
from pubkpi.pipeline.results.inputs import CLOSING
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings


def undo_last(settings: Settings, reason: str, by: str) -> UndoResult:
    """Undo all that the last ingest or forget did, or the last acceptance of an edited scorecard, which needs a
    *reason* and a name; UsageError where there is nothing to undo, and where a period was closed since.
    """
    from pubkpi.ingest.history.undo import last_command, undo

    record = Record(settings.state)
    entries, command = record.entries(), last_command(record.entries())
    accepted = accepted_text(entries, record.archive, settings.scorecard)
    acceptance = accepted.stack[-1].seq if accepted and accepted.stack else 0
    if not command and not acceptance:
        raise UsageError("undo", Text("没有可撤销的操作", "there is nothing to undo"))
    _refuse_miss(entries, settings, max(acceptance, command.first if command else 0))
    if acceptance and (not command or acceptance > command.first):
        _refuse_closed(entries, acceptance)
        return UndoResult((), (), adjust.undo(settings, reason, by))
    with open_store(settings, write=True) as store:
        now = store.journal.entries()
        command = last_command(now)
        if not command:
            raise UsageError("undo", Text("没有可撤销的操作", "there is nothing to undo"))
        _refuse_closed(now, command.first)
        gone, back = undo(store, command, settings.clock())
    return UndoResult(tuple(gone), tuple(back))


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


def _refuse_closed(entries: Sequence[Entry], first: int) -> None:
    """UsageError where a period was closed or revised after the line *first*."""
    closed = [str(one.data.get("period", "")) for one in entries[first:] if one.action in CLOSING]
    if closed:
        zh, en = "、".join(dict.fromkeys(closed)), ", ".join(dict.fromkeys(closed))
        what = Text(f"{zh} 是在这一步之后定稿的", f"{en} was closed after that step")
        hint = Text(
            "用 pubkpi forget 撤下文件，再 pubkpi close --revise。",
            "Take files out with pubkpi forget, then revise: pubkpi close --revise.",
        )
        raise UsageError("undo", what, hint)
