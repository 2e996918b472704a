"""The way of the files through ingest: each read, staged with its neighbours, loaded on its own."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from pathlib import Path

from pubkpi.ingest.accounts import directory
from pubkpi.ingest.history import correct, corrections, precedence, revise
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.inbox import InboxFile, batches, check_place, inbox_files
from pubkpi.ingest.layouts.match import candidates
from pubkpi.ingest.load import privacy
from pubkpi.ingest.load.owner import accounts_of
from pubkpi.ingest.load.prepare import PreparedFile
from pubkpi.ingest.load.reading import Decisions, Reading
from pubkpi.ingest.result import FileResult, IngestOptions, check_options
from pubkpi.model.errors import DataError, EngineError, PubkpiError, UsageError
from pubkpi.model.findings import Finding
from pubkpi.model.text import same
from pubkpi.workspace.files import digest, read_bytes, readable
from pubkpi.workspace.journal import Entry


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of ingest: what the user says, the accounts and entities known before it, the names of a *first* batch."""

    store: Store
    options: IngestOptions
    accounts: directory.Accounts
    entities: directory.Accounts
    first: dict[str, str] = field(default_factory=dict)


def ingest(store: Store, paths: Sequence[Path], options: IngestOptions) -> Iterator[FileResult]:
    """One result a file, in order, as it is done."""
    call = _begun(store, options)
    listed = inbox_files(paths)
    count = Counter(todo.path.name for todo in listed)
    for batch in batches(listed, lambda todo: todo.size):
        for todo, result in zip(batch, _together(call, batch), strict=True):
            yield result.by_path() if count[todo.path.name] > 1 else result


def _begun(store: Store, options: IngestOptions) -> _Call:
    """The call, if its *options* make sense; UsageError when it does not."""
    candidates(store.knowledge.profiles, options.export)
    check_options(options, store.settings.clock().date())
    store.begin()
    options = replace(options, account=options.account and options.account.strip())
    return _Call(store, options, known := directory.account_directory(store), directory.entities(store.engine, known))


def replay(store: Store, paths: Sequence[Path], options: IngestOptions) -> Iterator[FileResult]:
    """The loads whose export is read otherwise now, again; or each of *paths* in the place of the load of its name."""
    if not paths:
        yield from (_replayed(store, old, options) for old in revise.stale(store))
        if not options.dry_run:
            revise.remove_replaced(store)
        return
    call = _begun(store, options)
    for todo in inbox_files(paths):
        reading, name = _read(call, todo), todo.name
        if isinstance(reading, FileResult):
            same_bytes = [one for one in revise.stale(store) if one.data["sha256"] == reading.sha256]
            yield _replayed(store, same_bytes[0], options) if same_bytes else reading
            continue
        loads = [one for one in store.loads() if (one.data["name"], one.data["account"]) == (name, reading.account)]
        if len(loads) > 1:
            yield _refused(todo, correct.load_question(name, len(loads)))
        elif loads:
            yield _put(store, loads[0], reading, options)
        else:
            yield from _together(call, [todo])


def _replayed(store: Store, old: Entry, options: IngestOptions) -> FileResult:
    try:
        return _put(store, old, revise.archived(store, old), options)
    except (DataError, UsageError) as problem:
        return FileResult(old.data["name"], "refused", error=problem)


def _put(store: Store, old: Entry, reading: Reading, options: IngestOptions) -> FileResult:
    """*reading* in the place of the load *old*."""
    todo, now = InboxFile(Path(reading.name), Path(reading.name)), store.settings.clock()
    try:
        if options.dry_run:
            return _result(todo, store.try_out(reading), None)
        return _result(todo, *revise.reload(store, old, reading, now))
    except DataError as problem:
        return _refused(todo, problem)


