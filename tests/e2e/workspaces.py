"""The installed command, and the workspaces that it is run in."""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pubkpi.workspace import layout
from tests.inprocess import called

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "sample_data"
ACCOUNT = "云川市民之窗"
NOW = "2025-01-20T09:30:00"
EXE = ".exe" if os.name == "nt" else ""
COMMAND = Path(sys.executable).parent / f"pubkpi{EXE}"
LOCALES = {"en": "C.UTF-8", "zh": "zh_CN.UTF-8"}
# What would change the outcome if the tests were started with it.
FOREIGN = ("PUBKPI_", "PYTHON", "PYTEST", "LC_", "LANG", "COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM")
SCORED = ("2024Q1", "2024Q2", "2024Q3", "2024Q4")
BUILDING = 180  # seconds that one worker waits for another's demo


def environment(lang="en", **more):
    """The environment of a user who set nothing but the language, and the clock that the tests fix."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return ours | {"LC_ALL": LOCALES[lang], "PUBKPI_NOW": NOW} | more


def pubkpi(*words, cwd, lang="en", code=0, **env):
    """Run pubkpi in this process, as the command does; it has to end with *code* (None: any), output is UTF-8 text."""
    if {"-h", "--help"} & set(words):
        # the library keeps the headings of a help page in one language a process
        return installed(*words, cwd=cwd, lang=lang, code=code, **env)
    # of the few rows of a test one thread makes more than several do
    env = {"PUBKPI_THREADS": "1", **env}
    outcome = called([str(word) for word in words], Path(cwd), environment(lang, **env))
    return _checked(outcome, code)


def installed(*words, cwd, lang="en", code=0, **env):
    """Run the installed command in a process of its own; as `pubkpi` otherwise."""
    outcome = subprocess.run(
        [COMMAND, *map(str, words)],
        cwd=cwd,
        env=environment(lang, **env),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=300,
    )
    outcome.stdout, outcome.stderr = outcome.stdout.decode(), outcome.stderr.decode()
    return _checked(outcome, code)


def _checked(outcome, code):
    assert code in (None, outcome.returncode), f"{outcome.args} ended with {outcome.returncode}\n{outcome.stderr}"
    return outcome


def errors(outcome):
    """The error lines of a run, without their prefix; there must be no traceback beside them."""
    assert "Traceback" not in outcome.stderr, outcome.stderr
    starts = ("pubkpi: error: ", "pubkpi: 错误：")
    lines = [(line, start) for line in outcome.stderr.splitlines() for start in starts if line.startswith(start)]
    return [line.removeprefix(start) for line, start in lines]


def fingerprint(folder):
    """Every path below *folder* with the hash of its bytes."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in folder.rglob("*")
    }


def samples(*parts):
    """A path in the sample exports."""
    return SAMPLES.joinpath("exports", *parts)


def some_posts(count, quarter="2024Q1"):
    """A few of the single-article files of *quarter*."""
    return sorted(samples(ACCOUNT, quarter, "单篇").glob("*.xls"))[:count]


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """What `pubkpi demo` left behind, run once for all workers: .folder, .stdout, .stderr. Only to be read."""
    return once(tmp_path_factory, "one_demo", _demo)


def _demo(place):
    # with several threads, as most users have it
    return pubkpi("demo", "ws", cwd=place, code=None, PUBKPI_THREADS="0")


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """The folder of a workspace with the sample city loaded, once for all workers. Only to be read."""
    return once(tmp_path_factory, "one_city", _load_city).folder


def _load_city(place):
    """What `pubkpi demo --city` does up to the report."""
    layout.make_demo(place / "ws", city=True)
    return pubkpi(
        "ingest", layout.add_samples(place / "ws", city=True), cwd=place / "ws", code=None, PUBKPI_THREADS="0"
    )


def once(tmp_path_factory, name, make):
    """What *make* left in a folder called *name*, whichever worker was there first."""
    base = tmp_path_factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    try:
        place.mkdir()
    except FileExistsError:
        _wait_for(place / "done")
    else:
        made = make(place)
        (place / "stdout").write_bytes(made.stdout.encode())
        (place / "stderr").write_bytes(made.stderr.encode())
        (place / "done").write_text(str(made.returncode))
    return Built(place)


class Built:
    """The demo's workspace and words."""

    def __init__(self, place):
        self.folder = place / "ws"
        self.stdout, self.stderr = ((place / name).read_bytes().decode() for name in ("stdout", "stderr"))
        assert (place / "done").read_text() == "0", self.stderr


def _wait_for(path):
    end = time.monotonic() + BUILDING
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < end, f"nobody wrote {path}"
        time.sleep(0.1)


@pytest.fixture(scope="session")
def demo(built):
    """The folder of the demo's workspace. Only to be read: write to a `copy`."""
    return built.folder


@pytest.fixture
def copy(demo, tmp_path):
    """A copy of the demo's workspace, state and specs, that a test may break."""
    folder = tmp_path / "copy"
    shutil.copytree(demo, folder, ignore=shutil.ignore_patterns("inbox", "reports"))
    return folder


@pytest.fixture
def empty(tmp_path):
    """A new workspace without data."""
    pubkpi("init", "--plan", "department_2024", tmp_path / "empty", cwd=tmp_path)
    return tmp_path / "empty"
