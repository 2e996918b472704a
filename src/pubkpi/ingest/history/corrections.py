"""A form that was loaded before under its name, corrected: it counts row by row in the place of the earlier one.

Rows of the earlier file that the corrected one no longer has are asked about, and so is a 编号 that a file of another
name gave to something else. The answer stands in the journal: with `replaces` the earlier loads are taken out,
otherwise both stand, and `revision` says which is the later one; `own` are the numbers that mean another entry here.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from pubkpi.database import tables
from pubkpi.database.tables import column_list, content_of, identity_columns
from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.history.store import Store, sound
from pubkpi.ingest.load.prepare import Prepared, Reading
from pubkpi.ingest.registers import numbers
from pubkpi.ingest.result import IngestOptions
from pubkpi.model.errors import DataError
from pubkpi.model.facts import ENTRY, NUMBER, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.journal import Entry

_NAMED = 5
_WRITE = Text(
    "仍要计入的，都写进这一份再导入；删掉了的，用 --replaces yes。",
    "Write those that still count into this file, too; if they were taken out, say --replaces yes.",
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What *file* is to other loads: how many it *follows*, those of its name, and whether it *replaces* them as a
    whole.
    """

    file: Prepared
    revision: int = 0
    follows: tuple[Entry, ...] = ()
    replaces: tuple[Entry, ...] = ()


class _Gone(NamedTuple):
    """A row of an earlier file that is no entry of the corrected one; *is_unclear*: which of those that say the same
    it is.
    """

    row: int
    words: str
    is_unclear: bool


def is_later(store: Store, file: Prepared, before: Iterable[Prepared]) -> bool:
    """Whether *file* is a form of which one of that name was loaded before, or is among those *before* it.

    Where it has numbers (编号), any of its kind may be meant.
    """
    if not file.reading.found.profile.form:
        return False
    others = [_named(one.reading) for one in before if one.reading.sha256 != file.reading.sha256]
    others += [(load.data["name"], load.data["export"]) for load in store.loads()]
    name, export = _named(file.reading)
    numbered = numbers.has_numbers(file.reading)
    return any(other == export and (numbered or named == name) for named, other in others)


def load(store: Store, reading: Reading, options: IngestOptions) -> tuple[Prepared, list[Finding] | None]:
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
    earlier = _earlier(store, file)
    holders = numbers.holders(store.engine, file)
    seqs = _corrected(store, file, earlier, holders)
    strange = numbers.strange(holders, seqs)
    own = {*numbers.own(holders, seqs), *(one.number for one in strange if answer is False)}
    if own:
        file = sound(next(store.prepare([replace(reading, own=tuple(sorted(own)))])))
    moved, lacking = _moved_and_gone(store.engine, file, earlier)
    if answer is False and moved and lacking:
        raise DataError(file.reading.name, *_replaceable_as_one(lacking))
    if answer is False and (unclear := [one for one in lacking if one.is_unclear]):
        raise DataError(file.reading.name, *_unclear(unclear))
    if answer is None and (lacking or strange):
        raise _question(file.reading.name, lacking, strange)
    changes = numbers.strange((one for one in holders if one.seq in seqs and one.number not in own), ())
    remarks = [
        *_remark(file, earlier, is_whole=bool(answer or moved)),
        *numbers.findings(file.reading.name, changes, strange, answer),
    ]
    file = replace(file, findings=(*file.findings, *remarks))
    others = {one.seq for one in strange} if answer else set[int]()
    follows = [*earlier, *(load for load in store.loads() if load.seq in others)]
    if not follows:
        return Correction(file)
    newest = max(datetime.fromisoformat(load.data["as_of"]) for load in follows)
    revision = 1 + max(load.data.get("revision", 0) for load in follows)
    file = replace(file, as_of=max(filter(None, (file.as_of, newest))))
    return Correction(file, revision, tuple(earlier), tuple(earlier if answer else moved))