def _together(call: _Call, batch: Sequence[InboxFile]) -> Iterator[FileResult]:
    """The batch read one by one, then staged and loaded in one go, but for those that are batches, each on its own."""
    store = call.store
    read = [_read(call, todo) for todo in batch]
    prepared = _prepared(store, [one for one in read if isinstance(one, Reading) and not one.has_batches])
    done = [
        one if isinstance(one, FileResult) or one.has_batches else _checked(call, todo, next(prepared))
        for todo, one in zip(batch, read, strict=True)
    ]
    fresh: dict[str, PreparedFile] = {}
    for one in done:
        if isinstance(one, PreparedFile) and not corrections.is_later(store, one, fresh.values()):
            # of the same bytes twice in a batch, the first are loaded
            fresh.setdefault(one.reading.sha256, one)
    added = {} if call.options.dry_run else dict(zip(fresh, _added(store, list(fresh.values())), strict=True))
    for todo, one in zip(batch, done, strict=True):
        if isinstance(one, FileResult):
            yield one
        elif isinstance(one, PubkpiError):
            yield _refused(todo, one)
        elif isinstance(one, Reading):
            known = _known(call, one.sha256, one.account)
            again = known and _again(call, todo, one.sha256, one.account, known)
            yield again or _newcomer(call, _taken(store, todo, one, call.options))
        elif one is not (first := fresh.get(one.reading.sha256)):
            yield _twice(todo, one.reading, first.reading) if first else _later(call, todo, one.reading)
        else:
            yield _newcomer(call, _result(todo, one, added.get(one.reading.sha256)), one)


def _later(call: _Call, todo: InboxFile, reading: Reading) -> FileResult:
    """A form of which one of that name was loaded before."""
    if call.store.loaded(reading.sha256):
        return _twice(todo, reading, reading)
    try:
        return _result(todo, *corrections.load(call.store, reading, call.options))
    except DataError as problem:
        return _refused(todo, problem)


def _checked(call: _Call, todo: InboxFile, file: PreparedFile | PubkpiError) -> PreparedFile | PubkpiError | FileResult:
    """*file*, or the refusal of a form of ours in which somebody typed an account or entity that nobody knows."""
    file = directory.clear(call.store.engine, file, call.accounts)
    if call.options.new_accounts or not isinstance(file, PreparedFile):
        return file
    wrong = directory.unknown(call.store.engine, file, call.accounts, call.entities)
    return _stranger(todo, wrong[0][2], *((name, platform) for platform, name, _ in wrong)) if wrong else file


def _newcomer(call: _Call, done: FileResult, file: PreparedFile | None = None) -> FileResult:
    """*done*, saying whether its account, and which of those that a form *file* names, nobody knew before this call."""
    new = done.error is None and done.account is not None and not call.accounts.has(done.platform, done.account)
    return replace(done, newcomer=new, strangers=directory.typed(call.store.engine, file, call.accounts))


def _taken(store: Store, todo: InboxFile, reading: Reading, options: IngestOptions) -> FileResult:
    """A file whose rows are batches, which go to the facts at once."""
    try:
        if options.dry_run:
            return _result(todo, store.try_out(reading), None)
        return _result(todo, *store.load_batches(reading, store.settings.clock()))
    except DataError as problem:
        return _refused(todo, problem)


def _added(store: Store, files: list[PreparedFile]) -> list[list[Finding]]:
    """The findings of each of *files*, all loaded; if the engine fails, those before the one to blame stay loaded."""
    try:
        return store.add(files, store.settings.clock()) if files else []
    except EngineError:
        if len(files) < 2:
            raise
        return [found for file in files for found in _added(store, [file])]


def _prepared(store: Store, ready: list[Reading]) -> Iterator[PreparedFile | PubkpiError]:
    try:
        yield from list(store.prepare(ready))
    except EngineError as problem:
        if len(ready) == 1:
            yield problem
        else:
            # one of them upsets the engine: only it is to blame
            for one in ready:
                yield from _prepared(store, [one])


def _read(call: _Call, todo: InboxFile) -> Reading | FileResult:
    store, said = call.store, call.options
    try:
        check_place(todo)
        data = read_bytes(todo.path)
        names = (said.account,) if said.account else _folders(call, todo)
        account = names[0] if len(names) == 1 else None
        sha256 = digest(data)
        if known := _known(call, sha256, account):
            return _again(call, todo, sha256, account, known)
        as_of = datetime.combine(said.as_of, time()) if said.as_of else None
        decisions = Decisions(account, said.export, as_of, names, folder=todo.place.parent.name)
        reading = store.read(data, readable(todo.path.name), decisions, sha256)
    except DataError as problem:
        return _refused(todo, privacy.discreet(problem))
    return _unknown(call, todo, reading.match.profile.platform, reading.account) or reading


def _folders(call: _Call, todo: InboxFile) -> tuple[str, ...]:
    return accounts_of(todo.place, todo.start.resolve(), call.store.settings.root, call.accounts.called)


