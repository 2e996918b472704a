"""The workspace's state: archive and journal are the truth, the database is their cache and catches up with them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import chain
from pathlib import Path

from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.ingest import cells, load, names, posts, profile, schema, surveys
from pubkpi.ingest.prepare import Decisions, Knowledge, Prepared, Reading, insert, prepare, read, rejects, settled
from pubkpi.ingest.stage import Staged
from pubkpi.ingest.walk import batches
from pubkpi.model.errors import DataError, EngineError, VerifyError
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.journal import Entry, Journal
from pubkpi.workspace.settings import Settings

MAX_REJECTS = 1000


class Store:
    """The state of one workspace, open; use it as a context manager."""

    def __init__(self, settings: Settings, *, write: bool) -> None:
        self.settings = settings
        self.journal = Journal(settings.state / "journal.jsonl")
        self.archive = Archive(settings.state / "archive")
        self.knowledge = Knowledge(
            profile.profiles(settings.root / "exports"),
            surveys.read(settings.root / "surveys.yaml"),
            settings.reject_limit,
            names.read(settings.root),
        )
        self.engine: Engine = self._open(write)
        self._loaded: dict[str, dict[str | None, str]] = {}
        for entry in self.journal.entries():
            self._loaded.setdefault(entry.data["sha256"], {})[entry.data["account"]] = str(entry.data["name"])

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    def loaded(self, sha256: str) -> Mapping[str | None, str]:
        """The names under which the file with these bytes was loaded, by the account that it was loaded for."""
        return self._loaded.get(sha256, {})

    def read(self, data: bytes, name: str, decided: Decisions) -> Reading:
        """The file as one of the known exports; nothing is changed."""
        return settled(self.engine, read(data, name, self.knowledge, decided))

    def prepare(self, readings: Sequence[Reading]) -> Iterator[Prepared | DataError]:
        """Each of the *readings* ready to load, or why not; nothing is changed."""
        return prepare(self.engine, readings, self.knowledge.reject_limit)

    def add(self, files: Sequence[Prepared], now: datetime) -> list[list[Finding]]:
        """Load *files* together, all or none; the findings of each.

        The originals are kept first. The journal is written when all rows are in, just before they are committed: after
        a crash in between, the next command finds the decisions there and catches up.
        """
        at = now.isoformat(" ", "seconds")
        entries = self.journal.after([("load", {"at": at, **self._decided(file)}) for file in files])
        with self.engine.transaction():
            findings = self._enter(files, entries)
            self.journal.append(entries)
        for file in files:
            self._loaded.setdefault(file.reading.sha256, {})[file.reading.account] = file.reading.name
        return findings

    def take(self, reading: Reading, now: datetime, *, dry_run: bool) -> tuple[Prepared, list[Finding]]:
        """Load a big file in one go, or, for a *dry_run*, only to see; DataError when it is refused."""
        if dry_run:
            with closing(self._connect(None, read_only=False)) as scratch:
                schema.create(scratch, self.knowledge.names)
                file = insert(scratch, settled(scratch, reading), 1, self.knowledge.reject_limit)
                return file, list(file.findings)
        with self.engine.transaction():
            file = insert(self.engine, reading, len(self.journal.entries()) + 1, self.knowledge.reject_limit)
            entries = self.journal.after([("load", {"at": now.isoformat(" ", "seconds"), **self._decided(file)})])
            (findings,) = self._enter([file], entries)
            self.journal.append(entries)
        self._loaded.setdefault(reading.sha256, {})[reading.account] = reading.name
        return file, findings

    def _decided(self, file: Prepared) -> dict[str, str | None]:
        reading = file.reading
        archived = self.archive.put(reading.kept)
        return {"name": reading.name, "sha256": reading.sha256, "archive": archived, **file.decisions}

    def _open(self, write: bool) -> Engine:
        path = self.settings.database
        if not write and path.exists():
            engine = self._connect(path, read_only=True)
            if _position(engine, self.knowledge.names.mark) == _end(self.journal.entries()):
                return engine
            engine.close()
        elif not write and not self.journal.entries():
            # nothing was ever loaded: looking must not leave a file behind
            engine = self._connect(None, read_only=False)
            schema.create(engine, self.knowledge.names)
            return engine
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = self._connect(path, read_only=False)
        try:
            if self._caught_up(engine):
                return engine
        except BaseException:
            engine.close()
            raise
        # a cache of another layout, or made with other names: make it again
        engine.close()
        for stale in (path, path.with_name(f"{path.name}.wal")):
            stale.unlink(missing_ok=True)
        return self._open(write)

    def _caught_up(self, engine: Engine) -> bool:
        """Whether the database has our layout and now holds all of the journal; VerifyError if it knows another one."""
        # read again: now that this process holds the database, no other one writes
        self.journal = Journal(self.settings.state / "journal.jsonl")
        entries, (seq, chained) = self.journal.entries(), _position(engine, self.knowledge.names.mark)
        if seq > len(entries) or (seq > 0 and entries[seq - 1].hash != chained):
            raise _other_journal()
        if seq < 0 and _has_tables(engine):
            return False
        if seq < 0:
            schema.create(engine, self.knowledge.names)
        self._catch_up(engine, entries[max(seq, 0) :])
        return True

    def _connect(self, path: Path | None, *, read_only: bool) -> Engine:
        engine = DuckDB(path, read_only=read_only, threads=self.settings.threads)
        cells.prepare(engine)
        return engine

    def rebuilt(self) -> Engine:
        """A database in memory made anew from archive and journal."""
        engine = self._connect(None, read_only=False)
        schema.create(engine, self.knowledge.names)
        self._catch_up(engine, self.journal.entries())
        return engine

    def _catch_up(self, engine: Engine, entries: list[Entry]) -> None:
        self.engine = engine
        for some in batches(entries, lambda entry: self.archive.size(entry.data["archive"])):
            readings = [self._archived(entry) for entry in some]
            with engine.transaction():
                # the share of rejected rows was judged when the file was loaded; a stricter limit is for new files
                if readings[0].big:
                    files = [insert(engine, readings[0], some[0].seq, limit=1)]
                else:
                    files = list(map(_sound, prepare(engine, readings, limit=1)))
                self._enter(files, some)

    def _archived(self, entry: Entry) -> Reading:
        data = self.archive.get(entry.data["archive"])
        as_of = datetime.fromisoformat(entry.data["as_of"]) if entry.data["as_of"] else None
        decided = Decisions(entry.data["account"], entry.data["export"], as_of)
        return self.read(data, entry.data["name"], decided)

    def _enter(self, files: Sequence[Prepared], entries: Sequence[Entry]) -> list[list[Finding]]:
        """The rows, ledger and findings of *files* into the database; the findings of each."""
        engine, numbered = self.engine, list(zip(files, entries, strict=True))
        _insert(engine, "file", [_ledger(file, entry) for file, entry in numbered])
        staged = [(one, entry.seq) for file, entry in numbered for one in file.staged]
        differing = load.load(engine, staged)
        findings = [[*file.findings, *_contradiction(file, entry.seq in differing)] for file, entry in numbered]
        names = {entry.seq: file.reading.name for file, entry in numbered}
        for number, found in posts.findings(engine, names, [one for one, _ in staged]):
            findings[list(names).index(number)].append(found)
        told = [(entry.seq, one) for (_, entry), some in zip(numbered, findings, strict=True) for one in some]
        ignored = [(entry.seq, file.reading.found.ignored.items()) for file, entry in numbered]
        _insert(engine, "reject", [row for one, number in staged for row in _rejected(engine, one, number)])
        _insert(engine, "ignored", [(number, *item) for number, items in ignored for item in items])
        _insert(engine, "load_finding", [(n, f.id, f.severity, f.where, *f.message, *f.hint) for n, f in told])
        last = entries[-1]
        engine.run("update meta set journal_seq = $seq, journal_hash = $hash", seq=last.seq, hash=last.hash)
        return findings


def _sound(file: Prepared | DataError) -> Prepared:
    if isinstance(file, DataError):
        raise file
    return file


def _ledger(file: Prepared, entry: Entry) -> tuple[object, ...]:
    rows, data, reading = file.rows, entry.data, file.reading
    profile = reading.found.profile
    known = (entry.seq, data["sha256"], reading.name, profile.id, profile.platform, reading.account)
    origin = (file.as_of, data["at"], reading.container, reading.encoding)
    return (*known, *origin, rows.came_in, rows.loaded, rows.rejected, rows.ignored)


def _rejected(engine: Engine, staged: Staged, number: int) -> Iterator[tuple[object, ...]]:
    for row, column, raw in rejects(engine, staged, MAX_REJECTS) if staged.rejected else ():
        yield number, staged.part.feed.fact.name, staged.part.sheet, row, column, raw


def _insert(engine: Engine, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    for some in (rows[at : at + MAX_REJECTS] for at in range(0, len(rows), MAX_REJECTS)):
        values = {f"v{i}": value for i, value in enumerate(chain.from_iterable(some))}
        names = iter(values)
        tuples = ", ".join(f"({', '.join('$' + next(names) for _ in row)})" for row in some)
        engine.run(f"insert into {table} values {tuples}", **values)


def _end(entries: Sequence[Entry]) -> tuple[int, str]:
    return len(entries), entries[-1].hash if entries else ""


def _position(engine: Engine, mark: str) -> tuple[int, str]:
    """How far into the journal the database is; -1 when it has another layout or was made with other names."""
    try:
        *made, seq, chained = engine.run("select schema_version, names, journal_seq, journal_hash from meta")[0]
    except (EngineError, IndexError):
        return -1, ""
    return (seq, chained) if made == [schema.VERSION, mark] else (-1, "")


def _other_journal() -> VerifyError:
    return VerifyError(
        "data/journal.jsonl",
        Text("日志少了数据库已有的记录，或是另一本日志", "the journal lacks what the database has, or is another one"),
        Text(
            "请从备份恢复；若日志确实无误，删除 data/pubkpi.duckdb 后会按日志重建。",
            "Restore it from a backup; if it is right as it stands, delete data/pubkpi.duckdb to follow it.",
        ),
    )


def _has_tables(engine: Engine) -> bool:
    return bool(engine.run("select 1 from information_schema.tables where table_type = 'BASE TABLE' limit 1"))


def _contradiction(file: Prepared, differs: bool) -> list[Finding]:
    if not differs:
        return []
    found = Finding(
        "ingest.equal_as_of",
        "warning",
        file.reading.name,
        Text("与同一截止日的另一份文件数值不同", "differs from another file of the same as_of"),
        Text("用 --as-of 说明哪一份较新。", "Say with --as-of which one is newer."),
    )
    return [found]
