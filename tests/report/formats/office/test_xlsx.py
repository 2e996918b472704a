"""The workbook, read back by another library."""

import warnings
from datetime import date
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest

from pubkpi.report.charts.plots import plots
from pubkpi.report.formats.data import as_rows
from pubkpi.report.formats.office import xlsx
from pubkpi.report.formats.office.cell_values import number
from pubkpi.report.formats.office.frame import TONES, Frame
from pubkpi.report.formats.office.outline import Cell, Outline, Row, Table
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.waterfall import waterfall
from tests.examples import seldom
from tests.report import reviews
from tests.report.formats.office.conftest import SEEN

SHEETS = [
    "结论",
    "得分明细",
    "分维度",
    "总分变动原因",
    "各季走势",
    "指标定义与计分规则",
    "数据质量",
    "未舍入的数值",
    "载入的文件",
    "拒收的行",
    "图表数据",
]


def load_workbook(path):
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".*extension is not supported")  # openpyxl knows data bars as of 2007
        return openpyxl.load_workbook(BytesIO(path.read_bytes()))


def test_a_section_is_a_sheet_and_then_come_what_it_rests_on(office):
    book = load_workbook(office("main", "zh")["xlsx"])
    assert book.sheetnames == SHEETS
    assert (book.properties.title, book.properties.creator) == ("宣传绩效季度复盘 · 2024年第三季度", "数据分析专员")
    assert f"{book.properties.created:%Y-%m-%d}" == "2024-10-04"


def test_the_scorecard_has_typed_cells_under_a_head_that_stands_still(office):
    sheet = load_workbook(office("main", "zh")["xlsx"])["得分明细"]
    rows = {row[0].value: row for row in sheet.iter_rows() if row[0].value}
    view = scorecard(reviews.review(), "zh")
    lines = [*(line for branch in view.branches for line in branch.lines), view.total]
    for line in lines:
        written = (line.score, line.points, line.lost)
        cells = [cell.value for cell in rows[line.label][7:10]]
        assert cells == [(number(one) or (one or None,))[0] for one in written]
    assert rows["粉丝增长率"][2].value == 0.315
    assert rows["粉丝增长率"][2].number_format == "#,##0.0%"
    assert rows["互动率"][2].value == "—"
    assert "单篇明细只覆盖" in rows["互动率"][11].value
    assert sheet.freeze_panes == "B3"
    assert sheet.print_title_rows == "$2:$2"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")


def test_states_have_colours_and_scores_bars_that_follow_what_is_written(office):
    sheet = load_workbook(office("main", "zh")["xlsx"])["得分明细"]
    rules = [rule for area in sheet.conditional_formatting for rule in area.rules]
    assert {rule.type for rule in rules} == {"beginsWith", "dataBar"}
    assert {rule.text for rule in rules if rule.type == "beginsWith"} == {"●", "◐", "▲", "■", "○", "–"}


def test_charts_are_native_and_say_what_they_show(office):
    with ZipFile(office("main", "zh")["xlsx"]) as pack:
        charts = [name for name in pack.namelist() if name.startswith("xl/charts/chart")]
        drawings = "".join(
            pack.read(name).decode() for name in pack.namelist() if name.startswith("xl/drawings/drawing")
        )
    assert len(charts) == 13
    assert "总分走势: 24Q1 88.2†" in drawings
    data = {row[0].value: row[1].value for row in load_workbook(office("main", "zh")["xlsx"])["图表数据"].iter_rows()}
    assert data["粉丝增长率"] == "实际"
    assert data["获奖情况"] == "实际"


def test_the_bars_of_a_waterfall_stand_on_where_the_ones_before_end():
    chart = waterfall(reviews.review(), "zh").chart
    (plot,) = plots(chart)
    base, total, up, down, _ = (one.values for one in plot.series)
    tops = [low + sum(filter(None, one)) for low, *one in zip(base, total, up, down, strict=True)]
    assert tops == pytest.approx([max(bar.start, bar.end) for bar in chart.bars])
    assert list(plot.series[-1].labels) == [bar.value for bar in chart.bars]


def test_the_exact_values_the_files_and_the_rejected_rows_are_sheets(office):
    book = load_workbook(office("main", "zh")["xlsx"])
    exact = [list(row) for row in book["未舍入的数值"].iter_rows(values_only=True)]
    for written, row in zip(exact, as_rows(reviews.review().card, "zh"), strict=True):
        values = [pytest.approx(cell, rel=1e-15) if isinstance(cell, float) else cell for cell in row]
        assert [("" if cell is None else cell) for cell in written] == values
    files = [*book["载入的文件"].iter_rows(values_only=True)]
    assert len(files) == 1 + len(reviews.review().files)
    assert files[1][6:] == (92, 92, 0, 0)
    assert [*book["拒收的行"].iter_rows(values_only=True)][1] == (
        "a.xls",
        "表1",
        7,
        "阅读",
        '=HYPERLINK("http://x")',
        "不是数",
    )
    assert not [path for path in office("main", "zh")["xlsx"].parent.iterdir() if path.suffix == ".csv"]


@pytest.mark.parametrize("case", ["hostile", *seldom("main", "formula")])
def test_no_words_become_a_formula_or_a_link(office, case):
    path = office(case, "zh")["xlsx"]
    with ZipFile(path) as pack:
        parts = {name: pack.read(name).decode() for name in pack.namelist() if name.endswith((".xml", ".rels"))}
    assert not [name for name, xml in parts.items() if name.startswith("xl/worksheets/sheet") and "<f>" in xml]
    assert not [name for name, xml in parts.items() if "hyperlink" in xml.casefold() and name.endswith(".rels")]
    book = load_workbook(path)
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type in ("f", "e")]


def test_the_words_of_others_are_in_the_workbook_as_they_are(office):
    book = load_workbook(office("hostile", "zh")["xlsx"])
    words = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert any(SEEN in one for one in words)
    assert not any("\u202e" in one or "\x07" in one for one in words)


@pytest.mark.campaign
def test_a_report_without_a_total_has_no_number_for_it(office):
    book = load_workbook(office("without_total", "zh")["xlsx"])
    rows = list(book["得分明细"].iter_rows(values_only=True))
    head, total = (next(row for row in rows if row[0] == name) for name in ("指标", "总分"))
    assert total[head.index("得分")] == "—"


def test_what_stands_behind_a_cell_over_two_columns_stands_in_the_third(tmp_path):
    words = dict.fromkeys(("chart_data", "remark", "score", "lost", "nearness"), "-")
    frame = Frame("zh", date(2024, 10, 4), "dense", *"标题 上 脚 截至".split(), "", "人", "单位", words, TONES)
    head = tuple(map(Cell, "abc"))
    table = Table(
        "t", head, (Row((Cell("both", span=2), Cell("3", figure=True))), Row((Cell("x"), Cell("y"), Cell("z"))))
    )
    path = tmp_path / "a.xlsx"
    path.write_bytes(xlsx.workbook(frame, (Outline("s", "S", (table,)),), (), {}))
    rows = [*load_workbook(path)["S"].iter_rows(values_only=True)]
    assert [row[:3] for row in rows[:3]] == [("a", "b", "c"), ("both", None, 3), ("x", "y", "z")]
