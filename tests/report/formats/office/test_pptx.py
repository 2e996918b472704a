"""The slides, read back, and the workbooks in their charts."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from tests.examples import seldom
from tests.report.formats.office.conftest import SEEN


def shapes(path):
    return [[*slide.shapes] for slide in Presentation(path).slides]


def words_of(shape):
    if shape.has_text_frame:
        yield from (one.text for one in shape.text_frame.paragraphs)
    if shape.has_table:
        yield from (cell.text for row in shape.table.rows for cell in row.cells)


def test_five_slides_say_the_result_the_scorecard_why_the_course_and_what_to_decide(office):
    slides = Presentation(office("main", "zh")["pptx"]).slides
    titles = [slide.shapes.title.text for slide in slides]
    starts = ("2024年第三季度总分", "失分最多的", "2024年第三季度总分", "总分 72.7", "请会议决定")
    assert [title.startswith(start) for title, start in zip(titles, starts, strict=True)] == [True] * 5
    kinds = [[shape.has_chart for shape in one].count(True) for one in shapes(office("main", "zh")["pptx"])]
    assert kinds == [0, 0, 1, 11, 0]


def test_charts_and_tables_say_what_they_show(office):
    for slide in shapes(office("main", "zh")["pptx"]):
        for shape in slide:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr"), shape.name


@pytest.mark.parametrize("case", ["hostile", *seldom("main", "formula")])
def test_no_words_in_the_workbook_of_a_chart_are_a_formula(office, case):
    with ZipFile(office(case, "zh")["pptx"]) as pack:
        books = [pack.read(name) for name in pack.namelist() if name.endswith(".xlsx")]
    assert len(books) == 12
    for data in books:
        book = load_workbook(BytesIO(data))
        assert not [cell for row in book.active.iter_rows() for cell in row if cell.data_type in ("f", "e")]
        assert f"{book.properties.created:%Y-%m-%d}" == "2024-10-04"


def test_the_words_of_others_are_words(office):
    path = office("hostile", "zh")["pptx"]
    words = [line for slide in shapes(path) for shape in slide for line in words_of(shape)]
    assert any(SEEN in one for one in words)
    with ZipFile(path) as pack:
        links = [
            name for name in pack.namelist() if name.endswith(".rels") and b'TargetMode="External"' in pack.read(name)
        ]
    assert not links


def test_chinese_words_have_a_chinese_font(office):
    with ZipFile(office("main", "zh")["pptx"]) as pack:
        theme = pack.read("ppt/theme/theme1.xml").decode()
    assert theme.count('<a:ea typeface="Microsoft YaHei"/>') == 2


@pytest.mark.campaign
def test_without_a_total_to_compare_there_is_no_slide_of_why(office):
    titles = [slide.shapes.title.text for slide in Presentation(office("without_total", "zh")["pptx"]).slides]
    assert len(titles) == 4
