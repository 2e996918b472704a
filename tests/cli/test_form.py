import csv
import io

import pytest
from openpyxl import load_workbook

from tests.e2e.workspaces import errors, fingerprint, pubkpi

FORMS = "activities awards incidents partnerships service values".split()


def cells(path):
    """The rows of a form, xlsx or CSV."""
    if path.suffix == ".xlsx":
        rows = load_workbook(path).worksheets[0].iter_rows(values_only=True)
        return [[cell or "" for cell in row] for row in rows]
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


@pytest.mark.parametrize("name", FORMS)
def test_a_form_has_the_same_headers_as_workbook_and_as_csv(tmp_path, name):
    """No workspace is needed; xlsx is what one gets unless asked otherwise."""
    pubkpi("form", name, cwd=tmp_path)
    pubkpi("form", name, "--csv", cwd=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"{name}.csv", f"{name}.xlsx"]
    assert (tmp_path / f"{name}.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    book, text = cells(tmp_path / f"{name}.xlsx"), cells(tmp_path / f"{name}.csv")
    assert book[1] == text[1]
    assert len(book) == len(text) == 2


def test_a_file_that_is_there_is_not_overwritten_unless_forced(tmp_path):
    (tmp_path / "awards.csv").write_text("mine")
    assert "--force" in pubkpi("form", "awards", "--csv", cwd=tmp_path, code=2).stderr
    assert (tmp_path / "awards.csv").read_text() == "mine"
    pubkpi("form", "awards", "--csv", "--force", cwd=tmp_path)
    assert (tmp_path / "awards.csv").read_text() != "mine"


def test_a_nil_names_the_days_of_the_quarter_and_who_says_so(tmp_path):
    pubkpi("form", "incidents", "--nil", "2024年第四季度", "--by", "王芳", "--csv", cwd=tmp_path)
    _, header, row = cells(tmp_path / "incidents_2024Q4.csv")
    filled = {name: cell for name, cell in zip(header, row, strict=True) if cell}
    assert filled == {header[0]: "本期无", "本期无起": "2024-10-01", "本期无止": "2024-12-31", "填报人": "王芳"}


def test_a_quarter_that_is_not_over_is_not_declared_empty(tmp_path):
    words = ("form", "incidents", "--nil", "2024Q4", "--by", "王芳", "--csv")
    outcome = pubkpi(*words, cwd=tmp_path, code=2, PUBKPI_NOW="2024-12-30T08:00:00")
    told = "--nil: 2024Q4 is not over: today is 2024-12-30. Declare it when it is."
    assert (errors(outcome), list(tmp_path.iterdir())) == ([told], [])


def test_an_empty_form_that_comes_back_is_refused_and_changes_nothing(empty):
    before = fingerprint(empty / "data")
    for name in FORMS:
        pubkpi("form", name, "--out", f"inbox/{name}.xlsx", cwd=empty)
    outcome = pubkpi("ingest", "inbox", cwd=empty, code=4)
    assert [line.partition(":")[0] for line in errors(outcome)] == sorted(f"{name}.xlsx" for name in FORMS)
    after = fingerprint(empty / "data")
    nothing_loaded = {"pubkpi.duckdb", ".lock", "archive", "archive/head.json"}
    assert after.keys() - nothing_loaded == before.keys()


def test_the_talk_says_what_to_do_next_and_stdout_is_empty(tmp_path):
    outcome = pubkpi("form", "awards", "--out", "my awards.xlsx", cwd=tmp_path)
    assert outcome.stdout == ""
    assert outcome.stderr.splitlines()[-1] == 'Fill it in, then run pubkpi ingest "my awards.xlsx"'


def test_a_declaration_needs_no_more_filling_in(tmp_path):
    outcome = pubkpi("form", "awards", "--nil", "2024Q1", "--by", "A", "--csv", cwd=tmp_path)
    assert outcome.stderr.splitlines()[-1] == "Next: pubkpi ingest awards_2024Q1.csv"
