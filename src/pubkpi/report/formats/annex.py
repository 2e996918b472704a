"""The annex of a report: every loaded file with its checksum, as a sheet beside it or with others in the workbook."""

from collections.abc import Iterator, Sequence

from pubkpi.model.errors import ReportError
from pubkpi.model.review import Review
from pubkpi.model.status import Reject
from pubkpi.model.text import Format, Lang, Text
from pubkpi.report.formats.data import as_rows
from pubkpi.report.sections.months import month_label
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES

_IN_LIST = Text("逐个文件的清单（含校验和）见 {name}", "File by file, with checksums: {name}")
_IN_WORKBOOK = Text(
    "逐个文件的清单（含校验和）见 {name} 的“{sheet}”表", "File by file, with checksums: {name}, sheet “{sheet}”"
)
_MONTH_COLUMNS = "measure label unit month value data_coverage missing_reason".split()
_FAULTS = "file sheet line column raw reason".split()
_COLUMNS = "file sha256 export account as_of loaded rows_in rows_loaded rows_rejected rows_ignored".split()


def base(review: Review, lang: Lang) -> str:
    """The name that a report's files have in common."""
    suffix = "" if lang == "zh" else f"_{lang}"
    whose = f"_{review.subject.file}" if review.subject else ""
    return f"report_{review.card.scorecard}_{review.card.period}{whose}{suffix}"


def files_name(review: Review, lang: Lang) -> str:
    """The name of the list of files."""
    return f"{base(review, lang)}_files.csv"


def place(review: Review, lang: Lang, formats: Sequence[Format]) -> str:
    """Where the list of files stands in a report in these *formats*."""
    if "xlsx" in formats:
        return fill(_IN_WORKBOOK, lang, name=f"{base(review, lang)}.xlsx", sheet=PHRASES["files"].say(lang))
    return fill(_IN_LIST, lang, name=files_name(review, lang))


def file_rows(review: Review, lang: Lang) -> Iterator[list[object]]:
    """The header and a row a loaded file; its rows in are those loaded, rejected and ignored."""
    yield [PHRASES[name].say(lang) for name in _COLUMNS]
    for one in review.files:
        export = one.export_label.say(lang) or one.export
        counts = (one.rows_in, one.rows_loaded, one.rows_rejected, one.rows_ignored)
        yield [one.name, one.sha256, export, one.account or "", one.as_of, one.loaded_on, *counts]


def sheets(review: Review, rejects: Sequence[Reject], lang: Lang) -> Iterator[tuple[str, list[list[object]]]]:
    """Title and rows of the sheets behind the sections: every number of the scorecard as it was computed, every loaded
    file, every fault of the rejected rows.
    """
    yield PHRASES["exact_values"].say(lang), as_rows(review.card, lang)
    yield PHRASES["files"].say(lang), [*file_rows(review, lang)]
    if review.months:
        yield PHRASES["months_exact"].say(lang), [*_month_rows(review, lang)]
    if rejects:
        head: list[object] = [PHRASES[name].say(lang) for name in _FAULTS]
        faults: list[list[object]] = [
            [one.file, one.sheet, one.row, one.header, one.raw, one.reason.say(lang)] for one in rejects
        ]
        yield PHRASES["rejected"].say(lang), [head, *faults]


def _month_rows(review: Review, lang: Lang) -> Iterator[list[object]]:
    """The header and a row for each measure and month, unrounded; without a value the reason."""
    yield [*_MONTH_COLUMNS]
    for month, some in (review.months or {}).items():
        for name, one in some.items():
            about = (name, month_label(review, name, lang), review.kpis.measures[name].unit, str(month))
            numbers = ("" if cell is None else cell for cell in (one.value, one.coverage))
            yield [*about, *numbers, one.missing.say(lang) if one.missing else ""]


def checked(name: str) -> str:
    """*name*, if it can name a file; ReportError otherwise."""
    if "/" in name or "\\" in name:
        raise ReportError(
            name, Text("考核表的 id 含有 / 等，不能用作文件名", "the scorecard's id holds a / and cannot name a file")
        )
    return name
