"""A big text: its rows go from the file to the fact in one pass of the engine, and are judged there.

The caller holds a transaction and takes it back when the file turns out to be unfit.
"""

from collections.abc import Iterable

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest import stage
from pubkpi.ingest.cells import Consts, Query, raw_name
from pubkpi.ingest.layouts.part import AGAIN, BLANK, TOTAL, Below, Part
from pubkpi.ingest.schema import stored
from pubkpi.ingest.stage import Staged
from pubkpi.model.errors import EngineError
from pubkpi.model.text import same

_TEXT, _ODD = "bulk_text", "bulk_odd"
# what Python calls blank, and 合计 and its like however they are spaced
_SPACE = r"\t-\r\x1c-\x20\x{85}\p{Z}"
_BLANK = f"[{_SPACE}]*"
_TOTAL = f"(?s)[{_SPACE}]*(?:[合总小][{_SPACE}]*计[{_SPACE}]*|累[{_SPACE}]*计.*)"


def load(engine: Engine, part: Part) -> None:
    """The records of *part*, if it is one that was left to the engine, as a temporary table.

    Raises EngineError when the engine does not find the very records that the line ends tell of.
    """
    if part.below:
        engine.load_text(_TEXT, part.below.bulk.data, part.below.bulk.separator, part.below.bulk.width)
        _conserve(engine, part.below)


def insert(engine: Engine, part: Part, consts: Consts, file_id: int) -> Staged:
    """The rows of *part*, which `load` took, in its fact under *file_id*; the rejected ones staged."""
    below = part.below
    if below is None:
        raise ValueError(part.sheet)
    source, words = _source(below, part), {f"h{i}": word for i, word in enumerate(below.words)}
    fact, columns = quoted(part.feed.fact.name), ", ".join(quoted(column.name) for column in part.feed.fact.stored)
    into = f"{fact} ({stored(part.feed.fact)})"
    mine = f"from {fact} where file_id = {int(file_id)}"
    query = Query(part, consts, f"({source})", keep=False)
    # a filter would have every cell parsed twice; rows that must not stay get a negative number instead
    engine.run(
        f"insert into {into} select $file, $sheet, if(bad is null, row, -abs(row)), {columns} from ({query.sql})",
        **{"file": file_id, "sheet": part.sheet, **query.params, **words},
    )
    odd = f"select * from ({source}) where abs(row) in (select -row {mine} and row < 0)"
    engine.run(f"create or replace temp table {_ODD} as {odd}", **words)
    engine.run(f"delete {mine} and row < 0")
    raw = ", ".join(f"{_filled(quoted(raw_name(name)))} as {quoted(raw_name(name))}" for name in below.where)
    engine.run(f"create or replace temp table raw_0 as select part, row, {raw} from {_ODD} where why is null")
    rejected = stage.judged(engine, "raw_0", "staged_0", {0: part}, consts)[0].rejected
    good = engine.run(f"select count(*) {mine}")[0][0]
    return Staged("staged_0", "raw_0", 0, part, good, rejected, None, file_id, _ignored(engine, mine))


def _ignored(engine: Engine, mine: str) -> dict[str, int]:
    """How many rows were left alone, by reason; blank ones behind the last row that holds anything are not counted."""
    last = (
        f"greatest((select max(row) {mine}), (select max(abs(row)) from {_ODD} where why is distinct from '{BLANK}'))"
    )
    return dict(
        engine.run(
            f"select why, count(*) from {_ODD} where why <> '{BLANK}' or (why is not null and -row < {last}) group by 1"
        )
    )


def _conserve(engine: Engine, below: Below) -> None:
    """EngineError unless records and the line ends within their cells add up to the lines of the file."""
    records = engine.run(f"select count(*) from {_TEXT}")[0][0]
    if records == below.bulk.lines:
        return
    inside = " + ".join(f"sum(coalesce(length(c{i}) - length(replace(c{i}, chr(10), '')), 0))" for i in _columns(below))
    if records + engine.run(f"select {inside} from {_TEXT}")[0][0] != below.bulk.lines:
        raise EngineError("duckdb", same(f"{records} records in {below.bulk.lines} lines"))


def _source(below: Below, part: Part) -> str:
    """The rows below the header with their raw cells; *why* one is left alone, its number being negative then."""
    cells = ", ".join(f"c{place} as {quoted(raw_name(name))}" for name, place in below.where.items())
    why = _why(below, part)
    return (
        f"select 0 as part, if(why is null, row, -row) as row, why, {cells} from "
        f"(select *, rowid + 1 as row, {why} as why from {_TEXT}) where row > {int(below.header)}"
    )


def _why(below: Below, part: Part) -> str:
    first = f"coalesce({', '.join(_filled(f'c{i}') for i in _columns(below))})"
    again = " and ".join(f"c{i} is not distinct from $h{i}" for i in _columns(below))
    required = [column for column in part.feed.columns if column.required and column.name in below.where]
    lacking = [f"{_filled(f'c{below.where[column.name]}')} is null" for column in required]
    # where a day should stand, 合计 is a total whatever follows
    leading = [below.where[column.name] for column in required if column.kind in ("day", "instant")]
    lacking += [f"coalesce({', '.join(_filled(f'c{i}') for i in range(place))}, '') = ''" for place in leading if place]
    lacking += ["true"] * (0 in leading)
    total = f"regexp_full_match({first}, '{_TOTAL}') and ({' or '.join(lacking) or 'false'})"
    # a first cell of some length that begins otherwise is no blank and no total: most rows need no more than this
    plain = f"strlen(c0) > 24 and c0 <> $h0 and regexp_matches(c0, '^[^累{_SPACE}]')"
    return (
        f"case when {plain} then null when {first} is null then '{BLANK}' "
        f"when {again} then '{AGAIN}' when {total} then '{TOTAL}' end"
    )


def _columns(below: Below) -> Iterable[int]:
    return range(below.bulk.width)


def _filled(cell: str) -> str:
    return f"if(regexp_full_match({cell}, '{_BLANK}'), null, {cell})"
