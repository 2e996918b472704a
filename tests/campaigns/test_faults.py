"""A full disk and a kill at every call that changes a file: nothing is doubled, nothing lost, nothing stuck.

The long form fails at every call of every command; the short one at a seeded few of them.
"""

import json
import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pubkpi.model.periods import period
from pubkpi.pipeline.results.adjust import accept
from pubkpi.pipeline.scores import review
from pubkpi.workspace.settings import find
from tests.ingest import files, samples
from tests.ingest.samples import growth, growth_days

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
FULL, ONCE, TORN, KILL, KILL_TORN = range(1, 6)
ACCOUNT = "云川发布"
COMPILER = shutil.which("cc") or shutil.which("gcc")
pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux") or not COMPILER, reason="calls are intercepted only on Linux with a C compiler"
)


class Forks:
    """The process in whose forks commands run."""

    def __init__(self, library):
        environment = os.environ | {
            "LD_PRELOAD": str(library),
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        self.process = subprocess.Popen(
            [sys.executable, HERE / "forks.py"],
            env=environment | {"PUBKPI_NOW": "2025-01-20T09:30:00"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, folder, *words, at=0, mode=-1):
        job = {"cwd": str(folder), "words": list(words), "folder": str(folder), "at": at, "mode": mode}
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


@pytest.fixture(scope="module")
def forks(tmp_path_factory):
    library = tmp_path_factory.mktemp("faults") / "faults.so"
    subprocess.run([COMPILER, "-shared", "-fPIC", "-O1", "-o", library, HERE / "faults.c", "-ldl"], check=True)
    made = Forks(library)
    yield made
    made.process.stdin.close()
    made.process.stdout.close()
    made.process.wait(30)


@pytest.fixture(scope="module")
def loaded(forks, tmp_path_factory):
    """A workspace with two files loaded, and three that wait."""
    root = tmp_path_factory.mktemp("loaded") / "ws"
    root.mkdir()
    assert forks.run(root, "init", "--plan", "department_2024", ".")["code"] == 0
    for name, folder in (
        ("a.xls", "first"),
        ("b.csv", "first"),
        ("c.csv", "inbox"),
        ("d.csv", "inbox"),
        ("e.xls", "inbox"),
    ):
        (root / folder / ACCOUNT).mkdir(parents=True, exist_ok=True)
        (root / folder / ACCOUNT / name).write_bytes(FILES[name])
    assert forks.run(root, "ingest", "first")["code"] == 0
    return root


FILES = {
    "a.xls": files.html(growth(*growth_days(20, 31))),
    "b.csv": files.text(growth(*growth_days(25, 31, base=1))),
    "c.csv": files.text(growth(*growth_days(10, 22, base=2))),
    "d.csv": files.text(growth(*growth_days(1, 9, month="2024-04"))),
    "e.xls": files.xls(samples.TREND),
}


def without_database(root):
    (root / "data" / "pubkpi.duckdb").unlink()


def without_state(root):
    shutil.rmtree(root / "data")


def with_a_broken_database(root):
    (root / "data" / "pubkpi.duckdb").write_bytes(b"none" * 5000)


def with_an_edit(root):
    """A quarter is scored, then its scorecard edited."""
    settings = replace(find(root), now="2025-01-20T09:30:00")
    review(settings, period("2024Q1"), record=True)
    path = root / "kpi_specs" / "department_2024.yaml"
    path.write_text(path.read_text("utf-8").replace("2024Q4: 200000", "2024Q4: 250000"), "utf-8")
    return settings


def with_an_acceptance(root):
    accept(with_an_edit(root), "as the meeting decided", "Wang")


def specs_agree(root):
    """Whether the scorecard is the accepted one, or, once that is undone, the one before it."""
    text = (root / "kpi_specs" / "department_2024.yaml").read_text("utf-8")
    undone = any(line["action"] == "undo" for line in lines(root))
    return ("2024Q4: 200000" in text) == undone and not list((root / "data").glob(".restore*"))


# What is done to the workspace before, and the command.
SCENES = {
    "the first load": (without_state, ["ingest", "inbox"]),
    "a load": (None, ["ingest", "inbox"]),
    "a replay of a file": (None, ["ingest", "--replay", "inbox"]),
    "a forget": (None, ["forget", "a.xls"]),
    "a rebuild": (None, ["rebuild"]),
    "a lost database": (without_database, ["status"]),
    "a broken database": (with_a_broken_database, ["ingest", "inbox"]),
    "measures": (None, ["measures", "-q", "2024Q1"]),
    "a report": (None, ["report", "-q", "2024Q1", "--html"]),
    "a run": (None, ["score", "-q", "2024Q1", "--fail-on", "never"]),
    "an acceptance": (with_an_edit, ["adjust", "--accept", "--reason", "x", "--by", "y"]),
    "an undo": (with_an_acceptance, ["adjust", "--undo", "--reason", "x", "--by", "y"]),
    "a closing": (None, ["close", "-q", "2024Q1"]),
    "a form": (None, ["form", "activities", "--out", "forms/a.xlsx", "--force"]),
    "a draft": (None, ["exports", "suggest", "new/x.csv", "--map", "发布日期=day"]),
}


def prepared(root, place, scene):
    folder = shutil.copytree(root, place)
    (folder / "new").mkdir()
    (folder / "new" / "x.csv").write_text("作品编号,发布日期,播放量\na1,2024-11-02,3120\n", "utf-8")
    if SCENES[scene][0]:
        SCENES[scene][0](folder)
    return folder


def lines(folder):
    """The whole lines of the journal; one that a kill cut off is completed by the next command."""
    path = folder / "data" / "journal.jsonl"
    return [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]] if path.exists() else []


def standing(folder):
    """How many loads of each file stand, and nothing of it comes from what it is to test."""
    gone = {line["load"] for line in lines(folder) if line["action"] == "forget"}
    return Counter(line["sha256"] for line in lines(folder) if line["action"] == "load" and line["seq"] not in gone)


def endure(forks, root, place, scene, at, mode, whole):
    """Let the command of *scene* fail at that call, then see that nothing is wrong and that it can be done again."""
    folder, words = prepared(root, place, scene), SCENES[scene][1]
    failed = forks.run(folder, *words, at=at, mode=mode)
    about = (scene, at, mode, failed)
    assert "Traceback" not in failed["err"], about
    assert "unexpected" not in failed["err"], about
    assert failed["code"] in ((-9,) if mode >= KILL else (0, 1, 4)), about
    assert set(standing(folder).values()) <= {1}, about
    # a rebuild heals; where it is not asked to, the next command does
    then = forks.run(folder, "verify" if at % 3 else "rebuild")
    assert then["code"] == 0, (*about, then)
    assert words[:2] != ["adjust", "--undo"] or specs_agree(folder), about
    again = forks.run(folder, *words)
    done_before = words[0] == "forget" and "loaded file has that name" in again["err"]
    drafted = words[:2] == ["exports", "suggest"] and (
        "exists already" in again["err"] or "is known already" in again["err"]
    )
    closed_before = words[0] == "close" and "it is closed since" in again["err"]
    decided_before = words[0] == "adjust" and "nothing" in again["err"]
    assert again["code"] == 0 or done_before or drafted or closed_before or decided_before, (*about, again)
    assert standing(folder) == whole, about
    if not at % 5:
        checked = forks.run(folder, "verify")
        assert checked["code"] == 0, (*about, checked)
    if words[0] in (
        "score",
        "report",
        "close",
        "adjust",
    ):  # nothing may be left to write, and a part is completed by who writes
        assert forks.run(folder, "rebuild")["code"] == 0, about
    # a shortcut that is read and written by any command at once is swept later
    assert not [one for one in (folder / "data").rglob("*.part") if "compiled" not in one.name], about
    shutil.rmtree(folder)


def campaign(forks, root, tmp_path, share, modes):
    chance, count = random.Random(20250120), 0
    for scene in SCENES:
        words = SCENES[scene][1]
        folder = prepared(root, tmp_path / "whole", scene)
        counted = forks.run(folder, *words, mode=0)
        assert counted["code"] == 0, (scene, counted)
        whole = standing(folder)
        shutil.rmtree(folder)
        for at in range(1, counted["count"] + 1):
            for mode in modes:
                if chance.random() < share:
                    endure(forks, root, tmp_path / "failed", scene, at, mode, whole)
                    count += 1
    return count


@pytest.mark.campaign
def test_a_full_disk_at_every_call(forks, loaded, tmp_path):
    share = min(1, 0.005 * int(os.environ.get("PUBKPI_CAMPAIGN", "1")))
    assert campaign(forks, loaded, tmp_path, share, (FULL, ONCE, TORN)) >= 300 * min(share, 1)


@pytest.mark.campaign
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 there")
def test_a_kill_at_every_call(forks, loaded, tmp_path):
    share = min(1, 0.005 * int(os.environ.get("PUBKPI_CAMPAIGN", "1")))
    assert campaign(forks, loaded, tmp_path, share, (KILL, KILL_TORN)) >= 200 * min(share, 1)
