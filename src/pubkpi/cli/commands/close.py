"""`pubkpi close`: make a period final, or revise it."""

from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import PeriodWords, QuarterWords, Scorecard, YearWords, needed_period


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    scorecard: Scorecard = None,
    revise: Annotated[bool, typer.Option("--revise", help=t("修订已定稿的结果", "Revise a closed result"))] = False,
    force: Annotated[
        bool, typer.Option("--force", help=t("数据还是暂定的也定稿", "Close it while its data are provisional"))
    ] = False,
    reason: Annotated[str, typer.Option(metavar=t("原因", "WHY"), help=t("为什么", "Why"))] = "",
) -> None:
    """Close the period: its results stand from now on."""
    from pubkpi.pipeline.results.close import Decision, close
    from pubkpi.workspace.settings import find

    when = needed_period("close", period, quarter, year)
    remark = close(find(scorecard=scorecard), when, Decision(force, revise, reason))
    console.out(f"{remark.where}: {remark.message.say(language())}")
