"""`pubkpi report`: the report of a quarter or a year."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

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
    sections: Sections = None,
    eject: Eject = None,
    lang: Annotated[Language | None, typer.Option(help=t("报告语言", "Language of the report"))] = None,
    scorecard: Scorecard = None,
    state_day: StateDay = None,
    fail_on: FailOn = Level.error,
) -> None:
    """Write the report of the period."""
    from pubkpi import pipeline
    from pubkpi.report import FORMATS
    from pubkpi.workspace.settings import find

    if eject is not None:
        _print(pipeline.eject(find(), eject))
        return
    when = needed_period("report", period, quarter, year)
    settings = pipeline.state_on(find(scorecard=scorecard, lang=lang and lang.value, sections=sections), state_day)
    wanted = [form for form, asked in zip(FORMATS, (html, pdf, docx, xlsx, pptx), strict=True) if asked]
    review, paths = pipeline.report(settings, when, wanted or settings.formats, out)
    _print(paths)
    if open_first:
        open_file(paths[0])
    judge(review.card.findings, fail_on)


def _print(paths: Iterable[Path]) -> None:
    for path in paths:
        console.out(str(path))
