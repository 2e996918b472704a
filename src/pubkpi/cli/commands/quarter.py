"""`pubkpi quarter`: the whole way of a period by one command."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.opener import open_file
from pubkpi.cli.options import Aliases, FailOn, Level, Scorecard, judge, needed_period
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pubkpi.ingest.result import IngestOptions
    from pubkpi.model.periods import Period
    from pubkpi.model.status import Status
    from pubkpi.workspace.settings import Settings

Words = Annotated[
    str,
    typer.Argument(metavar="PERIOD", help=t("考核表考核的期间，如 2025Q1", "A period that the plan scores, as 2025Q1")),
]
AsItIs = Annotated[
    bool,
    typer.Option("--as-is", help=t("有缺的、有拒收的也按现有数据走到底", "Go on with what there is, whatever lacks")),
]
New = Annotated[bool, typer.Option("--new-accounts", help=t("未知的名称确是新账号", "Names that nobody knows are new"))]
Yes = Annotated[bool, typer.Option("--yes", help=t("确认更正已导入的文件", "Correct what was loaded before"))]


def run(
    period: Words,
    as_is: AsItIs = False,
    new_accounts: New = False,
    alias: Aliases = None,
    yes: Yes = False,
    open_first: Annotated[bool, typer.Option("--open", help=t("打开写好的报告", "Open the report"))] = False,
    scorecard: Scorecard = None,
    fail_on: FailOn = Level.error,
) -> None:
    """Load inbox and forms, show what lacks, score, report; stop where somebody has to decide, go on from there."""
    from pubkpi.cli.views.scores.scorecard import show_scorecard
    from pubkpi.ingest.result import IngestOptions
    from pubkpi.pipeline.results.report import report
    from pubkpi.pipeline.scores import kpis
    from pubkpi.pipeline.upkeep.launcher import write_launcher
    from pubkpi.pipeline.upkeep.state import forms_to_mend, status
    from pubkpi.workspace.settings import find

    settings, when = find(scorecard=scorecard), needed_period("quarter", period, None, None)
    kpis(settings, when)  # a period that the plan does not score is refused before anything is loaded
    write_launcher(settings.root)
    _ingest(settings, IngestOptions(new_accounts=new_accounts, yes=yes), alias or (), as_is=as_is)
    _refuse_rejects(() if as_is else forms_to_mend(settings, when), when)
    _refuse_gaps(status(settings, when), scorecard, as_is=as_is)
    review, paths = report(settings, when, settings.formats, None)
    show_scorecard(review)
    for path in paths:
        console.out(str(path))
    if open_first:
        open_file(paths[0])
    judge(review.card.findings, fail_on)


def _ingest(settings: "Settings", options: "IngestOptions", aliases: "Sequence[str]", *, as_is: bool) -> None:
    """Load the inbox, and the forms that were written for gaps; the command ends where a file is refused, unless the
    way is to be walked *as_is*.
    """
    from pubkpi.cli.questions import aliases_of, ingest_with_questions
    from pubkpi.cli.views.files import refuse, show_files, show_no_file
    from pubkpi.pipeline.upkeep.forms import FOLDER

    folders = [settings.inbox, settings.root / FOLDER]
    folders = [_from_here(one) for one in folders if any(path.is_file() for path in one.rglob("*"))]
    if not folders:
        show_no_file()
        return
    results = ingest_with_questions(settings, folders, options, table=True, aliases=aliases_of(aliases))
    show_files(results)
    if not as_is:
        refuse(results)


def _from_here(folder: Path) -> Path:
    """The *folder* as it is seen from the current one, where it lies below that: so are its files named."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def _refuse_rejects(forms: "Sequence[str]", period: "Period") -> None:
    """DataError where rows of the *forms* were rejected that may be of *period*."""
    if forms:
        what = Text(
            f"登记表有拒收的行：{'、'.join(forms)}；先不打分",
            f"rows of forms were rejected: {', '.join(forms)}; nothing is scored yet",
        )
        hint = Text(
            f"原因见 pubkpi rejects；改好登记表，再运行 pubkpi quarter {period}，或加 --as-is。",
            f"pubkpi rejects says why: mend the form, then run pubkpi quarter {period} again, or with --as-is.",
        )
        raise DataError("quarter", what, hint)


def _refuse_gaps(state: "Status", scorecard: str | None, *, as_is: bool) -> None:
    """Show the checklist of the period; DataError where an indicator has no value and nobody says to go on."""
    from pubkpi.cli.questions import is_yes
    from pubkpi.cli.views.workspace.status import show_status

    lacking = [one.label for one in state.checklist if one.state == "missing"]
    show_status(state, advises=False)
    if state.unplanned:
        raise state.unplanned
    if not lacking or as_is:
        return
    if console.can_ask() and is_yes(t("现在就打分、出报告吗？", "Score and report all the same?")):
        return
    zh, en = "、".join(one.zh for one in lacking), ", ".join(one.en for one in lacking)
    what = Text(f"还没有数值：{zh}；先不打分", f"without a value: {en}; nothing is scored yet")
    raise DataError(str(state.period), what, _hint(state, scorecard))


def _hint(state: "Status", scorecard: str | None) -> Text:
    """What to do about gaps, by the *scorecard* that was named: forms that close some can be written."""
    zh, en = "补齐后再运行一次，或加 --as-is。", "Run it again with what lacks, or with --as-is."
    if not any(gap.source and gap.source.form for one in state.checklist for gap in one.gaps):
        return Text(zh, en)
    form = f"pubkpi form --missing --period {state.period}" + (f" --scorecard {scorecard}" if scorecard else "")
    return Text(f"{form} 写出还缺的登记表。{zh}", f"{form} writes the forms that are due. {en}")
