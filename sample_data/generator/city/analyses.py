"""What the analyses have to find in the city's last quarter, from the world and not from the files."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from fractions import Fraction
from math import ceil, sqrt
from statistics import fmean, median
from typing import Any

from generator.city import desk, story
from generator.city.desk import LAST, Desk
from generator.city.world import City, Post

Json = dict[str, Any]
_OFF = {dt.date(2024, 10, day) for day in (1, 2, 3, 4, 7)}
_ON = {dt.date(2024, 10, 12)}
_OPENS, _CLOSES = 9 * 60, 17 * 60 + 30  # minutes of a day


def expected_analyses(city: City, made: Desk) -> Json:
    """By analysis: what each of its rows has of what can be said without its statements."""
    posts = [one for one in city.posts if one.quarter == LAST]
    return {
        "content": _content(posts),
        "pieces": _pieces(made),
        "hours": _hours(posts),
        "titles": _titles(),
        "accounts": _accounts(posts),
        "sources": _sums((name, count) for (_, name), count in made.readers.items()),
        "follower_sources": _sums((name, count) for (_, name), count in made.sources.items()),
        "young": {f"2024-{month:02}": _young(made, month) for month in (10, 11, 12)},
        "satisfaction": _satisfaction(),
        "messages": _messages(city, made),
        "incidents": _incidents(),
        "budget": _sums((one.kind, one.fen) for one in desk.PAYMENTS),
        "promotion": _promotion(),
        "milestones": {one.name: _milestone(one) for one in desk.MILESTONES},
        "looked_at": sorted(f"2024-11-{day:02}" for day, count in desk.MENTIONS.items() if count >= 20),
    }


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, count in pairs:
        sums[name] += count
    return dict(sums)


def _category(title: str) -> str:
    """The first category any of whose words the title has."""
    return next((name for name, words in desk.CATEGORIES.items() if any(word in title for word in words)), "")


def _content(posts: list[Post]) -> Json:
    groups = defaultdict(list)
    for one in posts:
        groups[_category(one.title)].append(one.views)
    return {
        name: {"posts": len(views), "mean_views": fmean(views), "viral": sum(one > desk.VIRAL for one in views)}
        for name, views in groups.items()
    }


def _pieces(made: Desk) -> Json:
    """By category: pieces whose hours all authors noted, and the mean; pieces that have a cost, and its mean in fen."""
    pieces: dict[tuple[str, dt.date], list[desk.Work]] = defaultdict(list)
    for one in made.works:
        pieces[one.title, one.day].append(one)
    hours, costs = defaultdict(list), defaultdict(list)
    for (title, _), works in pieces.items():
        minutes, fen = [one.minutes for one in works], [one.fen for one in works]
        if None not in minutes:
            hours[_category(title)].append(sum(one or 0 for one in minutes) / 60)
        if None not in fen:
            costs[_category(title)].append(sum(one or 0 for one in fen))
    return {
        name: [len(hours[name]), fmean(hours[name] or [0]), len(costs[name]), fmean(costs[name] or [0])]
        for name in dict.fromkeys(_category(title) for title, _ in pieces)
    }


def _hours(posts: list[Post]) -> Json:
    """By hour: how many posts, and the mean of their views over those of their account; lists of 公众号 have no clock."""
    means = {account.key: fmean(one.views for one in posts if one.account is account) for account in story.ACCOUNTS}
    groups = defaultdict(list)
    for one in posts:
        if one.account.platform != "wechat":
            groups[f"{one.moment.hour:02}:00"].append(one.views / means[one.account.key])
    return {hour: {"posts": len(ratios), "ratio": fmean(ratios)} for hour, ratios in groups.items()}


def _titles() -> Json:
    """By test: the click rates, and which variant is better by the simple interval of the difference; none inside it."""
    found: Json = {}
    for test in dict.fromkeys(one.test for one in desk.VARIANTS):
        a, b = (one for one in desk.VARIANTS if one.test == test)
        p, q = a.clicked / a.shown, b.clicked / b.shown
        half = 1.96 * sqrt(p * (1 - p) / a.shown + q * (1 - q) / b.shown)
        winner = None if abs(p - q) < half else max((p, a.name), (q, b.name))[1]
        found[test] = {"rates": [p, q], "winner": winner}
    return found


def _accounts(posts: list[Post]) -> Json:
    found: Json = {}
    for account in story.ACCOUNTS:
        days = [one.day for one in posts if one.account is account]
        found[account.key] = {"posts": len(days), "last": str(max(days)), "since": (LAST.last - max(days)).days}
    return found


def _young(made: Desk, month: int) -> int:
    return sum(made.ages[month, age] for age in desk.YOUNG)


def _satisfaction() -> Json:
    total = sum(desk.RATINGS.values())
    up = sum(count for rating, count in desk.RATINGS.items() if rating >= 9)
    down = sum(count for rating, count in desk.RATINGS.items() if rating <= 6)
    satisfied = Fraction(desk.GRADES["非常满意"] + desk.GRADES["满意"], sum(desk.GRADES.values()))
    return {"satisfied": float(satisfied), "promoters": float(Fraction(up - down, total))}


def _messages(city: City, made: Desk) -> Json:
    """By kind, where a row says one: received, answered, within a day, the medians in hours, answered in time; and all
    that the quarter received and answered.
    """
    found: Json = {}
    for kind in dict.fromkeys(desk.KINDS):
        mine = [one for one in made.letters if one.kind == kind]
        waits = [(one.answered - one.received).total_seconds() / 3600 for one in mine if one.answered]
        work = [_work_minutes(one.received, one.answered) / 60 for one in mine if one.answered]
        found[kind] = {
            "received": len(mine),
            "answered": len(waits),
            "in_day": sum(one.in_day for one in mine),
            "median": median(waits) if waits else None,
            "median_work": median(work) if work else None,
            "in_time": sum(one <= desk.LIMITS.get(kind, 24) for one in waits),
        }
    weeks = [one for one in city.weeks if LAST.holds(one.day)]
    total = {"received": sum(one.received for one in weeks), "answered": sum(one.answered for one in weeks)}
    return {"kinds": found, "all": total}


def _work_minutes(first: dt.datetime, last: dt.datetime) -> int:
    """The minutes of work between two moments, counted one by one."""
    count, at = 0, first
    while at < last:
        day, minute = at.date(), at.hour * 60 + at.minute
        works = (day.weekday() < 5 or day in _ON) and day not in _OFF
        count += works and _OPENS <= minute < _CLOSES
        at += dt.timedelta(minutes=1)
    return count


def _incidents() -> Json:
    found: Json = {}
    for one in story.INCIDENTS:
        if LAST.holds(one.found):
            appeared, seen, answered, _ = desk.COURSES[one.found]
            hours = [(late - early).total_seconds() / 3600 for early, late in ((appeared, seen), (seen, answered))]
            found[one.what] = {"detection_hours": hours[0], "answer_hours": hours[1]}
    return found


def _promotion() -> Json:
    """By channel of a promotion: fen a click and a thousand impressions, of the payments that know them."""
    found: Json = {}
    for way in dict.fromkeys(one.way for one in desk.PAYMENTS if one.way):
        paid = [one for one in desk.PAYMENTS if one.way == way and one.clicks and one.shown]
        fen, clicks = sum(one.fen for one in paid), sum(one.clicks or 0 for one in paid)
        found[way] = {"click": fen / clicks, "mille": 1000 * fen / sum(one.shown or 0 for one in paid)}
    return found


def _milestone(one: desk.Milestone) -> Json:
    late = max(((one.done or LAST.last) - one.due).days, 0)
    buffer = ceil((one.due - one.start).days / 10)
    return {"late": late, "light": "绿" if not late else "黄" if late <= buffer else "红"}
