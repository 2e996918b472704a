"""What accounts published, and how often they were read day by day."""

from datetime import date
from importlib import resources
from typing import Any

from pubkpi.engine.interface import Engine
from pubkpi.model.dashboard import AccountContent, PostRow
from pubkpi.model.explanations.posts import RankedPost
from pubkpi.model.periods import Period
from pubkpi.model.scores import Bound

_UNITS = "select platform, account, max(unit) from account where platform <> '' group by all"
_UNITS_OF_ALL = "select account, max(unit) from account where platform = '' group by all"


def account_content(
    engine: Engine, span: tuple[date, date], most_posts: int, earliest: date
) -> tuple[AccountContent, ...]:
    """The accounts, in order of name, with what lies between the two days of the *span*: of each the *most_posts* most
    read posts of every quarter, and its days from the *earliest* on.
    """
    first, last = span
    posts = {tuple(row[:2]): row[2:] for row in engine.run(_query("posts"), first=first, last=last, most=most_posts)}
    days = {tuple(row[:2]): row[2:] for row in engine.run(_query("days"), first=earliest, last=last)}
    units = {(platform, account): unit for platform, account, unit in engine.run(_UNITS)}
    units_of_all: dict[str, str] = dict(engine.run(_UNITS_OF_ALL))
    found = []
    for platform, account in sorted({*posts, *days, *units}):
        number, rows = posts.get((platform, account), (0, []))
        start, people, counts = days.get((platform, account), (None, False, []))
        unit = units.get((platform, account)) or units_of_all.get(account)
        found.append(
            AccountContent(
                *(platform, account, unit, [_post(row) for row in rows], number),
                *(start, [None if one is None else int(one) for one in counts], people),
            )
        )
    return tuple(found)


def ranked_posts(engine: Engine, period: Period, most: int) -> tuple[RankedPost, ...]:
    """The *most* most and as many least read posts of each platform in the *period*, no post twice."""
    rows = engine.run(_query("ranked_posts"), first=period.first, last=period.last, most=most)
    return tuple(_ranked(*row) for row in rows)


def _ranked(
    platform: str, account: str, day: date, title: str | None, reads: int, is_bound: bool, *rest: int
) -> RankedPost:
    people, is_most, place, number = rest
    bound: Bound = "at_least" if is_bound else ""
    return RankedPost(platform, account, day, title, reads, bound, bool(people), bool(is_most), place, number)


def _query(name: str) -> str:
    return (resources.files("pubkpi.database.content") / f"{name}.sql").read_text("utf-8")


def _post(row: list[Any]) -> PostRow:
    day, title, *counts, completion = row
    readers, views, least, shares, comments = (None if one is None else int(one) for one in counts)
    share = None if completion is None else float(completion)
    return date.fromisoformat(day), title, readers, views, least, shares, comments, share
