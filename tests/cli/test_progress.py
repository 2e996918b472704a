"""How far an ingest is: a bar that goes away where somebody watches, a line a file elsewhere, never a word in JSON."""

import io
import json
import os
import shutil
import subprocess
import sys
import threading

import pytest

from pubkpi.cli import console
from tests.e2e.workspaces import COMMAND, environment, pubkpi, samples


@pytest.fixture
def two(empty):
    folder = empty / "two"
    folder.mkdir()
    shutil.copy(samples("registers", "awards.xlsx"), folder)
    (folder / "other.csv").write_text("a,b\n1,2\n")
    return folder


def on_a_terminal(folder, *words, program=COMMAND):
    """stdout as it came, and what stood on the terminal that stderr is."""
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminal")
    ours, theirs = pty.openpty()
    seen = []

    def watch():
        try:
            while piece := os.read(ours, 4096):
                seen.append(piece)
        except OSError:  # the terminal has been closed
            pass

    watching = threading.Thread(target=watch)
    watching.start()
    done = subprocess.run(
        [program, *words],
        cwd=folder,
        env=environment(TERM="xterm", COLUMNS="100"),
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    watching.join(60)
    os.close(ours)
    return done, b"".join(seen).decode()


@pytest.mark.campaign
def test_on_a_terminal_a_bar_counts_files_and_bytes_and_goes_away(two):
    done, seen = on_a_terminal(two.parent, "ingest", "two", "--format", "json")
    assert done.returncode == 4
    assert "0/2" in seen
    assert "2/2" in seen
    assert "bytes" in seen or "kB" in seen
    assert "pubkpi: error: other.csv: " in seen
    assert "+ two" not in seen
    assert "\x1b[2K" in seen.rpartition("2/2")[2]  # the line of the bar is wiped
    assert {file["state"] for file in json.loads(done.stdout)["files"]} == {"loaded", "refused"}


def test_elsewhere_each_file_has_its_line(two):
    outcome = pubkpi("ingest", two, cwd=two.parent, code=4)
    assert [line[0] for line in outcome.stderr.splitlines() if "awards.xlsx" in line] == ["+"]
    assert "\x1b" not in outcome.stderr
    assert "0/2" not in outcome.stderr


STOPPED = """
from pubkpi.pipeline import load
from pubkpi.cli.app import main

def stop(*_):
    yield from ()
    raise KeyboardInterrupt

load.ingest = stop
main(["ingest", "two"])
"""


@pytest.mark.campaign
def test_ctrl_c_under_the_bar_ends_with_130(two):
    done, seen = on_a_terminal(two.parent, "-c", STOPPED, program=sys.executable)
    assert done.returncode == 130
    assert "0/2" in seen
    assert "interrupted" in seen.rpartition("0/2")[2]
    assert done.stdout == b""


def test_a_line_of_talk_goes_out_whole(monkeypatch):
    """An interruption between words and line end would put what is said next behind them."""
    written = []

    class Stream(io.StringIO):
        def write(self, words):
            written.append(words)
            return len(words)

    monkeypatch.setattr("sys.stderr", Stream())
    console.say("一个文件")
    assert written == ["一个文件\n"]
