import os
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from pubkpi.model.errors import BusyError, DataError, UsageError, VerifyError
from pubkpi.specs.build import build, scorecard_ids
from pubkpi.workspace import layout
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.files import digest, read_bytes, readable, write_aside
from pubkpi.workspace.journal import START, Journal
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import MARKER, find


def test_a_file_is_written_whole_into_folders_that_are_made(tmp_path):
    path = tmp_path / "a" / "b" / "c.html"
    for data in (b"first", b"", b"second" * 10_000):
        write_aside(path, data)
        assert path.read_bytes() == data
        assert [one.name for one in path.parent.iterdir()] == ["c.html"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_write_that_fails_leaves_the_old_file_and_no_half_one(tmp_path, monkeypatch, step):
    path = tmp_path / "c.html"
    write_aside(path, b"old")

    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), broken)
    with pytest.raises(OSError, match="space"):
        write_aside(path, b"new")
    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["c.html"]


def test_a_file_that_cannot_be_read_is_a_data_error(tmp_path, monkeypatch):
    with pytest.raises(DataError):
        read_bytes(tmp_path / "none.xls")
    with pytest.raises(DataError):
        read_bytes(tmp_path)

    def held(*_):
        raise PermissionError(13, "held")

    (tmp_path / "a.xls").touch()
    monkeypatch.setattr(os, "open", held)
    with pytest.raises(DataError) as caught:
        read_bytes(tmp_path / "a.xls")
    assert "WPS" in caught.value.line("zh")


@pytest.mark.skipif(os.name == "nt", reason="a file name is not bytes there")
def test_a_name_of_any_bytes_can_be_written_down():
    assert readable("用户.xls") == "用户.xls"
    assert readable(os.fsdecode("用户.xls".encode("gb18030"))) == "用户.xls"
    assert readable(os.fsdecode(b"\xff\xff.xls")).encode()


def test_the_archive_keeps_bytes_under_their_hash_once(tmp_path):
    archive = Archive(tmp_path / "archive")
    sha = archive.put(b"data")
    assert (archive.get(sha), archive.originals()) == (b"data", [])
    archive.settle()
    before = next(tmp_path.rglob(sha)).stat().st_mtime_ns
    assert archive.put(b"data") == sha == digest(b"data")
    assert next(tmp_path.rglob(sha)).stat().st_mtime_ns == before
    assert (archive.get(sha), archive.size(sha), archive.size("0" * 64)) == (b"data", 4, 0)
    assert next(tmp_path.rglob(sha)).parent.name == sha[:2]


def test_a_long_text_lies_packed_under_the_hash_of_its_words(tmp_path):
    archive, text = Archive(tmp_path), b"".join(b"%d," % (number % 900) for number in range(300_000))
    sha = archive.put_text(text)
    archive.settle()
    path = next(tmp_path.rglob(sha))
    assert sha == digest(text)
    assert path.stat().st_size < len(text) / 4
    assert (archive.get(sha), archive.originals()) == (text, [sha])
    assert archive.put_text(text) == sha
    packed = path.read_bytes()
    for spoilt in (packed[:-1], packed + b".", packed[:99] + bytes(50) + packed[149:], packed[:4], text[:-1]):
        path.write_bytes(spoilt)
        with pytest.raises(VerifyError):
            archive.get(sha)
    assert Archive(tmp_path).put_text(text) == sha
    short = archive.put_text(b"short")
    assert next(tmp_path.rglob(f".{short}.part")).read_bytes() == b"short"


@pytest.mark.parametrize(
    "change", [lambda path: path.write_bytes(b"other"), lambda path: path.unlink(), lambda path: path.write_bytes(b"")]
)
def test_an_original_that_was_changed_or_lost_is_found(tmp_path, change):
    archive = Archive(tmp_path)
    sha = archive.put(b"data")
    archive.settle()
    change(next(tmp_path.rglob(sha)))
    with pytest.raises(VerifyError):
        archive.get(sha)


def append(journal, decision):
    (entry,) = journal.after([decision])
    journal.append([entry])
    return entry


