"""Everything that the accounts did, in memory: the truth that the files show and the expected values rest on."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from generator.city import story
from generator.city.story import Account
from generator.days import Quarter, days_between
from generator.titles import shuffled_titles, take_title


@dataclass(frozen=True)
class Post:
    """A published work; *finish* is None where the export prints a dash or has no such column."""

    account: Account
    quarter: Quarter
    moment: dt.datetime
    number: int
    title: str
    views: int
    finish: Decimal | None
    shares: int
    likes: int
    comments: int

    @property
    def day(self) -> dt.date:
        return self.moment.date()


@dataclass(frozen=True)
class Day:
    """What an account gained and was read on one day."""

    account: Account
    day: dt.date
    views: int
    new: int
    lost: int
    total: int


@dataclass(frozen=True)
class Week:
    """The messages to an account in one week, written down on its Sunday."""

    account: Account
    day: dt.date
    received: int
    answered: int
    in_day: int


@dataclass(frozen=True)
class City:
    posts: list[Post]
    days: list[Day]
    weeks: list[Week]


def build_city(seed: int = story.SEED) -> City:
    """The same city for the same seed; each account and kind of number draws from a stream of its own."""
    posts, days, weeks = [], [], []
    for account in story.ACCOUNTS:
        posts += _posts(random.Random(f"{seed}-posts-{account.key}"), account)
        days += _days(random.Random(f"{seed}-days-{account.key}"), account)
        weeks += _weeks(random.Random(f"{seed}-weeks-{account.key}"), account)
    return City(posts, days, weeks)


_FEW = 60
_PLACES = tuple(
    "云川古街 望江楼 青石峡 菊花岛 云川博物馆 南湖公园 老码头 竹海 梯田花海 非遗工坊 云川夜市 江心洲".split()
)
_FORMS = (
    *("{}的一天", "跟着镜头逛{}", "{}怎么玩？看这一条", "周末去{}", "{}，等你来", "在{}遇见日出", "{}新开放啦"),
    *("{}的老手艺人", "{}美食地图", "雨后的{}", "{}夜景合集", "带爸妈逛{}", "{}预约攻略", "{}十问十答"),
)


def _titles(rng: random.Random, account: Account) -> list[str]:
    """More titles than the account needs: those of the department's kind, or of a tourism office."""
    if account.unit == story.OFFICE:
        return shuffled_titles(rng)
    titles = [form.format(place) for form, place in product(_FORMS, _PLACES)]
    rng.shuffle(titles)
    return titles


def _posts(rng: random.Random, account: Account) -> list[Post]:
    titles = _titles(rng, account)
    posts: list[Post] = []
    for quarter in story.QUARTERS:
        if quarter.first < account.first:
            continue
        if len(titles) < _FEW:
            titles += _titles(rng, account)  # a second year tells of the same things again
        first, last = account.completion
        finish = first + (last - first) * story.progress(quarter)
        for number, moment in enumerate(_moments(rng, quarter, account.weekly)):
            planted = story.PLANTED_TITLES.get((account.key, quarter, number))
            views = round(account.views * account.growth ** story.QUARTERS.index(quarter) * rng.lognormvariate(0, 0.5))
            seen = Decimal(round(10_000 * finish * rng.uniform(0.85, 1.15))) / 10_000
            has_none = not finish or (account.platform == "douyin" and number % story.PICTURE_EVERY == 4)
            posts.append(
                Post(
                    *(account, quarter, moment, len(posts) + 1, planted or take_title(titles, moment.month), views),
                    *(None if has_none else seen, round(views * rng.uniform(0.004, 0.015))),
                    *(round(views * rng.uniform(0.01, 0.04)), round(views * rng.uniform(0.001, 0.004))),
                )
            )
    return posts


def _moments(rng: random.Random, quarter: Quarter, weekly: int) -> list[dt.datetime]:
    moments = []
    for week in range(-1, 15):
        monday = quarter.first + dt.timedelta(days=7 * week - quarter.first.weekday())
        for offset in sorted(rng.sample(range(6), weekly)):
            clock = dt.time(rng.randint(8, 19), rng.randint(0, 59), rng.randint(0, 59))
            moments.append(dt.datetime.combine(monday + dt.timedelta(days=offset), clock))
    return [moment for moment in moments if quarter.holds(moment.date())]


def _days(rng: random.Random, account: Account) -> list[Day]:
    rows, total = [], account.followers
    for day in days_between(account.first, story.QUARTERS[-1].last):
        quarter = next(one for one in story.QUARTERS if one.holds(day))
        usual = account.views * account.growth ** story.QUARTERS.index(quarter) * account.weekly / 7
        weekend = 1.4 if day.weekday() >= 5 and account.unit == story.TOURISM else 1.0
        new = round(max(account.followers, 20_000) * rng.uniform(0.0003, 0.0014))
        lost = round(new * rng.uniform(0.2, 0.7))
        total += new - lost
        rows.append(Day(account, day, round(usual * weekend * rng.lognormvariate(0, 0.35)), new, lost, total))
    return rows


def _weeks(rng: random.Random, account: Account) -> list[Week]:
    rows = []
    for day in days_between(account.first, story.QUARTERS[-1].last):
        quarter = next(one for one in story.QUARTERS if one.holds(day))
        if day.weekday() != 6 or (account.key == story.UNWRITTEN_KEY and quarter == story.UNWRITTEN):
            continue
        first, last = account.replies
        received = rng.randint(18, 46)
        answered = min(
            received, round(received * (first + (last - first) * story.progress(quarter)) * rng.uniform(0.94, 1.05))
        )
        rows.append(Week(account, day, received, answered, round(answered * rng.uniform(0.55, 0.9))))
    return rows
