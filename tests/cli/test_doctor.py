"""`pubkpi doctor` finds what is not in order, says what to do, and changes nothing."""

import json
import shutil
import subprocess
import sys

import duckdb
import pytest

from pubkpi.database.schema import VERSION
from pubkpi.pipeline.upkeep import doctor, state
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import environment, fingerprint, pubkpi


def faults(folder, code=5, **env):
    """What is not in order, each with its remedy."""
    found = json.loads(pubkpi("doctor", "--format", "json", cwd=folder, code=code, **env).stdout)["checks"]
    return {one["name"]: (one["what"], one["remedy"]) for one in found if not one["sound"] and one["name"] != "clock"}


def test_a_workspace_in_order_is_told_so_and_stays_as_it_is(copy):
    before = fingerprint(copy)
    outcome = pubkpi("doctor", cwd=copy, code=5)  # the tests fix the clock
    assert [line for line in outcome.stdout.splitlines() if line.startswith("○")] == [
        "○ clock                fixed at 2025-01-20 09:30"
    ]
    assert "→ Unset PUBKPI_NOW." in outcome.stdout
    assert outcome.stderr == "pubkpi: error: doctor: not in order: clock.\n"
    assert fingerprint(copy) == before
    done = subprocess.run(
        [sys.executable, "-m", "pubkpi", "doctor"],
        cwd=copy,
        env=environment("zh") | {"PUBKPI_NOW": ""},
        capture_output=True,
    )
    assert (done.returncode, "○" in done.stdout.decode()) == (0, False), done.stderr


def test_without_a_workspace_the_installation_is_looked_at(tmp_path):
    said = pubkpi("doctor", cwd=tmp_path, lang="zh").stdout
    assert "工作区    这里不是工作区，只检查了安装" in said
    assert "数据库" not in said


@pytest.mark.campaign
def test_a_database_of_a_newer_version_is_told(copy):
    with duckdb.connect(copy / "data" / "pubkpi.duckdb") as database:
        database.execute("update meta set schema_version = schema_version + 1")
    what, remedy = faults(copy)["database"]
    assert (what, remedy) == (
        f"made by a newer pubkpi ({VERSION + 1} > {VERSION})",
        "Update pubkpi, or run pubkpi rebuild.",
    )
    pubkpi("rebuild", cwd=copy)
    assert faults(copy) == {}


@pytest.mark.campaign
def test_a_database_behind_the_journal_or_damaged_is_told_and_its_remedy_works(copy):
    path = copy / "data" / "pubkpi.duckdb"
    older = path.read_bytes()
    pubkpi("forget", "awards.xlsx", cwd=copy)
    path.write_bytes(older)
    assert faults(copy) == {
        "database": ("it is behind the journal or this version", "Run pubkpi status, which brings it up.")
    }
    pubkpi("status", cwd=copy)
    assert faults(copy) == {}
    path.write_bytes(b"no database")
    assert "pubkpi rebuild" in faults(copy)["database"][1]


@pytest.mark.campaign
def test_a_damaged_block_is_found_though_the_database_opens(copy):
    path = copy / "data" / "pubkpi.duckdb"
    data = bytearray(path.read_bytes())
    headers, block = 3 * 4096, 2**18
    # what has to be read to open it stands in the first blocks and at the end
    start, end = headers + 4 * block, headers + 8 * block
    data[start:end] = b"\x5a" * (end - start)
    path.write_bytes(data)
    what, remedy = faults(copy)["database"]
    assert ("damaged" in what, remedy) == (True, "Make it again with pubkpi rebuild.")
    pubkpi("rebuild", cwd=copy)
    assert faults(copy) == {}


def test_what_is_said_of_a_journal_cut_short_is_what_status_does(copy):
    with (copy / "data" / "journal.jsonl").open("ab") as file:
        file.write(b'{"seq": 243, "action": "ru')
    assert "or says what to do" in faults(copy)["journal and archive"][1]
    assert "Restore the data folder from a backup" in pubkpi("status", cwd=copy, code=7).stderr


def test_a_journal_that_was_edited_is_told(copy):
    path = copy / "data" / "journal.jsonl"
    path.write_text(path.read_text("utf-8").replace("awards.xlsx", "prizes.xlsx"), "utf-8")
    what, remedy = faults(copy)["journal and archive"]
    assert "the journal was edited" in what
    assert "backup" in remedy


@pytest.mark.campaign
def test_a_workspace_in_use_is_told(copy):
    from pubkpi.workspace.lock import Lock

    held = Lock(copy / "data" / ".lock")
    try:
        assert faults(copy)["lock"] == (
            "data: another pubkpi is at work in this workspace",
            "Try again when it has finished.",
        )
    finally:
        held.release()


def test_a_setting_that_cannot_be_read_is_told(copy):
    (copy / "pubkpi.toml").write_text("[score]\nscorecrad = 1\n", "utf-8")
    what, _ = faults(copy)["workspace"]
    assert "unknown setting: [score] scorecrad" in what


def test_a_full_disk_is_told_with_the_room_that_is_needed(copy, monkeypatch):
    usage = shutil.disk_usage(copy)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=400_000_000))
    what, remedy = faults(copy)["free space"]
    assert what == "400 MB left"
    assert remedy.startswith("Make room for 50")


@pytest.mark.parametrize(
    ("requirement", "fault"),
    [
        ("duckdb>=1.0", ""),
        ("duckdb (>=1.0,<99)", ""),
        ("no-such-library>=1", "no-such-library"),
        ("typer>=999.1", "typer {} < 999.1"),
        ("no-such-library; sys_platform == 'win32'", ""),
    ],
)
def test_a_library_that_lacks_or_is_too_old_is_named(requirement, fault):
    from importlib.metadata import version

    assert doctor._fault(requirement) == fault.format(version("typer"))


def test_mistakes_in_the_settings_files_are_all_told(tmp_path):
    (tmp_path / "pubkpi.toml").touch()
    settings = find(tmp_path)
    assert state.mistakes(settings) == []
    for name in ("accounts", "categories", "surveys", "analyses"):
        (tmp_path / f"{name}.yaml").write_text("viral: 3\nmixes: {}\n", "utf-8")
    assert [(one.where, one.exit_code) for one in state.mistakes(settings)] == [
        (f"{name}.yaml:{line}:1", 3) for name in ("accounts", "categories", "surveys", "analyses") for line in (1, 2)
    ]
    assert {(one.is_sound, one.name.en) for one in doctor._settings_files(settings)} == {(False, "settings files")}
