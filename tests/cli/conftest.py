import shutil

import pytest

from tests.e2e.workspaces import ACCOUNT, empty, pubkpi, samples

__all__ = ["empty"]


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
