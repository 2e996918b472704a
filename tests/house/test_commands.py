"""The README's two commands: one to see it work, one to test it, for a POSIX shell and for Windows cmd."""

import re
import shutil

import pytest

from tests.house.tree import ROOT, run

BLOCK = r"^<!-- commands: {shell} -->\n+```\w*\n(.*?)^```$"


def commands(shell):
    """The lines of the README's code block for *shell*."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(BLOCK.format(shell=shell), text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1, f"README.md needs one code block after <!-- commands: {shell} -->, it has {len(blocks)}"
    return blocks[0].splitlines()


def as_sh(line):
    """A Windows cmd line in the spelling of a POSIX shell."""
    return line.replace("\\", "/").replace(".venv/Scripts/", ".venv/bin/").replace("py -3 ", "python3 ", 1)


def test_there_are_two_commands_each_on_one_line():
    """The first sets up and shows the demo, the second sets up and runs the tests."""
    demo, tests = ([step.split() for step in line.split(" && ")] for line in commands("sh"))
    for venv, install, last, program in ((*demo, ["demo"]), (*tests, ["-m", "pytest"])):
        assert venv == ["python3", "-m", "venv", ".venv"]
        assert install[:4] == [".venv/bin/python", "-m", "pip", "install"]
        assert " ".join(install).endswith('-c constraints.txt -e ".[test]"')
        assert last[0].startswith(".venv/bin/")
        assert last[1 : 1 + len(program)] == program
    assert demo[2][0] == ".venv/bin/pubkpi"


def test_windows_users_read_the_same_commands():
    """Same steps in the same order; only the slashes, the Scripts folder and the launcher differ."""
    assert [as_sh(line) for line in commands("cmd")] == commands("sh")
    assert not [line for line in commands("cmd") if "/" in line]


def test_contributors_read_the_same_commands():
    """CONTRIBUTING.md repeats the two lines; it must not drift."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in commands("sh") if line not in text] == []


def test_continuous_integration_runs_the_readmes_test_command(bash):
    """.ci/run takes the command from the README, so the two cannot drift apart."""
    asked = run(bash, ".ci/run", "--show")
    assert asked.stdout.strip() == commands("sh")[1], asked.stderr


@pytest.fixture
def bash():
    """Bash, where there is one."""
    return shutil.which("bash") or pytest.skip("no bash on this machine")