def test_the_journal_gives_back_what_was_written_in_order(tmp_path):
    journal = Journal(tmp_path / "data" / "journal.jsonl")
    assert journal.entries() == []
    decided = [("load", {"name": name, "n": n}) for n, name in enumerate(("a", "题\n目", "\u2028", ""))]
    written = [append(journal, *decided[:1]), *journal.after(decided[1:])]
    assert len(journal.entries()) == 1
    journal.append(written[1:])
    assert journal.entries() == Journal(tmp_path / "data" / "journal.jsonl").entries() == written
    assert [entry.seq for entry in written] == [1, 2, 3, 4]
    assert written[1].data == {"name": "题\n目", "n": 1}
    assert len({START, *(entry.hash for entry in written)}) == 5
    assert len((tmp_path / "data" / "journal.jsonl").read_bytes().splitlines()) == 4


def test_two_journals_of_the_same_decisions_are_the_same_bytes(tmp_path):
    for name in "ab":
        for n in range(3):
            append(Journal(tmp_path / name), ("load", {"n": n}))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_what_a_reader_does_with_the_list_does_not_change_the_journal(tmp_path):
    journal = Journal(tmp_path / "journal.jsonl")
    append(journal, ("load", {"n": 1}))
    journal.entries().clear()
    assert len(journal.entries()) == 1


@pytest.mark.parametrize("edit", [
    lambda text: text.replace('"n": 1', '"n": 2'),
    lambda text: text.replace('"load"', '"close"', 1),
    lambda text: "".join(text.splitlines(keepends=True)[1:]),
    lambda text: "".join(reversed(text.splitlines(keepends=True))),
    lambda text: text + text.splitlines(keepends=True)[-1],
    lambda text: "\n" + text,
    lambda text: text.replace('"seq": 2', '"seq": "2"'),
    lambda text: text.replace('"n": 1', '"n": 1, "more": 1'),
    lambda text: text.replace("{", "[", 1),
])  # fmt: skip
def test_an_edit_of_the_journal_names_the_line(tmp_path, edit):
    path = tmp_path / "journal.jsonl"
    for n in range(3):
        append(Journal(path), ("load", {"n": n}))
    assert len(Journal(path).entries()) == 3  # that it was right a moment ago does not count
    path.write_text(edit(path.read_text("utf-8")), "utf-8")
    with pytest.raises(VerifyError) as caught:
        Journal(path).entries()
    assert caught.value.where.startswith("journal.jsonl:")


DRAFT = ".journal.jsonl.part"


def written(path, count=2):
    """The bytes of a journal of that many lines."""
    for n in range(count):
        append(Journal(path), ("load", {"n": n}))
    return path.read_bytes()


def mended(path):
    journal = Journal(path)
    journal.mend()
    assert not journal.cut_off
    assert not path.with_name(DRAFT).exists()
    return [entry.data["n"] for entry in journal.entries()]


@pytest.mark.parametrize("cut", [0, 1, 5, 40, 110, 111, 112, 180])
def test_lines_cut_short_by_a_crash_are_completed_from_the_draft(tmp_path, cut):
    path = tmp_path / "journal.jsonl"
    first = written(path, 1)
    whole = written(path.with_name("other"), 3)
    path.with_name(DRAFT).write_bytes(whole[len(first) :])
    path.write_bytes(whole[: len(whole) - cut])
    assert Journal(path).cut_off
    assert mended(path) == [0, 1, 2]
    append(Journal(path), ("load", {"n": 7}))
    assert mended(path) == [0, 1, 2, 7]


def test_of_a_write_that_had_not_begun_nothing_is_kept(tmp_path):
    path = tmp_path / "journal.jsonl"
    first = written(path, 1)
    path.with_name(DRAFT).write_bytes(written(path.with_name("other"), 3)[len(first) :])
    assert mended(path) == [0]


def test_a_draft_that_was_cut_short_led_to_no_write(tmp_path):
    path = tmp_path / "journal.jsonl"
    whole = written(path)
    path.with_name(DRAFT).write_bytes(whole[:-3])
    assert mended(path) == [0, 1]
    assert path.read_bytes() == whole


