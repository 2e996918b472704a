"""The sums of one fact over all entities at once: columns of exact numbers, and one entity's row of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pubkpi.measure.entities.listing import ENTITY
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT

if TYPE_CHECKING:
    import pyarrow as pa

Flags = NDArray[np.bool_]
_DECIMALS = (6, 12)  # nearly all shares and durations are written with no more


@dataclass(frozen=True, slots=True)
class Integers:
    """A column of exact numbers: *digits* over ten to the power of *scale*, 0 where there is none.

    Where it does not *fit* the digits are more than 64 bits hold, and stand for nothing.
    """

    digits: NDArray[np.int64]
    scale: int
    fits: Flags


class QuerySums:
    """The result of a fact's compiled query, which has a block of rows, the same entities in order, for each window."""

    def __init__(self, table: "pa.Table", windows: int) -> None:
        self._cells: dict[str, dict[str, pa.Array]] = {}
        for title in table.column_names:
            key, _, name = title.rpartition("__")
            self._cells.setdefault(key, {})[name] = table[title].combine_chunks()
        kinds, periods = table["window_kind"], table["window_quarter"]
        self._count = table.num_rows // windows
        starts = range(0, table.num_rows, self._count or 1)
        self._starts = {(kinds[i].as_py(), periods[i].as_py()): i for i in starts}
        every = table[ENTITY][: self._count].to_pylist() if ENTITY in table.column_names else None
        self.entities: list[str] = every or [DEPARTMENT[0]] * self._count

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.entities)}

    def row(self, measure: Measure, period: Period, entity: str) -> Mapping[str, object] | None:
        """The measure's cells of one entity by their short names; None of an entity that the fact does not know."""
        place = self._place.get(entity)
        if place is None:
            return None
        place += self._starts[measure.window_kind, str(period)]
        return {name: column[place].as_py() for name, column in self._cells[measure.id].items()}

    def integers(self, measure: Measure, period: Period, name: str) -> Integers | None:
        """One of the measure's columns over the entities, 0 if it has none of that name; None where it holds other
        things than integers and decimals.
        """
        found = self._cells[measure.id].get(name)
        if found is None or not self._count:
            return Integers(np.zeros(self._count, np.int64), 0, np.ones(self._count, np.bool_))
        return as_integers(found.slice(self._starts[measure.window_kind, str(period)], self._count))


def as_integers(column: "pa.Array") -> Integers | None:
    """A *column* of integers or decimals as exact numbers, 0 where it has none; None of another."""
    import pyarrow as pa

    there, part = _valid(column), slice(column.offset, column.offset + len(column))
    if pa.types.is_signed_integer(column.type):
        digits = np.frombuffer(column.buffers()[1], np.dtype(f"i{column.type.bit_width // 8}"))[part]
        return Integers(np.where(there, digits, 0).astype(np.int64), 0, np.ones_like(there))
    if not pa.types.is_decimal128(column.type):
        return None
    low, high = _halves(column)
    scale = int(column.type.scale)
    if scale > _DECIMALS[0]:
        return _shorten(digits_of(column), scale)
    fits = ~there | (high == low >> 63)
    return Integers(np.where(there & fits, low, 0), scale, fits)


def digits_of(column: "pa.Array") -> NDArray[np.object_]:
    """The digits of a *column* of decimals as whole numbers of any size, 0 where it has none."""
    low, high = _halves(column)
    return np.where(_valid(column), high.astype(object) * 2**64 + low.view(np.uint64).astype(object), 0)


def _halves(column: "pa.Array") -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lower and the upper 64 bits of each number of a *column* of decimals."""
    halves = np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)[column.offset : column.offset + len(column)]
    return halves[:, 0], halves[:, 1]


def _shorten(digits: NDArray[np.object_], scale: int) -> Integers:
    """Without the decimals that are 0 in all of them, few enough digits are left to be divided at once."""
    for places in (one for one in _DECIMALS if one < scale):
        factor = 10 ** (scale - places)
        if not (digits % factor).any():
            digits, scale = digits // factor, places
            break
    fits = ((digits >= -(2**63)) & (digits < 2**63)).astype(np.bool_)
    return Integers(np.where(fits, digits, 0).astype(np.int64), scale, fits)


def _valid(column: "pa.Array") -> Flags:
    """Where *column* has a value. Arrow's own functions would import pandas first, which takes longer than all else."""
    bits = column.buffers()[0]
    if bits is None:
        return np.ones(len(column), np.bool_)
    part = slice(column.offset, column.offset + len(column))
    return np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")[part].astype(np.bool_)
