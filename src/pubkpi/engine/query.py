"""What a reader of facts asks of a SQL engine: measures need no more of it, so another can stand in DuckDB's place."""

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

Row = tuple[Any, ...]


class QueryEngine(Protocol):
    """A connection that answers queries; its errors come out as EngineError or BusyError."""

    @property
    def dialect(self) -> str:
        """What sqlglot calls the SQL that the engine speaks."""

    def run(self, sql: str, **params: object) -> list[Row]:
        """Run one statement with its ``$name`` parameters; all rows of its result, which must be few."""

    def table(self, sql: str) -> "pa.Table":
        """All rows of the result of one statement as an Arrow table."""


def quoted(name: str) -> str:
    """*name* as a SQL identifier: the one way in which a name enters a statement."""
    return '"' + name.replace('"', '""') + '"'