def test_a_last_line_that_lacks_only_its_end_gets_it(tmp_path):
    path = tmp_path / "journal.jsonl"
    whole = written(path)
    path.write_bytes(whole[:-1])
    assert mended(path) == [0, 1]
    assert path.read_bytes() == whole


@pytest.mark.parametrize("cut", [2, 5, 40])
def test_a_last_line_that_somebody_cut_off_is_refused_and_not_dropped(tmp_path, cut):
    path = tmp_path / "journal.jsonl"
    left = written(path)[:-cut]
    path.write_bytes(left)
    with pytest.raises(VerifyError) as caught:
        Journal(path).mend()
    assert caught.value.where == "journal.jsonl:2"
    assert path.read_bytes() == left


@pytest.mark.parametrize("change", [lambda data: data.replace(b"\n", b"\r\n"), lambda data: b"\xef\xbb\xbf" + data])
def test_a_journal_that_an_editor_saved_with_other_line_ends_is_the_same(tmp_path, change):
    path = tmp_path / "journal.jsonl"
    path.write_bytes(change(written(path)))
    append(Journal(path), ("load", {"n": 2}))
    assert mended(path) == [0, 1, 2]


@pytest.mark.parametrize(("step", "call"), [("fsync", 1), ("fsync", 2), ("truncate", 1), ("unlink", 1)])
def test_a_write_of_the_journal_that_fails_is_taken_back_or_completed(tmp_path, monkeypatch, step, call):
    path, calls = tmp_path / "journal.jsonl", Counter()
    before = written(path)
    entries = Journal(path).after([("load", {"n": 2}), ("load", {"n": 3})])

    def failing(name, real):
        def call_it(*args, **kwargs):
            calls[name] += 1
            second = name == "fsync" and step == "truncate" and calls[name] == 2
            if second or (name == step and calls[name] == call):
                raise OSError(28, "No space left on device")
            return real(*args, **kwargs)

        return call_it

    with monkeypatch.context() as patched:
        for owner, name in ((os, "fsync"), (os, "truncate"), (Path, "unlink")):
            patched.setattr(owner, name, failing(name, getattr(owner, name)))
        if step == "unlink":
            Journal(path).append(entries)
        else:
            with pytest.raises(OSError, match="space"):
                Journal(path).append(entries)
    # what could not be taken back is completed: it was written whole
    assert mended(path) == ([0, 1] if step == "fsync" else [0, 1, 2, 3])
    assert path.read_bytes().startswith(before)


def test_a_new_workspace_is_whole_and_is_found(tmp_path):
    layout.make(tmp_path / "new")
    settings = find(tmp_path / "new")
    assert settings.scorecard == ""
    assert (settings.inbox.is_dir(), settings.reports.is_dir(), settings.state.is_dir()) == (True,) * 3
    assert (settings.root / "surveys.yaml").is_file()


def test_no_plan_comes_along_but_the_one_that_is_requested(tmp_path):
    layout.make(tmp_path / "none")
    brought = {path.name for path in (tmp_path / "none" / "kpi_specs").iterdir()}
    assert {"wci-14.2-a.yaml", "account_gate_2019.yaml", "schema"} < brought
    assert not [name for name in brought if "2024" in name and not name.startswith("mcci")]
    layout.make(tmp_path / "city", "city_2024")
    assert find(tmp_path / "city").scorecard == "city_2024"
    assert (tmp_path / "city" / "kpi_specs" / "city_2024.yaml").is_file()
    with pytest.raises(UsageError, match="cty_2024") as caught:
        layout.make(tmp_path / "typo", "cty_2024")
    assert "city_2024" in caught.value.hint.en
    assert not (tmp_path / "typo").exists()


def test_what_a_new_workspace_brings_needs_no_measures_and_is_sound(tmp_path):
    layout.make(tmp_path)
    specs = find(tmp_path).specs
    assert not (specs / "measures").exists()
    assert all(build(specs, name).id == name for name in scorecard_ids(specs))


