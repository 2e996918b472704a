import shutil
import subprocess
import sys

import pytest

from tests.e2e.workspaces import ACCOUNT, empty, environment, pubkpi, samples

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
    folder = tmp_path_factory.mktemp("loaded") / "ws"
    pubkpi("init", folder, cwd=folder.parent)
    followers = sorted(samples(ACCOUNT).glob("*/user_analysis*"))
    pubkpi("ingest", samples("registers"), *followers, "--account", ACCOUNT, cwd=folder)
    return folder


@pytest.fixture
def copy(loaded, tmp_path):
    """A copy of the loaded workspace that a test may break."""
    return shutil.copytree(loaded, tmp_path / "copy")


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The help pages by language, command and option."""
    folder, shown = tmp_path_factory.mktemp("help"), {}
    for lang in ("en", "zh"):
        commands = ["", "exports suggest ", *(f"{command} " for command in COMMANDS)]
        calls = [f"{command}{option}" for command in commands for option in ("--help", "-h")]
        said = subprocess.run(
            [sys.executable, "-c", PAGES, *calls], cwd=folder, env=environment(lang), capture_output=True, timeout=60
        )
        assert (said.returncode, said.stderr) == (0, b"")
        for page in said.stdout.decode().split("=== ")[1:]:
            words, _, page = page.partition("\n")
            shown[lang, *words.split()] = page
    assert list(folder.iterdir()) == []
    return shown
