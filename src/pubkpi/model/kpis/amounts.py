"""What the values of measures are like: amounts of people, pieces, money, which are of one department alone; shares."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pubkpi.model.kpis.measures import OWN_DAYS, Measure
from pubkpi.model.text import Text

# What entered values are counted in; those of a fact are amounts unless they are shares, points, levels or times.
_COUNTED = (
    "count people person_times reads plays posts times yuan fen 个 人 人次 人数 次 篇 条 件 场 家 元 万元".split()
)
_MEASURED = "share percent points level score index rank seconds minutes hours days".split()


# What values of a measure are like of which nobody can tell; among the shapes of all, the id of those in specs that
# cannot be read.
UNREAD, OTHERS = "?", ""


class Shape(NamedTuple):
    """What values of a measure are *like* (``part``, ``growth``, ``share``, empty or UNREAD), and its *label*."""

    like: str
    label: Text


def adds_up(measures: Mapping[str, Measure], name: str, visited: tuple[str, ...] = ()) -> bool:
    """Whether the measure *name* is a sum of its period, which grows with the days: twice as much in twice the time."""
    one = measures.get(name)
    if one is None or name in visited:
        return False
    if one.fact:
        return one.type in ("sum", "count", "distinct") and one.window in OWN_DAYS and not one.mean_of_months
    made_of = (
        one.of if one.type in ("first_of", "change") else re.findall(r"\w+", one.expr) if one.type == "derived" else ()
    )
    return "/" not in one.expr and any(adds_up(measures, part, (*visited, name)) for part in made_of)


def is_amount(measures: Mapping[str, Measure], name: str, visited: tuple[str, ...] = ()) -> bool:
    """Whether the measure *name* grows with the size of whom it is about."""
    one = measures.get(name)
    if one is None or name in visited or one.type in ("ratio", "share", "growth"):
        return False
    if one.type == "first_of":
        return any(is_amount(measures, part, (*visited, name)) for part in one.of)
    return one.unit not in _MEASURED if one.fact else one.unit in _COUNTED
