"""One part of a file → a staged table: every cell parsed by its grammar, every bad row with its reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.layouts.part import LAST_DAY, Part
from pubkpi.ingest.profile import BY, Column
from pubkpi.model.facts import KINDS

Consts = Mapping[str, str | None]

# How a column is made from others that are already typed; the arguments are checked column names.
MAKERS: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        "title_key": lambda title: f"coalesce(title_key_of({title}), '')",
        "url_key": lambda url: f"url_key_of({url})",
        "join": lambda first, second: f"{first} || '@' || cast({second} as varchar)",
        "day_of": lambda instant: f"cast({instant} as date)",
    }
)
_PARSERS = {
    "count": "as_count({})",
    "fen": "as_count({})",
    "level": "try_cast(as_count({}) as integer)",
    "share": "as_share({}, {per})",
    "seconds": "as_seconds({})",
    "number": "as_number({})",
    "flag": "as_flag({})",
    "day": "as_day({})",
    "instant": "as_instant({})",
    "text": "{}",
    "id": "whole_id({})",
    "quarter": "as_quarter({})",
}
# How a cell is read that counts in another unit than its column.
_UNITS = {
    "yuan": "as_fen({})",
    "minutes": "as_number({}) * 60",
    "hours": "as_number({}) * 3600",
    "unix": "as_unix({})",
    "month": "as_month({})",
}


@dataclass(frozen=True, slots=True)
class Staged:
    """A part staged: the rows numbered *number* of the tables *table* (typed) and *raw*; good and rejected ones.

    *last_day* is the newest day in the column that says how far the file reaches, as text; None without one.
    """

    table: str
    raw: str
    number: int
    part: Part
    good: int
    rejected: int
    last_day: str | None

    @property
    def rows(self) -> str:
        """The good rows, as the end of a select on *table*."""
        return f"from {self.table} where part = {self.number} and bad is null"


@cache
def macros() -> tuple[str, ...]:
    """The statements of sql/cells.sql, one a macro."""
    words = (resources.files("pubkpi.ingest") / "sql" / "cells.sql").read_text("utf-8")
    return tuple(statement for statement in words.split(";\n") if "macro" in statement)


def prepare(engine: Engine) -> None:
    """Teach the engine the grammar of cells."""
    for statement in macros():
        engine.run(statement)


def stage(engine: Engine, parts: Sequence[tuple[Part, Consts]]) -> list[Staged]:
    """Stage all *parts*, those of the same shape in one statement; the constants are platform and account.

    A staged table has ``part``, ``row``, the fact's columns, and ``bad``: the first column at fault, or null. Where
    rows are gathered, ``row`` is the first that went into it.
    """
    groups: dict[object, list[int]] = {}
    for i, (part, consts) in enumerate(parts):
        groups.setdefault((id(part.feed.columns), tuple(part.cells), tuple(consts.items())), []).append(i)
    done: dict[int, Staged] = {}
    for number, members in enumerate(groups.values()):
        done.update(_stage(engine, number, {i: parts[i][0] for i in members}, parts[members[0]][1]))
    return [done[i] for i in range(len(parts))]


def _stage(engine: Engine, number: int, parts: Mapping[int, Part], consts: Consts) -> dict[int, Staged]:
    raw, table = f"raw_{number}", f"staged_{number}"
    first = next(iter(parts.values()))
    columns: dict[str, list[object]] = {
        "part": [i for i, part in parts.items() for _ in part.rows] or [-1],
        "row": [row for part in parts.values() for row in part.rows] or [0],
    }
    for name in first.cells:
        columns[_raw_name(name)] = [cell for part in parts.values() for cell in part.cells[name]] or [None]
    engine.load(raw, columns)
    build = _Builder(first, consts)
    engine.run(build.statement(raw, table), **build.params)
    newest = f"(select max(as_day(clean({quoted(_raw_name(LAST_DAY))}))) from {raw} r where r.part = s.part)"
    last = newest if LAST_DAY in first.cells else "null"
    counts = {
        part: (bad, day)
        for part, bad, day in engine.run(
            "select part, count(*) filter (where bad is not null), "
            f"cast(any_value({last}) as varchar) from {table} s group by part"
        )
    }
    return {i: _staged(table, raw, i, part, *counts.get(i, (0, None))) for i, part in parts.items()}


def _staged(table: str, raw: str, number: int, part: Part, rejected: int, last_day: str | None) -> Staged:
    # counted from the file's rows, of which a gathered one holds several
    return Staged(table, raw, number, part, len(part.rows) - rejected, rejected, last_day)


def _raw_name(column: str) -> str:
    return f"c_{column}"


class _Builder:
    """Builds the one statement that stages a part; words from a profile enter only as parameters."""

    def __init__(self, part: Part, consts: Consts) -> None:
        self.params: dict[str, str] = {}
        self._part = part
        self._columns = list(part.feed.columns)
        self._gather = part.feed.gather
        self._consts = consts

    def statement(self, raw: str, table: str) -> str:
        read = [column for column in self._columns if column.name in self._part.cells]
        cleaned = ", ".join(["part", "row", *(f"{self._cleaned(column)} as {_raw(column)}" for column in read)])
        typed = ", ".join(["part", "row", *map(self._typed, self._fact_columns()), *map(_raw, read)])
        bad = " ".join(["case", *filter(None, map(self._bad, self._columns)), "when row < 0 then '' end"])
        names = ", ".join(["part", "row", *(quoted(column.name) for column in self._part.feed.fact.columns)])
        return (
            f"create or replace temp table {table} as with cleaned as materialized "
            f"(select {cleaned} from {raw} where row > 0), typed as materialized (select {typed} from cleaned), "
            f"made as (select * replace ({self._made()}) from typed), "
            f"judged as (select {names}{self._by()}, {bad} as bad from made) {self._gathered(names)}"
        )

    def _by(self) -> str:
        return f", {quoted(BY)}" if self._gather else ""

    def _gathered(self, names: str) -> str:
        """The rows judged, those of a key made one; a part that comes twice or a figure that falls spoils its rows."""
        if not self._gather:
            return f"select {names}, bad from judged"
        fact, rising = self._part.feed.fact, self._part.feed.rising
        keys = ", ".join(["part", *map(quoted, fact.key)])
        falls = "".join(f" or {quoted(one)} < lag({quoted(one)}) over days" for one in rising)
        checked = (
            f"checked as (select * replace (case when bad is not null then bad "
            f"when count(*) over (partition by {keys}, {quoted(BY)}) > 1{falls} then '{BY}' end as bad) from judged "
            f"window days as (partition by {keys} order by {quoted(BY)}))"
        )
        if self._gather == "sum":
            mapped = {column.name for column in self._columns}
            sums = [
                quoted(name)
                if name in fact.key
                else (f"cast(sum({quoted(name)}) as bigint)" if name in mapped else "null")
                for name in (column.name for column in fact.columns)
            ]
            one = f"select part, min(row), {', '.join(sums)}, null from checked where bad is null group by {keys}"
        else:
            one = (
                f"(select {names}, bad from checked where bad is null "
                f"qualify row_number() over (partition by {keys} order by {quoted(BY)} desc) = 1)"
            )
        return f", {checked} select {names}, bad from checked where bad is not null union all {one}"

    def _fact_columns(self) -> list[Column]:
        mapped = {column.name: column for column in self._columns}
        columns = [mapped.get(column.name, Column(column.name, column.kind)) for column in self._part.feed.fact.columns]
        return [*columns, mapped[BY]] if self._gather else columns

    def _cleaned(self, column: Column) -> str:
        if column.choices or column.kind in ("text", "id"):
            return f"nullif(as_{'id' if column.kind == 'id' else 'text'}({_raw(column)}), '')"
        words = f"present({_raw(column)})"
        for word in column.missing:
            words = f"nullif({words}, {self._bind(word)})"
        return words

    def _typed(self, column: Column) -> str:
        name, sql_type = quoted(column.name), KINDS[column.kind]
        const = None if column.name in self._part.cells else self._consts.get(column.name, column.const)
        if const is not None:
            return f"cast({self._bind(const)} as {sql_type}) as {name}"
        if column.name not in self._part.cells:
            return f"cast(null as {sql_type}) as {name}"
        return f"{self._parsed(column)} as {name}"

    def _parsed(self, column: Column) -> str:
        if column.choices:
            cases = " ".join(f"when {self._bind(word)} then {self._bind(code)}" for word, code in column.choices)
            return f"cast(case {_raw(column)} {cases} end as {KINDS[column.kind]})"
        if column.unit:
            return f"try_cast({_UNITS[column.unit].format(_raw(column))} as {KINDS[column.kind]})"
        return _PARSERS[column.kind].format(_raw(column), per="100" if column.bare_percent else "1")

    def _made(self) -> str:
        made = [f"{self._make(column)} as {quoted(column.name)}" for column in self._columns if column.make]
        return ", ".join(made) or "row as row"

    def _make(self, column: Column) -> str:
        source = [quoted(name) for name in column.of]
        if column.make == "member":
            words = ", ".join(self._bind(word) for word in column.values)
            return f"{source[0]} in ({words})"
        return MAKERS[column.make](*(self._inlined(name) for name in column.of))

    def _inlined(self, name: str) -> str:
        # a made column may rest on another made one: both stand in the same select, so it is written out
        other = next((column for column in self._columns if column.name == name and column.make), None)
        return f"({self._make(other)})" if other else quoted(name)

    def _bad(self, column: Column) -> str:
        value, cells = quoted(column.name), self._part.cells
        tests = [f"{value} is null"] if column.filled and (column.make or column.name in cells) else []
        if column.name in cells and not tests:
            tests.append(f"{_raw(column)} is not null and {value} is null")
        if column.needs and column.needs[0] in cells:
            tests.append(f"{value} is null and {quoted(_raw_name(column.needs[0]))} = {self._bind(column.needs[1])}")
        return f"when {' or '.join(tests)} then {self._bind(self._source(column))}" if tests else ""

    def _source(self, column: Column) -> str:
        """The column that the reader sees at fault: for a made one the first that it is made from."""
        made = {one.name: one for one in self._columns if one.make}
        name = column.name
        while name in made:
            name = made[name].of[0]
        return name

    def _bind(self, word: str) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = word
        return f"${name}"


def _raw(column: Column) -> str:
    return quoted(_raw_name(column.name))
