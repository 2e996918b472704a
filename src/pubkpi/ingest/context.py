"""What one use of ingest rests on, and what it answers for a file: loaded, refused, a question for the user."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from pubkpi.ingest.accounts import directory
from pubkpi.ingest.history import correct
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.inbox import InboxFile
from pubkpi.ingest.load.dates import AsOfError
from pubkpi.ingest.load.owner import accounts_of
from pubkpi.ingest.load.prepare import PreparedFile
from pubkpi.ingest.load.reading import Reading
from pubkpi.ingest.result import FileResult, IngestOptions, Question
from pubkpi.model.errors import EmptyFormError, PubkpiError
from pubkpi.model.findings import Finding
from pubkpi.model.text import same
from pubkpi.workspace.journal import Entry


@dataclass(frozen=True, slots=True)
class IngestContext:
    """The workspace, what the user says, the accounts and entities so far, the names of the *first* batch."""

    store: Store
    options: IngestOptions
    accounts: directory.Accounts
    entities: directory.Accounts
    first: dict[str, str] = field(default_factory=dict)

    def folder_accounts(self, source: InboxFile) -> tuple[str, ...]:
        """The accounts that the folders of *source* may name."""
        return accounts_of(source.place, source.start.resolve(), self.store.settings.root, self.accounts.called)

    def previous_loads(self, sha256: str, account: str | None) -> Mapping[str | None, Entry]:
        """The loads of the same bytes, by account, if they mean that the file need not be loaded again."""
        loads = self.store.loaded(sha256)
        # the user may say that they are another account's too; a folder may not
        return {} if self.options.also and {None, account}.isdisjoint(loads) else loads

    def account_question(self, source: InboxFile, platform: str, account: str | None) -> FileResult | None:
        """The refusal of a file whose *account* nobody knows, if that is so and some accounts are known."""
        accounts = self.accounts
        if account is None or self.options.new_accounts or accounts.has(platform, account):
            return None
        if not accounts.names:
            accounts = directory.alike(self.first, account)
            if accounts.called(account):
                return None
        return unknown_accounts(source, accounts, (account, platform))

    def check_names(
        self, source: InboxFile, file: PreparedFile | PubkpiError
    ) -> PreparedFile | PubkpiError | FileResult:
        """*file*, or the refusal of a form of ours in which somebody typed an account or entity that nobody knows."""
        file = directory.clear(self.store.engine, file, self.accounts)
        if self.options.new_accounts or not isinstance(file, PreparedFile):
            return file
        wrong = directory.unknown(self.store.engine, file, self.accounts, self.entities)
        if not wrong:
            return file
        return unknown_accounts(source, wrong[0][2], *((name, platform) for platform, name, _ in wrong))

    def with_new_names(self, result: FileResult, file: PreparedFile | None = None) -> FileResult:
        """*result*, saying whether its account, and which of those that a form *file* names, were unknown so far."""
        has_account = result.error is None and result.account is not None
        new = has_account and not self.accounts.has(result.platform, str(result.account))
        return replace(result, newcomer=new, strangers=directory.typed(self.store.engine, file, self.accounts))


def refusal(source: InboxFile, problem: PubkpiError) -> FileResult:
    """That *source* is refused, and why; a form in which nothing is written yet has nothing to refuse."""
    if isinstance(problem, EmptyFormError):
        return FileResult(source.display_path, "empty", error=problem)
    question: Question = "as_of" if isinstance(problem, AsOfError) else ""
    return FileResult(source.display_path, "refused", error=problem, question=question)


def unknown_accounts(source: InboxFile, accounts: directory.Accounts, *names: tuple[str, str]) -> FileResult:
    """The refusal of a file with *names*, each with its platform, that are none of the *accounts*."""
    account, platform = names[0]
    error = directory.refusal(source.name, platform, account, accounts)
    return replace(refusal(source, error), account=account, platform=platform, question="account", strangers=names)


def duplicate(source: InboxFile, reading: Reading, first: Reading) -> FileResult:
    """The same bytes a second time in one batch, whose *first* are loaded."""
    if reading.account not in (None, first.account):
        return refusal(source, correct.account_question(source.name, reading.account, [first.account]))
    return FileResult(source.display_path, "already_loaded", reading.sha256, label=same(first.name))


def file_result(source: InboxFile, file: PreparedFile, findings: list[Finding] | None) -> FileResult:
    """What became of *file*: loaded with these *findings*, or, without them, only looked at."""
    reading, profile = file.reading, file.reading.match.profile
    return FileResult(
        path=source.display_path,
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
