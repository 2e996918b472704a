"""`pubkpi score`: the scorecard of a quarter."""

from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console, shown
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import By, FailOn, Level, Quarter, Scorecard, Sheet, judge

if TYPE_CHECKING:
    from pubkpi.model.findings import Finding
    from pubkpi.model.scores import League, Review
    from pubkpi.model.text import Lang

HELP = t("给一个季度打分，打印考核表。", "Score a quarter and print the scorecard.")


def run(
    quarter: Quarter,
    scorecard: Scorecard = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
    by: Annotated[
        By | None, typer.Option(help=t("对填报了数值的各个对象打分并排名", "Score and rank those with typed values"))
    ] = None,
    fail_on: FailOn = Level.error,
) -> None:
    """Print the scorecard of *quarter*, or the league table."""
    from pubkpi import pipeline
    from pubkpi.model.periods import quarter as parsed
    from pubkpi.workspace.settings import find

    settings = find(scorecard=scorecard)
    if by:
        findings = _league(pipeline.league(settings, parsed(quarter)), format)
    else:
        findings = _scorecard(pipeline.review(settings, parsed(quarter)), format, settings.lang)
    judge(findings, fail_on)


def _scorecard(review: "Review", format: Sheet, lang: "Lang") -> "tuple[Finding, ...]":
    from pubkpi.report import data

    if format is Sheet.json:
        console.as_json(data.as_json(review.card, lang))
    elif format is Sheet.csv:
        console.as_csv(data.as_rows(review.card, lang))
    else:
        shown.scorecard(review)
    return review.card.findings


def _league(league: "League", format: Sheet) -> "tuple[Finding, ...]":
    from pubkpi.report import data

    if format is Sheet.json:
        console.as_json(data.league_as_json(league, language()))
    elif format is Sheet.csv:
        console.as_csv(data.league_as_rows(league))
    else:
        shown.league(league)
    return league.findings
