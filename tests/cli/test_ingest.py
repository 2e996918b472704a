import json
import re
import shutil

import pytest

from tests.e2e.workspaces import ACCOUNT, errors, fingerprint, pubkpi, samples, some_posts
from tests.examples import seldom

FILE = "path state sha256 export account as_of rows reason"
ROWS = "in loaded rejected ignored"


def data_of(folder):
    return fingerprint(folder / "data")


def listed(outcome):
    return {file["path"].rpartition("/")[2]: file for file in json.loads(outcome.stdout)["files"]}


@pytest.fixture
def mixed(tmp_path):
    """A folder with two good files and five that nobody can load."""
    folder = tmp_path / "mixed"
    folder.mkdir()
    shutil.copy(samples("registers", "awards.xlsx"), folder)
    shutil.copy(samples("registers", "incidents.csv"), folder)
    (folder / "empty.xls").write_bytes(b"")
    (folder / "torn.xlsx").write_bytes(samples("registers", "service.xlsx").read_bytes()[:3000])
    (folder / "other.csv").write_text("a,b\n1,2\n")
    (folder / "login.xls").write_text("<html><body>请登录</body></html>", "utf-8")
    (folder / "noise.bin").write_bytes(bytes(range(128, 256)))
    return folder


BAD = ["empty.xls", "login.xls", "noise.bin", "other.csv", "torn.xlsx"]


@pytest.mark.parametrize("lang", ["en", *seldom("zh")])
def test_refused_files_have_one_line_each_and_the_others_load(empty, mixed, lang):
    outcome = pubkpi("ingest", mixed, "--format", "json", cwd=empty, code=4, lang=lang)
    assert [line.partition(":")[0] for line in errors(outcome)] == BAD
    files = listed(outcome)
    assert {name: file["state"] for name, file in files.items()} == {
        "awards.xlsx": "loaded", "incidents.csv": "loaded", **dict.fromkeys(BAD, "refused"),
    }  # fmt: skip
    assert {" ".join(file) for file in files.values()} == {FILE}
    assert {" ".join(file["rows"]) for file in files.values()} == {ROWS}
    for name, file in files.items():
        rows = file["rows"]
        assert rows["in"] == rows["loaded"] + rows["rejected"] + rows["ignored"]
        assert bool(file["reason"]) == (name in BAD)


def test_a_refused_file_changes_nothing(empty, mixed):
    pubkpi("ingest", mixed, cwd=empty, code=4)
    before = data_of(empty)
    for name in BAD:
        pubkpi("ingest", mixed / name, cwd=empty, code=4)
    after = data_of(empty)
    # opening for writing may touch the database file; what it holds is the same
    for state in (before, after):
        state.pop("pubkpi.duckdb")
    assert after == before
    assert len((empty / "data" / "journal.jsonl").read_text("utf-8").splitlines()) == 2


def test_a_dry_run_writes_nothing_at_all(empty, copy, mixed):
    """Neither in a new workspace nor in one that has data; it says what would happen."""
    for workspace in (empty, copy):
        before = fingerprint(workspace)
        outcome = pubkpi("ingest", mixed, "--dry-run", "--format", "json", cwd=workspace, code=4)
        assert fingerprint(workspace) == before
        states = {file["state"] for file in listed(outcome).values()}
        assert states == ({"would_load", "refused"} if workspace == empty else {"already_loaded", "refused"})


@pytest.mark.parametrize("lang", ["zh", *seldom("en")])
def test_a_wechat_file_without_an_account_is_refused_with_the_question(empty, lang):
    """The folder is the inbox, which is nobody's name."""
    shutil.copy(samples(ACCOUNT, "2024Q1", "user_analysis.xls"), empty / "inbox")
    outcome = pubkpi("ingest", "inbox", cwd=empty, code=4, lang=lang)
    (line,) = errors(outcome)
    assert line.startswith("user_analysis.xls: ")
    assert {"en": "whose is it?", "zh": "是哪个账号的？"}[lang] in line
    assert "--account" in line


@pytest.mark.campaign
def test_the_account_is_the_one_that_is_said_else_the_folders_below_the_path(empty, tmp_path):
    path = tmp_path / "exports" / ACCOUNT / "2024Q1" / "user_analysis.xls"
    path.parent.mkdir(parents=True)
    shutil.copy(samples(ACCOUNT, "2024Q1", "user_analysis.xls"), path)
    said = pubkpi("ingest", path, "--account", "别的号", "--dry-run", "--format", "json", cwd=empty)
    folder = pubkpi("ingest", tmp_path / "exports", "--dry-run", "--format", "json", cwd=empty)
    itself = pubkpi("ingest", path.parent.parent, "--dry-run", "--format", "json", cwd=empty, code=4)
    assert listed(said)["user_analysis.xls"]["account"] == "别的号"
    assert listed(folder)["user_analysis.xls"]["account"] == ACCOUNT
    assert listed(itself)["user_analysis.xls"]["account"] is None


