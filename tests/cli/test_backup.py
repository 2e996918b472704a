"""A workspace in one file and back: what comes out is what went in, or nothing."""

import io
import json
import os
import shutil
import stat
import zipfile
from hashlib import sha256

import pytest

from pubkpi.model.errors import DataError, UsageError, VerifyError
from pubkpi.pipeline.upkeep.backup import LIST, back_up
from pubkpi.pipeline.upkeep.restoration import restore
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import errors, fingerprint, pubkpi

TRUTH = ("archive/", "journal.jsonl")


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """The backup of a workspace in which nothing is loaded, as bytes."""
    folder = tmp_path_factory.mktemp("small")
    pubkpi("init", "--plan", "department_2024", folder / "ws", cwd=folder)
    back_up(find(folder / "ws"), folder / "small.zip", force=False)
    return (folder / "small.zip").read_bytes()


def state(folder):
    """Archive and journal, specs and settings of a workspace, by name and hash."""
    files = fingerprint(folder)
    held = {name: one for name, one in files.items() if not name.startswith(("data/", "inbox", "reports")) and one}
    truth = {name: one for name, one in files.items() if one and name.removeprefix("data/").startswith(TRUTH)}
    return {**held, **truth}


def test_a_workspace_comes_back_as_it_was(copy, tmp_path):
    """The same state by its digest, file by file; private, and it says that it holds personal data."""
    for name in ("analyses.yaml", "季度复盘.bat"):
        (copy / name).write_bytes(b"min_posts: 3\n")
    made = pubkpi("backup", tmp_path / "ws.zip", cwd=copy)
    assert stat.S_IMODE((tmp_path / "ws.zip").stat().st_mode) == 0o600
    assert "personal data" in made.stderr
    with zipfile.ZipFile(tmp_path / "ws.zip") as book:
        assert "含个人信息" in book.read("README.txt").decode("utf-8-sig")
        assert not [one for one in book.namelist() if one.endswith((".duckdb", ".lock")) or one.startswith("inbox")]
    back = pubkpi("restore", tmp_path / "ws.zip", tmp_path / "back", cwd=tmp_path)
    assert back.stdout == made.stdout
    assert state(tmp_path / "back") == state(copy)
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in (tmp_path / "back").rglob("*")} == {0}


def test_a_backup_is_written_and_restored_over_nothing(copy, tmp_path):
    """Not over a file, not into a folder with something in it, and only under the name of a ZIP."""
    (tmp_path / "taken.zip").write_bytes(b"hers")
    (tmp_path / "folder.zip").mkdir()
    for words, part in [
        (("backup", tmp_path / "taken.zip"), "the file exists already"),
        (("backup", tmp_path / "folder.zip", "--force"), "folder.zip: is a folder"),
        (("backup", tmp_path / "none" / "ws.zip"), "ws.zip: there is no such folder"),
        (("backup", tmp_path / "taken.zip" / "ws.zip"), "taken.zip: is a file, no folder"),
        (("backup", "data/archive/ws.zip"), "data/archive/ws.zip: the backup would lie in"),
        (("backup", "kpi_specs/measures/ws.zip"), "in a folder that is backed up"),
        (("backup", tmp_path / "ws.tar"), "not the name of a ZIP"),
        (("restore", tmp_path / "taken.zip", copy), "not an empty folder"),
        (("restore", tmp_path / "none.zip", tmp_path / "new"), "none.zip: there is no such file"),
    ]:
        (line,) = errors(pubkpi(*words, cwd=copy, code=2))
        assert part in line
    (line,) = errors(pubkpi("restore", tmp_path / "taken.zip", tmp_path / "new", cwd=tmp_path, code=7))
    assert "damaged or cut off" in line
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("make", "part"),
    [
        (lambda specs: (specs / "a:b.yaml").write_bytes(b"x"), "another system cannot have"),
        (lambda specs: (specs / "link.yaml").symlink_to(specs / "wci-13.0.yaml"), "is a link"),
    ],
    ids=["a colon", "a link"],
)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names, and links for administrators only")
def test_what_could_not_be_restored_is_not_backed_up(empty, tmp_path, make, part):
    """It is named, and no file is left."""
    make(empty / "kpi_specs")
    with pytest.raises(DataError, match=part):
        back_up(find(empty), tmp_path / "ws.zip", force=False)
    assert not list(tmp_path.glob("*.zip*"))


