"""How the cells of a column are read: expressions over its text, in the words of the profile.

cells.sql has the grammar of each kind. A column that says the same few things in every row is read spelling by
spelling, each only once.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cache
from importlib import resources
from types import MappingProxyType

from pubkpi.engine.interface import Engine, SpellingQuery
from pubkpi.engine.query import quoted
from pubkpi.ingest.profiles.profile import ANY_BOUND, Column
from pubkpi.model.errors import EngineError
from pubkpi.model.facts import KINDS
from pubkpi.workspace.files import digest

_PARSERS = {
    "count": "as_count({})",
    "fen": "as_count({})",
    "level": "try_cast(as_count({}) as integer)",
    "share": "as_share({}, {per})",
    "seconds": "as_seconds({})",
    "number": "as_value({})",
    "flag": "as_flag({})",
    "day": "as_day({})",
    "instant": "as_instant({})",
    "text": "whole_text({})",
    "id": "whole_id({})",
    "quarter": "as_quarter({})",
    "period": "as_period({})",
}
# How a cell is read that counts in another unit than its column.
_UNITS = {
    "yuan": "as_fen({})",
    "wan": "as_count({} || '万')",
    "minutes": "coalesce(as_number(regexp_replace({0}, ' ?分钟?$', '')) * 60, as_spoken_seconds({0}))",
    "hours": "coalesce(as_number(regexp_replace({0}, ' ?小时$', '')) * 3600, as_spoken_seconds({0}))",
    "unix": "as_unix({})",
    "collected": "as_collected({})",
    "month": "as_month({})",
    "moment": "cast(as_collected({}) as date)",
}
# 1千+ or 10万+, which in the list of the spellings of no value is N+
_BOUND = r"[0-9][0-9,.]* ?[百千万wW亿]?\+"


# Kinds of which the usual spelling can be told at a glance, which pays for rows by the million.
_QUICK = MappingProxyType({kind: f"quick_{kind}({{}})" for kind in ("count", "share", "day", "instant")})


@cache
def _words() -> str:
    return (resources.files("pubkpi.ingest.cells") / "cells.sql").read_text("utf-8")


def macros() -> Iterator[str]:
    """The statements of cells.sql, one a macro; the last one makes `cells_mark`, which tells them from others."""
    yield from (statement for statement in _words().split(";\n") if "macro" in statement)
    yield f"create or replace macro cells_mark() as '{digest(_words().encode())}'"


def prepare(engine: Engine, *, read_only: bool = False) -> None:
    """Teach the engine the grammar of cells, which its database then keeps, unless it is *read_only*."""
    if not _has_macros(engine):
        with engine.transaction():
            for statement in macros():
                engine.run(statement.replace("or replace", "or replace temp", 1) if read_only else statement)


def _has_macros(engine: Engine) -> bool:
    with suppress(EngineError):
        return engine.run("select cells_mark()") == [(digest(_words().encode()),)]
    return False


def raw_name(column: str) -> str:
    """The column of a raw table that holds the text of the fact's *column*."""
    return f"c_{column}"


def const_name(column: str) -> str:
    """The column of a raw table that holds what the fact's *column* is in all rows of a part."""
    return f"all_{column}"


def spelling_columns(column: str) -> tuple[str, str, str]:
    """The columns beside a raw one that was read spelling by spelling: its cleaned text, its value, a share's sign.

    This says whether the text has a %; null where it is 0, which is one in either way.
    """
    return f"k_{column}", f"v_{column}", f"s_{column}"


