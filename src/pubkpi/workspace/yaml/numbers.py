"""Numbers as a spec writes them, kept exact: 0.05, 90%, 5.2万, '60,000', or a sum such as 60000/52000 - 1."""

import ast
import math
import operator
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from pubkpi.model.errors import SpecError
from pubkpi.model.text import NOTHING, PlacedText, Text
from pubkpi.workspace.yaml.node import Node

# By which power of ten a mark behind the digits multiplies them.
_MARKS: Mapping[str, int] = {"%": -2, "％": -2, "‰": -3, "千": 3, "万": 4, "亿": 8}
_PERCENT = "%％"
_MARKED = re.compile(rf"((?:\d[\d_]*)?\.\d+|\d[\d_]*)\s*([{''.join(_MARKS)}])")
_GROUPED = re.compile(r"(?<![\d.,_])\d{1,3}(?:,\d{3})+(?![\d,_])")
# What stands for digits alone: with a mark, or with commas between thousands.
_WRITTEN = re.compile(rf"(\d+(\.\d+)?\s*[{''.join(_MARKS)}]|\d{{1,3}}(,\d{{3}})+(\.\d+)?)")
# The same within an expression, or a text there, in which nothing is a number.
_SPELT = re.compile(rf"'(?:[^']|'')*'|(?<![\w.])(\d+(?:\.\d+)?|\.\d+)\s*([{''.join(_MARKS)}])(?!\w)")
# What stands before what is added to it; 1 - 10% is 0.9 whichever way it is read, and between -5% and 5% adds nothing.
_ADDED = re.compile(r"([\w.%)]+)\s*[+-]\s*$")
_UNADDED = frozenset("1 and or not in between when then else".split())
_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_MORE = Text("增加 20% 写成 * 1.2。", "For 20% more write * 1.2.")
_LONG = 25  # digits that people do not count any more
_EXAMPLES = Text(
    "可写 60000、0.05、90%、5.2万 或 60000/52000 - 1。", "Write 60000, 0.05, 90%, 5.2万 or 60000/52000 - 1."
)


class _AmbiguousError(ValueError):
    """A percentage that is added to a number: of what it is, nobody can tell."""


def number(node: Node) -> Fraction:
    """The exact value of *node*; SpecError when it is no number or no sum of numbers."""
    return _number(node, _MARKS)


def points(node: Node) -> Fraction:
    """The same of a score or a weight, of which 100 are the whole: 60% is 60."""
    return _number(node, {**_MARKS, **dict.fromkeys(_PERCENT, 0)})


def decimal(node: Node) -> Decimal:
    """The points at *node* that are written without a sum: 60, 60% or 0.5; SpecError otherwise."""
    value = node.data
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        exact = points(node)
        return Decimal(exact.numerator) / Decimal(exact.denominator)
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise _no_number(node, Text("可写 60、0.5 或 60%，不加引号。", "Write 60, 0.5 or 60%, without quotes."))
    return Decimal(value)


def _no_number(node: Node, rule: Text) -> SpecError:
    """The error, to be raised, that *node* is no number."""
    if node.data is None or isinstance(node.data, list | dict):
        node.word()
    value = node.data if not isinstance(node.data, bool) else "yes" if node.data else "no"
    return node.wrong(Text(f"不是数：{value}", f"not a number: {value}"), rule)


def integer(node: Node, default: int) -> int:
    """The whole number at *node*, or the *default*; SpecError otherwise."""
    if isinstance(node.data, str) and _WRITTEN.fullmatch(node.data) and number(node).denominator == 1:
        return int(number(node))
    return node.integer(default)


def share(node: Node) -> Fraction:
    """The part of a whole at *node*, 0.7 or 70%; SpecError when it is not between 0 and 1."""
    value = number(node)
    if not 0 <= value <= 1:
        told = plain(value)
        what = Text(f"应在 0 与 1 之间，不是 {told}", f"it lies between 0 and 1, which {told} does not")
        percent = 1 < value <= 100
        raise node.wrong(what, Text(f"写成 {told}%。", f"Write {told}%.") if percent else NOTHING)
    return value