def test_a_workspace_from_the_time_when_each_had_a_plan_keeps_it(tmp_path):
    layout.make(tmp_path, "department_2024")
    (tmp_path / MARKER).write_text("", "utf-8")
    assert find(tmp_path).scorecard == "department_2024"
    (tmp_path / "kpi_specs" / "department_2024.yaml").unlink()
    assert find(tmp_path).scorecard == ""


TOMLS = [
    ("", '\n\n[score]\nscorecard = "a"\n'),
    (
        '[score]\nscorecard = ""   # plan\n[report]\nlang = "zh"\n',
        '[score]\nscorecard = "a"   # plan\n[report]\nlang = "zh"\n',
    ),
    ("[score]\nscorecard = 'b'", '[score]\nscorecard = "a"'),
    ('[report]\nscorecard = "x"\n[score]\n', '[report]\nscorecard = "x"\n[score]\nscorecard = "a"\n'),
    ('[score]\n# scorecard = "c"\n\n[report]\n', '[score]\n# scorecard = "c"\nscorecard = "a"\n\n[report]\n'),
    ('[score]\r\nscorecard = ""\r\n', '[score]\r\nscorecard = "a"\r\n'),
]


@pytest.mark.parametrize(("words", "now"), TOMLS, ids=range(len(TOMLS)))
def test_a_setting_is_written_in_its_place_and_all_else_stays(words, now):
    assert layout.with_settings(words, {"[score] scorecard": "a"}) == now
    assert tomllib.loads(now)["score"]["scorecard"] == "a"


@pytest.mark.parametrize("value", ["云川“市”", 'a "b" \\ c', "x\ny\t"])
def test_a_setting_is_read_as_it_was_written(value):
    words = layout.with_settings(layout.with_settings("", {"[report] organisation": value}), {"[score] scorecard": "a"})
    assert tomllib.loads(words) == {"report": {"organisation": value}, "score": {"scorecard": "a"}}


def test_a_second_init_is_refused_and_changes_nothing(tmp_path):
    layout.make(tmp_path)
    (tmp_path / MARKER).write_text("# mine\n", "utf-8")
    with pytest.raises(UsageError):
        layout.make(tmp_path)
    assert (tmp_path / MARKER).read_text("utf-8") == "# mine\n"


def test_init_overwrites_nothing_that_is_there(tmp_path):
    (tmp_path / "kpi_specs").mkdir()
    (tmp_path / "kpi_specs" / "own.yaml").write_text("mine", "utf-8")
    (tmp_path / "surveys.yaml").write_text("mine", "utf-8")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "a.xls").write_text("mine", "utf-8")
    layout.make(tmp_path)
    assert [path.name for path in (tmp_path / "kpi_specs").iterdir()] == ["own.yaml"]
    assert {(tmp_path / name).read_text("utf-8") for name in ("surveys.yaml", "inbox/a.xls", "kpi_specs/own.yaml")} == {
        "mine"
    }


def test_init_where_a_file_is_is_refused(tmp_path):
    (tmp_path / "a").write_text("", "utf-8")
    with pytest.raises(UsageError):
        layout.make(tmp_path / "a")


def test_the_samples_come_with_the_mapping_of_their_survey(tmp_path):
    layout.make(tmp_path)
    inbox = layout.add_samples(tmp_path, city=False)
    assert inbox == find(tmp_path).inbox
    assert any(inbox.rglob("*.xls"))
    assert "总体是否满意" in (tmp_path / "surveys.yaml").read_text("utf-8")


@pytest.mark.parametrize("there", [True, False])
def test_what_is_put_is_kept_when_it_is_settled_and_only_then(tmp_path, there):
    archive, sha = Archive(tmp_path), digest(b"data")
    if there:
        archive.put(b"data")
        archive.settle()
    with archive.putting(b"data", sha) as kept:
        assert archive.get(kept()) == b"data"
    archive.drop()
    assert archive.size(sha) == len(b"data") * there
    with archive.putting(b"data", sha):
        pass
    archive.settle()
    assert archive.get(sha) == b"data"
    assert not [*tmp_path.rglob("*.part")]


