"""Several tables, each on a sheet of its own: every feed reads the sheets that have its headers."""

from collections import Counter
from dataclasses import replace

from pubkpi.ingest.containers.sheet import Book, Row
from pubkpi.ingest.layouts import table
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows.part import ABOVE, OTHER_SHEET, Match, Mismatch, Part, all_headers, is_blank, unknown_headers


def lay_out(profile: Profile, book: Book, _surveys: tuple[Survey, ...] = ()) -> Match | Mismatch:
    """The sheets on which some feed has all its required headers; the nearest miss when there is none."""
    parts: list[Part] = []
    ignored: Counter[str] = Counter()
    unknown: list[str] = []
    above: list[Row] = []
    nearest = Mismatch(profile, 0, ())
    # what another feed reads is no new column
    known = (*profile.ignored, *all_headers(tuple(feed.columns for feed in profile.feeds)))
    for sheet in book.sheets:
        misses: list[Mismatch] = []
        top = len(sheet.rows)
        for feed in profile.feeds:
            alone = replace(profile, feeds=(feed,), ignored=known)
            header = table.find_header(alone, sheet)
            if isinstance(header, Mismatch):
                misses.append(replace(header, profile=profile))
                continue
            index, where = header
            parts += table.read_rows(alone, sheet, index, where, ignored)
            unknown += unknown_headers(alone, sheet.rows[index], where[0].values())
            above += sheet.rows[:index]
            top = min(top, index)
        if len(misses) == len(profile.feeds):
            nearest = max(nearest, *misses, key=lambda miss: (miss.hits, -len(miss.missing)))
            ignored[OTHER_SHEET] += sum(not is_blank(row) for row in sheet.rows)
        else:
            ignored[ABOVE] += sum(map(table.is_row, sheet.rows[:top]))
    return Match(profile, tuple(parts), +ignored, tuple(unknown), tuple(above)) if parts else nearest
