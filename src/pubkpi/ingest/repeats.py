"""The same record twice in one file. Equal rows are one; rows that differ are rejected, or, in a register, both kept.

What a register's row is told by is its 编号, else what it says besides what is measured or filled in later (`entry`);
rows of one file that say the same there are numbered (`entry_no`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.reasons import LONGEST, TWICE
from pubkpi.ingest.stage import Staged
from pubkpi.ingest.tables import columns, entry_of, listed, rows
from pubkpi.model.facts import ENTRY, ENTRY_NO, NUMBER, Fact
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.text import NOTHING, Text

# The reason for which an equal row is left alone.
REPEAT = "repeat"


def settle(engine: Engine, staged: Sequence[Staged]) -> tuple[list[Staged], Mapping[int, Sequence[Finding]]]:
    """The parts *staged* with no record twice, and what is to be said of them, by the part's number.

    The findings say their row; the file and the sheet before it are the caller's to add.
    """
    remarks: dict[int, list[Finding]] = {}
    counts: dict[int, tuple[int, int]] = {}
    for one in {one.table: one for one in staged if not one.part.feed.gather}.values():
        if one.part.feed.fact.later:
            _name_entries(engine, one)
        if not engine.run(_any(one))[0][0]:
            continue
        engine.run(f"create or replace temp table twice as {_twice(engine, one)}")
        for part, copies, differing, first, lines in engine.run(_COUNTED):
            remarks[part] = [*_remarks(one.part.feed.fact, copies, first, lines)]
            counts[part] = (copies, differing if not lines else 0)
        (_settle if one.file_id is None else _settle_big)(engine, one)
    return [_counted(one, *counts.get(one.number, (0, 0))) for one in staged], remarks


def _counted(one: Staged, copies: int, differing: int) -> Staged:
    if not copies and not differing:
        return one
    ignored = Counter(one.ignored) + Counter({REPEAT: copies})
    rejected = one.rejected + differing
    return replace(one, good=one.good - copies - differing, rejected=rejected, ignored=ignored)


def _name_entries(engine: Engine, one: Staged) -> None:
    entry = entry_of(one.part.feed.fact)
    engine.run(f"update {one.table} set {ENTRY} = {entry}, {ENTRY_NO} = 1 where bad is null")


def _source(one: Staged) -> str:
    if one.file_id is None:
        return f"(select * from {one.table} where bad is null)"
    fact = one.part.feed.fact
    return f"(select {one.number} as part, * from {rows(fact)} where file_id = {one.file_id})"


def _keys(fact: Fact) -> list[str]:
    return ["part", *(name for name in fact.key if name != ENTRY_NO)]


def _any(one: Staged) -> str:
    read = {column.name for column in one.part.feed.columns if column.const is None} | {ENTRY}
    keys = listed(name for name in _keys(one.part.feed.fact) if name in read or name == "part")
    # two equal keys have equal hashes, and numbers are told apart much faster than texts
    return f"select count(*) > count(distinct hash({keys})) from {_source(one)}"


def _twice(engine: Engine, one: Staged) -> str:
    """The query for the rows of keys that come twice: `first` is the first row equal to it, `no` tells those apart."""
    fact = one.part.feed.fact
    keys, there = _keys(fact), [column.name for column in fact.stored]
    if one.file_id is not None:
        there = columns(engine, fact)
    data = [name for name in there if name not in (*keys, ENTRY_NO, "file_id", "sheet", "row")]
    numbered = f"{NUMBER} is null" if fact.later else "false"
    equal = listed([*keys, *data], "s")
    return (
        f"with key as (select {listed(keys)}, list(row order by row) as lines from {_source(one)} "
        f"group by {listed(keys)} having count(*) > 1), "
        f"equal as (select s.part, s.row, k.lines, {numbered} as is_numbered, "
        f"min(s.row) over (partition by {equal}) as first from {_source(one)} s join key k using ({listed(keys)})), "
        "apart as (select *, dense_rank() over (partition by part, lines order by first) as no from equal) "
        "select *, max(no) over (partition by part, lines) > 1 as differs from apart"
    )


# By part: equal rows left out, rows that differ, the first of the former with the row that it repeats, and the rows
# that are numbered.
_COUNTED = """
select part, count(*) filter (where row <> first), count(*) filter (where row = first and differs),
       min(struct_pack("row" := row, "first" := first)) filter (where row <> first),
       list(row order by row) filter (where row = first and differs and is_numbered)
from twice group by part order by part"""
_WORDS = f"'{TWICE}::' || array_to_string(lines, ', ')"
_OUT = "row <> first or (differs and not is_numbered)"


def _settle(engine: Engine, one: Staged) -> None:
    engine.run(f"delete from {one.table} where (part, row) in (select (part, row) from twice where row <> first)")
    here = "from twice t where s.part = t.part and s.row = t.row and s.bad is null and t.differs"
    # as in a big file, of which only the values are left
    text = f"update {one.raw} r set said = {_cells(one)} from {one.table} s"
    engine.run(f"{text} {here.replace('from', ',', 1)} and not t.is_numbered and r.part = s.part and r.row = s.row")
    engine.run(f"update {one.table} s set bad = {_WORDS} {here} and not t.is_numbered")
    if one.part.feed.fact.later:
        engine.run(f"update {one.table} s set {ENTRY_NO} = t.no {here} and t.is_numbered")


def _settle_big(engine: Engine, one: Staged) -> None:
    """The rows lie in the fact already; those that differ go to the rejected ones, with the text of their cells."""
    fact = one.part.feed.fact
    mine = f"{rows(fact)} s where s.file_id = {one.file_id}"
    differing = f"twice t join {mine.replace(' where', ' using (row) where')} and t.row = t.first and t.differs"
    engine.run(f"insert into {one.raw} by name select t.part, t.row, {_cells(one)} as said from {differing}")
    engine.run(
        f"insert into {one.table} by name select t.part, t.row, {_WORDS} as bad from twice t "
        "where t.row = t.first and t.differs"
    )
    engine.run(f"delete from {mine} and s.row in (select row from twice where {_OUT})")


def _cells(one: Staged) -> str:
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


def _remarks(
    fact: Fact, copies: int, first: Mapping[str, int] | None, lines: Sequence[int] | None
) -> Iterable[Finding]:
    if copies and first:
        message = Text(
            f"{copies} 行与前面的行完全相同，只计一次：第 {first['row']} 行同第 {first['first']} 行",
            f"{copies} rows are equal to one before and count once: row {first['row']} to row {first['first']}",
        )
        hint = (
            Text("确是两件事的，用编号区分。", "If they are two, tell them apart by 编号.") if fact.later else NOTHING
        )
        severity: Severity = "warning" if fact.later else "info"
        yield Finding("ingest.equal_rows", severity, str(first["row"]), message, hint)
    if lines:
        listing = ", ".join(map(str, lines[:20]))
        message = Text(
            f"第 {listing} 行说的像是同一件事，数据不同，各计一次",
            f"rows {listing} seem to be the same with different data; each counts",
        )
        hint = Text("重复填报的，删去一行再导入。", "If one was entered twice, take it out and ingest again.")
        yield Finding("ingest.same_entry", "info", str(lines[0]), message, hint)
