"""Files whose bytes, or whose name, were loaded before: nothing to do, a new version of a form, or a correction."""

from collections.abc import Mapping
from dataclasses import replace

from pubkpi.ingest.context import IngestContext, duplicate, file_result, refusal
from pubkpi.ingest.history import correct, corrections, precedence, revise
from pubkpi.ingest.inbox import InboxFile
from pubkpi.ingest.load.reading import Reading
from pubkpi.ingest.result import FileResult
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.text import same
from pubkpi.workspace.journal import Entry


def load_new_version(context: IngestContext, source: InboxFile, reading: Reading) -> FileResult:
    """A form of which one of that name was loaded before."""
    if context.store.loaded(reading.sha256):
        return duplicate(source, reading, reading)
    try:
        return file_result(source, *corrections.load(context.store, reading, context.options))
    except DataError as problem:
        return refusal(source, problem)


def answer_repeat(
    context: IngestContext, source: InboxFile, sha256: str, account: str | None, loads: Mapping[str | None, Entry]
) -> FileResult:
    """The same bytes again: nothing to do, unless the file was named to correct its *loads*.

    In the folder of another account, where they would count twice, they are a question.
    """
    if source.start.is_file() and not context.options.replay:
        try:
            change = correct.change(source.name, context.options, account, loads)
        except DataError as problem:
            return refusal(source, problem)
        if change:
            return _correct_load(context, source, change)
    answer = FileResult(source.display_path, "already_loaded", sha256)
    if context.options.account is None and account and {None, account}.isdisjoint(correct.owners(context.store, loads)):
        return refusal(source, correct.account_question(source.name, account, loads))
    load = loads.get(account) or next(iter(loads.values()))
    remarks = correct.ignored_options(answer.path, context.options, load) + precedence.findings(
        context.store, source, load
    )
    return replace(answer, label=same(load.data["name"]), findings=remarks)


def _correct_load(context: IngestContext, source: InboxFile, change: correct.Change) -> FileResult:
    """The load that is corrected, or the question whether it is to be."""
    store, options, old = context.store, context.options, change.load
    if question := context.account_question(source, str(old.data["platform"]), change.account):
        if question.error and not options.yes:
            correct.ask_for_both(question.error)
        return question
    if not options.yes:
        return replace(refusal(source, change.question()), question="correction")
    try:
        reading, now = revise.corrected(store, old, change.account, change.as_of), store.settings.clock()
        if options.dry_run:
            result = replace(file_result(source, store.try_out(reading), None), state="would_correct")
        else:
            reloaded = revise.reload(store, old, reading, now, correcting=True)
            result = replace(file_result(source, *reloaded), state="corrected")
    except (DataError, UsageError) as problem:
        return refusal(source, problem)
    return context.with_new_names(replace(result, findings=(*result.findings, change.finding())))
