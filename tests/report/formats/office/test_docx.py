"""The document for Word and WPS, read back, and its template."""

import shutil
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn

from pubkpi.model.errors import ReportError
from pubkpi.report.document import write
from pubkpi.report.formats import templates as pages
from pubkpi.report.formats.office import docx
from tests.examples import seldom
from tests.report import reviews
from tests.report.formats.office.conftest import SEEN


@pytest.fixture
def filled(templates, monkeypatch):
    """What the shipped or another template gives for no sections, in this process."""

    def document(folder):
        from datetime import date

        from pubkpi.report.formats.office.frame import TONES, Frame

        frame = Frame("zh", date(2024, 10, 4), "dense", *"标题 上 脚 截至".split(), "", "人", "单位", {}, TONES)
        return docx.document(frame, [], {}, [folder, *templates])

    return document


def template_with(folder, *lines):
    folder.mkdir(exist_ok=True)
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    document.save(folder / "report.docx")
    return folder


def test_sections_are_headings_and_tables_repeat_their_heads(office):
    document = Document(office("main", "zh")["docx"])
    titles = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert titles == ["结论", "得分明细", "分维度", "总分变动原因", "各季走势", "指标定义与计分规则", "数据质量"]
    heads = [
        table.rows[0]._tr.trPr for table in document.tables if "指标" in [cell.text for cell in table.rows[0].cells]
    ]
    assert len(heads) >= 3
    assert all(row.find(qn("w:tblHeader")) is not None for row in heads)
    rows = [row._tr for table in document.tables for row in table.rows]
    assert all(row.trPr is not None and row.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_the_properties_of_cells_stand_in_the_order_that_word_reads(office):
    document = Document(office("main", "zh")["docx"])
    for cell in document.element.body.iter(qn("w:tc")):
        names = [part.tag.rpartition("}")[2] for part in cell.tcPr]
        assert names == [name for name in ("tcW", "gridSpan", "shd") if name in names]


def test_the_document_says_who_made_it_and_when_its_data_are_of(office):
    core = Document(office("main", "zh")["docx"]).core_properties
    assert (core.title, core.author) == ("宣传绩效季度复盘 · 2024年第三季度", "数据分析专员")
    assert f"{core.created:%Y-%m-%d} {core.modified:%Y-%m-%d}" == "2024-10-04 2024-10-04"


def test_every_picture_says_what_it_shows(office):
    document = Document(office("main", "zh")["docx"])
    alts = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    bullets = [
        alt for alt in alts if alt.split("：")[0] in {leaf.label.zh for leaf in reviews.review().card.indicators}
    ]
    # each indicator has a bullet on page one and in its dimension, and there its course
    assert (len(alts), len(bullets)) == (31, 26)
    assert all(alts)


def test_the_words_of_others_are_words(office):
    path = office("hostile", "zh")["docx"]
    document = Document(path)
    words = [one.text for one in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    assert any(SEEN in one for one in words)
    assert not any("49" in one and "7*7" not in one and "HYPERLINK" in one for one in words)
    with ZipFile(path) as pack:
        assert b"<script" not in pack.read("word/document.xml")
        assert b'TargetMode="External"' not in pack.read("word/_rels/document.xml.rels")


def test_a_template_of_the_workspace_wins(filled, tmp_path):
    path = tmp_path / "a.docx"
    path.write_bytes(filled(template_with(tmp_path / "own", "{{ frame.title }} {{ 7 * 7 }}")))
    assert [one.text for one in Document(path).paragraphs] == ["标题 49"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{{ nobody }}", "nobody"),
        ("{% for a in range(100000) %}{% for b in range(100000) %}x{% endfor %}{% endfor %}", "no end"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        *seldom(("{% if %}", "failed"), ("{% include '../x' %}", "no such template"), ("{{ 1 / 0 }}", "ZeroDivision")),
    ],
)
def test_a_template_that_fails_or_never_ends_is_named(filled, tmp_path, monkeypatch, line, what):
    monkeypatch.setattr(pages, "LONGEST", 100_000)
    monkeypatch.setattr(pages, "SECONDS", 2)
    with pytest.raises(ReportError) as caught:
        filled(template_with(tmp_path / "own", line))
    assert what in caught.value.line("en")
    assert "\n" not in caught.value.line("en")


def test_what_is_no_document_is_refused_in_one_line(templates, tmp_path):
    (tmp_path / "report.docx").write_bytes(b"no zip")
    with pytest.raises(ReportError) as caught:
        write(reviews.review(), tmp_path / "out", "zh", ("docx",), [tmp_path, *templates])
    assert caught.value.line("en") == "report.docx: cannot be opened: it is no DOCX. Put a .docx template there."
    assert not (tmp_path / "out").exists()


def test_a_link_out_of_the_templates_is_not_followed(filled, templates, tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(templates[0] / "report.docx", tmp_path / "else.docx")
    try:
        (folder / "report.docx").symlink_to(tmp_path / "else.docx")
    except OSError:
        pytest.skip("this system lets nobody make links")
    with pytest.raises(ReportError, match="leads out"):
        filled(folder)


@pytest.mark.parametrize(
    ("room", "needs", "least", "widths"),
    [
        (1000, [100, 400], [50, 50], [200, 800]),  # there is room: all grow alike
        (1000, [900, 900], [500, 100], [633, 366]),  # too much is asked for: what cannot break stays as wide as it is
        (1000, [900, 1500], [600, 600], [500, 500]),  # there is no room even for that
    ],
)
def test_where_columns_need_more_than_there_is_no_number_breaks_as_long_as_that_can_be(room, needs, least, widths):
    assert docx.share_room(room, needs, least) == widths


def test_a_number_stands_on_one_line_in_its_column(office):
    document = Document(office("main", "zh")["docx"])
    for table in document.tables:
        grid = [int(one.get(qn("w:w"))) for one in table._tbl.tblGrid.findall(qn("w:gridCol"))]
        for row in table._tbl.tr_lst:
            place = 0
            for cell in row.findall(qn("w:tc")):
                words = "".join(one.text or "" for one in cell.iter(qn("w:t")))
                if cell.grid_span == 1 and words.replace(",", "").replace(".", "").isdecimal():
                    assert grid[place] >= 120 + 100 * len(words), words
                place += cell.grid_span
