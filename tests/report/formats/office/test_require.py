"""Without the extra, one line says what to install, before anything is written."""

import importlib.util

import pytest

from pubkpi.model.errors import ReportError
from pubkpi.report.formats import office


@pytest.mark.parametrize(("form", "library"), [("docx", "docxtpl"), ("pptx", "python-pptx")])
def test_a_format_without_its_library_is_refused_with_what_to_install(monkeypatch, form, library):
    monkeypatch.setattr(office, "find_spec", {}.get)
    with pytest.raises(ReportError) as caught:
        office.require(("html", form))
    words = f'{form}: {library}, which writes {form.upper()}, is not installed. Run pip install "pubkpi[office]".'
    assert caught.value.line("en") == words


def test_the_other_formats_need_no_extra(monkeypatch):
    monkeypatch.setattr(office, "find_spec", {}.get)
    office.require(("html", "pdf", "xlsx"))
    assert importlib.util.find_spec("xlsxwriter")
