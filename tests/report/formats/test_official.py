"""The theme of official documents: margins, headings and page numbers of GB/T 9704, in PDF and DOCX."""

from dataclasses import replace

import pytest
from docx import Document
from docx.shared import Mm
from pypdf import PdfReader

from pubkpi.report.document import write
from pubkpi.report.formats.office.docx import numbered, numeral
from pubkpi.report.formats.office.outline import Heading, Outline
from tests.report import reviews

_POINTS = 72 / 25.4  # of a millimetre


@pytest.fixture(scope="module")
def official(tmp_path_factory, templates):
    """The report in that theme: format → path."""
    made = reviews.review()
    made = replace(made, imprint=replace(made.imprint, theme="official"))
    paths = write(
        made, tmp_path_factory.mktemp("official"), "zh", ("pdf", "docx"), templates, ("cover", "summary", "scorecard")
    )
    return {path.suffix[1:]: path for path in paths}


def places(page):
    """Each piece of text on *page* with the place where it begins, in points from the left and from below."""
    found = []

    def note(words, outer, at, *_):
        if words.strip():
            x, y = at[4:]
            place = (x * outer[0] + y * outer[2] + outer[4], x * outer[1] + y * outer[3] + outer[5])
            found.append((words.strip(), *place))

    page.extract_text(visitor_text=note)
    return found


@pytest.mark.campaign
def test_the_text_of_the_pdf_stands_within_the_margins_and_pages_are_numbered_on_the_outer_side(official):
    _, *pages = PdfReader(official["pdf"]).pages
    for number, page in enumerate(pages, start=1):
        body = [(x, y) for _, x, y in places(page) if y > 35 * _POINTS]
        assert min(x for x, _ in body) >= 28 * _POINTS - 1
        assert max(x for x, _ in body) <= (210 - 26) * _POINTS
        assert max(y for _, y in body) <= (297 - 37) * _POINTS + 1
        (x,) = [x for words, x, _ in places(page) if words.replace(" ", "") == f"—{number}—"]
        assert (x > 105 * _POINTS) == (number % 2 == 1)


def test_the_headings_of_the_pdf_are_numbered(official):
    text = "".join("".join(page.extract_text() for page in PdfReader(official["pdf"]).pages).split())
    assert "一、结论" in text
    assert "二、得分明细" in text
    assert "（一）" in text


def test_the_document_has_the_margins_and_numbers_its_headings(official):
    document = Document(official["docx"])
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one / Mm(1)) for one in margins] == [37, 35, 28, 26]
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert heads == ["一、结论", "二、得分明细"]
    assert any(one.text.startswith("（一）") for one in document.paragraphs if one.style.name == "Heading 3")


def test_each_level_of_headings_is_numbered_anew():
    blocks = tuple(map(Heading, (1, 2, 3, 3, 2, 3), "abcdef"))
    cover, first, second = numbered([Outline("cover", "封面", blocks), *[Outline("x", "节", blocks)] * 2])
    assert cover.blocks == blocks
    assert (first.title, second.title) == ("一、节", "二、节")
    assert [one.text for one in second.blocks] == ["a", "（一）b", "1.c", "2.d", "（二）e", "1.f"]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (99, "九十九")])
def test_numerals_are_chinese(number, words):
    assert numeral(number) == words


@pytest.mark.campaign
def test_a_long_word_of_commentary_stays_within_its_cell(tmp_path, templates):
    made = reviews.with_reasons()
    made = replace(made, commentary=(replace(made.commentary[0], cause="A" * 60, action="B" * 60),))
    path, _ = write(made, tmp_path, "zh", ("pdf",), templates, ("commentary",))
    pieces = [(set(words) - {"\u200b"}, x, y) for words, x, y in places(PdfReader(path).pages[0])]
    causes, actions = ([(x, y) for letters, x, y in pieces if letters == {letter}] for letter in "AB")
    assert len({y for _, y in causes}) > 1  # on several lines
    assert max(x for x, _ in causes) < min(x for x, _ in actions)
