"""Where the rows behind a number stand, by file, sheet and row, and the rows beside them that do not count.

The rows are those of a query that `measure` makes: file_id, sheet, row, day, account, name, amount, under, kind, and
the fact's key as key_0, key_1 …
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.explanations.trace import COUNTED, NeighbourRows, RawCell, RowKind, TraceRow
from pubkpi.model.facts import BY_NAME, Fact
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

COUNTS = f"kind in {COUNTED}"
_NEWEST_FIRST = "f.as_of desc, coalesce(f.revision, 0) desc, f.sha256 desc, v.sheet desc, v.row desc"


class Lineage:
    """The rows of *query* over *fact*, made once and held while they are asked about; one at a time.

    *read* are the columns that the measure reads, *amounts* is the query for what each superseded row would add. Rows
    of the kind ``other`` may be very many: unless they are *listed*, they are only counted.
    """

    def __init__(
        self, engine: Engine, fact: Fact, query: str, amounts: str, read: Sequence[str], *, listed: bool = True
    ) -> None:
        self._engine, self._fact, self._read = engine, stored(fact), tuple(read)
        self._counted_only = "" if listed else f"select kind, count(*) from ({query}) where kind = 'other' group by 1"
        self._versions = bool(engine.run(f"select 1 from {quoted(f'{self._fact.name}_version')} limit 1"))
        # keys are long, and there is nothing else to be found by them
        columns = "*" if self._versions else "* exclude (" + ", ".join(f"key_{i}" for i in range(len(fact.key))) + ")"
        those = "" if listed else " where kind <> 'other'"
        engine.run(f"create or replace temp table trace as select {columns} from ({query}){those}")
        if self._versions:
            engine.run(f"create or replace temp table trace_version as {self._comparison_query(amounts)}")

    def kinds(self) -> Mapping[str, int]:
        """How many rows there are of each kind."""
        others = f" union all {self._counted_only}" if self._counted_only else ""
        return dict(self._engine.run(f"select kind, count(*) from trace group by 1{others}"))

    def total(self, aggregates: str) -> tuple[Any, ...]:
        """The *aggregates* over the columns amount and under of the rows that count."""
        return tuple(map(short, self._engine.run(f"select {aggregates} from trace where {COUNTS}")[0]))

    def divisor(self) -> int:
        """What the amounts of all rows are parts of: 1, unless rows are shared among their authors."""
        ((whole,),) = self._engine.run("select coalesce(max(divisor), 1) from trace")
        return int(whole)

    def months(self, aggregate: str) -> tuple[tuple[str, Any], ...]:
        """The *aggregate* of each month that has rows which count."""
        words = f"select strftime(day, '%Y-%m'), {aggregate} from trace where {COUNTS} group by 1 order by 1"
        return tuple((month, short(amount)) for month, amount in self._engine.run(words))

    def rows(self, kinds: Sequence[RowKind], limit: int | None, first: str = "") -> tuple[TraceRow, ...]:
        """The rows of these *kinds*, the first *limit* of them, by what comes *first*, if anything, and day."""
        found = self._engine.run(
            "select t.rowid, t.amount, t.under, t.kind, t.file_id, f.name, f.sha256, t.sheet, t.row, t.day, t.account, "
            "t.name from trace t join file f using (file_id) where list_contains($kinds, t.kind) "
            f"order by {f'{first}, ' if first else ''}t.day, t.account, t.name, f.name, t.sheet, t.row {_limit(limit)}",
            kinds=list(kinds),
        )
        origins = self._origins([no for no, *_ in found])
        return tuple(self._row(row, amount, under, origins.get(no, {})) for no, amount, under, *row in found)

    def files(self) -> list[int]:
        """The loads that the rows come from, those that do not count among them."""
        versions = " union select file_id from trace_version" if self._versions else ""
        found = self._engine.run(f"select distinct file_id from trace where kind <> 'other'{versions} order by 1")
        return [number for (number,) in found]

    def superseded(self, limit: int | None) -> NeighbourRows:
        """The rows of the same keys of which nothing that is read counts, as another file has it."""
        if not self._versions:
            return NeighbourRows("superseded", 0)
        behind = " and ".join(f"not v.origin_{i}" for i in range(len(self._groups)))
        (count,) = self._engine.run(f"select count(*) from trace_version v where {behind}")[0]
        found = self._engine.run(
            "select n.file, n.sheet, n.row, v.amount, 'superseded', v.file_id, v.file, v.sha256, v.sheet, v.row, "
            "v.day, v.account, v.name "
            f"from trace_version v join trace_version n on n.no = v.no and n.origin_0 where {behind} "
            f"order by v.day, v.account, v.name, v.file, v.sheet, v.row {_limit(limit)}"
        )
        rows = (
            replace(self._row(row, amount, None, {}), reason=_newer(*by)) for *by, amount, row in map(_split, found)
        )
        return NeighbourRows("superseded", count, tuple(rows))

    def _row(
        self, row: Sequence[Any], amount: object, under: object, origins: Mapping[str, tuple[Any, ...]]
    ) -> TraceRow:
        """The row with the places of its cells; it stands itself where the first of them does."""
        kind, *own, day, account, name = row
        load, file, sha256, sheet, number = next((origins[one] for one in self._read if one in origins), own)
        cells = tuple(RawCell(self._fact.name, one, *origins.get(one, tuple(own))) for one in self._read)
        amounts = short(amount), short(under)
        return TraceRow(kind, load, file, sha256, sheet, number, day, account, name, *amounts, cells=cells)

    @property
    def _groups(self) -> list[tuple[str, ...]]:
        """The columns that travel together, of those that are read; the first is that of the first column."""
        groups = {name: some for some in self._fact.groups.values() for name in some}
        return list(dict.fromkeys(groups[name] for name in self._read if name in groups)) or [()]

    def _comparison_query(self, amounts: str) -> str:
        """The query for all rows of the keys that count: what each adds, and which columns come from it."""
        origins = ", ".join(
            f"row_number() over (partition by t.rowid order by ({_equal(group) or 'true'}) desc, {_NEWEST_FIRST}) = 1 "
            f"as origin_{i}"
            for i, group in enumerate(self._groups)
        )
        keys = [(quoted(name), "is not distinct from" if name in self._fact.blank else "=") for name in self._fact.key]
        same = " and ".join(f"v.{name} {equal} t.key_{i}" for i, (name, equal) in enumerate(keys))
        counts = " and ".join(f"c.{name} {equal} t.key_{i}" for i, (name, equal) in enumerate(keys))
        return (
            "select t.rowid as no, v.file_id, f.name as file, f.sha256, v.sheet, v.row, t.day, t.account, t.name, "
            f"v.amount, {origins} from (select rowid, * from trace where {COUNTS}) t join ({amounts}) v on {same} "
            f"join {quoted(self._fact.name)} c on {counts} join file f on f.file_id = v.file_id"
        )

    def _origins(self, numbers: Sequence[int]) -> dict[int, dict[str, tuple[Any, ...]]]:
        """Load, file, sheet and row of each column that is read, of those rows that several files have."""
        found: dict[int, dict[str, tuple[Any, ...]]] = {}
        if not (self._versions and numbers):
            return found
        for i, group in enumerate(self._groups):
            rows = self._engine.run(
                f"select no, file_id, file, sha256, sheet, row from trace_version where origin_{i} "
                f"and list_contains($numbers, no)",
                numbers=list(numbers),
            )
            for no, *place in rows:
                found.setdefault(no, {}).update(dict.fromkeys(group or self._read, tuple(place)))
        return found


def short(number: Any) -> Any:
    """A *number* of the engine without decimals that are 0; anything else as it is."""
    if not isinstance(number, Decimal):
        return number
    return int(number) if number == number.to_integral_value() else number.normalize()


def stored(fact: Fact) -> Fact:
    """The fact whose rows a view like `post_with_category` shows, or *fact* itself."""
    return BY_NAME.get(fact.name, BY_NAME["post"])


def only_load(engine: Engine, facts: Iterable[Fact], period: Period) -> int | None:
    """The load that all rows of *facts* within *period* came from, each row counted or not; None where several did."""
    loads = set[int]()
    for fact in map(stored, facts):
        day, own = quoted(fact.day), f"{quoted(fact.name + '_rows')}"
        words = (
            f"select distinct file_id from dim_sheet where sheet_id in "
            f"(select distinct sheet_id from {own} where {day} between $first and $last)"
        )
        loads |= {load for (load,) in engine.run(words, first=period.first, last=period.last)}
    return next(iter(loads)) if len(loads) == 1 else None


def ignored(engine: Engine, files: Sequence[int]) -> list[tuple[str, int]]:
    """How many rows of the loads *files* were left alone when they were read, by reason."""
    words = (
        "select reason, sum(row_count)::bigint from ignored where list_contains($files, file_id) group by 1 order by 1"
    )
    return engine.run(words, files=list(files))


def loads_with_rejects(engine: Engine, loads: Sequence[int]) -> list[tuple[int, str]]:
    """Those of *loads* that had rows rejected: number and sha256."""
    words = "select file_id, sha256 from file where rows_rejected > 0 and list_contains($loads, file_id)"
    return engine.run(words, loads=list(loads))


def _split(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*row[:4], row[4:])


def _newer(file: str, sheet: str, row: int) -> Text:
    return Text(f"以 {file} {sheet} 第 {row} 行为准", f"{file} {sheet}, row {row}, counts instead")


def _equal(group: Sequence[str]) -> str:
    return " and ".join(f"v.{quoted(name)} is not distinct from c.{quoted(name)}" for name in group)


def _limit(limit: int | None) -> str:
    return "" if limit is None else f"limit {int(limit)}"
