"""Figures that are held against each other read as what was found of them."""

from fractions import Fraction

import pytest

from pubkpi.printing.rounding import beyond_limit


@pytest.mark.parametrize(
    ("share", "limit", "printed"),
    [
        (0.499, 0.8, ("49.9%", "80%")),
        (Fraction(2249, 2500), Fraction(9, 10), ("89.96%", "90%")),  # not 90.0%, under 90%
        (Fraction(6, 1000), Fraction(5, 1000), ("0.6%", "0.5%")),  # not over 1%
        (0, 0.785, ("0%", "78.5%")),
    ],
)
def test_a_share_beyond_its_limit_never_prints_as_the_limit(share, limit, printed):
    assert beyond_limit(share, limit) == printed