def add(store: Store, corrected: Correction, now: datetime) -> list[Finding]:
    """Load the file, and take out what it replaces, or neither; its findings."""
    file, at = corrected.file, now.isoformat(" ", "seconds")
    tables.hold(store.engine, (one.part.filled for one in file.staged))
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
    # by their bytes: a load that is read again has another number
    made |= {"follows": [one.data["sha256"] for one in corrected.follows]} if corrected.follows else {}
    return made | ({"replaces": [one.seq for one in corrected.replaces]} if corrected.replaces else {})


def _line(load: Entry) -> dict[str, object]:
    return {key: load.data[key] for key in ("name", "sha256", "account")}


def _earlier(store: Store, file: Prepared) -> list[Entry]:
    """The loads that *file* corrects: those of its name, but not the one of another folder that shares no row."""
    named = [one for one in store.loads() if (one.data["name"], one.data["export"]) == _named(file.reading)]
    # the forms of two quarters, each in a folder of its own, may bear one name
    here = ("", file.reading.folder)
    return [one for one in named if one.data.get("folder", "") in here or _has_common(store.engine, file, one.seq)]


def _corrected(store: Store, file: Prepared, earlier: Sequence[Entry], holders: Sequence[numbers.Holder]) -> set[int]:
    """Those of the *earlier* loads whose numbers (编号) *file* may give to something else.

    When several have and no row is as before, it may as well be the file of another quarter.
    """
    seqs = {load.seq for load in earlier}
    changes = numbers.strange((one for one in holders if one.seq in seqs), ())
    if len(changes) > 1 and not any(_has_common(store.engine, file, seq) for seq in seqs):
        return set()
    return seqs


def _named(reading: Reading) -> tuple[str, str]:
    return reading.name, reading.found.profile.id


def _facts(file: Prepared) -> Iterable[Fact]:
    return {feed.fact.name: feed.fact for feed in file.reading.found.profile.feeds}.values()


def _has_common(engine: Engine, file: Prepared, number: int) -> bool:
    """Whether a row of *file* says the same as one of the load *number*, besides what is filled in later."""
    return any(
        engine.run(f"select 1 from ({new}) n join ({_old(fact, number)}) o on n.said = o.said limit 1")
        for fact in _facts(file)
        if (new := " union all ".join(_new(file, fact)))
    )


def _moved_and_gone(engine: Engine, file: Prepared, earlier: Sequence[Entry]) -> tuple[list[Entry], list[_Gone]]:
    """Those of the *earlier* loads of which rows are other entries in *file* by their 编号 alone, and the rows gone.

    A row may have got its 编号 later, or the number has become that of several sheets.
    """
    moved, gone = list[Entry](), list[_Gone]()
    for load in earlier:
        lacking = [*_lacking(engine, file, load.seq)]
        # the register of another folder is not to be taken out unasked
        can_move = load.data.get("folder", "") in ("", file.reading.folder)
        moved += [load] if can_move and any(is_there for _, is_there in lacking) else []
        gone += [row for row, is_there in lacking if not (can_move and is_there)]
    return moved, [*dict.fromkeys(gone)]


def _lacking(engine: Engine, file: Prepared, number: int) -> Iterator[tuple[_Gone, bool]]:
    """The rows of the load *number* that are no entries of *file*, and whether it has them under another 编号."""
    for fact in _facts(file):
        new = (
            " union all ".join(_new(file, fact)) or f"select {_row_columns(fact)} from {quoted(fact.name)} where false"
        )
        same = " and ".join(f"n.{quoted(name)} = o.{quoted(name)}" for name in fact.key)
        entry = "o.entry in (select entry from new)" if fact.later else "false"
        # what is blank now was not said again
        kept = " and ".join(f"(o.{quoted(name)} is null or n.{quoted(name)} is not null)" for name in fact.later)
        alike = (
            f"n.said = o.said and n.turn = o.turn and coalesce(n.{NUMBER} = o.{NUMBER}, o.{NUMBER} is null) and {kept}"
        )
        turn = "row_number() over (partition by said order by number nulls last, entry_no)"
        moved = f"exists (select 1 from others n where {alike})" if fact.later else "false"
        turns = f", {turn} as turn" if fact.later else ""
        found = (
            f"with new as ({new}), old as ({_old(fact, number)}), "
            f"others as (select *{turns} from new n where not exists (select 1 from old o where {same})), "
            f"lacking as (select *{turns} from old o where not exists (select 1 from new n where {same})) "
            f"select row, words, {entry}, {moved} from lacking o order by row"
        )
        yield from ((_Gone(*one), is_there) for *one, is_there in engine.run(found))


