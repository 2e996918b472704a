"""An edited scorecard is accepted, or its predecessor put back: one line of the journal, the texts in the archive."""

import json
from collections.abc import Mapping, Sequence

from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.edits import Acceptance, SpecEdit, kinds_of
from pubkpi.model.text import NOTHING, Text
from pubkpi.pipeline.results.acceptance import (
    ADJUST,
    UNDO,
    AcceptedText,
    acceptances_of,
    accepted_text,
    edits_since,
    signed,
    specs_of,
)
from pubkpi.pipeline.results.closings.closing import closings
from pubkpi.pipeline.results.inputs import as_bytes, texts
from pubkpi.pipeline.results.runs import append
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.restoration import restore
from pubkpi.workspace.settings import Settings

_SHOW = Text("先看看：pubkpi adjust。", "See pubkpi adjust first.")


def accept(settings: Settings, reason: str, by: str) -> Acceptance:
    """Accept the scorecard's text as it is, for that *reason* and *by* that name; UsageError where there is nothing to
    accept, SpecError where it cannot be used.
    """
    kpis(settings)
    reason, by = signed(settings, reason, by)
    words, accepted = specs_of(texts(settings, set())), _read_accepted_text(settings)
    edits = edits_since(settings, accepted.words, words)
    if not edits:
        what = Text("没有未认可的改动", "there is nothing to accept")
        raise UsageError(settings.scorecard, what, Text("文本就是已认可的。", "Its text is the accepted one."))
    append(settings, ADJUST, _line(settings, edits, reason, by), (words, accepted.words))
    return acceptances(settings)[-1]


def undo(settings: Settings, reason: str, by: str) -> Acceptance:
    """Put the text before the last acceptance back into kpi_specs; UsageError where there is none, where the files were
    edited since, or where a period was closed by the text that would go.
    """
    reason, by = signed(settings, reason, by)
    lock, record = Lock(settings.state / ".lock"), Record(settings.state)
    try:
        record.mend()
        accepted, words = _read_accepted_text(settings), specs_of(texts(settings, set()))
        _refuse(settings, record, accepted, words)
        before = _text_before(record, accepted)
        line = _line(settings, edits_since(settings, accepted.words, before), reason, by)
        kept = [record.archive.put(as_bytes(one)) for one in (before, accepted.words)]
        at = settings.clock().isoformat(" ", "seconds")
        (entry,) = record.journal.after([(UNDO, {"at": at, **line, "texts": kept})])
        names = dict.fromkeys((*before, *accepted.words))
        restore(settings.root, record, entry, {name: before.get(name) for name in names})
    except BaseException:
        record.drop()
        raise
    finally:
        lock.release()
    return acceptances(settings)[-1]


def acceptances(settings: Settings) -> tuple[Acceptance, ...]:
    """All that was accepted and undone of the workspace's scorecard, oldest first."""
    return acceptances_of(Record(settings.state, settings.upto).entries(), settings.scorecard)


def _read_accepted_text(settings: Settings) -> AcceptedText:
    record = Record(settings.state)
    found = accepted_text(record.entries(), record.archive, settings.scorecard)
    if found is None:
        what = Text("还没有打过分，没有可比的文本", "nothing was scored by it yet, so there is no text to start from")
        raise UsageError(settings.scorecard, what, Text("先运行 pubkpi score。", "Run pubkpi score first."))
    return found


def _refuse(settings: Settings, record: Record, accepted: AcceptedText, words: Mapping[str, str]) -> None:
    """UsageError where the last acceptance cannot be undone."""
    what, hint = None, NOTHING
    closed = closings(record.entries(), record.archive, settings.scorecard)
    by_it = [str(period) for period, one in closed.items() if specs_of(one.words) == accepted.words]
    if not accepted.stack:
        what = Text("没有可撤回的认可", "nothing was accepted that could be undone")
    elif words != accepted.words:
        what = Text("认可之后又改过，撤回会丢掉这些改动", "it was edited since, and undoing would lose that")
        hint = Text("先认可（--accept）或改回来。", "Accept it (--accept), or edit it back.")
    elif by_it:
        what = Text(f"{'、'.join(by_it)} 是按这个文本定稿的", f"{', '.join(by_it)} was closed by this text")
        hint = Text("改好后再认可一次：--accept。", "Edit the text and accept that: --accept.")
    if what:
        raise UsageError(settings.scorecard, what, hint)


def _text_before(record: Record, accepted: AcceptedText) -> dict[str, str]:
    """The text that the last acceptance replaced."""
    return dict(json.loads(record.archive.get(accepted.stack[-1].data["texts"][1])))


def _line(settings: Settings, edits: Sequence[SpecEdit], reason: str, by: str) -> dict[str, object]:
    """What the journal says of it."""
    kinds = list(kinds_of(edits))
    return {"scorecard": settings.scorecard, "by": by, "reason": reason, "kinds": kinds, "edits": len(edits)}
