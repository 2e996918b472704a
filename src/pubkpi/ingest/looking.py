"""The database only to be asked: opened without all that fills it, as long as it lacks nothing of the journal."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.ingest import names, schema, state
from pubkpi.model.errors import EngineError
from pubkpi.workspace.journal import Entry, Journal
from pubkpi.workspace.settings import Settings

_SMALL = 2**26  # bytes of a database that one thread asks faster than several do


@contextmanager
def looking(settings: Settings) -> Iterator[Engine]:
    """The database, holding all that the journal has; VerifyError when it is not whole."""
    engine = asked(settings, names.read(settings.root).mark, Journal(settings.journal).entries())
    if engine is None:
        from pubkpi.ingest.store import Store

        engine = Store(settings, write=False).engine
    try:
        state.whole(engine)
        yield engine
    finally:
        engine.close()


def asked(settings: Settings, mark: str, entries: Sequence[Entry]) -> Engine | None:
    """The database if it is there, was made with the names of that *mark*, and holds all *entries*."""
    path = settings.database
    if not path.exists():
        return None
    few = path.stat().st_size < _SMALL
    engine = DuckDB(path, read_only=True, threads=settings.threads or int(few))
    if position(engine, mark) == end(entries):
        return engine
    engine.close()
    return None


def end(entries: Sequence[Entry]) -> tuple[int, str]:
    """How far the journal of these *entries* goes: their number and the last one's hash."""
    return len(entries), entries[-1].hash if entries else ""


def position(engine: Engine, mark: str) -> tuple[int, str]:
    """How far into the journal the database is; -1 when it has another layout or was made with other names."""
    try:
        *made, seq, chained = engine.run("select schema_version, names, journal_seq, journal_hash from meta")[0]
    except (EngineError, IndexError):
        return -1, ""
    return (seq, chained) if made == [schema.VERSION, mark] else (-1, "")
