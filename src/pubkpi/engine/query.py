"""What a reader of facts asks of a SQL engine: measures need no more of it, so another can stand in DuckDB's place."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Row = tuple[Any, ...]


class QueryEngine(Protocol):
    """A connection that answers queries; its errors come out as EngineError or BusyError."""

    @property
    def dialect(self) -> str:
        """What sqlglot calls the SQL that the engine speaks."""

    def at(self, fact: str) -> "QueryEngine":
        """The engine that is asked for the rows of *fact*: itself, unless they lie elsewhere."""

    def run(self, sql: str, **params: object) -> list[Row]:
        """Run one statement with its ``$name`` parameters; all rows of its result, which must be few."""

    def table(self, sql: str) -> "pa.Table":
        """All rows of the result of one statement as an Arrow table."""


class FactEngine(QueryEngine, Protocol):
    """An engine that reads facts where they lie: Parquet files or tables of a catalogue."""

    @property
    def types(self) -> Mapping[str, str]:
        """What the engine calls those types of columns that it calls otherwise than DuckDB."""

    def relation(self, place: str) -> str:
        """What stands behind `from` for the rows at *place*: a path, or the name of a table."""

    def record(self, names: Sequence[str]) -> str:
        """The expression for one value that holds those of the columns *names*, in their order."""

    def view(self, name: str, query: str) -> None:
        """Let *name* stand for the rows of *query*."""

    def load_table(self, name: str, table: "pa.Table") -> None:
        """Let *name* stand for the rows of *table*, which are few."""

    def files(self, place: str) -> list[Row]:
        """Path, size and modification of the files at *place*; none where the engine cannot tell."""

    def close(self) -> None:
        """Let it go."""


def is_path(place: str) -> bool:
    """Whether *place* is a path rather than the name of a table."""
    return "/" in place or "\\" in place or place.endswith(".parquet")


def quoted(name: str) -> str:
    """*name* as a SQL identifier: the one way in which a name enters a statement."""
    return '"' + name.replace('"', '""') + '"'
