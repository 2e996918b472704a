"""The printed score, and the band and the light that are read off it, so that word and number never differ."""

from decimal import ROUND_HALF_UP, Decimal

from pubkpi.model.judging import Band


def printed(score: float | None) -> float | None:
    """The score to one decimal, half up, as people round; None stays None."""
    return None if score is None else rounded(score, 1)


def rounded(score: float, decimals: int) -> float:
    """The score to so many *decimals*, half up; what binary fractions add eight digits further does not decide."""
    return float(Decimal(repr(round(score, decimals + 8))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def band(bands: tuple[Band, ...], score: float | None) -> Band | None:
    """The band of a printed *score*, the bands being listed from the highest down; None without a score."""
    if score is None:
        return None
    return next((one for one in bands if Decimal(repr(score)) >= one.at_least), None)
