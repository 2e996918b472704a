"""A section on a sheet: words across it, typed tables, charts, from top to bottom."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from math import ceil
from typing import TYPE_CHECKING, Any

from pubkpi.report.charts.figures import Figure, LogoPicture
from pubkpi.report.charts.plots import plots
from pubkpi.report.formats.office.cell_values import DAY, cut, day, number
from pubkpi.report.formats.office.frame import COLOURS, CellStyles, Frame, width
from pubkpi.report.formats.office.outline import Block, Cell, Heading, Paragraph, Picture, Row, Table
from pubkpi.report.formats.office.xlsx_charts import ChartSheet
from pubkpi.report.formats.templates import visible

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_NARROWEST, _WIDEST, _FIRST_WIDEST, _LEAST_ACROSS = 9, 30, 34, 96
_HIGH = 15.0  # points, of a line
_FROZEN_ABOVE = 6
_LANDSCAPE = 7
_BARS = ("score", "lost", "nearness")
_A4 = 9
_SMALL, _DRAWN = 118, 19.0  # dots of a drawing in a cell, and the characters of a column that hold them
_DOTS = 30  # of a picture beside a line, as low as some programs make it
_SIZES = {1: 14, 2: 12}


class Styles(CellStyles):
    """The formats of a report's cells."""

    def __init__(self, book: "Workbook", frame: Frame) -> None:
        super().__init__(book, frame.font)
        self.frame = frame

    def head(self, **look: Any) -> "Format":
        """The format of a column's head."""
        return self(bold=True, bottom=1, text_wrap=True, valign="bottom", font_color=COLOURS["muted"], **look)

    def tone(self, name: str) -> "Format":
        """The colours of a state."""
        ink, ground = self.frame.tones.get(name, self.frame.tones["none"])
        return self.book.add_format({"font_color": ink, "bg_color": ground})


