"""Rows of a form that declare “本期无”: which they are, and those that are an entry as well, which cannot be."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Set

from pubkpi.ingest.containers.sheet import Row, at
from pubkpi.ingest.profiles.profile import Column, Feed, Profile
from pubkpi.ingest.rows.part import normal
from pubkpi.ingest.rows.reasons import NIL, UNNAMED_NIL
from pubkpi.model.facts import NUMBER

# What people write where nothing is to be said; 0 in a row that declares nothing agrees with it.
_NOTHING = re.compile(r"([-—/\\]{1,3}|无|没有|null|n/a|nan)?", re.IGNORECASE)
_NO_FIGURE = re.compile(r"0+(\.0+)?\s*[^\W\d]{0,3}")
# The same in words, which in a name would be the name.
_NO_EVENT = re.compile(r"否|(本[期月年]|本季度?)?(暂?无|没有|未).{0,6}")
# these contradict nothing
_BESIDE = (NUMBER, "note")

Where = tuple[dict[str, int], ...]


def feed_of(profile: Profile, where: Where, row: Row) -> int:
    """The number of the feed that *row* is for: the one whose word stands in its first cell or for what names an entry.

    Else it is for the first feed.
    """
    if len(profile.feeds) == 1:
        return 0
    first = next((cell for cell in row if cell is not None), "")
    names = [at(row, where[0][name]) for name in profile.feeds[0].fact.given if name in where[0]]
    words = {*map(normal, (first, *names))}
    marked = [i for i, feed in enumerate(profile.feeds) if feed.only and normal(feed.only) in words]
    return marked[0] if marked else 0


def contradiction(profile: Profile, where: Where, row: Row) -> str:
    """Why *row* cannot be read, as a code of `reasons`: it is an entry and a declaration, or lacks the word of one.

    "" where it is one of them.
    """
    if not any(feed.only for feed in profile.feeds):
        return ""
    first, chosen = profile.feeds[0], feed_of(profile, where, row)
    entry = [*_filled_columns(first.columns, where[0], row, except_for={i for one in where[1:] for i in one.values()})]
    if chosen:
        feed, said = profile.feeds[chosen], {_day(at(row, place)) for place in where[chosen].values()}
        entry = [
            one for one in entry if not _agrees(*one, is_name=one[0].name in first.fact.given, feed=feed, days=said)
        ]
        return f"{NIL}::{_cell_words(*entry[0])}" if entry else ""
    for feed, there in zip(profile.feeds[1:], where[1:], strict=True):
        if declared := [*_filled_columns(feed.columns, there, row, except_for=set(where[0].values()))]:
            return f"{NIL}::{_cell_words(*declared[0])}" if entry else f"{UNNAMED_NIL}::{first.columns[0].headers[0]}"
    return ""


def _agrees(column: Column, cell: str, feed: Feed, days: Set[str], *, is_name: bool) -> bool:
    """Whether *cell* of an entry's *column* says nothing against the declaration of *feed*, which names the *days*: it
    is no figure above 0, no other name and no other day.
    """
    words = unicodedata.normalize("NFKC", cell).strip()
    if normal(words) == normal(feed.only) or _NO_FIGURE.fullmatch(words):
        return True
    if column.kind == "day":
        return _day(cell) in days or bool(_NO_EVENT.fullmatch(words))
    # a word that is chosen, as 人次 is, tells what an entry would be
    is_choice = column.kind == "flag" or (column.kind in ("id", "text") and bool(column.choices))
    return not is_name and (is_choice or bool(_NO_EVENT.fullmatch(words)))


def _day(cell: str | None) -> str:
    """A day as it is compared: 2024/1/1 is 2024-01-01."""
    return "-".join(f"{int(part):02}" for part in re.findall(r"[0-9]+", cell or "")[:3])


def _cell_words(column: Column, cell: str) -> str:
    return f"{column.headers[0]}={cell}"


def _filled_columns(
    columns: Iterable[Column], where: dict[str, int], row: Row, except_for: set[int]
) -> Iterator[tuple[Column, str]]:
    """The columns that say something, but for what an entry and a declaration both may have, each with its cell."""
    for column in columns:
        place = where.get(column.name)
        if place is None or place in except_for or column.name in _BESIDE:
            continue
        if (cell := at(row, place)) and not _NOTHING.fullmatch(cell.strip()):
            yield column, cell
