"""The 编号 of one file's sheets, where each sheet numbers its rows from 1 on: such a number names an entry of each."""

from collections.abc import Iterator, Sequence

from pubkpi.database.tables import column_list, content_of, identity_columns, is_alike, is_named_alike, own_entry_of
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.model.facts import ENTRY, NUMBER, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text

_NAMED = 5
_FIRST = ("part", "row", "place", "other")


def part_entries(engine: Engine, parts: Sequence[StagedPart], source: str, place: str) -> Iterator[tuple[int, Finding]]:
    """Take the rows of *source* that have one number on several sheets, and are not alike, for as many entries.

    *parts* are those of one file and fact, *place* is the expression for what a row is called. The finding that says
    so comes with its part's number. A number that comes twice on one sheet, too, is left as it is.
    """
    fact = parts[0].part.feed.fact
    numbers = [str(number) for (number,) in engine.run(_shared_numbers(fact, parts, source))]
    if not numbers:
        return
    mine = f"bad is null and part in ({', '.join(str(one.number) for one in parts)})"
    shared = f"list_contains($numbers, {NUMBER})"
    for table in {one.table for one in parts}:
        engine.run(f"update {table} set {ENTRY} = {own_entry_of(fact)} where {mine} and {shared}", numbers=numbers)
    words = f"{place} || ' ' || concat_ws(' ', {column_list(identity_columns(fact))})"
    found = engine.run(
        f"select arg_min(part, pos), arg_min(row, pos), {NUMBER}, list({words} order by pos) "
        f"from {source} where {shared} group by {NUMBER} order by min(pos)",
        numbers=numbers,
    )
    part, row, *_ = found[0]
    yield part, _finding(row, [(number, entries) for _, _, number, entries in found])


def twins(engine: Engine, parts: Sequence[StagedPart], source: str, place: str) -> Iterator[tuple[int, Finding]]:
    """The finding that rows of *source* have the name and day of another sheet's and yet are other entries, which
    count each; with its part's number.
    """
    fact = parts[0].part.feed.fact
    same = is_named_alike(fact)
    rows = f"(select *, {place} as place, {_page(parts)} as page from {source})"
    pairs = (
        f"select n.part, n.row, n.pos, n.place, min_by(o.place, o.pos) as other from {rows} n join {rows} o "
        f"on {same} and n.{ENTRY} <> o.{ENTRY} and n.page <> o.page and o.pos < n.pos group by all"
    )
    found = engine.run(f"select count(*), {', '.join(f'arg_min({x}, pos)' for x in _FIRST)} from ({pairs})")
    ((count, part, row, place, other),) = found
    if count:
        message = Text(
            f"{count} 行与另一张工作表里说的像是同一件事，编号或某一格不同，各计一次：{place} 与 {other}",
            f"{count} row(s) seem to stand on another sheet, too, under another 编号 or with another cell; each "
            f"counts: {place} and {other}",
        )
        hint = Text(
            "是同一件事的，留一处再导入；是两件事的，不用改。",
            "If it is the same, keep one of them and ingest again; if they are two, leave them.",
        )
        yield part, Finding("ingest.same_entry", "warning", str(row), message, hint)


def _page(parts: Sequence[StagedPart]) -> str:
    """The expression for which sheet a row is on."""
    sheets = {name: i for i, name in enumerate(dict.fromkeys(one.part.sheet for one in parts))}
    return f"case part {' '.join(f'when {one.number} then {sheets[one.part.sheet]}' for one in parts)} end"


def _shared_numbers(fact: Fact, parts: Sequence[StagedPart], source: str) -> str:
    """The query for the numbers that name another entry on each sheet.

    A row that copies another sheet's whole, as one that sums up the others has them, is none of its own.
    """
    data = column_list([*identity_columns(fact), *fact.later])
    paged = f"select *, {_page(parts)} as page, {content_of(fact)} as said from {source} where {NUMBER} is not null"
    crowded = f"select *, count(distinct said) over (partition by {NUMBER}, page) as crowd from ({paged})"
    turn = f"row_number() over (partition by {NUMBER}, {data} order by crowd, pos)"
    rows = f"(select * from ({crowded}) qualify {turn} = 1)"
    pairs = (
        f"select n.{quoted(NUMBER)} as number, n.page = o.page as is_here, {is_alike(fact)} as is_same "
        f"from {rows} n join {rows} o on n.{quoted(NUMBER)} = o.{quoted(NUMBER)} and n.pos < o.pos"
    )
    return f"select number from ({pairs}) group by number having bool_and(not is_same and not is_here) order by number"


def _finding(row: int, clashes: Sequence[tuple[str, Sequence[str]]]) -> Finding:
    more = Text(" 等", ", and more") if len(clashes) > _NAMED else NOTHING
    some = clashes[:_NAMED]
    zh = "；".join(f"编号 {number}：{'，'.join(entries)}" for number, entries in some)
    en = "; ".join(f"{number}: {', '.join(entries)}" for number, entries in some)
    message = Text(
        f"{len(clashes)} 个编号在几张工作表里是不同的条目，各计一次（{zh}{more.zh}）",
        f"{len(clashes)} number(s) (编号) name another entry on each sheet, and all count ({en}{more.en})",
    )
    hint = Text("本是同一条的，改正写错的一行再导入。", "If it is one entry, mend the wrong row and ingest again.")
    return Finding("ingest.number", "warning", str(row), message, hint)
