"""The workspace's state: archive and journal are the truth, the database is their cache and catches up with them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from copy import copy
from dataclasses import replace
from datetime import datetime

from pubkpi.database import rereading, schema, tables
from pubkpi.database.ledger import add_rows
from pubkpi.database.marks import READING
from pubkpi.database.open import open_ready
from pubkpi.engine.interface import Engine
from pubkpi.engine.worker import Limits
from pubkpi.ingest.accept import identities
from pubkpi.ingest.cells import grammar
from pubkpi.ingest.cells.own_periods import PlanSpans, no_spans
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.history import cache, reread
from pubkpi.ingest.history.commit import commit
from pubkpi.ingest.load import ledger, names, posts, supersede
from pubkpi.ingest.load.knowledge import Knowledge
from pubkpi.ingest.load.prepare import PreparedFile, prepare, sound
from pubkpi.ingest.load.reading import Decisions, Reading, read
from pubkpi.ingest.profiles import surveys
from pubkpi.ingest.registers import comparison, own_name
from pubkpi.model.errors import DataError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.amounts import Shape
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.files import make_folder
from pubkpi.workspace.journal import Entry, Journal
from pubkpi.workspace.loads import current_loads
from pubkpi.workspace.lock import Lock
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings


class Store:
    """The state of one workspace, open; use it as a context manager.

    *compare* finds which measures differ between two databases, when the rules of reading have changed; *measures* are
    those for which values may be entered, None where any may; *spans* the periods that plans name. With *engine* that
    is its database, open already and whoever opened it closes it.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        write: bool,
        compare: reread.Compare | None = None,
        measures: Mapping[str, Shape] | None = None,
        spans: PlanSpans = no_spans,
        engine: Engine | None = None,
    ) -> None:
        self.settings, self.compare, self._write = settings, compare, write
        self.record = Record(settings.state, settings.upto)
        self.knowledge = Knowledge(
            settings.exports,
            surveys.read(settings.root / "surveys.yaml"),
            settings.reject_limit,
            names.read(settings.root),
            measures,
            Limits(settings.memory_mb, settings.seconds),
            spans,
        )
        self._lock: Lock | None = None
        if write:
            # it gets ready while the database is opened
            sandbox.WORKER.ready()
        self._loaded: dict[str, dict[str | None, Entry]] = {}
        self._by_name: dict[str, list[Entry]] = {}
        try:
            self.engine: Engine = engine or self._open()
            if not engine:
                rereading.tell(self.engine)
        except BaseException:
            self._release()
            raise
        self.index_loads()
        self.begin()

    def __enter__(self) -> "Store":
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.close()
        self._release()

    @property
    def journal(self) -> Journal:
        """Every decision, in order."""
        return self.record.journal

    @property
    def archive(self) -> Archive:
        """The originals."""
        return self.record.archive

    def begin(self) -> None:
        """Number a new batch of loads, by the journal's next line."""
        self.batch = len(self.journal.entries()) + 1

    def loaded(self, sha256: str) -> Mapping[str | None, Entry]:
        """The loads of the file with these bytes, by the account that it was loaded for."""
        return self._loaded.get(sha256, {})

    def loads_called(self, name: str) -> Sequence[Entry]:
        """The loads of files of that *name*."""
        return self._by_name.get(name, ())

    def read(self, data: bytes, name: str, decisions: Decisions, sha256: str = "") -> Reading:
        """The file as one of the known exports; nothing is changed."""
        today = None if decisions.settled else self.settings.clock().date()
        return read(data, name, self.knowledge, replace(decisions, today=today), sha256)

    def prepare(self, readings: Sequence[Reading], numbers: Sequence[int] = ()) -> Iterator[PreparedFile | DataError]:
        """Each of the *readings* ready to load, or why not; nothing is changed, but that batches go to their facts."""
        if not self._write:
            grammar.prepare(self.engine, read_only=True)
        known = self.knowledge
        return prepare(self.engine, readings, known, known.reject_limit, numbers=numbers, measures=known.measures)

    def add(self, files: Sequence[PreparedFile], now: datetime) -> list[list[Finding]]:
        """Load *files* together, all or none; the findings of each."""
        tables.hold(self.engine, (one.part.filled for file in files for one in file.staged))

        def change() -> tuple[list[Entry], list[list[Finding]]]:
            loads = [self.decided(file, self.archive.put(file.reading.original), now) for file in files]
            entries = self.journal.after([("load", load) for load in loads])
            return entries, self.enter(files, entries)

        return commit(self, change)

    def try_out(self, reading: Reading) -> PreparedFile:
        """*reading* ready to load, or DataError; nothing is changed, for it is tried on a database in memory."""
        known = self.knowledge
        with closing(cache.connect(None, self.settings.threads)) as scratch:
            schema.create(scratch, known.names)
            tables.hold(scratch, (part.filled for part in reading.match.parts))
            return sound(*prepare(scratch, [reading], known, known.reject_limit, numbers=[1], measures=known.measures))

    def load_batches(self, reading: Reading, now: datetime) -> tuple[PreparedFile, list[Finding]]:
        """Load a file whose rows are batches; DataError when it is refused."""
        tables.hold(self.engine, (part.filled for part in reading.match.parts))

        def change() -> tuple[list[Entry], tuple[PreparedFile, list[Finding]]]:
            with self.archive.putting(reading.original, reading.sha256) as archived:
                file = sound(*self.prepare([reading], [len(self.journal.entries()) + 1]))
                entries = self.journal.after([("load", self.decided(file, archived(), now))])
            (findings,) = self.enter([file], entries)
            return entries, (file, findings)

        return commit(self, change)

    def decided(self, file: PreparedFile, archived: str, now: datetime) -> dict[str, object]:
        """What the journal is to say of *file*, whose original the archive has by that sha256."""
        reading, rows = file.reading, [file.rows.loaded, file.rows.rejected, file.rows.ignored]
        when = {"at": now.isoformat(" ", "seconds"), "batch": self.batch}
        known = {"name": reading.name, "sha256": reading.sha256, "archive": archived, **file.decisions}
        return {**when, **known, "reading": READING, "rows": rows}

    def index_loads(self) -> None:
        """Look up again which loads the journal knows, by their bytes and by their names."""
        self._loaded.clear()
        self._by_name.clear()
        for entry in self.loads():
            self._by_name.setdefault(entry.data["name"], []).append(entry)
            self._loaded.setdefault(entry.data["sha256"], {})[entry.data["account"]] = entry

    def loads(self) -> list[Entry]:
        """The loads that the journal knows and has not taken back."""
        return current_loads(self.journal.entries())

    def stale(self, load: Entry) -> bool:
        """Whether exports like that of *load* are read otherwise now: by other rules, or by another profile."""
        known = self.knowledge.marks.get(load.data["export"])
        return (known, READING) != (load.data["profile"], load.data.get("reading", 1))

    def over(self, engine: Engine) -> "Store":
        """The same workspace with *engine* for its database."""
        other = copy(self)
        other.engine = engine
        return other

    def take_out(self, file_id: int) -> None:
        """The rows of that load and all that is known of it, out of the database again."""
        supersede.forget(self.engine, file_id)
        for table in ("file", "reject", "ignored", "load_finding"):
            self.engine.run(f"delete from {table} where file_id = $file", file=file_id)
        rereading.settle(self.engine)

    def reached(self, entry: Entry) -> None:
        """Note that the database holds all up to *entry*."""
        at = {"seq": entry.seq, "hash": entry.hash}
        self.engine.run("update meta set journal_seq = $seq, journal_hash = $hash", **at)

    def _open(self) -> Engine:
        if self.settings.upto is not None:
            return cache.rebuilt(self)
        found = None if self._write else open_ready(self.settings, self.record, self.knowledge.names.mark)
        if found:
            return found
        if not self._write and not self.settings.database.exists() and not self.record.lines:
            # nothing was ever loaded: looking must not leave a file behind
            engine = cache.connect(None, self.settings.threads)
            cache.create(self, engine)
            return engine
        make_folder(self.settings.state, private=not self.settings.shared)
        self._lock = Lock(self.settings.state / ".lock")
        # read again: now that this process holds the workspace, no other one writes
        self.record = Record(self.settings.state)
        self.record.mend()
        return cache.opened(self)

    def _release(self) -> None:
        if self._lock:
            self._lock.release()

    def rebuilt(self) -> Engine:
        """A database in memory, made anew from archive and journal."""
        return cache.rebuilt(self)

    def archived(self, entry: Entry, data: bytes = b"") -> Reading:
        """What the load *entry* brought, read with what is known now: *data*, or what the archive has."""
        data = data or self.archive.get(entry.data["archive"])
        as_of = datetime.fromisoformat(entry.data["as_of"]) if entry.data["as_of"] else None
        said = Decisions(
            entry.data["account"],
            entry.data["export"],
            as_of,
            settled=True,
            folder=entry.data.get("folder", ""),
            own=tuple(entry.data.get("own", ())),
            identities=identities.read(entry.data.get("identities", {})),
            natures=entry.data.get("measures"),
            periods=entry.data.get("periods", {}),
        )
        # its hash was just looked at; to make it again takes as long as to read a big file
        return self.read(data, entry.data["name"], said, entry.data["archive"])

    def enter(self, files: Sequence[PreparedFile], entries: Sequence[Entry]) -> list[list[Finding]]:
        """The rows, ledger and findings of *files* into the database; the findings of each."""
        engine, numbered = self.engine, list(zip(files, entries, strict=True))
        add_rows(engine, "file", [ledger.ledger(file, entry) for file, entry in numbered])
        there = set(engine.run("select * from export"))
        new = [one for one in dict.fromkeys(map(ledger.export, files)) if one not in there]
        add_rows(engine, "export", new, replace=True)
        staged = [(one, entry.seq) for file, entry in numbered for one in file.staged]
        differing = supersede.load(engine, staged)
        findings = [[*file.findings, *ledger.contradiction(file, entry.seq in differing)] for file, entry in numbered]
        names = {entry.seq: file.reading.name for file, entry in numbered}
        parts = [one for one, _ in staged]
        folders = {one.seq: one.data.get("folder", "") for one in (*self.loads(), *entries)}
        registers = comparison.findings(engine, names, parts, folders)
        own = own_name.findings(engine, staged, self.settings.organisation, self.knowledge.names)
        for number, found in (*posts.findings(engine, names, parts), *registers, *own):
            findings[list(names).index(number)].append(found)
        told = [(entry.seq, one) for (_, entry), some in zip(numbered, findings, strict=True) for one in some]
        ignored = [(entry.seq, file.reading.match.ignored.items()) for file, entry in numbered]
        add_rows(engine, "reject", [row for one, number in staged for row in ledger.rejected(engine, one, number)])
        add_rows(engine, "ignored", [(number, *item) for number, items in ignored for item in items])
        add_rows(engine, "load_finding", [(n, f.id, f.severity, f.where, *f.message, *f.hint) for n, f in told])
        return findings
