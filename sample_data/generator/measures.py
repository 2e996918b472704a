"""The ten measures of a quarter, in exact fractions, from the world and not from the files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction

from generator import story
from generator.days import Quarter
from generator.posts import Post, Sheet
from generator.registers import AWARDS, INCIDENTS, NO_ACTIVITY, NO_INCIDENTS, PARTNERSHIPS
from generator.survey import Answer
from generator.world import World

BASE_FOLLOWERS = 52_000
LEVELS = {"其他": 0, "市级": 1, "省级": 2, "国家级": 3}


@dataclass(frozen=True)
class Measure:
    """A value or the reason why there is none; extra holds what only some measures tell."""

    value: Fraction | None
    data_coverage: Fraction
    reason: str = ""
    extra: tuple[tuple[str, str | int], ...] = ()


def measures_of(world: World, quarter: Quarter) -> dict[str, Measure]:
    """All ten measures by id."""
    posts = world.posts[quarter.label]
    return {
        "follower_growth": _follower_growth(world, quarter),
        "monthly_reads": _monthly_reads(world, quarter),
        "interaction_rate": _interaction_rate(posts),
        "open_rate": _open_rate(posts),
        "online_usage": _online_usage(world, quarter),
        "activity_participants": _participants(world, quarter),
        "satisfaction": _satisfaction(world.answers[quarter.label]),
        "partnerships": Measure(Fraction(_partners(quarter)), Fraction(1)),
        "award_level": Measure(Fraction(_award_level(quarter)), Fraction(1)),
        "incidents": _incidents(quarter),
    }


def _unless_thin(value: Fraction, coverage: Fraction, least: Fraction) -> Measure:
    if coverage < least:
        return Measure(None, coverage, f"data coverage below {float(least)}")
    return Measure(value, coverage)


def _follower_growth(world: World, quarter: Quarter) -> Measure:
    earliest = quarter.last - dt.timedelta(days=7)
    last = [row for row in world.followers if earliest <= row.day <= quarter.last][-1]
    return Measure(Fraction(last.total, BASE_FOLLOWERS) - 1, Fraction(1))


def _monthly_reads(world: World, quarter: Quarter) -> Measure:
    present = [row for row in world.reads[quarter.label] if row.day not in story.LOST_DAYS]
    coverage = Fraction(len(present), len(quarter.days))
    return _unless_thin(Fraction(sum(row.reads for row in present), 3), coverage, Fraction(9, 10))


def _newest(post: Post) -> Sheet | None:
    """The last download of the newer version; 次 never stands in for 人."""
    people = [sheet for sheet in post.sheets if sheet.basis == "人"]
    return max(people, key=lambda sheet: sheet.trend_days, default=None)


def _interaction_rate(posts: list[Post]) -> Measure:
    acts = reads = covered = 0
    for post in posts:
        sheet = _newest(post)
        if sheet is None or sheet.comments is None:
            continue
        acts += sheet.likes + sheet.comments + sheet.shares
        reads += sheet.reads
        covered += post.reads
    coverage = Fraction(covered, sum(post.reads for post in posts))
    return _unless_thin(Fraction(acts, reads), coverage, Fraction(8, 10))


def _open_rate(posts: list[Post]) -> Measure:
    opened = sent = covered = listed_opened = listed_sent = Fraction(0)
    for post in posts:
        if post.delivered is None or post.open_share is None:
            continue
        listed_sent += post.delivered
        listed_opened += post.delivered * Fraction(post.open_share)
        sheet = _newest(post)
        if sheet is not None and sheet.delivered is not None and sheet.opened is not None:
            opened += sheet.opened
            sent += sheet.delivered
            covered += post.delivered
    if covered / listed_sent >= Fraction(8, 10):
        return Measure(opened / sent, covered / listed_sent, extra=(("route", "exact"),))
    return Measure(listed_opened / listed_sent, Fraction(1), extra=(("route", "list"),))


def _online_usage(world: World, quarter: Quarter) -> Measure:
    rows = [row for row in world.service if quarter.holds(row.day)]
    months = {(row.day.year, row.day.month) for row in rows}
    asked = sum(row.online_asked + row.counter_asked for row in rows)
    return Measure(Fraction(sum(row.online_solved for row in rows), asked), Fraction(len(months), 3))


def _participants(world: World, quarter: Quarter) -> Measure:
    ended = [activity for activity in world.activities if quarter.holds(activity.last)]
    months = {(activity.last.year, activity.last.month) for activity in ended}
    if quarter.holds(NO_ACTIVITY.first):
        months.add((NO_ACTIVITY.first.year, NO_ACTIVITY.first.month))
    people = sum(activity.participants for activity in ended)
    return Measure(Fraction(people, 3), Fraction(len(months), 3))


def _satisfaction(answers: list[Answer]) -> Measure:
    valid = [answer.grade for answer in answers if answer.grade]
    if len(valid) < 30:
        return Measure(None, Fraction(1), "fewer than 30 valid answers", (("n", len(valid)),))
    satisfied = sum(grade <= 2 for grade in valid)
    return Measure(Fraction(satisfied, len(valid)), Fraction(1), extra=(("n", len(valid)),))


def _partners(quarter: Quarter) -> int:
    january = dt.date(quarter.year, 1, 1)
    signed = [deal for deal in PARTNERSHIPS if january <= deal.signed <= quarter.last]
    media = {deal.partner for deal in signed if deal.kind == "主流媒体"}
    voices = {deal.partner for deal in signed if deal.kind == "KOL"}
    return min(len(media), 5) + min(len(voices), 3)


def _award_level(quarter: Quarter) -> int:
    january = dt.date(quarter.year, 1, 1)
    won = [award for award in AWARDS if january <= award.won <= quarter.last]
    return max((LEVELS[award.level] for award in won), default=0)


def _incidents(quarter: Quarter) -> Measure:
    found = [incident for incident in INCIDENTS if quarter.holds(incident.found)]
    nil = NO_INCIDENTS.first <= quarter.first and quarter.last <= NO_INCIDENTS.last
    if not found and not nil:
        return Measure(None, Fraction(0), "the quarter is undeclared")
    return Measure(Fraction(sum(incident.counted for incident in found)), Fraction(1))
