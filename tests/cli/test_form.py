import csv
import io
import json

import duckdb
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


def test_a_nil_that_nobody_declares_is_refused(tmp_path):
    assert "--by" in pubkpi("form", "incidents", "--nil", "2024Q4", cwd=tmp_path, code=2).stderr
    assert not [*tmp_path.iterdir()]


@pytest.mark.campaign
def test_where_incidents_are_declared_none_the_analysis_says_so(empty):
    pubkpi("form", "incidents", "--nil", "2024Q4", "--by", "王芳", "--csv", cwd=empty)
    pubkpi("ingest", "incidents_2024Q4.csv", cwd=empty)
    assert "已声明本期无" in pubkpi("analyse", "incidents", "-q", "2024Q4", cwd=empty, lang="zh", code=4).stderr


def test_a_nil_of_a_month_is_of_that_month(tmp_path):
    pubkpi("form", "activities", "--nil", "2024-02", "--by", "王芳", "--csv", cwd=tmp_path)
    row = cells(tmp_path / "activities_2024-02.csv")[-1]
    assert {"2024-02-01", "2024-02-29"} <= {*row}
    (line,) = errors(pubkpi("form", "activities", "--nil", "soon", "--by", "王芳", cwd=tmp_path, code=2))
    assert "2024-03" in line


def test_a_quarter_that_is_not_over_is_not_declared_empty(tmp_path):
    words = ("form", "incidents", "--nil", "2024Q4", "--by", "王芳", "--csv")
    outcome = pubkpi(*words, cwd=tmp_path, code=2, PUBKPI_NOW="2024-12-30T08:00:00")
    told = "--nil: 2024Q4 is not over: today is 2024-12-30. Declare it when it is."
    assert (errors(outcome), list(tmp_path.iterdir())) == ([told], [])


@pytest.mark.campaign
def test_empty_forms_that_lie_about_are_one_quiet_line_and_change_nothing(empty):
    before = fingerprint(empty / "data")
    for name in FORMS:
        pubkpi("form", name, "--out", f"inbox/{name}.xlsx", cwd=empty)
    outcome = pubkpi("ingest", "inbox", cwd=empty)
    line = outcome.stderr.splitlines()[-1]  # on a slow machine progress stands before it
    assert line.startswith("forms with nothing in them yet, left out: activities.xlsx, awards.xlsx, ")
    assert line.endswith(f" and {len(FORMS) - 3} more")
    assert "--nil" in pubkpi("ingest", "inbox/incidents.xlsx", cwd=empty).stderr
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


SERVICE = "服务使用登记表\n日期,业务事项,线上咨询量,线上解决量,线下咨询量,本期无起,本期无止,填报人\n2024-01-31,社保,10,5,4,,,李\n2024-02-29,社保,10,5,4,,,李\n2024-03-31,公积金,20,9,1,,,王\n"  # fmt: skip
INCIDENTS = "舆情事件登记表\n事件,发现日期,级别,是否计入,不计入原因,办结日期,本期无起,本期无止,填报人\n路灯,2024-02-03,黄色,是,,,,,赵\n噪音,2024-03-03,蓝色,是,,2024-03-09,,,赵\n"


@pytest.fixture
def second_quarter(empty):
    """A workspace with the registers of the first quarter."""
    for name, words in (("service", SERVICE), ("incidents", INCIDENTS)):
        (empty / "inbox" / f"{name}.csv").write_text(words, "utf-8-sig")
    pubkpi("ingest", "inbox", cwd=empty)
    return empty


@pytest.mark.campaign
def test_the_forms_that_a_period_needs_have_the_rows_names_and_owners_of_the_last_one(second_quarter):
    said = pubkpi("form", "--missing", "-p", "2024Q2", cwd=second_quarter, lang="zh").stderr
    forms = second_quarter / "forms"
    needed = ["activities", "awards", "incidents", "partnerships", "service"]
    assert sorted(path.stem for path in forms.iterdir()) == [f"{name}_2024Q2" for name in needed]
    assert f"已写出：{forms / 'service_2024Q2.xlsx'}（服务窗口 · 线上服务使用率，已有 6 行待补）" in said
    assert said.splitlines()[-1] == f"填好后运行 pubkpi ingest {forms}"
    title, header, *rows = cells(forms / "service_2024Q2.xlsx")
    assert title[0] == "服务使用登记表（2024Q2；服务窗口；线上服务使用率）"
    days = ("2024-04-30", "2024-05-31", "2024-06-30")
    wanted = [(day, item, by) for day in days for item, by in (("公积金", "王"), ("社保", "李"))]
    assert [(row[0], row[1], row[header.index("填报人")]) for row in rows] == wanted
    assert {cell for row in rows for cell in row[2:5]} == {""}
    _, header, *rows = cells(forms / "incidents_2024Q2.xlsx")
    assert [{name: cell for name, cell in zip(header, row, strict=True) if cell} for row in rows] == [
        {"事件": "路灯", "发现日期": "2024-02-03", "级别": "黄色", "是否计入": "是", "填报人": "赵"}
    ]


def test_a_form_that_was_filled_in_is_never_overwritten_and_its_open_rows_count_once(second_quarter):
    pubkpi("form", "--missing", "-p", "2024Q2", cwd=second_quarter)
    path = second_quarter / "forms" / "incidents_2024Q2.xlsx"
    book = load_workbook(path)
    sheet = book.worksheets[0]
    places = {cell.value: cell.column for cell in sheet[2]}
    sheet.cell(3, places["办结日期"]).value = "2024-04-02"
    for name, words in {"事件": "停水", "发现日期": "2024-05-06", "是否计入": "是", "填报人": "赵"}.items():
        sheet.cell(4, places[name]).value = words
    book.save(path)
    before = path.read_bytes()
    said = pubkpi("form", "--missing", "-p", "2024Q2", cwd=second_quarter).stderr
    assert f"there already, left as it is: {path} (" in said
    assert path.read_bytes() == before
    pubkpi("ingest", path, cwd=second_quarter)
    with duckdb.connect(second_quarter / "data" / "pubkpi.duckdb", read_only=True) as database:
        listed = database.execute(
            "select name, found_on::varchar, closed_on::varchar from incident order by 2"
        ).fetchall()
    assert listed == [
        ("路灯", "2024-02-03", "2024-04-02"),
        ("噪音", "2024-03-03", "2024-03-09"),
        ("停水", "2024-05-06", None),
    ]
    found = json.loads(pubkpi("score", "-q", "2024Q2", "--format", "json", cwd=second_quarter, code=None).stdout)
    leaves = {leaf["id"]: leaf for dimension in found["dimensions"] for leaf in dimension["indicators"]}
    assert leaves["incidents"]["value"] == 1


def test_a_row_that_was_left_open_never_counts_as_zero(second_quarter):
    pubkpi("form", "--missing", "-p", "2024Q2", cwd=second_quarter)
    outcome = pubkpi("ingest", "forms/service_2024Q2.xlsx", cwd=second_quarter, code=4)
    assert "service_2024Q2.xlsx" in errors(outcome)[0]


@pytest.mark.campaign
def test_which_form_is_meant_has_to_be_said(empty):
    for words in ((), ("awards", "--missing"), ("--missing", "--nil", "2024Q1"), ("--missing", "--force")):
        assert "either NAME or --missing" in errors(pubkpi("form", *words, cwd=empty, code=2))[0]
    assert "Add --period 2024Q4." in errors(pubkpi("form", "--missing", cwd=empty, code=2))[0]
