"""Columns of the engine as exact numbers: digits over a power of ten, and where they do not fit."""

from decimal import Decimal

import pyarrow as pa
import pytest

from pubkpi.measure.entities.sums import as_integers


@pytest.mark.parametrize("width", ["int8", "int16", "int32", "int64"])
def test_integers_of_every_width_are_themselves_and_0_where_there_is_none(width):
    made = as_integers(pa.array([9, 1, None, -3], width)[1:])
    assert (made.digits.tolist(), made.scale, made.fits.tolist()) == ([1, 0, -3], 0, [True] * 3)


@pytest.mark.parametrize(
    ("numbers", "digits", "scale"),
    [
        (["0.5", None, "-0.000001"], [500_000, 0, -1], 6),
        (["0.5", "0.0000001"], [500_000_000_000, 100_000], 12),
        (["0.5", "0.0000000000001"], [5 * 10**17, 100_000], 18),
        (["9.223372036854775807", "-9.223372036854775808"], [2**63 - 1, -(2**63)], 18),
    ],
)
def test_a_column_of_decimals_keeps_as_few_as_all_of_them_need(numbers, digits, scale):
    made = as_integers(pa.array([one and Decimal(one) for one in numbers], pa.decimal128(38, 18)))
    assert (made.digits.tolist(), made.scale, made.fits.all()) == (digits, scale, True)


@pytest.mark.parametrize("places", [2, 18])
def test_what_64_bits_do_not_hold_stands_for_nothing_nor_does_what_lies_under_a_blank(places):
    whole = pa.array([Decimal(one).scaleb(-places) for one in (5, 7, 2**63, -(2**63) - 1)], pa.decimal128(38, places))
    blank = pa.Array.from_buffers(whole.type, 4, [pa.py_buffer(bytes([0b1101])), whole.buffers()[1]])
    made = as_integers(blank)
    assert (made.digits.tolist(), made.scale) == ([5, 0, 0, 0], places)
    assert made.fits.tolist() == [True, True, False, False]


def test_what_is_no_exact_number_is_refused():
    assert as_integers(pa.array([0.5])) is None
