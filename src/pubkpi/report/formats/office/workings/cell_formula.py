"""Formulas of a workbook, each with what it comes to: put together like the numbers that they stand for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import isclose, isfinite, log, nan, sqrt

from pubkpi.model.kpis.grade_rules import Rounding

_SUM, _PRODUCT, _ATOM = 1, 2, 3
_FINE = 9  # digits beyond the last one that is left
_PRINTED, _PRINTED_FINE = Rounding("half_up", 1), 8
_ROUND = {"half_up": "ROUND", "up": "ROUNDUP", "down": "ROUNDDOWN"}
_CLOSE = 1e-9  # so far a binary fraction may lie from what is printed


@dataclass(frozen=True, slots=True)
class CellFormula:
    """What a cell says behind its equals sign, and the *value* that comes out: None for a blank cell, NaN for an error.

    *rank* says how tightly its last operation binds.
    """

    text: str
    value: float | None
    rank: int = _ATOM

    def __add__(self, other: "CellFormula") -> "CellFormula":
        return _joined(self, "+", other, lambda a, b: a + b)

    def __sub__(self, other: "CellFormula") -> "CellFormula":
        return _joined(self, "-", other, lambda a, b: a - b)

    def __mul__(self, other: "CellFormula") -> "CellFormula":
        return _joined(self, "*", other, lambda a, b: a * b)

    def __truediv__(self, other: "CellFormula") -> "CellFormula":
        return _joined(self, "/", other, lambda a, b: a / b)

    def gives(self, number: float | None) -> bool:
        """Whether it comes to *number*, or to nothing where that is None."""
        if self.value is None or number is None:
            return self.value is number
        return isclose(self.value, number, rel_tol=_CLOSE, abs_tol=_CLOSE)


def _joined(left: CellFormula, sign: str, right: CellFormula, work: Callable[[float, float], float]) -> CellFormula:
    rank = _SUM if sign in "+-" else _PRODUCT
    first = left.text if left.rank >= rank else f"({left.text})"
    second = right.text if right.rank > rank or (sign in "+*" and right.rank == rank) else f"({right.text})"
    return CellFormula(f"{first}{sign}{second}", _worked(work, left.value, right.value), rank)


def _worked(work: Callable[..., float], *values: float | None) -> float | None:
    """What comes of the *values*: None where one is missing, NaN where they give no number."""
    if any(one is None for one in values):
        return None
    try:
        found = work(*values)
    except (ArithmeticError, ValueError):
        return nan
    return found if isfinite(found) else nan


def constant(number: float) -> CellFormula:
    """A number as it is."""
    whole = float(number)
    text = str(int(whole)) if whole.is_integer() and abs(whole) < 1e15 else repr(whole)
    return CellFormula(text, whole, _ATOM if whole >= 0 else _SUM)


def call(name: str, work: Callable[..., float], *parts: CellFormula) -> CellFormula:
    """The function *name* of the workbook, which does the same *work*."""
    return CellFormula(f"{name}({','.join(one.text for one in parts)})", _worked(work, *(one.value for one in parts)))


def least(*parts: CellFormula) -> CellFormula:
    """The least of *parts*."""
    return call("MIN", lambda *values: min(values), *parts)


def greatest(*parts: CellFormula) -> CellFormula:
    """The greatest of *parts*."""
    return call("MAX", lambda *values: max(values), *parts)


def negative(part: CellFormula) -> CellFormula:
    """*part* with the other sign."""
    return constant(0) - part


def logarithm(part: CellFormula) -> CellFormula:
    """The natural logarithm."""
    return call("LN", log, part)


def root(part: CellFormula) -> CellFormula:
    """The square root."""
    return call("SQRT", sqrt, part)


def power(part: CellFormula, exponent: CellFormula) -> CellFormula:
    """*part* to the power of *exponent*."""
    return call("POWER", lambda a, b: a**b, part, exponent)


def comparison(sign: str, holds: Callable[[float, float], bool], left: CellFormula, right: CellFormula) -> CellFormula:
    """1 where *left* *holds* against *right* by that *sign*, 0 where not."""
    value = _worked(lambda a, b: float(holds(a, b)), left.value, right.value)
    return CellFormula(f"IF(({left.text}){sign}({right.text}),1,0)", value)


def cases(*parts: CellFormula) -> CellFormula:
    """Of conditions, each with what comes of it, and the rest, the one that is due."""
    *pairs, due = parts
    for condition, outcome in reversed([*zip(pairs[::2], pairs[1::2], strict=True)]):
        due = where(condition.text, bool(condition.value), outcome, due)
    return due


def printed(part: CellFormula) -> CellFormula:
    """The score *part* as people read it."""
    return rounded(part, _PRINTED, _PRINTED_FINE)


def rounded(part: CellFormula, rule: Rounding | None, fine: int = _FINE) -> CellFormula:
    """*part* as the *rule* rounds it, what binary fractions add *fine* digits further deciding nothing; as it is
    without a rule.
    """
    if rule is None:
        return part
    places, near = rule.places, f"ROUND({part.text},{rule.places + fine})"
    match rule.how:
        case "half_even":
            ends = f"ABS(MOD({near}*10^{places},1)-0.5)<1E-6"
            text = f"IF({ends},2*ROUND({near}*10^{places}/2,0)/10^{places},ROUND({near},{places}))"
        case way:
            text = f"{_ROUND[way]}({near},{places})"

    def work(number: float) -> float:
        exact = Decimal(repr(round(number, places + fine)))
        return float(exact.quantize(Decimal(1).scaleb(-places), f"ROUND_{rule.how.upper()}"))

    return CellFormula(text, _worked(work, part.value))


def where(test: str, holds: bool, then: CellFormula, otherwise: CellFormula | None = None) -> CellFormula:
    """*then* where the *test* *holds*, otherwise the other one, or nothing."""
    other = otherwise.text if otherwise else '""'
    value = then.value if holds else otherwise.value if otherwise else None
    return CellFormula(f"IF({test},{then.text},{other})", value)


def if_number(cell: CellFormula, then: CellFormula) -> CellFormula:
    """*then* where *cell* has a number, nothing where it is blank."""
    return where(f"ISNUMBER({cell.text})", cell.value is not None, then)


def if_numbers(cells: Sequence[CellFormula], then: CellFormula, otherwise: CellFormula | None = None) -> CellFormula:
    """*then* where all *cells* have numbers, otherwise the other one, or nothing."""
    test = f"COUNT({','.join(one.text for one in cells)})={len(cells)}"
    return where(test, all(one.value is not None for one in cells), then, otherwise)
