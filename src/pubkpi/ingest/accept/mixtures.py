"""Columns of shares that somebody wrote in two ways, with and without a %: 0.9 beside 45.1% may mean 0.9% or 90%.

They are loaded as they stand, and told of once a file and column.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.cells.grammar import raw_name
from pubkpi.ingest.cells.stage import Spellings, Staged
from pubkpi.ingest.profiles.profile import Column
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text

# by part and column
ShareSpellings = Mapping[tuple[int, str], Spellings]


def shares(columns: Iterable[Column], names: Iterable[str]) -> list[Column]:
    """Those of *columns*, read under one of *names*, in which a % says how a cell is meant."""
    there = set(names)
    return [one for one in columns if one.kind == "share" and one.name in there and not one.bare_percent]


def spellings(engine: Engine, columns: Sequence[Column], source: str) -> ShareSpellings:
    """By part and column how the raw cells of *source*, which has `part` and `row`, are written."""
    if not columns:
        return {}
    sign = "contains({0}, '%') or contains({0}, '％')"
    both = [f"bool_or({sign}) and bool_or(not ({sign}) and {{0}} <> '')".format(_raw(one)) for one in columns]
    (there,) = engine.run(f"select {', '.join(both)} from {source}")
    queries = [_query(one, i, source) for i, one in enumerate(columns) if there[i]]
    if not queries:
        return {}
    found = engine.run(" union all ".join(queries), missing=[[*one.missing] for one in columns])
    return {(int(part), columns[i].name): Spellings(*rest) for i, part, *rest in found}


def _query(column: Column, i: int, source: str) -> str:
    cells = f"select part, row, {_raw(column)} as cell, clean({_raw(column)}) as text from {source}"
    signed = "ends_with(text, '%')"
    bare = f"not {signed} and as_share(text, 1.0) <> 0 and not list_contains($missing[{i + 1}], text)"
    first = ", ".join(f"min(row) filter ({one}), arg_min(cell, row) filter ({one})" for one in (signed, bare))
    counts = f"count(*) filter ({signed}), count(*) filter ({bare})"
    return f"select {i}, part, {counts}, {first} from ({cells}) where cell is not null group by part"


def _raw(column: Column) -> str:
    return quoted(raw_name(column.name))


def mixtures(engine: Engine, staged: Sequence[Staged]) -> ShareSpellings:
    """How the shares in the cells of all parts *staged* are written."""
    found: dict[tuple[int, str], Spellings] = {}
    for one in {one.table: one for one in staged}.values():
        if one.file_id is not None:
            found |= {(one.number, name): how for name, how in one.shares.items()}
        else:
            found |= spellings(engine, shares(one.part.feed.columns, one.part.cells), one.raw)
    return found


def findings(name: str, staged: Sequence[Staged], by_column: ShareSpellings) -> Iterator[Finding]:
    """What is to be said of the file called *name*, whose parts are *staged*, by how their shares are spelled."""
    columns: dict[tuple[str, str], tuple[str, Spellings]] = {}
    for one in staged:
        for column in shares(one.part.feed.columns, one.part.cells):
            if how := by_column.get((one.number, column.name)):
                key = (one.part.feed.fact.name, column.headers[0])
                sheet, before = columns.get(key, ("", Spellings()))
                columns[key] = (sheet if before.bare else one.part.sheet, before + how)
    for (_, header), (sheet, how) in columns.items():
        if how.signed and how.bare:
            yield _finding(header, f"{name}: {sheet}!{how.bare_row}", how)


def _finding(header: str, where: str, one: Spellings) -> Finding:
    message = Text(
        f"“{header}”写法不一：{one.signed} 行带 %（如第 {one.signed_row} 行 {one.signed_text}），{one.bare} 行不带"
        f"（如第 {one.bare_row} 行 {one.bare_text}），不带的按小数读，1 就是 100%",
        f"{header} is written in two ways: {one.signed} row(s) with % (as {one.signed_text} in row {one.signed_row}), "
        f"{one.bare} without ({one.bare_text} in row {one.bare_row}); these are read as fractions, so 1 is 100%",
    )
    hint = Text(
        "请核对；不带 % 的若也是百分数，补上再导入。", "Check them; if they are percentages, too, add the sign."
    )
    return Finding("ingest.mixed_shares", "warning", where, message, hint)
