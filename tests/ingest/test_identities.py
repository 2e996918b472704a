"""What profiles say must hold: bounds reject a row, identities are told of with row and numbers, small files and big."""

from datetime import date
from decimal import Decimal

import pytest

from pubkpi.ingest.containers.delimited import regular_text
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.status import rejects
from pubkpi.model.errors import SpecError
from tests.examples import seldom
from tests.ingest import files
from tests.ingest.desk import ids

GROWTH = ("时间", "新关注人数", "取消关注人数", "净增关注人数", "累积关注人数")
LIST = ("内容标题", "发表时间", "总阅读人数", "总阅读次数", "总分享人数", "阅读完成率", "送达阅读率", "内容url")
PATHS = pytest.mark.parametrize("big", [True, *seldom(False)], ids=["big", "small"])


@pytest.fixture
def load(desk, monkeypatch):
    """Load a table as text, cell by cell or as a big one."""

    def loaded(rows, big, name="file.csv", **said):
        monkeypatch.setattr(regular_text, "BATCHES_FROM", 1 if big else 10**9)
        return desk.load(files.text(rows), name, **said)

    return loaded


def told(result, lang="zh"):
    """Place and words of the findings about identities."""
    return [
        (one.severity, one.where.partition("!")[2], one.message.say(lang))
        for one in result.findings
        if one.id == "ingest.identity"
    ]


@PATHS
def test_a_net_that_is_not_new_minus_lost_is_told_with_row_and_numbers(load, desk, big):
    rows = [
        ("2024-10-01", 42, 17, 25, 18406),
        ("2024-10-02", 42, 17, 99, 18505),
        ("2024-10-03", 1, 2, 4, 18509),
        ("2024-10-04", "-", 2, 4, 18513),
    ]
    result = load([GROWTH, *rows], big)
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 4, 0)
    assert told(result) == [("warning", "3", "应有 净增关注人数 = 新关注人数 − 取消关注人数，却是 99 ≠ 25（共 2 行）")]
    assert told(result, "en") == [
        ("warning", "3", "净增关注人数 = 新关注人数 − 取消关注人数 should hold, but 99 ≠ 25 (2 rows in all)")
    ]
    assert desk.ask("select sum(net_count) from account_daily") == [(132,)]


@PATHS
def test_a_total_that_does_not_follow_from_the_day_before_is_told(load, big):
    """The 4th lost 3 more than its net says; the 6th has no day before it, whatever the order of the rows."""
    rows = [
        ("2024-10-04", 5, 0, 5, 112),
        ("2024-10-01", 5, 0, 5, 100),
        ("2024-10-02", 5, 0, 5, 105),
        ("2024-10-03", 5, 0, 5, 110),
        ("2024-10-06", 5, 0, 5, 900),
    ]
    result = load([GROWTH, *rows], big)
    assert told(result) == [("info", "2", "应有 累积关注人数 = 前一天的累积关注人数 + 净增关注人数，却是 112 ≠ 115")]
    assert "累积关注人数 of the day before" in told(result, "en")[0][2]


def test_the_days_of_two_files_are_not_mixed(desk):
    """Staged together, each file is compared with itself alone."""
    for n, name in enumerate("ab"):
        data = files.text([GROWTH, ("2024-10-01", 5, 0, 5, 100 + n), ("2024-10-02", 5, 0, 5, 105 + n)])
        desk.drop(f"{name}.csv", data, folder=f"{name}号")
    assert [told(one) for one in desk.ingest()] == [[], []]


@PATHS
@pytest.mark.campaign
def test_more_sharers_than_readers_are_told(load, big):
    rows = [
        ("一", "20240301", 100, 90, 101, "0.5", "0.03", "http://x/s/1"),
        ("二", "20240302", 100, 110, 7, "0.5", "0.03", "http://x/s/2"),
    ]
    result = load([LIST, *rows], big)
    assert [words for _, _, words in told(result)] == [
        "应有 总阅读人数 ≤ 总阅读次数，却是 100 > 90",
        "应有 总分享人数 ≤ 总阅读人数，却是 101 > 100",
    ]


@PATHS
def test_what_a_column_cannot_be_rejects_the_row_with_the_rule(load, desk, big):
    rows = [(f"第{i}期", f"202403{i:02}", 100, 110, 7, "0.5", "3.1%", f"http://x/s/{i}") for i in range(1, 29)]
    rows += [
        ("漏百分号", "20240329", 100, 110, 7, "58.11", "3.1%", "http://x/s/29"),
        ("负数", "20240330", -100, 110, 7, "0.5", "3.1%", "http://x/s/30"),
        ("一整", "20240331", 100, 110, 7, "100%", "1", "http://x/s/31"),
    ]
    desk.close()
    result = load([LIST, *rows], big, limit=0.1)
    assert (result.rows.loaded, result.rows.rejected) == (29, 2)
    found = [
        (one.row, one.header, one.raw, one.reason)
        for one in rejects(desk.store.engine, desk.store.knowledge.profiles).rows
    ]
    assert [(row, header, raw, reason.zh) for row, header, raw, reason in found] == [
        (30, "阅读完成率", "58.11", "比例不能大于 1（100%），可能漏了 %"),
        (31, "总阅读人数", "-100", "不能小于 0"),
    ]
    assert found[1][3].en == "cannot be less than 0"
    assert desk.ask("select max(completion_share) from post") == [(1,)]


