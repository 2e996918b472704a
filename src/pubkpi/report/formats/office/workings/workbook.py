"""Workings → a workbook: the scorecard, values, targets and rows, tied by formulas that carry what they come to.

The same workings give the same bytes. No text becomes a formula or a link.
"""

from datetime import datetime
from io import BytesIO

from pubkpi.model.explanations.workings import Workings
from pubkpi.model.text import Lang, Text
from pubkpi.report.formats.office.frame import CellStyles
from pubkpi.report.formats.office.workings.formula_sheet import FormulaSheet
from pubkpi.report.formats.office.workings.row_sheet import write_rows
from pubkpi.report.formats.office.workings.score_grid import ScoreGrid
from pubkpi.report.formats.office.workings.score_sheet import ScoreSheet, score_rows
from pubkpi.report.formats.office.workings.target_sheet import TargetSheet
from pubkpi.report.formats.office.workings.value_sheet import ValueSheet

TITLES = {
    "score": Text("考核表", "Scorecard"),
    "values": Text("数值", "Values"),
    "targets": Text("目标", "Targets"),
    "rows": Text("来源行", "Rows"),
}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_HOW = Text(
    "灰底的格子是公式：来源行 → 数值 → 得分 → 总分，改动任一格即重算；没有底色的数照录，原因见“说明”。",
    "Cells on grey are formulas, from the rows to the values, the scores and the total; numbers without a ground stand "
    "as they are, and the remarks say why.",
)


def workings_workbook(workings: Workings, lang: Lang) -> bytes:
    """The workbook of *workings* in *lang*; its clock stands at the day of the data."""
    from xlsxwriter import Workbook

    stream, day = BytesIO(), workings.dated
    book = Workbook(stream, _OPTIONS)
    book.set_size(2400, 1500)
    title = f"{workings.kpis.label.say(lang)} {workings.period}"
    book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
    names = [name for name in TITLES if workings.card or name in ("values", "rows")]
    looks = CellStyles(book)
    sheets = {name: FormulaSheet(book, looks, TITLES[name], lang) for name in names}
    front = sheets[names[0]]
    front.say(title, bold=True, font_size=14)
    front.say(_about(workings, lang))
    front.say(_HOW.say(lang))
    blocks = write_rows(sheets["rows"], workings)
    values = ValueSheet(sheets["values"], workings, blocks, {})
    values.write()
    if workings.card:
        targets = TargetSheet(sheets["targets"], workings.period)
        targets.write(workings.kpis.indicators, {one.id: one for one in workings.card.indicators})
        grid = ScoreGrid(sheets["score"], score_rows(workings.card))
        ScoreSheet(grid, values, targets, workings.card).write()
    book.close()
    return stream.getvalue()


def _about(workings: Workings, lang: Lang) -> str:
    """The state of the data, the result's id, whether it is provisional."""
    said = [Text(f"数据截至 {workings.dated}", f"data as of {workings.dated}")]
    if workings.run:
        said.append(Text(f"结果编号 {workings.run[:12]}", f"run {workings.run[:12]}"))
    if workings.card and workings.card.provisional:
        said.append(Text("暂定", "provisional"))
    return " · ".join(one.say(lang) for one in said)
