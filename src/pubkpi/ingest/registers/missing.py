"""Rows of a form loaded before that the corrected one lacks, and those that it has under another 编号 alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pubkpi.database.tables import REMARKS, column_list, content_of, identity_columns, is_same_key
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.accept import pairing
from pubkpi.ingest.load.prepare import PreparedFile
from pubkpi.ingest.registers.matches import place
from pubkpi.model.facts import ENTRY, NUMBER, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.journal import Entry

_NAMED = 5
_WRITE = Text(
    "仍要计入的，都写进这一份再导入，完全一样的几行用编号区分；删掉了的，用 --replaces yes。",
    "Write those that still count into this file, too, equal ones with a 编号 each; if they were taken out, say "
    "--replaces yes.",
)


class MissingRow(NamedTuple):
    """A row of an earlier file that is no entry of the corrected one; *is_unclear*: which of those that say the same
    it is.

    Its 编号 was *number*; rows that say the same have the *numbers* now.
    """

    row: int
    words: str
    is_unclear: bool
    number: str | None = None
    numbers: tuple[str | None, ...] = ()


def _facts(file: PreparedFile) -> Iterable[Fact]:
    return {feed.fact.name: feed.fact for feed in file.reading.match.profile.feeds}.values()


def has_common(engine: Engine, file: PreparedFile, number: int) -> bool:
    """Whether a row of *file* says the same as one of the load *number*, besides what is filled in later."""
    return any(
        engine.run(f"select 1 from ({new}) n join ({_old(fact, number)}) o on n.said = o.said limit 1")
        for fact in _facts(file)
        if (new := " union all ".join(_new(file, fact)))
    )


def renumbered_and_missing(
    engine: Engine, file: PreparedFile, earlier: Sequence[Entry]
) -> tuple[list[Entry], list[MissingRow], list[MissingRow]]:
    """Those of the *earlier* loads of which rows are other entries in *file* by their 编号 alone, these, and the rows
    gone.

    A row may have got its 编号 later, or another one, or the number has become that of several sheets.
    """
    moved, renumbered, gone = list[Entry](), list[MissingRow](), list[MissingRow]()
    for load in earlier:
        lacking = [*_lacking(engine, file, load.seq)]
        # the register of another folder is not to be taken out unasked
        can_move = load.data.get("folder", "") in ("", file.reading.folder)
        moved += [load] if can_move and any(is_there for _, is_there, _ in lacking) else []
        renumbered += [row for row, is_there, _ in lacking if can_move and is_there]
        gone += [row for row, is_there, is_absent in lacking if (not is_there if can_move else is_absent)]
    return moved, renumbered, [*dict.fromkeys(gone)]


def _lacking(engine: Engine, file: PreparedFile, number: int) -> Iterator[tuple[MissingRow, bool, bool]]:
    """The rows of the load *number* that are no entries of *file*, whether it has them under another 编号, and whether
    theirs is gone: it may be that of another row now.
    """
    for fact in _facts(file):
        _compare(engine, file, fact, number)
        same = _same(fact)
        lacking = f"from old o where not exists (select 1 from new n where {same})"
        base = "with new as (from compared where file = 2), old as (from compared where file = 1)"
        if fact.later:
            found = f"{base}, {_renumbering_query(fact, same)}"
        else:
            found = f"{base} select row, words, false, null, null, false, true {lacking} order by row"
        for row, words, is_unclear, was, numbers, is_there, is_absent in engine.run(found):
            yield MissingRow(row, words, is_unclear, was, tuple(numbers or ())), is_there, is_absent


def _compare(engine: Engine, file: PreparedFile, fact: Fact, number: int) -> None:
    """Make the temporary table `compared` of the rows of the load *number*, the `file` 1, and those of *file*, 2.

    Of a register each row has its `key`, and the `entry_no` by which those of both are one.
    """
    both = " union all by name ".join(
        [
            f"select 1 as file, * from ({_old(fact, number)})",
            *(f"select 2 as file, * from ({x})" for x in _new(file, fact)),
        ]
    )
    key = f"struct_pack({column_list(fact.key)}) as key"
    engine.run(f"create or replace temp table compared as select *, {key} from ({both})")
    if fact.later:
        pairing.number(engine, "compared", fact)


def _same(fact: Fact) -> str:
    """The expression whether the rows `n` and `o` have one key."""
    return is_same_key(fact, "n", "o")


def _renumbering_query(fact: Fact, same: str) -> str:
    """The end of the query that sets the rows of `old` beside those of `new`; *same* says that the keys are equal.

    A row without 编号 may have got one, and its figures later; one that had a number is the same if nothing but that
    is another.
    """
    # what is blank now was not said again
    kept = " and ".join(f"(o.{quoted(name)} is null or n.{quoted(name)} is not null)" for name in fact.later)
    alike = f"n.said = o.said and n.turn = o.turn and coalesce(n.{NUMBER} = o.{NUMBER}, o.{NUMBER} is null) and {kept}"
    measured = [quoted(name) for name in fact.later if name not in REMARKS]
    differ = " or ".join(f"n.{name} is distinct from o.{name}" for name in measured)
    equal = " and ".join(f"n.{name} is not distinct from o.{name}" for name in ("said", "twin", *measured))
    order = f"order by {NUMBER} nulls last, sheet, row"
    twins = f"row_number() over (partition by {', '.join(('said', *measured))} {order}) as twin"
    taken = f"select 1 from taken n where {same}"
    return (
        f"others as (select *, row_number() over (partition by said {order}) as turn from new n "
        f"where not exists (select 1 from old o where {same})), "
        # a number that means something else now may be that of a row which had another
        f"free as (select *, {twins} from new n where not exists "
        f"(select 1 from old o where {same} and n.said = o.said)), "
        f"loose as (select *, {twins}, not exists (select 1 from new n where {same}) as absent from old o "
        f"where not exists (select 1 from new n where {same} and n.said = o.said)), "
        f"lacking as (select *, row_number() over (partition by said, absent {order}) as turn from loose), "
        f"taken as (select * from free n where exists (select 1 from loose o where {equal})), "
        f"spare as (select said, list({NUMBER} order by {NUMBER}) as numbers from free n "
        f"where not exists (select 1 from loose o where {equal}) group by said), "
        # which of several is gone is a guess where another was corrected
        f"guess as (select n.entry from new n join old o on {same} and ({differ or 'false'})) "
        f"select o.row, o.words, o.entry in (select entry from guess), o.{NUMBER}, "
        f"case when n.said is not null then [n.{NUMBER}] when a.said is not null then [a.{NUMBER}] else s.numbers end, "
        "n.said is not null or a.said is not null, o.absent from lacking o "
        f"left join free n on {equal} left join others a on o.absent and {alike.replace('n.', 'a.')} "
        "left join spare s on s.said = o.said "
        f"where o.absent or n.said is not null or exists ({taken}) order by o.row"
    )


def elsewhere(
    engine: Engine, file: PreparedFile, replaced: Sequence[Entry], folders: Mapping[int, str]
) -> Iterator[Finding]:
    """The finding that rows of the loads *replaced* that *file* has no more still count, for others have them.

    *folders* are those of all loads by their numbers.
    """
    places, seqs = list[str](), [load.seq for load in replaced]
    for fact in (fact for fact in _facts(file) if fact.later and replaced):
        for load, name, sheet, row in _rows_elsewhere(engine, file, fact, seqs):
            folder = folders.get(load) if name == file.reading.name else ""
            places.append((f"{folder}/" if folder else "") + place(name, sheet, row))
    if places:
        listing, more = ", ".join(places[:_NAMED]), Text(" 等", ", and more") if len(places) > _NAMED else NOTHING
        message = Text(
            f"这一份里删掉的，别的表里还有 {len(places)} 行，仍然计入：{listing}{more.zh}",
            f"of what this file has no more {len(places)} row(s) stand in others and still count: {listing}{more.en}",
        )
        hint = Text(
            "不该计入的，在那份里也删去，再导入那一份。",
            "If they count no more, take them out there, too, and ingest that file.",
        )
        yield Finding("ingest.still_counts", "warning", file.reading.name, message, hint)


def _rows_elsewhere(
    engine: Engine, file: PreparedFile, fact: Fact, seqs: Sequence[int]
) -> Iterator[tuple[int, str, str, int]]:
    """The rows of other loads, and their files' names, that the loads *seqs* have, too, and *file* has no more."""
    key = column_list(fact.key)
    apart = (
        f"from compared o where o.file = 1 and not exists (select 1 from compared n where n.file = 2 and {_same(fact)})"
    )
    engine.run(f"create or replace temp table lost as select {key} from {quoted(fact.name)} where false")
    for seq in seqs:
        _compare(engine, file, fact, seq)
        engine.run(f"insert into lost select key.* {apart}")
    rows = " union ".join(f"select {key}, file_id, sheet, row from {quoted(fact.name + v)}" for v in ("", "_version"))
    found = engine.run(
        f"select file_id, f.name, o.sheet, o.row from ({rows}) o join file f using (file_id) "
        f"semi join lost using ({key}) where not list_contains($seqs, file_id) "
        "order by f.name, file_id, o.sheet, o.row",
        seqs=seqs,
    )
    for load in dict.fromkeys(load for load, *_ in found):
        _compare(engine, file, fact, load)
        alone = {*engine.run(f"select o.sheet, o.row {apart}")}
        yield from (one for one in found if one[0] == load and one[2:] in alone)


