"""What many rows have in common stands once, in a dimension; the tables of the facts point at it by a number.

The numbers say nothing: they depend on the order in which files came, and nobody sees them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import Fact


@dataclass(frozen=True, slots=True)
class DimensionTable:
    """The table `dim_<name>`, in which each combination of its *columns*, a name and an SQL type each, has a number."""

    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def table(self) -> str:
        """What it is called in the database."""
        return f"dim_{self.name}"

    @property
    def number(self) -> str:
        """The column of its numbers, here and in the tables of the facts."""
        return f"{self.name}_id"

    @property
    def names(self) -> tuple[str, ...]:
        """Those of its columns."""
        return tuple(name for name, _ in self.columns)


SHEET = DimensionTable("sheet", (("file_id", "bigint"), ("sheet", "varchar")))
ACCOUNT = DimensionTable("account", (("platform", "varchar"), ("account", "varchar")))
DIMENSIONS = (SHEET, ACCOUNT)


def of(fact: Fact) -> tuple[DimensionTable, ...]:
    """The dimensions of *fact*: the sheet of its rows, and those that are part of its key."""
    return (SHEET, *(one for one in DIMENSIONS if set(one.names) <= set(fact.key)))


def numbered(fact: Fact, names: Iterable[str]) -> list[str]:
    """The columns *names*, those that stand in a dimension replaced by its number."""
    numbers = {name: one.number for one in of(fact) for name in one.names}
    return [*dict.fromkeys(numbers.get(name, name) for name in names)]


def named(fact: Fact, names: Iterable[str]) -> list[str]:
    """The columns *names*, numbers of a dimension replaced by its columns."""
    words = {one.number: one.names for one in of(fact)}
    return [word for name in names for word in words.get(name, (name,))]


def create(engine: Engine) -> None:
    """Make the tables that are not there yet."""
    for one in DIMENSIONS:
        typed = ", ".join(f"{name} {sql_type}" for name, sql_type in one.columns)
        engine.run(f"create table if not exists {one.table} ({one.number} integer, {typed})")


def add(engine: Engine, dimension: DimensionTable, query: str, params: Mapping[str, object]) -> None:
    """Give a number to what *query*, which has the columns of *dimension*, says for the first time."""
    names, table, number = ", ".join(dimension.names), dimension.table, dimension.number
    new = f"(select {names} from ({query}) except select {names} from {table})"
    # mostly there is nothing, which is told much faster than added
    if engine.run(f"select 1 from {new} limit 1", **params):
        last = f"(select coalesce(max({number}), 0) from {table})"
        number_of_row = f"{last} + row_number() over (order by {names})"
        engine.run(f"insert into {table} select {number_of_row}, {names} from {new}", **params)


def number_of(engine: Engine, dimension: DimensionTable, words: Mapping[str, object]) -> int:
    """The number of these *words*, by their columns; a new one if they have none."""
    known = {name: words[name] for name in dimension.names}
    query = "select " + ", ".join(f"cast(${name} as {sql_type}) as {name}" for name, sql_type in dimension.columns)
    found = f"select {dimension.number} from {dimension.table} d join ({query}) n on {is_same(dimension, 'd', 'n')}"
    if not (numbers := engine.run(found, **known)):
        add(engine, dimension, query, known)
        numbers = engine.run(found, **known)
    return int(numbers[0][0])


def is_same(dimension: DimensionTable, one: str, other: str) -> str:
    """The condition that the rows *one* and *other* have the same words of *dimension*."""
    return " and ".join(f"{one}.{name} is not distinct from {other}.{name}" for name in map(quoted, dimension.names))


def of_file(engine: Engine, file_id: int) -> str:
    """The condition that a row of a fact's table is of that file."""
    numbers = [
        str(number) for (number,) in engine.run("select sheet_id from dim_sheet where file_id = $id", id=file_id)
    ]
    return f"sheet_id in ({', '.join(numbers or ['null'])})"
