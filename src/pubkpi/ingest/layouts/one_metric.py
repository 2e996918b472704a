"""Two columns a sheet, the day and one metric; the header names the metric, or the sheet's name does."""

import re
from collections import Counter
from dataclasses import replace

from pubkpi.ingest.containers.sheet import Book, RawSheet
from pubkpi.ingest.layouts import table
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows.part import LAST_DAY, OTHER_SHEET, Match, Mismatch, Part, is_blank, normal, places
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

Series = tuple[int, int, dict[str, int]]
# An hour, with its day or without it, that is not the midnight at which a day of Excel begins.
_HOUR = re.compile(r"(.*\D)?([0-1]?\d|2[0-4])([:：]\d{2}([:：]\d{2})?|[时点].*)|[0-1]?\d|2[0-3]")
_MIDNIGHT = re.compile(r".*\d[-/.日 T]+0?0[:：]00([:：]00)?")


def lay_out(profile: Profile, book: Book, _surveys: tuple[Survey, ...] = ()) -> Match | Mismatch:
    """Every sheet whose header row has the day and one known metric, as a part of the fact that has the metric."""
    parts: list[Part] = []
    ignored: Counter[str] = Counter()
    hits = 0
    for sheet in book.sheets:
        series = _series(profile, sheet)
        if series is None:
            ignored[OTHER_SHEET] += sum(not is_blank(row) for row in sheet.rows)
            hits = max(hits, _days(profile, sheet))
            continue
        parts.append(_part(profile, sheet, series, ignored))
    if not parts:
        return Mismatch(
            profile, hits, tuple(c.headers[0] for feed in profile.feeds for c in feed.columns[1:] if c.headers)
        )
    return Match(profile, tuple(parts), +ignored)


def _series(profile: Profile, sheet: RawSheet) -> Series | None:
    """The index of the header row, of the feed, and where its day and its metric stand; None for any other sheet."""
    for index, row in enumerate(sheet.rows[: table.HEADER_WITHIN]):
        if sum(cell is not None for cell in row) != 2:
            continue
        headers = [normal(cell) for cell in row]
        if profile.metric_header and normal(profile.metric_header) in headers:
            headers[headers.index(normal(profile.metric_header))] = normal(sheet.name)
        for feed, one in enumerate(profile.feeds):
            where, missing = places(one.columns, headers)
            if not missing and len(where) == 2:
                return index, feed, where
    return None


def _days(profile: Profile, sheet: RawSheet) -> int:
    """How many of the day's headers stand in the first row: what a sheet of another metric has in common."""
    day = places(profile.feeds[0].columns[:1], [normal(cell) for cell in sheet.rows[0]] if sheet.rows else [])
    return len(day[0])


def _part(profile: Profile, sheet: RawSheet, series: Series, ignored: Counter[str]) -> Part:
    index, number, where = series
    feed = profile.feeds[number]
    _check_days(sheet, index, where[feed.fact.day])
    numbers, rejects = table.sort_rows(profile, sheet, index, (where,), ignored)
    part = table.part(feed, sheet, numbers, where, rejects)
    return replace(part, cells={**part.cells, LAST_DAY: part.cells[feed.fact.day]})


def _check_days(sheet: RawSheet, index: int, place: int) -> None:
    """DataError where the rows below the header at *index* are of hours: some of them are no day."""
    for number, row in enumerate(sheet.rows[index + 1 :], index + 2):
        words = (row[place] if place < len(row) else None) or ""
        if _HOUR.fullmatch(words.strip()) and not _MIDNIGHT.fullmatch(words.strip()):
            raise DataError(
                f"{sheet.name}!{number} {words!r}",
                Text("是按小时的数据，几小时凑不成一天", "the rows are of hours, and some hours are no day"),
                Text("把时间范围选成 7 天或更长，按日导出。", "Choose a span of 7 days or more, and export it by day."),
            )
