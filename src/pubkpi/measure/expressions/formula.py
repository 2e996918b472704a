"""A formula over other measures, which is what their expression comes to once it was read: lists, worked out exactly.

So it can be kept as JSON and worked out without the parser.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import partial
from math import floor
from typing import TypeVar

from pubkpi.measure.expressions import decimals
from pubkpi.model.kpis.measures import Formula

Number = TypeVar("Number")

# A value from here on is none: floating point does not reach much further.
LIMIT = 2**1000

OPERATIONS: Mapping[str, Callable[..., Fraction]] = {
    "+": Fraction.__add__,
    "-": Fraction.__sub__,
    "*": Fraction.__mul__,
    "/": Fraction.__truediv__,
    "negative": Fraction.__neg__,
    "least": min,
    "greatest": max,
    "ln": decimals.ln,
    "sqrt": decimals.sqrt,
    "power": decimals.power,
    "exp": decimals.exp,
    "abs": abs,
    "floor": lambda a: Fraction(floor(a)),
    ">": lambda a, b: Fraction(a > b),
    ">=": lambda a, b: Fraction(a >= b),
    "=": lambda a, b: Fraction(a == b),
    "not": lambda a: 1 - a,
    "case": lambda *parts: case_value(parts, bool),
}


def case_value(parts: Sequence[Callable[[], Number]], holds: Callable[[Number], bool]) -> Number:
    """Of a condition, what comes out where it holds, the next condition and so on, and the rest, the one that is due.

    What is not due is not worked out: it may divide by 0.
    """
    conditions, outcomes = parts[:-1:2], parts[1::2]
    for condition, outcome in zip(conditions, outcomes, strict=True):
        if holds(condition()):
            return outcome()
    return parts[-1]()


def evaluate(formula: Formula, values: Mapping[str, Fraction]) -> Fraction:
    """The *formula* with the numbers *values* for its measures; exact but for ln, sqrt and some powers.

    ZeroDivisionError or decimals.UndefinedError where there is none.
    """
    return worked(formula, values, Fraction, OPERATIONS)


def worked(
    formula: Formula,
    values: Mapping[str, Number],
    number: Callable[[str], Number],
    operations: Mapping[str, Callable[..., Number]],
) -> Number:
    """The *formula* over numbers of any kind: *number* reads one, *operations* put them together.

    A condition is 1 where it holds and 0 where not; ``case`` gets its parts to be worked out when they are due.
    """
    operator, *parts = formula
    if operator == "measure":
        return values[str(parts[0])]
    if operator == "number":
        return number(str(parts[0]))
    if operator == "case":
        due = [partial(worked, part, values, number, operations) for part in parts if isinstance(part, list)]
        return operations["case"](*due)
    made = [worked(part, values, number, operations) for part in parts if isinstance(part, list)]
    return made[0] if len(made) == 1 and operator in ("least", "greatest") else operations[str(operator)](*made)


def names(formula: Formula) -> set[str]:
    """The measures that the *formula* is made of."""
    operator, *parts = formula
    if operator == "measure":
        return {str(parts[0])}
    return set[str]().union(*(names(part) for part in parts if isinstance(part, list)))