@pytest.mark.parametrize("container", ["small", "big", "xlsx", *seldom("xls", "html")])
def test_shares_written_in_two_ways_are_told_once_a_column(load, desk, container):
    """0.9 beside 45.1% may be 0.9%; a 0 is one in either way, and the other column has but one."""
    shares = [("45.1%", "0.2"), ("0.9", "0.3"), ("0", "-"), ("7％", "0.4"), ("0.8", "1")]
    rows = [(f"第{i}期", f"202403{i:02}", 100, 110, 7, *both, f"http://x/s/{i}") for i, both in enumerate(shares, 1)]
    if container in ("small", "big"):
        result = load([LIST, *rows], container == "big")
    else:
        result = desk.load(getattr(files, container)([LIST, *rows]), "file")
    (found,) = (one for one in result.findings if one.id == "ingest.mixed_shares")
    assert (found.severity, found.where.rpartition("!")[2]) == ("warning", "3")
    assert found.message.zh.startswith(
        "“阅读完成率”写法不一：2 行带 %（如第 2 行 45.1%），2 行不带（如第 3 行 0.9），不带的按小数读"
    )
    assert desk.ask("select sum(completion_share), sum(open_share) from post") == [(Decimal("2.221"), Decimal("1.9"))]


@pytest.mark.campaign
def test_shares_written_in_two_ways_in_two_pieces_of_a_big_text_are_told(load, desk, monkeypatch):
    monkeypatch.setattr(regular_text, "_FIRST", 500)
    monkeypatch.setattr(regular_text, "_PIECE", 500)
    rows = [(f"第{i}期", f"202403{i:02}", 100, 110, 7, "45%", "0", f"http://x/s/{i}") for i in range(1, 26)]
    rows = [row if i < 15 else (*row[:5], "0.9", *row[6:]) for i, row in enumerate(rows)]
    result = load([LIST, *rows], True)
    (found,) = (one for one in result.findings if one.id == "ingest.mixed_shares")
    assert (result.rows.loaded, found.where.rpartition("!")[2]) == (25, "17")
    assert found.message.zh.startswith("“阅读完成率”写法不一：15 行带 %（如第 2 行 45%），10 行不带（如第 17 行 0.9）")


def test_a_duration_in_milliseconds_is_none_in_seconds(desk):
    header = ("视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量")
    rows = [(f"第{i}集", f"export/{i}", f"2024/9/{i}", "4.4%", "14.7秒", 10) for i in range(1, 29)]
    rows.append(("毫秒", "export/x", "2024/9/30", "4.4%", "14736", 10))
    result = desk.load(files.text([header, *rows]), as_of=date(2024, 10, 1))
    assert result.rows.rejected == 1
    (one,) = rejects(desk.store.engine, desk.store.knowledge.profiles).rows
    assert (one.raw, one.reason.zh) == ("14736", "不能大于 3600，单位可能不对")


OWN = """platform: wechat
label: own
feeds:
  - fact: account_daily
    identities: [{reject: net_count = new_count - lost_count}]
    columns:
      day: {header: [天], required: true}
      new_count: {header: [进], within: 0..}
      lost_count: {header: [出], within: 0..500}
      net_count: {header: [净]}
last_day: account_daily.day
"""


def own(desk, words):
    (desk.root / "exports").mkdir(exist_ok=True)
    (desk.root / "exports" / "own.yaml").write_text(words, encoding="utf-8")


@PATHS
def test_a_profile_may_reject_what_breaks_an_identity(load, desk, big):
    own(desk, OWN)
    rows = [(f"2024-10-{i:02}", 7, 2, 5) for i in range(1, 31)]
    rows[4], rows[9] = ("2024-10-05", 7, 2, 6), ("2024-10-10", 700, 600, 100)
    result = load([("天", "进", "出", "净"), *rows], big, limit=0.1)
    assert (result.rows.loaded, result.rows.rejected) == (28, 2)
    found = rejects(desk.store.engine, desk.store.knowledge.profiles).rows
    assert [(one.row, one.header, one.reason.zh) for one in found] == [
        (6, "", "应有 净 = 进 − 出"),
        (11, "出", "不能大于 500，单位可能不对"),
    ]
    assert "ingest.identity" not in ids(result)


@pytest.mark.parametrize(
    ("old", "new", "zh"),
    [
        ("0..500", "0-500", "应写成 0.. 或 0..1"),
        ("天], required: true", "天], required: true, within: 0..", "只用于数"),
        ("{reject: net_count = new_count - lost_count}", "net_count == 1", "应写成 a = b - c"),
        ("{reject: net_count = new_count - lost_count}", "net_count = total_count", "total_count 没有写在 columns 里"),
        ("{reject: net_count = new_count - lost_count}", "day <= new_count", "同类"),
        ("net_count = new_count - lost_count", "net_count = before + new_count", "不能写在 reject 下"),
    ],
)
def test_what_a_profile_cannot_say_is_named(still, old, new, zh):
    try:
        own(still, OWN.replace(old, new, 1))
        still.close()
        with pytest.raises(SpecError) as problem:
            still.load(files.text([("天", "进", "出", "净"), ("2024-10-01", 1, 0, 1)]))
        assert zh in problem.value.line("zh")
    finally:
        (still.root / "exports" / "own.yaml").unlink()
        still.close()


def test_only_a_balance_may_fall_below_zero():
    """What is gained less what is lost may: followers, reactions of a day, money paid back; and any entered value."""
    balances = {"net_count", "follower_net_count", "amount_fen", "income_fen", "value"}
    counted = [
        (one.id, feed.fact.name, column.name)
        for one in shipped()
        for feed in one.feeds
        for column in feed.columns
        if column.headers and column.kind in ("count", "fen", "share", "seconds", "number") and not column.within[0]
    ]
    assert [place for place in counted if place[2] not in balances and place[1] != "account_content_daily"] == []