class Grammar:
    """Cells as expressions; words from a profile enter as *params*. The usual spelling may be told at a *glance*."""

    def __init__(self, *, glance: bool) -> None:
        self.params: dict[str, str] = {}
        self._glance = glance

    def quick(self, column: Column) -> str | None:
        """The expression that knows the usual spelling of *column* only; None where it must not be told at a glance."""
        return _QUICK.get(column.kind) if self._glance and not _special(column) else None

    def first(self, column: Column) -> str:
        """What a first select makes of the raw *column*."""
        if quick := self.quick(column):
            return f"{_raw(column)}, {quick.format(_raw(column))} as {_glance_column(column)}"
        return f"{self.cleaned(column)} as {_raw(column)}"

    def cleaned(self, column: Column) -> str:
        """The raw text without what is around it, null where it says that there is none."""
        words = self.bare(column)
        if column.missing:
            # written twice: a nullif for each word would double what it is given each time
            said = f"{words} not in ({', '.join(map(self.bind, column.missing))})"
            bound = f" and not regexp_full_match({words}, '{_BOUND}')" if ANY_BOUND in column.missing else ""
            words = f"case when {said}{bound} then {words} end"
        for word in column.at_least:
            bound = self.bind(word)
            stops = f"case when as_count(w) = as_count({bound}) then {bound} || '+' else w end"
            words = f"list_transform([{words}], lambda w: {stops})[1]"
        return f"coalesce({words}, {self.bind(column.blank)})" if column.blank else words

    def bare(self, column: Column) -> str:
        """The raw text without what is around it."""
        return f"{self.cleaner(column)}({_raw(column)})"

    def cleaner(self, column: Column) -> str:
        """The macro that takes away what is around the text of *column*."""
        if column.kind == "id":
            return "as_id" if self._glance else "trimmed_id"
        if column.kind == "text" or column.choices:
            return "as_text" if self._glance else "trimmed"
        return "present"

    def parsed(self, column: Column) -> str:
        """The value of *column*, from what `first` made of it; null where it is no spelling of one."""
        if column.choices:
            cases = " ".join(f"when {self.bind(word)} then {self.bind(code)}" for word, code in column.choices)
            return f"cast(case {_raw(column)} {cases} end as {KINDS[column.kind]})"
        if self.quick(column):
            value, slow = _glance_column(column), self.value(column, self.cleaned(column))
            # not coalesce: the engine would work out the parts that its arguments share for every row
            return f"case when {value} is not null then {value} else {slow} end"
        return self.value(column, _raw(column))

    def value(self, column: Column, cell: str) -> str:
        """The value of the cleaned *cell* of *column*, which has no choices."""
        if column.unit:
            return f"try_cast({_UNITS[column.unit].format(cell)} as {KINDS[column.kind]})"
        return _PARSERS[column.kind].format(cell, per="0.01" if column.bare_percent else "1.0")

    def bind(self, word: str) -> str:
        """*word* as a parameter of the statement."""
        name = f"p{len(self.params)}"
        self.params[name] = word
        return f"${name}"

    def once(self, column: Column, place: int) -> SpellingQuery:
        """The query that reads the *column* at *place* spelling by spelling, as `spelling_columns` has it.

        A Query with *column* among the `judged` ones looks for these.
        """
        value, words = self.parsed(column), _raw(column)
        if self.quick(column):
            words = f"case when {_glance_column(column)} is not null then {words} else {self.cleaned(column)} end"
        first = f"select {self.first(column)} from (select cell as {_raw(column)} from spelling)"
        clean, made, signed = map(quoted, spelling_columns(column.name))
        sign = f"case when ends_with({clean}, '%') then true when {made} <> 0 then false end as {signed}"
        sign = f", {sign}" if column.kind == "share" else ""
        return SpellingQuery(place, f"select {words} as {clean}, {value} as {made}{sign} from ({first})", self.params)


def onces(columns: Iterable[Column], where: Mapping[str, int]) -> dict[str, SpellingQuery]:
    """How to read, spelling by spelling, those of *columns* for which that pays, by name; *where* their cells stand.

    Texts hardly ever come twice, and a blank that stands for a word is no spelling.
    """
    paying = [c for c in columns if c.name in where and (c.choices or c.kind not in ("text", "id")) and not c.blank]
    return {column.name: Grammar(glance=True).once(column, where[column.name]) for column in paying}


def _special(column: Column) -> bool:
    return bool(column.choices or column.missing or column.at_least or column.unit or column.bare_percent)


def _raw(column: Column) -> str:
    return quoted(raw_name(column.name))


def _glance_column(column: Column) -> str:
    return quoted(f"q_{column.name}")
