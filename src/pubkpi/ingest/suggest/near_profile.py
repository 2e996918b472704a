"""A profile drafted from one that nearly fits: its rules, with the headers that differ.

Whose the rows of a collector are, when they were collected and what is personal in them no synonym could tell; nor
could any tell of facts that `suggest` drafts nothing for by itself.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import partial

from pubkpi.ingest.containers.sheet import Book, Row
from pubkpi.ingest.layouts import table
from pubkpi.ingest.layouts.table import HEADER_WITHIN
from pubkpi.ingest.profiles.profile import Column, Profile
from pubkpi.ingest.rows import synonyms
from pubkpi.ingest.rows.part import Mismatch, normal, unknown_headers
from pubkpi.ingest.suggest import trial
from pubkpi.ingest.suggest.draft import UNKNOWN, Draft, Guess

_FEWEST, _MOST = 5, 3  # headers that are alike, and that differ
_TOP = re.compile(r"(id|label|click|confidence|yields_to): .*\n")
_WORDS = re.compile(r"^quirks:.*", re.MULTILINE | re.DOTALL)  # up to the end: what is said of the known list


def draft(
    profiles: Iterable[Profile], book: Book, name: str, called: str, platform: str, mapped: Mapping[str, str]
) -> Draft | None:
    """The draft of the profile *called* so for the file *name*, made of the nearest of *profiles*; None where none is
    near.
    """
    tables = (one for one in profiles if one.layout == "table" and len(one.feeds) == 1 and not one.form)
    misses = [miss for one in tables if isinstance(miss := table.lay_out(one, book), Mismatch)]
    near = [miss for miss in misses if miss.hits >= _FEWEST and 0 < len(miss.missing) <= _MOST]
    for miss in sorted(near, key=lambda one: -one.hits):
        rows = [row for sheet in book.sheets for row in sheet.rows[:HEADER_WITHIN]]
        header = max(rows, key=partial(_likeness, miss.profile))
        others = _other_headers(miss, header, mapped)
        if others is None:
            continue
        text = _text(miss.profile, called, platform, others)
        if trial.unread(text, book, name) is None:
            return Draft(called, miss.profile.feeds[0].fact, _guesses(miss.profile, header, others), text)
    return None


def _other_headers(miss: Mismatch, header: Row, mapped: Mapping[str, str]) -> dict[str, str] | None:
    """By column the header in the place of the one that is missing, "" where the list has none; None where no row can
    do without it, and where the user says more than that.
    """
    profile, found, feed = miss.profile, dict[str, str](), miss.profile.feeds[0]
    used = {name for one in feed.columns for name in one.of}
    used |= {name for one in feed.identities for name in (one.left, *one.columns)}
    free = unknown_headers(profile, header, _places(profile, header))
    for column in feed.columns:
        if column.headers and column.headers[0] in miss.missing:
            said = [word for word in free if mapped.get(normal(word)) == column.name]
            alike = said or [word for word in free if column.name in synonyms.meaning(word).columns]
            if len(alike) != 1 and (column.filled or column.name in used):
                return None
            found[column.name] = alike[0] if len(alike) == 1 else ""
    told = {name for name, word in found.items() if word}
    return found if len(found) == len(miss.missing) and told.issuperset(mapped.values()) else None


def _likeness(profile: Profile, row: Row) -> int:
    return len(_places(profile, row))


def _places(profile: Profile, header: Row) -> list[int]:
    known = {normal(word) for column in profile.feeds[0].columns for word in column.headers}
    return [i for i, cell in enumerate(header) if normal(cell) in known]


def _text(profile: Profile, called: str, platform: str, others: Mapping[str, str]) -> str:
    """The text of *profile* under another name, with the headers *others*."""
    text = _TOP.sub("", _WORDS.sub("", profile.node.source.text))
    if platform != "other":
        text = re.sub(r"^platform: .*", f"platform: {platform}", text, count=1, flags=re.MULTILINE)
    for name, word in others.items():
        found = re.search(rf"^( +{name}: \{{header: )\[[^\]]*\](.*\n)", text, re.MULTILINE)
        if found:
            line = f"{found[1]}[{_word(word)}]{found[2]}" if word else ""
            text = text[: found.start()] + line + text[found.end() :]
    top = f"id: {_word(called)}\nlabel: {_word(called)}\nconfidence: medium\n"
    return f"# 由 {profile.id} 改写 / made of {profile.id}\n{top}{text}"


def _word(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _guesses(profile: Profile, header: Row, others: Mapping[str, str]) -> tuple[Guess, ...]:
    """What the headers mean that are loaded, and those that nobody knows."""
    columns: dict[str, Column] = {normal(word): one for one in profile.feeds[0].columns for word in one.headers}
    new = {normal(word): name for name, word in others.items() if word}
    read = {word: column.name for word, column in columns.items() if column.name not in others} | new
    left = set(map(normal, (*profile.ignored, *profile.personal)))
    words = [word for word in header if word]
    sure = [Guess(word, read[normal(word)]) for word in words if normal(word) in read and read[normal(word)][0] != "#"]
    return (*sure, *(Guess(one, why=UNKNOWN) for one in words if normal(one) not in {*read, *left}))
