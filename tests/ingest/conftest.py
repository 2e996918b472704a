import shutil
from itertools import count

import pytest

from pubkpi.ingest.containers import columns
from pubkpi.ingest.containers import sandbox as reading
from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.history.verify import verified
from tests.examples import seldom
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


@pytest.fixture(scope="module")
def sizes(tmp_path_factory, blank):
    """Two workspaces for the tests of a file that load the same bytes twice: as a small file and as a big one."""
    made = []
    for size in ("small", "big"):
        desk = Desk(tmp_path_factory.mktemp("sizes") / size)
        (desk.root / "data").mkdir()
        shutil.copy(blank, desk.root / "data")
        made.append(desk)
    numbers = count(1)
    yield lambda: (f"号{next(numbers)}", zip((10**9, 1), made, strict=True))
    for desk in made:
        desk.close()


@pytest.fixture
def both_sizes(sizes, monkeypatch):
    """What becomes of a file, read cell by cell and left to the engine: result, its facts, rejects and ignored rows."""

    def outcomes(data, name="list", *, limit, **said):
        account, places = sizes()
        for big, desk in places:
            monkeypatch.setattr(regular_text, "BATCHES_FROM", big)
            monkeypatch.setattr(columns, "BATCHES_FROM", big)
            before = desk.ask("select coalesce(max(file_id), 0) from file")[0][0]
            # an account of its own, so that no file meets the rows of another, nor its own from an earlier test
            said = {"account": account, "also": True, **said}
            (result,) = desk.ingest(desk.drop(name, data, account), limit=limit, **said)
            kept = [
                desk.ask(f"select * exclude (file_id) from {table} where file_id > {before} order by all")
                for table in ("reject", "ignored")
            ]
            yield result, desk.facts(f"f.file_id > {before}"), kept

    return outcomes


@pytest.fixture
def desk(desks):
    """A fresh workspace."""
    return desks()


@pytest.fixture(params=[False, *seldom(True)], ids=["as loaded", "made again"])
def comes_back(request):
    """Asks whether archive and journal alone give the state that a desk has: in campaigns, for it takes longer than all
    else that most tests do, and the tests of each kind of decision ask by themselves.
    """
    return lambda desk: request.param and _check_again(desk)


def _check_again(desk):
    assert verified(desk.store) == desk.digest()
