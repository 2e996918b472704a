"""The 编号 of one file's sheets, where each sheet numbers its rows from 1 on: such a number names an entry of each."""

from collections.abc import Iterator, Sequence

from pubkpi.database.tables import is_alike, listed, own_entry_of, told_by
from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.cells.stage import Staged
from pubkpi.model.facts import ENTRY, NUMBER, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text

_NAMED = 5


def part_entries(engine: Engine, parts: Sequence[Staged], source: str, place: str) -> Iterator[tuple[int, Finding]]:
    """Take the rows of *source* that have one number on several sheets, and are not alike, for as many entries.

    *parts* are those of one file and fact, *place* is the expression for what a row is called. The finding that says
    so comes with its part's number. A number that comes twice on one sheet, too, is left as it is.
    """
    fact = parts[0].part.feed.fact
    numbers = [str(number) for (number,) in engine.run(_shared(fact, parts, source))]
    if not numbers:
        return
    mine = f"bad is null and part in ({', '.join(str(one.number) for one in parts)})"
    shared = f"list_contains($numbers, {NUMBER})"
    for table in {one.table for one in parts}:
        engine.run(f"update {table} set {ENTRY} = {own_entry_of(fact)} where {mine} and {shared}", numbers=numbers)
    words = f"{place} || ' ' || concat_ws(' ', {listed(told_by(fact))})"
    found = engine.run(
        f"select arg_min(part, pos), arg_min(row, pos), {NUMBER}, list({words} order by pos) "
        f"from {source} where {shared} group by {NUMBER} order by min(pos)",
        numbers=numbers,
    )
    part, row, *_ = found[0]
    yield part, _finding(row, [(number, entries) for _, _, number, entries in found])


def _shared(fact: Fact, parts: Sequence[Staged], source: str) -> str:
    sheets = {name: i for i, name in enumerate(dict.fromkeys(one.part.sheet for one in parts))}
    sheet = " ".join(f"when {one.number} then {sheets[one.part.sheet]}" for one in parts)
    rows = f"(select *, case part {sheet} end as page from {source} where {NUMBER} is not null)"
    pairs = (
        f"select n.{quoted(NUMBER)} as number, n.page = o.page as is_here, {is_alike(fact)} as is_same "
        f"from {rows} n join {rows} o on n.{quoted(NUMBER)} = o.{quoted(NUMBER)} and n.pos < o.pos"
    )
    return f"select number from ({pairs}) group by number having bool_and(not is_same and not is_here) order by number"


def _finding(row: int, found: Sequence[tuple[str, Sequence[str]]]) -> Finding:
    more = Text(" 等", ", and more") if len(found) > _NAMED else NOTHING
    some = found[:_NAMED]
    zh = "；".join(f"编号 {number}：{'，'.join(entries)}" for number, entries in some)
    en = "; ".join(f"{number}: {', '.join(entries)}" for number, entries in some)
    message = Text(
        f"{len(found)} 个编号在几张工作表里是不同的条目，各计一次（{zh}{more.zh}）",
        f"{len(found)} number(s) (编号) name another entry on each sheet, and all count ({en}{more.en})",
    )
    hint = Text("本是同一条的，改正写错的一行再导入。", "If it is one entry, mend the wrong row and ingest again.")
    return Finding("ingest.number", "warning", str(row), message, hint)
