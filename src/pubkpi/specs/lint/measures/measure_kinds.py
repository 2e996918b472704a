"""What a measure is by its nature: which values it can take, whether it counts, whether it adds up."""

import ast
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from pubkpi.model.facts import MEASURABLE, Column
from pubkpi.model.kpis.amounts import UNREAD
from pubkpi.model.kpis.measures import OWN_DAYS, Measure
from pubkpi.specs.lint import wording

Measures = Mapping[str, Measure]
Ends = tuple[Fraction | None, Fraction | None]

_OPEN: Ends = (None, None)
PEOPLE = ("people", "person_times")
_COUNTED = (*PEOPLE, "count", "reads", "plays", "views")  # units of what is never below 0


def is_share(measures: Measures, name: str) -> bool:
    """Whether a measure is a share, or the first of several that are; a growth may well exceed 100 %."""
    one = measures.get(name)
    ways = [measures[way] for way in one.of if way in measures] if one and one.type == "first_of" else [one]
    return any(way is not None and way.unit == "share" and _is_part(way) for way in ways)


def _is_part(one: Measure) -> bool:
    return one.type in ("ratio", "share") or (one.type == "typed" and not wording.grows(one.label))


def grows(measures: Measures, name: str) -> bool:
    """Whether a measure is a growth, as which 15 would be 1,500 %."""
    one = measures.get(name)
    if one is None or one.unit != "share":
        return False
    typed = one.type == "typed" and wording.grows(one.label)
    return (
        one.type in ("growth", "change")
        or typed
        or (one.type == "derived" and one.expr.replace(" ", "").endswith("-1"))
    )


def shape(measures: Measures, name: str) -> str:
    """Of what shape its values are: ``part`` of a whole, ``growth``, another ``share``, empty for none of these, or
    UNREAD.
    """
    if name not in measures:
        return UNREAD
    if is_share(measures, name):
        return "part"
    if grows(measures, name):
        return "growth"
    return "share" if measures[name].unit == "share" else ""


def counts(measures: Measures, name: str) -> bool:
    """Whether a measure counts, so that it is whole: people or rows, not the mean of some months."""
    one = measures.get(name)
    if one is None or one.mean_of_months:
        return False
    if one.type in ("count", "distinct"):
        return True
    if one.type == "typed":
        return one.unit in PEOPLE
    read = _columns(one)
    return one.type in ("sum", "last", "max") and bool(read) and all(column.kind == "count" for column in read)


def adds_up(measure: Measure) -> bool:
    """Whether its value of a year is the sum of those of the quarters, and none of them below 0."""
    return (
        measure.type in ("sum", "count")
        and measure.window in OWN_DAYS
        and not measure.mean_of_months
        and not _may_be_negative(measure)
    )


def as_great_in_a_year(measure: Measure) -> bool:
    """Whether its value of a year cannot be less than that of one of its quarters, or than the last one's."""
    if measure.type == "typed":
        return measure.unit in _COUNTED and not wording.grows(measure.label)
    return adds_up(measure) or (measure.type in ("last", "max", "distinct") and not _may_be_negative(measure))


def _may_be_negative(one: Measure) -> bool:
    """Whether it may be below 0, as far as anybody can tell."""
    return "-" in one.expr or any(
        "净" in column.meaning.zh or "可为负" in column.meaning.zh for column in _columns(one)
    )


def ends(measures: Measures, name: str, visited: tuple[str, ...] = ()) -> Ends:
    """The least and the greatest value that a measure can have, None where nothing is known."""
    one = measures.get(name)
    if one is None or name in visited:
        return _OPEN
    if one.type == "growth":
        return Fraction(-1), None
    if one.type == "change":
        low, high = ends(measures, one.of[0], (*visited, name))
        return (None, None) if low is None or high is None else (low - high, high - low)
    if one.type == "first_of":
        parts = [ends(measures, part, (*visited, name)) for part in one.of]
        return _least(low for low, _ in parts), _greatest(high for _, high in parts)
    if one.type == "derived":
        return _derived_ends(measures, one, (*visited, name))
    if is_share(measures, name):
        return (None if "-" in f"{one.expr}{one.denominator}" else Fraction(0)), Fraction(1)
    if one.type in ("count", "distinct"):
        return Fraction(0), None
    return _of_column(one)


def _of_column(one: Measure) -> Ends:
    """Those of a measure that is entered, or reads a single column."""
    if one.type == "typed":
        return (Fraction(0), None) if one.unit in _COUNTED and not wording.grows(one.label) else _OPEN
    known = MEASURABLE[one.fact].column(one.expr.strip()) if one.fact else None
    if known is None or known.name == "net_count" or "可为负" in known.meaning.zh or "净" in known.meaning.zh:
        return _OPEN
    if known.scale and one.type in ("max", "mean", "median", "last"):
        # without an award there is no level: nothing comes before the least one
        return Fraction(min(0, known.scale[0])), Fraction(known.scale[1])
    return (Fraction(0), None) if known.kind in ("count", "seconds", "fen") else _OPEN


def _derived_ends(measures: Measures, one: Measure, seen: tuple[str, ...]) -> Ends:
    try:
        return _expression_ends(ast.parse(" ".join(one.expr.split()), mode="eval").body, measures, seen)
    except (SyntaxError, ValueError, RecursionError):
        return _OPEN


def _expression_ends(part: ast.expr, measures: Measures, seen: tuple[str, ...]) -> Ends:
    """The ends of an expression over measures: of sums, products with a number above 0, least and greatest."""
    match part:
        case ast.Constant(value=int() | float() as value):
            exact = Fraction(str(value))
            return exact, exact
        case ast.Name(id=name):
            return ends(measures, name, seen)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            (a, b), (c, d) = (_expression_ends(one, measures, seen) for one in (left, right))
            return (None if None in (a, c) else a + c), (None if None in (b, d) else b + d)  # type: ignore[operator]
        case ast.Call(func=ast.Name(id="least" | "LEAST"), args=args):
            parts = [_expression_ends(one, measures, seen) for one in args]
            highs = _there(high for _, high in parts)
            end = min(highs) if highs else None
            return _least(low for low, _ in parts), end
        case ast.Call(func=ast.Name(id="greatest" | "GREATEST"), args=args):
            parts = [_expression_ends(one, measures, seen) for one in args]
            lows = _there(low for low, _ in parts)
            start = max(lows) if lows else None
            return start, _greatest(high for _, high in parts)
    return _OPEN


def _there(listed: Iterable[Fraction | None]) -> list[Fraction]:
    return [one for one in listed if one is not None]


def _least(lows: Iterable[Fraction | None]) -> Fraction | None:
    every = list(lows)
    known = _there(every)
    return min(known) if known and len(known) == len(every) else None


def _greatest(highs: Iterable[Fraction | None]) -> Fraction | None:
    every = list(highs)
    known = _there(every)
    return max(known) if known and len(known) == len(every) else None


def _columns(one: Measure) -> list[Column]:
    """The columns of its fact that the expression of a measure reads."""
    fact = MEASURABLE.get(one.fact)
    return [column for column in fact.columns if re.search(rf"\b{column.name}\b", one.expr)] if fact else []
