"""`pubkpi score`: the scorecard of a quarter."""

from typing import Annotated

import typer

from pubkpi.cli import console, shown
from pubkpi.cli.locale import t
from pubkpi.cli.options import FailOn, Level, Quarter, Scorecard, Sheet, judge

HELP = t("给一个季度打分，打印考核表。", "Score a quarter and print the scorecard.")


def run(
    quarter: Quarter,
    scorecard: Scorecard = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
    fail_on: FailOn = Level.error,
) -> None:
    """Print the scorecard of *quarter*."""
    from pubkpi import pipeline
    from pubkpi.model.periods import quarter as parsed
    from pubkpi.report import data
    from pubkpi.workspace.settings import find

    settings = find(scorecard=scorecard)
    review = pipeline.review(settings, parsed(quarter))
    card = review.card
    if format is Sheet.json:
        console.as_json(data.as_json(card, settings.lang))
    elif format is Sheet.csv:
        console.as_csv(data.as_rows(card, settings.lang))
    else:
        shown.scorecard(review)
    judge(card.findings, fail_on)
