"""Measures that hold a number of one department: its 52,000 followers say nothing about anybody else."""

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pubkpi.measure.expressions import decimals
from pubkpi.measure.expressions.formula import evaluate
from pubkpi.measure.values import derive
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.kpis.amounts import is_amount
from pubkpi.model.kpis.measures import Formula, Measure
from pubkpi.model.text import Text

# a number added to a column, where the words are no plain arithmetic
_ADDED = re.compile(
    r"\b(?!(?:then|else|when|and|or|not|in)\b)[a-z_]\w*\)*\s*[-+]\s*(\d+(?:\.\d*)?)(?!\s*\*)", re.IGNORECASE
)
_NEUTRAL = (0, 1, 100, 1000, 10000, 10**6, 10**8)  # nothing, one, and the scales of a rate
_POINTS = 1000  # up to here a number beside an amount may be points
_SPAN = 366  # up to here a divisor may be so many days or weeks
_SHARES, _SCORES = ("share", "percent"), ("points", "score", "index")
_AS_THEY_ARE = ("coalesce", "nullif", "abs")
_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_OPAQUE: Formula = ["measure", ""]


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a formula comes to; an amount *over* the number that it was divided by, a number with its *value*."""

    word: Literal["amount", "number", "rate"]
    over: Fraction = Fraction(0)
    value: Fraction = Fraction(0)


class _OwnNumberError(Exception):
    """A number of one department: it is added to an amount, or an amount was divided by it."""

    def __init__(self, number: Fraction) -> None:
        super().__init__(number)
        self.number = number


def with_constants(measures: Mapping[str, Measure]) -> dict[str, Text]:
    """Those of *measures* that hold such a number, and the reason why they do not apply to others."""
    found: dict[str, Text] = {}
    for key, one in measures.items():
        try:
            _check(one, measures)
        except _OwnNumberError as hit:
            found[key] = _reason(f"{float(hit.number):.12g}")
    return found


def _reason(number: str) -> Text:
    return Text(
        f"算式里的 {number} 是部门自己的数；对谁都一样的，写 for_all: true",
        f"the {number} in it is a number of the department's own; if it holds for everybody, write for_all: true",
    )


def _check(one: Measure, measures: Mapping[str, Measure]) -> None:
    """Raise for a number of one department that the measure holds by itself."""
    if one.for_all:
        return
    if one.type == "growth" and one.fixed is not None and is_amount(measures, one.of[0]):
        raise _OwnNumberError(one.fixed)
    if one.type == "derived":
        formula, in_points = derive.formula_of(one, measures), one.unit in _SCORES
        _check_quotient(_kind(formula, lambda name: is_amount(measures, name), in_points=in_points), one.unit)
    elif one.fact and one.expr and one.type != "points":  # what a piece is worth is so for all
        _check_rows(one)


def _check_rows(one: Measure) -> None:
    """Raise for such a number in what is reckoned row by row."""
    columns = {column.name: column.kind for column in MEASURABLE[one.fact].columns}
    whole, under = (_formula(words) for words in (one.expr, one.denominator or "1"))
    if whole is None:
        for number in map(Fraction, _ADDED.findall(one.expr)):
            if number not in _NEUTRAL:
                raise _OwnNumberError(number)
        return
    kind = _kind(whole, lambda name: columns.get(name) in ("count", "fen", "number"), in_points=one.unit in _SCORES)
    below = _kind(under or _OPAQUE, lambda _: False)
    if below.word == "number":
        _check_quotient(kind, one.unit)
        if below.value not in _NEUTRAL:
            raise _OwnNumberError(below.value)


def _check_quotient(kind: _Kind, unit: str) -> None:
    """Raise where an amount over a number is said to be a share or a score, so that it was measured by that number."""
    if kind.over and (unit in _SHARES or (unit in _SCORES and kind.over > _SPAN)):
        raise _OwnNumberError(kind.over)


def _formula(words: str) -> "Formula | None":
    """The arithmetic over columns in *words*; None where they hold more than that, such as a case."""
    try:
        return _part(ast.parse(" ".join(words.split()), mode="eval").body)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _part(part: ast.expr) -> Formula:
    match part:
        case ast.Constant(value=int() | float() as value):
            return ["number", str(value)]
        case ast.Name(id=name):
            return ["measure", name]
        case ast.UnaryOp(op=ast.USub(), operand=one):
            return ["negative", _part(one)]
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in _SIGNS:
            return [_SIGNS[type(operator)], _part(left), _part(right)]
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name.lower() in _AS_THEY_ARE:
            return _part(first)
        case ast.Call(func=ast.Name(id=name), args=parts) if name.lower() in ("least", "greatest"):
            return [name.lower(), *map(_part, parts)]
    return _OPAQUE


def _kind(formula: Formula, amount: Callable[[str], bool], *, in_points: bool = False) -> _Kind:
    """What the *formula* comes to, given which of its names are an *amount*; raise for a number of one department.

    *in_points* a number that is added or taken is as a rule one of points, the same for everybody: 100 − 2 × errors.
    """
    operator, *parts = formula
    if operator == "measure":
        return _Kind("amount" if amount(str(parts[0])) else "rate")
    kinds = [_kind(part, amount, in_points=in_points) for part in parts if isinstance(part, list)]
    if all(kind.word == "number" for kind in kinds):
        try:
            return _Kind("number", value=evaluate(formula, {}))
        except (ZeroDivisionError, decimals.UndefinedError):
            return _Kind("rate")
    over = max((kind.over for kind in kinds), default=Fraction(0))
    words = [kind.word for kind in kinds]
    number = next((kind.value for kind in kinds if kind.word == "number"), Fraction(0))
    if operator in ("+", "-"):
        return _sum_kind(str(operator), words, over, number, (_SPAN, _POINTS) if in_points else (0, 1))
    if operator == "*":
        # 1/52000 times is over 52000; 0.5 times is a weight
        under = 1 / number if number and (1 / number).denominator == 1 and 1 / number > _SPAN else Fraction(0)
        return _amount(words, max(over, _own(under)))
    if operator == "/":
        return _Kind("rate") if words == ["amount", "amount"] else _amount(words, max(over, _own(number)))
    if operator in ("exp", "ln", "sqrt", "power"):
        if over > _SPAN:
            raise _OwnNumberError(over)
        return _Kind("rate")
    return _amount(words, over)


def _sum_kind(
    operator: str, words: Sequence[str], over: Fraction, number: Fraction, everybody: tuple[int, int]
) -> _Kind:
    """What a sum comes to. A number is only taken from an amount that is one's own; ln(x + 1) is no such thing.

    Up to *everybody*'s numbers, over which one divides and which one adds, it says nothing of one department.
    """
    least, most = everybody
    if {*words} == {"amount", "number"}:
        if over > least and (operator == "-" or number < 0):
            raise _OwnNumberError(over)
        if not over and abs(number) > most:
            raise _OwnNumberError(abs(number))
    if "rate" in words and over > least:
        raise _OwnNumberError(over)
    return _Kind("rate") if "rate" in words else _amount(words, over)


def _amount(words: Sequence[str], over: Fraction) -> _Kind:
    return _Kind("amount", over) if "amount" in words else _Kind("rate")


def _own(number: Fraction) -> Fraction:
    return Fraction(0) if number in _NEUTRAL else number
