import shutil

import pytest

from pubkpi.ingest.readers import apart as reading
from tests.ingest.desk import Desk


class Here:
    """In the place of the process that reads files: the same functions, in this process, where a test may change them."""

    def ready(self):
        pass

    def do(self, work, *given, **_):
        return work(*given)


@pytest.fixture(autouse=True)
def reading_here(request, monkeypatch):
    """Files are read in this process, but for the tests that ask for `apart`."""
    if "apart" not in request.fixturenames:
        monkeypatch.setattr(reading, "WORKER", Here())


@pytest.fixture
def apart():
    """Files are read in a process of their own, as every command reads them."""


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
