"""What a layout finds: raw text by fact column, each row with its number on its sheet."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from pubkpi.ingest.containers.sheet import Batches, Cell, RawSheet, RejectedRow, Row, at
from pubkpi.ingest.profiles.profile import Column, Feed, Profile
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.ingest.rows.header import Header

# A pseudo-column: the days by which a file that holds no other says how far it reaches.
LAST_DAY = "#last_day"

# What stands over the reasons in a copy that pubkpi marked.
REASON = Text("拒收原因", "why rejected")

# The reasons for which a row is left alone.
BLANK, TOTAL, AGAIN, OTHER_SHEET, OTHER_SECTION = "blank", "total", "header", "sheet", "section"
NOT_LOADED, LEFT, NOTE, HIDDEN_SHEET, ABOVE = "not_loaded", "filter", "note", "hidden_sheet", "above"
REPEAT = "repeat"  # equal to a row before
HELP = "help"  # what a form of ours says of its columns


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one sheet that feed one fact: row numbers and, by column, their raw text; or where they still lie.

    The *rejects* are further rows of it, which nobody is to read. The numbers (编号) in *own* name entries of this
    file alone; *identities* are, by row, which entry one is beside other loads.
    """

    feed: Feed
    sheet: str
    rows: Sequence[int]
    cells: Mapping[str, Sequence[Cell]]
    batches: Batches | None = None
    header: "Header | None" = None
    rejects: tuple[RejectedRow, ...] = ()
    own: tuple[str, ...] = ()
    identities: Mapping[int, str] = field(default_factory=dict)

    @property
    def filled(self) -> tuple[str, set[str]]:
        """The name of the fact and the columns of it that the rows fill."""
        return self.feed.fact.name, {column.name for column in self.feed.columns}


@dataclass(frozen=True, slots=True)
class Match:
    """A file that fits a profile: its parts, the rows left alone by reason, headers nobody mapped, the rows above.

    *hidden* are sheets that hold an export, too, but that the user's program does not show, *others* those that hold
    another export, with its name; on *zero* ones all formulas give 0; *serial* is an example of a bare number that was
    read as a day.
    """

    profile: Profile
    parts: tuple[Part, ...]
    ignored: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    above: tuple[Row, ...] = ()
    hidden: tuple[str, ...] = ()
    others: tuple[tuple[str, Text], ...] = ()
    zero: tuple[str, ...] = ()
    serial: str = ""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A file that does not fit: how many headers did, and which required ones are absent."""

    profile: Profile
    hits: int
    missing: tuple[str, ...]
    note: str = ""


@lru_cache(maxsize=4096)
def normal(header: Cell) -> str:
    """A header as profiles are matched by it: NFKC, without blanks and zero-width marks, in lower case."""
    words = unicodedata.normalize("NFKC", header or "")
    return "".join(c for c in words if not c.isspace() and unicodedata.category(c) != "Cf").casefold()


@lru_cache(maxsize=256)
def all_headers(sets: tuple[tuple[Column, ...], ...]) -> frozenset[str]:
    """Every header that the *sets* of columns can read, as `normal` writes it."""
    return frozenset(normal(header) for columns in sets for column in columns for header in column.headers)


def places(columns: Iterable[Column], headers: Sequence[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column's header stands among the normal *headers*, and the required headers that are absent."""
    where: dict[str, int] = {}
    missing = []
    known = set(headers)
    for column in columns:
        found = next((headers.index(key) for key in map(normal, column.headers) if key in known), None)
        if found is not None:
            where[column.name] = found
        elif column.required and column.headers:
            missing.append(column.headers[0])
    return where, tuple(missing)


def doubles(columns: Iterable[Column], headers: Sequence[str], where: Mapping[str, int]) -> list[tuple[int, int]]:
    """The places of headers that mean the same column: that which is read and another one."""
    taken, found = set(where.values()), list[tuple[int, int]]()
    for column in columns:
        if column.name in where:
            words = set(map(normal, column.headers))
            found += [(where[column.name], i) for i, word in enumerate(headers) if word in words and i not in taken]
    return found


