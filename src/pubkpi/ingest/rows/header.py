"""A header on a sheet, and by it what a row below is: a record, one to leave alone, or one that nobody can read."""

from collections.abc import Mapping
from dataclasses import dataclass

from pubkpi.ingest.containers.sheet import Row
from pubkpi.ingest.profiles.profile import Feed
from pubkpi.ingest.rows.kinds import is_note, is_repeated_header, is_total, is_wide
from pubkpi.ingest.rows.part import AGAIN, BLANK, NOTE, TOTAL, is_blank, is_same_header
from pubkpi.ingest.rows.reasons import THOUSANDS, WIDE
from pubkpi.ingest.rows.split_numbers import Spans, is_shifted


@dataclass(frozen=True, slots=True)
class Header:
    """The header in the row *number* of a *sheet*: its *words*, and where the columns of *feed* stand in it.

    The *spans* are as `thousands.spare_spans` has them. Rows of a *private* export are not shown.
    """

    sheet: str
    number: int
    words: Row
    where: Mapping[str, int]
    feed: Feed
    spans: Spans = ()
    private: bool = False

    def kind(self, number: int, row: Row) -> str:
        """Why the *row* of that *number* is left alone, as a reason of `part`; "" where it is a record.

        Raises DataError when it is the header of another table.
        """
        if is_blank(row):
            return BLANK
        if is_same_header(row, self.words):
            return AGAIN
        if is_total(row, self.where, self.feed):
            return TOTAL
        if is_note(row):
            return NOTE
        place = (self.sheet, self.number, number)
        return AGAIN if is_repeated_header(row, self.where, self.feed, place, private=self.private) else ""

    def fault(self, row: Row) -> str:
        """Why a record cannot be read by the header, as a code of `reasons`; "" where it can."""
        return WIDE if is_wide(row, self.words) else THOUSANDS if is_shifted(row, self.spans) else ""
