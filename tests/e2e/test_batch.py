"""A report of each account or unit: the numbers of the league, and a ZIP that is the same on another day."""

import csv
import io
import shutil
import zipfile
from contextlib import closing

import pytest
from openpyxl import load_workbook

from tests.e2e.workspaces import errors, pubkpi
from tests.examples import seldom

Q4 = ("report", "-q", "2024Q4", "--each")


def league(city, by):
    """By entity the scores of total and indicators, as `pubkpi score --by` has them."""
    text = pubkpi("score", "-q", "2024Q4", "--by", by, "--format", "csv", cwd=city).stdout.removeprefix("\ufeff")
    return {row["entity"]: row for row in csv.DictReader(io.StringIO(text))}


@pytest.mark.parametrize(("by", "count"), [("account", 6), *seldom(("unit", 2))])
def test_each_has_the_scores_that_the_league_has(city, tmp_path, by, count):
    pubkpi(*Q4, "--by", by, "--xlsx", "--out", tmp_path, cwd=city)
    scores, books = league(city, by), sorted(tmp_path.glob("*.xlsx"))
    assert len(books) == len(scores) == count
    for entity in scores:
        (book,) = [one for one in books if one.stem == f"report_city_2024_2024Q4_{entity.replace('/', '_')}"]
        with closing(load_workbook(book, read_only=True)) as pages:
            head, *rows = pages["未舍入的数值"].values
        for row in (dict(zip(head, one, strict=True)) for one in rows):
            wanted = scores[entity][row["indicator"]]
            assert (row["score"] is None) == (wanted == ""), (entity, row["indicator"])
            assert wanted == "" or row["score"] == pytest.approx(float(wanted), abs=1e-9), (entity, row["indicator"])


@pytest.mark.campaign
def test_a_zip_is_the_same_on_another_day_and_elsewhere(city, tmp_path):
    copies = []
    for place, now in (("a", "2025-01-20T09:30:00"), ("b", "2025-02-21T10:31:00")):
        shutil.copytree(city, tmp_path / place, ignore=shutil.ignore_patterns("inbox", "reports"))
        told = pubkpi(
            *Q4, "--by", "unit", "--html", "--zip", tmp_path / f"{place}.zip", cwd=tmp_path / place, PUBKPI_NOW=now
        )
        assert told.stdout.split() == [str(tmp_path / f"{place}.zip")]
        copies.append((tmp_path / f"{place}.zip").read_bytes())
    assert copies[0] == copies[1]
    with zipfile.ZipFile(io.BytesIO(copies[0])) as pack:
        names = pack.namelist()
        assert names == sorted(names)
        assert len(names) == 4
        assert {one.date_time for one in pack.infolist()} == {(2025, 1, 9, 0, 0, 0)}
        page = pack.read("report_city_2024_2024Q4_市政府办公室.html").decode()
    assert "<h1>宣传绩效季度复盘 · 市政府办公室 · 2024年第四季度" in page
    assert "None" not in page
    assert not [*(tmp_path / "a").glob("reports/*2024Q4*")]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--by", "account"), "report: --by and --each go together."),
        (("--each",), "report: --by and --each go together."),
        (("--each", "--by", "unit", "--sections", "summary,months"), "report --each: only the department's report has"),
    ],
)
def test_what_does_not_go_together_is_refused_in_a_line(city, words, line):
    told = pubkpi("report", "-q", "2024Q4", "--html", *words, cwd=city, code=None)
    assert told.returncode == 2
    assert [one.startswith(line) for one in errors(told)] == [True]


@pytest.mark.campaign
def test_a_zip_that_cannot_be_written_is_refused_in_a_line(city, tmp_path):
    (tmp_path / "file").write_text("")
    told = pubkpi(*Q4, "--by", "unit", "--html", "--zip", tmp_path / "file" / "a.zip", cwd=city, code=2)
    assert errors(told) == [f"{tmp_path / 'file'}: is a file, no folder. Choose another folder."]


@pytest.mark.campaign
def test_a_report_of_a_closed_league_is_final_and_stays_so_when_files_are_taken_out(city, tmp_path):
    shutil.copytree(city, tmp_path / "a", ignore=shutil.ignore_patterns("inbox", "reports"))
    words = (*Q4, "--by", "unit", "--html", "--sections", "summary,cover,quality", "--out", tmp_path / "o")
    found, pages = [], []
    for change in (("close", "-q", "2024Q4"), ("forget", "messages_2024.xlsx")):
        pubkpi(*change, cwd=tmp_path / "a")
        pubkpi(*words, cwd=tmp_path / "a")
        before, pages = pages, [one.read_text("utf-8") for one in sorted((tmp_path / "o").glob("*.html"))]
        found.append(['stamp">定稿<' in one for one in pages])
    assert found == [[True, True], [True, True]]
    # what came later stands in the section of revisions, which is not asked for here
    assert pages == before