def changed(backup, **change):
    """The backup with an entry more, or with one changed: its name, its bytes, its mode; *listed* keeps the list true."""
    out, extra = io.BytesIO(), change.get("name", "")
    with zipfile.ZipFile(io.BytesIO(backup)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        entries = {one.filename: book.read(one) for one in book.infolist()}
        listing = json.loads(entries.pop(LIST))
        if "drop" in change:
            del entries[change["drop"]]
        for name, words in entries.items():
            made.writestr(name, change["data"] if name == extra else words)
        if extra and extra not in entries:
            entry = zipfile.ZipInfo(extra)
            entry.external_attr = change.get("mode", 0o100600) << 16
            made.writestr(entry, change["data"], zipfile.ZIP_DEFLATED)
        if extra and change.get("listed", True):
            listing["files"][extra] = [change.get("size", len(change["data"])), sha256(change["data"]).hexdigest()]
        listing.update(change.get("listing", {}))
        made.writestr(LIST, json.dumps(listing))
    return out.getvalue()


ATTACKS = {
    "a path upward": {"name": "../evil.txt", "data": b"x"},
    "a path upward inside": {"name": "kpi_specs/../../evil.txt", "data": b"x"},
    "an absolute path": {"name": "/tmp/evil.txt", "data": b"x"},
    "a drive": {"name": "C:/evil.txt", "data": b"x"},
    "backslashes": {"name": "..\\evil.txt", "data": b"x"},
    "a device of Windows": {"name": "kpi_specs/aux.yaml", "data": b"x"},
    "a name that Windows shortens": {"name": "pubkpi.toml.", "data": b"x"},
    "another spelling of the same name": {"name": "PUBKPI.TOML", "data": b"x"},
    "a database": {"name": "data/pubkpi.duckdb", "data": b"x"},
    "a link": {"name": "kpi_specs/link.yaml", "data": b"/etc/passwd", "mode": 0o120777},
    "a file that is not listed": {"name": "kpi_specs/more.yaml", "data": b"x", "listed": False},
    "a file that lacks": {"drop": "pubkpi.toml"},
    "other words in a file": {"name": "surveys.yaml", "data": b"surveys: {}\n", "listed": False},
    "another size in the list": {"name": "kpi_specs/more.yaml", "data": b"xx", "size": 1},
    "a bomb": {"name": "kpi_specs/bomb.yaml", "data": bytes(40_000_000)},
    "another state": {"listing": {"digest": "0" * 32}},
    "a list without files": {"listing": {"files": []}},
    "a file below a file": {"name": "surveys.yaml/x", "data": b"x"},
    "a file in place of a folder": {"name": "inbox", "data": b"x"},
    "a name that is too long": {"name": "kpi_specs/" + "x" * 300, "data": b"x"},
    "a size without end": {"name": "kpi_specs/more.yaml", "data": b"x", "size": 1e400},
    "a list of nonsense": {"listing": {"files": {"pubkpi.toml": "x"}}},
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_what_was_tampered_with_is_refused_and_leaves_nothing(small, tmp_path, attack):
    """Neither in the folder nor beside it."""
    path = tmp_path / "backup.zip"
    path.write_bytes(changed(small, **attack))
    with pytest.raises((VerifyError, DataError)):
        restore(path, tmp_path / "new")
    assert [one.name for one in tmp_path.iterdir()] == ["backup.zip"]


def test_a_backup_packed_again_without_the_kind_of_its_files_is_restored(small, tmp_path):
    """As many programs write it: with permissions only."""
    (tmp_path / "again.zip").write_bytes(changed(small, name="kpi_specs/more.txt", data=b"x", mode=0o600))
    restore(tmp_path / "again.zip", tmp_path / "new")
    assert (tmp_path / "new" / "kpi_specs" / "more.txt").read_bytes() == b"x"


def test_a_backup_of_a_newer_version_and_a_zip_of_something_else_are_told_apart(small, tmp_path):
    """Each by its own line."""
    for name, data, part in [
        ("newer.zip", changed(small, listing={"schema_version": 2}), "a newer pubkpi"),
        ("other.zip", b"PK\x05\x06" + bytes(18), "no backup of pubkpi"),
    ]:
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DataError, match=part):
            restore(tmp_path / name, tmp_path / "new")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.999])
def test_a_backup_that_is_cut_off_is_refused(small, tmp_path, part):
    """Wherever it ends."""
    (tmp_path / "cut.zip").write_bytes(small[: int(len(small) * part)])
    with pytest.raises(VerifyError):
        restore(tmp_path / "cut.zip", tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("place", [0.02, 0.3, 0.6])
def test_a_byte_that_was_flipped_is_noticed(small, tmp_path, place):
    """In the packed words of a file, at the latest by its hash."""
    _flip(small, int(len(small) * place), tmp_path)
    assert not (tmp_path / "new").exists()


@pytest.mark.campaign
def test_no_flipped_byte_makes_another_workspace(small, tmp_path):
    """It is refused, or it stands where nothing is read from: a date, say."""
    (tmp_path / "whole.zip").write_bytes(small)
    restore(tmp_path / "whole.zip", tmp_path / "whole")
    for place in range(0, len(small), len(small) // 200):
        if _flip(small, place, tmp_path):
            assert state(tmp_path / "new") == state(tmp_path / "whole")
        shutil.rmtree(tmp_path / "new", ignore_errors=True)


def _flip(data, place, folder):
    """Restore *data* with another byte at *place*; whether that went through."""
    (folder / "flipped.zip").write_bytes(data[:place] + bytes([data[place] ^ 0x10]) + data[place + 1 :])
    try:
        restore(folder / "flipped.zip", folder / "new")
    except (VerifyError, DataError, UsageError):
        return False
    return True
