"""Options that several commands share, declared once."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

import typer

from pubkpi.cli.locale import t
from pubkpi.model.errors import FindingsError
from pubkpi.model.findings import Finding, reaching
from pubkpi.model.text import Text


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


_QUARTER = typer.Option(
    "--quarter", "-q", metavar="2024Q4", help=t("季度，如 2024Q4、2024年第四季度", "Quarter, such as 2024Q4")
)
Quarter = Annotated[str, _QUARTER]
QuarterOrNone = Annotated[str | None, _QUARTER]
Scorecard = Annotated[
    str | None, typer.Option(metavar="ID", help=t("考核表，默认取工作区设置", "Scorecard; the workspace's by default"))
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


def judge(findings: Iterable[Finding], level: Level) -> None:
    """FindingsError (exit 5) when findings reach *level*."""
    grave = reaching(findings, level.value)
    if grave:
        what = Text(f"已完成，但有 {len(grave)} 条发现达到 {level}", f"done; findings that reach {level}: {len(grave)}")
        raise FindingsError("--fail-on", what)
