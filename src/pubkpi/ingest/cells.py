"""Cells → values: the select that types the raw text of a part, column by column, and says which row is bad."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from importlib import resources
from types import MappingProxyType

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.layouts.part import Part
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
        "at_least": lambda cell: f"as_floor({cell})",
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
    "wan": "as_count({} || '万')",
    "minutes": "as_number({}) * 60",
    "hours": "as_number({}) * 3600",
    "unix": "as_unix({})",
    "month": "as_month({})",
}


# Kinds of which the usual spelling can be told at a glance, which pays for rows by the million.
_QUICK = MappingProxyType({kind: f"quick_{kind}({{}})" for kind in ("count", "share", "day", "instant")})


@cache
def macros() -> tuple[str, ...]:
    """The statements of sql/cells.sql, one a macro."""
    words = (resources.files("pubkpi.ingest") / "sql" / "cells.sql").read_text("utf-8")
    return tuple(statement for statement in words.split(";\n") if "macro" in statement)


def prepare(engine: Engine) -> None:
    """Teach the engine the grammar of cells."""
    for statement in macros():
        engine.run(statement)


def raw_name(column: str) -> str:
    """The column of a raw table that holds the text of the fact's *column*."""
    return f"c_{column}"


class Query:
    """The one select that types the rows of *source* as *part* wants them; words from a profile enter as parameters.

    *sql* gives `part`, `row`, the fact's columns and `bad`. Its steps are kept as tables, or, when there are too many
    rows for that, run through with a glance at each cell first; the columns *whole* come as integers, not as text.
    """

    def __init__(
        self, part: Part, consts: Consts, source: str, *, keep: bool, whole: Collection[str] = frozenset()
    ) -> None:
        self.source = source
        self.params: dict[str, str] = {}
        self._part = part
        self._columns = list(part.feed.columns)
        self._gather = part.feed.gather
        self._consts = consts
        self._glance = not keep
        self._whole = whole
        self.sql = self._select(source, keep=keep)

    def _select(self, source: str, *, keep: bool) -> str:
        how = "materialized" if keep else "not materialized"
        read = [column for column in self._columns if column.name in self._part.cells]
        cleaned = ", ".join(["part", "row", *map(self._first, read)])
        typed = ", ".join(["part", "row", *map(self._typed, self._fact_columns()), *map(_raw, read)])
        bad = " ".join(["case", *filter(None, map(self._bad, self._columns)), "when row < 0 then '' end"])
        names = ", ".join(["part", "row", *(quoted(column.name) for column in self._part.feed.fact.stored)])
        return (
            f"with cleaned as {how} (select {cleaned} from {source}{' where row > 0' * keep}), "
            f"typed as {how} (select {typed} from cleaned), "
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
                for name in (column.name for column in fact.stored)
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

    def _quick(self, column: Column) -> str | None:
        return _QUICK.get(column.kind) if self._glance and not _special(column) else None

    def _first(self, column: Column) -> str:
        if column.name in self._whole:
            return _raw(column)
        if quick := self._quick(column):
            return f"{_raw(column)}, {quick.format(_raw(column))} as {_glanced(column)}"
        return f"{self._cleaned(column)} as {_raw(column)}"

    def _cleaned(self, column: Column) -> str:
        if column.choices or column.kind in ("text", "id"):
            words = f"nullif(as_{'id' if column.kind == 'id' else 'text'}({_raw(column)}), '')"
        else:
            words = f"present({_raw(column)})"
        for word in column.missing:
            words = f"nullif({words}, {self._bind(word)})"
        for word in column.at_least:
            bound = self._bind(word)
            words = f"case when {words} = {bound} then {bound} || '+' else {words} end"
        return f"coalesce({words}, {self._bind(column.blank)})" if column.blank else words

    def _typed(self, column: Column) -> str:
        name, sql_type = quoted(column.name), KINDS[column.kind]
        const = None if column.name in self._part.cells else self._consts.get(column.name, column.const)
        if const is not None:
            return f"cast({self._bind(const)} as {sql_type}) as {name}"
        if column.name not in self._part.cells:
            return f"cast(null as {sql_type}) as {name}"
        return f"{self._parsed(column)} as {name}"

    def _parsed(self, column: Column) -> str:
        if column.name in self._whole:
            return _raw(column)
        if column.choices:
            cases = " ".join(f"when {self._bind(word)} then {self._bind(code)}" for word, code in column.choices)
            return f"cast(case {_raw(column)} {cases} end as {KINDS[column.kind]})"
        if column.unit:
            return f"try_cast({_UNITS[column.unit].format(_raw(column))} as {KINDS[column.kind]})"
        parser = _PARSERS[column.kind]
        if self._quick(column):
            value, slow = _glanced(column), parser.format(self._cleaned(column), per="1")
            # not coalesce: the engine would work out the parts that its arguments share for every row
            return f"case when {value} is not null then {value} else {slow} end"
        return parser.format(_raw(column), per="100" if column.bare_percent else "1")

    def _made(self) -> str:
        made = [f"{self._make(column)} as {quoted(column.name)}" for column in self._columns if column.make]
        return ", ".join(made) or "row as row"

    def _make(self, column: Column) -> str:
        if column.make == "member":
            words = ", ".join(self._bind(word) for word in column.values)
            # several options ticked (甲┋乙) are such an answer when each of them is
            return f"list_has_all([{words}], string_split({quoted(column.of[0])}, '┋'))"
        if column.make == "at_least":
            cell = quoted(raw_name(column.of[0]))
            return MAKERS["at_least"](cell if column.of[0] in self._part.cells else "cast(null as varchar)")
        return MAKERS[column.make](*(self._inlined(name) for name in column.of))

    def _inlined(self, name: str) -> str:
        # a made column may rest on another made one: both stand in the same select, so it is written out
        other = next((column for column in self._columns if column.name == name and column.make), None)
        return f"({self._make(other)})" if other else quoted(name)

    def _bad(self, column: Column) -> str:
        value, cells = quoted(column.name), self._part.cells
        tests = [f"{value} is null"] if column.filled and (column.make or column.name in cells) else []
        if column.name in cells and column.name not in self._whole and not tests:
            said = self._cleaned(column) if self._quick(column) else _raw(column)
            nothing = " and ".join(f"{one} is null" for one in (value, *self._floors(column)))
            tests.append(f"case when {nothing} then {said} is not null else false end")
        if column.needs and column.needs[0] in cells:
            tests.append(f"{value} is null and {quoted(raw_name(column.needs[0]))} = {self._bind(column.needs[1])}")
        return f"when {' or '.join(tests)} then {self._bind(self._source(column))}" if tests else ""

    def _floors(self, column: Column) -> list[str]:
        """The columns that take the cells of *column* which only say "at least"."""
        return [quoted(one.name) for one in self._columns if one.make == "at_least" and one.of == (column.name,)]

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


def plain_counts(columns: Sequence[Column]) -> list[str]:
    """Those of *columns* whose cells are counts and nothing else, whatever other columns are made of."""
    others = {name for column in columns for name in (*column.of, *(column.needs or ())[:1])}
    return [c.name for c in columns if c.kind == "count" and not _special(c) and not c.blank and c.name not in others]


def _special(column: Column) -> bool:
    return bool(column.choices or column.missing or column.at_least or column.unit or column.bare_percent)


def _raw(column: Column) -> str:
    return quoted(raw_name(column.name))


def _glanced(column: Column) -> str:
    return quoted(f"q_{column.name}")
