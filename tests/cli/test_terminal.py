"""Nothing that a file or a user wrote moves the terminal or runs in a spreadsheet."""

import csv
import io

import openpyxl
import pytest

from tests.e2e.workspaces import pubkpi

ESCAPE = "\x1b[2J\x9b\u202e"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    root = tmp_path_factory.mktemp("terminal")
    pubkpi("init", "--plan", "department_2024", root, cwd=root)
    header = "日期,平台,账号,收到留言数,已回复数,备注\n"
    rows = "".join(f"2024-03-{day:02},微信公众号,甲,3,2,\n" for day in range(1, 29))
    folder = root / "inbox"
    (folder / f"a{ESCAPE}\nb.csv").write_text(header + rows + '2024-03-29,微信公众号,甲,"＝cmd",2,\n', "utf-8")
    (folder / f"c{ESCAPE}.csv").write_text(f"x{ESCAPE},y\n1,2\n", "utf-8")
    return root


def clean(*outcomes):
    for words in (words for one in outcomes for words in (one.stdout, one.stderr)):
        assert not set(words) & set("\x1b\x9b\u202e\x7f"), words


@pytest.mark.campaign
def test_names_and_cells_are_shown_on_their_line_without_escapes(workspace):
    loaded = pubkpi("ingest", "inbox", "--new-accounts", cwd=workspace, code=4)
    shown = "a\\x1b[2J\\x9b\\u202e⏎b.csv"
    assert [line for line in loaded.stderr.splitlines() if shown in line]
    listed = [pubkpi("rejects", "--format", form, cwd=workspace) for form in ("table", "csv", "json")]
    clean(loaded, *listed, pubkpi("status", cwd=workspace), pubkpi("ingest", f"no{ESCAPE}", cwd=workspace, code=2))
    clean(pubkpi("form", f"x{ESCAPE}", cwd=workspace, code=2), pubkpi("forget", f"x{ESCAPE}", cwd=workspace, code=2))
    clean(pubkpi("score", f"--x{ESCAPE}", cwd=workspace, code=2), pubkpi("forget", f"a{ESCAPE}\nb.csv", cwd=workspace))
    (row,) = csv.DictReader(io.StringIO(listed[1].stdout.removeprefix("\ufeff")))
    assert (row["raw text"], row["file"]) == ("'＝cmd", shown)


@pytest.mark.parametrize("by", ["=1+1", " ＝1+1", "\t@x", "\x1b-x", "+王"])
def test_a_form_holds_words_and_no_formula(workspace, by):
    pubkpi("form", "incidents", "--nil", "2024Q1", "--by", by, "--out", "f.xlsx", "--force", cwd=workspace)
    pubkpi("form", "incidents", "--nil", "2024Q1", "--by", by, "--csv", "--out", "f.csv", "--force", cwd=workspace)
    book = openpyxl.load_workbook(workspace / "f.xlsx")
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    cell = list(csv.reader(io.StringIO((workspace / "f.csv").read_text("utf-8-sig"))))[-1][-1]
    assert cell[0] not in "=+-@＝ \t\x1b"
