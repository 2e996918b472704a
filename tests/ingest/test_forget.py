"""A file that is forgotten leaves the state as if it had never come."""

from itertools import permutations

import pytest

from pubkpi.ingest.history import revise
from pubkpi.model.errors import UsageError
from pubkpi.pipeline.load import rebuild
from pubkpi.pipeline.results.verify import verify
from tests.examples import seldom
from tests.ingest import files, samples
from tests.ingest.desk import database, journal
from tests.ingest.samples import growth, growth_days

# overlapping days with other numbers, and a list whose posts come twice
FILES = {
    "a.csv": files.text(growth(*growth_days(1, 6))),
    "b.csv": files.text(growth(*growth_days(4, 9, base=1))),
    "c.csv": files.text(growth(*growth_days(5, 12, base=2))),
    "list.xls": files.xls(samples.LIST),
}


def loaded(desk, names):
    for name in names:
        assert desk.load(FILES[name], name).state == "loaded"
    return desk


ORDERS = list(permutations(FILES))


@pytest.mark.campaign
@pytest.mark.parametrize(
    ("gone", "orders"),
    [("b.csv", ORDERS[:1]), *seldom(*((name, ORDERS[::9]) for name in FILES))],
    ids=lambda one: one if isinstance(one, str) else len(one),
)
def test_what_a_forgotten_file_had_superseded_counts_again(desks, gone, orders):
    rest = [name for name in FILES if name != gone]
    never = loaded(desks(), rest).digest()
    for order in orders:
        desk = loaded(desks(), order)
        whole = desk.digest()
        entry = revise.forget(desk.store, gone, desk.store.settings.clock())
        assert entry.data["name"] == gone
        assert desk.digest() == never != whole
        desk.close()
        assert desk.digest() == never
        database(desk).unlink()
        desk.close()
        assert desk.digest() == never
        assert desk.load(FILES[gone], gone).state == "loaded"
        assert desk.digest() == whole


def test_the_journal_keeps_both_decisions_and_the_archive_the_original(desk):
    loaded(desk, ["a.csv"])
    sha256 = revise.forget(desk.store, "a.csv", desk.store.settings.clock()).data["sha256"]
    lines = journal(desk).read_text("utf-8").splitlines()
    assert ['"action": "load"' in lines[0], '"action": "forget"' in lines[1], len(lines)] == [True, True, 2]
    assert desk.store.archive.get(sha256) == FILES["a.csv"]
    assert not any(desk.counts().values())
    assert desk.ask("select count(*) from file") == [(0,)]


@pytest.mark.campaign
def test_a_file_can_be_named_by_how_its_sha256_begins(desk):
    loaded(desk, ["a.csv", "b.csv"])
    sha256 = desk.ask("select sha256 from file where name = 'b.csv'")[0][0]
    assert revise.forget(desk.store, sha256[:10].upper(), desk.store.settings.clock()).data["name"] == "b.csv"


@pytest.mark.parametrize("words", ["", "nothing.xls", "zz"])
def test_a_file_that_nobody_loaded_cannot_be_forgotten(desk, words):
    loaded(desk, ["a.csv"])
    before = desk.digest()
    with pytest.raises(UsageError):
        revise.forget(desk.store, words, desk.store.settings.clock())
    assert desk.digest() == before


def test_of_two_files_of_one_name_the_one_that_is_meant_has_to_be_said(desk):
    desk.load(FILES["a.csv"], "same", "甲")
    desk.load(FILES["b.csv"], "same", "乙")
    with pytest.raises(UsageError) as caught:
        revise.forget(desk.store, "same", desk.store.settings.clock())
    assert "甲" in caught.value.line("zh")
    assert "乙" in caught.value.line("zh")
    # what is listed may be given back as it stands
    listed = caught.value.line("zh").partition("校验值：")[2].rstrip("。").split("；")
    (line,) = (one for one in listed if "甲" in one)
    assert line.split()[0] == "same"
    assert line.split()[3] == desk.ask("select cast(as_of as date)::varchar from file where account = '甲'")[0][0]
    assert revise.forget(desk.store, line, desk.store.settings.clock()).data["account"] == "甲"


@pytest.mark.campaign
def test_a_database_made_again_is_the_same_state(desk):
    loaded(desk, FILES)
    revise.forget(desk.store, "b.csv", desk.store.settings.clock())
    before, settings = desk.digest(), desk.store.settings
    desk.close()
    assert rebuild(settings) == before
    assert verify(settings) == before
    assert desk.digest() == before
    assert [path.name for path in database(desk).parent.glob("*.part")] == []