@pytest.mark.campaign
def test_the_export_and_the_day_can_be_said(empty):
    path = samples(ACCOUNT, "2024Q1", "user_analysis.xls")
    words = ("ingest", path, "--account", ACCOUNT, "--dry-run", "--format", "json")
    said = listed(pubkpi(*words, "--export", "wechat_user_growth", "--as-of", "2024-06-30", cwd=empty))
    assert said["user_analysis.xls"]["export"] == "wechat_user_growth"
    assert said["user_analysis.xls"]["as_of"] == "2024-06-30"
    wrong = pubkpi(*words, "--export", "wjx_survey", cwd=empty, code=4)
    assert len(errors(wrong)) == 1


def test_the_same_bytes_twice_change_nothing(empty, tmp_path):
    """Also under another name and in another folder."""
    files = some_posts(3)
    pubkpi("ingest", *files, "--account", ACCOUNT, cwd=empty)
    before, digest = data_of(empty), pubkpi("verify", cwd=empty).stdout
    shutil.copy(files[0], tmp_path / "renamed.xls")
    again = pubkpi("ingest", *files, tmp_path / "renamed.xls", "--account", ACCOUNT, "--format", "json", cwd=empty)
    assert {file["state"] for file in listed(again).values()} == {"already_loaded"}
    after = data_of(empty)
    assert {**after, "pubkpi.duckdb": ""} == {**before, "pubkpi.duckdb": ""}
    assert pubkpi("verify", cwd=empty).stdout == digest


@pytest.mark.campaign
def test_files_in_another_order_give_the_same_state(empty, tmp_path):
    pubkpi("init", "--plan", "department_2024", tmp_path / "other", cwd=tmp_path)
    quarter = samples(ACCOUNT, "2024Q2")
    files = [*quarter.glob("user_analysis*"), *quarter.glob("tendency*"), *some_posts(2, "2024Q2")]
    digests = []
    for folder, order in ((empty, files), (tmp_path / "other", files[::-1])):
        pubkpi("ingest", *order, "--account", ACCOUNT, cwd=folder)
        digests.append(pubkpi("verify", cwd=folder).stdout)
    assert digests[0] == digests[1]


def test_json_on_stdout_parses_while_stderr_talks(empty, mixed):
    outcome = pubkpi("ingest", mixed, "--format", "json", cwd=empty, code=4, lang="zh")
    known = json.loads(outcome.stdout)
    assert " ".join(known) == "schema_version files findings"
    assert outcome.stderr.count("\n") > len(known["files"]) - 1


@pytest.mark.campaign
def test_the_table_counts_files_and_rows_by_export(empty):
    files = [samples("registers", f"{name}.xlsx") for name in ("activities_2023Q4", "activities_2024", "service")]
    table = pubkpi("ingest", *files, cwd=empty).stdout
    rows = {cells[0]: cells[1:] for cells in (re.split("  +", line.strip()) for line in table.splitlines())}
    assert rows["Register of activities"] == ["2", "59", "0", "12"]
    assert rows["Register of service use"] == ["1", "195", "0", "5"]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "1 个文件只归档，不入库"), *seldom(("en", "1 for the archive only"))]
)
@pytest.mark.campaign
def test_a_file_that_is_only_archived_is_told_and_no_error(empty, tmp_path, lang, words):
    path = tmp_path / "calls.json"
    path.write_text('{"list": [{"ref_date": "2024-03-05", "callback_count": 9, "fail_count": 0}]}', "utf-8")
    outcome = pubkpi("ingest", path, "--account", ACCOUNT, cwd=empty, lang=lang)
    assert words in outcome.stderr
    digest = pubkpi("verify", cwd=empty).stdout
    (empty / "data" / "pubkpi.duckdb").unlink()
    assert pubkpi("verify", cwd=empty).stdout == digest
    again = listed(pubkpi("ingest", path, "--account", ACCOUNT, "--format", "json", cwd=empty))
    assert again["calls.json"]["state"] == "already_loaded"


def test_a_path_may_be_a_folder_with_nothing_to_load(empty):
    assert "No file is there" in pubkpi("ingest", "reports", cwd=empty).stdout
