"""The workspace's database, opened to be asked, if it is of today and lacks nothing of the journal."""

from collections.abc import Sequence
from dataclasses import dataclass

from pubkpi.database import ledger, rereading, schema
from pubkpi.database.marks import names_mark, reading_mark
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.model.errors import EngineError, UnusableError
from pubkpi.workspace.journal import LOADING, Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

_SMALL = 2**26  # bytes of a database that one thread asks faster than several do


@dataclass(frozen=True, slots=True)
class Origin:
    """By what a database was made: its layout, the names, what exports are read by; and how far into the journal."""

    version: int
    names: str
    knowledge: str
    seq: int
    hash: str


def open_current(settings: Settings) -> Engine | None:
    """The database to be asked, its notes told; None when it is behind. VerifyError when it lacks tables."""
    engine = open_ready(settings, Record(settings.state), names_mark(settings.root))
    if engine:
        try:
            ledger.check_tables(engine)
            rereading.tell(engine)
        except BaseException:
            engine.close()
            raise
    return engine


def open_ready(settings: Settings, record: Record, names: str) -> Engine | None:
    """The database if nothing has to be done to it: it is there and sound, made by what is known now, with the *names*
    of that mark, and holds all of the journal.
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
        wanted = Origin(schema.VERSION, names, reading_mark(settings), *end(entries))
        if not engine.cut_off and origin(engine) == wanted:
            return engine
    except UnusableError:
        pass
    engine.close()
    return None


def end(entries: Sequence[Entry]) -> tuple[int, str]:
    """Up to which of the journal's *entries* a database holds them: the number and the hash of the last that loads or
    forgets; of what was computed and decided later no database needs to know.
    """
    return next(((one.seq, one.hash) for one in reversed(entries) if one.action in LOADING), (0, ""))


def origin(engine: Engine) -> Origin | None:
    """By what the database was made; None when it says nothing of that. UnusableError when it is damaged."""
    for knowledge in ("knowledge", "''"):
        try:
            listed = engine.run(f"select schema_version, names, {knowledge}, journal_seq, journal_hash from meta")
        except UnusableError:
            raise
        except EngineError:
            continue
        if listed:
            return Origin(*listed[0])
    return None
