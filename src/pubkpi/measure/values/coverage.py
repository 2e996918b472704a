"""How much of what should have been observed was observed, and which periods a register leaves undeclared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.windows import Span, days, parts, why_too_short
from pubkpi.model.facts import MEASURABLE, has_owner_columns
from pubkpi.model.kpis.measures import OWN_DAYS, Measure
from pubkpi.model.periods import Kind, Period, between
from pubkpi.model.text import Text

Declared = Mapping[str, list[Span]]
_OF_ALL = """select register, from_on, to_on from declaration where of_unit is null and of_account is null
    order by all"""


def declared(engine: QueryEngine) -> Declared:
    """The nil declarations of the department: by register, the spans of days in which nothing happened."""
    spans: dict[str, list[Span]] = defaultdict(list)
    for register, first, last in engine.run(_OF_ALL):
        spans[register].append((first, last))
    return spans


def covered(
    measure: Measure, period: Period, sums: Mapping[str, object], nil: Declared
) -> tuple[Fraction | None, Text | None]:
    """Coverage 0-1, and what a register leaves undeclared.

    Rows whose conditions cannot be told lower it. None: the measure declares no coverage, and all conditions are told.
    """
    rule, told = measure.coverage, _share_of_decidable_rows(measure, sums)
    if rule is None:
        return (told if told < 1 else None), None
    if measure.rhythm:
        return _register(measure, measure.rhythm, period, sums, nil)
    if rule.by == "rows":
        seen, expected = str(_count(sums, "rows") - _count(sums, "open")), sums.get("all")
    else:
        seen, expected = str(sums.get("seen") or 0), sums.get("expected")
    whole = Fraction(str(expected or 0))
    return (min(Fraction(seen) / whole, told) if whole else None), None


def _share_of_decidable_rows(measure: Measure, sums: Mapping[str, object]) -> Fraction:
    """The share of the rows of which somebody can tell whether they meet the conditions."""
    untold = _count(sums, "untold")
    every = _count(sums, "rows") + untold if measure.type == "last" else _count(sums, "all")
    return 1 - Fraction(untold, every) if every else Fraction(1)


def _count(sums: Mapping[str, object], name: str) -> int:
    return int(str(sums.get(name) or 0))


def may_be_nil(measure: Measure) -> bool:
    """Whether it is 0 where somebody declared that nothing happened, though it asks for no declarations."""
    adds_up = measure.type in ("count", "sum", "distinct", "points")
    return adds_up and measure.coverage is None and has_owner_columns(MEASURABLE[measure.fact])


def is_declared_nil(measure: Measure, period: Period, nil: Declared) -> bool:
    """Whether somebody declared of all days of the window that nothing happened, and that makes the measure 0."""
    return may_be_nil(measure) and _within(days(measure, period), nil.get(measure.fact, []))


def _register(
    measure: Measure, rhythm: Kind, period: Period, sums: Mapping[str, object], nil: Declared
) -> tuple[Fraction | None, Text | None]:
    seen = sums.get("seen")
    if not parts(rhythm, measure, period):
        return None, why_too_short(measure, period)
    undeclared = undeclared_parts(measure, period, seen if isinstance(seen, list) else [], nil)
    every = _touched(measure, rhythm, period)
    coverage = Fraction(len(every) - len(undeclared), len(every))
    if not undeclared:
        return coverage, None
    words = "、".join(map(str, undeclared))
    return coverage, Text(
        f"登记表没有 {words} 的记录，也没有“本期无”声明",
        f"the register has neither rows nor a nil declaration for {words.replace('、', ', ')}",
    )


def undeclared_parts(measure: Measure, period: Period, starts: Iterable[date], nil: Declared) -> tuple[Period, ...]:
    """The weeks, months or quarters of *period* that have neither rows, as those from one of *starts* on have, nor a
    declaration.
    """
    with_rows, spans, (first, last) = set(starts), nil.get(measure.fact, []), days(measure, period)
    return tuple(
        one
        for one in (_touched(measure, measure.rhythm, period) if measure.rhythm else ())
        if one.first not in with_rows and not _within((max(one.first, first), min(one.last, last)), spans)
    )


def _touched(measure: Measure, kind: Kind, period: Period) -> tuple[Period, ...]:
    """The periods of *kind* that the register must tell of: those in the window from end to end and, of a span that
    begins or ends in the middle of one, these too.
    """
    (first, last), whole = days(measure, period), parts(kind, measure, period)
    return between(kind.at(first), kind.at(last)) if whole and measure.window in OWN_DAYS else whole


def _within(span: Span, nil: list[Span]) -> bool:
    """Whether every day of *span* lies in one of the declared spans, which may join up."""
    reached = span[0]
    for first, last in sorted(nil):
        if first <= reached <= last:
            reached = date.fromordinal(last.toordinal() + 1)
    return reached > span[1]
