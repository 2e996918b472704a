"""What pubkpi asks of the SQL engine of its database: to answer queries, and to take rows in."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pubkpi.engine.query import QueryEngine

if TYPE_CHECKING:
    import pyarrow as pa

# The rows that the engine writes together.
ROW_GROUP = 122_880


@dataclass(frozen=True, slots=True)
class SpellingQuery:
    """A query over `cell` of `spelling`, with its parameters: columns of as many rows, in the same order.

    It is asked for each spelling in the column at *place* once, and what it gives stands beside every cell.
    """

    place: int
    sql: str
    params: Mapping[str, str]


class Engine(QueryEngine, Protocol):
    """A connection to one database; its errors come out as EngineError or BusyError."""

    @property
    def cut_off(self) -> bool:
        """Whether the file of the database is shorter than it should be."""

    elsewhere: Mapping[str, QueryEngine]
    """The facts whose rows lie elsewhere, each with the engine that is asked for them."""

    def load(self, table: str, columns: Mapping[str, Sequence[object]]) -> None:
        """Make the temporary *table* from Python columns (int, str or None, by the first value's type)."""

    def batches(self, table: str, batches: "Iterator[pa.Table]", once: Sequence[SpellingQuery] = ()) -> Iterator[int]:
        """The rows of one batch after the other, *table* being it meanwhile.

        What the queries *once* give of a cell in its column c0, c1 … stands beside that.
        """

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside happens, or nothing of it."""

    def close(self) -> None:
        """Give the database back."""
