"""The same bytes with another account or day: what a load is corrected to, once the user confirms it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from pubkpi.ingest.history.store import Store
from pubkpi.ingest.result import IngestOptions
from pubkpi.model.errors import DataError, PubkpiError
from pubkpi.model.findings import Finding
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.journal import Entry


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of *load*: its account and the day that it is as of, one of them another than before."""

    file: str
    load: Entry
    account: str | None
    as_of: datetime | None

    def question(self) -> DataError:
        """The error, to be raised, that says what would change and how to confirm it."""
        what, hint = self._words(), Text("确要更正，加 --yes。", "To correct it, say --yes.")
        if self.account != self.load.data["account"]:
            hint = Text(
                f"{hint.zh}确实也是“{self.account}”的，加 --also，两个账号各算一份。",
                f"{hint.en} If it is of {self.account}, too, say --also: it then counts for both.",
            )
        return DataError(
            self.file,
            Text(f"同一份文件导入过，现在说的不同：{what.zh}", f"this very file was loaded otherwise: {what.en}"),
            hint,
        )

    def finding(self) -> Finding:
        """What has changed."""
        what = self._words()
        return Finding(
            "ingest.corrected", "info", self.file, Text(f"更正：{what.zh}", f"corrected: {what.en}"), NOTHING
        )

    def _words(self) -> Text:
        old, day = self.load.data, _day(self.as_of)
        zh, en = list[str](), list[str]()
        if self.account != old["account"]:
            zh.append(f"账号 {old['account']} → {self.account}")
            en.append(f"account {old['account']} → {self.account}")
        if day != (was := _day(_as_of(self.load))):
            zh.append(f"截至 {was} → {day}")
            en.append(f"as of {was} → {day}")
        return Text("，".join(zh), ", ".join(en))


def change(file: str, options: IngestOptions, account: str | None, loads: Mapping[str | None, Entry]) -> Change | None:
    """What the *options* change about a *file* whose bytes have these *loads*; None when it is nothing.

    *account* is the one said, else its folder's. Raises DataError when several loads may be meant.
    """
    if options.account is None and options.as_of is None:
        return None
    load = loads.get(None) or loads.get(account)
    if load is None and options.account is None and account is not None:
        # the folder names another account, which is a question of its own
        return None
    if load is None and len(loads) > 1:
        owners = Text("、".join(map(str, loads)), ", ".join(map(str, loads)))
        raise DataError(
            file,
            Text(f"这份文件已作为 {owners.zh} 的数据导入", f"this file was loaded as the data of {owners.en}"),
            Text(
                "先用 pubkpi forget 撤下不对的那一份。",
                "Take the wrong one out with pubkpi forget, or say --account and --also for one more.",
            ),
        )
    load = load or next(iter(loads.values()))
    owner = load.data["account"] and (options.account or load.data["account"])
    as_of = datetime.combine(options.as_of, time()) if options.as_of else _as_of(load)
    same_day = options.as_of is None or _day(as_of) == _day(_as_of(load))
    return None if owner == load.data["account"] and same_day else Change(file, load, owner, as_of)


def ask_for_both(problem: PubkpiError) -> None:
    """Let *problem*, that the account is unknown, also ask for the word that a load is to be corrected."""
    zh, en = problem.hint
    problem.hint = Text(f"{zh}这是更正已导入的文件，还要加 --yes。", f"{en} It corrects a load, so say --yes as well.")


def account_question(file: str, account: str, accounts: Iterable[str | None]) -> DataError:
    """The question, to be raised, why a *file* of *account* has the very bytes of another of the *accounts*."""
    owners = ", ".join(str(owner) for owner in accounts)
    return DataError(
        file,
        Text(f"同一份文件已作为“{owners}”的数据导入", f"this very file was loaded as the data of {owners}"),
        Text(
            f"放错文件夹就移走；确实也是“{account}”的，用 --account {account} --also 说明。",
            f"Move it if it lies in the wrong folder; if it is also of {account}, say --account {account} --also.",
        ),
    )


def load_question(name: str, count: int) -> DataError:
    """The question, to be raised, which of *count* loads of that *name* a file is to replace."""
    what = Text(f"有 {count} 份同名的文件导入过", f"{count} files of that name were loaded")
    return DataError(name, what, Text("先用 pubkpi forget 撤回其中一份。", "Take one out first with pubkpi forget."))


def owners(store: Store, loads: Mapping[str | None, Entry]) -> set[str | None]:
    """The accounts of the *loads*, and those that they were corrected from."""
    found, entries = set[str | None](loads), store.journal.entries()
    for load in loads.values():
        while corrects := load.data.get("corrects"):
            load = entries[corrects - 1]
            found.add(load.data["account"])
    return found


def ignored_options(file: str, options: IngestOptions, load: Entry) -> tuple[Finding, ...]:
    """The remark that the *options* change nothing of the file's *load*, because a folder was given."""
    other = options.account is not None and load.data["account"] not in (None, options.account)
    if not other and (options.as_of is None or _day(_as_of(load)) == options.as_of.isoformat()):
        return ()
    owner = f"{load.data['account']} " if load.data["account"] else ""
    day = _day(_as_of(load))
    remark = Finding(
        "ingest.unchanged",
        "info",
        file,
        Text(f"已导入（{owner}截至 {day}），没有改动", f"loaded before ({owner}as of {day}) and left as it is"),
        Text("要更正就写出这个文件本身，再加 --yes。", "To correct it, name the file itself and say --yes."),
    )
    return (remark,)


def _as_of(load: Entry) -> datetime | None:
    return datetime.fromisoformat(load.data["as_of"]) if load.data["as_of"] else None


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else "—"
