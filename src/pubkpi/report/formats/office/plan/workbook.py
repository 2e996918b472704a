"""The sheet of a plan → a workbook: cells to be changed, sums as formulas, choices as lists, and how to use it.

The same plan gives the same bytes. No text becomes a formula or a link.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING, Any

from pubkpi.model.kpis.plan_sheet import PlanCell, PlanColumn, PlanRow, PlanSheet
from pubkpi.model.text import Lang, Text
from pubkpi.printing.signs import visible
from pubkpi.report.formats.office.frame import COLOURS, CellStyles

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

TITLES = {"plan": Text("考核表", "Scorecard"), "notes": Text("说明", "Notes"), "base": Text("原值", "Base")}
HEAD_ROW = 2  # of the plan and of the base, from 1
TOTAL = Text("合计", "total")
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_OPEN, _CLOSED = "#fffbe6", COLOURS["pale"]
_HOW = (
    Text("浅黄色的格子可以改；灰色的只供参考。", "Cells on yellow may be changed; those on grey are for information."),
    Text("数值可写 60000、6万、5%、0.05；权重是占总分的分值，合计 100。",
         "Numbers may be written as 60000, 6万, 5% or 0.05; weights are points of the whole and add up to 100."),
    Text("基线写“实测 2024Q4”表示取那个季度的实测值。", "A baseline may be the value of a quarter: measured 2024Q4."),
    Text("目标空着的季度，按前后两个目标之间的直线计算。", "A quarter without a target lies between two others."),
    Text("年中要改的权重、目标写在“动态调整”页：从何时起、改成多少、为什么。",
         "What changes in mid-plan stands on the sheet Amendments: from when on, to what, and why."),
    Text("改好后运行 pubkpi plan edit 文件名.xlsx：先列出改了什么，确认后写回 YAML。",
         "Then run pubkpi plan edit FILE.xlsx: it lists what changed and, once confirmed, writes it into the YAML."),
    Text("清空说明，就是两种语言的说明一起删去。", "To clear a note takes it out in both languages."),
    Text("增加或删除指标不在这里做：在 YAML 里改。", "Indicators are not added or taken out here: edit the YAML."),
)  # fmt: skip
_UNSHOWN = Text(
    "这张表不显示、也不改动的内容（留在 YAML 里）：",
    "What this workbook does not show and leaves as it is in the YAML:",
)


def plan_workbook(sheet: PlanSheet, day: date, entries: Sequence[PlanSheet] = ()) -> bytes:
    """The workbook of *sheet*, and behind it those of the *entries* of other files; its clock stands at *day*."""
    from xlsxwriter import Workbook

    from pubkpi.report.formats.office.plan.entry_pages import add_entry_pages

    stream = BytesIO()
    book = Workbook(stream, _OPTIONS)
    moment = datetime(day.year, day.month, day.day)
    book.set_properties({"title": sheet.title.say(sheet.lang), "created": moment})
    looks = _Looks(book)
    for name in ("plan", "notes", "base"):
        page = book.add_worksheet(TITLES[name].say(sheet.lang))
        if name == "notes":
            _write_notes(page, sheet, looks)
        else:
            _write_rows(page, sheet, looks, is_base=name == "base")
    page.very_hidden()
    for one in entries:
        add_entry_pages(book, one, looks)
    book.close()
    return stream.getvalue()


class _Looks(CellStyles):
    """The formats of a plan's cells."""

    def of(self, cell: PlanCell, row: PlanRow, column: PlanColumn) -> "Format":
        """That of *cell*."""
        look: dict[str, Any] = {
            "bg_color": _OPEN if cell.is_open else _CLOSED,
            "border": 1,
            "border_color": COLOURS["rule"],
        }
        if column.key == "baseline" or column.key.startswith("target "):
            is_whole = not isinstance(cell.value, Fraction) or cell.value.denominator == 1
            look["num_format"] = "0.0###%" if row.is_share else "#,##0" if is_whole else "General"
        if column.key == "label":
            look |= {"indent": row.depth, "bold": row.depth == 0}
        if column.width > 30:
            look["text_wrap"] = True
        return self(**look)


