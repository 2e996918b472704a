"""One measure's values over all entities at once, each rounded once, as the exact fraction would be.

Two whole numbers below 2**53 are exact in floating point, and their quotient is the nearest number to the true one.
Where the numbers are greater nothing is said: the exact fractions of the one entity have to tell.
"""

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from pubkpi.measure.entities.ratios import Codes, Flags, Ratios
from pubkpi.measure.entities.sums import QuerySums
from pubkpi.measure.expressions.integers import Integers
from pubkpi.measure.values.coverage import may_be_nil
from pubkpi.measure.values.reasons import CellCounts, Reason, checks
from pubkpi.measure.windows import parts
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import MONTH, QUARTER, Period

_EXACT, _WIDE = 2**53, 2**62  # what a float and what an integer of 64 bits holds
_NAMES = ("num", "den", "rows", "all", "platforms", "manners", "seen", "expected", "untold", "vague", "open")


def quotients(summed: QuerySums, measure: Measure, period: Period) -> tuple[Ratios, Codes] | None:
    """The measure's values over the entities of *summed* and why some have none; None where each has to be asked."""
    found = {name: summed.integers(measure, period, name) for name in _NAMES}
    sums = {name: one for name, one in found.items() if one is not None}
    monthly = measure.mean_of_months and len(parts(QUARTER, measure, period)) > 1  # not of all months, perhaps
    shared = summed.integers(measure, period, "divisor")
    if shared is None or shared.digits.any():
        return None  # each is made by itself, by its authors' parts
    if measure.registered or may_be_nil(measure) or len(sums) < len(_NAMES) or monthly:
        return None
    over = _denominator(measure, period, sums)
    power = max(sums["num"].scale, over.scale)
    numerator, sure = _times(sums["num"], 10 ** (power - sums["num"].scale), _EXACT)
    denominator, also = _times(over, 10 ** (power - over.scale), _EXACT)
    unknown, thin, told = _thin(measure, sums)
    rows, every, platforms, manners = (sums[name].digits for name in ("rows", "all", "platforms", "manners"))
    few = min(measure.min_count * 10**power, _WIDE)
    listed = [
        *checks(measure, period, CellCounts(rows, every, platforms, manners, unknown, thin)),
        (Reason.ZERO, denominator == 0),
        (Reason.FEW, (rows < measure.min_count) if measure.takes_middle else denominator < few),
    ]
    held = [np.broadcast_to(holds, denominator.shape) for _, holds in listed]
    why = np.select(held, [int(reason) for reason, _ in listed], int(Reason.NONE)).astype(np.int8)
    gone = why != Reason.NONE
    # what rows in doubt leave of a value the exact fractions tell
    plain = (sums["untold"].digits == 0) & (sums["vague"].digits == 0) & (sums["open"].digits == 0)
    return Ratios(np.where(gone, 0, numerator), np.where(gone, 0, denominator), sure & also & told & plain), why


def _denominator(measure: Measure, period: Period, sums: dict[str, Integers]) -> Integers:
    if measure.mean_of_months:
        return _same(sums["num"], len(parts(MONTH, measure, period)))
    if measure.type in ("ratio", "share") or measure.takes_middle:
        return sums["den"]
    return sums["rows"] if measure.type == "mean" else _same(sums["num"], 1)


def _same(like: Integers, number: int) -> Integers:
    return Integers(np.full_like(like.digits, number), 0, np.ones_like(like.fits))


def _thin(measure: Measure, sums: dict[str, Integers]) -> tuple[Flags, Flags, Flags]:
    """Where the coverage is unknown, where it is too low, and where that is sure."""
    rule = measure.coverage
    if rule is None:
        none = np.zeros_like(sums["rows"].fits)
        return none, none, np.ones_like(none)
    seen, expected = (sums["rows"], sums["all"]) if rule.by == "rows" else (sums["seen"], sums["expected"])
    least = Fraction(rule.minimum)
    power = max(seen.scale, expected.scale)
    have, sure = _times(seen, least.denominator * 10 ** (power - seen.scale), _WIDE)
    need, also = _times(expected, least.numerator * 10 ** (power - expected.scale), _WIDE)
    # below 0 the comparison would turn round
    return expected.digits == 0, have < need, sure & also & (expected.digits >= 0)


def _times(one: Integers, factor: int, limit: int) -> tuple[NDArray[np.int64], Flags]:
    """The digits times *factor*, and where that is within *limit*; 0 where it is not."""
    most = limit // factor if factor else limit
    fits = one.fits & (one.digits <= most) & (one.digits >= -most)
    return np.where(fits, one.digits, 0) * (factor if most else 1), fits
