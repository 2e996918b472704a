"""A table of answer sheets, of which one question is read: the one that surveys.yaml maps."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pubkpi.ingest.containers.sheet import Book
from pubkpi.ingest.layouts import table
from pubkpi.ingest.profiles.profile import Column, Profile
from pubkpi.ingest.profiles.surveys import Survey
from pubkpi.ingest.rows.part import Match, Mismatch, normal


def lay_out(profile: Profile, book: Book, surveys: tuple[Survey, ...] = ()) -> Match | Mismatch:
    """The sheet as a table with the mapped question as its answer; a miss that says so when none is mapped."""
    plain = table.lay_out(profile, book)
    if isinstance(plain, Mismatch):
        return plain
    found_rows = [(sheet, table.find_header(profile, sheet)) for sheet in book.sheets]
    rows = [sheet.rows[found[0]] for sheet, found in found_rows if isinstance(found, tuple)]
    bound = questions_of(surveys, [cell for row in rows for cell in row if cell])
    if len(bound) != 1:
        return Mismatch(profile, 99, (), "unmapped" if not bound else "ambiguous")
    survey, header = bound[0]
    feed = profile.feeds[0]
    columns = tuple(_bind_question(column, survey, header) for column in feed.columns)
    found = table.lay_out(replace(profile, feeds=(replace(feed, columns=columns),)), book)
    # the other questions are answers nobody asked for, not new columns
    return replace(found, profile=profile, unknown=()) if isinstance(found, Match) else found


def questions_of(surveys: Iterable[Survey], headers: Sequence[str]) -> list[tuple[Survey, str]]:
    """The *surveys* that ask what one of the *headers* says, with it; a wording that is the very header wins over one
    that is part of a header.
    """
    fits = [
        (one, header) for one in surveys for header in headers if any(normal(q) in normal(header) for q in one.question)
    ]
    same = [(one, header) for one, header in fits if is_wording(one, header)]
    subjects = {one.subject for one, _ in same}
    return [*same, *(pair for pair in fits if pair[0].subject not in subjects)]


def is_wording(survey: Survey, header: str) -> bool:
    """Whether *header*, from its first word to its last, is a wording of the question of *survey*."""
    return any(normal(words) == normal(header) for words in survey.question)


def _bind_question(column: Column, survey: Survey, header: str) -> Column:
    match column.name:
        case "answer":
            return replace(column, headers=(header,))
        case "survey":
            return replace(column, const=survey.subject)
        case "is_valid":
            return replace(column, values=survey.valid)
        case "is_satisfied":
            return replace(column, values=survey.satisfied)
    return column
