"""The same numbers in all five formats, and the same bytes whatever the clock says."""

import re
import shutil
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader

from pubkpi.report import FORMATS
from pubkpi.report.formats.data import as_json
from pubkpi.report.sections.page_one.summary import summary
from pubkpi.report.wording import numbers
from tests.examples import seldom
from tests.report import reviews

MOVED = """
import sys, time
from pathlib import Path
if sys.argv[1] == "moved":
    import datetime, time
    real, localtime, gmtime = time.time, time.localtime, time.gmtime
    time.time = lambda: real() + 86_400
    time.localtime = lambda at=None: localtime(time.time() if at is None else at)
    time.gmtime = lambda at=None: gmtime(time.time() if at is None else at)
    class Later(datetime.datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.datetime.fromtimestamp(time.time(), tz)
        @classmethod
        def utcnow(cls):
            return datetime.datetime.fromtimestamp(time.time(), datetime.timezone.utc).replace(tzinfo=None)
    datetime.datetime = Later
from tests.report import reviews
from pubkpi.report import FORMATS
from pubkpi.report.document import write
write(reviews.review(), Path(sys.argv[2]), "zh", FORMATS, [Path("report_templates").resolve()])
"""
DRAWN = re.compile(r"word/document\.xml|xl/drawings/drawing\d+\.xml|ppt/slides/slide\d+\.xml")
ROOT = Path(__file__).resolve().parents[4]


def rows_of(form, path):
    """The rows of a document's tables as printed: lists of words; of a PDF its lines."""
    if form == "docx":
        return [[cell.text for cell in row.cells] for table in Document(path).tables for row in table.rows]
    if form == "pptx":
        tables = [shape.table for slide in Presentation(path).slides for shape in slide.shapes if shape.has_table]
        return [[cell.text for cell in row.cells] for table in tables for row in table.rows]
    if form == "xlsx":
        book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
        return [[printed(cell) for cell in row] for sheet in book.worksheets[:2] for row in sheet.iter_rows()]
    if form == "html":
        rows = re.findall(r"<tr.*?</tr>", path.read_text("utf-8"), re.DOTALL)
        return [[re.sub("<.*?>", "", cell).strip() for cell in re.split("</t[dh]>", row)] for row in rows]
    return [
        line.split()
        for page in PdfReader(path).pages
        for line in page.extract_text(extraction_mode="layout").splitlines()
    ]


def printed(cell):
    """What a cell of the workbook shows, by the number's own format."""
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    places = len(re.search(r"\.?(0*)%?", cell.number_format.partition(".")[2])[1]) if "." in cell.number_format else 0
    share = "%" in cell.number_format
    return f"{cell.value * (100 if share else 1):,.{places}f}" + ("%" if share else "")


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.parametrize("lang", ["zh", *seldom("en")])
@pytest.mark.parametrize("form", FORMATS)
def test_every_format_has_the_scores_that_the_command_prints(office, documents, form, lang):
    path = {**documents("main", lang), **office("main", lang)}[form]
    card = as_json(reviews.review().card, lang)
    rows = rows_of(form, path)
    leaves = [
        leaf for branch in card["dimensions"] for leaf in branch["indicators"] if leaf["score_printed"] is not None
    ]
    assert len(leaves) == 8
    for leaf in [*leaves, *card["dimensions"]]:
        score = numbers.score(leaf.get("score_printed", leaf["score"]))
        found = [row for row in rows if leaf["label"] in " ".join(row).replace("\u00a0", " ") and score in row]
        assert found, (form, leaf["label"], score)
    total = numbers.score(card["total"]["score_printed"])
    name = "总分" if lang == "zh" else "Total"
    # score and points stand so close together in the PDF that its reader joins them
    assert any(name in row[0] and (total in row or total * 2 in row) for row in rows if row), (form, total)


@pytest.mark.parametrize("form", ["docx", "xlsx", "pptx"])
def test_every_bullet_of_page_one_stands_in_the_office_documents_with_its_words(office, form):
    bullets = [line.bullet for line in summary(reviews.review(), "zh").lines if line.bullet]
    with ZipFile(office("main", "zh")[form]) as parts:
        pages = "".join(parts.read(name).decode() for name in parts.namelist() if DRAWN.match(name))
    assert len(bullets) == 8
    for bullet in bullets:
        assert f'descr="{bullet.alt}"' in pages, bullet.name


@pytest.mark.campaign
def test_a_day_later_the_same_review_gives_the_same_bytes(tmp_path):
    for when in ("now", "moved"):
        subprocess.run([sys.executable, "-c", MOVED, when, tmp_path / when], check=True, cwd=ROOT)
    names = sorted(path.name for path in (tmp_path / "now").iterdir())
    assert len(names) == 5
    for name in names:
        assert (tmp_path / "now" / name).read_bytes() == (tmp_path / "moved" / name).read_bytes(), name


@pytest.mark.campaign
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here, which opens what was written")
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["docx", "xlsx", "pptx"])
def test_libreoffice_opens_what_was_written(office, tmp_path, form, lang):
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    path = office("main", lang)[form]
    done = subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, path],
        capture_output=True,
        text=True,
    )
    pages = tmp_path / path.with_suffix(".pdf").name
    if "could not be loaded" in done.stderr and form == "pptx":
        pytest.skip("LibreOffice has no Impress here, which opens slides")
    text = "".join("".join(page.extract_text() for page in PdfReader(pages).pages).split())
    assert all(leaf.label.say(lang).replace(" ", "") in text for leaf in reviews.review().card.indicators)
    assert "72.7" in text
