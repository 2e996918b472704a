"""`pubkpi score`: the scorecard of a quarter or a year."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import (
    By,
    FailOn,
    Force,
    Level,
    PeriodWords,
    QuarterWords,
    Scorecard,
    Sheet,
    StateDay,
    Workbook,
    WorkbookLanguage,
    YearWords,
    judge,
    needed_period,
)
from pubkpi.cli.views.scores.league import show_league
from pubkpi.cli.views.scores.scorecard import show_scorecard
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.model.findings import Finding
    from pubkpi.model.periods import Period
    from pubkpi.model.scores import Side
    from pubkpi.workspace.settings import Settings

_SHOWN = ("pubkpi.report.sections.scorecard", "rich.table", "rich.console")
_OF_RANKS = Text(
    "--columns 和 --top 选的是排名表上列什么", "--columns and --top choose what the table of ranks shows on a terminal"
)

_OF_FILE = Text("--out 写的是排名", "--out is for ranks")
_FEW = 20  # entities that are shown where all are written to a file
_OF_ONE = Text(
    "--workbook 写的是本部门的考核表，不是排名", "--workbook is for the department's scorecard, not for ranks"
)

SideBySide = Annotated[
    By | None,
    typer.Option(
        metavar=t("谁", "WHOM"),
        help=t(
            "并列打分并排名：account（账号）、 unit（单位）、 platform（平台）、 author（作者）或 entity（填报对象）",
            "Score and rank side by side: account, unit, platform, author or entity (with entered values)",
        ),
    ),
]
Columns = Annotated[
    str,
    typer.Option(metavar="ID,ID", help=t("排名表只列这些指标", "Only these indicators in the table of ranks")),
]
Top = Annotated[
    int | None, typer.Option(min=1, metavar="N", help=t("排名表只列前 N 个", "Only the best N in the table of ranks"))
]

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help=t(
            "排名全部写入 .csv 或 .parquet 文件，屏上只列前几名",
            "Write all ranks to a .csv or .parquet file; the best are shown",
        ),
    ),
]


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    scorecard: Scorecard = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
    by: SideBySide = None,
    columns: Columns = "",
    top: Top = None,
    out: Out = None,
    workbook: Workbook = None,
    lang: WorkbookLanguage = None,
    force: Force = False,
    state_day: StateDay = None,
    fail_on: FailOn = Level.error,
) -> None:
    """Print the scorecard of the period, or the league table."""
    from pubkpi.pipeline.open import state_on
    from pubkpi.workspace.files import refuse_workbook
    from pubkpi.workspace.settings import find

    if (columns or top) and not (by and format is Sheet.table):
        raise UsageError("score", _OF_RANKS, Text("加上 --by，不写 --format。", "Add --by, and no --format."))
    if workbook and by:
        raise UsageError("score", _OF_ONE, Text("去掉 --by。", "Leave out --by."))
    if workbook:
        refuse_workbook(workbook, force=force)
    if out:
        _refuse_out(out, by, format, force)
    when = needed_period("score", period, quarter, year)
    settings = state_on(find(scorecard=scorecard, lang=lang and lang.value), state_day)
    if by:
        findings = _league(settings, when, by.value, format, columns, top, out)
    else:
        findings = _scorecard(settings, when, format, workbook)
    judge(findings, fail_on)


def _refuse_out(out: Path, by: By | None, format: Sheet, force: bool) -> None:
    from pubkpi.report.formats.league_table import refuse_league_file

    if not by or format is not Sheet.table:
        raise UsageError("score", _OF_FILE, Text("加上 --by，不写 --format。", "Add --by, and no --format."))
    refuse_league_file(out, force=force)


def _scorecard(settings: "Settings", when: "Period", format: Sheet, workbook: "Path | None") -> "tuple[Finding, ...]":
    from pubkpi.pipeline import scores
    from pubkpi.report.formats import data

    review = scores.review(settings, when, record=True, explained=format is Sheet.table, ahead=_SHOWN)
    if format is Sheet.json:
        console.as_json(data.as_json(review.card, language()) | {"run": review.run or None})
    elif format is Sheet.csv:
        console.as_csv(data.as_rows(review.card, language()), review.card.findings)
    else:
        show_scorecard(review)
        if review.run:
            console.say(t(f"结果编号 {review.run[:12]}", f"run {review.run[:12]}"))
    if workbook:
        from pubkpi.pipeline.workings.workbook import write_score

        write_score(settings, review, workbook)
        console.say(t(f"已写出 {workbook}", f"written: {workbook}"))
    return review.card.findings


def _league(
    settings: "Settings", when: "Period", by: "Side", format: Sheet, columns: str, top: int | None, out: Path | None
) -> "tuple[Finding, ...]":
    from pubkpi.pipeline import scores
    from pubkpi.report.formats import data, league_table

    league = scores.league(settings, when, by, record=True)
    if format is Sheet.json:
        console.as_json(data.league_as_json(league, language()))
    elif format is Sheet.csv:
        console.as_csv(league_table.league_as_rows(league), league.findings)
    else:
        show_league(
            league, [name.strip() for name in columns.split(",") if name.strip()], top or (_FEW if out else None)
        )
    if out:
        count = league_table.write_league(league, out)
        console.say(t(f"已写出 {out}：{count} 个", f"written: {out}, {count} of them"))
    return league.findings
