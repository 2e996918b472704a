"""Parts of a printed total, rounded so that they add up to it: the largest remainder."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import floor

_TENTH = Fraction(1, 10)


def apportion(parts: Sequence[Fraction | Decimal], total: Decimal, owed: Sequence[Fraction] = ()) -> list[Decimal]:
    """The *parts* to one decimal so that they add up to *total*, each within a tenth of the exact one.

    The greatest remainders are rounded up; with *owed*, those together with what earlier roundings left to their kind.
    """
    tenths = [Fraction(one) / _TENTH for one in parts]
    floors = [floor(one) for one in tenths]
    rests = [one - low for one, low in zip(tenths, floors, strict=True)]
    left = int(Fraction(total) / _TENTH) - sum(floors)
    order = sorted(range(len(parts)), key=lambda i: (not rests[i], -rests[i] - (owed[i] / _TENTH if owed else 0)))
    raised = set(order[: max(left, 0)])
    return [Decimal(low + (i in raised)).scaleb(-1) for i, low in enumerate(floors)]
