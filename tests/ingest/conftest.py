import shutil

import pytest

from tests.ingest.desk import Desk


@pytest.fixture(scope="session")
def blank(tmp_path_factory):
    """The database of a workspace that never loaded anything: copying it is quicker than making it."""
    desk = Desk(tmp_path_factory.mktemp("blank"))
    desk.open().__exit__()
    return desk.root / "data" / "pubkpi.duckdb"


@pytest.fixture
def desks(tmp_path, blank):
    """As many fresh workspaces as a test asks for."""
    made = []

    def another():
        desk = Desk(tmp_path / f"desk{len(made)}")
        (desk.root / "data").mkdir()
        shutil.copy(blank, desk.root / "data")
        made.append(desk)
        return desk

    yield another
    for desk in made:
        desk.close()


@pytest.fixture(scope="module")
def still(tmp_path_factory, blank):
    """One workspace for the tests of a file that load nothing, because what they give it is refused or only tried."""
    desk = Desk(tmp_path_factory.mktemp("still"))
    (desk.root / "data").mkdir()
    shutil.copy(blank, desk.root / "data")
    yield desk
    assert not desk.counts()
    desk.close()


@pytest.fixture
def desk(desks):
    """A fresh workspace."""
    return desks()
