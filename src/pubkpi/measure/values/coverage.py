"""How much of what should have been observed was observed, and which periods a register leaves undeclared."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.windows import Span, days, parts
from pubkpi.model.kpis.measures import OWN_DAYS, Measure
from pubkpi.model.periods import MONTH, QUARTER, Kind, Period, between
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
    if rule.by in ("months", "quarters"):
        return _register(measure, period, sums, nil)
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


def _register(
    measure: Measure, period: Period, sums: Mapping[str, object], nil: Declared
) -> tuple[Fraction | None, Text | None]:
    seen = sums.get("seen")
    every = _parts(measure, period)
    if not every:
        zh, en = period.kind.nouns.noun
        return None, Text(
            f"按季度登记，分不到{zh}", f"it is registered by the quarter, which says nothing about a {en}"
        )
    undeclared = undeclared_parts(measure, period, seen if isinstance(seen, list) else [], nil)
    every = _touched(measure, period)
    coverage = Fraction(len(every) - len(undeclared), len(every))
    if not undeclared:
        return coverage, None
    words = "、".join(map(str, undeclared))
    return coverage, Text(
        f"登记表没有 {words} 的记录，也没有“本期无”声明",
        f"the register has neither rows nor a nil declaration for {words.replace('、', ', ')}",
    )


def undeclared_parts(measure: Measure, period: Period, starts: Iterable[date], nil: Declared) -> tuple[Period, ...]:
    """The months or quarters of *period* that have neither rows, as those that begin on one of *starts* have, nor a
    nil declaration.
    """
    with_rows, spans, (first, last) = set(starts), nil.get(measure.fact, []), days(measure, period)
    return tuple(
        one
        for one in _touched(measure, period)
        if one.first not in with_rows and not _within((max(one.first, first), min(one.last, last)), spans)
    )


def _parts(measure: Measure, period: Period) -> tuple[Period, ...]:
    return parts(_rhythm(measure), measure, period)


def _touched(measure: Measure, period: Period) -> tuple[Period, ...]:
    """The months or quarters that the register must tell of: those in the window from end to end and, of a span that
    begins or ends in the middle of one, these too.
    """
    kind, (first, last), whole = _rhythm(measure), days(measure, period), _parts(measure, period)
    return between(kind.at(first), kind.at(last)) if whole and measure.window in OWN_DAYS else whole


def _rhythm(measure: Measure) -> Kind:
    return MONTH if measure.coverage and measure.coverage.by == "months" else QUARTER


def _within(span: Span, nil: list[Span]) -> bool:
    """Whether every day of *span* lies in one of the declared spans, which may join up."""
    reached = span[0]
    for first, last in sorted(nil):
        if first <= reached <= last:
            reached = date.fromordinal(last.toordinal() + 1)
    return reached > span[1]