def check_doubles(
    feed: Feed,
    sheet: RawSheet,
    index: int,
    where: Mapping[str, int],
    rows: Iterable[int],
    span: tuple[int, int] | None = None,
) -> None:
    """Raise DataError when two headers at *index* mean the same column of *feed* and have other cells in the *rows*.

    A block has only the headers in its *span*.
    """
    header = sheet.rows[index]
    start, end = span or (0, len(header))
    words = [normal(cell) if start <= i < end else "" for i, cell in enumerate(header)]
    for one, other in doubles(feed.columns, words, where):
        for i in rows:
            first, second = at(sheet.rows[i], one), at(sheet.rows[i], other)
            if (first or "").strip() != (second or "").strip():
                names = f"{column_letter(one)} {header[one]}", f"{column_letter(other)} {header[other]}"
                cells = f"{first or ''} ≠ {second or ''}"
                raise DataError(
                    f"{sheet.name}!{i + 1}",
                    Text(
                        f"{names[0]} 和 {names[1]} 是同一项，内容却不同（{cells}）",
                        f"the columns {names[0]} and {names[1]} mean the same and differ ({cells})",
                    ),
                    Text(
                        "看哪一列是对的，删去另一列后再导入。", "See which is right, delete the other and ingest again."
                    ),
                )


def extra_header(
    profile: Profile, sheet: RawSheet, index: int, where: Mapping[str, int], end: int, rows: Iterable[int]
) -> str:
    """The header at *index* that seems to be one too many, so that the *rows* stand under wrong words; "" for none.

    It is an unknown word among the headers that has cells below it, while the last of those before *end*, a known one,
    has none at all.
    """
    header = sheet.rows[index][:end]
    last = max(i for i, cell in enumerate(header) if cell)
    new = set(unknown_headers(profile, header, where.values()))
    between = [i for i in range(min(where.values()) + 1, last) if header[i] in new and i not in where.values()]
    if not between or (header[last] in new and last not in where.values()):
        return ""
    filled = set[int]()
    for i in rows:
        # nearly all tables have something below the last header in their first rows
        if at(sheet.rows[i], last):
            return ""
        filled.update(place for place in between if at(sheet.rows[i], place))
    return header[min(filled)] or "" if filled else ""


def check_shift(
    profile: Profile, sheet: RawSheet, index: int, where: Mapping[str, int], end: int, rows: Iterable[int]
) -> None:
    """Raise DataError when an export has an `extra_header`; a form is typed, and its columns may stay empty."""
    if profile.form or not (word := extra_header(profile, sheet, index, where, end, rows)):
        return
    raise DataError(
        f"{sheet.name}!{index + 1}",
        Text(
            f"表头可能多了一格“{word}”：最后一列全空，各列数字像是错了一位",
            f"the header {word} may be one too many: the last column is empty, the others seem to be one off",
        ),
        Text(
            "对照原文件，多的这一格删去；确是后加的一列，移到最后再导入。",
            "Compare with the download and delete that cell; a column that was added belongs at the end.",
        ),
    )


def column_letter(place: int) -> str:
    """The letter of the column at *place*, from 0 on, as spreadsheets have it."""
    return (column_letter(place // 26 - 1) if place > 25 else "") + chr(ord("A") + place % 26)


def is_blank(row: Row) -> bool:
    """Whether no cell of *row* holds anything."""
    return not any(row)


def is_same_header(row: Row, header: Row) -> bool:
    """Whether *row* is the *header* once more, be there a byte order mark before it, as where two files were joined."""
    return row == header or (
        normal(at(row, 0)) == normal(at(header, 0)) and [*map(normal, row)] == [*map(normal, header)]
    )


def unknown_headers(profile: Profile, row: Row, used: Iterable[int]) -> tuple[str, ...]:
    """Headers in *row* that the profile neither maps nor names as ignored or personal."""
    known = {normal(word) for word in (*profile.ignored, *profile.personal, *REASON)}
    taken = set(used)
    return tuple(cell for i, cell in enumerate(row) if cell and i not in taken and normal(cell) not in known)
