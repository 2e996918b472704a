"""A text whose last line has no end: cut off, or written so; nothing of the tail is guessed."""

from datetime import date

import pytest

from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.profiles.catalogue import shipped
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import reason
from tests.ingest.samples import GROWTH_HEADER, growth_days

HERE = "最后一行没有换行符"
INCOME = ("时间", "拉取量", "曝光量", "曝光率", "点击量", "点击率", "eCPM（元）", "收入（元）")
DAYS = [
    ("2024-09-06", "8,471", "1,257", "14.84%", 2, "0.16%", "1.84", "2.31"),
    ("2024-09-05", "3,557", 409, "11.50%", 0, "0.00%", "3.15", "1.29"),
    ("2024-09-04", 307, 285, "12.35%", 0, "0.00%", "7.58", "12.16"),
]
SLOT = "每日收入明细2024-09-04至2024-09-06_全部.csv"


@pytest.fixture(params=[*seldom(10**9), 1], ids=["small", "big"])
def size(request, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", request.param)


def test_no_cut_within_the_last_line_loads(desks, size):
    """18401 cut to 184 is a number as well; what is cut at a line's end nobody can see."""
    rows = [GROWTH_HEADER, *growth_days(1, 3), ("2024-03-04", 42, 17, 25, 18401)]
    whole = files.text(rows)
    start = len(files.text(rows[:-1]))
    desk, lines = desks(), set()
    for end in range(start + 1, len(whole) - 1):
        lines.add(reason(desk.load(whole[:end])).partition("!")[2])
    assert desk.counts() == desks().counts()
    assert lines == {
        *(f"5: 文件中途断了：最后一行只有 {n} 列，应有 5 列。请重新下载。" for n in range(1, 5)),
        *(
            f"5 {cell!r}: 文件可能中途断了：{HERE}，最后一格可能不全。"
            "请重新下载；确认文件本来就完整的，用记事本打开，在最后一行末尾按回车，保存后再导入。"
            for cell in (None, "1", "18", "184", "1840", "18401")
        ),
    }
    assert desk.load(whole[:-1]).state == "loaded"
    assert desk.load(whole[:start]).state == "loaded"


def test_a_last_cell_between_quotes_has_its_end(desk, size):
    rows = [GROWTH_HEADER, *growth_days(1, 3)]
    assert desk.load(files.quoted(rows).rstrip()).rows.loaded == 3
    assert "引号打开后" in reason(desk.load(files.quoted(rows).rstrip()[:-1]))


@pytest.mark.parametrize("newest", ["below", "above"])
def test_a_last_number_that_follows_from_the_others_has_its_end(desk, size, newest):
    """累积 18401 is that of the day before, 18376, and 净增 25; 1840 would not be."""
    days = [("2024-03-03", 9, 1, 8, 18376), ("2024-03-04", 42, 17, 25, 18401), ("2024-03-05", 5, 7, -2, 18399)]
    whole = files.text([GROWTH_HEADER, *(days if newest == "below" else days[::-1])]).rstrip()
    for cut in range(1, 6):
        assert "中途断了" in reason(desk.load(whole[:-cut]))
    assert "中途断了" in reason(desk.load(whole.replace(b",25,", b",26,").replace(b"-2", b"-3")))
    assert desk.load(whole).rows.loaded == 3
    # nothing stands beside a single day
    assert "中途断了" in reason(desk.load(files.text([GROWTH_HEADER, days[1]]).rstrip(), "b"))


@pytest.mark.parametrize("ending", ["合计,9", "合计", " ", ",,"])
def test_what_is_not_loaded_may_be_cut(desk, ending):
    data = files.text([GROWTH_HEADER, *growth_days(1, 3)])
    assert desk.load(data + ending.encode()).rows.loaded == 3


def test_a_header_without_its_end_has_no_rows(still):
    assert "只有表头" in reason(still.load(files.text([GROWTH_HEADER]).rstrip()))


@pytest.mark.campaign
def test_an_export_that_is_known_to_end_so_loads_when_its_last_cell_is_like_the_others(desks, size):
    whole = files.text([INCOME, *DAYS]).rstrip()
    desk = desks()
    assert desk.load(whole, SLOT).rows.loaded == 3
    assert desk.rows("income_daily", "income_fen") == [(1216,), (129,), (231,)]
    desk = desks()
    for cut in range(1, 12):
        assert "中途断了" in reason(desk.load(whole[:-cut], SLOT))
    said = {"as_of": date(2024, 6, 4)}
    shares = [("视频标题", "发布时间", "播放量", "平均播放进度"), *(
        (f"第{i}期", f"2024年06月0{i} 16:41:25".replace(" ", "日 ", 1), 124, share)
        for i, share in enumerate(("27%", "15.1%", "39%"), 1)
    )]  # fmt: skip
    assert "最后一格可能不全" in reason(desk.load(files.text(shares).rstrip()[:-1], "近期稿件对比.csv", **said))
    assert desk.load(files.text(shares).rstrip(), "近期稿件对比.csv", **said).rows.loaded == 3


def test_a_form_typed_in_an_editor_may_lack_the_end_but_no_column(desk):
    columns = ["凭证号", "支出日期", "用途", "预算类别", "金额（元）", "渠道", "本期无起", "本期无止", "填报人"]
    words = files.text([columns, ["票 1", "2024-03-05", "印刷", "内容", "1200", *[""] * 3, "甲"]]).rstrip()
    assert desk.load(words, "spend.csv").state == "loaded"
    line = reason(desk.load(words.rpartition(b",")[0], "spend.csv"))
    assert line.endswith("只有 8 列，应有 9 列。如果是自己填的，在最后一行末尾按回车，保存后再导入。")


def test_which_exports_end_without_a_line_end():
    ends = {}
    for profile in shipped():
        ends.setdefault(profile.line_end, set()).add(profile.id)
    assert ends["omitted"] == {"bilibili_works", "channels_posts", "wechat_income_daily"}
    assert ends["optional"] == {"matomo_visits", *(profile.id for profile in shipped() if profile.form)}
