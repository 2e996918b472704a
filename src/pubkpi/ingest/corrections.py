"""A form that was loaded before under its name, corrected: it counts row by row in the place of the earlier one.

Rows of the earlier file that the corrected one no longer has are asked about; the answer stands in the journal: with
`replaces` the earlier loads are taken out, otherwise both stand, and `revision` says which is the later one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest import tables
from pubkpi.ingest.prepare import Prepared, Reading
from pubkpi.ingest.result import Said
from pubkpi.ingest.store import Store, sound
from pubkpi.ingest.tables import rows, told_by
from pubkpi.model.errors import DataError
from pubkpi.model.facts import ENTRY, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.journal import Entry

_NAMED = 5


@dataclass(frozen=True, slots=True)
class Correction:
    """What *file* is to the loads of its name: how many it follows, and those that it *replaces* as a whole."""

    file: Prepared
    revision: int
    replaces: tuple[Entry, ...]


def is_later(store: Store, file: Prepared, before: Iterable[Prepared]) -> bool:
    """Whether *file* is a form of which one of that name was loaded before, or is among those *before* it."""
    if not file.reading.found.profile.form:
        return False
    others = [one.reading for one in before if one.reading.sha256 != file.reading.sha256]
    return bool(_earlier(store, file)) or any(_named(one) == _named(file.reading) for one in others)


def load(store: Store, reading: Reading, said: Said) -> tuple[Prepared, list[Finding] | None]:
    """The file of *reading*, loaded as what it corrects, and its findings; None for them when it is only looked at.

    Raises DataError when it is refused, or with the question.
    """
    file = sound(next(store.prepare([reading])))
    corrected = correction(store, file, said.replaces)
    return corrected.file, None if said.dry_run else add(store, corrected, store.settings.clock())


def correction(store: Store, file: Prepared, answer: bool | None) -> Correction:
    """What *file* corrects; DataError with the question where rows of an earlier one are gone and no *answer* is given.

    True is that the earlier file counts no more, False that its other rows stay.
    """
    lacking: dict[tuple[int, str], None] = {}
    earlier: list[Entry] = []
    for load in _earlier(store, file):
        common, gone = _compared(store.engine, file, load.seq)
        # the forms of two quarters, each in a folder of its own, may bear one name
        if common or load.data.get("folder", "") in ("", file.reading.folder):
            earlier.append(load)
            lacking.update(dict.fromkeys(gone))
    if lacking and answer is None:
        raise _question(file.reading.name, [*lacking])
    if not earlier:
        return Correction(file, 0, ())
    newest = max((datetime.fromisoformat(load.data["as_of"]) for load in earlier), default=None)
    as_of = max(filter(None, (file.as_of, newest)), default=None)
    revision = 1 + max(load.data.get("revision", 0) for load in earlier)
    return Correction(replace(file, as_of=as_of), revision, tuple(earlier) if answer else ())


def add(store: Store, corrected: Correction, now: datetime) -> list[Finding]:
    """Load the file, and take out what it replaces, or neither; its findings."""
    file, at = corrected.file, now.isoformat(" ", "seconds")
    if corrected.revision:
        file = replace(file, findings=(*file.findings, _told(corrected)))
    tables.hold(store.engine, (one.part for one in file.staged))
    with store.recording(), store.engine.transaction():
        said = {**store.decided(file, store.archive.put(file.reading.kept), now), **_answers(corrected)}
        gone = [("forget", {"at": at, "load": one.seq, **_line(one)}) for one in corrected.replaces]
        entries = store.journal.after([*gone, ("load", said)])
        for load in corrected.replaces:
            store.take_out(load.seq)
        (findings,) = store.enter([file], entries[-1:])
        store.write(entries)
    return findings


def _answers(corrected: Correction) -> dict[str, object]:
    """What the journal says of a correction beside what it says of every load."""
    made: dict[str, object] = {"revision": corrected.revision} if corrected.revision else {}
    return made | ({"replaces": [one.seq for one in corrected.replaces]} if corrected.replaces else {})


def _line(load: Entry) -> dict[str, object]:
    return {key: load.data[key] for key in ("name", "sha256", "account")}


def _earlier(store: Store, file: Prepared) -> list[Entry]:
    return [one for one in store.loads() if (one.data["name"], one.data["export"]) == _named(file.reading)]


def _named(reading: Reading) -> tuple[str, str]:
    return reading.name, reading.found.profile.id


def _compared(engine: Engine, file: Prepared, number: int) -> tuple[bool, list[tuple[int, str]]]:
    """Whether *file* and the load *number* have a row in common, and those of the load that *file* lacks, in words."""
    common, lacking = False, list[tuple[int, str]]()
    for fact in {feed.fact.name: feed.fact for feed in file.reading.found.profile.feeds}.values():
        new = " union all ".join(_new(file, fact)) or f"select {_keys(fact)} from {rows(fact)} where false"
        shown = ", ".join(quoted(name) for name in _words(fact))
        old = " union ".join(
            f"select {_keys(fact)}, row, concat_ws(' ', {shown}) as words from {quoted(fact.name + version)} "
            f"where file_id = {number}"
            for version in ("", "_version")
        )
        there = f"exists (select 1 from ({new}) n where {_same(fact)})"
        found = engine.run(f"select row, words, {there} from ({old}) o order by row")
        common = common or any(is_there for _, _, is_there in found)
        lacking += [(row, words) for row, words, is_there in found if not is_there]
    return common, lacking


def _new(file: Prepared, fact: Fact) -> Iterator[str]:
    for one in file.staged:
        if one.part.feed.fact is fact:
            yield f"select {_keys(fact)} {one.rows}"


def _keys(fact: Fact) -> str:
    return ", ".join(map(quoted, fact.key))


def _same(fact: Fact) -> str:
    return " and ".join(f"n.{quoted(name)} = o.{quoted(name)}" for name in fact.key)


def _words(fact: Fact) -> list[str]:
    """The columns by which a person knows a row."""
    return told_by(fact) if fact.later else [name for name in fact.key if name != ENTRY]


def _question(name: str, lacking: Sequence[tuple[int, str]]) -> DataError:
    zh = "；".join(f"第 {row} 行 {words}" for row, words in lacking[:_NAMED])
    en = "; ".join(f"row {row} {words}" for row, words in lacking[:_NAMED])
    more = Text("等", ", and more") if len(lacking) > _NAMED else NOTHING
    return DataError(
        name,
        Text(
            f"先前导入的同名文件里有 {len(lacking)} 行，这一份里没有：{zh}{more.zh}",
            f"{len(lacking)} row(s) of the file of that name loaded before are not in this one: {en}{more.en}",
        ),
        Text(
            "删掉了的，用 --replaces yes 整份替换；仍要计入的，用 --replaces no。",
            "If they were taken out, say --replaces yes; if they still count, --replaces no.",
        ),
    )


def _told(corrected: Correction) -> Finding:
    kept = Text("更正了先前导入的同名文件，逐行取代", "corrects the file of that name loaded before, row by row")
    gone = Text("取代了先前导入的同名文件，旧的整份不再计入", "replaces the file of that name loaded before")
    name = corrected.file.reading.name
    return Finding("ingest.revision", "info", name, gone if corrected.replaces else kept)