def _unknown(call: _Call, todo: InboxFile, platform: str, account: str | None) -> FileResult | None:
    """The refusal of a file whose *account* nobody knows, if that is so and some accounts are known."""
    known = call.accounts
    if account is None or call.options.new_accounts or known.has(platform, account):
        return None
    if not known.names:
        known = directory.alike(call.first, account)
        if known.called(account):
            return None
    return _stranger(todo, known, (account, platform))


def _stranger(todo: InboxFile, accounts: directory.Accounts, *names: tuple[str, str]) -> FileResult:
    """The refusal of a file with *names*, each with its platform, that are none of the *accounts*."""
    account, platform = names[0]
    error = directory.refusal(todo.name, platform, account, accounts)
    return replace(_refused(todo, error), account=account, platform=platform, question="account", strangers=names)


def _known(call: _Call, sha256: str, account: str | None) -> Mapping[str | None, Entry]:
    """The loads of the same bytes, by account, if they mean that the file need not be loaded again."""
    known = call.store.loaded(sha256)
    # the user may say that they are another account's too; a folder may not
    return {} if call.options.also and {None, account}.isdisjoint(known) else known


def _refused(todo: InboxFile, problem: PubkpiError) -> FileResult:
    return FileResult(todo.display_path, "refused", error=problem)


def _twice(todo: InboxFile, reading: Reading, first: Reading) -> FileResult:
    """The same bytes a second time in one batch, whose *first* are loaded."""
    if reading.account not in (None, first.account):
        return _refused(todo, correct.account_question(todo.name, reading.account, [first.account]))
    return FileResult(todo.display_path, "already_loaded", reading.sha256, label=same(first.name))


def _again(
    call: _Call, todo: InboxFile, sha256: str, account: str | None, loads: Mapping[str | None, Entry]
) -> FileResult:
    """The same bytes again: nothing to do, unless the file was named to correct its *loads*.

    In the folder of another account, where they would count twice, they are a question.
    """
    if todo.start.is_file() and not call.options.replay:
        try:
            change = correct.change(todo.name, call.options, account, loads)
        except DataError as problem:
            return _refused(todo, problem)
        if change:
            return _corrected(call, todo, change)
    here = FileResult(todo.display_path, "already_loaded", sha256)
    if call.options.account is None and account and {None, account}.isdisjoint(correct.owners(call.store, loads)):
        return _refused(todo, correct.account_question(todo.name, account, loads))
    load = loads.get(account) or next(iter(loads.values()))
    remarks = correct.ignored_options(here.path, call.options, load) + precedence.findings(call.store, todo, load)
    return replace(here, label=same(load.data["name"]), findings=remarks)


def _corrected(call: _Call, todo: InboxFile, change: correct.Change) -> FileResult:
    """The load that is corrected, or the question whether it is to be."""
    store, said, old = call.store, call.options, change.load
    if stranger := _unknown(call, todo, str(old.data["platform"]), change.account):
        if stranger.error and not said.yes:
            correct.ask_for_both(stranger.error)
        return stranger
    if not said.yes:
        return replace(_refused(todo, change.question()), question="correction")
    try:
        reading, now = revise.corrected(store, old, change.account, change.as_of), store.settings.clock()
        if said.dry_run:
            done = replace(_result(todo, store.try_out(reading), None), state="would_correct")
        else:
            done = replace(_result(todo, *revise.reload(store, old, reading, now, correcting=True)), state="corrected")
    except (DataError, UsageError) as problem:
        return _refused(todo, problem)
    return _newcomer(call, replace(done, findings=(*done.findings, change.finding())))


def _result(todo: InboxFile, file: PreparedFile, findings: list[Finding] | None) -> FileResult:
    """What became of *file*: loaded with these *findings*, or, without them, only looked at."""
    reading, profile = file.reading, file.reading.match.profile
    return FileResult(
        path=todo.display_path,
        state="recognised" if profile.recognised else "would_load" if findings is None else "loaded",
        sha256=reading.sha256,
        export=profile.id,
        platform=profile.platform,
        label=profile.label,
        account=reading.account,
        as_of=file.as_of.date().isoformat() if file.as_of else "",
        rows=file.rows,
        ignored=reading.match.ignored,
        findings=file.findings if findings is None else tuple(findings),
    )
