"""The windows of a query: its words are the same for all periods, only the days in it are not.

A query is made with marks where the days belong, and is then given those of the periods. A mark starts with a character
that no spec can hold, so nothing that somebody wrote is taken for one.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pubkpi.measure.windows import Span, days
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period

WINDOWS, INSIDE = "\0windows", "\0inside"
NAMES = ("window_no", "window_kind", "window_quarter", "starts", "ends")


def with_periods(query: str, measures: Sequence[Measure], periods: Iterable[Period], day: str) -> str:
    """The *query* of *measures*, whose rows have a *day*, with the windows of *periods* in the place of its marks."""
    spans = {(one.window_kind, period): days(one, period) for period in periods for one in measures}
    rows = (
        f"({number}, {_word(kind)}, {_word(str(period))}, {_day(first)}, {_day(last)})"
        for number, ((kind, period), (first, last)) in enumerate(spans.items())
    )
    inside = (f"{day} BETWEEN {_day(first)} AND {_day(last)}" for first, last in _joint(spans.values()))
    windows = f"(VALUES {', '.join(rows)}) AS w({', '.join(NAMES)})"
    return query.replace(WINDOWS, windows).replace(INSIDE, f"({' OR '.join(inside)})")


def between(query: str, first: str | None, last: str | None) -> str:
    """The *query* by entity for those from *first* on and before *last*; None is no end."""
    name = '"entities"."entity"'
    ends = [f"{name} {sign} {_word(one)}" for sign, one in ((">=", first), ("<", last)) if one is not None]
    head, order, keys = query.rpartition(" ORDER BY ")
    return f"{head} WHERE {' AND '.join(ends)}{order}{keys}" if ends else query


def _joint(spans: Iterable[Span]) -> list[Span]:
    """The *spans* in order, those that touch or overlap as one; no day between two quarters a year apart is in them."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + timedelta(days=1):
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return found


def _word(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def _day(day: date) -> str:
    return f"CAST('{day}' AS DATE)"
