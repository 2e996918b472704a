"""`pubkpi report`: the report of a quarter or a year."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import t
from pubkpi.cli.opener import open_file
from pubkpi.cli.options import (
    FailOn,
    Language,
    Level,
    PeriodWords,
    QuarterWords,
    Scorecard,
    StateDay,
    YearWords,
    judge,
    needed_period,
)
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.findings import Finding
    from pubkpi.model.periods import Period
    from pubkpi.model.text import Format
    from pubkpi.workspace.settings import Settings


class EachEntity(StrEnum):
    """Whose reports are written, one for each."""

    account = "account"
    unit = "unit"


Places = tuple[Path | None, Path | None]  # the folder, the ZIP
_TOGETHER = UsageError(
    "report",
    Text("--by 和 --each 要一起写", "--by and --each go together"),
    Text("如 pubkpi report -q 2024Q4 --by account --each。", "As in pubkpi report -q 2024Q4 --by account --each."),
)
_OWN_DAYS = UsageError(
    "report",
    Text("--topic 自有起止，不和期间、--by、--each、--zip 一起写", "--topic has days of its own"),
    Text("只写 --topic 名称。", "No period, --by, --each or --zip goes with it."),
)
By = Annotated[
    EachEntity | None,
    typer.Option(metavar=t("谁", "WHOM"), help=t("谁的：account（账号）或 unit（单位）", "Whose: account or unit")),
]
Each = Annotated[bool, typer.Option("--each", help=t("每个各写一份", "A report for each of them"))]
Pack = Annotated[Path | None, typer.Option("--zip", metavar="FILE", help=t("装进一个 ZIP", "All into one ZIP"))]
Topic = Annotated[
    str | None,
    typer.Option(metavar=t("名称", "NAME"), help=t("一个活动或事件的复盘", "The review of one activity or incident")),
]
Sections = Annotated[
    str | None,
    typer.Option(metavar="NAMES", help=t("要哪些章节，用逗号分开", "Which sections, with commas between")),
]
Eject = Annotated[
    str | None,
    typer.Option(
        metavar="SECTION",
        help=t("把这一节的模板抄进工作区，不写报告", "Copy the section's templates into the workspace, and no report"),
    ),
]


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    html: Annotated[bool, typer.Option("--html", help=t("写成 HTML", "As HTML"))] = False,
    pdf: Annotated[bool, typer.Option("--pdf", help=t("写成 PDF", "As PDF"))] = False,
    docx: Annotated[bool, typer.Option("--docx", help=t("写成 Word", "As DOCX"))] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help=t("写成 Excel", "As XLSX"))] = False,
    pptx: Annotated[bool, typer.Option("--pptx", help=t("写成 PowerPoint", "As PPTX"))] = False,
    open_first: Annotated[bool, typer.Option("--open", help=t("打开写好的第一个文件", "Open the first file"))] = False,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help=t("写到哪个文件夹", "Where to write"))] = None,
    by: By = None,
    each: Each = False,
    pack: Pack = None,
    topic: Topic = None,
    sections: Sections = None,
    eject: Eject = None,
    lang: Annotated[Language | None, typer.Option(help=t("报告语言", "Language of the report"))] = None,
    scorecard: Scorecard = None,
    state_day: StateDay = None,
    fail_on: FailOn = Level.error,
) -> None:
    """Write the report of the period."""
    from pubkpi.pipeline.open import state_on
    from pubkpi.pipeline.results import report
    from pubkpi.report import FORMATS
    from pubkpi.workspace.settings import find

    if eject is not None:
        _print(report.eject(find(), eject))
        return
    when = _when(topic, period, quarter, year)
    settings = state_on(find(scorecard=scorecard, lang=lang and lang.value, sections=sections), state_day)
    wanted = [form for form, asked in zip(FORMATS, (html, pdf, docx, xlsx, pptx), strict=True) if asked]
    findings, paths = _write(settings, when or topic or "", wanted or settings.formats, (by, each), (out, pack))
    _print(paths)
    if open_first:
        open_file(paths[0])
    judge(findings, fail_on)


def _when(topic: str | None, period: str | None, quarter: str | None, year: str | None) -> "Period | None":
    """The period that is reported; None with a *topic*, which has days of its own."""
    if not topic:
        return needed_period("report", period, quarter, year)
    if period or quarter or year:
        raise _OWN_DAYS
    return None


def _write(
    settings: "Settings",
    when: "Period | str",
    formats: "Sequence[Format]",
    whose: tuple[EachEntity | None, bool],
    places: Places,
) -> "tuple[tuple[Finding, ...], list[Path]]":
    """Write the department's report, those of all accounts or units, or that of a topic, which stands for *when*; what
    is to be said, and the files.
    """
    from pubkpi.pipeline.results import report

    by, each = whose
    if isinstance(when, str):
        if by or each or places[1]:
            raise _OWN_DAYS
        shown, paths = report.report_topic(settings, when, formats, places[0])
        return shown.card.findings, paths
    if (by is None) == each:
        raise _TOGETHER
    pack = places[1]
    if pack and pack.suffix.lower() != ".zip":
        what = Text("不是 ZIP 的文件名", "this is not the name of a ZIP")
        raise UsageError(str(pack), what, Text("写成 .zip。", "End it in .zip."))
    if by:
        from pubkpi.pipeline.results.batch import report_each

        return report_each(settings, when, by.value, formats, *places)
    review, paths = report.report(settings, when, formats, *places)
    return review.card.findings, paths


def _print(paths: Iterable[Path]) -> None:
    for path in paths:
        console.out(str(path))