def _old(fact: Fact, number: int) -> str:
    """The query for all rows of the load *number*."""
    return " union ".join(
        f"select {_row_columns(fact)}, row from {quoted(fact.name + version)} where file_id = {number}"
        for version in ("", "_version")
    )


def _new(file: Prepared, fact: Fact) -> Iterator[str]:
    for one in file.staged:
        if one.part.feed.fact is fact:
            yield f"select {_row_columns(fact)} {one.rows}"


def _row_columns(fact: Fact) -> str:
    """The key, what a row is told by, and the words by which a person knows it."""
    told = identity_columns(fact) if fact.later else [name for name in fact.key if name != ENTRY]
    said = content_of(fact) if fact.later else f"concat_ws('|', {column_list(fact.key)})"
    later = f"{column_list([NUMBER, *fact.later])}, " if fact.later else ""
    return f"{column_list(fact.key)}, {later}{said} as said, concat_ws(' ', {column_list(told)}) as words"


def _question(name: str, lacking: Sequence[_Gone], strange: Sequence[numbers.Holder]) -> DataError:
    """What only the user can say: of rows that are gone, and of the *strange* numbers."""
    asked = ([_gone(lacking)] if lacking else []) + ([numbers.question(strange)] if strange else [])
    what = Text("；".join(one.zh for one, _ in asked), "; ".join(one.en for one, _ in asked))
    return DataError(name, what, Text("".join(one.zh for _, one in asked), " ".join(one.en for _, one in asked)))


def _row_list(lacking: Sequence[_Gone]) -> Text:
    more = Text("等", ", and more") if len(lacking) > _NAMED else NOTHING
    zh = "；".join(f"第 {one.row} 行 {one.words}" for one in lacking[:_NAMED])
    en = "; ".join(f"row {one.row} {one.words}" for one in lacking[:_NAMED])
    return Text(zh + more.zh, en + more.en)


def _unclear(lacking: Sequence[_Gone]) -> tuple[Text, Text]:
    rows = _row_list(lacking)
    what = Text(
        f"说的像是同一件事的几行，这一份里少了，看不出少的是哪一行：{rows.zh}",
        f"of rows that seem to be the same this file has fewer, and which are gone cannot be told: {rows.en}",
    )
    return what, _WRITE


def _replaceable_as_one(lacking: Sequence[_Gone]) -> tuple[Text, Text]:
    rows = _row_list(lacking)
    what = Text(
        f"有的行编号改了，先前的一份只能整份取代，这几行却不在这一份里：{rows.zh}",
        "rows have another 编号 now, so the earlier file can be replaced only as a whole, and this one lacks "
        f"{rows.en}",
    )
    return what, _WRITE


def _gone(lacking: Sequence[_Gone]) -> tuple[Text, Text]:
    rows = _row_list(lacking)
    return (
        Text(
            f"先前导入的同名文件里有 {len(lacking)} 行，这一份里没有：{rows.zh}",
            f"{len(lacking)} row(s) of the file of that name loaded before are not in this one: {rows.en}",
        ),
        Text(
            "删掉了的，用 --replaces yes 整份替换；仍要计入的，用 --replaces no。",
            "If they were taken out, say --replaces yes; if they still count, --replaces no.",
        ),
    )


def _remark(file: Prepared, earlier: Sequence[Entry], *, is_whole: bool) -> Iterator[Finding]:
    kept = Text("更正了先前导入的同名文件，逐行取代", "corrects the file of that name loaded before, row by row")
    gone = Text("取代了先前导入的同名文件，旧的整份不再计入", "replaces the file of that name loaded before")
    if earlier:
        yield Finding("ingest.revision", "info", file.reading.name, gone if is_whole else kept)
