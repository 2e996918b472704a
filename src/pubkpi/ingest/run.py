"""The way of the files through ingest: found, read one by one, staged together, accepted, loaded, committed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time
from pathlib import Path

from pubkpi.ingest.accounts import directory
from pubkpi.ingest.context import IngestContext, duplicate, file_result, refusal
from pubkpi.ingest.earlier_loads import answer_repeat, load_new_version
from pubkpi.ingest.history import corrections
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.inbox import InboxFile, batches, check_place, inbox_files
from pubkpi.ingest.layouts.match import candidates
from pubkpi.ingest.load import dates, privacy
from pubkpi.ingest.load.dates import FallbackDays
from pubkpi.ingest.load.prepare import PreparedFile
from pubkpi.ingest.load.reading import Decisions, Reading
from pubkpi.ingest.result import FileResult, IngestOptions, check_options
from pubkpi.model.errors import DataError, EngineError, PubkpiError
from pubkpi.model.findings import Finding
from pubkpi.workspace.files import digest, read_bytes, readable


def ingest(store: Store, paths: Sequence[Path], options: IngestOptions) -> Iterator[FileResult]:
    """One result a file, in order, as it is done."""
    context = start_context(store, options)
    sources = inbox_files(paths)
    count = Counter(source.path.name for source in sources)
    for batch in batches(sources, lambda source: source.size):
        for source, result in zip(batch, load_batch(context, batch), strict=True):
            yield result.by_path() if count[source.path.name] > 1 else result


def start_context(store: Store, options: IngestOptions) -> IngestContext:
    """The context, if its *options* make sense; UsageError when it does not."""
    candidates(store.knowledge.profiles, options.export)
    check_options(options, store.settings.clock().date())
    store.begin()
    options = replace(options, account=options.account and options.account.strip())
    accounts = directory.account_directory(store)
    return IngestContext(store, options, accounts, directory.entities(store.engine, accounts))


def load_batch(context: IngestContext, batch: Sequence[InboxFile]) -> Iterator[FileResult]:
    """One result a file: all are read, small ones staged and loaded together, those that are batches on their own."""
    store = context.store
    readings = [read_file(context, source) for source in batch]
    small = _stage_files(store, [one for one in readings if isinstance(one, Reading) and not one.has_batches])
    files = [
        one if isinstance(one, FileResult) or one.has_batches else context.check_names(source, next(small))
        for source, one in zip(batch, readings, strict=True)
    ]
    # of the same bytes twice in a batch, the first are loaded
    firsts: dict[str, PreparedFile] = {}
    for one in files:
        if isinstance(one, PreparedFile) and not corrections.is_later(store, one, firsts.values()):
            firsts.setdefault(one.reading.sha256, one)
    is_trial = context.options.dry_run
    findings = {} if is_trial else dict(zip(firsts, _load_files(store, list(firsts.values())), strict=True))
    for source, one in zip(batch, files, strict=True):
        if isinstance(one, FileResult):
            yield one
        elif isinstance(one, PubkpiError):
            yield refusal(source, one)
        elif isinstance(one, Reading):
            yield _load_big_file(context, source, one)
        elif (first := firsts.get(one.reading.sha256)) is None:
            yield load_new_version(context, source, one.reading)
        elif one is not first:
            yield duplicate(source, one.reading, first.reading)
        else:
            yield context.with_new_names(file_result(source, one, findings.get(one.reading.sha256)), one)


def read_file(context: IngestContext, source: InboxFile) -> Reading | FileResult:
    """The file as its export has it; a result where it is refused, loaded already, or of an unknown account."""
    store, options = context.store, context.options
    try:
        check_place(source)
        data = read_bytes(source.path)
        names = (options.account,) if options.account else context.folder_accounts(source)
        account = names[0] if len(names) == 1 else None
        sha256 = digest(data)
        if loads := context.previous_loads(sha256, account):
            return answer_repeat(context, source, sha256, account, loads)
        as_of = datetime.combine(options.as_of, time()) if options.as_of else None
        days = FallbackDays(dates.folder_day(source.folders(store.settings.inbox)), options.unstated_as_of)
        decisions = Decisions(
            account,
            options.export,
            as_of,
            names,
            guessed=options.account is None,
            folder=source.place.parent.name,
            fallback=days,
        )
        reading = store.read(data, readable(source.path.name), decisions, sha256)
    except DataError as problem:
        return refusal(source, privacy.discreet(problem))
    return context.account_question(source, reading.match.profile.platform, reading.account) or reading


def _stage_files(store: Store, readings: list[Reading]) -> Iterator[PreparedFile | PubkpiError]:
    """Each of *readings* staged and accepted, or why not; if the engine fails, only the one to blame is not."""
    try:
        yield from list(store.prepare(readings))
    except EngineError as problem:
        if len(readings) == 1:
            yield problem
        else:
            for one in readings:
                yield from _stage_files(store, [one])


def _load_files(store: Store, files: list[PreparedFile]) -> list[list[Finding]]:
    """The findings of each of *files*, all loaded; if the engine fails, those before the one to blame stay loaded."""
    try:
        return store.add(files, store.settings.clock()) if files else []
    except EngineError:
        if len(files) < 2:
            raise
        return [findings for file in files for findings in _load_files(store, [file])]


def _load_big_file(context: IngestContext, source: InboxFile, reading: Reading) -> FileResult:
    """A file whose rows are batches, which go to the facts at once."""
    store = context.store
    if loads := context.previous_loads(reading.sha256, reading.account):
        return answer_repeat(context, source, reading.sha256, reading.account, loads)
    try:
        if context.options.dry_run:
            result = file_result(source, store.try_out(reading), None)
        else:
            result = file_result(source, *store.load_batches(reading, store.settings.clock()))
    except DataError as problem:
        result = refusal(source, problem)
    return context.with_new_names(result)
