"""The department's own books: activities, counter and online service, partners, awards, incidents."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from datetime import date

from generator import story
from generator.days import QUARTERS, Quarter, days_between


@dataclass(frozen=True)
class Nil:
    """A declaration that nothing happened between two days."""

    first: date
    last: date
    by: str


@dataclass(frozen=True)
class Activity:
    name: str
    first: date
    last: date
    participants: int
    note: str = ""


@dataclass(frozen=True)
class ServiceDay:
    day: date
    matter: str
    online_asked: int
    online_solved: int
    counter_asked: int


@dataclass(frozen=True)
class Partnership:
    partner: str
    kind: str
    signed: date
    subject: str
    note: str = ""


@dataclass(frozen=True)
class Award:
    name: str
    level: str
    won: date
    giver: str


@dataclass(frozen=True)
class Incident:
    what: str
    found: date
    grade: str
    counted: bool
    reason: str
    outcome: str
    closed: date


NO_ACTIVITY = Nil(date(2024, 2, 1), date(2024, 2, 29), "周敏")
NO_PARTNERS = Nil(date(2023, 1, 1), date(2023, 12, 31), "李倩")
NO_AWARDS = (
    Nil(date(2023, 1, 1), date(2023, 12, 31), "李倩"),
    Nil(date(2024, 1, 1), date(2024, 3, 31), "李倩"),
    Nil(date(2024, 4, 1), date(2024, 6, 30), "李倩"),
)
NO_INCIDENTS = Nil(date(2024, 4, 1), date(2024, 6, 30), "陈立")

PARTNERSHIPS = (
    Partnership("云川日报社", "主流媒体", date(2024, 2, 20), "政策解读专栏共建"),
    Partnership("云川志愿者联合会", "其他", date(2024, 3, 12), "志愿活动信息互通", "社会组织，不计入媒体与KOL"),
    Partnership("云川广播电视台", "主流媒体", date(2024, 4, 18), "民生节目联动"),
    Partnership("示例省新闻网", "主流媒体", date(2024, 5, 22), "稿件互推"),
    Partnership("云川吃喝玩乐小队", "KOL", date(2024, 6, 5), "活动探访短视频"),
    Partnership("云川日报社", "主流媒体", date(2024, 7, 15), "专栏续签（补充协议）", "同一合作方，年内只计一次"),
    Partnership("川上晚报", "主流媒体", date(2024, 8, 8), "便民信息版面"),
    Partnership("新云川客户端", "主流媒体", date(2024, 10, 16), "客户端转载"),
    Partnership("云川交通广播", "主流媒体", date(2024, 11, 6), "路况信息共享", "第六家主流媒体，超出计分上限5家"),
    Partnership("阿云逛云川", "KOL", date(2024, 11, 20), "非遗体验直播"),
)
AWARDS = (
    Award("全市政务新媒体优秀账号", "市级", date(2024, 8, 30), "云川市政务公开办公室"),
    Award("行业协会年度创意海报入围", "其他", date(2024, 9, 12), "示例新媒体协会"),
    Award("示例省政务新媒体创新案例", "省级", date(2024, 12, 6), "示例省政府办公厅"),
)
INCIDENTS = (
    Incident("推文误用旧版补贴标准", date(2023, 5, 17), "黄色", True, "", "更正并致歉", date(2023, 5, 19)),
    Incident(
        "网民质疑停水通知滞后", date(2023, 11, 14), "蓝色", True, "", "补发说明，建立提前24小时机制", date(2023, 11, 16)
    ),
    Incident(
        "活动报名页面故障引发投诉", date(2024, 8, 21), "橙色", True, "", "2小时内恢复，逐一回访", date(2024, 8, 23)
    ),
    Incident(
        "外地同名账号不实信息被误认为本号发布",
        date(2024, 11, 9),
        "蓝色",
        False,
        "经核实与本账号无关",
        "平台辟谣，已下架",
        date(2024, 11, 10),
    ),
)
_EVENTS = tuple("市民开放日 读书分享会 健康义诊 江畔健步走 非遗体验 线上政策知识竞答 消防演练 志愿服务日".split())
# How many times the usual number of questions a matter draws.
_MATTERS = {"社会保险": 3, "医疗保障": 1, "户籍证件": 1}


def simulate_activities(rng: random.Random) -> list[Activity]:
    """Activities in order of their first day; every month has some, but for the declared one."""
    activities = []
    for quarter in QUARTERS:
        months = [month for month in quarter.months if date(*month, 1) != NO_ACTIVITY.first]
        total = 3 * story.DIALS[quarter.label].participants
        weights = [rng.uniform(0.7, 1.3) for _ in range(4 * len(months))]
        for number, weight in enumerate(weights):
            year, month = months[number // 4]
            last = date(year, month, 3 + 7 * (number % 4) + rng.randint(0, 3))
            first = last - dt.timedelta(days=rng.choice((0, 0, 0, 1)))
            name = f"{rng.choice(_EVENTS)}（{month}月第{number % 4 + 1}场）"
            activities.append(Activity(name, first, last, round(total * weight / sum(weights))))
    # Both cross a month's end, the second a quarter's end too: they count where they end.
    activities.append(Activity("端午龙舟嘉年华", date(2024, 5, 30), date(2024, 6, 2), 1_265, "跨月活动"))
    activities.append(
        Activity("“云川之夏”惠民观影周", date(2024, 6, 28), date(2024, 7, 2), 1_840, "跨季度活动，按结束日期计入三季度")
    )
    return sorted(activities, key=lambda activity: activity.first)


def simulate_service(rng: random.Random) -> list[ServiceDay]:
    """One row per matter and week (on its Friday), from the first to the last quarter."""
    rows = []
    fridays = [day for day in days_between(QUARTERS[0].first, QUARTERS[-1].last) if day.weekday() == 4]
    for day in fridays:
        usage = story.DIALS[_quarter(day).label].online_usage
        for matter, load in _MATTERS.items():
            every = rng.randint(260, 1_150) * load
            online = round(every * min(0.95, usage * rng.uniform(1.18, 1.32)))
            solved = min(online, round(every * usage * rng.uniform(0.94, 1.06)))
            rows.append(ServiceDay(day, matter, online, solved, every - online))
    return rows


def _quarter(day: date) -> Quarter:
    return next(quarter for quarter in QUARTERS if quarter.holds(day))
