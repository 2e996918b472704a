"""Functions between measures: against the decimal module at twice the digits, and undefined where they are."""

import math
from decimal import Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.measure.expressions import decimals
from pubkpi.measure.expressions.decimals import UndefinedError

TWICE = Context(prec=80)
NUMBERS = st.fractions(min_value=Fraction(1, 10**6), max_value=10**9, max_denominator=10**6)


def near(value: Fraction, other: Decimal) -> bool:
    return abs(value - Fraction(other)) <= max(abs(Fraction(other)), 1) / 10**32


def exact(value: Fraction) -> Decimal:
    return TWICE.divide(Decimal(value.numerator), Decimal(value.denominator))


@given(value=NUMBERS)
def test_logarithms_and_roots_agree_with_twice_the_digits(value):
    assert near(decimals.ln(value), TWICE.ln(exact(value)))
    assert near(decimals.sqrt(value), TWICE.sqrt(exact(value)))


@given(value=NUMBERS, exponent=st.integers(0, 12))
def test_whole_powers_are_exact(value, exponent):
    assert decimals.power(value, Fraction(exponent)) == math.prod([value] * exponent)


def test_other_powers_agree_with_roots():
    assert near(decimals.power(Fraction(2), Fraction(1, 2)), TWICE.sqrt(Decimal(2)))
    assert near(decimals.power(Fraction(10), Fraction(-3)), Decimal("0.001"))
    assert decimals.sqrt(Fraction(0)) == 0


@pytest.mark.parametrize(
    "undefined",
    [
        lambda: decimals.ln(Fraction(0)),
        lambda: decimals.ln(Fraction(-1)),
        lambda: decimals.sqrt(Fraction(-1, 9)),
        lambda: decimals.power(Fraction(-2), Fraction(1, 2)),
        lambda: decimals.power(Fraction(-2), Fraction(-7, 2)),
        lambda: decimals.power(Fraction(0), Fraction(-1, 2)),
        lambda: decimals.power(Fraction(0), Fraction(-1)),
        lambda: decimals.power(Fraction(10), Fraction(10**6)),
    ],
)
def test_what_has_no_value_says_why(undefined):
    with pytest.raises(UndefinedError) as told:
        undefined()
    assert all(told.value.why)


@pytest.mark.parametrize("exponent", [400, -400])
def test_powers_end_at_four_hundred_digits(exponent):
    assert decimals.power(Fraction(10), Fraction(exponent)) == Fraction(10) ** exponent
    with pytest.raises(UndefinedError):
        decimals.power(Fraction(10), Fraction(abs(exponent) + 1))


@pytest.mark.parametrize(
    ("value", "exponent", "expected"),
    [
        (0, Fraction(1, 2), 0),
        (0, 13, 0),
        (0, 0, 1),
        (-2, 3, -8),
        (-2, -3, Fraction(-1, 8)),
        (-2, 13, -8192),
        (-3, 14, 4782969),
        (Fraction(-1, 2), -2, 4),
    ],
)
def test_nothing_and_numbers_below_it_have_the_powers_that_there_are(value, exponent, expected):
    assert decimals.power(Fraction(value), Fraction(exponent)) == expected
