"""Ctrl-C in the middle of many files: what is done stays, the rest is as if never begun, and running it again completes."""

import os
import shutil
import signal
import subprocess
import sys

import pytest

from tests.e2e.workspaces import ACCOUNT, environment, errors, pubkpi, some_posts

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one child alone")


class Ended:
    def __init__(self, stderr):
        self.stderr = stderr


# the command with batches of so few files that some remain when a slow machine hears the third line
FILES = 48
BATCHES_OF_FOUR = """
import sys
from pubkpi.cli import signals
signals.watch()
from pubkpi.ingest import inbox
inbox._FILES = 4
sys.argv = ["pubkpi", *sys.argv[1:]]
from pubkpi.__main__ import run
run()
"""
CALL = [sys.executable, "-c", BATCHES_OF_FOUR, "ingest", "inbox"]


def fill(folder):
    folder.mkdir(parents=True)
    for path in some_posts(FILES):
        shutil.copy(path, folder)


@pytest.mark.campaign
def test_an_interrupted_ingest_can_be_run_again_and_verify_agrees(empty):
    fill(empty / "inbox" / ACCOUNT)
    # unbuffered, for what is read ahead here would be missing below
    running = subprocess.Popen(
        CALL, cwd=empty, env=environment("zh"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )
    said = [running.stderr.readline() for _ in range(3)]
    running.send_signal(signal.SIGINT)
    out, rest = running.communicate(timeout=120)
    assert running.returncode == 130
    (line,) = errors(Ended(b"".join([*said, rest]).decode()))
    assert "已中断" in line
    assert out == b""

    journal = empty / "data" / "journal.jsonl"
    kept = len(journal.read_bytes().splitlines())
    assert 3 <= kept < FILES
    assert pubkpi("verify", cwd=empty).stdout

    again = pubkpi("ingest", "inbox", cwd=empty).stderr
    assert f"{kept} already loaded" in again
    assert len(journal.read_bytes().splitlines()) == FILES
    pubkpi("verify", cwd=empty)


@pytest.mark.campaign
def test_a_killed_ingest_leaves_before_or_after(empty):
    """kill -9: no hand can be raised any more, and still nothing is half."""
    fill(empty / "inbox" / ACCOUNT)
    with subprocess.Popen(
        CALL, cwd=empty, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as running:
        for _ in range(3):
            running.stderr.readline()
        running.kill()
    pubkpi("verify", cwd=empty)
    pubkpi("ingest", "inbox", cwd=empty)
    whole = pubkpi("verify", cwd=empty).stdout
    shutil.rmtree(empty / "data")
    pubkpi("ingest", "inbox", cwd=empty)
    assert pubkpi("verify", cwd=empty).stdout == whole
