"""Columns of percentages without a sign in which no number is above 1: 0.575 may be a fraction, 57.5%.

They are loaded as they stand, as 0.575%, and told of once a file and column.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import raw_name
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.profiles.profile import Column
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text

# By part and column the largest share, and its row.
Found = Mapping[tuple[int, str], tuple[Decimal, int]]


def largest(engine: Engine, staged: Sequence[StagedPart]) -> Found:
    """The largest share of each column without a sign, of all parts *staged*, where it is above 0.

    Cells with a sign of their own count only where rows were batches, whose cells are no longer there.
    """
    found: dict[tuple[int, str], tuple[Decimal, int]] = {}
    for one in {one.table: one for one in staged}.values():
        for column in _columns(one):
            share, cell = quoted(column.name), quoted(raw_name(column.name))
            bare = f"join {one.raw} raw using (part, row) where not regexp_matches(raw.{cell}, '[%％]') and "
            source = f"{one.source} {bare if one.file_id is None else 'where '}"
            query = f"select part, max({share}), arg_max(row, {share}) from {source} {share} > 0 group by part"
            found |= {(part, column.name): (most, row) for part, most, row in engine.run(query)}
    return found


def _columns(one: StagedPart) -> list[Column]:
    return [column for column in one.part.feed.columns if column.bare_percent and column.name in one.part.cells]


def findings(name: str, staged: Sequence[StagedPart], shares: Found) -> Iterator[Finding]:
    """What is to be said of the file called *name*, whose parts are *staged*, by the largest *shares* in them."""
    for one in staged:
        for column in _columns(one):
            most, row = shares.get((one.number, column.name), (Decimal(1), 0))
            if most > Decimal("0.01"):
                continue
            header, percent = column.headers[0], f"{(most * 100).normalize():f}"
            yield Finding(
                "ingest.small_percents",
                "warning",
                f"{name}: {one.part.sheet}!{row}",
                Text(
                    f"“{header}”应是不带 % 的百分数，却都不超过 1：最大的 {percent} 按 {percent}% 读",
                    f"{header} should be percentages without a sign, but none is above 1: the largest, {percent}, is "
                    f"read as {percent}%",
                ),
                Text(
                    "若本是小数，请改成百分数，再导入。", "If they are fractions, write percentages and ingest again."
                ),
            )
