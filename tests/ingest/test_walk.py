"""Which files below a folder are taken."""

import os
import socket
from datetime import date
from pathlib import Path

import pytest

from pubkpi.ingest.inbox import files
from tests.ingest.desk import ACCOUNT
from tests.ingest.files import xlsx


def put(root, *names):
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


def taken(given):
    return [path.relative_to(given).as_posix() for path in files(given)]


OWN = ("pubkpi.toml", "accounts.yaml", "surveys.yaml", "categories.yaml", "kpi_specs/a.yaml", "exports/x_y.yaml")
OWN = (*OWN, "data/pubkpi.duckdb", "reports/2024Q4.xlsx", "report_templates/sections/a.j2")


def test_the_files_of_a_workspace_are_not_data(tmp_path):
    put(tmp_path, *OWN, "inbox/a.csv", "exports/b.csv", "c.csv")
    assert taken(tmp_path) == ["c.csv", "exports/b.csv", "inbox/a.csv"]


def test_nor_are_they_from_the_folder_above(tmp_path):
    put(tmp_path / "ws", *OWN, "inbox/a.csv")
    assert taken(tmp_path) == ["ws/inbox/a.csv"]


def test_folders_of_those_names_elsewhere_are_data(tmp_path):
    put(tmp_path, "pubkpi.toml", "inbox/reports/a.csv", "inbox/data/b.csv", "inbox/surveys.yaml")
    assert taken(tmp_path) == ["inbox/data/b.csv", "inbox/reports/a.csv", "inbox/surveys.yaml"]
    assert taken(tmp_path / "inbox") == ["data/b.csv", "reports/a.csv", "surveys.yaml"]


def test_they_are_known_by_their_names_in_any_case(tmp_path):
    """As Windows takes them. Where Data is another folder than data, what lies in it is not passed over."""
    put(tmp_path, "pubkpi.toml", "Accounts.yaml", "SURVEYS.YAML", "exports/X_y.YAML", "kpi_specs/a.yaml", "inbox/a.csv")
    assert taken(tmp_path) == ["inbox/a.csv"]
    put(tmp_path, "Kpi_Specs/b.csv")
    is_one = (tmp_path / "kpi_specs" / "b.csv").exists()
    assert taken(tmp_path) == ([] if is_one else ["Kpi_Specs/b.csv"]) + ["inbox/a.csv"]


@pytest.mark.skipif(os.name == "nt", reason="links and pipes need rights there")
def test_links_are_followed_inside_the_inbox_only_and_what_is_no_file_is_refused(desk, tmp_path):
    header = ("公众号", "链接", "标题", "发布时间", "阅读")
    data = xlsx([header, ("云川发布", "https://mp.weixin.qq.com/s/a", "夜市", "2024-06-07 21:14:03", "3")])
    inside, outside = desk.drop("a.xlsx", data), tmp_path / "outside" / "b.xlsx"
    outside.parent.mkdir()
    outside.write_bytes(data + b" ")
    folder = inside.parent
    for name, target in {
        "b.xlsx": outside, "c": outside.parent, "d.xlsx": "../../../outside/b.xlsx", "e.xlsx": "a.xlsx", "f": ".", "g": "..",
        "h.xlsx": "h.xlsx", "i.xlsx": "nothing.xlsx", "j.xlsx": "/dev/zero", "k.xlsx": "/etc/passwd",
    }.items():  # fmt: skip
        (folder / name).symlink_to(target)
    os.mkfifo(folder / "pipe.csv")
    listener = socket.socket(socket.AF_UNIX)
    before = Path.cwd()
    os.chdir(folder)
    listener.bind("socket.csv")
    os.chdir(before)
    found = {path.path.rpartition("/")[2]: path for path in desk.ingest(as_of=date(2024, 7, 1))}
    listener.close()
    assert {name: one.state for name, one in found.items()} == {
        "a.xlsx": "loaded", "e.xlsx": "already_loaded",
        **dict.fromkeys(("b.xlsx", "c", "d.xlsx", "h.xlsx", "i.xlsx", "j.xlsx", "k.xlsx", "pipe.csv", "socket.csv"), "refused"),
    }  # fmt: skip
    assert {one.error.exit_code for one in found.values() if one.error} == {4}
    assert "链接" in found["b.xlsx"].error.line("zh")
    assert "管道" in found["pipe.csv"].error.line("zh")
    lock = desk.drop("~$a.xlsx", b"\x05Wang")
    assert "锁文件" in desk.ingest(lock)[0].error.line("zh")
    lock.unlink()
    # what the user names himself is read, link or not; from one account's folder a link may lead to another's
    (direct,) = desk.ingest(folder / "b.xlsx", as_of=date(2024, 7, 1), dry_run=True)
    assert direct.state == "would_load"
    other = desk.root / "inbox" / "other"
    other.mkdir()
    (other / "a.xlsx").symlink_to(f"../{ACCOUNT}/a.xlsx")
    assert [one.state for one in desk.ingest(other, as_of=date(2024, 7, 1))] == ["already_loaded"]
    (pipe,) = desk.ingest(folder / "pipe.csv")
    assert pipe.error.exit_code == 4
