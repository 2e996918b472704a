"""The same record twice in one file. Equal rows are one; rows that differ are rejected, or, in a register, both kept.

What a register's row is told by is its 编号, else what it says besides what is measured or filled in later (`entry`);
rows of one file that say the same there are numbered (`entry_no`). The sheets of a file are looked at together; what
differs between two of them in no register is for `sheets` to refuse.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pubkpi.database import dimensions
from pubkpi.database.tables import LINEAGE, column_list, columns, entry_of, own_entry_of, rows
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.accept import identities, sheet_numbers
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.rows.part import REPEAT
from pubkpi.ingest.rows.reasons import AGAIN, LONGEST, TWICE
from pubkpi.model.facts import ENTRY, ENTRY_NO, NUMBER, Fact
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.text import NOTHING, Text


@dataclass(frozen=True, slots=True)
class _Group:
    """Parts of one fact in which a record may come twice: those of one table, each a file's only one, or the sheets of
    a file.
    """

    parts: Sequence[StagedPart]
    is_file: bool

    @property
    def one(self) -> StagedPart:
        """Any of them."""
        return self.parts[0]

    @property
    def fact(self) -> Fact:
        """What their rows are."""
        return self.one.part.feed.fact

    @property
    def tables(self) -> list[StagedPart]:
        """A part of each staged table."""
        return [*{one.table: one for one in self.parts}.values()]

    @property
    def numbers(self) -> str:
        """Those of the parts, as a list in SQL."""
        return ", ".join(str(one.number) for one in self.parts)

    @property
    def source(self) -> str:
        """The good rows, with the number of the `file`."""
        file = "0" if self.is_file else "part"
        # a row of a later sheet comes after all rows of the one before it
        pos = "(part::bigint << 32) + row as pos"
        each = (
            f"select {file} as file, {pos}, * from {one.source} where part in ({self.numbers})" for one in self.tables
        )
        return f"({' union all by name '.join(each)})"

    @property
    def place(self) -> str:
        """The expression for what a row is called: its number, behind its sheet if there are several."""
        if not self.is_file:
            return "row::varchar"
        sheets = " ".join(f"when {one.number} then '{_escape(one.part.sheet)}!'" for one in self.parts)
        return f"(case part {sheets} end || row)"


def _escape(words: str) -> str:
    return words.replace("'", "''")


def settle(
    engine: Engine, staged: Sequence[StagedPart], files: Sequence[int]
) -> tuple[list[StagedPart], Mapping[int, Sequence[Finding]]]:
    """The parts *staged*, of those *files*, with no record twice, and what is to be said of them, by the part's number.

    The findings say their row; the file and the sheet before it are the caller's to add.
    """
    remarks: dict[int, list[Finding]] = {}
    counts: dict[int, tuple[int, int]] = {}
    for group in _groups(staged, files):
        if group.fact.later:
            _name_entries(engine, group)
            if group.is_file:
                for part, found in _of_sheets(engine, group):
                    remarks.setdefault(part, []).append(found)
        if not _is_any_twice(engine, group):
            continue
        engine.run(f"create or replace temp table twice as {_repeats_query(engine, group)}")
        for part, copies, out, first in engine.run(_COUNTED):
            remarks.setdefault(part, []).extend([_repeats(group.fact, copies, first)] if copies else [])
            counts[part] = (copies, out)
        for part, row, places in engine.run(_NUMBERED):
            remarks[part].append(_same_entries(row, places))
        if group.one.file_id is not None:
            _settle_in_fact(engine, group.one)
        else:
            for one in group.tables:
                _settle(engine, one)
    identities.apply(engine, staged)
    return [_recount(one, *counts.get(one.number, (0, 0))) for one in staged], remarks


def _of_sheets(engine: Engine, group: _Group) -> Iterator[tuple[int, Finding]]:
    where = (engine, group.parts, group.source, group.place)
    yield from sheet_numbers.part_entries(*where)
    yield from sheet_numbers.twins(*where)


def _groups(staged: Sequence[StagedPart], files: Sequence[int]) -> Iterator[_Group]:
    sheets: dict[tuple[int, str], list[StagedPart]] = {}
    for one, file in zip(staged, files, strict=True):
        if not one.part.feed.gather:
            sheets.setdefault((file, one.part.feed.fact.name), []).append(one)
    tables: dict[str, list[StagedPart]] = {}
    for parts in sheets.values():
        if len({one.part.sheet for one in parts}) > 1:
            yield _Group(parts, is_file=True)
        else:
            for one in parts:
                tables.setdefault(one.table, []).append(one)
    yield from (_Group(parts, is_file=False) for parts in tables.values())


def _recount(one: StagedPart, copies: int, out: int) -> StagedPart:
    if not copies and not out:
        return one
    ignored = Counter(one.ignored) + Counter({REPEAT: copies})
    return replace(one, good=one.good - copies - out, rejected=one.rejected + out, ignored=ignored)


def _name_entries(engine: Engine, group: _Group) -> None:
    entry = entry_of(group.fact)
    for one in group.tables:
        # other files may have rows in the same table
        mine = f"bad is null and part in ({group.numbers})"
        engine.run(f"update {one.table} set {ENTRY} = {entry}, {ENTRY_NO} = 1 where {mine}")
    for one in (one for one in group.parts if one.part.own):
        mine = f"bad is null and part = {one.number} and {NUMBER} in (select unnest($own))"
        engine.run(f"update {one.table} set {ENTRY} = {own_entry_of(group.fact)} where {mine}", own=[*one.part.own])


def _keys(fact: Fact) -> list[str]:
    return ["file", *(name for name in fact.key if name != ENTRY_NO)]


def _is_any_twice(engine: Engine, group: _Group) -> bool:
    read = {column.name for one in group.parts for column in one.part.feed.columns if column.const is None}
    keys = column_list(name for name in _keys(group.fact) if name in {*read, ENTRY, "file"})
    # two equal keys have equal hashes, and numbers are told apart much faster than texts
    hashes = f"select hash({keys}) as key from {group.source}"
    if group.one.file_id is None:
        return bool(engine.run(f"select count(*) > count(distinct key) from ({hashes})")[0][0])
    # put in order, millions are told apart in a third of the time
    import numpy as np

    ordered = np.sort(engine.table(hashes).column("key").to_numpy())
    return bool((ordered[1:] == ordered[:-1]).any())


def _repeats_query(engine: Engine, group: _Group) -> str:
    """The query for the rows of keys that come twice: `first` is the first row equal to it, `no` tells those apart.

    A row that is `out` cannot be kept; `places` are all rows of its key.
    """
    fact = group.fact
    keys, there = _keys(fact), [column.name for column in fact.stored]
    if group.one.file_id is not None:
        there = columns(engine, fact)
    data = [name for name in there if name not in (*keys, ENTRY_NO, *LINEAGE)]
    numbered = f"s.{NUMBER} is null" if fact.later else "false"
    # what differs between the sheets of an export is no row's fault
    settled = "true" if fact.later else "is_alone"
    equal, place = column_list([*keys, *data], "s"), group.place
    return (
        f"with source as (select *, {place} as place from {group.source}), "
        f"key as (select {column_list(keys)}, min(pos) as start, min(part) = max(part) as is_alone from source "
        f"group by {column_list(keys)} having count(*) > 1), "
        f"equal as (select s.file, s.part, s.row, s.pos, s.place, k.start, k.is_alone, {numbered} as is_numbered, "
        f"min(s.pos) over (partition by {equal}) as first from source s join key k using ({column_list(keys)})), "
        "apart as (select *, first_value(place) over (partition by start, first order by pos) as first_place, "
        "dense_rank() over (partition by start order by first) as no from equal), "
        "places as (select start, list(place order by pos) as places, max(no) > 1 as differs from apart "
        "group by start) "
        "select *, pos <> first as is_copy, differs and not is_copy and not is_numbered and "
        f"{settled} as out from apart join places using (start)"
    )


# By part: equal rows left out, rows that are rejected, the first of the former with the row that it repeats.
_COUNTED = """
select part, count(*) filter (where is_copy), count(*) filter (where out),
       min(struct_pack(pos := pos, "row" := row, place, "first" := first_place)) filter (where is_copy)
