"""A text that ends without a line end: perhaps its program writes none, perhaps it was cut off. Nothing is guessed."""

import re

from pubkpi.ingest.containers.sheet import Book, Cell, RawSheet
from pubkpi.ingest.layouts.table import find_header
from pubkpi.ingest.profiles.identities import BEFORE, Identity
from pubkpi.ingest.rows.part import Match, Part
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text


def check_tail(book: Book, name: str, match: Match) -> None:
    """DataError when the last row of *book*, which is loaded and has no line end, may lack what came after it.

    It must have all columns. Besides, its last cell must be between quotes or follow from the others by an identity of
    the profile, or the profile must say that the export ends so: as people may leave it, or as its program does, which
    then writes all cells of a column alike.
    """
    for sheet in book.sheets:
        row, last = len(sheet.rows), sheet.rows[-1:]
        part = next((part for part in match.parts if row in part.rows[-1:]), None)
        if not sheet.tail or part is None:
            continue
        cells, width = last[0], _width(match, sheet)
        if len(cells) < width:
            what = Text(
                f"文件中途断了：最后一行只有 {len(cells)} 列，应有 {width} 列",
                f"the file was cut off: its last row has {len(cells)} of {width} columns",
            )
            raise DataError(f"{name}: {sheet.name}!{row}", what, _TYPED if match.profile.form else _AGAIN)
        line_end = match.profile.line_end
        unsure = line_end == "always" and sheet.tail == "open" and not _follows(part, _columns(match, sheet))
        if unsure or (line_end == "omitted" and not _is_whole(sheet)):
            raise DataError(
                f"{name}: {sheet.name}!{row} {cells[-1]!r}",
                Text(
                    "文件可能中途断了：最后一行没有换行符，最后一格可能不全",
                    "the file may have been cut off: its last line has no end, so its last cell may lack some",
                ),
                Text(
                    "请重新下载；确认文件本来就完整的，用记事本打开，在最后一行末尾按回车，保存后再导入。",
                    "Download it again; if it is complete all the same, open it as plain text, end its last line with "
                    "Enter, save and ingest again.",
                ),
            )


_AGAIN = Text("请重新下载。", "Download it again.")
_TYPED = Text(
    "如果是自己填的，在最后一行末尾按回车，保存后再导入。",
    "If you typed it, end its last line with Enter, save, ingest again.",
)


def _width(match: Match, sheet: RawSheet) -> int:
    """How many columns the table that the last row belongs to has: those of its header, if that is one row."""
    header = find_header(match.profile, sheet) if match.profile.layout != "sections" else None
    return len(sheet.rows[header[0] if isinstance(header, tuple) else -2]) if len(sheet.rows) > 1 else 0


def _columns(match: Match, sheet: RawSheet) -> frozenset[str]:
    """The columns of facts that the last cell of the last row is in."""
    header, place = find_header(match.profile, sheet), len(sheet.rows[-1]) - 1
    where = header[1] if isinstance(header, tuple) else ()
    return frozenset(name for one in where for name, at in one.items() if at == place)


def _follows(part: Part, last: frozenset[str]) -> bool:
    """Whether all sums that the profile knows of hold in the last row of *part*, and one is of its *last* cell."""
    told = [_check_identity(part, identity) for identity in part.feed.identities if identity.sign == "="]
    return all(holds for holds, _ in told) and any(not last.isdisjoint(names) for _, names in told)


def _check_identity(part: Part, identity: Identity) -> tuple[bool, tuple[str, ...]]:
    """Whether *identity* may hold in the last row of *part*, and of which columns it then tells there."""
    row, before, names = -1, 0, identity.columns
    if identity.is_between_days:
        days = [[*map(int, re.findall(r"\d+", cell or ""))] for cell in part.cells[part.feed.fact.day or ""][-2:]]
        if len(days) < 2:
            return True, ()
        # the newest day stands at the bottom or at the top, where it tells of the total of the day below
        row, before, names = (-1, -2, names) if days[0] < days[1] else (-2, -1, (identity.left,))
    sums = [
        _number(part, *((identity.left, before) if name == BEFORE else (name, row)), sign)
        for sign, name in identity.terms
    ]
    left = _number(part, identity.left, row)
    if left is None or None in sums:
        return True, ()
    return left == sum(filter(None, sums)), names


def _number(part: Part, name: str, row: int, sign: str = "+") -> int | None:
    cell = part.cells[name][row] if name in part.cells else None
    return int(sign + "1") * int(cell.replace(",", "")) if cell and re.fullmatch(r"-?\d[\d,]*", cell) else None


def _is_whole(sheet: RawSheet) -> bool:
    """Whether the last cell has the unit, and as many decimals, as all above it have."""
    *above, last = (row[len(sheet.rows[-1]) - 1] for row in sheet.rows if len(row) == len(sheet.rows[-1]))
    ends = {_ending(one) for one in above[1:]}
    decimals, unit = _ending(last)
    counts, units = {count for count, _ in ends}, {unit for _, unit in ends}
    # where all have two decimals, one with a single one has lost the other; but some programs write 1.5 and 2
    fixed = len(counts) == 1 and max(counts) > 1
    return not ends or (unit in units and (bool(unit) or not fixed or decimals in counts))


def _ending(cell: Cell) -> tuple[int, str]:
    """How many decimals the number in *cell* has, and what follows it."""
    match = re.search(r"(?:(?<=\d)\.(\d+)|\d)(\D*)$", cell or "")
    return (len(match[1] or ""), match[2]) if match else (0, cell or "")
