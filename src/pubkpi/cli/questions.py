"""Files that need a decision of the user: on a terminal one question covers all of them, then they are loaded."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

from pubkpi.cli import console, signals
from pubkpi.cli.locale import language, t
from pubkpi.cli.views.files import follow, show_progress
from pubkpi.model.errors import UsageError
from pubkpi.model.periods import day
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.ingest.result import FileResult, IngestOptions
    from pubkpi.workspace.settings import Settings

T = TypeVar("T")


def ingest_with_questions(
    settings: "Settings",
    paths: Sequence[Path],
    options: "IngestOptions",
    *,
    table: bool,
    aliases: Mapping[str, str] | None = None,
) -> list["FileResult"]:
    """The result of each file; on a terminal, and for a *table*, after asking what only the user can decide.

    Unknown names that are *aliases* of an account are written into accounts.yaml as such, and asked about no more.
    """
    from pubkpi.ingest.inbox import sizes
    from pubkpi.pipeline.load import ingest

    if aliases:
        _refuse_unknown_accounts(settings, aliases, options)
    asks = table and not options.dry_run and console.can_ask()
    results = follow(ingest(settings, paths, options), lambda: sizes(paths), asks=asks or bool(aliases))
    waiting = first = [one for one in results if one.question] if asks or aliases else []
    is_named = bool(aliases) and _add_aliases(settings, waiting, aliases or {})
    while waiting and (is_named or asks):
        confirmed = options if is_named else _answers(settings, options, waiting)
        if confirmed is None:
            break
        # what was loaded by now is known by its bytes, so only what waited is loaded
        options, again = confirmed, {one.path: one for one in ingest(settings, paths, confirmed)}
        results = [again.get(one.path, one) if one.question else one for one in results]
        waiting, is_named = [one for one in results if one.question], False
    for one in first:
        show_progress(next(result for result in results if result.path == one.path))
    return results


def _answers(settings: "Settings", options: "IngestOptions", waiting: Sequence["FileResult"]) -> "IngestOptions | None":
    """The *options* with what somebody at the terminal says of the files *waiting*; None where that is nothing."""
    questions = {one.question for one in waiting}
    new = not options.new_accounts and "account" in questions and _are_new(settings, waiting)
    confirmed = replace(
        options,
        new_accounts=options.new_accounts or new is True,
        yes=options.yes or ("correction" in questions and is_yes(_changes(waiting))),
        unstated_as_of=options.unstated_as_of or _download_day(waiting),
    )
    return confirmed if confirmed != options or new is None else None


def _refuse_unknown_accounts(settings: "Settings", aliases: Mapping[str, str], options: "IngestOptions") -> None:
    """UsageError where one of the *aliases* is of an account that there is not, or nothing is to be written."""
    from pubkpi.ingest.accounts.accounts_file import account_called
    from pubkpi.pipeline.open import open_store

    if options.dry_run:
        what = Text(
            "--alias 会写 accounts.yaml，不和 --dry-run 一起用", "--alias writes accounts.yaml: not with --dry-run"
        )
        raise UsageError("--alias", what, Text("去掉其中一个。", "Leave out one of them."))
    with open_store(settings, write=False) as store:
        for account in aliases.values():
            account_called(store, account)


def _add_aliases(settings: "Settings", waiting: Sequence["FileResult"], aliases: Mapping[str, str]) -> bool:
    """Write into accounts.yaml that the unknown names of files *waiting* which are *aliases* are names of an account;
    whether there were any. UsageError for an account that there is not, too.
    """
    from pubkpi.ingest.accounts.accounts_file import add_name
    from pubkpi.ingest.accounts.directory import account_directory
    from pubkpi.pipeline.open import open_store
    from pubkpi.pipeline.plans.edit_steps import names_for_load

    unknown = dict(name for one in waiting if one.question == "account" for name in one.strangers)
    with open_store(settings, write=False) as store:
        known = {name for name in aliases if account_directory(store).called(name)}
    for name in [one for one in aliases if one not in {*unknown, *known}]:
        en = f"no file was asked about whose account is called {name}: nothing was written of it"
        console.say(t(f"没有要问的文件叫“{name}”，这个名称没有写入。", f"{en}."))
    named = {name: account for name, account in aliases.items() if name in unknown}
    with names_for_load(settings), open_store(settings, write=False) as store:
        for name, account in named.items():
            add_name(store, name, unknown[name], account)
            said = f"{name} counts as {account} now: see accounts.yaml."
            console.say(t(f"“{name}”以后算作“{account}”，记在 accounts.yaml。", said))
    return bool(named)


def _are_new(settings: "Settings", waiting: Sequence["FileResult"]) -> bool | None:
    """Whether the names of all that are *waiting* are new accounts; None where some are names of known ones, which
    accounts.yaml says from now on, or where the answer cannot be: both are to be looked at again.
    """
    for line in dict.fromkeys(console.reason(one.error) for one in waiting if one.error and one.question == "account"):
        console.say(f"  {line}")
    names = [*dict.fromkeys(name for one in waiting if one.question == "account" for name, _ in one.strangers)]
    question = t(
        "是新账号就答 y，导入；名称写错了，就答它是哪个账号{}；直接回车则不导入",
        "y if these are new accounts, to be loaded; if a name is wrong, the account that it is{}; Enter loads none",
    )
    answer = ask(
        question.format(t("（错名=账号，几个用逗号隔开）", " (WRONG=RIGHT, with commas)") if names[1:] else "")
    )
    if is_affirmed(answer):
        _list_accounts(settings, waiting)
        return True
    if answer.casefold() in ("", "n", "no", "否", "不", "不是"):
        return False
    said = answer if names[1:] or "=" in answer or "＝" in answer else f"{names[0]}={answer}"
    try:
        _add_aliases(settings, waiting, aliases_of(re.split("[,，、;；]", said)))
    except UsageError as problem:
        console.say(problem.line(language()))
    return None


def _list_accounts(settings: "Settings", waiting: Sequence["FileResult"]) -> None:
    """Write the new accounts of files *waiting* into accounts.yaml, if that lists accounts: so their data are missed,
    too, from the day on that the answer says; one that is known on other platforms may be older than it is here.
    """
    from pubkpi.ingest.accounts.accounts_file import add, add_name
    from pubkpi.ingest.accounts.directory import ENTITY, account_directory
    from pubkpi.pipeline.open import open_store
    from pubkpi.pipeline.plans.edit_steps import names_for_load

    names = dict.fromkeys(name for one in waiting if one.question == "account" for name in one.strangers)
    new = [(name, platform) for name, platform in names if platform != ENTITY]
    with names_for_load(settings), open_store(settings, write=False) as store:
        if not new or not store.knowledge.names.accounts:
            return
        unheard = {name for name, _ in new if not account_directory(store).called(name)}
        opened_on = _opening_day() if unheard else None
        for name, platform in new:
            try:
                if name in unheard:
                    add(store, name, [platform], None, opened_on)
                else:
                    add_name(store, name, platform, name)
            except UsageError as problem:
                console.say(problem.line(language()))
            else:
                command = f"pubkpi accounts add {console.in_quotes(name)} --unit …"
                unit = t(f"；有单位就补：{command}", f"; its unit, if it has one: {command}") if name in unheard else ""
                console.say(t(f"“{name}”已写入 accounts.yaml{unit}", f"{name} stands in accounts.yaml{unit}"))


def _opening_day() -> date | None:
    """Since when there are new accounts, asked until the answer can be; None where it is blank."""
    question = t(
        "哪天开通的？写成 2025-07-01，此前不催数；直接回车则各期都算有它",
        "Opened on which day? Write it as 2025-07-01: nothing is due before; Enter counts them in every period",
    )
    return ask_until(question, day)


def aliases_of(words: Sequence[str]) -> dict[str, str]:
    """The account by its wrong name of each ``WRONG=RIGHT``; UsageError for another form."""
    found = {}
    for one in words:
        name, _, account = (part.strip() for part in one.replace("＝", "=").partition("="))
        if not (name and account):
            what = Text(f"看不懂：{one}", f"not understood: {one}")
            raise UsageError("--alias", what, Text("写成 错名=账号。", "Write WRONG=RIGHT."))
        found[name] = account
    return found


def is_yes(question: str) -> bool:
    """Whether the answer is yes; anything else counts as no, and so does the end of input."""
    return is_affirmed(ask(f"{question} [y/N]"))


def is_affirmed(answer: str) -> bool:
    """Whether *answer* is a yes."""
    return answer.casefold() in ("y", "yes", "是", "对", "好")


def ask(question: str) -> str:
    """The answer, blank at the end of input."""
    try:
        answer: str = typer.prompt(question, default="", show_default=False, err=True)
    except typer.Abort:
        if signals.exit_code():
            raise  # Ctrl-C ends the command
        console.say("")
        return ""
    return answer.strip()


def ask_until(question: str, read: Callable[[str], T]) -> T | None:
    """What *read* makes of the answer, asked anew as long as it cannot; None where the answer is blank."""
    while answer := ask(question):
        try:
            return read(answer)
        except UsageError as problem:
            console.say(problem.line(language()))
    return None


def _download_day(waiting: Sequence["FileResult"]) -> date | None:
    """The answer to one question for all of which nothing says the day; None without such, or without an answer."""
    listed = [one.error for one in waiting if one.error and one.question == "as_of"]
    if not listed:
        return None
    for error in listed:
        console.say(f"  {error.line(language())}")
    question = t(
        "这些文件是哪一天下载的？写成 2025-04-03，直接回车则不导入",
        "On which day were these downloaded? Write it as 2025-04-03; Enter loads none",
    )
    answer = ask(question)
    try:
        return day(answer) if answer else None
    except UsageError as problem:
        console.say(problem.line(language()))
        return None


def _changes(waiting: Sequence["FileResult"]) -> str:
    for one in waiting:
        if one.error and one.question == "correction":
            console.say(f"  {one.error.where}: {console.reason(one.error)}")
    return t("要这样更正吗？", "Is this to be corrected so?")
