"""Cells merged over several records: a remark is of each of them; of which another content is, nobody can say."""

from collections.abc import Iterator, Mapping, Sequence, Set

from pubkpi.ingest.containers.sheet import Cell, Merged, RawSheet
from pubkpi.model.facts import Fact


def has_merged(sheet: RawSheet, header: int, where: Mapping[str, int]) -> bool:
    """Whether cells below the row *header* of *sheet* are merged in one of the columns that *where* places."""
    return any(
        bottom > header and any(left <= place <= right for place in where.values())
        for _, bottom, left, right in sheet.merged
    )


def shared(fact: Fact) -> frozenset[str]:
    """The columns of *fact* of which a merged cell holds for each of its rows, as people mean it.

    They are remarks, who wrote a row, and how a number was counted: no key, day or figure, nor what tells rows apart.
    """
    manners = {column.manner for column in fact.columns if column.manner}
    return frozenset(
        {column.name for column in fact.columns if column.kind == "text" and column.name in (*fact.later, *_ANY)}
        | manners
    )


_ANY = ("note", "reported_by")


def merged_rows(sheet: RawSheet, numbers: Sequence[int], where: Mapping[str, int], free: Set[str]) -> set[int]:
    """Those of the records at the indices *numbers* that share merged cells in a column that *where* places.

    So do those of which such a cell is merged with one to its left. Blank cells are none, nor those of the columns that
    are *free* to share them.
    """
    records, rows = set(numbers), set[int]()
    for top, bottom, left, right in _filled_merges(sheet, numbers):
        columns = {name: place for name, place in where.items() if left <= place <= right}
        if not columns or (columns.keys() <= free and top >= numbers[0]):
            continue
        mine = [i for i in range(top, bottom + 1) if i in records]
        if len(mine) > 1 or set(columns.values()) != {left}:
            rows.update(mine)
    return rows


def shared_cells(
    sheet: RawSheet, numbers: Sequence[int], where: Mapping[str, int], free: Set[str]
) -> Iterator[tuple[str, int, Cell]]:
    """What merged cells say of the records at the indices *numbers*, by column, of those that are *free*, and index."""
    names = {where[name]: name for name in free if name in where}
    for top, bottom, left, _ in _filled_merges(sheet, numbers):
        if left in names and top >= numbers[0]:
            yield from ((names[left], i, sheet.rows[top][left]) for i in range(top, bottom + 1))


def _filled_merges(sheet: RawSheet, numbers: Sequence[int]) -> Iterator[Merged]:
    """The merged cells of *sheet* that hold anything, no further down than the last of the rows *numbers*."""
    last = max(numbers, default=-1)
    for top, bottom, left, right in sheet.merged:
        end = min(bottom, last)
        if any(any(row[max(left, 0) : max(right + 1, 0)]) for row in sheet.rows[top : end + 1]):
            yield top, end, left, right
