"""A form that was loaded before under its name, corrected: it counts row by row in the place of the earlier one.

Rows of the earlier file that the corrected one no longer has are asked about, and so is a 编号 that a file of another
name gave to something else. The answer stands in the journal: with `replaces` the earlier loads are taken out,
otherwise both stand, and `revision` says which is the later one. `identities` are which entries its numbered
rows are beside those of other loads; in lines of before, `own` are the numbers that are another entry here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from pubkpi.database import tables
from pubkpi.ingest.history.commit import commit
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.load.prepare import PreparedFile, sound
from pubkpi.ingest.load.reading import Reading
from pubkpi.ingest.registers import missing, numbers
from pubkpi.ingest.registers.matches import Matches, has_numbers, matches
from pubkpi.ingest.registers.missing import MissingRow
from pubkpi.ingest.result import IngestOptions
from pubkpi.model.errors import DataError
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.workspace.journal import Entry

_WITHOUT_REPLAY = Text(
    "不带 --replay 导入这一份，再回答是不是更正。",
    "Ingest it without --replay, and say then whether it corrects them.",
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What *file* is to other loads: those of its name that it *follows*, those that it *replaces* as a whole, and
    those *beside* it, registers of another folder.
    """

    file: PreparedFile
    revision: int = 0
    follows: tuple[Entry, ...] = ()
    replaces: tuple[Entry, ...] = ()
    others: tuple[Entry, ...] = ()


def is_later(store: Store, file: PreparedFile, before: Iterable[PreparedFile]) -> bool:
    """Whether *file* is a form of which one of that name was loaded before, or is among those *before* it.

    Where it has numbers (编号), any of its kind may be meant.
    """
    if not file.reading.match.profile.form:
        return False
    others = [_name_and_export(one.reading) for one in before if one.reading.sha256 != file.reading.sha256]
    others += [(load.data["name"], load.data["export"]) for load in store.loads()]
    name, export = _name_and_export(file.reading)
    numbered = has_numbers(file.reading)
    return any(other == export and (numbered or named == name) for named, other in others)


def load(store: Store, reading: Reading, options: IngestOptions) -> tuple[PreparedFile, list[Finding] | None]:
    """The file of *reading*, loaded as what it corrects, and its findings; None for them when it is only looked at.

    Raises DataError when it is refused, or with the question.
    """
    corrected = correction(store, reading, options.replaces)
    return corrected.file, None if options.dry_run else add(store, corrected, store.settings.clock())


def correction(store: Store, reading: Reading, answer: bool | None) -> Correction:
    """What the file of *reading* corrects; DataError with the question where only the user can say and gives no
    *answer*.

    True is that earlier rows count no more, False that they stay.
    """
    file = sound(next(store.prepare([reading])))
    earlier, beside = _earlier(store, file)
    name = reading.name
    found = _matches(store, file, earlier)
    if identities := found.identities(answer):
        file = sound(next(store.prepare([replace(reading, identities=identities)])))
    moved, renumbered, rows = missing.renumbered_and_missing(store.engine, file, earlier)
    if answer is False and moved and rows:
        raise DataError(name, *missing.replaceable_as_one(rows))
    if answer is False and (unclear := [one for one in rows if one.is_unclear]):
        raise DataError(name, *missing.unclear(unclear))
    if (answer is None and (rows or found.strange)) or (answer and not found.is_sure):
        raise _question(name, rows, found)
    apart = [load for load in earlier if answer is False and not _is_here(load, reading)]
    earlier = [load for load in earlier if load not in apart]
    more = missing.renumbered(renumbered)
    remarks = [*_remark(file, earlier, more, is_complete=bool(answer or moved)), *numbers.findings(name, found, answer)]
    remarks += missing.elsewhere(store.engine, file, earlier, _folders(store)) if answer else []
    corrections = {one.other.load for one in found.strange} if answer else set[int]()
    follows = [*earlier, *(load for load in store.loads() if load.seq in corrections)]
    file = replace(file, findings=(*file.findings, *remarks))
    corrected = Correction(file, 0, tuple(earlier), tuple(earlier if answer else moved), (*beside, *apart))
    return _newest(corrected, follows) if follows else corrected


def _newest(corrected: Correction, follows: Sequence[Entry]) -> Correction:
    """*corrected* as what counts before the loads that it *follows*."""
    as_of = max(datetime.fromisoformat(load.data["as_of"]) for load in follows)
    revision = 1 + max(load.data.get("revision", 0) for load in follows)
    file = replace(corrected.file, as_of=max(filter(None, (corrected.file.as_of, as_of))))
    return replace(corrected, file=file, revision=revision)


def in_place_of(store: Store, old: Entry, reading: Reading) -> Reading:
    """*reading*, which is to be loaded for *old* without a question; DataError when there is one."""
    if not reading.match.profile.form or not has_numbers(reading):
        return reading
    found = matches(store.engine, sound(next(store.prepare([reading]))), {old.seq}, _folders(store))
    if found.strange:
        what, _ = numbers.question(found)
        raise DataError(reading.name, what, _WITHOUT_REPLAY)
    return replace(reading, identities=found.identities(None))


