"""The measures of accounts, units and the city in exact fractions, from the world and not from the files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from generator.city import story
from generator.city.story import ACCOUNTS, Account
from generator.city.world import City
from generator.days import Quarter


@dataclass(frozen=True)
class Entity:
    """Whoever is scored: the *accounts* whose rows count; only the *city* has the register of incidents."""

    name: str
    accounts: tuple[Account, ...]
    city: bool = False


CITY = Entity("city", ACCOUNTS, city=True)
SIDES = {
    "account": tuple(Entity(one.key, (one,)) for one in ACCOUNTS),
    "unit": tuple(
        Entity(unit, tuple(one for one in ACCOUNTS if one.unit == unit)) for unit in (story.OFFICE, story.TOURISM)
    ),
}
# Of a work without this share nothing is known; below this part of all works there is no mean.
LEAST_ROWS = Fraction(1, 2)


def measures_of(city: City, entity: Entity, quarter: Quarter) -> dict[str, Fraction | None]:
    """The measures that are scored or watched, by id; None without a value."""
    before = Quarter(quarter.year - 1, quarter.number)
    now, then = _views(city, entity, quarter), _views(city, entity, before)
    return {
        "views": now,
        "views_growth": None if now is None or not then else now / then - 1,
        "completion_rate": _completion(city, entity, quarter),
        "share_rate": _shares(city, entity, quarter),
        "fans_growth": _fans_growth(city, entity, quarter),
        "reply_rate": _replies(city, entity, quarter, lambda week: week.answered),
        "reply_in_day": _replies(city, entity, quarter, lambda week: week.in_day),
        "incidents": _incidents(quarter) if entity.city else None,
    }


def views_by_day(city: City, account: Account, quarter: Quarter) -> int:
    """What the days that are in the account's exports sum to."""
    lost = story.LOST_DAYS if account.key == story.LOST_KEY else ()
    days = (one for one in city.days if one.account is account and quarter.holds(one.day) and one.day not in lost)
    return sum(one.views for one in days)


def posts_of(city: City, entity: Entity, quarter: Quarter) -> list[object]:
    """The works of the *entity* in the quarter."""
    return [one for one in city.posts if one.account in entity.accounts and one.quarter == quarter]


def _views(city: City, entity: Entity, quarter: Quarter) -> Fraction | None:
    views = [one.views for one in city.posts if one.account in entity.accounts and one.quarter == quarter]
    return Fraction(sum(views)) if views else None


def _completion(city: City, entity: Entity, quarter: Quarter) -> Fraction | None:
    posts = [one for one in city.posts if one.account in entity.accounts and one.quarter == quarter]
    told = [(Fraction(one.finish), one.views) for one in posts if one.finish is not None]
    if not told or Fraction(len(told), len(posts)) < LEAST_ROWS:
        return None
    return sum((share * views for share, views in told), Fraction(0)) / sum(views for _, views in told)


def _shares(city: City, entity: Entity, quarter: Quarter) -> Fraction | None:
    posts = [one for one in city.posts if one.account in entity.accounts and one.quarter == quarter]
    return Fraction(sum(one.shares for one in posts), sum(one.views for one in posts)) if posts else None


def _fans_growth(city: City, entity: Entity, quarter: Quarter) -> Fraction | None:
    """Followers are people: those of several platforms are never added, and 小红书 exports no total."""
    platforms = {one.platform for one in entity.accounts}
    if len(platforms) > 1 or platforms == {"xiaohongshu"} or quarter.year == story.QUARTERS[0].year:
        return None
    ends = (Quarter(quarter.year - 1, quarter.number).last, quarter.last)
    before, now = (
        sum(one.total for one in city.days if one.account in entity.accounts and one.day == end) for end in ends
    )
    return Fraction(now, before) - 1


def _replies(city: City, entity: Entity, quarter: Quarter, part: Callable[..., int]) -> Fraction | None:
    weeks = [one for one in city.weeks if one.account in entity.accounts and quarter.holds(one.day)]
    return Fraction(sum(map(part, weeks)), sum(one.received for one in weeks)) if weeks else None


def _incidents(quarter: Quarter) -> Fraction | None:
    counted = [one.counted for one in story.INCIDENTS if quarter.holds(one.found)]
    nil = any(one.first <= quarter.first and quarter.last <= one.last for one in story.NILS)
    return Fraction(sum(counted)) if counted or nil else None


def entities() -> Iterable[tuple[str, Sequence[Entity]]]:
    """The city, then the accounts and the units, each under the name of its side."""
    yield "city", (CITY,)
    yield from SIDES.items()
