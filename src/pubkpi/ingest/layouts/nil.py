"""Rows of a form that declare “本期无”: which they are, and those that are an entry as well, which cannot be."""

import re
from collections.abc import Iterable, Iterator

from pubkpi.ingest.containers.sheet import Row, at
from pubkpi.ingest.profiles.profile import Column, Profile
from pubkpi.ingest.rows.part import normal
from pubkpi.ingest.rows.reasons import NIL, UNNAMED_NIL
from pubkpi.model.facts import NUMBER

# What people write where nothing is to be said; 0 in a row that declares nothing agrees with it.
_NOTHING = re.compile(r"([-—/\\]{1,3}|无|没有|null|n/a|nan)?", re.IGNORECASE)
_NO_FIGURE = re.compile(r"0+(\.0+)?")
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
    entry = [*_filled(first.columns, where[0], row, except_for={i for one in where[1:] for i in one.values()})]
    if chosen:
        entry = [one for one in entry if normal(one.partition("=")[2]) != normal(profile.feeds[chosen].only)]
        entry = [one for one in entry if not _NO_FIGURE.fullmatch(one.partition("=")[2].strip())]
        return f"{NIL}::{entry[0]}" if entry else ""
    for feed, there in zip(profile.feeds[1:], where[1:], strict=True):
        if declared := [*_filled(feed.columns, there, row, except_for=set(where[0].values()))]:
            return f"{NIL}::{declared[0]}" if entry else f"{UNNAMED_NIL}::{first.columns[0].headers[0]}"
    return ""


def _filled(columns: Iterable[Column], where: dict[str, int], row: Row, except_for: set[int]) -> Iterator[str]:
    """Header and cell of those that say something, but for what an entry and a declaration both may have."""
    for column in columns:
        place = where.get(column.name)
        if place is None or place in except_for or column.name in _BESIDE:
            continue
        if (cell := at(row, place)) and not _NOTHING.fullmatch(cell.strip()):
            yield f"{column.headers[0]}={cell}"
