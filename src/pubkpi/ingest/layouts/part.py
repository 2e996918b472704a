"""What a layout finds: raw text by fact column, each row with its number on its sheet."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from pubkpi.ingest.profile import Column, Feed, Profile
from pubkpi.ingest.readers.bulk import Bulk
from pubkpi.ingest.readers.sheet import Cell, RejectedRow, Row, at
from pubkpi.model.text import Text

# A pseudo-column: the days by which a file that holds no other says how far it reaches.
LAST_DAY = "#last_day"

# What stands over the reasons in a copy that pubkpi marked.
REASON = Text("拒收原因", "why rejected")

# The reasons for which a row is left alone.
BLANK, TOTAL, AGAIN, OTHER_SHEET, OTHER_SECTION = "blank", "total", "header", "sheet", "section"
NOT_LOADED, LEFT, NOTE, HIDDEN_SHEET = "not_loaded", "filter", "note", "hidden_sheet"
TOTALS = frozenset(("合计", "总计", "累计", "小计", "合 计", "总 计"))


@dataclass(frozen=True, slots=True)
class Below:
    """Rows not read yet: those of *bulk* below its row *header*, which reads *words*; where each column stands."""

    bulk: Bulk
    header: int
    words: Row
    where: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one sheet that feed one fact: row numbers and, by column, their raw text; or where they still lie.

    The *rejects* are further rows of it, which nobody is to read.
    """

    feed: Feed
    sheet: str
    rows: Sequence[int]
    cells: Mapping[str, Sequence[Cell]]
    below: Below | None = None
    rejects: tuple[RejectedRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A file that fits a profile: its parts, the rows left alone by reason, headers nobody mapped, the rows above.

    *hidden* are sheets that hold an export, too, but that the user's program does not show.
    """

    profile: Profile
    parts: tuple[Part, ...]
    ignored: Mapping[str, int] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    above: tuple[Row, ...] = ()
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Miss:
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
def known_headers(sets: tuple[tuple[Column, ...], ...]) -> frozenset[str]:
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


def is_blank(row: Row) -> bool:
    """Whether no cell of *row* holds anything."""
    return not any(row)


def is_wide(row: Row, header: Row) -> bool:
    """Whether a cell of *row* stands beyond the *header* or under none of its words."""
    return any(row[len(header) :]) or (None in header and any(row[i] for i in _gaps(header) if i < len(row)))


@lru_cache(maxsize=256)
def _gaps(header: Row) -> tuple[int, ...]:
    return tuple(i for i, cell in enumerate(header) if cell is None)


def is_total(row: Row, where: Mapping[str, int], feed: Feed) -> bool:
    """Whether *row* adds up the others: it begins with 合计 or the like and has no value in a required column."""
    first = next((i for i, cell in enumerate(row) if cell), None)
    if first is None or _USUAL.match(str(row[first])):
        return False
    word = normal(row[first])
    if not (word.rstrip(":") in TOTALS or word.startswith("累计")):
        return False
    required = [column for column in feed.columns if column.required and column.name in where]
    return any(
        at(row, where[column.name]) is None or (where[column.name] == first and column.kind in ("day", "instant"))
        for column in required
    )


# Beginnings that `normal` leaves as they are, and none of them that of a total: so begin nearly all rows.
_USUAL = re.compile("[!-~\u3001-\uf8ff](?<![合总小累])")

# What people write below a form: 注：… , 填表人：… , 审核：…
_BELOW = re.compile(r"(注|备注|说明|填[报表](人|说明|日期|单位)?|制表人?|审核人?|负责人|数据来源)\d*:.*")


def is_note(row: Row) -> bool:
    """Whether every filled cell of *row* is a remark that people write below a table."""
    return all(cell is None or _BELOW.fullmatch(normal(cell)) for cell in row)


def unknown_headers(profile: Profile, row: Row, used: Iterable[int]) -> tuple[str, ...]:
    """Headers in *row* that the profile neither maps nor names as ignored or personal."""
    known = {normal(word) for word in (*profile.ignored, *profile.personal, *REASON)}
    taken = set(used)
    return tuple(cell for i, cell in enumerate(row) if cell and i not in taken and normal(cell) not in known)
