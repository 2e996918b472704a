"""Numbers as a spec writes them: 0.05, or a small sum such as 60000/52000 - 1, kept as exact fractions."""

import ast
import math
import operator
from decimal import Decimal
from fractions import Fraction

from pubkpi.model.text import Text, same
from pubkpi.workspace.yamlfile import Node

_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def number(node: Node) -> Fraction:
    """The exact value of *node*; SpecError when it is no number or no sum of numbers."""
    if isinstance(node.data, int | Decimal) and not isinstance(node.data, bool):
        return Fraction(node.data)
    words = node.word()
    try:
        return _value(ast.parse(words, mode="eval").body, words)
    except (SyntaxError, ValueError, ZeroDivisionError, RecursionError, MemoryError) as problem:
        what = Text(f"不是数：{words}", f"not a number: {words}")
        raise node.wrong(what, same("60000, 0.05, 60000/52000 - 1")) from problem


def decimal(node: Node) -> Decimal:
    """The number of *node*, written as digits only; SpecError otherwise."""
    value = node.data
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise node.wrong(Text(f"不是数：{value}", f"not a number: {value}"))
    return Decimal(value)


def plain(value: Fraction | int) -> str:
    """*value* as people write it: 60.3, not 603/10."""
    exact = Fraction(value)
    digits = Decimal(exact.numerator) / Decimal(exact.denominator)
    return f"{digits.normalize():f}"


def _value(part: ast.expr, words: str) -> Fraction:
    match part:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool) and value < math.inf:
            # the digits as they were written, not the nearest binary fraction
            return Fraction((ast.get_source_segment(words, part) or "").replace("_", ""))
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner, words)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            result: Fraction = _OPERATORS[type(op)](_value(left, words), _value(right, words))
            return result
    raise ValueError(words)
