"""Functions whose values no fraction holds: worked out in decimals of 34 digits, so the same on every machine."""

from decimal import Context, Decimal
from fractions import Fraction

from pubkpi.model.text import Text

# The bounds keep a slip such as power(x, 1000000) from filling the memory.
_DIGITS = Context(prec=34, Emax=400, Emin=-400)
_WHOLE = 12  # powers up to this one stay exact


class UndefinedError(ArithmeticError):
    """There is no such value, for the reason *why*."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def ln(value: Fraction) -> Fraction:
    """The natural logarithm of *value* to 34 digits; UndefinedError for nothing and less."""
    if value <= 0:
        raise UndefinedError(Text("对数的真数不大于零", "a logarithm of 0 or less"))
    return Fraction(_DIGITS.ln(_decimal(value)))


def exp(value: Fraction) -> Fraction:
    """e to the *value* to 34 digits; UndefinedError where it is too great."""
    try:
        return Fraction(_DIGITS.exp(_decimal(value)))
    except ArithmeticError as problem:
        raise UndefinedError(Text("指数太大", "an exponent beyond all bounds")) from problem


def sqrt(value: Fraction) -> Fraction:
    """The square root of *value* to 34 digits; UndefinedError for less than nothing."""
    if value < 0:
        raise UndefinedError(Text("负数不能开平方", "a square root of less than 0"))
    return Fraction(_DIGITS.sqrt(_decimal(value)))


def power(value: Fraction, exponent: Fraction) -> Fraction:
    """*value* to the *exponent*: exact for whole ones up to 12, else 34 digits; UndefinedError where there is none.

    A number below 0 has powers to whole exponents only, 0 none below 0.
    """
    if not value and exponent < 0:
        raise UndefinedError(Text("0 没有负数次方", "0 to a power below 0"))
    if exponent.denominator == 1 and abs(exponent) <= _WHOLE:
        return value ** int(exponent)
    if not value:
        return Fraction(0)
    if value < 0 and exponent.denominator != 1:
        raise UndefinedError(Text("负数只有整数次方", "a power of less than 0 that is not whole"))
    try:
        return Fraction(_DIGITS.power(_decimal(value), _decimal(exponent)))
    except ArithmeticError as problem:
        raise UndefinedError(Text("乘方太大", "a power beyond all bounds")) from problem


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))
