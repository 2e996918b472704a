"""Archive and journal are the state; the database is their cache and is made again from them."""

import json
import shutil
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest

from pubkpi.database import digest, ledger
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.load import supersede
from pubkpi.ingest.result import IngestOptions
from pubkpi.ingest.run import ingest
from pubkpi.model.errors import BusyError, EngineError, VerifyError
from pubkpi.model.notices import listening
from pubkpi.model.text import Text
from pubkpi.pipeline.load import rebuild
from pubkpi.pipeline.results.verify import verify
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import find
from tests.examples import seldom
from tests.ingest import files, samples
from tests.ingest.desk import NOW, Desk, database, ids, journal, reason
from tests.ingest.samples import growth, growth_days


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A workspace with files of several exports, two of them overlapping, and one that has rejected rows."""
    desk = Desk(tmp_path_factory.mktemp("state") / "desk")
    for export in ("wechat_user_growth", "wechat_content_trend", "wjx_survey", "form_activities"):
        assert desk.load(files.xls(samples.EXPORTS[export][0]), f"{export}_0.xls").state == "loaded"
    rows = growth(*growth_days(1, 24), ("2024-03-25", "x", 0, 0, 0))
    assert desk.load(files.text(rows), "with rejects.csv", as_of=date(2024, 5, 1)).rows.rejected == 1
    digest = desk.digest()
    desk.close()
    return desk.root, digest


@pytest.fixture
def full(made, tmp_path):
    """That workspace, to be spoilt; `first` is its digest."""
    desk = Desk(shutil.copytree(made[0], tmp_path / "desk"))
    desk.first = made[1]
    yield desk
    desk.close()


def everything(desk):
    """All that the database says of the files beside the facts."""
    return [
        desk.ask("select * from file order by all"),
        desk.ask("select * from reject order by all"),
        desk.ask("select * from ignored order by all"),
        desk.ask("select * from load_finding order by all"),
    ]


def test_a_deleted_database_is_made_again_to_the_same_digest_and_ledger(full):
    before = everything(full)
    full.close()
    database(full).unlink()
    assert full.digest() == full.first
    assert everything(full) == before


@pytest.mark.campaign
def test_a_database_made_in_memory_has_the_same_digest(full):
    made = full.store.rebuilt()
    assert digest.digest(made) == full.first
    made.close()


@pytest.mark.campaign
def test_reading_alone_also_catches_up(full):
    database(full).unlink()
    full._store = full.open(write=False)
    assert full.digest() == full.first


@pytest.mark.parametrize("write", [True, *seldom(False)])
@pytest.mark.campaign
def test_a_database_of_another_journal_is_not_followed_in_silence(full, desks, write):
    other = desks()
    other.load(files.html(samples.GROWTH))
    other.close()
    database(full).write_bytes(database(other).read_bytes())
    with pytest.raises(VerifyError):
        full.open(write=write)
    database(full).unlink()
    full._store = full.open(write=write)
    assert full.digest() == full.first


def test_a_journal_that_lost_its_last_line_is_found(full):
    lines = journal(full).read_bytes().splitlines(keepends=True)
    journal(full).write_bytes(b"".join(lines[:-1]))
    with pytest.raises(VerifyError):
        full.open(write=False)


@pytest.mark.campaign
def test_a_database_of_another_layout_is_made_again_and_nothing_else_is_touched(full):
    full.ask("update meta set schema_version = 0")
    full.close()
    copy = database(full).with_name("pubkpi.duckdb.backup")
    copy.write_bytes(b"mine")
    database(full).with_name("pubkpi.duckdb.tmp").mkdir()  # what a killed DuckDB leaves behind
    assert full.digest() == full.first
    assert copy.read_bytes() == b"mine"


class Heard:
    """Hears what is told."""

    def __init__(self):
        self.ids, self.files = [], []

    def notice(self, finding):
        self.ids.append(finding.id)

    def progress(self, _):
        return nullcontext(lambda: self.files.append(1))


SPOILT = {
    "empty": lambda _: b"",
    "no database": lambda _: b"not a database" * 1000,
    "only the headers": lambda data: data[:12288],
    "cut in a header": lambda data: data[:5000],
    "cut in the middle": lambda data: data[: len(data) // 2],
    "the last bytes cut": lambda data: data[:-1],
    "zeros": lambda data: bytes(len(data)),
    "the blocks are zeros": lambda data: data[:12288] + bytes(len(data) - 12288),
}


# those whose like is among the others
RARE = (
    "cut in the middle",
    "empty",
    "cut in a header",
    "the last bytes cut",
    "only the headers",
    "no database",
    "zeros",
)


@pytest.mark.parametrize("how", [*(how for how in SPOILT if how not in RARE), *seldom(*RARE)])
def test_a_database_that_cannot_be_opened_is_set_aside_and_made_again(full, how):
    aside = database(full).with_name("pubkpi.duckdb.aside")
    aside.write_bytes(b"older")
    spoilt = SPOILT[how](database(full).read_bytes())
    database(full).write_bytes(spoilt)
    with listening(heard := Heard()):
        assert full.digest() == full.first
    assert heard.ids == ["ingest.database_aside"]
    assert len(heard.files) == 5
    assert aside.read_bytes() == spoilt
    full.close()
    if how == "zeros":
        assert verify(replace(find(full.root), threads=1)) == full.first


@pytest.mark.campaign
def test_a_database_without_its_marks_is_set_aside(full):
    full.ask("drop table meta")
    full.close()
    assert full.digest() == full.first


@pytest.mark.campaign
def test_what_was_left_of_a_rebuild_that_was_killed_is_no_hindrance(full):
    part = database(full).with_name(".pubkpi.duckdb.part")
    part.write_bytes(b"half" * 5000)
    part.with_name(f"{part.name}.wal").write_bytes(b"half")
    # and the log of a load that was killed at its first write
    database(full).with_name("pubkpi.duckdb.wal").write_bytes(b"half")
    settings = replace(find(full.root), threads=1)
    assert rebuild(settings) == full.first
    assert not part.exists()


@pytest.mark.campaign
def test_a_database_that_is_none_is_no_hindrance_to_a_rebuild(full):
    database(full).write_bytes(b"none" * 5000)
    assert rebuild(replace(find(full.root), threads=1)) == full.first


@pytest.mark.campaign
def test_a_journal_line_that_repeats_a_load_does_not_count_and_is_told(full):
    lines = [json.loads(line) for line in journal(full).read_text("utf-8").splitlines()]
    (again,) = [{k: v for k, v in line.items() if k not in ("seq", "hash", "action")} for line in lines[:1]]
    full.close()
    record = Record(full.root / "data")
    record.append(record.journal.after([("load", again)]))
    # those that stand: for another account, of another day, after a forget
    for data in ({**again, "account": "另一个号"}, {**again, "as_of": "2025-01-02 00:00:00"}):
        record.append(record.journal.after([("load", data)]))
    seq = len(record.journal.entries())
    record.append(
        record.journal.after([("forget", {"load": seq}), ("load", {**again, "as_of": "2025-01-02 00:00:00"})])
    )
    database(full).unlink()
    with listening(heard := Heard()):
        full.digest()
    assert heard.ids == ["ingest.repeat"]
    listed = full.ask(
        "select account, as_of::date::varchar from file where name = $name order by all", name=again["name"]
    )
    assert listed == sorted(
        [("另一个号", again["as_of"][:10]), ("云川发布", again["as_of"][:10]), ("云川发布", "2025-01-02")]
    )


def test_a_shortened_journal_is_found_also_without_the_database(full):
    full.store.__exit__()
    full._store = None
    whole = journal(full).read_bytes()
    lines = whole.splitlines(keepends=True)
    head = full.root / "data" / "archive" / "head.json"
    noted = head.read_bytes()
    for keep_head in (True, False):
        for left in (4, 3, 0):
            journal(full).write_bytes(b"".join(lines[:left]))
            database(full).unlink(missing_ok=True)
            head.write_bytes(noted) if keep_head else head.unlink(missing_ok=True)
            with pytest.raises(VerifyError):
                verify(replace(find(full.root), threads=1))
            with pytest.raises(VerifyError):
                full.open()
    journal(full).write_bytes(whole)
    head.write_bytes(noted)
    assert full.digest() == full.first


def test_an_original_that_no_line_names_is_refused_with_the_remedy(full):
    full.close()
    stray = full.root / "data" / "archive" / "ab" / ("ab" * 32)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"stray")
    for ask in (verify, rebuild):
        with pytest.raises(VerifyError) as caught:
            ask(replace(find(full.root), threads=1))
        assert stray.name in caught.value.where
    assert full.digest() == full.first


def test_looking_at_an_empty_workspace_leaves_nothing_behind(tmp_path):
    (tmp_path / "pubkpi.toml").touch()
    with Store(find(tmp_path), write=False) as store:
        digest.digest(store.engine)
    assert [path.name for path in tmp_path.iterdir()] == ["pubkpi.toml"]


@pytest.mark.campaign
def test_verify_gives_the_digest_and_finds_a_row_that_was_changed(full):
    settings = replace(find(full.root), threads=1)
    assert verify(settings) == full.first
    full.ask("update account_daily_rows set new_count = new_count + 1 where day = date '2024-03-05'")
    full.close()
    with pytest.raises(VerifyError):
        verify(settings)


def test_an_edited_line_of_the_journal_is_found(full):
    lines = journal(full).read_text("utf-8").splitlines(keepends=True)
    for edited in (
        [lines[0].replace("云川发布", "云川日报"), *lines[1:]],
        [*lines[:2], lines[2].replace("2024", "2023", 1), *lines[3:]],
        [lines[1], lines[0], *lines[2:]],
        lines[1:],
        [*lines[:3], *lines[4:]],
        [*lines, lines[-1]],
        [*lines[:-1], lines[-1].replace('"load"', '"forget"')],
        [lines[0], "nonsense\n", *lines[1:]],
        [lines[0], "\n", *lines[1:]],
        ["[1, 2]\n", *lines],
    ):
        journal(full).write_text("".join(edited), "utf-8")
        with pytest.raises(VerifyError) as caught:
            full.open()
        assert "journal.jsonl:" in caught.value.where
    journal(full).write_text("".join(lines), "utf-8")
    assert full.digest() == full.first


def test_a_last_line_that_was_cut_off_is_refused_until_it_is_whole_again(full):
    full.close()
    whole = journal(full).read_bytes()
    for torn in (whole + b'{"seq": 6, "act', whole + b"x", whole[:-9]):
        journal(full).write_bytes(torn)
        for write in (True, False):
            with pytest.raises(VerifyError) as caught:
                full.open(write=write)
            assert "journal.jsonl" in caught.value.where
        assert journal(full).read_bytes() == torn
    for write in (True, False):
        journal(full).write_bytes(whole[:-1])
        full.open(write=write).__exit__()
        assert journal(full).read_bytes() == whole
    assert full.digest() == full.first


@pytest.mark.parametrize("change", ["bytes", *seldom("gone")])
def test_a_changed_or_lost_original_is_found(full, change):
    original = next((full.root / "data" / "archive").glob("??/*"))
    if change == "gone":
        original.unlink()
    else:
        original.write_bytes(original.read_bytes() + b" ")
    with pytest.raises(VerifyError) as caught:
        verify(find(full.root))
    assert "data/archive/" in caught.value.where
    database(full).unlink()
    with pytest.raises(VerifyError):
        full.open()


@pytest.mark.campaign
def test_a_decision_once_taken_is_not_judged_again(desk):
    """A stricter limit is for new files: the old ones stand in the journal."""
    path = desk.drop("a", files.text(growth(*growth_days(1, 5), ("2024-03-06", "x", 0, 0, 0))))
    assert desk.ingest(path, limit=0.5)[0].state == "loaded"
    before = desk.digest()
    desk.close()
    database(desk).unlink()
    assert desk.digest() == before


def test_the_account_and_day_that_were_decided_hold_when_it_is_made_again(desk):
    desk.load(files.html(samples.GROWTH), account="说好的号", as_of=date(2025, 1, 1))
    desk.close()
    database(desk).unlink()
    assert {row[0] for row in desk.rows("account_daily", "account")} == {"说好的号"}
    assert str(desk.ask("select as_of from file")[0][0]) == "2025-01-01 00:00:00"


def test_the_journal_is_a_line_a_decision_that_people_can_read(full):
    lines = [json.loads(line) for line in journal(full).read_text("utf-8").splitlines()]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert {line["action"] for line in lines} == {"load"}
    first = lines[0]
    assert (first["name"], first["account"], first["at"]) == (
        "wechat_user_growth_0.xls",
        "云川发布",
        "2025-01-10 09:00:00",
    )
    assert first["archive"] == first["sha256"]
    assert len(first["profile"]) == 64


HOLD = """
import sys
from pathlib import Path
from pubkpi.ingest.history.store import Store
from pubkpi.workspace.settings import find
with Store(find(Path(sys.argv[1])), write=True):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_workspace_that_another_process_holds_is_busy(desk, monkeypatch):
    monkeypatch.setattr("pubkpi.workspace.lock._PAUSES", (0.01,))
    desk.load(files.html(samples.GROWTH))
    desk.close()
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(desk.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout.readline() == "held\n"
        for write in (True, False):
            with pytest.raises(BusyError) as caught:
                desk.open(write=write)
            assert caught.value.exit_code == 6
    finally:
        holder.communicate("")
    assert desk.counts() == {"account_daily": 4}


@pytest.mark.campaign
def test_what_another_process_wrote_just_before_is_not_lost(desk, monkeypatch):
    """Between looking at the journal and holding the database another command may have come and gone."""
    desk.load(files.text(growth(*growth_days(1, 2))), "first")
    desk.close()
    settings, once = replace(find(desk.root), threads=1, now=NOW), []

    def slow(path):
        if not once:
            once.append(1)
            with Store(settings, write=True) as other:
                other_path = desk.drop("other", files.text(growth(*growth_days(3, 5))))
                list(ingest(other, [other_path], IngestOptions()))
        return Lock(path)

    monkeypatch.setattr("pubkpi.ingest.history.store.Lock", slow)
    assert desk.load(files.text(growth(*growth_days(6, 8))), "third").state == "loaded"
    assert desk.counts() == {"account_daily": 8}
    desk.close()
    database(desk).unlink()
    assert desk.counts() == {"account_daily": 8}


def test_an_error_inside_a_load_takes_it_back_and_the_file_can_be_loaded_again(desk, monkeypatch):
    desk.load(files.text(growth(*growth_days(1, 2))), "first")
    before = desk.digest()

    def broken(*args):
        raise EngineError("duckdb", Text("盘满了", "the disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr("pubkpi.ingest.load.supersede.load", broken)
        with pytest.raises(EngineError):
            desk.load(files.text(growth(*growth_days(3, 5))), "second")
    assert desk.digest() == before
    desk.close()
    assert desk.digest() == before
    assert desk.ingest()[-1].state == "loaded"
    assert desk.counts() == {"account_daily": 5}


@pytest.mark.campaign
def test_of_a_batch_that_upsets_the_engine_the_files_before_the_one_to_blame_stay_loaded(desk, monkeypatch):
    for n in (1, 3, 5):
        desk.drop(f"{n}", files.text(growth(*growth_days(n, n + 1))))
    real = supersede.load

    def broken(engine, staged):
        if any(file_id >= 2 for _, file_id in staged):
            raise EngineError("duckdb", Text("盘满了", "the disk is full"))
        return real(engine, staged)

    with monkeypatch.context() as patched:
        patched.setattr("pubkpi.ingest.load.supersede.load", broken)
        with pytest.raises(EngineError):
            desk.ingest()
    assert desk.counts() == {"account_daily": 2}
    assert [result.state for result in desk.ingest()] == ["already_loaded", "loaded", "loaded"]


def test_the_same_bytes_twice_in_one_folder_are_loaded_once(desk):
    data = files.text(growth(*growth_days(1, 2)))
    desk.drop("a", data)
    desk.drop("b", data)
    first, second = desk.ingest()
    assert (first.state, second.state, second.label.zh) == ("loaded", "already_loaded", "a")
    assert desk.counts() == {"account_daily": 2}


def test_a_refused_file_is_not_kept(desk):
    assert "surveys" in reason(
        desk.load(
            files.xlsx(
                [tuple("其他题" if c == samples.QUESTION else c for c in samples.SURVEY_HEADER), *samples.SURVEY[1:]]
            )
        )
    )
    assert not list((desk.root / "data").rglob("archive/*/*"))


def test_findings_of_all_loads_can_be_asked_for(desk):
    result = desk.load(files.xlsx([samples.GROWTH[0], (*samples.GROWTH_HEADER, "新列"), *samples.GROWTH[2:]]))
    assert [finding.id for finding in ledger.findings(desk.store.engine)] == ids(result) == ["ingest.new_column"]


@pytest.mark.parametrize(
    "tampering",
    [
        "insert into account_daily_rows select * replace (999 as sheet_id, cast('2031-01-01' as date) as day) from account_daily_rows limit 1",
        "insert into account_daily_version_rows select * from account_daily_rows limit 1",
        "update file set name = 'x' where file_id = 1",
    ],
)
def test_the_digest_sees_every_row_also_one_of_no_file(full, tampering):
    full.ask(tampering)
    assert full.digest() != full.first