def _write_rows(page: "Worksheet", sheet: PlanSheet, looks: _Looks, *, is_base: bool) -> None:
    """Title, heads, the rows, and below them the total of the weights."""
    page.write_string(
        0, 0, visible(f"{sheet.title.say(sheet.lang)} ({sheet.scorecard})"), looks(bold=True, font_size=14)
    )
    lines = {row.id: HEAD_ROW + number for number, row in enumerate(sheet.rows)}
    for place, column in enumerate(sheet.columns):
        page.set_column(place, place, column.width)
        page.write_string(HEAD_ROW - 1, place, column.label.say(sheet.lang), looks(bold=True, bottom=1))
    for row in sheet.rows:
        for place, column in enumerate(sheet.columns):
            if column.key in row.cells:
                _write(page, (lines[row.id], place), row, column, looks)
    weight = next(place for place, column in enumerate(sheet.columns) if column.key == "weight")
    if is_base:
        return
    for row in (one for one in sheet.rows if one.children):
        cell = row.cells["weight"]
        look = looks.of(cell, row, sheet.columns[weight])
        _sum(page, (lines[row.id], weight), [lines[one] for one in row.children], look, cell.value)
    if sheet.tops:
        _total(page, sheet, [lines[one] for one in sheet.tops], weight, looks)
    _lists(page, sheet, lines)
    page.freeze_panes(HEAD_ROW, 2)


def _write(page: "Worksheet", place: tuple[int, int], row: PlanRow, column: PlanColumn, looks: _Looks) -> None:
    cell = row.cells[column.key]
    look = looks.of(cell, row, column)
    if isinstance(cell.value, Fraction):
        page.write_number(*place, float(cell.value), look)
    elif cell.value:
        page.write_string(*place, cell.value, look)
    else:
        page.write_blank(*place, None, look)


def _sum(page: "Worksheet", place: tuple[int, int], lines: Sequence[int], look: "Format", value: object) -> None:
    """The sum of the cells of that column on *lines*, with the value that it has."""
    from xlsxwriter.utility import xl_rowcol_to_cell

    cells = ",".join(xl_rowcol_to_cell(line, place[1]) for line in lines)
    page.write_formula(*place, f"=SUM({cells})", look, float(value) if isinstance(value, Fraction) else 0)


def _total(page: "Worksheet", sheet: PlanSheet, lines: Sequence[int], weight: int, looks: _Looks) -> None:
    """The total of the weights, in red where it is not 100."""
    line = HEAD_ROW + len(sheet.rows)
    page.write_string(line, 1, TOTAL.say(sheet.lang), looks(bold=True, top=1))
    rows = {row.id: row.cells["weight"].value for row in sheet.rows}
    total = sum((one for name in sheet.tops if isinstance(one := rows[name], Fraction)), Fraction(0))
    _sum(page, (line, weight), lines, looks(bold=True, top=1), total)
    red = {"type": "cell", "criteria": "!=", "value": 100, "format": looks(font_color=COLOURS["down"], bold=True)}
    page.conditional_format(line, weight, line, weight, red)


def _lists(page: "Worksheet", sheet: PlanSheet, lines: Mapping[str, int]) -> None:
    """What may be chosen or typed in the cells that are open."""
    for place, column in enumerate(sheet.columns):
        rule: dict[str, Any] | None = {"validate": "list", "source": list(column.choices)} if column.choices else None
        if column.key == "weight":
            words = Text("权重应为 0 到 100 的数", "a weight is a number from 0 to 100").say(sheet.lang)
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100, "error_message": words}
        for row in sheet.rows if rule else ():
            if column.key in row.cells and row.cells[column.key].is_open:
                page.data_validation(lines[row.id], place, lines[row.id], place, rule)


def _write_notes(page: "Worksheet", sheet: PlanSheet, looks: _Looks) -> None:
    """How to use the workbook, and what of the plan it does not show."""
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 90)
    for line, (key, words) in enumerate(_note_lines(sheet, sheet.lang)):
        page.write_string(line, 0, visible(key), looks(bold=not words))
        page.write_string(line, 1, visible(words), looks(text_wrap=True))


def _note_lines(sheet: PlanSheet, lang: Lang) -> Iterator[tuple[str, str]]:
    for words in _HOW:
        yield words.say(lang), ""
    yield "", ""
    yield _UNSHOWN.say(lang), ""
    for one in sheet.remarks:
        yield one.name.say(lang) if lang == "zh" else one.key, one.whom.say(lang) or "—"
