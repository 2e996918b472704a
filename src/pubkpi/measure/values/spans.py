"""Exact numbers of which some are bounds of the true ones, and what formulas do with them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from pubkpi.measure.expressions.formula import OPERATIONS, case_value
from pubkpi.model.scores import Bound


@dataclass(frozen=True, slots=True, init=False)
class Span:
    """A *value*, and whether the true one may be greater (*up*) or smaller (*down*)."""

    value: Fraction
    up: bool
    down: bool

    def __init__(self, value: Fraction, bound: Bound = "", *, up: bool = False, down: bool = False) -> None:
        object.__setattr__(self, "value", value)
        object.__setattr__(self, "up", up or bound == "at_least")
        object.__setattr__(self, "down", down or bound == "at_most")

    @property
    def bound(self) -> Bound:
        """What the value is of the true one."""
        return "at_least" if self.up else "at_most" if self.down else ""

    @property
    def open(self) -> bool:
        """Whether the value is not the true one."""
        return self.up or self.down


def _sum(a: Span, b: Span) -> Span:
    return Span(a.value + b.value, up=a.up or b.up, down=a.down or b.down)


def _negative(a: Span) -> Span:
    return Span(-a.value, up=a.down, down=a.up)


def _product(a: Span, b: Span) -> Span:
    value = a.value * b.value
    if a.open and b.open and (a.down or b.down or a.value < 0 or b.value < 0):
        return Span(value, up=True, down=True)
    up = (a.up and b.value > 0) or (a.down and b.value < 0) or (b.up and a.value > 0) or (b.down and a.value < 0)
    down = (a.down and b.value > 0) or (a.up and b.value < 0) or (b.down and a.value > 0) or (b.up and a.value < 0)
    return Span(value, up=up or (a.open and b.open), down=down)


def _quotient(a: Span, b: Span) -> Span:
    if not b.open:
        return _product(a, Span(1 / b.value))
    if b.down or b.value < 0:  # it may come to 0
        return Span(a.value / b.value, up=True, down=True)
    return _product(a, Span(1 / b.value, up=False, down=True)) if not a.open else _open_quotient(a, b)


def _open_quotient(a: Span, b: Span) -> Span:
    """An open number over one that may be greater: sure in one way only where both go the same."""
    falls = a.down and not a.up and a.value >= 0
    return Span(a.value / b.value, up=not falls, down=True)


def _least(*parts: Span) -> Span:
    value = min(part.value for part in parts)
    held = any(part.value == value and not part.open for part in parts)
    up = not held and all(part.up for part in parts if part.value == value)
    return Span(value, up=up, down=any(part.down for part in parts))


def _greatest(*parts: Span) -> Span:
    return _negative(_least(*map(_negative, parts)))


def _rising(name: str) -> Callable[[Span], Span]:
    return lambda a: Span(OPERATIONS[name](a.value), up=a.up, down=a.down)


def _power(a: Span, b: Span) -> Span:
    value = OPERATIONS["power"](a.value, b.value)
    # what may be below 0 has a great square there
    turns = a.down and b.value != 0 and b.value % 2 == 0
    if b.open or turns or (a.open and (a.value < 0 or (a.down and b.value < 0))):
        return Span(value, up=True, down=True)
    rises = b.value > 0
    return Span(value, up=a.up if rises else a.down, down=a.down if rises else a.up) if b.value else Span(value)


def _comparison(name: str) -> Callable[[Span, Span], Span]:
    """1 or 0; open where the true values may compare otherwise."""

    def compared(a: Span, b: Span) -> Span:
        gap = _sum(a, _negative(b))
        held = OPERATIONS[name](gap.value, Fraction(0))
        if name == "=":
            reached = gap.open and ((gap.value < 0 and gap.up) or (gap.value > 0 and gap.down))
            return Span(held, up=not held and reached, down=bool(held) and gap.open)
        return Span(held, up=not held and gap.up, down=bool(held) and gap.down)

    return compared


def _case(*parts: Callable[[], Span]) -> Span:
    """What is due; open both ways as soon as a condition on the way is open."""
    unsure: list[Span] = []

    def holds(condition: Span) -> bool:
        unsure.extend([condition] if condition.open else [])
        return bool(condition.value)

    due = case_value(parts, holds)
    return Span(due.value, up=True, down=True) if unsure else due


SPANS: Mapping[str, Callable[..., Span]] = {
    "+": _sum,
    "-": lambda a, b: _sum(a, _negative(b)),
    "*": _product,
    "/": _quotient,
    "negative": _negative,
    "least": _least,
    "greatest": _greatest,
    "ln": _rising("ln"),
    "sqrt": _rising("sqrt"),
    "power": _power,
    "exp": _rising("exp"),
    "abs": lambda a: _greatest(a, _negative(a)),
    "floor": _rising("floor"),
    ">": _comparison(">"),
    ">=": _comparison(">="),
    "=": _comparison("="),
    "not": lambda a: _sum(Span(Fraction(1)), _negative(a)),
    "case": _case,
}