def _old(fact: Fact, number: int) -> str:
    """The query for all rows of the load *number*."""
    return " union ".join(
        f"select sheet, row, {_row_columns(fact)} from {quoted(fact.name + version)} where file_id = {number}"
        for version in ("", "_version")
    )


def _new(file: PreparedFile, fact: Fact) -> Iterator[str]:
    for one in file.staged:
        if one.part.feed.fact is fact:
            sheet = one.part.sheet.replace("'", "''")
            yield f"select '{sheet}' as sheet, row, {_row_columns(fact)} {one.rows}"


def _row_columns(fact: Fact) -> str:
    """The key, what a row is told by, and the words by which a person knows it."""
    told = identity_columns(fact) if fact.later else [name for name in fact.key if name != ENTRY]
    said = content_of(fact) if fact.later else f"concat_ws('|', {column_list(fact.key)})"
    later = f"{column_list([NUMBER, *fact.later])}, " if fact.later else ""
    return f"{column_list(fact.key)}, {later}{said} as said, concat_ws(' ', {column_list(told)}) as words"


def _row_list(lacking: Sequence[MissingRow]) -> Text:
    more = Text("等", ", and more") if len(lacking) > _NAMED else NOTHING
    some = [(f"{one.row} 行 {one.words}", f"{one.row} {one.words}", _numbers(one)) for one in lacking[:_NAMED]]
    zh = "；".join(f"第 {row}{numbers.zh}" for row, _, numbers in some)
    en = "; ".join(f"row {row}{numbers.en}" for _, row, numbers in some)
    return Text(zh + more.zh, en + more.en)


