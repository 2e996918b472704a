"""Personal data: columns that are never kept, and numbers in free text that are masked."""

import re
from dataclasses import replace

from pubkpi.ingest.layouts.part import Found, normal
from pubkpi.ingest.layouts.rowkinds import is_total_word, is_wide
from pubkpi.ingest.layouts.table import find_header
from pubkpi.ingest.profile import Profile
from pubkpi.ingest.readers.sheet import Book, Cell, Sheet, at

_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[-. ]?)?1[3-9]\d[-. ]?\d{4}[-. ]?\d{4}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}[-. ]?(?:19|20)\d{6}[-. ]?\d{3}[\dXx](?![\dXx])")
# an identity number that a workbook stored as a number: all of it but the last digits
_STORED = re.compile(r"(?<![\d.])[1-9]\.\d+[eE]\+17(?!\d)")


# one character for one, so that what is found in plain digits stands at the same place in the original
_PLAIN = str.maketrans("０１２３４５６７８９．－＋Ｘｘ—–·　\xa0\t", "0123456789.-+XX---   ")


# What numbers and days are written with. Anything else in their column has slipped there from a neighbour, a name
# perhaps: the row is rejected, and what is kept of it must not tell.
_FIGURE = re.compile(r"(?i)[\W\d_万亿wstz年月日时分秒]*|null|nan|n/a|#[a-z/0]+[!?]?", re.DOTALL)


def masked(words: str) -> str:
    """*words* with phone and identity numbers replaced by stars."""
    for number in (_IDENTITY, _STORED, _PHONE):
        for found in number.finditer(words.translate(_PLAIN)):
            words = words[: found.start()] + "*" * len(found[0]) + words[found.end() :]
    return words


def redacted(book: Book, found: Found) -> Book:
    """*book* without the personal columns of its profile: free text masked, ids and figures as they are."""
    profile = found.profile
    return replace(book, sheets=tuple(_sheet(profile, sheet) for sheet in book.sheets))


def _sheet(profile: Profile, sheet: Sheet) -> Sheet:
    header = find_header(profile, sheet)
    if not isinstance(header, tuple):
        # a sheet that nobody reads is not kept, for who knows what it holds
        return replace(sheet, rows=(), rejects=())
    index, where = header
    personal = set(map(normal, profile.personal))
    width = max(map(len, sheet.rows))
    names = [normal(at(sheet.rows[index], i)) for i in range(width)]
    read = [
        (c, one[c.name]) for feed, one in zip(profile.feeds, where, strict=False) for c in feed.columns if c.name in one
    ]
    ids = {place for column, place in read if column.kind == "id" or column.choices}
    # free text is masked also where it is loaded: a title may be all that somebody wrote
    kept = ids | {place for column, place in read if column.kind not in ("text", "day", "instant")}
    figures = {place for column, place in read if column.kind != "text" and not column.missing} - ids
    dropped = {i for i, name in enumerate(names) if name in personal}

    def clean(i: int, cell: Cell) -> Cell:
        if i in dropped or cell is None:
            return None
        if i in figures and not (_FIGURE.fullmatch(cell) or is_total_word(cell)):
            return "*" * len(cell)
        return cell if i in kept else masked(cell)

    rows = (
        # where a cell stands beyond the headers nobody knows which is which: that they are there is all that is kept
        tuple(cell and "*" * len(cell) for cell in row)
        if r > index and is_wide(row, sheet.rows[index])
        else tuple(clean(i, cell) for i, cell in enumerate(row))
        # the header again is no row, and is known by being the same
        if r > index and row != sheet.rows[index]
        else tuple(cell and masked(cell) for cell in row)
        for r, row in enumerate(sheet.rows)
    )
    # a row that nobody can read may hold anything
    return replace(sheet, rows=tuple(rows), rejects=tuple(replace(one, raw=None) for one in sheet.rejects))
