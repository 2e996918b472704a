"""A command that works for long says so on a terminal, and leaves nothing behind."""

import sys
import time

from pubkpi.cli.terminal.waiting import WaitingLine
from tests.cli.test_progress import on_a_terminal


def test_the_line_comes_after_a_while_and_is_taken_away(monkeypatch):
    seen = []
    line = WaitingLine(after=0.02, every=0.02)
    line.start(seen.append)
    deadline = time.monotonic() + 10
    while len(seen) < 3 and time.monotonic() < deadline:
        time.sleep(0.005)
    line.stop()
    assert seen[0].startswith("\rworking… ")
    assert seen[-1].strip("\r ") == ""
    assert len(seen[-1]) > len(seen[-2])
    count = len(seen)
    time.sleep(0.05)
    assert len(seen) == count
    line.stop()  # again does no harm


def test_nothing_is_shown_of_what_is_done_before():
    seen = []
    line = WaitingLine(after=30)
    line.start(seen.append)
    line.stop()
    assert seen == []


SLOW = """
import sys, time
from pubkpi.cli import console
from pubkpi.cli.terminal.waiting import WaitingLine
from pubkpi.cli import app
console._WAITING = WaitingLine(after=0.05, every=0.05)
time_out = app.app
def slow(*_, **__):
    time.sleep(0.4)
    console.out("done")
    console.say("and said")
app.app = slow
app.main(["score"])
"""


def test_on_a_terminal_the_words_of_the_command_stand_alone_in_the_end(tmp_path):
    done, seen = on_a_terminal(tmp_path, "-c", SLOW, program=sys.executable)
    assert (done.returncode, done.stdout) == (0, b"done\n")
    assert "working… " in seen
    assert seen.endswith(" \rand said\r\n")
