"""Columns of exact fractions, one an entity, and what formulas do with them: arithmetic in whole numbers.

Python's own whole numbers have no greatest one, so nothing overflows, and one over another is the nearest number there
is to the true quotient, as it is of a fraction.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubkpi.measure.expressions import decimals
from pubkpi.measure.expressions.formula import LIMIT, OPERATIONS

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Codes = NDArray[np.int8]  # reasons


@dataclass(frozen=True, slots=True, eq=False)
class Ratios:
    """*over* divided by *under*, whole numbers of 64 bits or of Python's; 0 over 0 where there is nothing.

    Where it is not *sure* the fractions of the one entity have to tell.
    """

    over: NDArray[Any]
    under: NDArray[Any]
    sure: Flags

    @property
    def parts(self) -> tuple[NDArray[Any], NDArray[Any], Flags]:
        """Its three columns."""
        return self.over, self.under, self.sure

    @property
    def there(self) -> Flags:
        """Where there is a number."""
        found: Flags = self.under != 0
        return found

    @property
    def floats(self) -> Floats:
        """The nearest numbers, NaN where there is none. Whole numbers of 64 bits have to lie within 2**53."""
        found = np.full(len(self.over), np.nan)
        there = self.there
        found[there] = self.over[there] / self.under[there] + 0.0  # 0 over a number below 0 is 0, not -0
        return found

    def only(self, where: Flags) -> "Ratios":
        """The column with nothing, and that for sure, anywhere but *where* it says so."""
        return Ratios(np.where(where, self.over, 0), np.where(where, self.under, 0), self.sure | ~where)


def nothing(count: int) -> Ratios:
    """A column without any number, for sure."""
    return Ratios(np.zeros(count, np.int64), np.zeros(count, np.int64), np.ones(count, np.bool_))


def first(parts: list[Ratios]) -> Ratios:
    """The first number that is there, part by part."""
    found = parts[0]
    for part in parts[1:]:
        taken = found.sure & ~found.there
        over, under = np.where(taken, part.over, found.over), np.where(taken, part.under, found.under)
        found = Ratios(over, under, np.where(taken, part.sure, found.sure))
    return found


def grown(now: Ratios, base: Ratios) -> Ratios:
    """How much *now* is above *base*, as a part of it; nothing where that is not above 0."""
    over, under = _as_objects(base.over), _as_objects(base.under)
    above = over * under > 0
    told = Ratios(np.where(above, over, 0), np.where(above, under, 0), base.sure)
    return WORKED["-"](WORKED["/"](now, told), constant(Fraction(1), len(above)))


def bounded(column: Ratios, parts: Sequence[Ratios]) -> Ratios:
    """*column* with nothing where a number is beyond formula.LIMIT, or where one of its *parts* is not there: also one
    that no case comes to.
    """
    for part in parts:
        column = column.only(part.there | ~part.sure)
    return column.only(~column.there | (abs(_as_objects(column.over)) < abs(_as_objects(column.under)) * LIMIT))


def constant(number: Fraction, count: int) -> Ratios:
    """The same *number* for everybody."""
    over, under = np.full(count, number.numerator, object), np.full(count, number.denominator, object)
    return Ratios(over, under, np.ones(count, np.bool_))


def _as_objects(column: NDArray[Any]) -> NDArray[Any]:
    return column.astype(object)


def _reduce(over: NDArray[Any], under: NDArray[Any], sure: Flags) -> Ratios:
    """In lowest terms, and nothing where *under* is 0."""
    none = under == 0
    shared = np.where(none, 1, np.gcd(over, under))
    return Ratios(np.where(none, 0, over // shared), np.where(none, 0, under // shared), sure)


def _add(a: Ratios, b: Ratios, sign: Callable[..., NDArray[Any]] = operator.add) -> Ratios:
    first, second = _as_objects(a.over) * b.under, _as_objects(b.over) * a.under
    return _reduce(sign(first, second), _as_objects(a.under) * b.under, a.sure & b.sure)


def _multiply(a: Ratios, b: Ratios) -> Ratios:
    return _reduce(_as_objects(a.over) * b.over, _as_objects(a.under) * b.under, a.sure & b.sure)


def _divide(a: Ratios, b: Ratios) -> Ratios:
    """Nothing where *b* is 0 or not there."""
    return _reduce(_as_objects(a.over) * b.under, np.where(b.there, _as_objects(a.under) * b.over, 0), a.sure & b.sure)


def _negative(a: Ratios) -> Ratios:
    return Ratios(-_as_objects(a.over), a.under, a.sure)


def _elementwise(work: Callable[..., Fraction]) -> Callable[..., Ratios]:
    """*work* on the fractions of each entity that has all of them; nothing where it is undefined."""

    def column(*parts: Ratios) -> Ratios:
        count = len(parts[0].over)
        over, under = np.zeros(count, object), np.zeros(count, object)
        everywhere = np.logical_and.reduce([part.there for part in parts])
        for i in np.flatnonzero(everywhere).tolist():
            try:
                one = work(*(Fraction(int(part.over[i]), int(part.under[i])) for part in parts))
            except decimals.UndefinedError:
                continue
            over[i], under[i] = one.numerator, one.denominator
        return Ratios(over, under, np.logical_and.reduce([part.sure for part in parts]))

    return column


def _case(*parts: Callable[[], Ratios]) -> Ratios:
    """What is due of each entity; nothing where a condition on the way is not there."""
    *pairs, rest = [part() for part in parts]
    waiting, found = np.ones(len(rest.over), np.bool_), nothing(len(rest.over))
    for condition, outcome in zip(pairs[::2], pairs[1::2], strict=True):
        due = waiting & condition.there & (condition.over != 0)
        found = _where(due, outcome, found, condition.sure | ~waiting)
        waiting = waiting & condition.there & ~due
    return _where(waiting, rest, found, np.ones_like(waiting))


def _where(due: Flags, one: Ratios, other: Ratios, sure: Flags) -> Ratios:
    """*one* where it is *due*, else the *other*, for sure only where both it and the choice are."""
    over, under = np.where(due, one.over, other.over), np.where(due, one.under, other.under)
    return Ratios(over, under, np.where(due, one.sure & sure, other.sure & sure))


WORKED: Mapping[str, Callable[..., Ratios]] = {
    "+": _add,
    "-": lambda a, b: _add(a, b, operator.sub),
    "*": _multiply,
    "/": _divide,
    "negative": _negative,
    "least": _elementwise(min),
    "greatest": _elementwise(max),
    "ln": _elementwise(decimals.ln),
    "sqrt": _elementwise(decimals.sqrt),
    "power": _elementwise(decimals.power),
    "exp": _elementwise(decimals.exp),
    **{name: _elementwise(OPERATIONS[name]) for name in ("abs", "floor", ">", ">=", "=", "not")},
    "case": _case,
}