def _is_renumbered(row: MissingRow) -> bool:
    """Whether rows that say the same have other numbers now."""
    return bool(row.numbers) and row.numbers != (row.number,)


def _numbers(row: MissingRow) -> Text:
    """The 编号 that *row* had, and those that rows which say the same have now."""
    if not _is_renumbered(row):
        return NOTHING
    zh, en = "、".join(one or "空白" for one in row.numbers), ", ".join(one or "blank" for one in row.numbers)
    return Text(f"（编号原是 {row.number or '空白'}，现是 {zh}）", f" (编号 was {row.number or 'blank'}, is {en})")


def renumbered(rows: Sequence[MissingRow]) -> Text:
    """What is said of *rows* of which nothing but the 编号 is another now: nothing if there are none."""
    some = [row for row in rows if _is_renumbered(row)]
    if not some:
        return NOTHING
    listing = _row_list(some)
    return Text(
        f"；{len(some)} 行的编号改了，各计一次：{listing.zh}",
        f"; {len(some)} row(s) have another 编号 now, and count once: {listing.en}",
    )


def unclear(lacking: Sequence[MissingRow]) -> tuple[Text, Text]:
    """That which of several rows that say the same is gone cannot be told, and what to do."""
    rows = _row_list(lacking)
    what = Text(
        f"说的像是同一件事的几行，这一份里少了，看不出少的是哪一行：{rows.zh}",
        f"of rows that seem to be the same this file has fewer, and which are gone cannot be told: {rows.en}",
    )
    return what, _WRITE


def replaceable_as_one(lacking: Sequence[MissingRow]) -> tuple[Text, Text]:
    """That the earlier file can only be replaced with all its rows, and what to do."""
    rows = _row_list(lacking)
    what = Text(
        f"有的行编号改了，先前的一份只能整份取代，这几行却不在这一份里：{rows.zh}",
        "rows have another 编号 now, so the earlier file can be replaced only as a whole, and this one lacks "
        f"{rows.en}",
    )
    return what, _WRITE


def question(lacking: Sequence[MissingRow]) -> tuple[Text, Text]:
    """What is asked about rows that are not there any more, and how it is answered."""
    rows = _row_list(lacking)
    other, same = NOTHING, NOTHING
    if any(map(_is_renumbered, lacking)):
        other = Text("或编号不同", ", or under another 编号")
        same = Text("编号改了、还是同一行的，也用 yes。", " Say yes, too, if they are the same with another 编号.")
    return (
        Text(
            f"先前导入的同名文件里有 {len(lacking)} 行，这一份里没有{other.zh}：{rows.zh}",
            f"{len(lacking)} row(s) of the file of that name loaded before are not in this one{other.en}: {rows.en}",
        ),
        Text(
            f"删掉了的，用 --replaces yes 整份替换；仍要计入的，用 --replaces no。{same.zh}",
            f"If they were taken out, say --replaces yes; if they still count, --replaces no.{same.en}",
        ),
    )
