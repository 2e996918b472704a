"""The database only to be asked: opened without all that fills it, as long as it lacks nothing of the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.ingest import names, reread, schema, state
from pubkpi.ingest.knowledge import mark
from pubkpi.model.errors import EngineError, UnusableError
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

_SMALL = 2**26  # bytes of a database that one thread asks faster than several do


@dataclass(frozen=True, slots=True)
class Made:
    """By what a database was made: its layout, the names, what exports are read by; and how far into the journal."""

    version: int
    names: str
    knowledge: str
    seq: int
    hash: str


@contextmanager
def looking(settings: Settings, compare: reread.Compare | None = None) -> Iterator[Engine]:
    """The database, holding all that the journal has; VerifyError when it is not whole."""
    engine = ready(settings, Record(settings.state), names.read(settings.root).mark)
    if engine is None:
        from pubkpi.ingest.store import Store

        with Store(settings, write=False, compare=compare) as store:
            state.whole(store.engine)
            yield store.engine
        return
    try:
        state.whole(engine)
        reread.tell(engine)
        yield engine
    finally:
        engine.close()


def ready(settings: Settings, record: Record, named: str) -> Engine | None:
    """The database if nothing has to be done to it: it is there and sound, made by what is known now, with the names
    of that mark *named*, and holds all of the journal.
    """
    path = settings.database
    if not path.exists() or record.journal.cut_off:
        return None
    entries = record.entries()
    few = path.stat().st_size < _SMALL
    try:
        engine = DuckDB(path, read_only=True, threads=settings.threads or int(few))
    except UnusableError:
        return None
    try:
        if not engine.cut_off and made(engine) == Made(schema.VERSION, named, mark(settings), *end(entries)):
            return engine
    except UnusableError:
        pass
    engine.close()
    return None


def end(entries: list[Entry]) -> tuple[int, str]:
    """How far the journal of these *entries* goes: their number and the last one's hash."""
    return len(entries), entries[-1].hash if entries else ""


def made(engine: Engine) -> Made | None:
    """By what the database was made; None when it says nothing of that. UnusableError when it is damaged."""
    for knowledge in ("knowledge", "''"):
        try:
            listed = engine.run(f"select schema_version, names, {knowledge}, journal_seq, journal_hash from meta")
        except UnusableError:
            raise
        except EngineError:
            continue
        if listed:
            return Made(*listed[0])
    return None
