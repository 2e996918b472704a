"""Several sheets of one file that hold the same kind of rows: its parts, which must not contradict each other."""

from collections.abc import Sequence

from pubkpi.database.tables import column_list
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.accept.rejects import header_of
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text


def check_sheets(engine: Engine, name: str, staged: Sequence[StagedPart]) -> None:
    """Raise DataError when two sheets of the file *name* give one key different values."""
    facts: dict[str, list[StagedPart]] = {}
    for one in staged:
        facts.setdefault(one.part.feed.fact.name, []).append(one)
    for parts in facts.values():
        if len({one.part.sheet for one in parts}) > 1:
            _check(engine, name, parts)


def _check(engine: Engine, name: str, parts: Sequence[StagedPart]) -> None:
    fact = parts[0].part.feed.fact
    read = {column.name for one in parts for column in one.part.feed.columns}
    data = [column.name for column in fact.stored if column.name in read and column.name not in fact.key]
    differ = [f"count(distinct {quoted(one)}) > 1" for one in data]
    if not differ:
        return
    every = " union all ".join(f"select part, row, {column_list([*fact.key, *data])} {one.rows}" for one in parts)
    grouped = f"from ({every}) group by {column_list(fact.key)} having"
    found = engine.run(f"select {', '.join(differ)} {grouped} {' or '.join(differ)} order by min(row) limit 1")
    if found:
        column = data[found[0].index(True)]
        place, cell = 'struct_pack(part := part, "row" := "row")', quoted(column)
        ((first, second),) = engine.run(
            f"select arg_min({place}, {cell}), arg_max({place}, {cell}) {grouped} count(distinct {cell}) > 1 "
            "order by min(row) limit 1"
        )
        raise _contradiction(name, parts, column, sorted((first, second), key=lambda one: (one["part"], one["row"])))


def _contradiction(name: str, parts: Sequence[StagedPart], column: str, rows: Sequence[dict[str, int]]) -> DataError:
    sheets = {one.number: one for one in parts}
    one, other = (f"{sheets[row['part']].part.sheet}!{row['row']}" for row in rows)
    header = header_of(sheets[rows[0]["part"]], column)
    return DataError(
        f"{name}: {one}",
        Text(f"与 {other} 是同一条数据，“{header}”却不同", f"the same record as {other}, but its {header} differs"),
        Text("看哪张表是对的，删去另一张后再导入。", "See which sheet is right, delete the other and ingest again."),
    )
