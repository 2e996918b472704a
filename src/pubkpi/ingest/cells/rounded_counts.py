"""Counts of a day that an export gives exactly, in cells that somebody wrote in 万 or 亿: 13.2万 is a number rounded.

They are loaded as they stand, and the first of each column is told.
"""

from collections.abc import Iterator, Mapping, Sequence

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import raw_name
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.profiles.profile import Column
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text

# By part and column the first such row, what it says, and how many there are.
Rounded = Mapping[tuple[int, str], tuple[int, str, int]]


def rounded_counts(engine: Engine, staged: Sequence[StagedPart]) -> Rounded:
    """The cells in 万 or 亿 of the counts by the day of all parts *staged*; none where rows were batches, whose cells
    are no longer there.
    """
    found: dict[tuple[int, str], tuple[int, str, int]] = {}
    for one in {one.table: one for one in staged if one.file_id is None}.values():
        names = [column.name for column in _columns(one)]
        cells = " union all ".join(
            f"select part, '{name}', row, {quoted(raw_name(name))} as said from {one.raw}" for name in names
        )
        good = f"(select part, row from {one.source})"
        query = (
            f"select part, name, min(row), arg_min(said, row), count(*) from ({cells}) c (part, name, row, said) "
            f"join {good} using (part, row) where regexp_matches(said, '[万wW亿]\\s*$') group by part, name"
        )
        found |= {(part, name): tuple(rest) for part, name, *rest in engine.run(query)} if names else {}
    return found


def _columns(one: StagedPart) -> list[Column]:
    fact, cells = one.part.feed.fact, one.part.cells
    # what prints 10万+ rounds by itself
    if fact.day not in fact.key or fact.later or any(column.make == "at_least" for column in one.part.feed.columns):
        return []
    return [column for column in one.part.feed.columns if column.kind == "count" and column.name in cells]


def findings(
    name: str, staged: Sequence[StagedPart], rounded: Rounded, *, collected: bool = False
) -> Iterator[Finding]:
    """What is to be said of the file called *name*, whose parts are *staged*, by the *rounded* counts in them; a page
    from which they were *collected* shows no others.
    """
    for one in staged:
        for column in _columns(one):
            row, said, count = rounded.get((one.number, column.name), (0, "", 0))
            if not count:
                continue
            header = column.headers[0]
            exact = Text("导出里应是精确的数", "the export has exact numbers")
            why = Text("公开页面只给到这么细", "the public page shows no more") if collected else exact
            yield Finding(
                "ingest.rounded_count",
                "info" if collected else "warning",
                f"{name}: {one.part.sheet}!{row}",
                Text(
                    f"“{header}”写作 {said}，是四舍五入的数（共 {count} 格），{why.zh}",
                    f"{header} says {said}, which is rounded ({count} cell(s) in all); {why.en}",
                ),
                NOTHING
                if collected
                else Text("请从后台重新导出，不要手改。", "Export it again, and do not change it by hand."),
            )