def add(store: Store, corrected: Correction, now: datetime) -> list[Finding]:
    """Load the file, and take out what it replaces, or neither; its findings."""
    file, at = corrected.file, now.isoformat(" ", "seconds")
    tables.hold(store.engine, (one.part.filled for one in file.staged))

    def change() -> tuple[list[Entry], list[Finding]]:
        load = {**store.decided(file, store.archive.put(file.reading.original), now), **_answers(corrected)}
        gone = [
            ("forget", {"at": at, "batch": store.batch, "load": one.seq, **_line(one)}) for one in corrected.replaces
        ]
        entries = store.journal.after([*gone, ("load", load)])
        for one in corrected.replaces:
            store.take_out(one.seq)
        (findings,) = store.enter([file], entries[-1:])
        return entries, findings

    return commit(store, change)


def _answers(corrected: Correction) -> dict[str, object]:
    """What the journal says of a correction beside what it says of every load."""
    made: dict[str, object] = {"revision": corrected.revision} if corrected.revision else {}
    # by their bytes: a load that is read again has another number
    for key, loads in (("follows", corrected.follows), ("beside", corrected.others)):
        made |= {key: [one.data["sha256"] for one in loads]} if loads else {}
    return made | ({"replaces": [one.seq for one in corrected.replaces]} if corrected.replaces else {})


def _line(load: Entry) -> dict[str, object]:
    return {key: load.data[key] for key in ("name", "sha256", "account")}


def _earlier(store: Store, file: PreparedFile) -> tuple[list[Entry], list[Entry]]:
    """The loads that *file* corrects, and those of its name that were said to stand beside it.

    The former are those of its name and folder; of another folder, those that share a row.
    """
    named = [one for one in store.loads() if (one.data["name"], one.data["export"]) == _name_and_export(file.reading)]
    # the forms of two quarters, each in a folder of its own, may bear one name
    here = [one for one in named if _is_here(one, file.reading)]
    elsewhere = [one for one in named if one not in here]
    beside = [one for one in elsewhere if any(_are_beside(one, other) for other in here)]
    rest = [one for one in elsewhere if one not in beside and missing.has_common(store.engine, file, one.seq)]
    return [one for one in named if one in here or one in rest], beside


def _is_here(load: Entry, reading: Reading) -> bool:
    return load.data.get("folder", "") in ("", reading.folder)


def _are_beside(one: Entry, other: Entry) -> bool:
    return one.data["sha256"] in other.data.get("beside", ()) or other.data["sha256"] in one.data.get("beside", ())


def _matches(store: Store, file: PreparedFile, earlier: Sequence[Entry]) -> Matches:
    """What the numbered rows of *file* are, where those of the *earlier* loads of its folder may have changed.

    When several have and no row is as before, it may as well be the file of another quarter.
    """
    seqs = {load.seq for load in earlier if _is_here(load, file.reading)}
    found = matches(store.engine, file, seqs, _folders(store))
    if len(found.changes) > 1 and not any(missing.has_common(store.engine, file, seq) for seq in seqs):
        found = matches(store.engine, file, (), _folders(store))
    if not found.strange:
        return found
    _, renumbered, _ = missing.renumbered_and_missing(store.engine, file, earlier)
    return found.without({(row.words, number) for row in renumbered for number in row.numbers})


def _folders(store: Store) -> dict[int, str]:
    """The folder of each load by its number."""
    return {load.seq: load.data.get("folder", "") for load in store.loads()}


def _name_and_export(reading: Reading) -> tuple[str, str]:
    return reading.name, reading.match.profile.id


def _question(name: str, rows: Sequence[MissingRow], matches: Matches) -> DataError:
    """What only the user can say: of *rows* that are gone, and of the strange numbers."""
    asked = ([missing.question(rows)] if rows else []) + ([numbers.question(matches)] if matches.strange else [])
    what = Text("；".join(one.zh for one, _ in asked), "; ".join(one.en for one, _ in asked))
    return DataError(name, what, Text("".join(one.zh for _, one in asked), " ".join(one.en for _, one in asked)))


def _remark(file: PreparedFile, earlier: Sequence[Entry], more: Text, *, is_complete: bool) -> Iterator[Finding]:
    """The remark that *file* stands in the place of *earlier* loads, and *more* of it."""
    kept = Text("更正了先前导入的同名文件，逐行取代", "corrects the file of that name loaded before, row by row")
    gone = Text("取代了先前导入的同名文件，旧的整份不再计入", "replaces the file of that name loaded before")
    if earlier:
        what = gone if is_complete else kept
        yield Finding("ingest.revision", "info", file.reading.name, Text(what.zh + more.zh, what.en + more.en))