def test_parts_that_a_crash_left_are_kept_if_the_journal_names_them_and_else_removed(tmp_path):
    archive = Archive(tmp_path)
    named, other, spoilt = (archive.put(data) for data in (b"named", b"other", b"spoilt"))
    next(tmp_path.rglob(f".{spoilt}.part")).write_bytes(b"spo")
    Archive(tmp_path).mend({named, spoilt})
    assert Archive(tmp_path).originals() == [named]
    assert not [*tmp_path.rglob("*.part")]
    with pytest.raises(VerifyError) as caught:
        Archive(tmp_path).refuse_unnamed({other})
    assert named in caught.value.where
    assert "data/journal.jsonl" in caught.value.line("en")


def test_an_original_that_was_spoilt_is_written_again_when_it_comes_again(tmp_path):
    archive = Archive(tmp_path)
    sha = archive.put(b"data")
    archive.settle()
    next(tmp_path.rglob(sha)).write_bytes(b"dat")
    again = Archive(tmp_path)
    assert again.put(b"data") == sha
    again.settle()
    assert Archive(tmp_path).get(sha) == b"data"


def record(state, *decisions):
    """The record in *state*, opened as a command does, with these decisions added, one write each."""
    opened = Record(state)
    opened.mend()
    for one in decisions:
        opened.append(opened.journal.after([one]))
    return opened


def test_a_shortened_journal_is_found_by_what_the_archive_notes(tmp_path):
    record(tmp_path, *(("forget", {"load": n, "reading": 2}) for n in range(4)))
    path = tmp_path / "journal.jsonl"
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for left in (3, 2, 0):
        path.write_bytes(b"".join(lines[:left]))
        with pytest.raises(VerifyError):
            Record(tmp_path).entries()
    path.unlink()
    with pytest.raises(VerifyError):
        Record(tmp_path).entries()
    path.write_bytes(whole)
    (tmp_path / "archive" / "head.json").unlink()
    with pytest.raises(VerifyError) as caught:
        Record(tmp_path).entries()
    assert "head.json" in caught.value.line("en")


def test_the_note_may_lag_by_the_last_write(tmp_path):
    state, head = record(tmp_path, ("forget", {"load": 1})), tmp_path / "archive" / "head.json"
    before = head.read_bytes()
    state.append(state.journal.after([("forget", {"load": 2}), ("forget", {"load": 3})]))
    head.write_bytes(before)
    assert len(record(tmp_path).entries()) == 3
    assert Record(tmp_path).archive.head()[0] == 3
    head.write_bytes(b"{}")
    with pytest.raises(VerifyError):
        Record(tmp_path).entries()


def test_what_a_crash_left_of_an_older_write_is_swept_away(tmp_path):
    old, new = tmp_path / ".c.html.12.part", tmp_path / ".c.html.13.part"
    for one in (old, new):
        one.write_bytes(b"half")
    os.utime(old, (1, 1))
    write_aside(tmp_path / "c.html", b"whole")
    assert sorted(one.name for one in tmp_path.iterdir()) == [".c.html.13.part", "c.html"]


def test_a_full_disk_names_the_file(tmp_path, monkeypatch):
    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="space") as caught:
        write_aside(tmp_path / "c.html", b"new")
    assert caught.value.filename == str(tmp_path / "c.html")


def test_a_lock_is_held_by_one_and_gone_with_its_holder(tmp_path, monkeypatch):
    first, pauses = Lock(tmp_path / "data" / ".lock"), []
    monkeypatch.setattr("pubkpi.workspace.lock.time.sleep", pauses.append)
    with pytest.raises(BusyError):
        Lock(tmp_path / "data" / ".lock")
    assert 1 < sum(pauses) < 2
    # who holds it for a moment only is waited for
    monkeypatch.setattr("pubkpi.workspace.lock.time.sleep", lambda _: first.release())
    Lock(tmp_path / "data" / ".lock").release()
    first.release()
    Lock(tmp_path / "data" / ".lock").release()