from twice group by part order by part"""
# By file: the first of the rows that are numbered, and what they are called.
_NUMBERED = """
select arg_min(part, pos), arg_min(row, pos), list(place order by pos)
from twice where is_numbered and differs and not is_copy group by file order by file"""


def _reason(one: StagedPart, column: str = "") -> str:
    """The expression for why a row is rejected; one of a register has a 编号, the cell of the *column*."""
    code = f"{AGAIN}:{column}:" if one.part.feed.fact.later else f"{TWICE}::"
    return f"'{code}' || array_to_string(places, ', ')"


def _settle(engine: Engine, one: StagedPart) -> None:
    engine.run(f"delete from {one.table} where (part, row) in (select (part, row) from twice where is_copy)")
    here = "from twice t where s.part = t.part and s.row = t.row and s.bad is null"
    # as of rows that were batches, of which only the values are left
    text = f"update {one.raw} r set said = {_cells(one)} from {one.table} s"
    if not one.part.feed.fact.later:
        engine.run(f"{text} {here.replace('from', ',', 1)} and t.out and r.part = s.part and r.row = s.row")
    engine.run(f"update {one.table} s set bad = {_reason(one, NUMBER)} {here} and t.out")
    if one.part.feed.fact.later:
        engine.run(f"update {one.table} s set {ENTRY_NO} = t.no {here} and t.is_numbered and t.differs")


def _settle_in_fact(engine: Engine, one: StagedPart) -> None:
    """The rows lie in the fact already; those that differ go to the rejected ones, with the text of their cells."""
    fact = one.part.feed.fact
    out = f"twice t join {quoted(fact.name)} s using (row) where s.file_id = {one.file_id} and t.out"
    engine.run(f"insert into {one.raw} by name select t.part, t.row, {_cells(one)} as said from {out}")
    engine.run(f"insert into {one.table} by name select t.part, t.row, {_reason(one)} as bad from twice t where t.out")
    mine = dimensions.of_file(engine, one.file_id or 0)
    engine.run(f"delete from {rows(fact)} where {mine} and row in (select row from twice where is_copy or out)")


def _cells(one: StagedPart) -> str:
    """The values that were read of a row of `s`, as one text."""
    read = [column for column in one.part.feed.columns if column.name in one.part.cells]
    words = [f"cast(s.{quoted(column.name)} as varchar)" for column in read]
    # without the zeros to which an exact number is filled up
    decimals = ("share", "seconds", "number")
    shown = [
        f"rtrim(rtrim({word}, '0'), '.')" if column.kind in decimals else word
        for word, column in zip(words, read, strict=True)
    ]
    return f"left(concat_ws(' | ', {', '.join(shown)}), {LONGEST})"


def _repeats(fact: Fact, copies: int, first: Mapping[str, str]) -> Finding:
    equal = "rows are" if copies > 1 else "row is"
    message = Text(
        f"{copies} 行与前面的行完全相同，只计一次：第 {first['place']} 行同第 {first['first']} 行",
        f"{copies} {equal} equal to one before, counted once: row {first['place']} to row {first['first']}",
    )
    hint = Text("确是两件事的，用编号区分。", "If they are two, tell them apart by 编号.") if fact.later else NOTHING
    severity: Severity = "warning" if fact.later else "info"
    return Finding("ingest.equal_rows", severity, str(first["row"]), message, hint)


def _same_entries(row: int, places: Sequence[str]) -> Finding:
    listing = ", ".join(places[:20])
    message = Text(
        f"第 {listing} 行说的像是同一件事，数据不同，各计一次",
        f"rows {listing} seem to be the same with different data; each counts",
    )
    hint = Text("重复填报的，删去一行再导入。", "If one was entered twice, take it out and ingest again.")
    return Finding("ingest.same_entry", "info", str(row), message, hint)
