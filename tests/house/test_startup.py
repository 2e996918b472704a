"""Help comes at once: heavy libraries are imported where they are used."""

import json
import sys
import time

import pytest

from tests.house.tree import run, said

HEAVY = {"duckdb", "pandas", "matplotlib", "sqlglot", "pyarrow", "numpy", "yaml", "jinja2", "typst", "openpyxl"}
MAIN = "import sys; from pubkpi.cli.app import main; sys.argv[0] = 'pubkpi'; sys.exit(main())"
LOADED = f"""
import json, sys
from pubkpi.cli.app import main
sys.argv[0] = "pubkpi"
try:
    code = main()
except SystemExit as stop:
    code = stop.code
print(json.dumps([code or 0, sorted({HEAVY!r} & set(sys.modules))]), file=sys.stderr)
"""
BARE = '''
import typer

app = typer.Typer()


@app.command()
def hello(name: str = "world") -> None:
    """Say hello."""


app()
'''
ROUNDS, LIMIT = 3, 1.5


@pytest.mark.parametrize("words", [["--help"], ["score", "--help"]], ids=" ".join)
def test_help_imports_no_heavy_library(words, tmp_path):
    """``pubkpi --help`` and a command's help load none of the libraries that the work needs."""
    outcome = run(sys.executable, "-c", LOADED, *words, cwd=tmp_path)
    assert outcome.returncode == 0, said(outcome)
    assert json.loads(outcome.stderr.splitlines()[-1]) == [0, []]


@pytest.mark.campaign
def test_help_comes_within_one_and_a_half_times_a_bare_typer_program(tmp_path):
    """Fastest of several runs each, taken in turns; further tries, because other programs run here too."""
    bare = tmp_path / "bare.py"
    bare.write_text(BARE, encoding="utf-8")
    ours, theirs = (sys.executable, "-c", MAIN, "--help"), (sys.executable, bare, "--help")
    seconds(ours, tmp_path), seconds(theirs, tmp_path)  # the first run compiles
    assert any(ratio(ours, theirs, tmp_path) <= LIMIT for _ in range(4))


def ratio(ours, theirs, cwd):
    """Fastest run of *ours* over fastest run of *theirs*."""
    pairs = [(seconds(ours, cwd), seconds(theirs, cwd)) for _ in range(ROUNDS)]
    return min(a for a, _ in pairs) / min(b for _, b in pairs)


def seconds(command, cwd):
    """How long *command* took; it has to succeed."""
    start = time.perf_counter()
    outcome = run(*command, cwd=cwd)
    elapsed = time.perf_counter() - start
    assert outcome.returncode == 0, said(outcome)
    return elapsed
