"""Posts and their reading, frozen after seven days (the lists) and for life (the single-article sheets)."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass
from decimal import Decimal

from generator import story
from generator.days import QUARTERS, Quarter
from generator.titles import shuffled_titles, take_title


@dataclass(frozen=True)
class Sheet:
    """What one download of a single article shows; basis is 人 or, in the older version, 次."""

    basis: str
    reads: int
    shares: int
    likes: int
    wows: int
    comments: int | None
    favourites: int
    follows: int
    dwell_seconds: Decimal
    finish_share: Decimal
    delivered: int | None
    opened: int | None
    first_shares: int
    shared_reads: int
    trend_days: int


@dataclass(frozen=True)
class Post:
    """A published article; the figures are those of its first seven days."""

    title: str
    day: dt.date
    position: int
    message_id: int
    signature: str
    reads: int
    shares: int
    follows: int
    delivered: int | None
    opened: int
    finish_share: Decimal
    sheets: tuple[Sheet, ...] = ()

    @property
    def open_share(self) -> Decimal | None:
        """送达阅读率 as the list prints it: a fraction with four decimals."""
        if self.delivered is None:
            return None
        return (Decimal(self.opened) / self.delivered).quantize(Decimal("0.0001"))

    @property
    def times_factor(self) -> Decimal:
        """How many 次 one reader makes; only the older exports print 次."""
        return Decimal(120 + self.message_id % 23) / 100


def publication_slots(rng: random.Random, quarter: Quarter) -> list[tuple[dt.date, int]]:
    """(day, position) of every post; now and then two articles go out in one push."""
    slots: list[tuple[dt.date, int]] = []
    for week in range(-1, 15):
        monday = quarter.first + dt.timedelta(days=7 * week - quarter.first.weekday())
        offsets = sorted(rng.sample(range(6), story.DIALS[quarter.label].posts_a_week))
        if rng.random() < 0.3:
            offsets[1] = offsets[0]
        week_days = [monday + dt.timedelta(days=offset) for offset in offsets]
        slots += [(day, 1 + week_days[:i].count(day)) for i, day in enumerate(week_days)]
    return [slot for slot in slots if quarter.holds(slot[0])]


def simulate_posts(rng: random.Random, followers: dict[dt.date, int]) -> dict[str, list[Post]]:
    """Posts by quarter label, in order of publication."""
    titles = shuffled_titles(rng)
    posts: dict[str, list[Post]] = {}
    for quarter in QUARTERS:
        slots = publication_slots(rng, quarter)
        weights = [rng.lognormvariate(0, 0.45) * (1.0 if position == 1 else 0.5) for _, position in slots]
        reads_left = 0.74 * 3 * story.DIALS[quarter.label].reads / sum(weights)
        named = []
        for number, (slot, weight) in enumerate(zip(slots, weights, strict=True)):
            title = story.PLANTED_TITLES.get((quarter.label, number)) or take_title(titles, slot[0].month)
            silent = quarter.year == 2024 and number % story.SILENT_EVERY == story.SILENT_EVERY - 1
            reach = None if silent else round(followers[slot[0]] * rng.uniform(0.975, 0.99))
            named.append(_post(rng, quarter, title, slot, round(reads_left * weight), reach))
        posts[quarter.label] = named
    return posts


def _post(
    rng: random.Random, quarter: Quarter, title: str, slot: tuple[dt.date, int], reads: int, reach: int | None
) -> Post:
    share = story.DIALS[quarter.label].open_rate * rng.uniform(0.75, 1.25) * (1.0 if slot[1] == 1 else 0.6)
    # A push cannot be opened by more people than read the post at all.
    opened = min(round((reach or 0) * share), round(reads * 0.8))
    return Post(
        title=title,
        day=slot[0],
        position=slot[1],
        message_id=2_247_480_000 + (slot[0] - dt.date(2023, 10, 1)).days * 4,
        signature=f"{rng.getrandbits(128):032x}",
        reads=reads,
        shares=round(reads * story.DIALS[quarter.label].interaction * rng.uniform(0.45, 0.6)),
        follows=round(reads * rng.uniform(0.001, 0.006)),
        delivered=reach,
        opened=opened,
        finish_share=Decimal(rng.randint(3600, 7400)) / 10_000,
    )
