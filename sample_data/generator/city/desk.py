"""What the city's offices wrote down in the last quarter beside the messages and incidents: what the analyses are made of."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from generator.city import story
from generator.city.story import Account
from generator.city.world import City, Week
from generator.days import days_between

LAST = story.QUARTERS[-1]
# The account whose messages have rows of their own, readers by channel, followers by source and an audience.
CLOSE = story.ACCOUNTS[0]
KINDS = ("咨询", "投诉", "咨询", "建议", "重大")
LIMITS = {"投诉": 48, "重大": 1}
WAYS = ("留言", "私信", "评论")
CHANNELS = {"公众号消息": 0.42, "聊天会话": 0.21, "朋友圈": 0.16, "搜一搜": 0.12, "公众号主页": 0.07}
# Of the new followers of a day these shares come from a source by its number; the others are 0, 其他合计.
SOURCES = {"30": 0.45, "1": 0.2, "161": 0.06, "200": 0.05}
EXTERNAL = ("他人转载", "视频号")
AGES = ("18岁以下", "18-25岁", "26-35岁", "36-45岁", "46-60岁", "60岁以上")
YOUNG = ("18-25岁", "26-35岁")
CATEGORIES = {
    "政策解读": ("解读", "一图读懂", "问答", "明白卡"),
    "办事指南": ("指南", "怎么办", "办理", "材料清单", "线上就能办", "掌上办"),
    "通知公告": ("通知", "提示", "请转告", "最新"),
    "活动推广": ("活动", "报名", "直击", "来了", "等你"),
    "文旅推荐": ("云川", "公园", "码头", "竹海", "花海", "岛", "峡", "楼", "洲", "工坊"),
}
VIRAL = 20_000


@dataclass(frozen=True)
class Letter:
    """One message of a week, which has a row of its own; *answered* is None where nobody answered."""

    week: Week
    kind: str
    way: str
    received: datetime
    answered: datetime | None

    @property
    def in_day(self) -> bool:
        return self.answered is not None and self.answered - self.received <= dt.timedelta(hours=24)


@dataclass(frozen=True)
class Payment:
    voucher: str
    day: date
    what: str
    kind: str
    fen: int
    way: str = ""
    shown: int | None = None
    clicks: int | None = None
    joined: int | None = None
    followers: int | None = None
    back: int | None = None


@dataclass(frozen=True)
class Milestone:
    name: str
    start: date
    due: date
    done: date | None
    who: str


@dataclass(frozen=True)
class Variant:
    test: str
    name: str
    title: str
    shown: int
    clicked: int


PAYMENTS = (
    Payment("C-1001", date(2024, 10, 9), "短视频拍摄", "内容", 3_860_050),
    Payment("C-1002", date(2024, 11, 12), "长图设计", "内容", 1_240_000),
    Payment("C-1003", date(2024, 10, 26), "菊花展市民专场", "活动", 2_975_080),
    Payment("C-1004", date(2024, 12, 3), "排版工具年费", "工具", 498_000),
    Payment(
        "C-1005", date(2024, 11, 1), "朋友圈广告", "推广", 800_000, "朋友圈广告", 412_000, 6_180, 212, 640, 1_250_000
    ),
    Payment("C-1006", date(2024, 11, 8), "信息流", "推广", 650_033, "抖音信息流", 388_500, 9_330, None, 410, None),
    Payment("C-1007", date(2024, 11, 20), "信息流退款", "推广", -50_033, "抖音信息流"),
)
MILESTONES = (
    Milestone("公众号菜单改版", date(2024, 9, 1), date(2024, 10, 31), date(2024, 10, 28), "周敏"),
    Milestone("矩阵账号互推上线", date(2024, 9, 16), date(2024, 11, 15), date(2024, 11, 20), "陈立"),
    Milestone("年度满意度调查", date(2024, 11, 1), date(2024, 12, 10), date(2024, 12, 19), "周敏"),
    Milestone("2025 年目标报批", date(2024, 12, 2), date(2024, 12, 27), None, "陈立"),
)
VARIANTS = (
    Variant("菊花展标题", "A", "菊花展本周末开幕", 4_120, 198),
    Variant("菊花展标题", "B", "这个周末，去看十万株菊花", 4_085, 301),
    Variant("供暖标题", "A", "冬季供暖热线公布", 2_010, 96),
    Variant("供暖标题", "B", "家里不热打哪个电话？", 1_990, 109),
)
# When the incidents of the last quarters appeared, were found and first answered, and whether they were handled well.
COURSES = {
    date(2024, 8, 17): (datetime(2024, 8, 16, 20, 5), datetime(2024, 8, 17, 9, 30), datetime(2024, 8, 17, 11, 0), True),
    date(2024, 11, 9): (datetime(2024, 11, 7, 8, 0), datetime(2024, 11, 9, 8, 30), datetime(2024, 11, 9, 10, 45), True),
}
# Mentions by day of November, and from how many on people look.
MENTIONS = {6: 3, 7: 6, 8: 14, 9: 41, 10: 22, 11: 8, 12: 3}
THRESHOLDS = {"蓝": (20, None), "黄": (40, 100)}
# Answers to whether one would recommend the account, from 10 down, and to whether one is satisfied.
RATINGS = {10: 41, 9: 36, 8: 30, 7: 18, 6: 9, 5: 8, 3: 4, 0: 2}
GRADES = {"非常满意": 52, "满意": 71, "一般": 17, "不满意": 6, "非常不满意": 2}


@dataclass(frozen=True)
class Work:
    """What one author's part of a piece took: minutes, None where nobody noted them, and fen."""

    title: str
    day: date
    author: str
    minutes: int | None
    fen: int | None


