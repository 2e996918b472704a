"""Columns of shares that somebody wrote in two ways, with and without a %: 0.9 beside 45.1% may mean 0.9% or 90%.

They are loaded as they stand, and told of once a file and column.
"""

from collections.abc import Iterator, Sequence

from pubkpi.engine.interface import Engine
from pubkpi.ingest.cells.shares import Found, Spellings, shares, spellings
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text


def mixtures(engine: Engine, staged: Sequence[StagedPart]) -> Found:
    """How the shares in the cells of all parts *staged* are written."""
    found: dict[tuple[int, str], Spellings] = {}
    for one in {one.table: one for one in staged}.values():
        if one.file_id is not None:
            found |= {(one.number, name): how for name, how in one.shares.items()}
        else:
            found |= spellings(engine, shares(one.part.feed.columns, one.part.cells), one.raw)
    return found


def findings(name: str, staged: Sequence[StagedPart], match: Found) -> Iterator[Finding]:
    """What is to be said of the file called *name*, whose parts are *staged*, by what was *match* in them."""
    columns: dict[tuple[str, str], tuple[str, Spellings]] = {}
    for one in staged:
        for column in shares(one.part.feed.columns, one.part.cells):
            if how := match.get((one.number, column.name)):
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
