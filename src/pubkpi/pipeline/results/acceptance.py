"""Which text of a scorecard is accepted: the last one that somebody accepted, else the one that was scored first."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pubkpi.model.errors import PubkpiError, UsageError
from pubkpi.model.explanations.edits import KINDS, Acceptance, SpecEdit, kinds_text
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.pipeline.results.inputs import CLOSING, SPECS, as_bytes, lay_out, own_exports, texts
from pubkpi.pipeline.results.runs import RUN
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.files import digest
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

DECISIONS = ADJUST, UNDO = ("adjust", "undo")
Words = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class AcceptedText:
    """The accepted text of a scorecard: its *words* by file, the *line* of the journal that it stands in, the lines of
    acceptances that led to it, and those below it that can be gone back to.
    """

    words: Words
    line: Entry
    stack: tuple[Entry, ...]

    @property
    def version(self) -> str:
        """The hash of the text."""
        return version_of(self.words)


def specs_of(words: Words) -> dict[str, str]:
    """Of the *words* of a result those of the scorecard and the measures."""
    return {name: one for name, one in words.items() if name.startswith(SPECS)}


def version_of(words: Words) -> str:
    """The hash of the *words* of a scorecard and its measures."""
    return digest(as_bytes(words))


def accepted_text(entries: Sequence[Entry], archive: Archive, scorecard: str) -> AcceptedText | None:
    """The accepted text of *scorecard*; None where nothing of it was ever scored."""
    mine = [one for one in entries if one.data.get("scorecard") == scorecard]
    stack: list[Entry] = []
    for one in mine:
        if one.action == ADJUST:
            stack.append(one)
        elif one.action == UNDO:
            stack.pop()
    decided = next((one for one in reversed(mine) if one.action in DECISIONS), None)
    line = decided or next((one for one in mine if one.action in (RUN, *CLOSING)), None)
    if line is None:
        return None
    return AcceptedText(specs_of(json.loads(archive.get(line.data["texts"][0]))), line, tuple(stack))


def acceptances_of(entries: Sequence[Entry], scorecard: str) -> tuple[Acceptance, ...]:
    """Everything that was accepted and undone of *scorecard*, oldest first."""
    return tuple(
        Acceptance(
            at=one.data["at"],
            by=one.data["by"],
            reason=one.data["reason"],
            version=one.data["texts"][0],
            predecessor=one.data["texts"][1],
            kinds=tuple(kind for kind in KINDS if kind in one.data["kinds"]),
            count=one.data["edits"],
            undone=one.action == UNDO,
        )
        for one in entries
        if one.action in DECISIONS and one.data["scorecard"] == scorecard
    )


def signed(settings: Settings, reason: str, by: str) -> tuple[str, str]:
    """The *reason* and the name, UsageError without one of them."""
    if not reason.strip():
        what = Text("要写明原因", "a reason is needed")
        raise UsageError(settings.scorecard, what, Text("加 --reason 原因。", "Add --reason WHY."))
    if not by.strip():
        what = Text("要写明由谁决定", "the name of who decides is needed")
        raise UsageError(settings.scorecard, what, Text("加 --by 姓名。", "Add --by NAME."))
    return reason.strip(), by.strip()


@contextmanager
def laid_out(settings: Settings, words: Words) -> Iterator[Settings]:
    """The workspace with those *words* in place of its specs."""
    others = {name: one for name, one in texts(settings, own_exports(settings)).items() if not name.startswith(SPECS)}
    with TemporaryDirectory(prefix="pubkpi-") as folder:
        lay_out({**others, **words}, Path(folder))
        yield replace(settings, root=Path(folder), data=settings.state)


def edits_since(settings: Settings, before: Words, now: Words) -> tuple[SpecEdit, ...]:
    """What *now* has otherwise than the text *before*; SpecError where one of the two cannot be read."""
    from pubkpi.specs.changes.edits import edits

    with laid_out(settings, before) as old, laid_out(settings, now) as new:
        return edits(old.specs, new.specs, settings.scorecard)


def open_edits(settings: Settings, words: Words) -> tuple[Finding, ...]:
    """A finding for each file of the scorecard that was edited since its text was accepted, unless only words were: the
    result made of *words* is not by what was accepted.
    """
    record = Record(settings.state)
    accepted, now = accepted_text(record.entries(), record.archive, settings.scorecard), specs_of(words)
    if accepted is None or accepted.words == now:
        return ()
    try:
        found = edits_since(settings, accepted.words, now)
    except PubkpiError:  # by the rules of today the text of then cannot be read
        return tuple(_open(name, _UNREAD) for name in now if accepted.words.get(name) != now[name])
    files = dict.fromkeys(one.file for one in found if one.kind != "cosmetic")
    return tuple(_open(file, kinds_text([one for one in found if one.file == file])) for file in files)


def edits_among(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the *findings* that tell of edits which nobody has accepted."""
    return tuple(one for one in findings if one.id == "adjust.open")


def _open(file: str, what: Text) -> Finding:
    message = Text(
        f"改过，还没有人认可（{what.zh}）；本结果按改后的文本计算",
        f"edited, and nobody has accepted it ({what.en}); this result is by the edited text",
    )
    hint = Text("影响见 pubkpi adjust，认可用 --accept。", "pubkpi adjust shows what it changes, --accept accepts it.")
    return Finding("adjust.open", "warning", file, message, hint)


_UNREAD = Text("原来的文本按现在的规则读不了", "the text before it cannot be read by the rules of today")
