"""A table of answer sheets, of which one question is read: the one that surveys.yaml maps."""

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
    headers = [cell for sheet in book.sheets for row in sheet.rows[: table.HEADER_WITHIN] for cell in row if cell]
    bound = [(survey, header) for survey in surveys for header in headers if fits(survey, header)]
    if len(bound) != 1:
        return Mismatch(profile, 99, (), "unmapped" if not bound else "ambiguous")
    survey, header = bound[0]
    feed = profile.feeds[0]
    columns = tuple(_bind_question(column, survey, header) for column in feed.columns)
    found = table.lay_out(replace(profile, feeds=(replace(feed, columns=columns),)), book)
    # the other questions are answers nobody asked for, not new columns
    return replace(found, profile=profile, unknown=()) if isinstance(found, Match) else found


def fits(survey: Survey, header: str) -> bool:
    """Whether *header* is that of the question of *survey*, in one of its wordings."""
    return any(normal(words) in normal(header) for words in survey.question)


def _bind_question(column: Column, survey: Survey, header: str) -> Column:
    match column.name:
        case "answer":
            return replace(column, headers=(header,))
        case "survey":
            return replace(column, const=survey.id)
        case "is_valid":
            return replace(column, values=survey.valid)
        case "is_satisfied":
            return replace(column, values=survey.satisfied)
    return column
