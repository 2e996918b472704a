"""The places of rows: in the middle by their numbers, as of a median or a trimmed mean; the newest by their day.

Of rows with the same number it does not matter which one counts: what they add up to is the same.
"""

from collections.abc import Callable

from sqlglot import exp

from pubkpi.measure.sql.terms import column
from pubkpi.model.kpis.measures import Measure

Name = Callable[[str], exp.Expr]
# The lowest and the highest number of the rows that a measure orders.
SPREAD = {"low": exp.Min, "high": exp.Max}


def places(
    keys: tuple[str, ...], condition: exp.Expr | None, number: exp.Expr, ties: tuple[str, ...] = ()
) -> dict[str, exp.Expr]:
    """By name the ``place`` of a row among those that meet the *condition*, from the lowest *number* up, and how many
    these are (``among``); each by itself for what the *keys* tell apart. The columns *ties* order equal numbers.
    """
    parts = [*map(column, keys), *([exp.paren(condition.copy())] if condition is not None else [])]
    upwards = exp.Order(expressions=[exp.Ordered(this=number), *(exp.Ordered(this=column(name)) for name in ties)])
    return {
        "place": exp.Window(this=exp.RowNumber(), partition_by=parts, order=upwards),
        "among": exp.Window(this=exp.Count(this=exp.Star()), partition_by=[one.copy() for one in parts]),
    }


def rank_of_day(keys: tuple[str, ...], condition: exp.Expr, day: str) -> exp.Expr:
    """The rank of a row by its *day*, the newest first, of those that meet the *condition*; each by itself for what the
    *keys* tell apart.
    """
    newest = [exp.Ordered(this=exp.not_(exp.paren(condition))), exp.Ordered(this=column(day), desc=True)]
    order = exp.Order(expressions=newest)
    return exp.Window(this=exp.Anonymous(this="rank"), partition_by=[*map(column, keys)], order=order)


def in_middle(measure: Measure, name: Name) -> exp.Expr:
    """That a row is in the middle, of its place among the others as *name* gives them: of a median the middle one, or
    the two of an even number; of a trimmed mean all but the first and the last.
    """
    place, among = name("place"), name("among")
    if measure.type == "median":
        twice = exp.Mul(this=exp.convert(2), expression=place)
        return exp.Between(this=twice, low=among, high=exp.Add(this=among.copy(), expression=exp.convert(2)))
    last = exp.Sub(this=among, expression=exp.convert(measure.trim))
    return exp.Between(this=place, low=exp.convert(measure.trim + 1), high=last)
