"""Measures that hold a number of one department: its 52,000 followers say nothing about anybody else."""

import re
from collections.abc import Mapping
from fractions import Fraction

from pubkpi.measure import derive
from pubkpi.measure.formula import Formula
from pubkpi.model.amounts import is_amount
from pubkpi.model.kpis import Measure
from pubkpi.model.text import Text

# added to a column, or put under all rows
_ADDED = re.compile(
    r"\b(?!(?:then|else|when|and|or|not|in)\b)[a-z_]\w*\)*\s*[-+]\s*(\d+(?:\.\d*)?)(?!\s*\*)", re.IGNORECASE
)
_UNDER = re.compile(r"\d+(?:\.\d*)?")
_NEUTRAL = (0, 1, 100, 1000, 10000)  # nothing, one, and the scales of a rate


def with_constants(measures: Mapping[str, Measure]) -> dict[str, Text]:
    """Those of *measures* that hold such a number, and the reason why they do not apply to others."""
    found = {key: _constant(one, measures) for key, one in measures.items()}
    return {key: _reason(number) for key, number in found.items() if number}


def _reason(number: str) -> Text:
    return Text(f"算式里的 {number} 是部门自己的数", f"the {number} in it is a number of the department's own")


def _constant(one: Measure, measures: Mapping[str, Measure]) -> str:
    """The number of one department that a measure holds by itself, or nothing."""
    if one.type == "growth":
        return _plain(one.fixed) if one.fixed is not None and is_amount(measures, one.of[0]) else ""
    if one.type == "derived":
        try:
            kind, number = _kind(derive.formula_of(one, measures), measures)
        except _OwnNumberError as hit:
            return hit.number
        return number if kind == "amount" and number and one.unit in ("share", "percent") else ""
    if not one.fact:
        return ""
    added = next((number for number in _ADDED.findall(one.expr) if Fraction(number) not in _NEUTRAL), "")
    under = _UNDER.fullmatch(one.denominator.strip())
    return added or (under[0] if under and Fraction(under[0]) not in _NEUTRAL else "")


class _OwnNumberError(Exception):
    """A number that is added to an amount."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


def _kind(formula: Formula, measures: Mapping[str, Measure]) -> tuple[str, str]:
    """What the *formula* comes to: an ``amount`` and the number that it was divided by, a ``number`` or a ``rate``."""
    operator, *parts = formula
    if operator == "number":
        return "number", str(parts[0])
    if operator == "measure":
        return ("amount" if is_amount(measures, str(parts[0])) else "rate"), ""
    kinds = [_kind(part, measures) for part in parts if isinstance(part, list)]
    words = [kind for kind, _ in kinds]
    if operator in ("+", "-") and "number" in words and "amount" in words:
        added, over = kinds[words.index("number")][1], kinds[words.index("amount")][1]
        if over or Fraction(added or 0) not in (0, 1):
            raise _OwnNumberError(over or added)
    if operator == "/" and words == ["amount", "number"]:
        own = kinds[1][1]
        return "amount", own if Fraction(own or 1) not in _NEUTRAL else ""
    if operator == "/" and words == ["number", "amount"] and Fraction(kinds[0][1] or 1) not in _NEUTRAL:
        return "amount", kinds[0][1]
    return _together(str(operator), words, [number for _, number in kinds])


def _together(operator: str, words: list[str], numbers: list[str]) -> tuple[str, str]:
    if {*words} == {"number"}:
        return "number", ""
    if (
        "amount" not in words
        or (operator == "/" and words == ["amount", "amount"])
        or operator in ("ln", "sqrt", "power")
    ):
        return "rate", ""
    own = next((number for word, number in zip(words, numbers, strict=True) if word == "amount" and number), "")
    return ("rate", "") if "rate" in words and operator in ("+", "-") else ("amount", own)


def _plain(value: Fraction | None) -> str:
    return f"{float(value or 0):.12g}"
