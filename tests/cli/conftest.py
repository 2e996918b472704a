import shutil
import subprocess
import sys
from functools import partial

import pytest

from tests.e2e.workspaces import ACCOUNT, empty, environment, once, pubkpi, samples

__all__ = ["empty"]
COMMANDS = "init ingest status rejects form measures score report demo verify rebuild forget check schema".split()
# All pages in one process, each behind a line of its own: the words of help are those of the language it began in.
PAGES = """
import sys
from pubkpi.cli.app import main
for words in sys.argv[1:]:
    print(f"=== {words}", flush=True)
    try:
        main(words.split())
    except SystemExit as end:
        assert not end.code, words
"""


@pytest.fixture(scope="session")
def loaded(tmp_path_factory):
    """A workspace with the registers and the follower counts of all quarters. Only to be read: write to a `copy`."""

    def make(place):
        pubkpi("init", "--plan", "department_2024", place / "ws", cwd=place)
        followers = sorted(samples(ACCOUNT).glob("*/user_analysis*"))
        return pubkpi("ingest", samples("registers"), *followers, "--account", ACCOUNT, cwd=place / "ws", code=None)

    # commands that only look keep what they found: each worker has a copy of its own
    return shutil.copytree(once(tmp_path_factory, "one_loaded", make).folder, tmp_path_factory.mktemp("loaded") / "ws")


@pytest.fixture
def copy(loaded, tmp_path):
    """A copy of the loaded workspace that a test may break."""
    return shutil.copytree(loaded, tmp_path / "copy")


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The help pages by language, command and option."""
    shown = {}
    for lang in ("en", "zh"):
        said = once(tmp_path_factory, f"help_{lang}", partial(_help, lang))
        assert said.stderr == ""
        assert list(said.folder.iterdir()) == []
        for page in said.stdout.split("=== ")[1:]:
            words, _, page = page.partition("\n")
            shown[lang, *words.split()] = page
    return shown


def _help(lang, place):
    (place / "ws").mkdir()
    commands = ["", "exports suggest ", *(f"{command} " for command in COMMANDS)]
    calls = [f"{command}{option}" for command in commands for option in ("--help", "-h")]
    return subprocess.run(
        [sys.executable, "-c", PAGES, *calls],
        cwd=place / "ws",
        env=environment(lang),
        capture_output=True,
        timeout=60,
        text=True,
        encoding="utf-8",
    )
