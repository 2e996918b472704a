"""DuckDB behind the engine interface: the only module that imports duckdb."""

import os
import warnings
from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.engine.interface import ROW_GROUP, SpellingQuery
from pubkpi.engine.query import QueryEngine, Row, quoted
from pubkpi.engine.spelling import SpellingCache
from pubkpi.model.errors import BusyError, ComputationError, EngineError, UnusableError
from pubkpi.model.log import Log
from pubkpi.model.system import reason_in
from pubkpi.model.text import Text, same

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

_LOG = Log("engine")
# Nothing is fetched at run time, and rows keep their order so that results do not depend on threads.
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
}
_REFUSED = {
    "no space left": Text("磁盘已满", "no space left on the disk"),
    "not enough space": Text("磁盘已满", "no space left on the disk"),
    "permission denied": Text("没有写入权限，可能是只读文件夹", "it may not be written: is the folder read-only?"),
    "read-only file system": Text("没有写入权限，可能是只读文件夹", "it may not be written: is the folder read-only?"),
}
_OPEN = "/proc/self/fd"  # where Linux shows the files and folders that a process has open
_BROKEN = ("InternalException", "FatalException", "SerializationException")
_UNCOMPUTABLE = ("OutOfRangeException", "ConversionException", "BinderException", "InvalidInputException")
_SPOILT = ("corrupt", "checksum", "could not read enough bytes", "database has been invalidated")
# Statements as they were parsed, for all databases of the process: a quarter of the time of a short one goes into that.
_PARSED: "dict[str, str | duckdb.Statement]" = {}
_MOST_PARSED = 2_000
_HEADERS = 3 * 4096  # bytes before the first block of a database
_LOCKED = (
    "could not set lock",
    "being used by another process",
    "conflicting lock",
    "already open",
    "already attached",
)


