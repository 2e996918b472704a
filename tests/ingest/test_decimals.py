"""Durations and shares with as many decimals as platforms write: none is lost, in any container, small or big."""

from datetime import date
from decimal import Decimal

import pytest

from pubkpi.ingest.containers.delimited import regular_text
from tests.examples import few
from tests.ingest import files

HEADER = tuple(
    "作品名称 发布时间 体裁 审核状态 播放量 完播率 5s完播率 封面点击率 2s跳出率 平均播放时长 点赞量 分享量 评论量 收藏量 主页访问量 粉丝增量".split()
)
WORKS = [
    ("巷口早市", "2024-09-26 19:30:00", "1min-视频", "公开", "128", "0.074074", "0.256757", "-", "0.513514", "8.209459", *"610111"),
    ("夜班公交", "2024-09-26 10:43:32", "视频", "公开", "570", "0.0645161290322581", "0.25387", "15.613%", "0.374613", "7.568111012345678s", *"611291"),
    ("老街修缮", "2024-09-25 08:00:00", "视频", "自见", "31", "5e-05", "1", "-", "0", "12", *"000000"),
]  # fmt: skip
# 完播率, 封面点击率 and 平均播放时长 of the three by title, copied by hand
WANTED = [
    ("夜班公交", "0.0645161290322581", "0.15613", "7.568111012345678"),
    ("巷口早市", "0.074074", None, "8.209459"),
    ("老街修缮", "0.00005", None, "12"),
]


@pytest.mark.parametrize(
    "container",
    few(files.CONTAINERS, "xls"),
)
def test_a_list_of_works_keeps_every_decimal(desk, container):
    assert works(desk, files.CONTAINERS[container]([HEADER, *WORKS])) == WANTED


@pytest.mark.campaign
def test_a_big_list_of_works_keeps_every_decimal(desk, monkeypatch):
    monkeypatch.setattr(regular_text, "BATCHES_FROM", 1)
    assert works(desk, files.text([HEADER, *WORKS])) == WANTED


def works(desk, data):
    result = desk.load(data, "作品列表导出", as_of=date(2024, 10, 1))
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 3, 0)
    found = desk.rows("post", "title", "completion_share", "click_share", "play_seconds")
    return sorted((title, *(one and f"{one.normalize():f}" for one in cells)) for title, *cells in found)


@pytest.mark.campaign
def test_other_exports_keep_every_decimal(desk):
    """视频号 with a unit, a single article's sheet whose cells are floating-point numbers, minutes, hours."""
    channels = [
        ("视频描述", "视频ID", "发布时间", "完播率", "平均播放时长", "播放量"),
        ("开学", "export/1", "2024/9/1", "4.4123%", "14.736512秒", 10),
    ]
    sheet = [
        (None, "入秋"),
        (None, "数据概况"),
        (None, "阅读(人)", 913),
        (None, "平均停留时长(秒)", 47.23456789012),
        (None, "完读率", 0.58112345678901),
        (None, "数据趋势明细"),
        (None, "日期", "传播渠道", "阅读人数", "分享人数"),
        (None, "2024-09-08", "全部", 700, 30),
    ]
    messages = [
        ("日期", "平台", "账号", "收到留言数", "已回复数", "平均回复时长（小时）"),
        ("2024-09-08", "抖音", "云川发布", 5, 4, "6.123456789"),
    ]
    for name, rows in (("channels.csv", channels), ("sheet.xls", sheet), ("messages.xlsx", messages)):
        data = files.xls(rows) if name.endswith("xls") else files.text(rows)
        assert desk.load(data, name, as_of=date(2024, 10, 1)).state == "loaded"
    assert desk.ask("select completion_share, play_seconds from post where platform = 'wechat_channels'") == [
        (Decimal("0.044123"), Decimal("14.736512"))
    ]
    assert desk.ask("select completion_share, dwell_seconds from post where platform = 'wechat'") == [
        (Decimal("0.58112345678901"), Decimal("47.23456789012"))
    ]
    # 6.123456789 * 3600
    assert desk.ask("select reply_seconds from message") == [(Decimal("22044.4444404"),)]
