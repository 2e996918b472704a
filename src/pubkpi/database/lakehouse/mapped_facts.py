"""Facts whose rows lie elsewhere, in Parquet files or tables of a lakehouse, as measures read those of the database.

Before anything is asked of such a fact its columns are looked at: names and types are those of the readable views. A
fact has one row a key: of a table that has `as_of`, one is made of all rows of a key by the rule of the database (of
each group of columns the row that has most of it, the newest among equals); any other table may not repeat a key.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import FactEngine, QueryEngine
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.facts import KINDS, MEASURABLE, Column, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text, choices_hint
from pubkpi.workspace.files import digest

if TYPE_CHECKING:
    import pyarrow as pa

AS_OF = "as_of"
_FEW = 5
_POSTS = ("post", "post_with_category")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What lay at a *place* when it was asked: how many *files*, and a *mark* of all; blank if nobody tells."""

    place: str
    files: int
    mark: str


class MappedFacts(Mapping[str, QueryEngine]):
    """By name the facts that lie at *places*, each with *there*, the engine that is asked for it.

    A fact is looked at when it is first asked for. *home* has the accounts, which are sent along.
    """

    def __init__(self, home: Engine, there: FactEngine, places: Mapping[str, str]) -> None:
        for name in places:
            if name not in MEASURABLE:
                what = Text(f"没有 {name} 这种事实表", f"there is no fact {name} that measures read")
                raise UsageError(f"[facts] {name}", what, choices_hint(MEASURABLE, name))
        if len({*_POSTS} & places.keys()) == 1:
            what = Text(f"{' 和 '.join(_POSTS)} 要一起对应", f"{' and '.join(_POSTS)} are mapped together")
            hint = Text("没有分类时两个写同一个地方。", "Without categories both name the same place.")
            raise UsageError("[facts]", what, hint)
        self._home, self._there, self._places = home, there, dict(places)
        self._lacking: dict[str, list[str]] = {}
        self._snapshots: dict[str, Snapshot] = {}

    def __getitem__(self, name: str) -> FactEngine:
        place = self._places[name]
        if name not in self._lacking:
            if not self._lacking:
                self._there.load_table("account", self._home.table("select * from account"))
            self._lacking[name] = _prepare(self._there, MEASURABLE[name], place)
        return self._there

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)

    def snapshots(self) -> dict[str, Snapshot]:
        """What lies at the place of each fact now, as far as that can be told."""
        for name, place in self._places.items():
            if name not in self._snapshots:
                files = [list(one) for one in self._there.files(place)]
                self._snapshots[name] = Snapshot(place, len(files), digest(json.dumps(files).encode()) if files else "")
        return self._snapshots

    def findings(self) -> list[Finding]:
        """Of each fact that was asked for where its rows lie, and which columns there are not there."""
        return [_finding(name, self.snapshots()[name], columns) for name, columns in sorted(self._lacking.items())]


def mapped_facts(engine: Engine, fact: str = "") -> MappedFacts | None:
    """The facts of *engine* that lie elsewhere; None where all are at home, or that *fact* is."""
    found = engine.elsewhere
    return found if isinstance(found, MappedFacts) and (not fact or fact in found) else None


def mapping_findings(engine: Engine) -> list[Finding]:
    """What is to be said of facts that lie elsewhere."""
    mapped = mapped_facts(engine)
    return mapped.findings() if mapped else []


def _prepare(there: FactEngine, fact: Fact, place: str) -> list[str]:
    """Let *fact* stand for the rows at *place*; the columns that are not there. DataError for columns of other types,
    and for keys that come twice.
    """
    schema = there.table(f"select * from {there.relation(place)} limit 0").schema
    types = {str(name).lower(): kind for name, kind in zip(schema.names, schema.types, strict=True)}
    lacking = [one.name for one in fact.columns if one.name not in types]
    _refuse_columns(fact, place, types, lacking)
    listed = ", ".join(_as_declared(there, one, types) for one in fact.columns)
    rows = (
        f"select {listed}{', cast(as_of as timestamp) as as_of' if AS_OF in types else ''} from {there.relation(place)}"
    )
    if AS_OF in types and not fact.later:
        rows = _newest(there, fact, rows)
    else:
        _refuse_repetition(there, fact, place, rows)
    columns = ", ".join(one.name for one in fact.columns)
    there.view(fact.name, f"select {columns} from ({rows}) as every")
    return lacking


