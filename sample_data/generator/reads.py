"""The account's reads day by day and channel by channel."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from generator import story
from generator.days import Quarter
from generator.posts import Post

DECAY = (0.46, 0.21, 0.11, 0.07, 0.05, 0.04, 0.02, 0.02, 0.01, 0.01)


@dataclass(frozen=True)
class ReadDay:
    """One day of 内容分析: unique readers in all and by channel, and the day's totals."""

    day: dt.date
    reads: int
    by_channel: tuple[int, ...]
    shares: int
    jumps: int
    favourites: int
    posts: int


def simulate_reads(rng: random.Random, quarter: Quarter, posts: list[Post]) -> list[ReadDay]:
    """Every day of the quarter, the lost days too (the writers leave those out)."""
    raw = {day: rng.uniform(0.8, 1.2) for day in quarter.days}
    unit = sum(post.reads for post in posts) / len(quarter.days) / 0.74 * 0.26
    raw = {day: weight * unit for day, weight in raw.items()}
    for post in posts:
        for age, part in enumerate(DECAY):
            day = post.day + dt.timedelta(days=age)
            if day in raw:
                raw[day] += post.reads * part
    scale = 3 * story.DIALS[quarter.label].reads / sum(raw.values())
    published = [post.day for post in posts]
    return [_day(rng, quarter, day, round(raw[day] * scale), published.count(day)) for day in quarter.days]


def _day(rng: random.Random, quarter: Quarter, day: dt.date, reads: int, posts: int) -> ReadDay:
    return ReadDay(
        day=day,
        reads=reads,
        by_channel=split_by_channel(rng, reads),
        shares=round(reads * story.DIALS[quarter.label].interaction * rng.uniform(0.45, 0.6)),
        jumps=round(reads * rng.uniform(0.01, 0.03)),
        favourites=round(reads * rng.uniform(0.004, 0.012)),
        posts=posts,
    )


def split_by_channel(rng: random.Random, reads: int) -> tuple[int, ...]:
    """Readers per channel; they add up to more than the unique readers, who may come twice."""
    weights = [base * rng.uniform(0.8, 1.2) for base in (0.24, 0.16, 0.21, 0.07, 0.22, 0.07, 0.03)]
    excess = rng.uniform(1.05, 1.14)
    return tuple(round(reads * excess * weight / sum(weights)) for weight in weights)


def unsettled(row: ReadDay) -> ReadDay:
    """The day as an export shows it that was taken before the figures had settled."""
    return replace(
        row,
        reads=round(row.reads * 0.97),
        by_channel=tuple(round(count * 0.97) for count in row.by_channel),
        shares=max(0, row.shares - 2),
    )


def two_exports(quarter: Quarter, rows: list[ReadDay]) -> tuple[list[ReadDay], list[ReadDay]]:
    """The quarter in two downloads that share a week; the earlier one ends unsettled."""
    present = [row for row in rows if row.day not in story.LOST_DAYS]
    end_of_first = quarter.first + dt.timedelta(days=52)
    start_of_second = end_of_first - dt.timedelta(days=story.OVERLAP_DAYS - 1)
    fresh_from = end_of_first - dt.timedelta(days=story.UNSETTLED_DAYS - 1)
    early = [row for row in present if row.day <= end_of_first]
    first = [unsettled(row) if row.day >= fresh_from else row for row in early]
    return first, [row for row in present if row.day >= start_of_second]
