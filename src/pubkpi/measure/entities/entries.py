"""Values that were entered, as the engine's columns: a block of cells for each measure and period, in order of name."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.entities.ratios import Flags, Ratios
from pubkpi.measure.entities.sums import as_integers, digits_of
from pubkpi.measure.values.entries import EnteredValue
from pubkpi.model.findings import Finding
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text

if TYPE_CHECKING:
    import pyarrow as pa

    from pubkpi.measure.entities.listing import EntityList

_NAMES = "select distinct entity from measure_value order by all"
_BLOCKS = "select measure, period, count(*) from measure_value where value is not null group by all order by all"
# one row a cell, block by block, within one in order of name; place: the number of the name, which may have no value
_CELLS = """
with names as (
    select entity, row_number() over (order by entity) - 1 as place from (select distinct entity from measure_value))
select place, value, cast(coalesce(is_override, false) as tinyint) as override, source, reason
from measure_value join names using (entity) where value is not null order by measure, period, place
"""
_WHOSE = "select distinct entity from measure_value where list_contains($measures, measure)"
_NOWHERE = slice(0, 0)


class Cells:
    """All that was entered, for anybody."""

    def __init__(self, engine: QueryEngine) -> None:
        self.names: list[str] = [name for (name,) in engine.run(_NAMES)]
        self._columns: dict[str, pa.Array] = {}
        if self.names:  # Arrow imports pandas to make a column of nothing
            table = engine.table(_CELLS)
            self._columns = {name: table[name].combine_chunks() for name in table.column_names}
        self.numbers, self.override = self._digits("place"), self._digits("override") > 0
        self._blocks: dict[tuple[str, str], slice] = {}
        start = 0
        for measure, period, count in engine.run(_BLOCKS) if self.names else ():
            self._blocks[measure, period] = slice(start, start + count)
            start += count

    def block(self, measure: str, period: str) -> slice:
        """Where the cells of a measure and period lie; nowhere when there are none."""
        return self._blocks.get((measure, period), _NOWHERE)

    def values(self, block: slice) -> Ratios:
        """The values of a *block*."""
        column = self._columns["value"].slice(block.start, block.stop - block.start)
        digits = digits_of(column)
        return Ratios(digits, np.full(len(digits), 10**column.type.scale, object), np.ones(len(digits), np.bool_))

    def typed(self, row: int) -> EnteredValue:
        """The value in a *row*, and all that was said of it."""
        value, source, reason = (self._columns[name][row].as_py() for name in ("value", "source", "reason"))
        entity = self.names[self.numbers[row]]
        return EnteredValue(Fraction(value), bool(self.override[row]), source or "", reason or "", entity)

    def _digits(self, name: str) -> NDArray[np.int64]:
        found = as_integers(self._columns[name]) if self._columns else None
        return np.zeros(0, np.int64) if found is None else found.digits


def entered_for(engine: QueryEngine, measures: Iterable[str]) -> set[str]:
    """Everybody of whom something was entered of one of *measures*, be it that there is no value."""
    return {str(name) for (name,) in engine.run(_WHOSE, measures=[*measures])}


@dataclass(frozen=True, slots=True, eq=False)
class EnteredColumn:
    """What was entered of one measure and period, over the entities; *override*: it wins over a computed value."""

    values: Ratios
    override: Flags

    @property
    def there(self) -> Flags:
        """For whom a value was entered."""
        return self.values.there

    def below(self, better: "EnteredColumn | None") -> "EnteredColumn":
        """The same, but for those who have a *better* value."""
        if better is None:
            return self
        values = Ratios(
            *(np.where(better.there, a, b) for a, b in zip(better.values.parts, self.values.parts, strict=True))
        )
        return EnteredColumn(values, np.where(better.there, better.override, self.override))


class EntityEntries:
    """What was entered for entities that stand side by side, under the names that mean each; the first name counts."""

    def __init__(self, cells: Cells, names: Iterable[Iterable[str]]) -> None:
        number = {name: i for i, name in enumerate(cells.names)}
        self._cells = cells
        self._names = [tuple(number[name] for name in some if name in number) for some in names]
        self._home = np.full(len(number), -1, np.intp)
        self._rank = np.zeros(len(number), np.intp)
        for place, some in enumerate(self._names):
            for rank, one in enumerate(some):
                self._home[one], self._rank[one] = place, rank

    def column(self, measure: str, period: str) -> EnteredColumn | None:
        """One measure and period over the entities; None when nobody entered any."""
        block = self._cells.block(measure, period)
        if block is _NOWHERE:
            return None
        names, count = self._cells.numbers[block], len(self._names)
        rows = np.flatnonzero(self._home[names] >= 0)
        rows = rows[np.argsort(-self._rank[names[rows]], kind="stable")]  # who is written last stays
        at, found = self._home[names[rows]], self._cells.values(block)
        nothing = np.zeros(count, found.over.dtype)
        values = Ratios(nothing, nothing.copy(), np.ones(count, np.bool_))
        for mine, theirs in zip(values.parts, found.parts, strict=True):
            mine[at] = theirs[rows]
        override = np.zeros(count, np.bool_)
        override[at] = self._cells.override[block][rows]
        return EnteredColumn(values, override)

    def typed(self, place: int, measure: str, period: str) -> EnteredValue | None:
        """What was entered for the entity at *place*, if anything was."""
        block = self._cells.block(measure, period)
        names = self._cells.numbers[block]
        for one in self._names[place]:
            row = int(np.searchsorted(names, one))
            if row < len(names) and names[row] == one:
                return self._cells.typed(block.start + row)
        return None


def department_entries(cells: Cells) -> EntityEntries:
    """What was entered for the department, by whichever of its names; the last of them counts."""
    return EntityEntries(cells, [[name for name in reversed(cells.names) if name in DEPARTMENT]])


def shared(cells: Cells, entities: "EntityList") -> tuple[EntityEntries, tuple[Finding, ...]]:
    """What was entered for each of *entities*, under its own name or one that means no other, and what was not."""
    names: dict[str, list[str]] = {entity: [] for entity in entities.platforms}
    doubtful = []
    for name in cells.names:
        meant = (name,) if name in names else entities.names.get(name, ())
        if len(meant) == 1:
            # the full name of an entity is the better one
            names[meant[0]].insert(0 if name == meant[0] else len(names[meant[0]]), name)
        elif meant:
            what = Text(
                f"填报的“{name}”可指 {'、'.join(meant)}，未采用",
                f"{name!r} may mean {', '.join(meant)}; it is not used",
            )
            hint = Text("对象写成 平台/账号。", "Write the entity as platform/account.")
            doubtful.append(Finding("measure.ambiguous_entity", "warning", name, what, hint))
    return EntityEntries(cells, names.values()), tuple(doubtful)
