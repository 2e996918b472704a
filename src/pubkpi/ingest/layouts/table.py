"""One table a sheet: a header row somewhere near the top, one record a row."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from statistics import mode

from pubkpi.ingest.containers.sheet import Book, Cell, RawSheet, RejectedRow, Row, at
from pubkpi.ingest.layouts.nil_rows import Where, contradiction, feed_of
from pubkpi.ingest.profiles.profile import BY, HELP_HEADER, Feed, Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows.header import Header
from pubkpi.ingest.rows.kinds import needed_places
from pubkpi.ingest.rows.merges import has_merged, merged_rows, shared, shared_cells
from pubkpi.ingest.rows.multiples import check_multiples
from pubkpi.ingest.rows.part import (
    ABOVE,
    HELP,
    LAST_DAY,
    LEFT,
    NOT_LOADED,
    OTHER_SHEET,
    Match,
    Mismatch,
    Part,
    all_headers,
    check_doubles,
    check_shift,
    doubles,
    extra_header,
    is_blank,
    normal,
    places,
    unknown_headers,
)
from pubkpi.ingest.rows.reasons import MERGED, SHORT, THOUSANDS, raw_text
from pubkpi.ingest.rows.split_numbers import is_longer, spare_spans

HEADER_WITHIN = 15


def lay_out(profile: Profile, book: Book, _surveys: tuple[Survey, ...] = ()) -> Match | Mismatch:
    """Every sheet that has all required headers in one row; the nearest miss when none has."""
    parts: list[Part] = []
    ignored: Counter[str] = Counter()
    unknown: list[str] = []
    above: list[Row] = []
    others: list[RawSheet] = []
    nearest = Mismatch(profile, 0, ())
    for sheet in book.sheets:
        header = find_header(profile, sheet)
        if isinstance(header, Mismatch):
            nearest = max(nearest, header, key=lambda miss: (miss.hits, -len(miss.missing)))
            others.append(sheet)
            continue
        index, where = header
        above += sheet.rows[:index]
        ignored[ABOVE] += sum(map(is_row, sheet.rows[:index]))
        if not profile.recognised:
            parts += read_rows(profile, sheet, index, where, ignored)
            unknown += unknown_headers(profile, sheet.rows[index], (i for one in where for i in one.values()))
        else:
            ignored[NOT_LOADED] += sum(not is_blank(row) for row in sheet.rows[index + 1 :])
    if len(others) == len(book.sheets):
        return nearest
    for sheet in others:
        is_help = profile.form is not None and sheet.rows[:1] == (HELP_HEADER,)
        ignored[HELP if is_help else OTHER_SHEET] += sum(not is_blank(row) for row in sheet.rows)
    return Match(profile, tuple(parts), +ignored, tuple(unknown), tuple(above))


def find_header(profile: Profile, sheet: RawSheet) -> tuple[int, Where] | Mismatch:
    """The index of the header row and where each feed's columns stand in it.

    For a profile without feeds where the columns of one of its sets stand.
    """
    sets = profile.recognised or tuple(feed.columns for feed in profile.feeds)
    known, absent = all_headers(sets), {normal(header) for header in profile.absent}
    nearest = Mismatch(profile, 0, ())
    for index, row in enumerate(sheet.rows[:HEADER_WITHIN]):
        headers = [normal(cell) for cell in row]
        if known.isdisjoint(headers) or not absent.isdisjoint(headers):
            continue
        found = [places(columns, headers) for columns in sets]
        if profile.recognised:
            # one set is enough: the one that most of is there
            found = [min(found, key=lambda one: (len(one[1]), -len(one[0])))]
        missing = tuple(dict.fromkeys(word for _, words in found for word in words))
        missing += tuple(word for word in profile.present if normal(word) not in headers)
        hits = len({place for where, _ in found for place in where.values()})
        if hits and not missing:
            return index, tuple(where for where, _ in found)
        nearest = max(nearest, Mismatch(profile, hits, missing), key=lambda miss: miss.hits)
    return nearest


def read_rows(profile: Profile, sheet: RawSheet, index: int, where: Where, ignored: Counter[str]) -> list[Part]:
    """The rows below the header at *index* by feed; those left alone are counted in *ignored*."""
    first, header = profile.feeds[0], sheet.rows[index]
    check_multiples(profile.feeds, sheet, index, {name: place for one in where for name, place in one.items()})
    again = doubles(first.columns, [normal(cell) for cell in header], where[0])
    head = range(index + 1, len(sheet.rows)) if sheet.batches else ()
    shifted = head and extra_header(profile, sheet, index, where[0], len(header), head)
    odd = again or shifted or has_merged(sheet, index, where[0])
    if sheet.batches and len(profile.feeds) == 1 and not (first.gather or first.where or profile.form or odd):
        top, nothing = _header(profile, sheet, index, where[0]), dict.fromkeys(where[0], ())
        return [Part(first, sheet.name, (), nothing, sheet.batches, top)]
    rows: dict[int, list[int]] = {i: [] for i in range(len(profile.feeds))}
    numbers, rejects = sort_rows(profile, sheet, index, where, ignored)
    check_shift(profile, sheet, index, where[0], len(header), numbers)
    for i in numbers:
        rows[feed_of(profile, where, sheet.rows[i])].append(i)
    for feed, one, mine in zip(profile.feeds, where, rows.values(), strict=True):
        check_doubles(feed, sheet, index, one, mine)
    return [
        part(feed, sheet, mine, one, rejects if feed is first else ())
        for feed, one, mine in zip(profile.feeds, where, rows.values(), strict=True)
        if mine or not feed.only
    ]


def sort_rows(
    profile: Profile, sheet: RawSheet, index: int, where: Where, ignored: Counter[str]
) -> tuple[list[int], list[RejectedRow]]:
    """The indices of the rows below the header at *index* that hold a record, and the rows that none can be read of.

    The others are counted in *ignored*.
    """
    rejects = [one for one in sheet.rejects if one.row > index + 1]
    numbers, header = list[int](), sheet.rows[index]
    top = _header(profile, sheet, index, where[0])
    records = list(_records(top, sheet, ignored))
    least = _least(profile, sheet, header, where[0], records)
    usual = mode(len(sheet.rows[i]) for i in records) if len(records) > 1 else len(header)
    # of the last line of a text that has no end, the whole file is judged
    open_end = len(sheet.rows) - 1 if sheet.tail else -1
    for i in records:
        width = len(sheet.rows[i])
        if width < least and i != open_end:
            rejects.append(RejectedRow(i + 1, f"{SHORT}::{width} / {len(header)}", raw_text(sheet.rows[i])))
        elif code := top.fault(sheet.rows[i]):
            rejects.append(RejectedRow(i + 1, code, raw_text(sheet.rows[i])))
        elif is_longer(sheet, sheet.rows[i], max(usual, len(header)), where[0]):
            rejects.append(RejectedRow(i + 1, THOUSANDS, raw_text(sheet.rows[i])))
        elif code := contradiction(profile, where, sheet.rows[i]):
            rejects.append(RejectedRow(i + 1, code, raw_text(sheet.rows[i])))
        else:
            numbers.append(i)
    return numbers, rejects


def _least(profile: Profile, sheet: RawSheet, header: Row, where: Mapping[str, int], records: Sequence[int]) -> int:
    """How many cells a record must have at least, whose others cannot be told to be blank rather than lost.

    Some programs leave out blank cells at the end of a line. But not those that every record must have, nor those of a
    last column that all rows of full width have filled. In a form, whose rows differ in kind, they may be any.
    """
    if profile.form:
        return 0
    end = max(i for i, cell in enumerate(header) if cell)
    lasts = [at(sheet.rows[i], end) for i in records if len(sheet.rows[i]) > end]
    if lasts and None not in lasts:
        return end + 1
    return max(needed_places(where, profile.feeds[0])[0], default=-1) + 1


def _records(top: Header, sheet: RawSheet, ignored: Counter[str]) -> Iterator[int]:
    index = top.number - 1
    last = max((i for i, row in enumerate(sheet.rows) if not is_blank(row)), default=index)
    rejected = {one.row - 1 for one in sheet.rejects}
    for i in range(index + 1, last + 1):
        row = sheet.rows[i]
        if i in rejected:
            continue
        if kind := top.kind(i + 1, row):
            ignored[kind] += 1
        elif not _has_word(top.feed, top.words, row):
            ignored[LEFT] += 1
        else:
            yield i


def _header(profile: Profile, sheet: RawSheet, index: int, where: Mapping[str, int]) -> Header:
    """The header at *index*, in which the columns of the first feed stand as *where* says."""
    spans, private = spare_spans(profile, sheet, index, where), profile.is_private
    return Header(sheet.name, index + 1, sheet.rows[index], where, profile.feeds[0], spans, private)


def is_row(row: Row) -> bool:
    """Whether *row* above a header is more than a title or a remark: it has several cells."""
    return len(row) - row.count(None) > 1


def _has_word(feed: Feed, header: Row, row: Row) -> bool:
    """Whether *row* has the word that *feed* asks for."""
    if feed.where is None:
        return True
    named, word = map(normal, feed.where)
    return any(normal(name) == named and normal(cell) == word for name, cell in zip(header, row, strict=False))


def part(
    feed: Feed, sheet: RawSheet, numbers: list[int], where: Mapping[str, int], rejects: Sequence[RejectedRow] = ()
) -> Part:
    """The rows at the indices *numbers* as a part of *feed*; those that must not share merged cells are rejected."""
    free = shared(feed.fact)
    merged = merged_rows(sheet, numbers, where, free)
    texts = {(name, i): cell for name, i, cell in shared_cells(sheet, numbers, where, free)}
    numbers = [i for i in numbers if i not in merged]
    rejects = [*rejects, *(RejectedRow(i + 1, MERGED, raw_text(sheet.rows[i])) for i in sorted(merged))]
    columns = [*zip_longest(*(sheet.rows[i] for i in numbers))]
    cells: dict[str, Sequence[Cell]]
    cells = {name: columns[place] if place < len(columns) else [None] * len(numbers) for name, place in where.items()}
    for name in {name for name, _ in texts}:
        cells[name] = [texts.get((name, i), cell) for i, cell in zip(numbers, cells[name], strict=True)]
    if feed.gather in ("last", "newest") and BY in where:
        # figures up to a day, or collected at a moment, are as new as the last such day
        cells[LAST_DAY] = cells[BY]
    return Part(feed, sheet.name, [i + 1 for i in numbers], cells, rejects=tuple(rejects))
