"""Archive and journal are the state; the database is their cache and is made again from them."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from pubkpi import pipeline
from pubkpi.ingest import state
from pubkpi.ingest.result import Said
from pubkpi.ingest.run import ingest
from pubkpi.ingest.store import Store
from pubkpi.model.errors import BusyError, EngineError, VerifyError
from pubkpi.model.text import Text
from pubkpi.workspace.settings import find
from tests.ingest import files, samples
from tests.ingest.desk import ids, reason
from tests.ingest.samples import growth, growth_days


@pytest.fixture
def full(desk):
    """A workspace with a file of every export, some of them overlapping, and one that has rejected rows."""
    for export, found in samples.EXPORTS.items():
        for i, rows in enumerate(found):
            assert desk.load(files.xls(rows), f"{export}_{i}.xls").state == "loaded"
    rows = growth(*growth_days(1, 24), ("2024-03-25", "x", 0, 0, 0))
    assert desk.load(files.text(rows), "with rejects.csv", as_of=date(2024, 5, 1)).rows.rejected == 1
    desk.first = desk.digest()
    desk.close()
    return desk


def journal(desk):
    """The file of the journal."""
    return desk.root / "data" / "journal.jsonl"


def database(desk):
    """The file of the database."""
    return desk.root / "data" / "pubkpi.duckdb"


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


def test_a_database_made_in_memory_has_the_same_digest(full):
    made = full.store.rebuilt()
    assert state.digest(made) == full.first
    made.close()


def test_reading_alone_also_catches_up(full):
    database(full).unlink()
    full._store = full.open(write=False)
    assert full.digest() == full.first


@pytest.mark.parametrize("write", [True, False])
def test_a_database_of_another_journal_is_made_again(full, desks, write):
    other = desks()
    other.load(files.html(samples.GROWTH))
    other.close()
    database(full).write_bytes(database(other).read_bytes())
    full._store = full.open(write=write)
    assert full.digest() == full.first


def test_a_database_of_another_layout_is_made_again(full):
    full.ask("update meta set schema_version = 0")
    full.close()
    assert full.digest() == full.first


def test_a_broken_database_names_the_remedy(full):
    database(full).write_bytes(b"not a database" * 1000)
    with pytest.raises(EngineError) as caught:
        full.open()
    assert "pubkpi.duckdb" in caught.value.line("zh")
    assert "删除" in caught.value.line("zh")
    database(full).unlink()
    assert full.digest() == full.first


def test_looking_at_an_empty_workspace_leaves_nothing_behind(tmp_path):
    (tmp_path / "pubkpi.toml").touch()
    with Store(find(tmp_path), write=False) as store:
        state.digest(store.engine)
    assert [path.name for path in tmp_path.iterdir()] == ["pubkpi.toml"]


def test_verify_gives_the_digest_and_finds_a_row_that_was_changed(full):
    settings = replace(find(full.root), threads=1)
    assert pipeline.verify(settings) == full.first
    full.ask("update account_daily set new_count = new_count + 1 where day = date '2024-03-05'")
    full.close()
    with pytest.raises(VerifyError):
        pipeline.verify(settings)


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


@pytest.mark.parametrize("torn", ['{"seq": 99, "act', "x", '{"seq": 99}'])
def test_a_last_line_that_a_crash_cut_short_is_left_out_and_repaired(full, torn):
    with journal(full).open("a", encoding="utf-8") as stream:
        stream.write(torn)
    assert full.digest() == full.first
    assert full.load(files.text(growth(*growth_days(1, 2, month="2024-07"))), "july").state == "loaded"
    now = full.digest()
    full.close()
    assert torn not in journal(full).read_text("utf-8")
    database(full).unlink()
    assert full.digest() == now


@pytest.mark.parametrize("change", ["bytes", "gone"])
def test_a_changed_or_lost_original_is_found(full, change):
    original = next(path for path in (full.root / "data" / "archive").rglob("*") if path.is_file())
    if change == "gone":
        original.unlink()
    else:
        original.write_bytes(original.read_bytes() + b" ")
    with pytest.raises(VerifyError) as caught:
        pipeline.verify(find(full.root))
    assert "data/archive/" in caught.value.where
    database(full).unlink()
    with pytest.raises(VerifyError):
        full.open()


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
    assert (first["name"], first["account"], first["at"]) == ("wechat_user_growth_0.xls", "云川发布", "2025-01-10 09:00:00")
    assert first["archive"] == first["sha256"]
    assert len(first["profile"]) == 64


HOLD = """
import sys
from pathlib import Path
from pubkpi.ingest.store import Store
from pubkpi.workspace.settings import find
with Store(find(Path(sys.argv[1])), write=True):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_workspace_that_another_process_holds_is_busy(desk):
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


