"""What command-line libraries do by themselves when nobody looks: cut cells, draw tracebacks, know no -h."""

import subprocess
import sys

import pytest

from tests.e2e.workspaces import environment, errors, pubkpi
from tests.examples import seldom

BROKEN = """
import sys
from pubkpi.cli.app import main
from pubkpi.workspace import settings

def broken(*_, **__):
    raise ZeroDivisionError("nobody thought of it")

settings.find = broken
main(sys.argv[1:])
"""


def test_machine_output_is_the_same_however_narrow_the_terminal_is(tmp_path):
    """A drawn table would be as wide as the terminal, with cells that end in an ellipsis."""
    wide, narrow = (pubkpi("exports", "--format", "json", cwd=tmp_path, COLUMNS=one).stdout for one in ("400", "20"))
    assert narrow == wide
    assert max(map(len, narrow.splitlines())) > 20
    assert "…" not in narrow


@pytest.mark.parametrize("flags", [[], ["--debug"]])
@pytest.mark.campaign
def test_what_nobody_thought_of_is_one_line_and_a_traceback_only_when_asked_for(flags, tmp_path):
    """The library would draw a frame of source code around it."""
    words = [sys.executable, "-c", BROKEN, *flags, "status"]
    done = subprocess.run(words, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Traceback") == bool(flags)
    assert "╭" not in done.stderr
    done.stderr = done.stderr.splitlines()[-1]
    (line,) = errors(done)
    assert "ZeroDivisionError: nobody thought of it" in line


@pytest.mark.parametrize("words", [["exports", "suggest"], *seldom([])])
def test_a_short_h_asks_for_help_on_every_level(words, pages):
    """The library knows --help alone."""
    shown = pages["en", *words, "-h"]
    assert shown == pages["en", *words, "--help"]
    assert "Usage: pubkpi" in shown
