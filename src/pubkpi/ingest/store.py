"""The workspace's state: archive and journal are the truth, the database is their cache and catches up with them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.ingest import grammar, ledger, load, names, posts, schema, surveys, tables
from pubkpi.ingest.knowledge import Knowledge
from pubkpi.ingest.looking import asked, position
from pubkpi.ingest.prepare import Decisions, Prepared, Reading, insert, prepare, read, whole
from pubkpi.ingest.walk import batches
from pubkpi.model.errors import DataError, RecordsError, VerifyError
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.journal import Entry, Journal
from pubkpi.workspace.settings import Settings


class Store:
    """The state of one workspace, open; use it as a context manager."""

    def __init__(self, settings: Settings, *, write: bool) -> None:
        self.settings, self._write = settings, write
        self.journal = Journal(settings.journal)
        self.archive = Archive(settings.state / "archive")
        self.knowledge = Knowledge(
            settings.exports,
            surveys.read(settings.root / "surveys.yaml"),
            settings.reject_limit,
            names.read(settings.root),
        )
        self.engine: Engine = self._open(write)
        self._loaded: dict[str, dict[str | None, Entry]] = {}
        self._note()
        self.begin()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()

    def begin(self) -> None:
        """Number a new batch of loads, by the journal's next line."""
        self.batch = len(self.journal.entries()) + 1

    def loaded(self, sha256: str) -> Mapping[str | None, Entry]:
        """The loads of the file with these bytes, by the account that it was loaded for."""
        return self._loaded.get(sha256, {})

    def read(self, data: bytes, name: str, said: Decisions, sha256: str = "") -> Reading:
        """The file as one of the known exports; nothing is changed."""
        return read(data, name, self.knowledge, said, sha256)

    def prepare(self, readings: Sequence[Reading]) -> Iterator[Prepared | DataError]:
        """Each of the *readings* ready to load, or why not; nothing is changed."""
        if not self._write:
            grammar.prepare(self.engine)
        return prepare(self.engine, readings, self.knowledge.reject_limit)

    def add(self, files: Sequence[Prepared], now: datetime) -> list[list[Finding]]:
        """Load *files* together, all or none; the findings of each.

        The originals are kept first. The journal is written when all rows are in, just before they are committed: after
        a crash in between, the next command finds the decisions there and catches up.
        """
        loads = [self.decided(file, self.archive.put(file.reading.kept), now) for file in files]
        entries = self.journal.after([("load", load) for load in loads])
        tables.hold(self.engine, (one.part for file in files for one in file.staged))
        with self.engine.transaction():
            findings = self.enter(files, entries)
            self.write(entries)
        return findings

    def take(self, reading: Reading, now: datetime, *, dry_run: bool) -> tuple[Prepared, list[Finding]]:
        """Load a big file in one go, or, for a *dry_run*, only to see; DataError when it is refused."""
        try:
            return self._looked_at(reading) if dry_run else self._taken(reading, now)
        except RecordsError:
            (file,) = map(sound, self.prepare([whole(reading)]))
        return file, [*file.findings] if dry_run else self.add([file], now)[0]

    def _looked_at(self, reading: Reading) -> tuple[Prepared, list[Finding]]:
        with closing(self._connect(None)) as scratch:
            schema.create(scratch, self.knowledge.names)
            tables.hold(scratch, reading.found.parts)
            file = insert(scratch, reading, 1, self.knowledge.reject_limit)
            return file, list(file.findings)

    def _taken(self, reading: Reading, now: datetime) -> tuple[Prepared, list[Finding]]:
        tables.hold(self.engine, reading.found.parts)
        with self.archive.putting(reading.kept) as archived, self.engine.transaction():
            file = insert(self.engine, reading, len(self.journal.entries()) + 1, self.knowledge.reject_limit)
            entries = self.journal.after([("load", self.decided(file, archived(), now))])
            (findings,) = self.enter([file], entries)
            self.write(entries)
        return file, findings

    def decided(self, file: Prepared, archived: str, now: datetime) -> dict[str, object]:
        """What the journal is to say of *file*, whose original the archive has by that sha256."""
        reading, batch = file.reading, {"at": now.isoformat(" ", "seconds"), "batch": self.batch}
        return {**batch, "name": reading.name, "sha256": reading.sha256, "archive": archived, **file.decisions}

    def write(self, entries: Sequence[Entry]) -> None:
        """Write *entries* into the journal: last of all in the transaction that does what they say."""
        self.journal.append(entries)
        self._note()

    def _note(self) -> None:
        self._loaded.clear()
        for entry in self.loads():
            self._loaded.setdefault(entry.data["sha256"], {})[entry.data["account"]] = entry

    def loads(self) -> list[Entry]:
        """The loads that the journal knows and has not taken back."""
        return _kept(self.journal.entries())

    def take_out(self, file_id: int) -> None:
        """The rows of that load and all that is known of it, out of the database again."""
        load.forget(self.engine, file_id)
        for table in ("file", "reject", "ignored", "load_finding"):
            self.engine.run(f"delete from {table} where file_id = $file", file=file_id)

    def reached(self, entry: Entry) -> None:
        """Note that the database holds all up to *entry*."""
        at = {"seq": entry.seq, "hash": entry.hash}
        self.engine.run("update meta set journal_seq = $seq, journal_hash = $hash", **at)

    def _open(self, write: bool) -> Engine:
        path = self.settings.database
        found = None if write else asked(self.settings, self.knowledge.names.mark, self.journal.entries())
        if found:
            return found
        if not write and not path.exists() and not self.journal.entries():
            # nothing was ever loaded: looking must not leave a file behind
            engine = self._connect(None)
            schema.create(engine, self.knowledge.names)
            return engine
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = self._connect(path)
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
        self.journal = Journal(self.settings.journal)
        entries, (seq, chained) = self.journal.entries(), position(engine, self.knowledge.names.mark)
        if seq > len(entries) or (seq > 0 and entries[seq - 1].hash != chained):
            raise _other_journal()
        if seq < 0 and _has_tables(engine):
            return False
        if seq < 0:
            schema.create(engine, self.knowledge.names)
        self._catch_up(engine, entries[max(seq, 0) :])
        return True

    def _connect(self, path: Path | None) -> Engine:
        engine = DuckDB(path, threads=self.settings.threads)
        grammar.prepare(engine)
        return engine

    def rebuilt(self, path: Path | None = None) -> Engine:
        """A database in *path*, or else in memory, made anew from archive and journal."""
        engine = self._connect(path)
        schema.create(engine, self.knowledge.names)
        self._catch_up(engine, self.journal.entries())
        return engine

    def _catch_up(self, engine: Engine, entries: list[Entry]) -> None:
        self.engine = engine
        # a file that is forgotten later on need not be read at all
        for some in batches(_kept(entries), lambda entry: self.archive.size(entry.data["archive"])):
            for readings, loads in _runs([(self.archived(entry), entry) for entry in some]):
                try:
                    self._again(readings, loads)
                except RecordsError:
                    self._again([whole(readings[0])], loads)
        with engine.transaction():
            for entry in entries:
                if entry.action == "forget":
                    self.take_out(entry.data["load"])
            if entries:
                self.reached(entries[-1])

    def _again(self, readings: Sequence[Reading], entries: Sequence[Entry]) -> None:
        tables.hold(self.engine, (part for reading in readings for part in reading.found.parts))
        with self.engine.transaction():
            # the share of rejected rows was judged when the file was loaded; a stricter limit is for new files
            if readings[0].big:
                files = [insert(self.engine, readings[0], entries[0].seq, limit=1)]
            else:
                files = list(map(sound, prepare(self.engine, readings, limit=1)))
            self.enter(files, entries)

    def archived(self, entry: Entry) -> Reading:
        """What the load *entry* brought, read with what is known now."""
        data = self.archive.get(entry.data["archive"])
        as_of = datetime.fromisoformat(entry.data["as_of"]) if entry.data["as_of"] else None
        decided = Decisions(
            entry.data["account"], entry.data["export"], as_of, settled=True, folder=entry.data.get("folder", "")
        )
        return self.read(data, entry.data["name"], decided)

    def enter(self, files: Sequence[Prepared], entries: Sequence[Entry]) -> list[list[Finding]]:
        """The rows, ledger and findings of *files* into the database; the findings of each."""
        engine, numbered = self.engine, list(zip(files, entries, strict=True))
        ledger.insert(engine, "file", [ledger.ledger(file, entry) for file, entry in numbered])
        staged = [(one, entry.seq) for file, entry in numbered for one in file.staged]
        differing = load.load(engine, staged)
        findings = [[*file.findings, *ledger.contradiction(file, entry.seq in differing)] for file, entry in numbered]
        names = {entry.seq: file.reading.name for file, entry in numbered}
        for number, found in posts.findings(engine, names, [one for one, _ in staged]):
            findings[list(names).index(number)].append(found)
        told = [(entry.seq, one) for (_, entry), some in zip(numbered, findings, strict=True) for one in some]
        ignored = [(entry.seq, file.reading.found.ignored.items()) for file, entry in numbered]
        ledger.insert(engine, "reject", [row for one, number in staged for row in ledger.rejected(engine, one, number)])
        ledger.insert(engine, "ignored", [(number, *item) for number, items in ignored for item in items])
        ledger.insert(engine, "load_finding", [(n, f.id, f.severity, f.where, *f.message, *f.hint) for n, f in told])
        self.reached(entries[-1])
        return findings


def _kept(entries: Sequence[Entry]) -> list[Entry]:
    """The loads among *entries* that none of them takes back."""
    gone = {entry.data["load"] for entry in entries if entry.action == "forget"}
    return [entry for entry in entries if entry.action == "load" and entry.seq not in gone]


def _runs(files: Sequence[tuple[Reading, Entry]]) -> Iterator[tuple[list[Reading], list[Entry]]]:
    """*files* in their order, each big one by itself."""
    cuts = [i for i, (reading, _) in enumerate(files) for i in ((i, i + 1) if reading.big else ())]
    for start, end in pairwise(sorted({0, *cuts, len(files)})):
        yield [reading for reading, _ in files[start:end]], [entry for _, entry in files[start:end]]


def sound(file: Prepared | DataError) -> Prepared:
    """*file*, unless it is the reason why there is none."""
    if isinstance(file, DataError):
        raise file
    return file


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
