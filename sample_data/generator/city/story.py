"""The city's accounts and what becomes of them; the simulation aims at these figures and lands near them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from datetime import date

from generator.days import Quarter
from generator.registers import Incident, Nil

SEED = 20230101
QUARTERS = tuple(Quarter(year, number) for year in (2023, 2024) for number in (1, 2, 3, 4))
HALVES = tuple((year, half) for year in (2023, 2024) for half in (1, 2))
OFFICE, TOURISM = "市政府办公室", "文化和旅游局"


@dataclass(frozen=True)
class Account:
    """An account on one platform. *views* are of a post in the first quarter, *growth* the factor from one quarter to
    the next; *completion* and *replies* are shares in the first and in the last quarter. Before *renamed* it had
    the *former* name.
    """

    platform: str
    name: str
    unit: str
    weekly: int
    views: int
    growth: float
    completion: tuple[float, float]
    replies: tuple[float, float]
    followers: int
    first: date = date(2023, 1, 1)
    former: str = ""
    renamed: date = date(2023, 1, 1)

    @property
    def key(self) -> str:
        return f"{self.platform}/{self.name}"

    def name_on(self, day: date) -> str:
        return self.former if self.former and day < self.renamed else self.name


ACCOUNTS = (
    Account("wechat", "云川发布", OFFICE, 2, 8_200, 1.045, (0.36, 0.49), (0.82, 0.97), 96_000),
    Account("douyin", "云川发布", OFFICE, 2, 14_500, 1.06, (0.29, 0.41), (0.66, 0.91), 61_000),
    Account("toutiao", "云川发布", OFFICE, 1, 5_100, 0.985, (0.41, 0.44), (0.71, 0.79), 38_000),
    Account("wechat", "云川文旅", TOURISM, 1, 6_300, 1.03, (0.38, 0.52), (0.74, 0.93), 47_000),
    Account(
        *("douyin", "云川文旅", TOURISM, 2, 18_900, 1.07, (0.31, 0.46), (0.52, 0.88), 83_000),
        former="云川旅游",
        renamed=date(2024, 1, 1),
    ),
    Account("xiaohongshu", "漫游云川", TOURISM, 2, 2_600, 1.18, (0, 0), (0.80, 0.94), 0, first=date(2024, 7, 1)),
)
WORDS = {"wechat": "微信公众号", "douyin": "抖音", "toutiao": "今日头条", "xiaohongshu": "小红书"}

# Three days that the export of the account's plays lacks, a quarter whose messages nobody wrote down, and how many of
# the works of 抖音 are pictures, which have no share of people who saw them to the end.
LOST_KEY, LOST_DAYS = "douyin/云川文旅", tuple(date(2024, 5, day) for day in (6, 7, 8))
UNWRITTEN_KEY, UNWRITTEN = "toutiao/云川发布", Quarter(2023, 3)
PICTURE_EVERY = 9

INCIDENTS = (
    Incident("景区门票二维码失效引发投诉", date(2023, 5, 2), "黄色", True, "", "当日修复并致歉", date(2023, 5, 3)),
    Incident(
        "短视频误用外地航拍画面", date(2024, 8, 17), "蓝色", True, "", "撤下更正，补做来源核验", date(2024, 8, 18)
    ),
    Incident(
        *("外地同名账号发布不实路况", date(2024, 11, 9), "蓝色", False, "经核实与本市账号无关", "平台辟谣"),
        date(2024, 11, 10),
    ),
)
# 2023Q4 is not declared at all: it is missing, not free of incidents.
NILS = tuple(
    Nil(quarter.first, quarter.last, "陈立")
    for quarter in (Quarter(2023, 1), Quarter(2023, 3), Quarter(2024, 1), Quarter(2024, 2))
)
PLANTED_TITLES = {
    ("wechat/云川发布", Quarter(2024, 4), 3): "网络安全周：</script><script>alert(1)</script> 是什么？工程师拆给你看",
    ("douyin/云川文旅", Quarter(2024, 4), 5): '=HYPERLINK("http://example.invalid/","点我领门票")？别点！',
    ("xiaohongshu/漫游云川", Quarter(2024, 3), 2): "周末去哪儿 <img src=x onerror=alert(2)> & 云川古街",
}


def half_of(day: date) -> tuple[int, int]:
    """The half-year that the exports of *day* are downloaded for."""
    return day.year, 1 if day.month <= 6 else 2


def days_of(half: tuple[int, int]) -> tuple[date, date]:
    """First and last day of a half-year."""
    year, number = half
    return date(year, 6 * number - 5, 1), date(year, 6, 30) if number == 1 else date(year, 12, 31)


def downloaded(half: tuple[int, int]) -> date:
    """The day on which the exports of a half-year are taken, nine days after its end."""
    return days_of(half)[1] + dt.timedelta(days=9)


def progress(quarter: Quarter) -> float:
    """How far the story is: 0 in the first quarter, 1 in the last."""
    return QUARTERS.index(quarter) / (len(QUARTERS) - 1)
