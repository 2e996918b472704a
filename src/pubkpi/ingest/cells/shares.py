"""How the cells of columns of shares are written: with a % or without, which may mean another number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import raw_name, spelling_columns
from pubkpi.ingest.profiles.profile import Column


@dataclass(frozen=True, slots=True)
class Spellings:
    """How many cells of a column have a %, how many have none and are no zero; row and text of the first of each."""

    signed: int = 0
    bare: int = 0
    signed_row: int = 0
    signed_text: str = ""
    bare_row: int = 0
    bare_text: str = ""

    def __add__(self, other: "Spellings") -> "Spellings":
        signed, bare = (self if self.signed else other), (self if self.bare else other)
        return Spellings(
            self.signed + other.signed,
            self.bare + other.bare,
            signed.signed_row,
            signed.signed_text,
            bare.bare_row,
            bare.bare_text,
        )


# null where a cell is 0, which is one in either way, or says that there is no value
_SIGNED = """list_transform([clean({0})], lambda t: case when ends_with(t, '%') then true
    when as_share(t, 1.0) <> 0 and not list_contains($missing[{1}], t) then false end)[1]"""
_BOTH = ("signed", "not signed")
# by part and column
Found = Mapping[tuple[int, str], Spellings]
_NOTHING: Mapping[str, Spellings] = MappingProxyType({})


def shares(columns: Iterable[Column], names: Iterable[str]) -> list[Column]:
    """Those of *columns*, read under one of *names*, in which a % says how a cell is meant."""
    there = set(names)
    return [one for one in columns if one.kind == "share" and one.name in there and not one.bare_percent]


def spellings(engine: Engine, columns: Sequence[Column], source: str) -> Found:
    """By part and column how the raw cells of *source*, which has `part` and `row`, are written."""
    sign = "contains({0}, '%') or contains({0}, '％')"
    both = [f"bool_or({sign}) and bool_or(not ({sign}) and {{0}} <> '')".format(_raw(one)) for one in columns]
    there = engine.run(f"select {', '.join(both)} from {source}")[0] if both else ()
    return _signed_spellings(engine, {one: _SIGNED for one, found in zip(columns, there, strict=True) if found}, source)


def judged_spellings(engine: Engine, columns: Sequence[Column], source: str, before: Mapping[str, Spellings]) -> Found:
    """The same where it stands beside the cells, worked out spelling by spelling, together with the rows *before*."""
    signed = {one: quoted(spelling_columns(one.name)[2]) for one in columns}
    found = _signed_spellings(engine, signed, source, before)
    return {(part, name): before.get(name, Spellings()) + how for (part, name), how in found.items()}


def _signed_spellings(
    engine: Engine, signed: Mapping[Column, str], source: str, before: Mapping[str, Spellings] = _NOTHING
) -> Found:
    """The same, of the columns by the expression whether a cell is *signed*; a first that was *before* is left out."""
    columns, missing = [*signed], [[*one.missing] for one in signed]
    counts = ", ".join(f"count(*) filter ({one})" for one in _BOTH)
    queries = [
        f"select {i}, part, {counts}, {_firsts(before.get(one.name, Spellings()))} from "
        f"(select part, row, {_raw(one)} as cell, {signed[one].format(_raw(one), i + 1)} as signed from {source}) "
        "where cell is not null group by part"
        for i, one in enumerate(columns)
    ]
    params = {"missing": missing} if _SIGNED in signed.values() else {}
    found = engine.run(" union all ".join(queries), **params) if queries else []
    return {(int(part), columns[i].name): Spellings(*rest) for i, part, *rest in found}


def _firsts(before: Spellings) -> str:
    """Row and text of the first cell of both kinds; nothing in place of those that were *before*."""
    row_and_text = "min(row) filter ({0}), arg_min(cell, row) filter ({0})"
    known = (before.signed, before.bare)
    return ", ".join("0, ''" if of else row_and_text.format(kind) for kind, of in zip(_BOTH, known, strict=True))


def _raw(column: Column) -> str:
    return quoted(raw_name(column.name))
