"""The cover and the sign-off, read back from all five formats."""

from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader

from pubkpi.model.review import Imprint, Logo
from pubkpi.report import FORMATS
from pubkpi.report.document import write
from tests.report import reviews
from tests.report.formats.office.conftest import HOSTILE, SEEN

LOGO = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><style>text{fill:red}</style><rect width="20" height="10"/></svg>'
IMPRINT = Imprint("某局", "王芳", "李明", "", "内部", HOSTILE, Logo("svg+xml", LOGO, 20, 10))


@pytest.fixture(scope="module")
def pack(tmp_path_factory, templates):
    """The report with cover and sign-off: format → path."""
    made = replace(reviews.review(), imprint=IMPRINT)
    paths = write(made, tmp_path_factory.mktemp("cover"), "zh", FORMATS, templates, ("cover", "summary", "signoff"))
    return {path.suffix[1:]: path for path in paths}


def words_of(form, path):
    """What stands in a document, without the blanks."""
    if form == "html":
        return "".join(path.read_text("utf-8").split())
    if form == "pdf":
        return "".join("".join(page.extract_text() for page in PdfReader(path).pages).split())
    if form == "docx":
        document = Document(path)
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "".join("".join([*(one.text for one in document.paragraphs), *cells]).split())
    if form == "pptx":
        shapes = [shape for slide in Presentation(path).slides for shape in slide.shapes]
        cells = [cell.text for one in shapes if one.has_table for row in one.table.rows for cell in row.cells]
        return "".join("".join([*(one.text_frame.text for one in shapes if one.has_text_frame), *cells]).split())
    book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
    return "".join("".join(str(cell.value or "") for sheet in book for row in sheet for cell in row).split())


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_cover_with_its_slots_and_the_signatures(pack, form):
    words = words_of(form, pack[form]).replace("</span>", "").replace('<spanclass="slot">', "")
    for one in (
        "密级：内部",
        "编制：王芳",
        "审核：李明",
        "批准：待填",
        "某局",
        "宣传绩效季度复盘",
        "2024年第三季度",
        "暂定",
        "签字",
    ):
        assert one in words, one
    assert "定稿" not in words.replace("签批后定稿", "").replace("closed", "").replace("close2024Q3定稿", "")
    if form != "html":
        assert "".join(SEEN.split()) in words


def test_the_cover_has_a_page_of_its_own_that_is_not_counted(pack):
    cover, first, *_ = PdfReader(pack["pdf"]).pages
    assert "密级" in cover.extract_text()
    assert "第" not in "".join(cover.extract_text().split()).replace("第三季度", "")
    assert "第1/" in "".join(first.extract_text().split())
    paragraphs = Document(pack["docx"]).paragraphs
    texts = [one.text for one in paragraphs]
    breaks = [i for i, one in enumerate(paragraphs) if 'w:type="page"' in one._p.xml]
    assert texts.index("宣传绩效季度复盘") < breaks[0] < texts.index("结论")


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_the_logo_stands_on_the_cover_and_its_style_stays_within_it(pack):
    page = pack["html"].read_text("utf-8")
    assert "img-src data:;" in page
    assert 'href="data:image/svg+xml;base64,' in page
    assert "text{fill:red}" not in page
    assert any(
        one.has_text_frame is False and one.shape_type == 13 for one in Presentation(pack["pptx"]).slides[0].shapes
    )
    assert len(Document(pack["docx"]).inline_shapes) == 11  # with the two figures of page one and its eight bullets
    assert openpyxl.load_workbook(pack["xlsx"]).worksheets[0]._images


@pytest.mark.campaign
def test_without_a_cover_the_page_shows_no_picture_of_others(documents):
    assert "img-src" not in documents("main", "zh")["html"].read_text("utf-8")
