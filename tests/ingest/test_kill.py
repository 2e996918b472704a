"""A command that is killed leaves the state before or the state after, and the next one goes on from there."""

import subprocess
import sys

import pytest

from tests.ingest import files, samples
from tests.ingest.desk import database, journal
from tests.ingest.samples import growth, growth_days

# Where a command can die: (what to replace, whether to die before or after it has done its work, on which call).
STEPS = [
    ("pubkpi.workspace.archive:Archive.put", "after", 1),
    ("pubkpi.workspace.files:os.fsync", "before", 1),
    ("pubkpi.workspace.files:os.fsync", "before", 2),
    ("pubkpi.ingest.history.store:Store.enter", "before", 1),
    ("pubkpi.ingest.load.supersede:load", "after", 1),
    ("pubkpi.workspace.journal:Journal.append", "before", 1),
    ("pubkpi.workspace.journal:Journal.append", "after", 1),
    ("pubkpi.ingest.history.store:Store.add", "after", 1),
    # each file a batch of its own
    ("pubkpi.ingest.load.supersede:load", "after", 3),
    ("pubkpi.workspace.journal:Journal.append", "after", 2),
    ("pubkpi.ingest.history.store:Store.add", "after", 2),
    ("pubkpi.database.schema:create", "after", 1),
]
VICTIM = """
import importlib, os, signal, sys
from pathlib import Path

root, target, when, call = sys.argv[1:]
module, _, names = target.partition(":")
owner = importlib.import_module(module)
*path, name = names.split(".")
for step in path:
    owner = getattr(owner, step)
real, left = getattr(owner, name), [int(call)]

def dying(*args, **kwargs):
    left[0] -= 1
    if when == "before" and not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*args, **kwargs)
    if when == "after" and not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, name, dying)
import pubkpi.ingest.inbox
if int(call) > 1:
    pubkpi.ingest.inbox._FILES = 1
from pubkpi.ingest.result import IngestOptions
from pubkpi.ingest.run import ingest
from pubkpi.ingest.history.store import Store
from pubkpi.workspace.settings import find
with Store(find(Path(root), threads=1), write=True) as store:
    list(ingest(store, [Path(root) / "inbox"], IngestOptions()))
print("survived")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 there")
@pytest.mark.campaign
def test_kill_9_at_any_step_leaves_the_state_before_or_after_and_the_rest_can_be_loaded(desks):
    def inbox(desk):
        desk.drop("a.xls", files.xls(samples.TREND))
        desk.drop("b.xls", files.html(growth(*growth_days(1, 9))))
        desk.drop("c.csv", files.text(growth(*growth_days(5, 12, base=1))))
        return desk

    whole = inbox(desks())
    known = [whole.digest()]
    for name in ("a.xls", "b.xls", "c.csv"):
        whole.ingest(whole.root / "inbox" / "云川发布" / name)
        known.append(whole.digest())
    victims = []
    for step in STEPS:
        desk = inbox(desks())
        database(desk).unlink()
        call = [sys.executable, "-c", VICTIM, str(desk.root), *map(str, step)]
        victims.append((step, desk, subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)))
    for step, desk, victim in victims:
        out, err = victim.communicate(timeout=60)
        assert (victim.returncode, out) == (-9, b""), (step, out, err)
        done = len(journal(desk).read_text("utf-8").splitlines()) if journal(desk).exists() else 0
        assert desk.digest() == known[done], step
        assert {result.state for result in desk.ingest()} <= {"loaded", "already_loaded"}, step
        assert desk.digest() == known[-1], step
        if "fsync" not in step[0]:
            assert not list((desk.root / "data").rglob("*.part")), step
