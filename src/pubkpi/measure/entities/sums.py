"""The sums of one fact over all entities at once: columns of exact numbers, and one entity's row of them."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pubkpi.measure.entities.listing import ENTITY
from pubkpi.measure.expressions.integers import Flags, IntegerColumn, Integers, integer_column
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT

if TYPE_CHECKING:
    import pyarrow as pa

_DECIMALS = (6, 12)  # nearly all shares and durations are written with no more


class _Column:
    """The cells of one column in one window: those of the entities of one query after the other."""

    def __init__(self) -> None:
        self._parts: list[IntegerColumn | pa.Array] = []

    def add(self, column: "pa.Array") -> None:
        """The next cells, packed where they are exact numbers of few digits."""
        scale = getattr(column.type, "scale", 0)
        found = as_integers(column) if scale <= _DECIMALS[0] else None
        few = found is not None and bool(found.fits.all())
        self._parts.append(integer_column(column, found, _valid(column)) if few and found else column)

    def cell(self, place: int) -> object:
        """The cell at *place*."""
        for part in self._parts:
            count = len(part.digits) if isinstance(part, IntegerColumn) else len(part)
            if place < count:
                return part.cell(place) if isinstance(part, IntegerColumn) else part[place].as_py()
            place -= count
        raise IndexError(place)

    def integers(self) -> Integers | None:
        """All cells as exact numbers, 0 where there is none; None where they are other things."""
        parts = [one for one in self._parts if not isinstance(one, IntegerColumn)]
        if len(parts) == len(self._parts):
            return as_integers(parts[0] if len(parts) == 1 else _joined(parts))
        found = [_unpacked(one) if isinstance(one, IntegerColumn) else as_integers(one) for one in self._parts]
        known = [one for one in found if one is not None]
        digits, fits = (np.concatenate([getattr(one, name) for one in known]) for name in ("digits", "fits"))
        return Integers(digits, known[0].scale, fits)


class QuerySums:
    """The result of a fact's compiled query, which has a block of rows, the same entities in order, for each window.

    Of many entities it comes in several *tables*, some of the entities in each.
    """

    def __init__(self, tables: "Iterable[pa.Table]", windows: int) -> None:
        self._cells: dict[str, dict[str, list[_Column]]] = {}
        self._names: list[pa.Array] = []
        self._windows: dict[tuple[str, str], int] = {}
        self._count = 0
        for table in tables:
            self._add(table, windows)

    def _add(self, table: "pa.Table", windows: int) -> None:
        count = table.num_rows // windows
        self._count += count
        kinds, periods = table["window_kind"], table["window_quarter"]
        for window in range(windows if count else 0):
            self._windows[kinds[window * count].as_py(), periods[window * count].as_py()] = window
        if ENTITY in table.column_names:
            self._names.append(table[ENTITY].slice(0, count).combine_chunks())
        for title in table.column_names:
            key, _, name = title.rpartition("__")
            if not key:
                continue
            held = self._cells.setdefault(key, {}).setdefault(name, [_Column() for _ in range(windows)])
            column = table[title].combine_chunks()
            for window, one in enumerate(held):
                one.add(column.slice(window * count, count))

    @property
    def entities(self) -> list[str]:
        """The entities in order of name."""
        found = [name for part in self._names for name in part.to_pylist()]
        return found or [DEPARTMENT[0]] * self._count

    @cached_property
    def _place(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.entities)}

    def row(self, measure: Measure, period: Period, entity: str) -> Mapping[str, object] | None:
        """The measure's cells of one entity by their short names; None of an entity that the fact does not know."""
        place = self._place.get(entity)
        if place is None:
            return None
        window = self._windows[measure.window_kind, str(period)]
        return {name: columns[window].cell(place) for name, columns in self._cells[measure.id].items()}

    def integers(self, measure: Measure, period: Period, name: str) -> Integers | None:
        """One of the measure's columns over the entities, 0 if it has none of that name; None where it holds other
        things than integers and decimals.
        """
        found = self._cells[measure.id].get(name)
        if found is None or not self._count:
            return Integers(np.zeros(self._count, np.int64), 0, np.ones(self._count, np.bool_))
        return found[self._windows[measure.window_kind, str(period)]].integers()


def _unpacked(one: IntegerColumn) -> Integers:
    return Integers(one.digits.astype(np.int64), one.scale or 0, np.ones(len(one.digits), np.bool_))


def _joined(parts: "list[pa.Array]") -> "pa.Array":
    import pyarrow as pa

    return pa.concat_arrays(parts)


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
