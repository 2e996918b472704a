"""The lines from a value to a score. Each takes a column, NaN where there is nothing, and gives one, uncapped.

Values that a binary fraction cannot hold are the nearest one; logarithms and geometric means are worked out in
decimals of 34 digits and rounded once, so that they are the same on every machine.
"""

from collections.abc import Callable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pubkpi.model.kpis import Points

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_DIGITS = Context(prec=34)


def between(values: Floats, worst: Fraction, best: Fraction) -> Floats:
    """100 (x - worst) / (best - worst): 0 at the worst value, 100 at the best one, whichever is larger."""
    start, end = float(worst), float(best)
    return 100.0 * ((values - start) / (end - start))


def between_logs(values: Floats, worst: Fraction, best: Fraction) -> Floats:
    """The same of the logarithms; nothing and less than nothing lie endlessly far on the low side."""
    low, high = _ln(worst), _ln(best)
    span = _DIGITS.subtract(high, low)

    def one(value: float) -> float:
        if value <= 0:
            return -np.inf if best > worst else np.inf
        part = _DIGITS.divide(_DIGITS.subtract(_ln(Fraction(value)), low), span)
        return float(_DIGITS.multiply(part, Decimal(100)))

    return _map_values(values, one)


def over_the_data(values: Floats, *, up: bool) -> Floats:
    """0 for the worst of the *values* and 100 for the best; NaN where they are all alike."""
    there = values[np.isfinite(values)]
    low, high = (there.min(), there.max()) if there.size else (0.0, 0.0)
    if low == high:
        return np.full_like(values, np.nan)
    return 100.0 * ((values - low if up else high - values) / (high - low))


def plateau(values: Floats, corners: tuple[Fraction, Fraction, Fraction, Fraction]) -> Floats:
    """100 from the second corner to the third, falling to 0 at the first and the last, 0 beyond."""
    a, low, high, b = corners
    zero, full = Fraction(0), Fraction(100)
    return line(values, ((a, zero), (low, full), (high, full), (b, zero)) if low < high else _tent(corners))


def _tent(corners: tuple[Fraction, Fraction, Fraction, Fraction]) -> Points:
    a, top, _, b = corners
    return (a, Fraction(0)), (top, Fraction(100)), (b, Fraction(0))


def line(values: Floats, knots: Points) -> Floats:
    """Straight between the *knots* (value, points), flat before the first and after the last."""
    points = np.where(np.isnan(values), np.nan, float(knots[0][1]))
    for (x0, y0), (x1, y1) in pairwise([(float(x), float(y)) for x, y in knots]):
        on_the_way = y0 + (y1 - y0) * ((values - x0) / (x1 - x0))
        # the last digit must not carry a point past the end of its stretch
        points = np.where(values >= x0, np.clip(on_the_way, min(y0, y1), max(y0, y1)), points)
    return points


def step_table(values: Floats, steps: Points, *, up: bool) -> Floats:
    """The points of the best step that a value has come to; short of all, none, or the least where a step takes some
    off. A cut belongs to the better step.
    """
    points = np.where(np.isnan(values), np.nan, float(min([Fraction(0), *(worth for _, worth in steps)])))
    for value, worth in sorted(steps, reverse=not up):
        come = values >= float(value) if up else values <= float(value)
        points = np.where(come, float(worth), points)
    return points


def power_mean(exponent: Fraction, weights: Sequence[Floats], scores: Sequence[Floats]) -> Floats:
    """(sum of w s^p / sum of w)^(1/p) over the children of each entity with a weight, p being the *exponent*.

    With p = 0 it is the geometric mean. Up to that p it is 0 as soon as a score is 0; no score is below 0.
    """
    made = np.full_like(scores[0], np.nan)
    for i in range(len(made)):
        parts = [(Fraction(float(w[i])), float(s[i])) for w, s in zip(weights, scores, strict=True) if w[i] > 0]
        if parts:
            made[i] = _power_mean(exponent, parts)
    return made


def _power_mean(exponent: Fraction, parts: Sequence[tuple[Fraction, float]]) -> float:
    if any(np.isnan(score) for _, score in parts):
        return float("nan")
    lowest, highest = (pick(score for _, score in parts) for pick in (min, max))
    if (lowest <= 0 and exponent <= 0) or lowest == highest:
        return max(lowest, 0.0)
    whole, total = sum((weight for weight, _ in parts), Fraction(0)), Decimal(0)
    for weight, score in parts:
        term = _power(Fraction(score), exponent) if exponent else _ln(Fraction(score))
        total = _DIGITS.add(total, _DIGITS.multiply(_decimal(weight / whole), term))
    mean = _DIGITS.power(total, _decimal(1 / exponent)) if exponent else _DIGITS.exp(total)
    return min(max(float(mean), lowest), highest)


def _power(value: Fraction, exponent: Fraction) -> Decimal:
    return _DIGITS.power(_decimal(value), _decimal(exponent)) if value > 0 else Decimal(0)


def _ln(value: Fraction) -> Decimal:
    return _DIGITS.ln(_decimal(value))


def _decimal(value: Fraction) -> Decimal:
    return _DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator))


def _map_values(values: Floats, one: Callable[[float], float]) -> Floats:
    return np.array([np.nan if np.isnan(value) else one(value) for value in values.tolist()], dtype=np.float64)
