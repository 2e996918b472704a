"""A workspace of an earlier version: what is read otherwise now is named, and moves only when it is accepted.

`earlier.tar.xz` is the data folder that pubkpi left before the rules of reading had a number: followers of August to December 2024, invented. 九月.csv has an
unquoted 1,224 in its last row, 十月上.csv a remark beside the table, and 七月_错.csv was forgotten.
"""

import shutil
import tarfile
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pubkpi.database import digest
from pubkpi.ingest.history.commit import commit
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.result import IngestOptions
from pubkpi.model.errors import VerifyError
from pubkpi.model.notices import listening
from pubkpi.model.periods import QUARTER
from pubkpi.pipeline.load import forget, ingest, rebuild
from pubkpi.pipeline.measures import measure_values
from pubkpi.pipeline.results.verify import verify
from pubkpi.pipeline.upkeep.state import status
from pubkpi.workspace import layout
from pubkpi.workspace.settings import find
from tests.ingest import files

EARLIER = Path(__file__).with_name("earlier.tar.xz")
Q3 = QUARTER.of(2024, 3)
LATER = """
id: later
label: 明年
audience: internal
valid: [2025Q1, 2025Q4]
bands: [{id: all, label: 全部, at_least: 0}]
lights: {green: 90, yellow: 60}
missing: {policy: reweight, min_weight_coverage: 0.5}
measures:
  gained: {label: 新增, definition: x, formula: x, unit: count, source: x, type: sum, fact: account_daily, expr: new_count}
dimensions:
  - id: d
    label: 传播
    weight: 100
    indicators:
      - {id: gained, label: 新增, weight: 100, measure: gained, direction: up, method: completion, target: {2025Q1: 9, 2025Q4: 9}}
"""
written_by_newer = pytest.mark.skipif(
    int(duckdb.__version__.partition(".")[0]) < 2,
    reason="its database was written by DuckDB 2, which older ones cannot read",
)


class Heard:
    """Hears what is told."""

    def __init__(self):
        self.found = []

    def notice(self, finding):
        self.found.append(finding)

    def progress(self, _):
        return nullcontext(lambda: None)


def told(settings, ask):
    """What *ask* gives, and what is told meanwhile: where and in what words, by the id."""
    with listening(heard := Heard()):
        given = ask(settings)
    listed = {}
    for one in heard.found:
        listed.setdefault(one.id, {})[one.where] = one.message.en
    return given, listed


def followers(settings):
    return measure_values(settings, Q3).values["followers"].value


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory):
    root = tmp_path_factory.mktemp("earlier") / "ws"
    layout.make(root, "department_2024")
    with tarfile.open(EARLIER) as packed:
        packed.extractall(root, filter="data")
    return root


@pytest.fixture
def earlier(upgraded, tmp_path):
    """That workspace, to be worked in."""
    return replace(find(shutil.copytree(upgraded, tmp_path / "ws")), threads=1, now="2025-01-20T09:30:00")


def replayed(settings, *paths):
    return {one.path: one.state for one in ingest(settings, list(paths), IngestOptions(replay=True))}


@written_by_newer
@pytest.mark.campaign
def test_the_old_database_answers_and_names_what_would_move_until_it_is_accepted(earlier):
    (earlier.specs / "later.yaml").write_text(LATER, "utf-8")
    for _ in range(2):
        value, listed = told(earlier, followers)
        assert value == 13
        assert listed["ingest.reread"]["九月.csv"].endswith("30 rows loaded and 0 rejected before, 29 and 1 now")
        assert "十月上.csv" in listed["ingest.reread_refused"]
        assert listed["measure.moves"]["followers"] == "Followers, 2024Q3: 13, and 9,652 as files are read now"
        growth = "Follower growth, 2024Q3: −100.0%, and −81.4% as files are read now"
        assert listed["measure.moves"]["follower_growth"] == growth
        # of another scorecard, and of a quarter that it has a baseline of only
        assert listed["measure.moves"]["gained"] == "新增 (no English), 2024Q4: 1,642, and 834 as files are read now"
    found = status(earlier, None)
    assert "九月.csv" in found.stale
    assert found.refused == ("十一月.csv", "十月上.csv")
    with pytest.raises(VerifyError) as caught:
        rebuild(earlier)
    assert "九月.csv" in caught.value.line("zh")
    assert "--replay" in caught.value.line("en")
    assert followers(earlier) == 13

    states = replayed(earlier)
    assert states["九月.csv"] == "loaded"
    assert states["十月上.csv"] == "refused"
    value, listed = told(earlier, followers)
    assert value == 9652
    assert list(listed) == ["ingest.reread_refused"]
    # a load of now says by what it was read and how many rows it gave
    with Store(earlier, write=False) as store:
        (load,) = [one for one in store.loads() if one.data["name"] == "九月.csv"]
    assert load.data["rows"] == [29, 1, 0]
    assert load.data["reading"] >= 2


@pytest.mark.campaign
@written_by_newer
def test_a_file_that_would_be_refused_stays_listed_until_it_is_replaced_or_forgotten(earlier):
    forget(earlier, "十一月.csv")
    replayed(earlier)
    with pytest.raises(VerifyError) as caught:
        verify(earlier)
    assert "十月上.csv" in caught.value.line("en")
    digest, listed = told(earlier, rebuild)
    assert list(listed["ingest.reread_refused"]) == ["十月上.csv"]
    assert told(earlier, verify) == (digest, listed)
    mended = earlier.root / "十月上.csv"
    header = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
    mended.write_bytes(files.text([header, ("2024-10-01", 22, 12, 10, 9675), ("2024-10-02", 23, 11, 12, 9687)]))
    with Store(earlier, write=False) as store:
        account = store.loads()[0].data["account"]
    said = IngestOptions(replay=True, account=account)
    assert [one.state for one in ingest(earlier, [mended], said)] == ["loaded"]
    assert told(earlier, verify)[1] == {}


@pytest.mark.campaign
def test_where_the_old_database_is_gone_the_files_are_listed_all_the_same_until_they_are_forgotten(earlier):
    earlier.database.unlink()
    for _ in range(2):
        value, listed = told(earlier, followers)
        assert value == 9652
        assert "九月.csv" in listed["ingest.reread"]
        assert "十月上.csv" in listed["ingest.reread_refused"]
    replayed(earlier)
    assert list(told(earlier, followers)[1]) == ["ingest.reread_refused"]
    for name in ("十月上.csv", "十一月.csv"):
        forget(earlier, name)
    assert told(earlier, followers)[1] == {}


@pytest.mark.campaign
def test_where_nothing_moves_the_database_is_made_new_without_a_word(earlier):
    with Store(earlier, write=True) as store:
        for load in [one for one in store.loads() if one.data["name"] in ("九月.csv", "十月上.csv", "十一月.csv")]:
            store.take_out(load.seq)
            entries = store.journal.after([("forget", {"load": load.seq, "name": load.data["name"]})])
            commit(store, lambda entries=entries: (entries, None))
        store.engine.run("update meta set schema_version = 4, knowledge = ''")
        kept = digest.digest(store.engine)
    assert told(earlier, verify) == (kept, {})
