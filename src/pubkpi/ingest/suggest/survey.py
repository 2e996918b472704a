"""The questions of a survey that nobody mapped yet, with their answers: no names, no ways to reach a person."""

from collections import Counter
from dataclasses import dataclass

from pubkpi.ingest.cells.masking import mask
from pubkpi.ingest.containers.sheet import Book, RawSheet, at
from pubkpi.ingest.layouts.table import find_header
from pubkpi.ingest.load.privacy import is_personal
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.profiles.surveys import UNANSWERED
from pubkpi.ingest.rows.part import unknown_headers

MANY = 20  # so many different answers are of a choice; more are what people wrote themselves


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """A question by its *header*, and how often each of its answers was given, the most frequent first.

    Of one that people answer in words of their own there are none. *count* is how many answered.
    """

    header: str
    answers: tuple[tuple[str, int], ...]
    count: int


def survey_questions(book: Book, profile: Profile) -> tuple[SurveyQuestion, ...]:
    """The questions in the sheets of *book* that are answer sheets as *profile* has them."""
    return tuple(one for sheet in book.sheets for one in _of_sheet(sheet, profile))


def _of_sheet(sheet: RawSheet, profile: Profile) -> list[SurveyQuestion]:
    found = find_header(profile, sheet)
    if not isinstance(found, tuple):
        return []
    index, where = found
    header = sheet.rows[index]
    asked = unknown_headers(profile, header, {place for one in where for place in one.values()})
    rows = sheet.batches.rows[index + 1 :] if sheet.batches else sheet.rows[index + 1 :]
    made = []
    for place, name in enumerate(header):
        if name in asked and not is_personal(name or "", survey=True):
            given = [cell.strip() for row in rows if (cell := at(row, place)) and cell.strip() not in UNANSWERED]
            counts = Counter(map(mask, given)).most_common()
            made.append(SurveyQuestion(name or "", tuple(counts) if len(counts) <= MANY else (), len(given)))
    return made
