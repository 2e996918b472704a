"""The words of `pubkpi status` and its like for what a small workspace seldom shows."""

from datetime import date, datetime

from pubkpi.cli.views.accounts import show_accounts
from pubkpi.cli.views.files import _merge_strangers
from pubkpi.cli.views.rejects import show_copies, show_rejects
from pubkpi.cli.views.workspace.status import show_status
from pubkpi.ingest.load.names import Stranger
from pubkpi.model.periods import QUARTER
from pubkpi.model.status import NoSheet, Rejects, Status

POSTS = tuple(NoSheet("甲", date(2024, 10, day), f"t{day}", unclear=day < 3) for day in range(1, 9))
FULL = Status(
    period=QUARTER.of(2024, 4), files=1, loaded_at=datetime(2025, 1, 2, 3, 4), no_sheet=POSTS, rejects=(("a.csv", 2),),
    stale=("a.csv", "b.csv"), refused=("b.csv",), newcomers=(("wechat", "甲"),),
)  # fmt: skip


def test_one_unknown_account_is_told_once_however_many_files_are_of_it():
    files = [Stranger("wechat", "甲", None, other_days=False, is_own=False).finding(f"{i}.xls") for i in range(3)]
    other = Stranger("wechat", "乙", None, other_days=False, is_own=False).finding("0.xls")
    told = _merge_strangers([*files[:2], other, files[2]])
    assert [(one.where, "（共 3 个文件）" in one.message.zh) for one in told] == [("0.xls", True), ("0.xls", False)]
    assert "pubkpi accounts add 甲 --platform 公众号" in told[0].hint.zh


def test_a_long_list_is_cut_and_says_so(capsys):
    show_status(FULL)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "1 file loaded, the last at 2025-01-02 03:04"
    assert "accounts that the last load brought: 甲 (wechat)" in lines
    assert lines.count("  2024-10-05 甲 t5") == 1
    assert not [line for line in lines if line.endswith("甲 t6")]
    assert "  … and 3 more, see --format json" in lines
    assert [line for line in lines if line.startswith("  2 of them share day and title")]
    following = [line.removeprefix("next: ") for line in lines if line.startswith("next: ")]
    assert [one.split()[:4] for one in following] == [
        "download the single-article sheets".split(), *[one.split()[:4] for one in following[1:]],
    ]  # fmt: skip
    assert [("a.csv" in one, "b.csv" in one) for one in following if "csv" in one] == [(True, False), (False, True)]


def test_nothing_is_told_as_nothing(capsys):
    show_status(Status(period=None, files=0, loaded_at=None))
    show_rejects(Rejects(0, 0, ()))
    show_copies([])
    show_accounts([])
    assert capsys.readouterr().out.splitlines() == [
        "next: load exported files with pubkpi ingest",
        "No row was rejected.",
        "No row was rejected.",
        "No account is known yet.",
    ]
