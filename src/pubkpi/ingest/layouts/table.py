"""One table a sheet: a header row somewhere near the top, one record a row."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pubkpi.ingest.layouts.part import (
    AGAIN,
    BLANK,
    OTHER_SHEET,
    TOTAL,
    Found,
    Miss,
    Part,
    is_blank,
    is_total,
    known_headers,
    normal,
    places,
    unknown_headers,
)
from pubkpi.ingest.profile import Feed, Profile
from pubkpi.ingest.readers.sheet import Book, Row, Sheet, at
from pubkpi.ingest.surveys import Survey

HEADER_WITHIN = 15
Where = tuple[dict[str, int], ...]


def lay_out(profile: Profile, book: Book, _surveys: tuple[Survey, ...] = ()) -> Found | Miss:
    """Every sheet that has all required headers in one row; the nearest miss when none has."""
    parts: list[Part] = []
    ignored: Counter[str] = Counter()
    unknown: list[str] = []
    above: list[Row] = []
    others: list[Sheet] = []
    nearest = Miss(profile, 0, ())
    for sheet in book.sheets:
        header = find_header(profile, sheet)
        if isinstance(header, Miss):
            nearest = max(nearest, header, key=lambda miss: (miss.hits, -len(miss.missing)))
            others.append(sheet)
            continue
        index, where = header
        parts += _parts(profile, sheet, index, where, ignored)
        unknown += unknown_headers(profile, sheet.rows[index], (i for one in where for i in one.values()))
        above += sheet.rows[:index]
    if not parts:
        return nearest
    ignored[OTHER_SHEET] += sum(not is_blank(row) for sheet in others for row in sheet.rows)
    return Found(profile, tuple(parts), +ignored, tuple(unknown), tuple(above))


def find_header(profile: Profile, sheet: Sheet) -> tuple[int, Where] | Miss:
    """The index of the header row and where each feed's columns stand in it."""
    known = known_headers(profile.feeds)
    nearest = Miss(profile, 0, ())
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        headers = [normal(cell) for cell in row]
        if known.isdisjoint(headers):
            continue
        found = [places(feed.columns, headers) for feed in profile.feeds]
        missing = tuple(dict.fromkeys(word for _, words in found for word in words))
        hits = len({place for where, _ in found for place in where.values()})
        if hits and not missing:
            return index, tuple(where for where, _ in found)
        nearest = max(nearest, Miss(profile, hits, missing), key=lambda miss: miss.hits)
    return nearest


def _parts(profile: Profile, sheet: Sheet, index: int, where: Where, ignored: Counter[str]) -> list[Part]:
    rows: dict[int, list[int]] = {i: [] for i in range(len(profile.feeds))}
    for i in records(sheet, index, where[0], profile.feeds[0], ignored):
        rows[_feed_of(profile, sheet.rows[i])].append(i)
    return [
        part(feed, sheet, numbers, one)
        for feed, one, numbers in zip(profile.feeds, where, rows.values(), strict=True)
        if numbers or not feed.only
    ]


def records(sheet: Sheet, index: int, where: Mapping[str, int], feed: Feed, ignored: Counter[str]) -> Iterator[int]:
    """The indices of the rows below the header at *index* that hold a record; the others are counted in *ignored*."""
    last = max((i for i, row in enumerate(sheet.rows) if not is_blank(row)), default=index)
    for i in range(index + 1, last + 1):
        row = sheet.rows[i]
        if is_blank(row):
            ignored[BLANK] += 1
        elif row == sheet.rows[index]:
            ignored[AGAIN] += 1
        elif is_total(row, where, feed):
            ignored[TOTAL] += 1
        else:
            yield i


def _feed_of(profile: Profile, row: Row) -> int:
    first = next((cell for cell in row if cell is not None), "")
    marked = [i for i, feed in enumerate(profile.feeds) if feed.only and normal(feed.only) == normal(first)]
    return marked[0] if marked else 0


def part(feed: Feed, sheet: Sheet, numbers: list[int], where: Mapping[str, int]) -> Part:
    """The rows at the indices *numbers* as a part of *feed*."""
    cells = {name: [at(sheet.rows[i], place) for i in numbers] for name, place in where.items()}
    return Part(feed, sheet.name, [i + 1 for i in numbers], cells)
