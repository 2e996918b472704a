"""Loads of the journal, read again into a database that lacks them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from pubkpi.database import rereading, tables
from pubkpi.ingest.history import reread
from pubkpi.ingest.inbox import batches
from pubkpi.ingest.load.prepare import PreparedFile, prepare
from pubkpi.ingest.load.reading import Reading
from pubkpi.model.errors import DataError, PubkpiError, UsageError
from pubkpi.model.notices import progress
from pubkpi.workspace.journal import LOADING, Entry

if TYPE_CHECKING:
    from pubkpi.ingest.history.store import Store


def catch_up(store: "Store", seq: int) -> None:
    """Bring into the database of *store* what the journal has behind line *seq*.

    A load that would be refused now is left out, with a finding.
    """
    entries = store.journal.entries()
    loads = [one for one in store.loads() if one.seq > seq]
    with progress([store.archive.size(one.data["archive"]) for one in loads]) as move:
        for some in batches(loads, lambda entry: store.archive.size(entry.data["archive"])):
            for again in _runs(store, some):
                _reload_files(store, again)
                for _ in again:
                    move()
    lines = [one for one in entries[seq:] if one.action in LOADING]
    if lines:
        with store.engine.transaction():
            for entry in lines:
                if entry.action == "forget":
                    store.take_out(entry.data["load"])
            store.reached(lines[-1])


def _runs(store: "Store", loads: Sequence[Entry]) -> Iterator[list[tuple[Entry, Reading | PubkpiError]]]:
    """*loads* in their order, each as it is read now or why it is not; together are those that are judged alike."""
    read = [(entry, _read_again(store, entry)) for entry in loads]
    stale = [store.stale(entry) for entry, _ in read]
    cuts = [i for i, (one, other) in enumerate(pairwise(stale), start=1) if one != other]
    for start, stop in pairwise([0, *cuts, len(read)]):
        yield read[start:stop]


def _read_again(store: "Store", load: Entry) -> Reading | PubkpiError:
    try:
        return store.archived(load)
    except (DataError, UsageError) as problem:
        return problem


def _reload_files(store: "Store", loads: Sequence[tuple[Entry, Reading | PubkpiError]]) -> None:
    readings = [one for _, one in loads if isinstance(one, Reading)]
    # the share of rejected rows was judged when the file was loaded; a stricter limit is for new files
    limit = store.knowledge.reject_limit if store.stale(loads[0][0]) else 1
    tables.hold(store.engine, (part.filled for reading in readings for part in reading.match.parts))
    numbers = [entry.seq for entry, one in loads if isinstance(one, Reading)]
    with store.engine.transaction():
        _enter(store, loads, list(prepare(store.engine, readings, store.knowledge, limit, numbers=numbers)))


def _enter(
    store: "Store", loads: Sequence[tuple[Entry, Reading | PubkpiError]], done: Sequence[PreparedFile | DataError]
) -> None:
    """The *loads*, of which the readings are *done*, into the database, with findings of what is otherwise now."""
    ready, found = iter(done), []
    results = [(entry, next(ready) if isinstance(one, Reading) else one) for entry, one in loads]
    good = [(entry, one) for entry, one in results if isinstance(one, PreparedFile)]
    if good:
        store.enter([one for _, one in good], [entry for entry, _ in good])
    for entry, one in results:
        if not isinstance(one, PreparedFile):
            found.append((entry.seq, reread.refusal(entry, one.what)))
        elif store.stale(entry):
            found += [(entry.seq, finding) for finding in reread.remade(entry, one.rows)]
    rereading.note(store.engine, found)
    store.reached(loads[-1][0])
