"""Intervals of shares and of their differences, and what a test of two shares can tell apart.

Wilson, JASA 22 (1927) 209; Newcombe, Statistics in Medicine 17 (1998) 873, method 10, the interval without correction
for continuity.
"""

from fractions import Fraction
from math import sqrt
from statistics import NormalDist

_NORMAL = NormalDist()
_POWER = 0.8  # with which a difference is to be seen
# Two-sided 95 % points of Student's distribution by degrees of freedom, from 1 on.
_STUDENT = (
    *(12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139),
    *(2.200985, 2.178813, 2.160369, 2.144787, 2.131450, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963),
    *(2.079614, 2.073873, 2.068658, 2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.045230, 2.042272),
)
Interval = tuple[Fraction, Fraction]


def normal_point(comparisons: int = 1) -> float:
    """The two-sided 95 % point of the normal distribution, of so many *comparisons* together (Bonferroni)."""
    return _NORMAL.inv_cdf(1 - 0.025 / comparisons)


def student_point(freedom: int) -> float:
    """The two-sided 95 % point of Student's distribution with so many degrees of *freedom*, at least 1.

    Above 30 the expansion of Abramowitz and Stegun, 26.7.5.
    """
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    z = normal_point()
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / freedom + second / freedom**2 + third / freedom**3


def wilson(part: int, total: int, comparisons: int = 1) -> Interval:
    """Wilson's interval of the share *part* of *total*, which is not 0."""
    low, high = _wilson(part, total, normal_point(comparisons))
    return as_fraction(low), as_fraction(high)


def newcombe(one: tuple[int, int], other: tuple[int, int], comparisons: int = 1) -> Interval:
    """Newcombe's interval of the difference of two shares, of *one* less the *other*, each a part and its total."""
    z = normal_point(comparisons)
    (p, (low, high)), (q, (least, most)) = ((part / total, _wilson(part, total, z)) for part, total in (one, other))
    below, above = sqrt((p - low) ** 2 + (most - q) ** 2), sqrt((high - p) ** 2 + (q - least) ** 2)
    return as_fraction(p - q - below), as_fraction(p - q + above)


def detectable_difference(one: tuple[int, int], other: tuple[int, int], comparisons: int = 1) -> Fraction | None:
    """The smallest difference of two shares that groups of these sizes would show in four of five tests, by the share
    of both together; None where that is 0 or all, which says nothing of how shares spread.
    """
    total = one[1] + other[1]
    share = (one[0] + other[0]) / total
    if share in (0, 1):
        return None
    spread = sqrt(share * (1 - share) * (1 / one[1] + 1 / other[1]))
    return as_fraction((normal_point(comparisons) + _NORMAL.inv_cdf(_POWER)) * spread)


def net_promoter_score(promoters: int, detractors: int, total: int) -> tuple[Fraction, Interval]:
    """The share of promoters less that of detractors among *total* answers, and its 95 % interval.

    The interval is the adjusted one of Rocks, The American Statistician 70 (2016) 365: as if three more had answered,
    three quarters each a promoter and a detractor. That of the mean has no width where all answer alike. It is widened
    to hold the score, which of few answers can lie outside.
    """
    score, more = Fraction(promoters - detractors, total), total + 3
    middle = (promoters - detractors) / more
    half = normal_point() * sqrt(((promoters + detractors + 1.5) / more - middle**2) / more)
    low, high = max(min(middle - half, float(score)), -1), min(max(middle + half, float(score)), 1)
    return score, (as_fraction(low), as_fraction(high))


def as_fraction(number: float) -> Fraction:
    """The fraction nearest to *number* whose denominator has at most nine digits: more exact than what is printed."""
    return Fraction(number).limit_denominator(10**9)


def _wilson(part: int, total: int, z: float) -> tuple[float, float]:
    share, square = part / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = z * sqrt(share * (1 - share) / total + square / (4 * total * total)) / (1 + square / total)
    return max(middle - half, 0.0), min(middle + half, 1.0)
