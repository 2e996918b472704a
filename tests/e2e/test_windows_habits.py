"""What people do on a Windows desk, as far as another system can show it (docs/offline.md has what it cannot)."""

import shutil
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pubkpi.cli.console import in_quotes
from pubkpi.model.errors import BusyError
from pubkpi.workspace.files import write_aside
from pubkpi.workspace.settings import Settings, today
from tests.e2e.workspaces import ACCOUNT, COMMAND, environment, errors, fingerprint, pubkpi, samples
from tests.examples import seldom

HABIT = Path("我的 资料 (新)&1", *("很长的文件夹名称" * 5 for _ in range(7)))
FOLLOWERS = samples(ACCOUNT, "2024Q3", "user_analysis.xlsx")

HEADERS = "活动名称,开始日期,结束日期,参与人次,计数口径,编号,备注,本期无起,本期无止,填报人"


@pytest.fixture
def desk(tmp_path):
    """A workspace with one file to load, below a path with blanks, signs of cmd, Chinese and over 260 characters."""
    folder = tmp_path / HABIT
    folder.mkdir(parents=True)
    pubkpi("init", ".", cwd=folder)
    (folder / "inbox" / ACCOUNT).mkdir()
    shutil.copy(FOLLOWERS, folder / "inbox" / ACCOUNT)
    return folder


def with_crlf(folder):
    """Save what people edit as Notepad does: with a mark in front and two signs at the end of a line."""
    for path in [*folder.glob("*.yaml"), *folder.glob("*.toml")]:
        words = path.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        path.write_bytes(b"\xef\xbb\xbf" + words.replace(b"\n", b"\r\n"))


@pytest.mark.campaign
def test_a_long_path_a_gbk_console_and_files_saved_by_notepad_change_nothing(desk):
    """The rows are those of the file, the next step is printed as cmd takes it, and an edited file keeps its line ends."""
    assert len(str(desk)) > 260
    with_crlf(desk)
    form = f"活动登记表\r\n{HEADERS}\r\n读书会,2024-08-01,2024-08-01,12,,,,,,\r\n"
    (desk / "inbox" / "activities.csv").write_bytes(form.encode("gbk"))
    env = environment("zh", PYTHONIOENCODING="gbk")
    done = subprocess.run([COMMAND, "ingest", "inbox"], cwd=desk, env=env, capture_output=True, timeout=60)
    said = done.stderr.decode("gbk")
    assert done.returncode == 0, said
    assert "公众号 用户增长 · 云川市民之窗 · 截至 2024-09-30 · 92 行" in said
    assert "活动登记表 · 截至 2024-08-01 · 1 行" in said
    pubkpi("accounts", "rename", ACCOUNT, "云川发布", cwd=desk)
    words = (desk / "accounts.yaml").read_bytes()
    assert words.count(b"\n") == words.count(b"\r\n") > 0


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("D:\\报告\\a.xlsx", "D:\\报告\\a.xlsx"),
        ("D:\\我的 资料\\a.xlsx", '"D:\\我的 资料\\a.xlsx"'),
        ("a&b.xlsx", '"a&b.xlsx"'),
        ("user_analysis(1).xls", '"user_analysis(1).xls"'),
        ("100%.xlsx", '"100%.xlsx"'),
    ],
)
def test_a_path_is_printed_as_cmd_takes_it(path, typed):
    assert in_quotes(path) == typed


@pytest.mark.parametrize("typed", ["“inbox”", *seldom("'inbox'", 'inbox"')])
def test_a_path_in_quotes_that_cmd_does_not_know_is_told_which_to_use(tmp_path, typed):
    (said,) = errors(pubkpi("ingest", typed, cwd=_empty(tmp_path), lang="zh", code=2))
    assert said.startswith(f"{typed}: 没有这个文件或文件夹。引号要用英文双引号")


def _empty(folder):
    (folder / "pubkpi.toml").touch()
    return folder


def refusing(number, times):
    """What `Path.replace` is on Windows as long as another program has the file open."""
    tries, real = [], Path.replace

    def replace(self, to):
        tries.append(to)
        if len(tries) > times:
            return real(self, to)
        problem = PermissionError(13, "The process cannot access the file")
        problem.winerror = number
        raise problem

    return replace


@pytest.mark.parametrize("number", [5, 32, 33])
def test_a_file_that_excel_has_open_stays_and_the_command_is_busy(tmp_path, monkeypatch, number):
    (tmp_path / "a.xlsx").write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", refusing(number, 99))
    monkeypatch.setattr(time, "sleep", lambda _: None)
    before = fingerprint(tmp_path)
    (said,) = errors(pubkpi("form", "awards", "--out", "a.xlsx", "--force", cwd=tmp_path, lang="zh", code=6))
    assert said.startswith("a.xlsx: 正被别的程序打开，写不进去。关闭 Excel、WPS")
    assert fingerprint(tmp_path) == before


def test_a_file_that_is_held_for_a_moment_is_written(tmp_path, monkeypatch):
    """As by a program that looks for viruses."""
    monkeypatch.setattr(Path, "replace", refusing(32, 2))
    write_aside(tmp_path / "a.xlsx", b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("a.xlsx", b"new")]


def test_a_folder_without_rights_is_not_called_busy(tmp_path, monkeypatch):
    """Which POSIX says with the same class of error."""

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", denied)
    with pytest.raises(PermissionError):
        write_aside(tmp_path / "a.xlsx", b"new")
    monkeypatch.setattr(Path, "replace", refusing(33, 99))
    with pytest.raises(BusyError, match="another program"):
        write_aside(tmp_path / "a.xlsx", b"new")


@pytest.mark.campaign
def test_two_accounts_that_differ_in_case_are_told_of(tmp_path):
    """Windows takes their folders for one."""
    folder = _empty(tmp_path)
    pubkpi("accounts", "add", "YunChuan", cwd=folder)
    outcome = pubkpi("accounts", "add", "yunchuan", cwd=folder, lang="zh")
    assert "名称相近的账号：YunChuan" in outcome.stderr


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone of a process is set otherwise there")
@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "UTC"])
def test_a_clock_of_another_zone_gives_the_day_in_china(zone, monkeypatch):
    monkeypatch.delenv("PUBKPI_NOW", raising=False)
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        here = (datetime.now(UTC) + timedelta(hours=8)).date()
        assert Settings(Path()).clock().utcoffset() == timedelta(hours=8)
        assert today() in (here, here + timedelta(days=1))
    finally:
        monkeypatch.undo()
        time.tzset()
