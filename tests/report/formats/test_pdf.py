"""A PDF in this process: what comes out, and where a mistake of a template is said to stand."""

from datetime import date

import pytest

from pubkpi.model.errors import ReportError
from pubkpi.report.formats import pdf

DATED = date(2024, 1, 1)
CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
SOURCE = '#set document(title: "t")\n#set text(lang: "en", font: "Noto Sans CJK SC")\nFine\n'


def test_the_same_source_gives_the_same_bytes():
    source = SOURCE + '#image("charts/one.svg", alt: "one")\n'
    first, second = (pdf.pdf(source, {"one": CHART}, DATED, []) for _ in range(2))
    assert first.startswith(b"%PDF-")
    assert first == second


def test_a_mistake_is_told_at_its_line_in_the_template_that_it_comes_from(tmp_path):
    (tmp_path / "own.typ.j2").write_text("{# head #}\n#nothing()\n", "utf-8")
    source = SOURCE + '// template: "own.typ.j2"\n#nothing()\n'
    with pytest.raises(ReportError) as told:
        pdf.pdf(source, {}, DATED, [tmp_path / "empty", tmp_path])
    assert (told.value.where, told.value.what.en) == (
        "own.typ.j2:2",
        "typesetting failed (Typst: unknown variable: nothing | #nothing())",
    )


@pytest.mark.parametrize(
    ("message", "diagnostic", "where", "words"),
    [
        ("package not found (searched for @preview/x)", "", "report.typ.j2", "imports a package from the network"),
        ("file not found", "┌─ report.typ:99:1", "report.typ.j2", "typesetting failed (Typst: file not found)"),
        ("file not found", "┌─ report.typ:2:1", "report.typ.j2", "| #set text(lang"),
    ],
)
def test_a_mistake_without_a_line_names_the_page(message, diagnostic, where, words):
    told = pdf._error_at(SOURCE, message, diagnostic, [])
    assert told.where == where
    assert words in told.what.en
