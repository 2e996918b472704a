"""A big text or sheet: its rows go from the file to the fact in passes of the engine, and are judged there.

The caller holds a transaction and takes it back when the file turns out to be unfit.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pubkpi.database.tables import LINEAGE, column_list, columns, rows
from pubkpi.engine.interface import Engine, Once, quoted
from pubkpi.engine.text import count, longest_line
from pubkpi.ingest.accept.mixtures import shares, spellings
from pubkpi.ingest.cells import stage
from pubkpi.ingest.cells.grammar import const_name, onces, raw_name, spelling_columns
from pubkpi.ingest.cells.query import Consts, Query
from pubkpi.ingest.cells.stage import Spellings, Staged
from pubkpi.ingest.containers.bulk import Bulk
from pubkpi.ingest.containers.records import LONGEST_CELL
from pubkpi.ingest.containers.sheet import Cell, cell
from pubkpi.ingest.rows import kinds, thousands
from pubkpi.ingest.rows.kinds import BLANK_CELL, STARTS, is_repeated_header, needed_places
from pubkpi.ingest.rows.part import AGAIN, BLANK, NOTE, TOTAL, Below, Part
from pubkpi.ingest.rows.reasons import LONGEST, THOUSANDS, WIDE
from pubkpi.model.errors import RecordsError
from pubkpi.model.text import same

_CELLS, _ODD = "bulk_cells", "bulk_odd"
# the signs that a cell of interest may begin with; not one `not in`, which the engine turns into a join
_SIGNS = "".join(f" and {{}} <> {ord(sign)}" for sign in f"{STARTS}\ufeff")


def insert(engine: Engine, part: Part, consts: Consts, file_id: int) -> Staged:
    """The rows of *part*, one that was left to the engine, in its fact under *file_id*; the rejected ones staged.

    Raises RecordsError when the engine does not find the very records that the line ends tell of.
    """
    below = part.below
    if below is None:
        raise ValueError(part.sheet)
    raw = ", ".join(f"cast(null as varchar) as {quoted(raw_name(name))}" for name in below.where)
    given = "0 as part, 0::bigint as row, '' as why, '' as bad, '' as said"
    engine.run(f"create or replace temp table {_ODD} as select {given}, {raw} where false")
    once = onces(part.feed.columns, below.where)
    row, written = below.header, dict[str, Spellings]()
    words = {f"h{i}": word for i, word in enumerate(below.words)} | {f"a{i}": w for i, w in enumerate(consts.values())}
    for records in _pieces(engine, below, [*once.values()]):
        query = Query(part, consts, f"({_source(below, part, consts, once, row)})", keep=False, judged=once)
        _add(engine, part, query, file_id, words)
        for name, how in _shares(engine, part, below, once, row):
            written[name] = written.get(name, Spellings()) + how
        row += records
    _find_headers(engine, part, below)
    raw = ", ".join(f"{_filled(quoted(raw_name(name)))} as {quoted(raw_name(name))}" for name in below.where)
    given = "part, row, bad, said, cast(null as varchar) as last"
    engine.run(f"create or replace temp table raw_0 as select {given}, {raw} from {_ODD} where why is null")
    rejected = stage.judged(engine, "raw_0", "staged_0", {0: part})[0].rejected
    mine = f"from {rows(part.feed.fact)} where file_id = {int(file_id)}"
    good = engine.run(f"select count(*) {mine}")[0][0]
    return Staged("staged_0", "raw_0", 0, part, good, rejected, None, file_id, _ignored(engine, mine), written)


def _shares(
    engine: Engine, part: Part, below: Below, judged: Collection[str], before: int
) -> Iterator[tuple[str, Spellings]]:
    """How the shares of the rows behind *before* are written, by column."""
    columns = shares(part.feed.columns, judged)
    cells = [f"c{below.where[one.name]} as {quoted(raw_name(one.name))}" for one in columns]
    source = f"(select {', '.join(['0 as part', f'row + {before + 1} as row', *cells])} from {_CELLS})"
    for (_, name), how in spellings(engine, columns, source).items():
        yield name, how


def _pieces(engine: Engine, below: Below, once: Sequence[Once]) -> Iterator[int]:
    """One piece after the other in the table of raw cells; the number of its records."""
    text = below.bulk
    for piece in engine.texts(_CELLS, text.pieces(below.header), text.separator, text.width, once):
        yield _conserved(engine, piece, text)


def _add(engine: Engine, part: Part, query: Query, file_id: int, words: Mapping[str, str | None]) -> None:
    """The rows of *query* in the fact or, if they must not stay there, among the odd ones."""
    table, names = rows(part.feed.fact), columns(engine, part.feed.fact)
    # a filter would have every cell parsed twice; rows that must not stay get a negative number instead
    engine.run(
        f"insert into {table} ({column_list(names)}) select $file, $sheet, if(bad is null, row, -abs(row)), "
        f"{column_list(names[len(LINEAGE) :])} from ({query.sql})",
        **{"file": file_id, "sheet": part.sheet, **query.params, **words},
    )
    odd = f"from {table} where file_id = {int(file_id)} and row < 0"
    if engine.run(f"select 1 {odd} limit 1"):
        kept = column_list(["part", "row", "why", "bad", "said", *map(raw_name, part.cells)])
        engine.run(
            f"insert into {_ODD} select {kept} from {query.source} where abs(row) in (select -row {odd})", **words
        )
        engine.run(f"delete {odd}")


def _conserved(engine: Engine, piece: memoryview, text: Bulk) -> int:
    """The number of records; RecordsError unless they and the line ends in their cells are the lines of *piece*.

    Also where a cell is longer than `readers.records` takes it, or may hold other records, which it tells apart.
    """
    lines = count(piece, "\n") + (piece[-1] != ord("\n"))
    records = int(engine.run(f"select count(*) from {_CELLS}")[0][0])
    if longest_line(piece) > LONGEST_CELL:
        raise RecordsError("duckdb", same("a long line"))
    if records != lines:
        cells = [f"c{i}" for i in range(text.width)]
        ends, marks = (" + ".join(_signs(cell, code) for cell in cells) for code in (10, ord(text.separator)))
        inside, odd = engine.run(
            f"select sum(ends), bool_or(longest > {LONGEST_CELL} or ends > 0 and marks = ends * {text.width - 1}) from "
            f"(select {ends} as ends, {marks} as marks, length(concat({column_list(cells)})) as longest from {_CELLS})"
        )[0]
        if records + inside != lines or odd:
            raise RecordsError("duckdb", same(f"{records} records in {lines} lines"))
    return records


def _signs(cell: str, code: int) -> str:
    """How often *cell* has the character of that *code*."""
    return f"coalesce(length({cell}) - length(replace({cell}, chr({code}), '')), 0)"


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


def _source(below: Below, part: Part, consts: Iterable[str], judged: Iterable[str], before: int) -> str:
    """The rows behind *before* with their raw cells; *why* one is left alone, its number being negative then."""
    cells = [f"c{place} as {quoted(raw_name(name))}" for name, place in below.where.items()]
    cells += [quoted(word) for name in judged for word in spelling_columns(name)]
    cells += [f"$a{i} as {quoted(const_name(name))}" for i, name in enumerate(consts)]
    shown = ", ".join(["0 as part, if(why is null, row, -row) as row, why, bad, said", *cells])
    numbered = f"* replace (row + {before + 1} as row), {_why(below, part)} as why, {_wide(below)}"
    return f"select {shown} from (select {numbered} from {_CELLS})"


def _wide(below: Below) -> str:
    """The columns `bad` and `said` of rows that have a cell under no header, or whose cells may be moved."""
    gaps = [f"c{i}" for i, word in enumerate(below.words) if word is None]
    filled = " or ".join(f"{_filled(cell)} is not null" for cell in gaps) or "false"
    every = ", ".join(f"coalesce({_filled(f'c{i}')}, '')" for i in range(below.bulk.width))
    said = (
        f"left(rtrim(concat_ws(' | ', {every}), ' |'), {LONGEST})" if gaps or below.spans else "cast(null as varchar)"
    )
    moved = " or ".join(f"({_moved(*span)})" for span in below.spans) or "false"
    bad = f"case when {filled} then '{WIDE}' when {moved} then '{THOUSANDS}' end"
    return f"{bad} as bad, if({filled} or {moved}, {said}, null) as said"


def _moved(first: int, second: int, last: int) -> str:
    """The same test as `thousands.is_moved` of a span of columns; nearly all rows have no figure in the *second*."""
    patterns = {first: thousands.FIRST, first + 1: thousands.SECOND}
    tests = [(i, patterns.get(i, thousands.FIGURE)) for i in range(second, first - 1, -1)]
    tests += [(last, ".*[^ ].*")] * (last > second)
    return " and ".join(f"coalesce(regexp_full_match(c{i}, '{pattern}'), false)" for i, pattern in tests)


def _why(below: Below, part: Part) -> str:
    words = [f"c{i}" for i in range(below.bulk.width)]
    first = f"coalesce({', '.join(map(_filled, words))})"
    again = " and ".join(f"{_filled(word)} is not distinct from $h{i}" for i, word in enumerate(words))
    needed, never = needed_places(below.where, part.feed)
    lacking = [f"{_filled(words[place])} is null" for place in needed]
    # where a day should stand, 合计 is a total whatever follows
    lacking += [f"coalesce({', '.join(map(_filled, words[:place]))}, '') = ''" for place in never if place]
    lacking += ["true"] * (0 in never)
    total = f"regexp_full_match({first}, '{kinds.TOTAL}') and ({' or '.join(lacking) or 'false'})"
    note = " and ".join(f"coalesce(regexp_full_match({_filled(word)}, '{kinds.NOTE}'), true)" for word in words)
    # a first cell that begins with another character is none of these: most rows need no more than this
    start = f"ord({words[0]})"
    usual = f"({start} between 33 and 126 or {start} > 12288){_SIGNS.replace('{}', start)}"
    digit = "between 48 and 57"
    plain = (
        f"{usual} and ({start} not {digit} or ord(right({words[0]}, 1)) {digit}) and {words[0]} is distinct from $h0"
    )
    return (
        f"case when {plain} then null when {first} is null then '{BLANK}' "
        f"when {again} then '{AGAIN}' when {total} then '{TOTAL}' when {note} then '{NOTE}' end"
    )


def _find_headers(engine: Engine, part: Part, below: Below) -> None:
    """Put a header that comes again among the rows left alone; DataError when one is that of another table.

    Where a header stands no record can be read: it is one of the rows to be rejected.
    """
    names = column_list([raw_name(name) for name in below.where])
    again = []
    for number, *cells in engine.run(f"select row, {names} from {_ODD} where why is null order by row"):
        row: list[Cell] = [None] * below.bulk.width
        for place, words in zip(below.where.values(), cells, strict=True):
            row[place] = words and cell(words)
        if is_repeated_header(tuple(row), below.where, part.feed, (part.sheet, below.header, number)):
            again.append(number)
    if again:
        engine.run(f"update {_ODD} set row = -row, why = '{AGAIN}' where row in ({', '.join(map(str, again))})")


def _filled(words: str) -> str:
    return f"if(regexp_full_match({words}, '{BLANK_CELL}'), null, {words})"
