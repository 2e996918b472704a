"""Scores rounded within the reckoning, as decimals are: 2.675 lies half-way, whatever binary fraction stands for it."""

from collections.abc import Mapping
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from types import MappingProxyType

import numpy as np

from pubkpi.model.kpis.grade_rules import Rounding, RoundingWay
from pubkpi.score.indicators.curves import Floats

_FINE = 9  # digits beyond the last one that is left, from which on a binary fraction decides nothing
_WAYS: Mapping[RoundingWay, str] = MappingProxyType(
    {"half_up": ROUND_HALF_UP, "half_even": ROUND_HALF_EVEN, "up": ROUND_UP, "down": ROUND_DOWN}
)


def rounded_by(rule: Rounding | None, scores: Floats) -> Floats:
    """All *scores* as the *rule* rounds them, NaN and endless ones as they are; without a rule all of them."""
    if rule is None:
        return scores
    there = np.isfinite(scores)
    shown, which = np.unique(scores[there], return_inverse=True)
    made = scores.copy()
    made[there] = np.array([_rounded(rule, one) for one in shown.tolist()])[which]
    return made


def _rounded(rule: Rounding, score: float) -> float:
    exact = Decimal(repr(round(score, rule.places + _FINE)))
    return float(exact.quantize(Decimal(1).scaleb(-rule.places), _WAYS[rule.how]))