def plain(value: Fraction | float) -> str:
    """*value* as people write it: 60.3, not 603/10; 1e+300 without all its zeros."""
    exact = Fraction(value)
    digits = (Decimal(exact.numerator) / Decimal(exact.denominator)).normalize()
    return f"{digits:f}" if abs(digits.adjusted()) < _LONG else f"{digits:e}"


def is_written_plainly(words: str) -> bool:
    """Whether *words* are digits with a mark, or with commas between thousands: no sum."""
    return bool(_WRITTEN.fullmatch(words))


def expression(node: Node) -> str:
    """The expression at *node*, nothing where there is none, with its percentages and 万 in digits."""
    words = node.placed_text()
    if not isinstance(words, PlacedText):
        return words
    parts, places, end = [], [], 0
    for found in _SPELT.finditer(words):
        if not found[1]:
            continue
        before, behind = _ADDED.search(words[: found.start()]), words[found.end() :].lstrip()
        added = (before and before[1].lower() not in _UNADDED) or behind.startswith(("+", "-"))
        digits = f"{Decimal(found[1]).scaleb(_MARKS[found[2]]):f}"
        if found[2] in _PERCENT and added:
            raise _ambiguous(node, found[0], _share_hint(found[0], f"{Decimal(digits).normalize():f}"))
        parts += [words[end : found.start()], digits]
        places += [*words.places[end : found.start()], *words.places[found.start() : found.start() + 1] * len(digits)]
        end = found.end()
    return PlacedText("".join((*parts, words[end:])), words.file, (*places, *words.places[end:]))


def _ambiguous(node: Node, words: str, hint: Text) -> SpecError:
    what = Text(f"看不出是谁的百分之几：{words}", f"a percentage of what: {words}")
    return node.wrong(what, hint)


def _share_hint(words: str, share: str) -> Text:
    """What to write for the percentage *words*, which as a number is *share*."""
    return Text(f"{words} 这个比率写成 {share}；{_MORE.zh}", f"Write {share} for {words} itself. {_MORE.en}")


def _number(node: Node, marks: Mapping[str, int]) -> Fraction:
    if isinstance(node.data, int | Decimal) and not isinstance(node.data, bool):
        return Fraction(node.data)
    if isinstance(node.data, bool):
        raise _no_number(node, _EXAMPLES)
    words = node.word()
    try:
        # no spec can hold the sign that stands for the marks
        formula = words.replace("@", "?")
        formula = _GROUPED.sub(lambda found: found[0].replace(",", ""), formula)
        formula = _MARKED.sub(lambda found: f"({found[1]}@{marks[found[2]]})", formula)
        return _value(ast.parse(formula, mode="eval").body, formula)
    except _AmbiguousError as problem:
        raise _ambiguous(node, words, _MORE) from problem
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError) as problem:
        raise _no_number(node, _EXAMPLES) from problem


def _value(part: ast.expr, words: str) -> Fraction:
    match part:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and value < math.inf:
            # the digits as they were written, not the nearest binary fraction
            return Fraction((ast.get_source_segment(words, part) or "").replace("_", ""))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, words)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _value(inner, words)
        case ast.BinOp(left=digits, op=ast.MatMult(), right=power):
            return _value(digits, words) * Fraction(10) ** int(_value(power, words))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            values = _value(left, words), _value(right, words)
            if isinstance(op, ast.Add | ast.Sub) and _percent(left) != _percent(right):
                # 1 - 10% is 0.9 whichever way it is read; 83000 + 20% is not
                other = values[0] if _percent(right) else values[1]
                if other != 1:
                    raise _AmbiguousError(words)
            result: Fraction = _OPERATORS[type(op)](*values)
            return result
    raise ValueError(words)


def _percent(part: ast.expr) -> bool:
    """Whether *part* is a percentage, or made of nothing else."""
    match part:
        case ast.UnaryOp(operand=inner):
            return _percent(inner)
        case ast.BinOp(op=ast.MatMult(), right=ast.UnaryOp()):
            return True
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return _percent(left) and _percent(right)
    return False