def _newest(there: FactEngine, fact: Fact, rows: str) -> str:
    """The query for one row a key, made of all: of each group the greatest of (how much is filled, as of when, the
    values).
    """
    key, picked, inner, outer = ", ".join(fact.key), list[str](), list[str](), list[str]()
    # what is made of a column goes with it
    groups = [[*some, *(one.name for one in fact.columns if one.of in some)] for some in fact.groups.values()]
    for number, some in enumerate(groups):
        filled = " + ".join(f"case when {name} is null then 0 else 1 end" for name in some)
        inner.append(f"{filled} as f{number}")
        outer.append(f"max({there.record([f'f{number}', AS_OF, *some])}) as g{number}")
        picked += [f"g{number}.{name} as {name}" for name in some]
    counted = f"select *, {', '.join(inner)} from ({rows}) as every"
    grouped = f"select {key}, {', '.join(outer)} from ({counted}) as counted group by {key}"
    return f"select {key}, {', '.join(picked)} from ({grouped}) as grouped"


def _as_declared(there: FactEngine, column: Column, types: Mapping[str, object]) -> str:
    source = column.name if column.name in types else "null"
    return f"cast({source} as {_type(there, column)}) as {column.name}"


def _type(there: FactEngine, column: Column) -> str:
    return there.types.get(KINDS[column.kind], KINDS[column.kind])


def _refuse_columns(fact: Fact, place: str, types: "Mapping[str, pa.DataType]", lacking: list[str]) -> None:
    """DataError for a table without the key or the day of *fact*, or with a column of a type that it does not take."""
    needed = [one.name for one in fact.columns if one.name in lacking and (one.of or one.name in (*fact.key, fact.day))]
    if needed:
        what = Text(f"缺少列 {'、'.join(needed)}", f"it has no column {', '.join(needed)}")
        raise DataError(f"{fact.name} ({place})", what, choices_hint(types, needed[0]))
    for column in fact.columns:
        if column.name in types and not _fits(column.kind, types[column.name]):
            kind, wanted = types[column.name], KINDS[column.kind]
            what = Text(f"{column.name} 列是 {kind}，应是 {wanted}", f"column {column.name} is {kind}, not {wanted}")
            cast = f"cast({column.name} as {wanted})"
            hint = Text(f"在那边的视图里写 {cast}。", f"Make a view there that has {cast}.")
            raise DataError(f"{fact.name} ({place})", what, hint)


def _fits(kind: str, found: "pa.DataType") -> bool:
    """Whether a column of the type *found* gives all values of *kind* exactly."""
    import pyarrow as pa

    wanted = KINDS[kind].partition("(")[0]
    if wanted in ("bigint", "integer", "decimal"):
        whole = pa.types.is_integer(found) or (pa.types.is_decimal(found) and found.scale <= 0)
        return bool(whole or (wanted == "decimal" and pa.types.is_decimal(found) and found.scale <= 18))
    checks = {
        "boolean": (pa.types.is_boolean,),
        "date": (pa.types.is_date32,),
        "timestamp": (pa.types.is_timestamp,),
        "varchar": (pa.types.is_string, pa.types.is_large_string, pa.types.is_dictionary),
    }
    return pa.types.is_null(found) or any(check(found) for check in checks[wanted])


def _refuse_repetition(there: FactEngine, fact: Fact, place: str, rows: str) -> None:
    """DataError naming a key that comes more than once."""
    key = ", ".join(fact.key)
    query = (
        f"select {key}, count(*) as n from ({rows}) as every group by {key} having count(*) > 1 order by {key} limit 1"
    )
    for *words, count in there.run(query):
        named = ", ".join(f"{name} = {word}" for name, word in zip(fact.key, words, strict=True))
        what = Text(f"同一个键有 {count} 行：{named}", f"{count} rows have the same key: {named}")
        hint = Text(
            "每个键只留一行，或加一列 as_of 说明哪行更新。",
            "Leave one row a key, or add a column as_of that tells which is newer.",
        ) if not fact.later else NOTHING  # fmt: skip
        raise DataError(f"{fact.name} ({place})", what, hint)


def _finding(name: str, at: Snapshot, lacking: list[str]) -> Finding:
    state = Text(f"{at.files} 个文件，快照 {at.mark[:12]}", f"{at.files} files, snapshot {at.mark[:12]}")
    state = state if at.mark else Text("没有快照号", "without a snapshot")
    few = ", ".join(lacking[:_FEW]) + (" …" if lacking[_FEW:] else "")
    gaps = Text(f"；没有列 {few}", f"; it has no columns {few}") if lacking else NOTHING
    what = Text(
        f"行在工作区之外：{at.place}（{state.zh}）{gaps.zh}",
        f"its rows lie outside of the workspace, at {at.place} ({state.en}){gaps.en}",
    )
    return Finding("measure.mapped", "info", name, what)
