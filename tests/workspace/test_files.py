import os
from pathlib import Path

import pytest

from pubkpi.model.errors import DataError, UsageError, VerifyError
from pubkpi.model.text import same
from pubkpi.workspace import layout
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.files import digest, read_bytes, readable, write_aside
from pubkpi.workspace.journal import START, Journal
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

    def held(_):
        raise PermissionError(13, "held")

    monkeypatch.setattr(Path, "read_bytes", held)
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
    before = next(tmp_path.rglob(sha)).stat().st_mtime_ns
    assert archive.put(b"data") == sha == digest(b"data")
    assert next(tmp_path.rglob(sha)).stat().st_mtime_ns == before
    assert (archive.get(sha), archive.size(sha), archive.size("0" * 64)) == (b"data", 4, 0)
    assert next(tmp_path.rglob(sha)).parent.name == sha[:2]


@pytest.mark.parametrize(
    "change", [lambda path: path.write_bytes(b"other"), lambda path: path.unlink(), lambda path: path.write_bytes(b"")]
)
def test_an_original_that_was_changed_or_lost_is_found(tmp_path, change):
    archive = Archive(tmp_path)
    sha = archive.put(b"data")
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
    path.write_text(edit(path.read_text("utf-8")), "utf-8")
    with pytest.raises(VerifyError) as caught:
        Journal(path).entries()
    assert caught.value.where.startswith("journal.jsonl:")


@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_line_cut_short_was_never_written_and_the_next_one_takes_its_place(tmp_path, cut):
    path = tmp_path / "journal.jsonl"
    for n in range(2):
        append(Journal(path), ("load", {"n": n}))
    path.write_bytes(path.read_bytes()[:-cut])
    assert [entry.data["n"] for entry in Journal(path).entries()] == [0]
    append(Journal(path), ("load", {"n": 7}))
    assert [entry.data["n"] for entry in Journal(path).entries()] == [0, 7]


def test_a_new_workspace_is_whole_and_is_found(tmp_path):
    layout.make(tmp_path / "new")
    settings = find(tmp_path / "new")
    assert settings.scorecard == "department_2024"
    assert (settings.specs / "department_2024.yaml").is_file()
    assert (settings.inbox.is_dir(), settings.reports.is_dir(), settings.state.is_dir()) == (True,) * 3
    assert (settings.root / "surveys.yaml").is_file()


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
    inbox = layout.add_samples(tmp_path)
    assert inbox == find(tmp_path).inbox
    assert any(inbox.rglob("*.xls"))
    assert "总体是否满意" in (tmp_path / "surveys.yaml").read_text("utf-8")


@pytest.mark.parametrize("there", [True, False])
def test_what_is_put_while_a_load_fails_is_kept_only_if_it_was_there(tmp_path, there):
    archive = Archive(tmp_path)
    if there:
        archive.put(b"data")

    def fails():
        with archive.putting(b"data") as kept:
            assert archive.get(kept()) == b"data"
            raise UsageError("x", same("no"))

    with pytest.raises(UsageError):
        fails()
    assert archive.size(digest(b"data")) == len(b"data") * there
    with archive.putting(b"data"):
        pass
    assert archive.get(digest(b"data")) == b"data"
