"""An edit of a plan as a step: its files are written with a line of the journal, and can be put back as they were."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text
from pubkpi.pipeline.results.inputs import as_bytes
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.restoration import restore
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.slips import text_of

if TYPE_CHECKING:
    from pubkpi.pipeline.plans.workbook import PlanEdit

EDIT, UNDO = "edit_plan", "undo_edit"


@dataclass(frozen=True, slots=True)
class EditStep:
    """An edit of a plan that can be undone: its *line* of the journal, its files *before* it and as it left them."""

    line: Entry
    before: Mapping[str, str]
    now: Mapping[str, str]


def save_plan(settings: Settings, edit: "PlanEdit") -> None:
    """Write each file with its edits, with the mark that it begins with, if any, and a line of the journal; UsageError
    where one of them was changed since it was read.
    """
    if not edit.by_file:
        return
    names = {one.file: one.file.relative_to(settings.root).as_posix() for one in edit.by_file}
    with _record(settings) as record:
        before = _words(settings, names.values())
        for one in edit.by_file:
            if text_of(one.file) != one.before:
                what = Text("文件刚才被改过，没有写回", "the file was changed a moment ago; nothing was written")
                raise UsageError(one.file.name, what, Text("再运行一次。", "Run it again."))
        marks = {name: "\ufeff" * words.startswith("\ufeff") for name, words in before.items()}
        now = {names[one.file]: marks[names[one.file]] + one.text for one in edit.by_file}
        _write(settings, record, (EDIT, {}), now, (before, now))


def last_edit(settings: Settings, entries: Sequence[Entry]) -> EditStep | None:
    """The last edit of a plan among *entries* that was not undone, be it because its files are as before it."""
    undone = {one.data["undoes"] for one in entries if one.action == UNDO}
    archive = Record(settings.state).archive
    for line in reversed(entries):
        if line.action == EDIT and line.seq not in undone:
            before, now = (json.loads(archive.get(one)) for one in line.data["texts"])
            if _words(settings, before) != before:
                return EditStep(line, before, now)
    return None


@contextmanager
def names_for_load(settings: Settings) -> Iterator[None]:
    """Within it names of accounts are written for the load that follows: undoing the load takes them back, too."""
    before = _words(settings, ["accounts.yaml"])
    yield
    now = _words(settings, before)
    if now != before:
        with _record(settings) as record:
            _write(settings, record, (EDIT, {"for_load": True}), now, (before, now))


def edit_for_load(settings: Settings, entries: Sequence[Entry], first: int) -> EditStep | None:
    """What was written of the names of accounts right before the line *first* of a load, as one step; None where there
    is nothing of that, or accounts.yaml was changed since.
    """
    archive, lines = Record(settings.state).archive, []
    for line in reversed(entries[: first - 1]):
        if line.action != EDIT or "for_load" not in line.data:
            break
        lines.append(line)
    if not lines:
        return None
    before, now = (json.loads(archive.get(one.data["texts"][i])) for i, one in ((0, lines[-1]), (1, lines[0])))
    return EditStep(lines[0], before, now) if _words(settings, now) == now else None


def undo_edit(settings: Settings, step: EditStep) -> None:
    """Put the files back as they were before the *step*; UsageError where one was changed since."""
    with _record(settings) as record:
        there = _words(settings, step.now)
        if changed := [name for name, words in step.now.items() if there[name] != words]:
            what = Text("写回之后又改过，撤销会丢掉这些改动", "it was edited since, and undoing would lose that")
            hint = Text("用 pubkpi plan edit 改回来。", "Change it back by pubkpi plan edit.")
            raise UsageError(changed[0], what, hint)
        _write(settings, record, (UNDO, {"undoes": step.line.seq}), step.before, (step.now, step.before))


def _words(settings: Settings, names: Iterable[str]) -> dict[str, str]:
    """What the files *names* of the workspace hold, byte by byte; nothing of one that is gone."""
    paths = {name: settings.root / name for name in names}
    return {
        name: path.read_bytes().decode("utf-8", "surrogateescape") if path.is_file() else ""
        for name, path in paths.items()
    }


@contextmanager
def _record(settings: Settings) -> Iterator[Record]:
    """The record, for who alone holds the workspace; what was not written to its end is dropped."""
    lock, record = Lock(settings.state / ".lock"), Record(settings.state)
    try:
        record.mend()
        yield record
    except BaseException:
        record.drop()
        raise
    finally:
        lock.release()


def _write(
    settings: Settings,
    record: Record,
    act: tuple[str, Mapping[str, object]],
    files: Mapping[str, str],
    texts: Sequence[Mapping[str, str]],
) -> None:
    """Write *files* and the line of that *act*, which names the *texts*: all of it, or nothing."""
    (action, line), at = act, settings.clock().isoformat(" ", "seconds")
    hashes = [record.archive.put_text(as_bytes(one)) for one in texts]
    (entry,) = record.journal.after([(action, {"at": at, **line, "texts": hashes})])
    restore(settings.root, record, entry, {**files})
