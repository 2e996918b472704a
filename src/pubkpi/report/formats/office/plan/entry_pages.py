"""The sheets of amendments, accounts and categories in the plan's workbook, each with a hidden one of its base."""

from typing import TYPE_CHECKING

from pubkpi.model.kpis.plan_sheet import PlanCell, PlanSheet
from pubkpi.model.text import Text
from pubkpi.printing.signs import visible
from pubkpi.report.formats.office.frame import COLOURS, CellStyles

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_OPEN, _CLOSED, _SPARE = "#fffbe6", COLOURS["pale"], 20  # rows below the last that are open, too
_LIST_LENGTH = 255  # of the words of a list within a cell, Excel's limit
_HOW = Text(
    "浅黄色的格子可以改；下面的空行可以加新的。改名、删除不在这里做。",
    "Cells on yellow may be changed, and new ones written below. Nothing is renamed or taken out here.",
)


def base_title(sheet: PlanSheet) -> Text:
    """What the hidden sheet is called that has the values which *sheet* began with."""
    return Text(f"原值 {sheet.title.zh}", f"Base {sheet.title.en}")


def add_entry_pages(book: "Workbook", sheet: PlanSheet, looks: CellStyles) -> None:
    """Write *sheet* into the *book*, and the same again, hidden."""
    _write_page(book.add_worksheet(sheet.title.say(sheet.lang)), sheet, looks, spare=_SPARE)
    hidden = book.add_worksheet(base_title(sheet).say(sheet.lang))
    _write_page(hidden, sheet, looks, spare=0)
    hidden.very_hidden()


def _write_page(page: "Worksheet", sheet: PlanSheet, looks: CellStyles, *, spare: int) -> None:
    """A line of what may be done, the heads, the rows, and *spare* ones for new entries."""
    page.write_string(0, 0, (sheet.how if any(sheet.how) else _HOW).say(sheet.lang), looks())
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(1, place, column.label.say(sheet.lang), looks(bold=True, bottom=1))
        blank = PlanCell(None, is_open=column.key != "aliases")
        for line, cell in enumerate([*(row.cells[column.key] for row in sheet.rows), *([blank] * spare)], 2):
            colour = _OPEN if cell.is_open else _CLOSED
            # text stays text: a name of digits, a day as it is written
            look = looks(bg_color=colour, border=1, border_color=COLOURS["rule"], num_format="@", text_wrap=True)
            if cell.value is None:
                page.write_blank(line, place, None, look)
            else:
                page.write_string(line, place, visible(str(cell.value)), look)
        if column.choices and spare and len(",".join(column.choices)) <= _LIST_LENGTH:
            rule = {"validate": "list", "source": [*column.choices], "error_type": "warning"}
            page.data_validation(2, place, 1 + len(sheet.rows) + spare, place, rule)
    page.freeze_panes(2, 1)
