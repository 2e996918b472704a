"""The report as a workbook: a sheet a section with typed cells, then files, rejected rows and the exact values.

The only module that knows XlsxWriter. No text becomes a formula or a link.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from pubkpi.report.formats.office.cell_values import DAY, cut
from pubkpi.report.formats.office.frame import Frame, width
from pubkpi.report.formats.office.outline import Outline
from pubkpi.report.formats.office.xlsx_charts import ChartSheet
from pubkpi.report.formats.office.xlsx_page import SectionSheet, Styles, set_page
from pubkpi.report.formats.templates import visible

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
            "remove_timezone": True}  # fmt: skip
_NO_TITLE = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE = 31
Rows = Sequence[Sequence[object]]
_NARROWEST, _WIDEST = 9.0, 60.0


def workbook(
    frame: Frame, outlines: Sequence[Outline], sheets: Iterable[tuple[str, Rows]], drawn: Mapping[str, bytes]
) -> bytes:
    """The workbook: a sheet for each of the *outlines*, then the *sheets*, each a title and rows below their heads.

    The same give the same bytes. *drawn* has PNGs of the figures that are no plots.
    """
    from xlsxwriter import Workbook

    stream = BytesIO()
    book = Workbook(stream, _OPTIONS)
    book.set_size(2400, 1500)
    moment = datetime(frame.day.year, frame.day.month, frame.day.day)
    book.set_properties({"title": frame.title, "author": frame.author, "company": frame.organisation,
                         "comments": frame.foot, "created": moment})  # fmt: skip
    styles = Styles(book, frame)
    titles: set[str] = set()
    charts = ChartSheet(book, _title(frame.words["chart_data"], titles))
    for outline in outlines:
        sheet = book.add_worksheet(_title(outline.title, titles))
        SectionSheet(sheet, styles, charts, drawn, frame).write(outline.blocks)
    for words, rows in sheets:
        _plain(book.add_worksheet(_title(words, titles)), styles, rows, frame)
    charts.write()
    book.close()
    return stream.getvalue()


def _title(words: str, taken: set[str]) -> str:
    """A title that a sheet may have and none of the *taken* ones is."""
    base = _NO_TITLE.sub(" ", words).strip()[:_LONGEST_TITLE] or "-"
    title, number = base, 2
    while title.casefold() in taken:
        tail = f" {number}"
        title, number = base[: _LONGEST_TITLE - len(tail)] + tail, number + 1
    taken.add(title.casefold())
    return title


def _plain(sheet: "Worksheet", styles: Styles, rows: Rows, frame: Frame) -> None:
    """*rows* as they are: numbers unrounded, days as days, words as words."""
    wide = [_NARROWEST] * max(map(len, rows), default=1)
    for line, row in enumerate(rows):
        for column, value in enumerate(row):
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(line, column, value, styles())
            elif isinstance(value, date):
                sheet.write_datetime(line, column, value, styles(num_format=DAY, align="left"))
                wide[column] = max(wide[column], 12.0)
            elif words := visible(_as_text(value)):
                sheet.write_string(line, column, cut(words), styles() if line else styles.head())
                wide[column] = max(wide[column], min(width(words) + 2.0, _WIDEST))
    for column, chars in enumerate(wide):
        sheet.set_column(column, column, chars)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    if len(rows) > 1:
        sheet.autofilter(0, 0, len(rows) - 1, len(wide) - 1)
    set_page(sheet, frame, landscape=True)


def _as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else "" if value is None else str(value)
