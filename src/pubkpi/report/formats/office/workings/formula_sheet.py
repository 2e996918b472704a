"""One sheet of the workings: words as words, numbers as numbers, and formulas with what they come to."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pubkpi.model.text import Lang, Text
from pubkpi.printing.signs import visible
from pubkpi.report.formats.office.cell_values import DAY, cut
from pubkpi.report.formats.office.frame import COLOURS, CellStyles
from pubkpi.report.formats.office.workings.cell_formula import CellFormula

if TYPE_CHECKING:
    from xlsxwriter import Workbook

Place = tuple[int, int]  # line and column, from 0
_LONGEST = 8000  # signs that a formula may have, a few short of what Excel takes
_SHARE, _NUMBER = "0.0###%", "#,##0.######"


class FormulaSheet:
    """A sheet with heads on its *line*; what a formula worked out is on a ground of its own."""

    def __init__(self, book: "Workbook", looks: CellStyles, title: Text, lang: Lang) -> None:
        self.title, self.lang, self.looks = title.say(lang), lang, looks
        self.sheet, self.line = book.add_worksheet(self.title), 0

    def head(self, columns: Mapping[str, tuple[Text, int]]) -> dict[str, int]:
        """Write the heads of *columns*, each with its width, on the next line; the number of each column."""
        for column, (label, wide) in enumerate(columns.values()):
            self.sheet.write_string(
                self.line, column, label.say(self.lang), self.looks(bold=True, bottom=1, text_wrap=True)
            )
            self.sheet.set_column(column, column, wide)
        self.line += 1
        return {name: column for column, name in enumerate(columns)}

    def freeze(self, columns: int) -> None:
        """Let what stands above the next line, and so many *columns*, stand still."""
        self.sheet.freeze_panes(self.line, columns)

    def say(self, words: str, **look: Any) -> None:
        """*words* on a line of their own."""
        self.words((self.line, 0), words, **look)
        self.line += 1

    def words(self, place: Place, words: str, **look: Any) -> None:
        """*words* as they are: never a formula, never a link."""
        if words:
            self.sheet.write_string(*place, cut(visible(words)), self.looks(**look))

    def number(self, place: Place, number: float | None, unit: str = "", **look: Any) -> CellFormula:
        """*number*, blank for None; the cell, for formulas."""
        if number is not None:
            self.sheet.write_number(*place, number, self.looks(num_format=_format(unit), **look))
        return self.cell(place, number)

    def day(self, place: Place, day: date | None) -> None:
        """A day, as one."""
        if day:
            self.sheet.write_datetime(*place, day, self.looks(num_format=DAY, align="left"))

    def formula(
        self, place: Place, formula: CellFormula | None, number: float | None, unit: str = "", **look: Any
    ) -> bool:
        """*number* by its *formula*; as it is where there is none, or where it would come to another number.

        Whether the formula stands.
        """
        if formula is None or len(formula.text) > _LONGEST or not formula.gives(number):
            self.number(place, number, unit, **look)
            return False
        style = self.looks(num_format=_format(unit), bg_color=COLOURS["pale"], **look)
        self.sheet.write_formula(*place, f"={formula.text}", style, "" if number is None else number)
        return True

    def cell(self, place: Place, value: float | None, *, local: bool = True) -> CellFormula:
        """The cell at *place*, which has that *value*; not *local*, as other sheets call it."""
        from xlsxwriter.utility import xl_rowcol_to_cell

        own = xl_rowcol_to_cell(*place)
        return CellFormula(own if local else f"'{self.title}'!{own}", value)

    def column_range(self, column: int, first: int, last: int) -> str:
        """The cells of *column* from one line to another, as other sheets call them."""
        from xlsxwriter.utility import xl_range_abs

        return f"'{self.title}'!{xl_range_abs(first, column, last, column)}"

    def texts(self, line: int, first: int, words: Sequence[str]) -> None:
        """*words* side by side from the column *first* on."""
        for column, one in enumerate(words, first):
            self.words((line, column), one)


def _format(unit: str) -> str:
    return _SHARE if unit == "share" else _NUMBER
