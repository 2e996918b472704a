"""To how many decimals a value prints: what is flagged, banded and read must be the same number."""

import math
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction
from types import MappingProxyType

from pubkpi.model.scores import Bound

RULE = "half up to one decimal, of the score to nine"  # how a score is rounded, in the words that a run records
MOST_PLACES = 4
_PLACES = {"share": 1, "people": 0, "person_times": 0, "count": 0, "reads": 0, "level": 0, "points": 1}
# what is at least 0.96 is not at least 1
_WAYS = MappingProxyType({"": ROUND_HALF_UP, "at_least": ROUND_FLOOR, "at_most": ROUND_CEILING})


SIGNS = MappingProxyType({"": "", "at_least": "≥", "at_most": "≤"})
FLIPPED: MappingProxyType[Bound, Bound] = MappingProxyType({"": "", "at_least": "at_most", "at_most": "at_least"})


def gap_side(now: Bound, before: Bound) -> Bound | None:
    """On which side the difference of two values that may be bounds is open; None on both: nobody knows it."""
    sides = {now, FLIPPED[before]} - {""}
    return next(iter(sides), "") if len(sides) < 2 else None


def rounded(value: float, places: int, unit: str = "", bound: Bound = "") -> Decimal:
    """*value* half-up, or if it is a *bound* outwards, to *places* decimals, shares as percent; through repr, so that
    0.1 + 0.2 is 0.3.
    """
    exact = Decimal(repr(round(float(value), 9))) * (100 if unit == "share" else 1)
    return exact.quantize(Decimal(1).scaleb(-places), _WAYS[bound]) + 0


def places(unit: str, values: Iterable[float | None]) -> int:
    """The decimals to which different *values* also print differently: 8.32 % is not shown as its target of 8.33 %."""
    known = {round(value, 9) for value in values if value is not None and math.isfinite(value)}
    usual = _PLACES.get(unit, 0 if all(value % 1 == 0 for value in known) else 2)
    for more in range(usual, MOST_PLACES + 1):
        if len({rounded(value, more, unit) for value in known}) == len(known):
            return more
    return usual


def figures(unit: str, values: Iterable[Fraction | float | None]) -> list[str]:
    """Different *values* as they print side by side: ``173,333``, ``41.0%``; — for none."""
    shown = [None if value is None else float(value) for value in values]
    decimals, mark = places(unit, shown), "%" if unit == "share" else ""
    return ["—" if one is None else f"{rounded(one, decimals, unit):,f}{mark}" for one in shown]


def beyond_limit(share: Fraction | float, limit: Fraction | float) -> tuple[str, str]:
    """A *share* on the wrong side of a *limit*, and that limit, so that it reads so: ``89.96%`` and ``90%``."""
    return figures("share", (share, limit))[0] if share else "0%", f"{float(limit) * 100:g}%"