def test_what_another_process_wrote_just_before_is_not_lost(desk, monkeypatch):
    """Between looking at the journal and holding the database another command may have come and gone."""
    desk.load(files.text(growth(*growth_days(1, 2))), "first")
    desk.close()
    connect, once = Store._connect, []

    def slow(self, path, *, read_only):
        if not once:
            once.append(1)
            self.journal.entries()
            with Store(self.settings, write=True) as other:
                path = desk.drop("other", files.text(growth(*growth_days(3, 5))))
                list(ingest(other, [path], Said()))
        return connect(self, self.settings.database, read_only=read_only)

    monkeypatch.setattr(Store, "_connect", slow)
    assert desk.load(files.text(growth(*growth_days(6, 8))), "third").state == "loaded"
    assert desk.counts() == {"account_daily": 8}
    desk.close()
    database(desk).unlink()
    assert desk.counts() == {"account_daily": 8}


# Where a command can die: (what to replace, whether to die before or after it has done its work, on which call).
STEPS = [
    ("pubkpi.workspace.archive:Archive.put", "before", 1),
    ("pubkpi.workspace.archive:Archive.put", "after", 1),
    ("pubkpi.workspace.files:os.fsync", "before", 1),
    ("pubkpi.workspace.files:os.fsync", "before", 2),
    ("pubkpi.workspace.journal:Journal.append", "before", 1),
    ("pubkpi.workspace.journal:Journal.append", "after", 1),
    ("pubkpi.ingest.store:Store._commit", "before", 1),
    ("pubkpi.ingest.load:load", "before", 2),
    ("pubkpi.ingest.load:load", "after", 3),
    ("pubkpi.ingest.load:recount", "after", 1),
    ("pubkpi.ingest.store:Store._commit", "after", 1),
    ("pubkpi.ingest.store:Store._commit", "after", 2),
    ("pubkpi.ingest.schema:create", "after", 1),
]
VICTIM = """
import importlib, os, signal, sys
from pathlib import Path

root, target, when, call = sys.argv[1:]
module, _, names = target.partition(":")
owner = importlib.import_module(module)
*path, name = names.split(".")
for step in path:
    owner = getattr(owner, step)
real, left = getattr(owner, name), [int(call)]

def dying(*args, **kwargs):
    left[0] -= 1
    if when == "before" and not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    result = real(*args, **kwargs)
    if when == "after" and not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

setattr(owner, name, dying)
from pubkpi.ingest.result import Said
from pubkpi.ingest.run import ingest
from pubkpi.ingest.store import Store
from pubkpi.workspace.settings import find
with Store(find(Path(root), threads=1), write=True) as store:
    list(ingest(store, [Path(root) / "inbox"], Said()))
print("survived")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9 there")
def test_kill_9_at_any_step_leaves_the_state_before_or_after_and_the_rest_can_be_loaded(desks):
    def inbox(desk):
        desk.drop("a.xls", files.xls(samples.TREND))
        desk.drop("b.xls", files.html(growth(*growth_days(1, 9))))
        desk.drop("c.csv", files.text(growth(*growth_days(5, 12, base=1))))
        return desk

    whole = inbox(desks())
    known = [whole.digest()]
    for name in ("a.xls", "b.xls", "c.csv"):
        whole.ingest(whole.root / "inbox" / "云川发布" / name)
        known.append(whole.digest())
    victims = []
    for step in STEPS:
        desk = inbox(desks())
        database(desk).unlink()
        call = [sys.executable, "-c", VICTIM, str(desk.root), *map(str, step)]
        victims.append((step, desk, subprocess.Popen(call, stdout=subprocess.PIPE, stderr=subprocess.PIPE)))
    for step, desk, victim in victims:
        out, err = victim.communicate(timeout=60)
        assert (victim.returncode, out) == (-9, b""), (step, out, err)
        done = len(journal(desk).read_text("utf-8").splitlines()) if journal(desk).exists() else 0
        assert desk.digest() == known[done], step
        assert {result.state for result in desk.ingest()} <= {"loaded", "already_loaded"}, step
        assert desk.digest() == known[-1], step
        assert not list((desk.root / "data").rglob("*.part")) or "fsync" in step[0], step
        desk.close()
        assert pipeline.verify(find(desk.root)) == known[-1], step


def test_an_error_inside_a_load_takes_it_back_and_the_next_command_catches_up(desk, monkeypatch):
    desk.load(files.text(growth(*growth_days(1, 2))), "first")
    before = desk.digest()

    def broken(*args):
        raise EngineError("duckdb", Text("盘满了", "the disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr("pubkpi.ingest.load.load", broken)
        with pytest.raises(EngineError):
            desk.load(files.text(growth(*growth_days(3, 5))), "second")
    assert desk.digest() == before
    desk.close()
    assert desk.counts() == {"account_daily": 5}


PHONES = ("13800138000", "138-0013-8001", "138 0013 8002", "+86 13800138003", "8613800138004", "１３８００１３８００５")
IDENTITY = "110101199003078515"
ADDRESSES = ("203.0.113.77", "198.51.100.23", "2001:db8::17")


def test_personal_data_reach_neither_database_nor_archive_nor_journal(desk):
    header = samples.SURVEY_HEADER
    rows = [("问卷联系人 王老师 13911112222",), header]
    words = [*PHONES, IDENTITY, f"我的电话是{PHONES[0]}，身份证{IDENTITY}，谢谢", 13800138006]
    for n, word in enumerate(words, start=1):
        address = f"{ADDRESSES[n % 3]}(示例-云川)"
        rows.append((n, f"2024/03/05 12:00:{n:02}", "9秒", "微信", address, address, word, "满意", f"回电 {word}", 80))
    planted = [*ADDRESSES, IDENTITY, "13911112222", "13800138006", *PHONES, PHONES[1].replace("-", "")]
    for data in (files.xlsx(rows, 名单=[("张三", PHONES[0], ADDRESSES[0])]), files.text(rows, "gb18030"), files.xls(rows)):
        result = desk.load(data, f"{len(data)}.xlsx")
        assert result.state == "loaded"
        assert (result.rows.loaded, result.rows.rejected) == (len(words), 0)
        assert not [word for word in planted if word in repr(result)]
    assert {answer for answer, *_ in desk.rows("survey_answer", "answer")} == {"满意"}
    dump = "".join(str(desk.ask(f"select * from {name}")) for name in (*desk.counts(), "reject", "file", "load_finding"))
    assert not [word for word in planted if word in dump]
    desk.close()
    kept = [path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()]
    kept += [gzip.decompress(data) for data in kept if data.startswith(b"\x1f\x8b")]
    assert sum(data.startswith(b"\x1f\x8b") for data in kept) == 3
    for word in planted:
        for encoding in ("utf-8", "gb18030", "utf-16-le"):
            assert not [data[:20] for data in kept if word.encode(encoding) in data], word
            escaped = json.dumps(word).strip('"').encode()
            assert not [data[:20] for data in kept if escaped in data], word


def test_a_redacted_file_is_known_by_its_original_and_made_again_from_what_is_kept(desk):
    data = files.xlsx(samples.SURVEY)
    first = desk.load(data, "答卷.xlsx")
    before, lines = desk.digest(), journal(desk).read_text("utf-8")
    assert desk.load(data, "副本.xlsx").state == "already_loaded"
    assert journal(desk).read_text("utf-8") == lines
    entry = json.loads(lines)
    assert entry["sha256"] == first.sha256 != entry["archive"]
    desk.close()
    database(desk).unlink()
    assert desk.digest() == before
    assert desk.ask("select sha256 from file") == [(first.sha256,)]


def test_a_compressed_file_that_looks_like_the_archive_is_masked_all_the_same(desk):
    rows = [[str(cell) for cell in row] for row in samples.SURVEY]
    rows[1][8] = PHONES[0]
    forged = gzip.compress(json.dumps(["xlsx", "", [["Sheet1", rows]]]).encode())
    assert desk.load(forged, "x.gz").state == "loaded"
    desk.close()
    kept = [path.read_bytes() for path in (desk.root / "data").rglob("*") if path.is_file()]
    assert not [1 for data in kept if data.startswith(b"\x1f\x8b") and PHONES[0].encode() in gzip.decompress(data)]


def test_numbers_that_are_nobodys_are_left_alone(desk):
    """Ids, addresses of articles and long figures are no telephone numbers."""
    rows = [*samples.LIST[:3], (None, "热线12345，流水号202403051380013800012", "20240305", 1, 0, 0, 1, 1, 1, "http://x/s/13800138000")]
    desk.load(files.xls(rows))
    assert desk.rows("post", "url", "title") == [("http://x/s/13800138000", "热线12345，流水号202403051380013800012")]


def test_a_refused_file_is_not_kept(desk):
    assert "surveys" in reason(desk.load(files.xlsx([tuple("其他题" if c == samples.QUESTION else c for c in samples.SURVEY_HEADER), *samples.SURVEY[1:]])))
    assert not list((desk.root / "data").rglob("archive/*/*"))


def test_findings_of_all_loads_can_be_asked_for(desk):
    result = desk.load(files.xlsx([samples.GROWTH[0], (*samples.GROWTH_HEADER, "新列"), *samples.GROWTH[2:]]))
    assert [finding.id for finding in state.findings(desk.store.engine)] == ids(result) == ["ingest.new_column"]

