"""What was loaded before, read once more: by a profile that was mended, or from a file that takes its place."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pubkpi.ingest.context import file_result, refusal
from pubkpi.ingest.history import correct, revise
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.inbox import InboxFile, inbox_files
from pubkpi.ingest.load.reading import Reading
from pubkpi.ingest.result import FileResult, IngestOptions
from pubkpi.ingest.run import load_batch, read_file, start_context
from pubkpi.model.errors import DataError, UsageError
from pubkpi.workspace.journal import Entry


def replay(store: Store, paths: Sequence[Path], options: IngestOptions) -> Iterator[FileResult]:
    """The loads whose export is read otherwise now, again; or each of *paths* in the place of the load of its name."""
    if not paths:
        yield from (_replay_load(store, old, options) for old in revise.stale(store))
        if not options.dry_run:
            revise.remove_replaced(store)
        return
    context = start_context(store, options)
    for source in inbox_files(paths):
        reading, name = read_file(context, source), source.name
        if isinstance(reading, FileResult):
            same_bytes = [one for one in revise.stale(store) if one.data["sha256"] == reading.sha256]
            yield _replay_load(store, same_bytes[0], options) if same_bytes else reading
            continue
        loads = [one for one in store.loads() if (one.data["name"], one.data["account"]) == (name, reading.account)]
        if len(loads) > 1:
            yield refusal(source, correct.load_question(name, len(loads)))
        elif loads:
            yield _replace_load(store, loads[0], reading, options)
        else:
            yield from load_batch(context, [source])


def _replay_load(store: Store, old: Entry, options: IngestOptions) -> FileResult:
    try:
        return _replace_load(store, old, revise.archived(store, old), options)
    except (DataError, UsageError) as problem:
        return FileResult(old.data["name"], "refused", error=problem)


def _replace_load(store: Store, old: Entry, reading: Reading, options: IngestOptions) -> FileResult:
    """*reading* in the place of the load *old*."""
    source, now = InboxFile(Path(reading.name), Path(reading.name)), store.settings.clock()
    try:
        if options.dry_run:
            return file_result(source, store.try_out(reading), None)
        return file_result(source, *revise.reload(store, old, reading, now))
    except DataError as problem:
        return refusal(source, problem)
