"""The workspace's database, opened by who holds the workspace: a cache, which is made again when it cannot be used.

One that cannot be opened is set aside. One of other rules of reading goes on answering as long as they would move its
numbers, and says so; `reread` has that.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.database import rereading, schema
from pubkpi.database.marks import reading_mark
from pubkpi.database.open import Origin, end, origin
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.ingest.cells import grammar
from pubkpi.ingest.history import reread
from pubkpi.ingest.history.recovery import catch_up
from pubkpi.model.errors import EngineError, UnusableError, VerifyError
from pubkpi.model.findings import Finding
from pubkpi.model.log import Log
from pubkpi.model.notices import notice
from pubkpi.model.text import Text
from pubkpi.workspace.files import is_private
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.loads import repeats, repetition

if TYPE_CHECKING:
    from pubkpi.ingest.history.store import Store

_LOG = Log("ingest")


def connect(path: Path | None, threads: int) -> Engine:
    """The database in *path*, or one in memory, with the macros that reading needs."""
    engine = DuckDB(path, threads=threads)
    if path and is_private(path.parent):
        path.chmod(0o600)
    grammar.prepare(engine)
    return engine


def opened(store: "Store") -> Engine:
    """The database of the workspace, brought up to the journal; VerifyError if it knows another journal."""
    path, entries = store.settings.database, store.record.entries()
    # of a rebuild that was killed
    _remove(aside(path))
    engine, was = _usable(store)
    if was and was.seq > 0 and (was.seq > len(entries) or entries[was.seq - 1].hash != was.hash):
        engine.close()
        raise _other_journal()
    try:
        if was and was.names != store.knowledge.names.mark:
            # names are applied while rows are loaded
            engine.close()
            _remove(path)
            engine, was = connect(path, store.settings.threads), None
        elif was and was.knowledge != reading_mark(store.settings):
            engine, was = _compare_rules(store, engine, was)
        elif was and was.version != schema.VERSION:
            engine.close()
            _set_aside(path, Text("是另一个版本的数据库", "is a database of another version"))
            engine, was = connect(path, store.settings.threads), None
        if was is None:
            store.record.verify_named()
            create(store, engine)
            tell_repeats(entries)
        _LOG.debug("the database has %s of %s lines of the journal", was.seq if was else 0, len(entries))
        catch_up(store.over(engine), was.seq if was else 0)
    except BaseException:
        engine.close()
        raise
    return engine


def create(store: "Store", engine: Engine) -> None:
    """Make the tables in a database without any."""
    schema.create(engine, store.knowledge.names, reading_mark(store.settings))


def _usable(store: "Store") -> tuple[Engine, Origin | None]:
    """The database, or a new one where there is none that can be opened; by what it was made, None for a new one."""
    path, threads = store.settings.database, store.settings.threads
    try:
        engine = connect(path, threads)
        try:
            was = None if engine.cut_off else origin(engine)
            if was or (not engine.cut_off and not _has_tables(engine)):
                return engine, was
        except UnusableError:
            pass
        engine.close()
    except UnusableError:
        pass
    _set_aside(path, Text("打不开或已损坏", "cannot be opened, or is damaged"))
    return connect(path, threads), None


def _compare_rules(store: "Store", engine: Engine, was: Origin) -> tuple[Engine, Origin | None]:
    """The database that is to answer, when profiles or the rules of reading are others than those it *was* made by.

    The old one, with findings of what would move; or the new one, if nothing would.
    """
    stale = [one for one in store.loads() if one.seq <= was.seq and store.stale(one)]
    if not stale and was.version == schema.VERSION:
        engine.run("update meta set knowledge = $mark", mark=reading_mark(store.settings))
        return engine, was
    path, columns = store.settings.database, reread.columns(engine)
    if was.version != schema.VERSION:
        with suppress(EngineError):
            schema.widen(engine, store.knowledge.names)
    new = rebuilt(store, aside(path))
    try:
        contents = [reread.contents(one, columns) for one in (engine, new)]
        found = reread.moves(stale, contents[0], contents[1], rereading.refusals(new))
        if found and store.compare:
            found += [(0, one) for one in store.compare(engine, new, reread.periods((engine, new)))]
        if not found:
            rereading.accept(new)
    finally:
        new.close()
    if not found:
        engine.close()
        adopt(path)
        return connect(path, store.settings.threads), Origin(schema.VERSION, "", "", *end(store.record.entries()))
    _remove(aside(path))
    with engine.transaction():
        for again, _ in repeats(store.record.entries()):
            store.over(engine).take_out(again.seq)
        rereading.note(engine, found)
        engine.run(
            "update meta set schema_version = $version, knowledge = $mark",
            version=schema.VERSION,
            mark=reading_mark(store.settings),
        )
    return engine, was


def rebuilt(store: "Store", path: Path | None = None) -> Engine:
    """A database in *path*, or else in memory, made anew from archive and journal."""
    if path:
        _remove(path)
    engine = connect(path, store.settings.threads)
    try:
        create(store, engine)
        tell_repeats(store.record.entries())
        catch_up(store.over(engine), 0)
    except BaseException:
        engine.close()
        raise
    return engine


def tell_repeats(entries: Sequence[Entry]) -> None:
    """Tell which lines of the journal repeat a load and do not count."""
    for again, first in repeats(entries):
        notice(repetition(again, first))


def aside(path: Path) -> Path:
    """Where the database in *path* is made anew until it is whole."""
    return path.with_name(f".{path.name}.part")


def adopt(path: Path) -> None:
    """Put the database that was made anew in the place of the one in *path*, which is closed."""
    # what a crash left in the log of the old one is not the new one's
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    aside(path).replace(path)


def _remove(path: Path) -> None:
    for one in (path, path.with_name(f"{path.name}.wal")):
        one.unlink(missing_ok=True)


def _set_aside(path: Path, what: Text) -> None:
    kept = path.with_name(f"{path.name}.aside")
    path.with_name(f"{path.name}.wal").unlink(missing_ok=True)
    if path.exists():
        path.replace(kept)
    hint = Text(f"已改名为 {kept.name}，并由归档和日志重建。", f"It is {kept.name} now, and is made again.")
    notice(Finding("ingest.database_aside", "warning", path.name, what, hint))


def _has_tables(engine: Engine) -> bool:
    return bool(engine.run("select 1 from duckdb_tables() where database_name = current_database() limit 1"))


def _other_journal() -> VerifyError:
    return VerifyError(
        "data/journal.jsonl",
        Text("日志少了数据库已有的记录，或是另一本日志", "the journal lacks what the database has, or is another one"),
        Text(
            "请从备份恢复；若日志确实无误，删除 data/pubkpi.duckdb 后会按日志重建。",
            "Restore it from a backup; if it is right as it stands, delete data/pubkpi.duckdb to follow it.",
        ),
    )
