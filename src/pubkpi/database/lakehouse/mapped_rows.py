"""The rows behind a number whose fact lies elsewhere: asked for there, named by their place and its snapshot.

The rows are those of a query that `measure` makes: day, account, name, amount, under, kind, the fact's key as key_0,
key_1 …, and the columns that the measure reads as read_0, read_1 …
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pubkpi.database.lakehouse.mapped_facts import MappedFacts
from pubkpi.database.lineage import COUNTS, short
from pubkpi.engine.query import FactEngine
from pubkpi.model.explanations.trace import NeighbourRows, RawCell, RowKind, TraceRow
from pubkpi.model.facts import Fact

_VIEW = "trace"


class MappedRows:
    """The rows of *query* over a *fact* of *mapped*; *read* are the columns that the measure reads."""

    def __init__(self, mapped: MappedFacts, fact: Fact, query: str, read: Sequence[str]) -> None:
        self._there: FactEngine = mapped[fact.name]
        self._at, self._fact, self._read = mapped.snapshots()[fact.name], fact, tuple(read)
        self._there.view(_VIEW, query)

    def kinds(self) -> Mapping[str, int]:
        """How many rows there are of each kind."""
        return dict(self._there.run(f"select kind, count(*) from {_VIEW} group by kind"))

    def total(self, aggregates: str) -> tuple[Any, ...]:
        """The *aggregates* over the columns amount and under of the rows that count, as the engine adds them up."""
        return tuple(map(short, self._there.run(f"select {aggregates} from {_VIEW} where {COUNTS}")[0]))

    def divisor(self) -> int:
        """What the amounts are parts of: who wrote a row is not known there, so it is nobody's in part."""
        return 1

    def months(self, aggregate: str) -> tuple[tuple[str, Any], ...]:
        """The *aggregate* of each month that has rows which count."""
        month = f"substring(cast(day as {self._there.types.get('varchar', 'varchar')}), 1, 7)"
        words = f"select {month}, {aggregate} from {_VIEW} where {COUNTS} group by {month} order by {month}"
        return tuple((name, short(amount)) for name, amount in self._there.run(words))

    def rows(self, kinds: Sequence[RowKind], limit: int | None, first: str = "") -> tuple[TraceRow, ...]:
        """The rows of these *kinds*, the first *limit* of them, by what comes *first*, if anything, day and key."""
        read = [f"read_{i}" for i in range(len(self._read))]
        order = [*([first] if first else []), "day", *(f"key_{i}" for i in range(len(self._fact.key)))]
        listed = ", ".join(f"'{kind}'" for kind in kinds)
        found = self._there.run(
            f"select {', '.join(['kind', 'day', 'account', 'name', 'amount', 'under', *read])} from {_VIEW} "
            f"where kind in ({listed}) order by {', '.join(order)}{'' if limit is None else f' limit {int(limit)}'}"
        )
        return tuple(self._row(*row) for row in found)

    def files(self) -> list[int]:
        """No load of the workspace: the rows come from elsewhere."""
        return []

    def superseded(self, limit: int | None) -> NeighbourRows:
        """None: which row of a key counts was settled there."""
        del limit
        return NeighbourRows("superseded", 0)

    def _row(self, kind: RowKind, day: Any, account: str, name: str, amount: Any, under: Any, *read: Any) -> TraceRow:
        at = (0, self._at.place, self._at.mark, "", 0)
        cells = tuple(
            RawCell(self._fact.name, column, *at, header=column, text=None if value is None else str(short(value)))
            for column, value in zip(self._read, read, strict=True)
        )
        return TraceRow(kind, *at, day, account, name, short(amount), short(under), cells=cells)