class DuckDB:
    """One DuckDB database, in memory when *path* is None."""

    dialect = "duckdb"

    def __init__(self, path: Path | None = None, *, read_only: bool = False, threads: int = 0) -> None:
        import duckdb

        config = {**_CONFIG, **({"threads": str(threads)} if threads else {})}
        if read_only:
            # a database that somebody sent may hold views of files that are none of its business
            config["enable_external_access"] = "false"
        self._error, self._path = duckdb.Error, path
        self.elsewhere: Mapping[str, QueryEngine] = {}
        self._folder = _folder(path)
        where = (
            str(path or ":memory:") if self._folder is None or path is None else f"{_OPEN}/{self._folder}/{path.name}"
        )
        try:
            self._con = duckdb.connect(where, read_only=read_only, config=config)
        except duckdb.Error as problem:
            self._leave()
            raise _opening(path, problem) from problem

    @property
    def cut_off(self) -> bool:
        """Whether the file of the database is shorter than its blocks in use and headers; it may open all the same."""
        # free blocks do not count: those at the end are cut off by the engine itself
        asked = "select block_size, used_blocks from pragma_database_size() where database_name = current_database()"
        size, used = self.run(asked)[0]
        return bool(self._path and used and self._path.stat().st_size < size * used + _HEADERS)

    def at(self, fact: str) -> QueryEngine:
        """The engine that is asked for the rows of *fact*: itself, unless they lie elsewhere."""
        return self.elsewhere.get(fact, self)

    def run(self, sql: str, **params: object) -> list[Row]:
        """Run one statement; all rows of its result."""
        _LOG.debug("%s", sql)
        try:
            # fetching at once: DuckDB 2 refuses a new statement while a result is pending
            return self._con.execute(self._statement(sql), params or None).fetchall()
        except self._error as problem:
            raise _refusal(problem) from problem

    def _statement(self, sql: str) -> "str | duckdb.Statement":
        if sql not in _PARSED:
            if len(_PARSED) >= _MOST_PARSED:
                _PARSED.clear()
            statements = self._con.extract_statements(sql)
            _PARSED[sql] = statements[0] if len(statements) == 1 else sql
        return _PARSED[sql]

    def table(self, sql: str) -> "pa.Table":
        """All rows of the result of one statement as an Arrow table."""
        _LOG.debug("%s", sql)
        try:
            # a relation would be parsed and bound twice; the rows that this way copies are few
            with warnings.catch_warnings(action="ignore", category=UserWarning):
                return self._con.execute(self._statement(sql)).to_arrow_table()
        except self._error as problem:
            raise _refusal(problem) from problem

    def load(self, table: str, columns: Mapping[str, Sequence[object]]) -> None:
        """Make the temporary *table* from Python columns; strings unless the first value is an int."""
        import pyarrow as pa

        arrays = list(map(_array, columns.values()))
        _LOG.debug("table %s of %s columns, %s rows", table, len(arrays), len(arrays[0]) if arrays else 0)
        self._con.register("pubkpi_incoming", pa.Table.from_arrays(arrays, names=[*columns]))
        try:
            self.run(f"create or replace temp table {quoted(table)} as select * from pubkpi_incoming")
        finally:
            self._con.unregister("pubkpi_incoming")

    def batches(self, table: str, batches: "Iterator[pa.Table]", once: Sequence[SpellingQuery] = ()) -> Iterator[int]:
        """The rows of one batch after the other, *table* being it meanwhile, what *once* gives of a cell beside it."""
        spelled = {one.place: SpellingCache(partial(self._spelling_values, one)) for one in once}
        current: _Batch | None = None
        try:
            for batch in batches:
                rows = _with_spellings(batch, spelled)
                if current and current.rows.schema == rows.schema:
                    current.rows = rows
                else:
                    # what it knows of the columns the engine may know from the first look at them
                    self._con.register(table, current := _Batch(rows))
                count = len(rows)
                # not two of them while the next one is read
                del batch, rows
                yield count
                current.rows = current.rows.schema.empty_table()
        finally:
            if current:
                self._con.unregister(table)

    def _spelling_values(self, one: SpellingQuery, spellings: "pa.Array") -> "pa.Table":
        import pyarrow as pa

        _LOG.debug("%s", one.sql)
        self._con.register("spelling", pa.table({"cell": spellings}))
        try:
            return self._con.sql(one.sql, params=dict(one.params) or None).to_arrow_table()
        except self._error as problem:
            raise _refusal(problem) from problem
        finally:
            self._con.unregister("spelling")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing of it, also when interrupted."""
        self.run("begin transaction")
        try:
            yield
        except BaseException:
            # a database that has no room left may have ended the transaction by itself
            with suppress(self._error):
                self._con.execute("rollback")
            raise
        self.run("commit")

    def close(self) -> None:
        """Give the database back."""
        self._con.close()
        self._leave()

    def _leave(self) -> None:
        if self._folder is not None:
            os.close(self._folder)
            self._folder = None


@dataclass(slots=True)
class _Batch:
    """The *rows* that a table has now; registered once, for a transaction keeps all that was until it ends."""

    rows: "pa.Table"

    def __arrow_c_stream__(self, schema: object = None) -> object:
        """A new way through the rows, as the engine asks for it."""
        return self.rows.__arrow_c_stream__(schema)


def _with_spellings(batch: "pa.Table", spelled: Mapping[int, SpellingCache]) -> "pa.Table":
    """*batch*, and beside its cells what is worked out once a spelling."""
    import pyarrow as pa

    for place, column in spelled.items():
        for name, beside in column.columns(batch.column(f"c{place}")).items():
            batch = batch.append_column(name, beside)
    return pa.Table.from_batches(batch.to_batches(max_chunksize=ROW_GROUP))


def _folder(path: Path | None) -> int | None:
    """The folder of *path*, open, where the engine would not find it: it spells all names in UTF-8, which those under
    another locale, or those that are no text, are not.
    """
    if path is None or os.name == "nt" or os.fsencode(path) == str(path).encode(errors="replace"):
        return None
    return os.open(path.parent, os.O_RDONLY)


def _array(cells: Sequence[object]) -> "pa.Array":
    """*cells* as integers or strings. pa.array would import pandas, to see whether it was given a frame."""
    import pyarrow as pa

    if cells and isinstance(cells[0], int):
        numbers: array[int] = array("q", cells)  # type: ignore[arg-type]
        return pa.Array.from_buffers(pa.int64(), len(cells), [None, pa.py_buffer(numbers)])
    if None in cells:
        builder = pa.lib.StringBuilder()
        builder.append_values(cells)
        return builder.finish()
    # one buffer of all words and where each ends, three times as fast as to append them one by one
    words = "".join(cells)  # type: ignore[arg-type]  # strings, as the caller promises
    sizes = map(len, cells if words.isascii() else [one.encode() for one in cells])  # type: ignore[attr-defined]
    ends = array("q", accumulate(sizes, initial=0))
    buffers = [None, pa.py_buffer(ends), pa.py_buffer(words.encode())]
    return pa.Array.from_buffers(pa.large_string(), len(cells), buffers)


def _opening(path: Path | None, problem: Exception) -> EngineError | BusyError:
    words, name = str(problem).lower(), path.name if path else "duckdb"
    if type(problem).__name__ == "ConnectionException" or any(sign in words for sign in _LOCKED):
        return BusyError(
            name,
            Text("另一个 pubkpi 正在使用这个工作区", "another pubkpi is at work in this workspace"),
            Text("等它结束后再试。", "Try again when it has finished."),
        )
    for sign, what in _REFUSED.items():
        if sign in words:
            return EngineError(name, what)
    if "cannot open file" in words or type(problem).__name__ == "OutOfMemoryException":
        # the system's word, which says nothing of what is in the file
        return EngineError(name, reason_in(words) or same(str(problem).splitlines()[0]))
    return UnusableError(
        name,
        Text("数据库打不开", "the database cannot be opened"),
        Text("用 pubkpi rebuild 重建。", "Make it again with pubkpi rebuild."),
    )


def _refusal(problem: Exception) -> EngineError:
    """What the engine says, in its words, but for what a user can do something about."""
    if "Interrupt" in type(problem).__name__:
        raise KeyboardInterrupt from problem
    words = str(problem).splitlines()[0]
    for sign, what in _REFUSED.items():
        if sign in words.lower():
            return EngineError("pubkpi.duckdb", what)
    if type(problem).__name__ in _BROKEN or any(sign in words.lower() for sign in _SPOILT):
        what = Text(f"数据库坏了（{words}）", f"the database is damaged ({words})")
        hint = Text("用 pubkpi rebuild 重建。", "Make it again with pubkpi rebuild.")
        return UnusableError("pubkpi.duckdb", what, hint)
    kind = ComputationError if type(problem).__name__ in _UNCOMPUTABLE else EngineError
    return kind("duckdb", reason_in(words) or same(words))
