"""The sheets of the workbook that are no sections: files, rejected rows, the exact values of the scorecard."""

from collections.abc import Iterator, Sequence

from pubkpi.model.review import Review
from pubkpi.model.status import Reject
from pubkpi.model.text import Lang
from pubkpi.report.formats import annex
from pubkpi.report.formats.data import as_rows
from pubkpi.report.formats.office.xlsx import Sheet
from pubkpi.report.wording.words import PHRASES

_COLUMNS = "file sheet line column raw reason".split()


def annex_sheets(review: Review, rejects: Sequence[Reject], lang: Lang) -> Iterator[Sheet]:
    """Every loaded file, every fault of the rejected rows, every number of the scorecard as it was computed."""
    yield Sheet(PHRASES["exact_values"].say(lang), as_rows(review.card, lang))
    yield Sheet(PHRASES["files"].say(lang), [*annex.file_rows(review, lang)])
    if rejects:
        rows = [[one.file, one.sheet, one.row, one.header, one.raw, one.reason] for one in rejects]
        yield Sheet(PHRASES["rejected"].say(lang), [[PHRASES[name].say(lang) for name in _COLUMNS], *rows])
