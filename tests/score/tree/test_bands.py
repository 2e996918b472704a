"""The printed score, and band and light read off it."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.score.tree.bands import band, decimal, printed, rounded, rounded_all
from tests.score.cards import Q4, SHIPPED, card, kpis, leaf


@pytest.mark.parametrize(
    ("score", "shown"),
    [
        (0.0, 0.0), (0.05, 0.1), (0.049999, 0.0), (0.15, 0.2), (0.25, 0.3), (2.675, 2.7), (1.005, 1.0), (89.95, 90.0),
        (89.949999, 89.9), (59.949999, 59.9), (59.95, 60.0), (0.1 + 0.2, 0.3), (1.1 * 1.1 * 1000 / 12.1, 100.0), (99.95, 100.0),
        (99.949999, 99.9), (100.0, 100.0), (79.95, 80.0), (64.35, 64.4), (64.45, 64.5), (40 * 0.99875 + 0.0, 40.0), (8.35, 8.4),
    ],
)  # fmt: skip
def test_a_score_prints_to_one_decimal_half_up(score, shown):
    assert printed(score) == shown


@pytest.mark.parametrize(
    ("number", "meant"),
    [(6.499999999999999, 6.5), (999.12345678912, 999.12345678912), (1000.12345678912, 1000.1234567891), (1e6 / 3, 333333.33333333)],
)  # fmt: skip
def test_a_number_keeps_twelve_decimals_and_beyond_a_thousand_fourteen_digits(number, meant):
    assert decimal(number) == meant


@pytest.mark.parametrize("noise", [-3e-13, 0.0, 3e-13])
@pytest.mark.parametrize("tenths", [0, 599, 799, 899, 999])
def test_the_noise_of_binary_fractions_does_not_decide_about_a_half(noise, tenths):
    assert printed(tenths / 10 + 0.05 + noise) == pytest.approx((tenths + 1) / 10, abs=1e-12)


@given(st.integers(0, 10**8))
def test_printing_is_half_up_on_the_decimal_that_is_meant(millionths):
    meant = Decimal(millionths) / 10**6
    assert Decimal(repr(printed(float(meant)))) == meant.quantize(Decimal("0.1"), ROUND_HALF_UP)


@given(st.floats(0, 100), st.floats(0, 100))
def test_a_higher_score_never_prints_lower(one, other):
    low, high = sorted((one, other))
    assert printed(low) <= printed(high)


def test_nothing_prints_as_nothing_and_has_no_band():
    assert printed(None) is None
    assert band(SHIPPED.bands, None) is None


@pytest.mark.parametrize(
    ("score", "name", "light"),
    [
        (100, "excellent", "green"), (90, "excellent", "green"), (89.95, "excellent", "green"), (89.949, "good", "yellow"),
        (80, "good", "yellow"), (79.95, "good", "yellow"), (79.94, "pass", "yellow"), (60, "pass", "yellow"), (59.95, "pass", "yellow"),
        (59.949999, "fail", "red"), (0.01, "fail", "red"), (0, "fail", "red"),
    ],
)  # fmt: skip
def test_band_and_light_read_the_printed_number(score, name, light):
    made = card(kpis((100, [leaf("x", 100, method="completion")])), {"x": score}, Q4)
    (dimension,), (one,) = made.dimensions, made.indicators
    assert made.total.band == name
    assert (dimension.light, one.light) == (light, light)
    assert made.total.score_printed == one.score_printed == dimension.score_printed


@given(st.floats(0, 100))
def test_band_and_light_never_contradict_the_printed_number(score):
    made = card(kpis((100, [leaf("x", 100, method="completion")])), {"x": score}, Q4)
    shown = Decimal(repr(made.total.score_printed))
    assert made.total.band == next(one.id for one in SHIPPED.bands if shown >= one.at_least)
    assert made.dimensions[0].light == ("green" if shown >= 90 else "yellow" if shown >= 60 else "red")
    assert made.total.band_label == next(one.label for one in SHIPPED.bands if one.id == made.total.band)


def test_a_column_is_rounded_as_each_of_its_scores():
    tenths = [part / 200 for part in range(-400, 20_400)]
    near = [one + off for one in (87.25, 87.35, 0.05, 99.95) for off in (-1e-7, -1e-10, -1e-14, 1e-14, 1e-10, 1e-7)]
    scores = np.array([*tenths, *near, 1e7 + 0.05])
    for decimals in (0, 1, 2, 6):
        assert rounded_all(scores, decimals).tolist() == [rounded(one, decimals) for one in scores.tolist()]
    assert np.isnan(rounded_all(np.array([np.nan]), 1)).all()
