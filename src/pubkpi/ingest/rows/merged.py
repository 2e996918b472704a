"""Cells merged over several records: which of them the content is of, nobody can say."""

from collections.abc import Mapping, Sequence

from pubkpi.ingest.containers.sheet import Sheet


def has_merged(sheet: Sheet, header: int, where: Mapping[str, int]) -> bool:
    """Whether cells below the row *header* of *sheet* are merged in one of the columns that *where* places."""
    return any(
        bottom > header and any(left <= place <= right for place in where.values())
        for _, bottom, left, right in sheet.merged
    )


def merged_rows(sheet: Sheet, numbers: Sequence[int], where: Mapping[str, int]) -> set[int]:
    """Those of the records at the indices *numbers* that share merged cells in a column that *where* places.

    So do those of which such a cell is merged with one to its left.
    """
    records, last, rows = set(numbers), max(numbers, default=-1), set[int]()
    for top, bottom, left, right in sheet.merged:
        places = {place for place in where.values() if left <= place <= right}
        mine = [i for i in range(top, min(bottom, last) + 1) if i in records] if places else []
        if len(mine) > 1 or places > {left} or places.isdisjoint({left}):
            rows.update(mine)
    return rows
