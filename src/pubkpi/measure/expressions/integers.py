"""Exact numbers in as few bytes as the greatest of them takes: of many entities the sums stay in memory."""

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa

Flags = NDArray[np.bool_]
_WIDTHS = (np.int8, np.int16, np.int32)
_EVERY = np.zeros(0, np.bool_)


@dataclass(frozen=True, slots=True)
class Integers:
    """A column of exact numbers: *digits* over ten to the power of *scale*, 0 where there is none.

    Where it does not *fit* the digits are more than 64 bits hold, and stand for nothing.
    """

    digits: NDArray[np.int64]
    scale: int
    fits: Flags


@dataclass(frozen=True, slots=True)
class IntegerColumn:
    """A column of whole numbers, or of decimals of a *scale*, *there* or not; without flags all are there."""

    digits: NDArray[Any]
    there: Flags
    scale: int | None

    def cell(self, place: int) -> int | Decimal | None:
        """What stands at *place*, as Arrow would give it."""
        if len(self.there) and not self.there[place]:
            return None
        digits = int(self.digits[place])
        return digits if self.scale is None else Decimal(digits).scaleb(-self.scale)


def integer_column(column: "pa.Array", numbers: Integers, there: Flags) -> IntegerColumn:
    """The *column*, of which *numbers* are the exact ones, all of which fit."""
    import pyarrow as pa

    digits = numbers.digits
    least, most = (int(digits.min()), int(digits.max())) if len(digits) else (0, 0)
    kind = next((one for one in _WIDTHS if np.iinfo(one).min <= least and most <= np.iinfo(one).max), np.int64)
    scale = numbers.scale if pa.types.is_decimal(column.type) else None
    return IntegerColumn(digits.astype(kind), _EVERY if there.all() else there, scale)
