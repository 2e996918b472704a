"""Files that need a decision of the user: on a terminal one question covers all of them, then they are loaded."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from pubkpi.cli import console, signals
from pubkpi.cli.locale import language, t
from pubkpi.cli.views.files import follow, show_progress
from pubkpi.model.errors import UsageError
from pubkpi.model.periods import day

if TYPE_CHECKING:
    from pubkpi.ingest.result import FileResult, IngestOptions
    from pubkpi.workspace.settings import Settings


def ingest_with_questions(
    settings: "Settings", paths: Sequence[Path], options: "IngestOptions", *, table: bool
) -> list["FileResult"]:
    """The result of each file; on a terminal, and for a *table*, after asking what only the user can decide."""
    from pubkpi.ingest.inbox import sizes
    from pubkpi.pipeline.load import ingest

    asks = table and not options.dry_run and console.can_ask()
    results = follow(ingest(settings, paths, options), lambda: sizes(paths), asks=asks)
    waiting = first = [one for one in results if one.question] if asks else []
    while waiting:
        new = any(one.question == "account" for one in waiting)
        change = any(one.question == "correction" for one in waiting)
        confirmed = replace(
            options,
            new_accounts=options.new_accounts or (new and is_yes(_new(waiting))),
            yes=options.yes or (change and is_yes(_changes(waiting))),
            unstated_as_of=options.unstated_as_of or _download_day(waiting),
        )
        if confirmed == options:
            break
        # what was loaded by now is known by its bytes, so only what waited is loaded
        options, again = confirmed, {one.path: one for one in ingest(settings, paths, confirmed)}
        results = [again.get(one.path, one) if one.question else one for one in results]
        waiting = [one for one in results if one.question]
    for one in first:
        show_progress(next(result for result in results if result.path == one.path))
    return results


def is_yes(question: str) -> bool:
    """Whether the answer is yes; anything else counts as no, and so does the end of input."""
    return ask(f"{question} [y/N]").casefold() in ("y", "yes", "是", "对", "好")


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


def _new(waiting: Sequence["FileResult"]) -> str:
    """One question for all that are *waiting*: are their names new accounts?"""
    for line in dict.fromkeys(console.reason(one.error) for one in waiting if one.error and one.question == "account"):
        console.say(f"  {line}")
    return t("这些都是新账号，要导入吗？", "Are these new accounts, to be loaded?")


def _changes(waiting: Sequence["FileResult"]) -> str:
    for one in waiting:
        if one.error and one.question == "correction":
            console.say(f"  {one.error.where}: {console.reason(one.error)}")
    return t("要这样更正吗？", "Is this to be corrected so?")
