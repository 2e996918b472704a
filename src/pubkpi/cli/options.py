"""Options that several commands share, declared once."""

from collections.abc import Iterable
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.model.errors import FindingsError, PubkpiError, UsageError
from pubkpi.model.findings import Finding, reaching
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.periods import Period
    from pubkpi.model.scores import Side


class Shape(StrEnum):
    """What a reading command writes on stdout."""

    table = "table"
    json = "json"


class Lines(StrEnum):
    """What a check writes on stdout: a line a finding, or JSON."""

    text = "text"
    json = "json"


class Sheet(StrEnum):
    """The same, with a spreadsheet."""

    table = "table"
    json = "json"
    csv = "csv"


class Answer(StrEnum):
    """The answer to a question of ours."""

    yes = "yes"
    no = "no"


def as_bool(answer: Answer | None) -> bool | None:
    """Whether the *answer* is yes; None without one."""
    return None if answer is None else answer is Answer.yes


class By(StrEnum):
    """What stands side by side in a league table."""

    entity = "entity"
    account = "account"
    unit = "unit"
    platform = "platform"
    author = "author"


class Page(StrEnum):
    """The same, with a page of documentation."""

    table = "table"
    json = "json"
    markdown = "markdown"


class Level(StrEnum):
    """From which severity on findings end in exit code 5."""

    error = "error"
    warning = "warning"
    never = "never"


class Language(StrEnum):
    """The language of a report."""

    zh = "zh"
    en = "en"


PeriodWords = Annotated[
    str | None,
    typer.Option(
        "--period",
        "-p",
        metavar="2024Q4",
        help=t("期间，如 2024Q4、2025W10、2025年上半年", "Period, such as 2024Q4, 2025W10 or 2025H1"),
    ),
]
QuarterWords = Annotated[
    str | None,
    typer.Option(
        "--quarter", "-q", metavar="2024Q4", help=t("季度，如 2024Q4、2024年第四季度", "Quarter, such as 2024Q4")
    ),
]
YearWords = Annotated[str | None, typer.Option(metavar="2024", help=t("全年，如 2024", "Year, such as 2024"))]
Scorecard = Annotated[
    str | None, typer.Option(metavar="ID", help=t("考核表，默认取工作区设置", "Scorecard; the workspace's by default"))
]
StateDay = Annotated[
    str | None,
    typer.Option(
        "--known-on",
        metavar="2024-07-15",
        help=t("只按到那天为止导入的资料", "By what was loaded up to that day"),
    ),
]
OfSide = Annotated[
    By | None,
    typer.Option(
        metavar=t("谁", "WHOM"),
        help=t("account、unit、platform、author 或 entity", "Of an account, unit, platform, author or entity"),
    ),
]
OfEntity = Annotated[str, typer.Option(metavar="NAME", help=t("哪一个账号、单位…", "Which of them"))]
Workbook = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE.xlsx",
        help=t("另写成带公式的工作簿", "Write a workbook as well, with formulas from the rows on"),
    ),
]
WorkbookLanguage = Annotated[Language | None, typer.Option("--lang", help=t("工作簿语言", "Language of the workbook"))]
Force = Annotated[bool, typer.Option("--force", help=t("覆盖已有文件", "Overwrite a file"))]
Aliases = Annotated[
    list[str] | None,
    typer.Option(
        metavar=t("错名=账号", "WRONG=RIGHT"),
        help=t("不认识的名称其实是哪个账号；可重复", "The account that an unknown name is meant for; repeat"),
    ),
]
FailOn = Annotated[
    Level,
    typer.Option(
        metavar=t("级别", "LEVEL"),
        help=t(
            "有发现达到这个级别时退出码为 5：error、 warning 或 never",
            "Exit with 5 on findings of this level: error, warning or never",
        ),
    ),
]


def period_of(period: str | None, quarter: str | None, year: str | None) -> "Period | None":
    """The one period that was named, None without any; UsageError for several, and for words that name none."""
    from pubkpi.model import periods

    named = [
        (words, kinds)
        for words, kinds in ((period, ()), (quarter, (periods.QUARTER,)), (year, (periods.YEAR,)))
        if words is not None
    ]
    if len(named) > 1:
        raise UsageError(
            "", Text("--period、--quarter、--year 只写一个", "write only one of --period, --quarter or --year")
        )
    if not named:
        return None
    words, kinds = named[0]
    try:
        return periods.period(words, *kinds)
    except UsageError:
        found = None if kinds else _own_period(words)
        if found is None:
            raise
        return found


def _own_period(words: str) -> "Period | None":
    """The period that a plan of the workspace calls so."""
    from pubkpi.pipeline.plans.own_periods import own_period
    from pubkpi.workspace.settings import find

    with suppress(PubkpiError):
        return own_period(find(), words)
    return None


def needed_period(command: str, period: str | None, quarter: str | None, year: str | None) -> "Period":
    """The same for a *command* that needs one; UsageError without any."""
    found = period_of(period, quarter, year)
    if found is None:
        what = Text("缺少选项 --period、--quarter 或 --year", "--period, --quarter or --year is missing")
        hint = Text(f"用法见 pubkpi {command} --help。", f"See pubkpi {command} --help.")
        raise UsageError(command, what, hint)
    return found


def whom(command: str, by: By | None, entity: str) -> "Side | None":
    """Of what kind the *entity* is that a *command* is about; UsageError where one is written without the other."""
    if bool(by) != bool(entity):
        what, hint = Text("--by 和 --entity 一起写", "--by goes with --entity"), "--by account --entity NAME"
        raise UsageError(command, what, Text(f"如 {hint}。", f"As in {hint}."))
    return by.value if by else None


def judge(findings: Iterable[Finding], level: Level) -> None:
    """FindingsError (exit 5) when findings reach *level*."""
    grave = reaching(findings, level.value)
    if grave:
        what = Text(f"已完成，但有 {len(grave)} 条发现达到 {level}", f"done; findings that reach {level}: {len(grave)}")
        raise FindingsError("--fail-on", what)
