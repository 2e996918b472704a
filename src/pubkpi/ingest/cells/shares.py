"""How the cells of columns of shares are written: with a % or without, which may mean another number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import raw_name
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


# by part and column
Found = Mapping[tuple[int, str], Spellings]


def shares(columns: Iterable[Column], names: Iterable[str]) -> list[Column]:
    """Those of *columns*, read under one of *names*, in which a % says how a cell is meant."""
    there = set(names)
    return [one for one in columns if one.kind == "share" and one.name in there and not one.bare_percent]


def spellings(engine: Engine, columns: Sequence[Column], source: str) -> Found:
    """By part and column how the raw cells of *source*, which has `part` and `row`, are written."""
    if not columns:
        return {}
    sign = "contains({0}, '%') or contains({0}, '％')"
    both = [f"bool_or({sign}) and bool_or(not ({sign}) and {{0}} <> '')".format(_raw(one)) for one in columns]
    (there,) = engine.run(f"select {', '.join(both)} from {source}")
    queries = [_query(one, i, source) for i, one in enumerate(columns) if there[i]]
    if not queries:
        return {}
    found = engine.run(" union all ".join(queries), missing=[[*one.missing] for one in columns])
    return {(int(part), columns[i].name): Spellings(*rest) for i, part, *rest in found}


def _query(column: Column, i: int, source: str) -> str:
    cells = f"select part, row, {_raw(column)} as cell, clean({_raw(column)}) as text from {source}"
    signed = "ends_with(text, '%')"
    bare = f"not {signed} and as_share(text, 1.0) <> 0 and not list_contains($missing[{i + 1}], text)"
    first = ", ".join(f"min(row) filter ({one}), arg_min(cell, row) filter ({one})" for one in (signed, bare))
    counts = f"count(*) filter ({signed}), count(*) filter ({bare})"
    return f"select {i}, part, {counts}, {first} from ({cells}) where cell is not null group by part"


def _raw(column: Column) -> str:
    return quoted(raw_name(column.name))
