"""The printed score, and the band and the light that are read off it, so that word and number never differ."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from numpy.typing import NDArray

from pubkpi.model.kpis.grade_rules import Band

_HALF, _NEAR, _LARGE = 0.5, 1e-6, 1e6  # so close to a half, or so great, a float does not tell which way
_FINE, _MANY = 1e12, 1e3  # beyond these a float has no digits left for that many decimals


def printed(score: float | None) -> float | None:
    """The score to one decimal, half up, as people round; None stays None."""
    return None if score is None else rounded(score, 1)


def rounded(score: float, decimals: int) -> float:
    """The score to so many *decimals*, half up; what binary fractions add eight digits further does not decide."""
    return float(Decimal(repr(round(score, decimals + 8))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def rounded_all(scores: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    """All *scores*, each as `rounded` has it; NaN stays NaN."""
    units = scores * 10.0**decimals
    whole = np.floor(units)
    shown = (whole + (units - whole > _HALF)) / 10.0**decimals
    close = (np.abs(units - whole - _HALF) < _NEAR) | (np.abs(units) > _LARGE)
    shown[close] = [rounded(one, decimals) for one in scores[close].tolist()]
    return shown


def decimals(column: NDArray[np.float64]) -> NDArray[np.float64]:
    """The numbers of *column* as the decimals that they stand for: 6.5 for 6.499999999999999.

    What lies beyond the twelfth decimal, or the fourteenth digit, is what binary fractions add. NaN stays NaN.
    """
    shown = np.rint(column * _FINE) / _FINE + 0.0  # a whole number over one is the nearest to the true quotient
    great = np.abs(column) > _MANY
    shown[great] = [float(f"{one:.14g}") for one in column[great].tolist()]
    return shown


def decimal(number: float) -> float:
    """The same of one number."""
    return float(decimals(np.array([number]))[0])


def band(bands: tuple[Band, ...], score: float | None) -> Band | None:
    """The band of a printed *score*, the bands being listed from the highest down; the last one has all that is left.

    None without a score.
    """
    if score is None or not bands:
        return None
    return next((one for one in bands if Decimal(repr(score)) >= one.at_least), bands[-1])