@dataclass(frozen=True)
class Desk:
    """The letters, readers by day and channel, followers by day and source, people by month and age, and what pieces
    took.
    """

    letters: tuple[Letter, ...]
    readers: dict[tuple[date, str], int]
    sources: dict[tuple[date, str], int]
    ages: dict[tuple[int, str], int]
    works: tuple[Work, ...]


def build_desk(city: City) -> Desk:
    """The same for the same city."""
    rng = random.Random(f"{story.SEED}-desk")
    letters = tuple(letter for week in weeks_of(city) for letter in _letters(rng, week))
    days = [one for one in city.days if one.account is CLOSE and LAST.holds(one.day)]
    readers = {
        (one.day, name): round(one.views * 0.83 * share * rng.uniform(0.9, 1.1))
        for one in days
        for name, share in CHANNELS.items()
    }
    sources: dict[tuple[date, str], int] = {}
    for one in days:
        parts = {name: int(one.new * share) for name, share in SOURCES.items()}
        sources |= {(one.day, name): count for name, count in parts.items()}
        sources[one.day, "0"] = one.new - sum(parts.values())
    ages = {
        (month, age): count + month * 7 if count > 100 else count
        for month in (10, 11, 12)
        for age, count in zip(AGES, (6, 1_240, 2_980, 3_310, 1_870, 415), strict=True)
    }
    return Desk(letters, readers, sources, ages, tuple(_works(city)))


def _works(city: City) -> Iterator[Work]:
    """What every second piece of the close account took: every fourth has two authors, of one of whom the hours are
    missing in one piece; every third has no cost.
    """
    posts = [one for one in city.posts if one.account is CLOSE and one.quarter == LAST]
    for number, one in enumerate(posts[::2]):
        fen = None if number % 3 == 2 else 18_000 + 1_250 * number
        yield Work(one.title, one.day, "周敏", 90 + 15 * (number % 7), fen)
        if number % 4 == 1:
            yield Work(one.title, one.day, "陈立", None if number == 5 else 60, fen and 9_050)


def weeks_of(city: City, account: Account = CLOSE) -> list[Week]:
    """The weeks of the last quarter whose messages have rows of their own in part."""
    return [one for one in city.weeks if one.account is account and LAST.holds(one.day)]


def rest_of(week: Week, letters: tuple[Letter, ...]) -> Week:
    """The *week* without those of its messages that have rows of their own."""
    mine = [one for one in letters if one.week is week]
    return replace(
        week,
        received=week.received - len(mine),
        answered=week.answered - sum(one.answered is not None for one in mine),
        in_day=week.in_day - sum(one.in_day for one in mine),
    )


def _letters(rng: random.Random, week: Week) -> list[Letter]:
    """Three messages of the *week*: one that nobody answered and one that waited for more than a day, where the week
    has such.
    """
    first = week.day - dt.timedelta(days=6)
    open_, late = week.received > week.answered, week.answered > week.in_day
    waits = [None if open_ else 3, rng.randint(25 * 60, 70 * 60) if late else 45, rng.randint(10, 23 * 60)]
    letters = []
    for number, minutes in enumerate(waits):
        day = days_between(first, week.day)[rng.randint(0, 2) + number]
        received = datetime.combine(day, dt.time(rng.randint(8, 21), rng.randint(0, 59)))
        answered = None if minutes is None else received + dt.timedelta(minutes=minutes)
        kind = KINDS[(week.day.toordinal() // 7 + number) % len(KINDS)]
        letters.append(Letter(week, kind, WAYS[number], received, answered))
    return letters