class SectionSheet:
    """Writes the blocks of a section on its sheet."""

    def __init__(
        self, sheet: "Worksheet", styles: Styles, charts: ChartSheet, drawn: Mapping[str, bytes], frame: Frame
    ) -> None:
        self.sheet, self.styles, self.charts, self.drawn, self.frame = sheet, styles, charts, drawn, frame
        self.line, self.wide, self.is_frozen = 0, [float(_NARROWEST)], False

    def write(self, blocks: Sequence[Block]) -> None:
        """Write the *blocks* one below the other, then set the page for A4."""
        for block in blocks:
            if isinstance(block, Table) and block.head:
                self._measure(block)
        self.wide += [float(_NARROWEST)] * -(-int(max(0.0, _LEAST_ACROSS - sum(self.wide))) // _NARROWEST)
        for column, wide in enumerate(self.wide):
            self.sheet.set_column(column, column, wide)
        for block in blocks:
            match block:
                case Heading():
                    self._words(block.text, bold=True, font_size=_SIZES.get(block.level, 10))
                case Paragraph():
                    self._words(("· " if block.item else "") + block.text)
                case Table():
                    self._table(block)
                case Picture():
                    self._picture(block)
        set_page(self.sheet, self.frame, landscape=len(self.wide) > _LANDSCAPE and self.is_frozen)

    def _measure(self, table: Table) -> None:
        """Make the columns as wide as *table* needs them."""
        for row in (Row(_heads(table, self.frame)), *_with_remarks(table)):
            for column, cell in row.places:
                self.wide += [float(_NARROWEST)] * (column + cell.span - len(self.wide))
                if cell.span > 1:
                    continue
                longest = max((width(line) for line in cell.text.split("\n")), default=0) + 3.0
                longest = max(longest, _DRAWN if cell.drawing else 0.0)
                self.wide[column] = max(self.wide[column], min(longest, _WIDEST if column else _FIRST_WIDEST))

    def _words(self, text: str, **look: Any) -> None:
        self._across(0, text, self.styles(text_wrap=True, **look), look.get("font_size", 10) / 10)
        self.line += 1

    def _across(self, column: int, text: str, style: "Format", scale: float = 1.0) -> None:
        """*text* from *column* to the right edge, on as many lines as it needs."""
        last = len(self.wide) - 1
        if last > column:
            self.sheet.merge_range(self.line, column, self.line, last, "", style)
        self.sheet.write_string(self.line, column, cut(text), style)
        self._set_height(_lines(text, sum(self.wide[column:]) / scale), scale)

    def _set_height(self, lines: int, scale: float = 1.0) -> None:
        self.sheet.set_row(self.line, min(409.0, (_HIGH * lines + 2) * scale))

    def _table(self, table: Table) -> None:
        """Head and rows; a remark on a row, which spans the table, comes to stand in a column of its own beside it."""
        rows, head = _with_remarks(table), _heads(table, self.frame)
        for column, cell in enumerate(head):
            look = {"align": "right"} if cell.figure else {"indent": 1} if column else {}
            self.sheet.write_string(self.line, column, cut(cell.text), self.styles.head(**look))
        if head:
            self._set_height(max(_lines(cell.text, self.wide[column]) for column, cell in enumerate(head)))
            self._freeze()
            self.line += 1
        first = self.line
        for row in rows:
            self._row(row, has_head=bool(head))
            self.line += 1
        if rows and head:
            self._paint(table, first)
        self.line += 1

    def _freeze(self) -> None:
        """Let the head of a sheet's first table stand still, and repeat it on every page."""
        if not self.is_frozen and self.line < _FROZEN_ABOVE:
            self.sheet.freeze_panes(self.line + 1, 1)
            self.sheet.repeat_rows(self.line)
            self.is_frozen = True

    def _row(self, row: Row, *, has_head: bool) -> None:
        look: dict[str, Any] = {"bold": True, "top": 4} if row.strong else {}
        lines = 1
        for column, cell in row.places:
            if not has_head and cell is row.cells[-1] and not cell.figure:
                self._across(column, cell.text, self.styles(text_wrap=True, indent=1))
                return
            if cell.span > 1:
                self.sheet.merge_range(self.line, column, self.line, column + cell.span - 1, "", self.styles(**look))
            self._cell(column, cell, look)
            if cell.drawing:
                self._small(column, cell.drawing)
            lines = max(lines, _lines(cell.text, sum(self.wide[column : column + cell.span])))
        self._set_height(lines)

    def _cell(self, column: int, cell: Cell, look: Mapping[str, Any]) -> None:
        value = number(cell.text) if cell.figure else None
        moment = day(cell.text)
        if value is not None:
            style = self.styles(**look, num_format=value[1], align="right")
            self.sheet.write_number(self.line, column, value[0], style)
        elif moment is not None:
            style = self.styles(**look, num_format=DAY, align="left", indent=1)
            self.sheet.write_datetime(self.line, column, moment, style)
        elif cell.text:
            extra: dict[str, Any] = (
                {"align": "right"} if cell.figure else {"text_wrap": True, "indent": int(column > 0)}
            )
            self.sheet.write_string(self.line, column, cut(cell.text), self.styles(**look, **extra))
        elif look:
            self.sheet.write_blank(self.line, column, None, self.styles(**look))

    def _small(self, column: int, figure: Figure) -> None:
        """The drawing of a *figure* in the cell of that *column*."""
        png = self.drawn[figure.name]
        scale = _SMALL / int.from_bytes(png[16:20])
        image = {"image_data": BytesIO(png), "description": visible(figure.alt), "x_scale": scale, "y_scale": scale}
        self.sheet.insert_image(self.line, column, f"{figure.name}.png", {**image, "x_offset": 6, "y_offset": 6})

    def _paint(self, table: Table, first: int) -> None:
        """Colours of the states, and bars behind scores, by rules, so that they follow what somebody writes there."""
        bars = {self.frame.words[name] for name in _BARS}
        for column, head in enumerate(table.head):
            place = (first, column, self.line - 1, column)
            cells = [cell for row in table.rows for at, cell in row.places if at == column]
            for shape, tone in sorted({cell.text[:1]: cell.tone for cell in cells if cell.tone}.items()):
                rule = {"type": "text", "criteria": "begins with", "value": shape, "format": self.styles.tone(tone)}
                self.sheet.conditional_format(*place, rule)
            if head.figure and head.text in bars:
                rule = {"type": "data_bar", "bar_solid": True, "min_type": "num", "min_value": 0}
                self.sheet.conditional_format(*place, {**rule, "bar_color": COLOURS["bar"]})

    def _picture(self, picture: Picture) -> None:
        """The plots of a figure as charts; of one that is no plot its drawing."""
        figure = picture.figure
        drawn = plots(figure)
        if drawn:
            self.line = self.charts.place(self.sheet, self.line, drawn, self.frame)
        elif figure.name in self.drawn:
            png, scale = self.drawn[figure.name], 0.5 if isinstance(figure, LogoPicture) else 0.8
            image = {"image_data": BytesIO(png), "description": figure.alt, "x_scale": scale, "y_scale": scale}
            self.sheet.insert_image(self.line, 0, f"{figure.name}.png", image)
            self.line += ceil(int.from_bytes(png[20:24]) * scale / _DOTS) + 2


def _heads(table: Table, frame: Frame) -> tuple[Cell, ...]:
    """The heads of the columns, with one for the remarks where there are some."""
    has_remarks = any(len(row.cells) > table.columns for row in _with_remarks(table))
    return (*table.head, Cell(frame.words["remark"])) if table.head and has_remarks else table.head


def _with_remarks(table: Table) -> list[Row]:
    """The rows, a remark that spans the table at the end of the one above."""
    rows: list[Row] = []
    for row in table.rows:
        if rows and len(row.cells) == 1 and row.cells[0].span > 1:
            above = rows.pop()
            gaps = (Cell(""),) * (table.columns - sum(cell.span for cell in above.cells))
            rows.append(Row((*above.cells, *gaps, Cell(row.cells[0].text)), above.strong))
        else:
            rows.append(row)
    return rows


def _lines(text: str, wide: float) -> int:
    """On how many lines *text* stands where *wide* characters have room."""
    return sum(max(1, -(-width(line) // max(1, int(wide) - 2))) for line in text.split("\n"))


def set_page(sheet: "Worksheet", frame: Frame, *, landscape: bool) -> None:
    """A4, as wide as the page, with the report's foot."""
    sheet.set_paper(_A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    foot = frame.foot.replace("&", "&&")[:200]
    sheet.set_footer(f"&L&8 {foot}&R&8 &P / &N")  # the blank ends the size: the foot may begin with a digit
    sheet.hide_gridlines(2)
