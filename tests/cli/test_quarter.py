"""One command a quarter: it stops where somebody has to decide, and goes on from there."""

import shutil
from pathlib import Path, PureWindowsPath

import pytest

from pubkpi.pipeline.upkeep.launcher import NAME, launcher
from tests.e2e.workspaces import ACCOUNT, errors, pubkpi, samples


@pytest.fixture
def waiting(empty):
    """A workspace whose inbox has a quarter's follower counts and the registers."""
    (empty / "inbox" / ACCOUNT).mkdir()
    for path in samples(ACCOUNT, "2024Q1").glob("user_analysis*"):
        shutil.copy(path, empty / "inbox" / ACCOUNT)
    shutil.copytree(samples("registers"), empty / "inbox" / "registers")
    return empty


def test_the_way_stops_at_what_lacks_and_goes_on_where_it_stopped(waiting):
    """First the inbox and the list of gaps, exit 4; what was loaded is not loaded again; then score and report."""
    few = {"PUBKPI_FORMATS": "html", "PUBKPI_SECTIONS": "scorecard"}
    stopped = pubkpi("quarter", "2024Q1", cwd=waiting, code=4, **few)
    assert stopped.stderr.count("\n+ ") > 3
    (line,) = errors(stopped)
    assert "Zero incidents" in line
    assert "nothing is scored yet" in line
    assert list((waiting / "reports").iterdir()) == []
    done = pubkpi("quarter", "2024Q1", "--as-is", "--fail-on", "never", cwd=waiting, **few)
    assert "already loaded; nothing changes" in done.stderr
    report = Path(next(line for line in done.stdout.splitlines() if line.endswith("2024Q1.html")))
    assert report.is_file()


def test_a_refused_file_stops_the_way(waiting):
    """Nothing is listed or scored behind it."""
    (waiting / "inbox" / "notes.xlsx").write_bytes(b"no workbook")
    stopped = pubkpi("quarter", "2024Q1", cwd=waiting, code=4)
    assert "1 refused, changing nothing" in stopped.stderr
    assert "Zero incidents" not in stopped.stdout


def test_a_workspace_has_its_batch_file(empty):
    """It is written by init, in GBK with the line ends of Windows, and stays as somebody edited it."""
    words = (empty / NAME).read_bytes()
    assert words.decode("gbk").split("\r\n")[:3] == ["@echo off", "chcp 936 >nul", 'cd /d "%~dp0"']
    assert words.count(b"\n") == words.count(b"\r\n") == 8
    (empty / NAME).write_bytes(b"hers")
    pubkpi("quarter", "2024Q1", cwd=empty, code=4)
    assert (empty / NAME).read_bytes() == b"hers"


@pytest.mark.parametrize(
    ("program", "line"),
    [
        (PureWindowsPath(r"C:\工作 区\100%\pubkpi.exe"), r'set "PUBKPI=C:\工作 区\100%%\pubkpi.exe"'),
        (PureWindowsPath(r"C:\𠮷\pubkpi.exe"), 'set "PUBKPI=pubkpi"'),
    ],
    ids=["blanks and a percent sign", "a sign that GBK has not"],
)
def test_the_batch_file_calls_the_program_where_it_lies(program, line):
    """With its blanks and percent signs; one that GBK cannot write is looked for on the PATH."""
    assert line in launcher(program).decode("gbk").split("\r\n")
