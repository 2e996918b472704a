"""Several tables side by side, each under its own headers, each of its own length."""

from collections import Counter

from pubkpi.ingest.containers.sheet import Book, RawSheet, RejectedRow, Row
from pubkpi.ingest.layouts import table
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows.header import Header
from pubkpi.ingest.rows.kinds import is_wide
from pubkpi.ingest.rows.multiples import check_multiples
from pubkpi.ingest.rows.part import (
    ABOVE,
    BLANK,
    OTHER_SHEET,
    Match,
    Mismatch,
    Part,
    check_doubles,
    check_shift,
    is_blank,
    normal,
    places,
    unknown_headers,
)
from pubkpi.ingest.rows.reasons import WIDE, raw_text

Block = tuple[int, int]


def lay_out(profile: Profile, book: Book, _surveys: tuple[Survey, ...] = ()) -> Match | Mismatch:
    """The sheet on which every feed has a block of its own."""
    nearest = Mismatch(profile, 0, ())
    for sheet in book.sheets:
        for index, row in enumerate(sheet.rows[: table.HEADER_WITHIN]):
            found = _assign(profile, row)
            if not isinstance(found, Mismatch):
                return _match_blocks(profile, book, sheet, index, found)
            nearest = max(nearest, found, key=lambda miss: miss.hits)
    return nearest


def _match_blocks(profile: Profile, book: Book, sheet: RawSheet, index: int, blocks: list[Block]) -> Match:
    ignored: Counter[str] = Counter()
    parts: list[Part] = []
    used: set[int] = set()
    wide = {i for i in range(index + 1, len(sheet.rows)) if is_wide(sheet.rows[i], sheet.rows[index])}
    for feed, (start, end) in zip(profile.feeds, blocks, strict=True):
        header = sheet.rows[index][start:end]
        where, _ = places(feed.columns, [normal(cell) for cell in header])
        merged = tuple((top, bottom, left - start, right - start) for top, bottom, left, right in sheet.merged)
        block = RawSheet(sheet.name, tuple(row[start:end] for row in sheet.rows), merged=merged)
        check_multiples([feed], block, index, where)
        numbers, rejects, top = list[int](), list[RejectedRow](), Header(sheet.name, index + 1, header, where, feed)
        for i in range(index + 1, len(block.rows)):
            if kind := top.kind(i + 1, block.rows[i]):
                # a block that is shorter than another one has no rows there
                ignored[kind] += kind != BLANK
            elif i in wide:
                # nobody can tell from which block the cell slipped: the row is rejected in all of them
                rejects.append(RejectedRow(i + 1, WIDE, raw_text(sheet.rows[i])))
            else:
                numbers.append(i)
        here = {name: start + place for name, place in where.items()}
        check_doubles(feed, sheet, index, here, numbers, (start, end))
        check_shift(profile, block, index, where, end - start, numbers)
        parts.append(table.part(feed, block, numbers, where, rejects))
        used |= {start + place for place in where.values()}
    others = sum(not is_blank(row) for other in book.sheets if other is not sheet for row in other.rows)
    # each block may have a title of its own
    above = sum(len(row) - row.count(None) > len(blocks) for row in sheet.rows[:index])
    ignored += Counter({OTHER_SHEET: others, ABOVE: above})
    return Match(profile, tuple(parts), +ignored, unknown_headers(profile, sheet.rows[index], used), sheet.rows[:index])


def _assign(profile: Profile, row: Row) -> list[Block] | Mismatch:
    free = _split(row)
    chosen: list[Block] = []
    missing: list[str] = []
    hits = 0
    for feed in profile.feeds:
        fits = [(places(feed.columns, [normal(cell) for cell in row[s:e]]), (s, e)) for s, e in free]
        whole = [(len(where), block) for (where, absent), block in fits if not absent]
        if whole:
            count, block = max(whole, key=lambda pair: pair[0])
            chosen.append(block)
            free.remove(block)
            hits += count
        else:
            best = max(fits, key=lambda fit: len(fit[0][0]), default=(({}, ()), (0, 0)))
            hits += len(best[0][0])
            missing += best[0][1] or [feed.columns[0].headers[0]]
    return Mismatch(profile, hits, tuple(missing)) if missing else chosen


def _split(row: Row) -> list[Block]:
    """The runs of filled cells in a header row."""
    blocks: list[Block] = []
    start = None
    for i, cell in enumerate((*row, None)):
        if cell is None and start is not None:
            blocks.append((start, i))
            start = None
        elif cell is not None and start is None:
            start = i
    return blocks
