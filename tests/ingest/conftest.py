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


@pytest.fixture
def desk(desks):
    """A fresh workspace."""
    return desks()
