"""Ctrl-C and a wish of the system to end, in every command and step: the exit code is the documented one."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from pubkpi.cli import signals
from tests.e2e.workspaces import ACCOUNT, COMMAND, environment, errors, pubkpi, samples
from tests.examples import few

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGINT for one child alone")

# A command in which one step, once reached, gets the signal and then ends as is said: as it would, or in another error.
STRUCK = """
import importlib, os, signal, sys

# who started the tests may have told them to pass over it
signal.signal(signal.SIGINT, signal.default_int_handler)
target, number, ends, *words = sys.argv[1:]
sys.argv = ["pubkpi", *words]
from pubkpi.cli import signals
signals.watch()
module, _, names = target.partition(":")
owner = importlib.import_module(module)
*path, name = names.split(".")
for step in path:
    owner = getattr(owner, step)
real = getattr(owner, name)

def struck(*args, **kwargs):
    setattr(owner, name, real)
    try:
        os.kill(os.getpid(), int(number))
    except KeyboardInterrupt:
        if ends == "in another error":
            raise RuntimeError("Query interrupted")
        if ends == "as if nothing were":
            return real(*args, **kwargs)
        raise
    return real(*args, **kwargs)

setattr(owner, name, struck)
from pubkpi.__main__ import run
run()
"""
ENDS = ("at once", "in another error", "as if nothing were")
STEPS = [
    ("pubkpi.cli.console:set_up", ["status"]),
    ("pubkpi.workspace.layout:write_aside", ["init", "new"]),
    ("pubkpi.engine.duckdb:DuckDB.run", ["score", "-q", "2024Q4"]),
    ("pubkpi.engine.duckdb:DuckDB.close", ["verify"]),
    ("pubkpi.ingest.history.store:Store.enter", ["rebuild"]),
    ("pubkpi.ingest.load.supersede:load", ["rebuild"]),
    ("pubkpi.workspace.journal:Journal.append", ["forget", "REGISTER"]),
    ("pubkpi.cli.console:finish", ["measures"]),
    ("pubkpi.workspace.files:write_aside", ["form", "awards", "--out", "a.csv", "--csv", "--force"]),
]


REGISTER = min(samples("registers").iterdir())
KINDS = ((signal.SIGINT, 130, "interrupted"), (signal.SIGTERM, 143, "terminated"))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """A workspace with two files."""
    folder = tmp_path_factory.mktemp("two") / "ws"
    pubkpi("init", "--plan", "department_2024", folder, cwd=folder.parent)
    files = (REGISTER, samples(ACCOUNT, "2024Q4", "user_analysis.xls"))
    pubkpi("ingest", *files, "--account", ACCOUNT, cwd=folder)
    return folder


@pytest.fixture
def small(two, tmp_path):
    """A copy of it that a test may break."""
    return shutil.copytree(two, tmp_path / "small")


def strike(folder, step, kind, ends):
    """Let the step of a command get a signal of that *kind*, and see that nothing is wrong then."""
    number, code, word = kind
    words = [word.replace("REGISTER", REGISTER.name) for word in step[1]]
    call = [sys.executable, "-c", STRUCK, step[0], str(int(number)), ends, *words]
    done = subprocess.run(call, cwd=folder, env=environment("en"), capture_output=True, text=True, timeout=120)
    assert done.returncode == code, (step, ends, done.stderr)
    assert "Traceback" not in done.stderr
    assert errors(done)[-1].startswith(word)


# before a line of the journal; campaigns try the other steps
@pytest.mark.parametrize("number", few(range(len(STEPS)), 6), ids=[step[0].partition(":")[2] for step in STEPS])
def test_an_interruption_gives_130_and_the_wish_to_end_143(small, number):
    """Each step gets one of the signals and ends in one of the ways."""
    strike(small, STEPS[number], KINDS[number % 2], ENDS[number % 3])
    pubkpi("verify", cwd=small)


@pytest.mark.campaign
@pytest.mark.parametrize(("step", "ends"), [(step, ENDS[i % 3]) for i, step in enumerate(STEPS)], ids=str)
def test_each_signal_in_each_step_gives_its_code(small, step, ends):
    for kind in KINDS:
        strike(small, step, kind, ends)
    pubkpi("verify", cwd=small)


@pytest.mark.campaign
@pytest.mark.parametrize("wait", [0.1, 0.25, 0.5, 0.9])
def test_a_real_command_that_is_asked_to_end_leaves_all_whole(copy, wait):
    running = subprocess.Popen([COMMAND, "rebuild"], cwd=copy, env=environment("zh"), stderr=subprocess.PIPE)
    time.sleep(wait)
    running.send_signal(signal.SIGTERM)
    _, said = running.communicate(timeout=120)
    # a very early one meets an interpreter that does not listen yet; a late one meets a command that is done
    assert running.returncode in (143, -signal.SIGTERM, 0)
    assert running.returncode != 143 or "已被终止" in said.decode()
    pubkpi("verify", cwd=copy)


def test_the_first_signal_says_the_code_and_later_ones_do_not_change_it(monkeypatch):
    monkeypatch.setattr(signals, "_received", [])
    assert signals.exit_code() == 0
    for number in (signal.SIGTERM, signal.SIGINT):
        with pytest.raises(KeyboardInterrupt):
            signals._receive(number, None)
    assert signals.exit_code() == 143


def test_a_signal_in_the_middle_of_an_import_is_raised_behind_it(tmp_path):
    """A library of C++ that is interrupted while it loads may abort the process."""
    (tmp_path / "slow.py").write_text("import os; os.kill(os.getpid(), 15); print('loaded', flush=True)\n")
    words = "import time; from pubkpi.cli import signals; signals.watch(); import slow; time.sleep(60)"
    done = subprocess.run([sys.executable, "-c", words], cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert done.stdout == "loaded\n"
    assert done.stderr.strip().endswith("KeyboardInterrupt")


def test_what_the_caller_ignores_stays_ignored(copy):
    """As after nohup: a child that was told to ignore Ctrl-C goes on."""
    words = "import signal,sys; signal.signal(2, signal.SIG_IGN); from pubkpi.cli import signals; signals.watch(); import os; os.kill(os.getpid(), 2); print('on')"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True)
    assert done.stdout == "on\n"


def test_a_wish_to_end_that_a_destructor_swallows_comes_again():
    program = (
        "import os, signal, time\n"
        "from pubkpi.cli import signals\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "signals.watch()\n"
        "class Held:\n"
        "    def __del__(self):\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "        time.sleep(0)\n"
        "try:\n"
        "    Held()\n"
        "    time.sleep(20)\n"
        "except KeyboardInterrupt:\n"
        "    print('heard')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=15, check=False)
    assert (done.stdout, done.stderr) == ("heard\n", "")
