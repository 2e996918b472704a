"""Followers day by day."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, replace

from generator import story
from generator.days import QUARTERS, Quarter


@dataclass(frozen=True)
class FollowerDay:
    """One row of 用户增长; lost is None where the export prints a dash."""

    day: dt.date
    new: int
    lost: int | None
    net: int
    total: int


def simulate_followers(rng: random.Random) -> list[FollowerDay]:
    """All days of the period, ending every quarter exactly on the story's count."""
    rows: list[FollowerDay] = []
    total = story.FOLLOWERS_BEFORE
    for quarter in QUARTERS:
        rows += _one_quarter(rng, quarter, total)
        total = rows[-1].total
    return rows


def _one_quarter(rng: random.Random, quarter: Quarter, before: int) -> list[FollowerDay]:
    days = quarter.days
    weights = [rng.uniform(0.4, 1.6) * (3 if rng.random() < 0.05 else 1) for _ in days]
    gain = story.DIALS[quarter.label].followers_end - before
    rows, walked, total = [], 0.0, before
    for day, weight in zip(days, weights, strict=True):
        walked += weight
        reached = before + round(gain * walked / sum(weights))
        removed = story.CLEAN_UP_COUNT if day == story.CLEAN_UP_DAY else 0
        net = reached - total + removed
        lost = rng.randint(8, 26) + max(0, -net)
        shown = None if day == story.DASH_DAY else lost
        rows.append(FollowerDay(day, net + lost, shown, net, reached))
        total = reached
    return rows


def as_first_exported(rows: list[FollowerDay]) -> list[FollowerDay]:
    """The rows of the spring re-export: its last two days were not settled when it was taken."""
    early, drift = [], 0
    for row in rows:
        if not story.REEXPORT_FIRST <= row.day <= story.REEXPORT_LAST:
            continue
        if row.day in story.REEXPORT_STALE_DAYS:
            drift += 6
            row = replace(row, new=row.new - 6, net=row.net - 6, total=row.total - drift)
        early.append(row)
    return early
