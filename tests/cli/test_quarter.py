"""One command a quarter: it stops where somebody has to decide, and goes on from there."""

import shutil
from pathlib import Path, PureWindowsPath

import pytest

from pubkpi.pipeline.upkeep.launcher import NAME, launcher, write_launcher
from tests.e2e.workspaces import ACCOUNT, errors, pubkpi, samples


@pytest.fixture
def waiting(empty):
    """A workspace whose inbox has a quarter's follower counts and the registers."""
    (empty / "inbox" / ACCOUNT).mkdir()
    for path in samples(ACCOUNT, "2024Q1").glob("user_analysis*"):
        shutil.copy(path, empty / "inbox" / ACCOUNT)
    shutil.copytree(samples("registers"), empty / "inbox" / "registers")
    return empty


def test_the_way_stops_where_somebody_has_to_decide_and_goes_on_from_there(waiting):
    """At a refused file, a rejected row, then at what lacks, exit 4 each time; nothing is loaded twice; then the report."""
    few, spoilt = {"PUBKPI_FORMATS": "html", "PUBKPI_SECTIONS": "scorecard"}, waiting / "inbox" / "notes.xlsx"
    spoilt.write_bytes(b"no workbook")
    form, head = waiting / "forms" / "awards.csv", "奖项名称,级别,获奖日期,本期无起,本期无止,填报人\n"
    rows = f"{head}甲,国家级,2024-02-01,,,\n乙,省级,{{}},,,\n"
    form.parent.mkdir()
    form.write_text(rows.format("3月33日"), "utf-8")
    refused = pubkpi("quarter", "2024Q1", cwd=waiting, code=4)
    assert refused.stderr.count("\n+ ") > 3
    assert "1 refused, changing nothing" in refused.stderr
    assert "Zero incidents" not in refused.stdout
    spoilt.unlink()
    (line,) = errors(pubkpi("quarter", "2024Q1", cwd=waiting, code=4))
    assert "rows of forms were rejected: awards.csv" in line
    form.write_text(rows.format("2024-03-03"), "utf-8")
    stopped = pubkpi("quarter", "2024Q1", "--yes", cwd=waiting, code=4)
    assert "already loaded; nothing changes" in stopped.stderr
    (line,) = errors(stopped)
    assert "Zero incidents" in line
    assert "nothing is scored yet" in line
    assert "pubkpi form --missing --period 2024Q1 writes" in line
    assert "pubkpi score" not in stopped.stdout
    assert list((waiting / "reports").iterdir()) == []
    done = pubkpi("quarter", "2024Q1", "--as-is", "--fail-on", "never", cwd=waiting, **few)
    report = Path(next(line for line in done.stdout.splitlines() if line.endswith("2024Q1.html")))
    assert report.is_file()


def test_an_inbox_without_a_file_says_where_files_belong(empty):
    for words in (["ingest", "inbox"], ["quarter", "2024Q1"]):
        assert "exports go into inbox/ACCOUNT/" in pubkpi(*words, cwd=empty, code=None).stdout


@pytest.mark.parametrize("period", ["2204Q4", "2023-10", "2024Q9"])
def test_a_period_that_the_plan_does_not_score_loads_nothing(waiting, period):
    """Exit 2 with one line, and the inbox as it was."""
    assert len(errors(pubkpi("quarter", period, cwd=waiting, code=2))) == 1
    assert not [path for path in (waiting / "data").rglob("*") if path.is_file()]


def test_a_workspace_has_its_batch_file(empty):
    """It is written by init, in GBK with the line ends of Windows, and stays as somebody edited it."""
    words = (empty / NAME).read_bytes()
    assert words.decode("gbk").split("\r\n")[:3] == ["@echo off", "chcp 936 >nul", 'cd /d "%~dp0"']
    assert words.count(b"\n") == words.count(b"\r\n") == 8
    (empty / NAME).write_bytes(b"hers")
    write_launcher(empty)
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
