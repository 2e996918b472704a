"""`pubkpi measures`: what is measured, and its values in a quarter."""

from typing import Annotated

import typer

from pubkpi.cli import shown
from pubkpi.cli.locale import t
from pubkpi.cli.options import Scorecard

HELP = t("列出指标；加 --quarter 显示数值（不打分）。", "List the measures; with --quarter their values, unscored.")


def run(
    quarter: Annotated[str | None, typer.Option("--quarter", "-q", metavar="2023Q4", help=t("季度", "Quarter"))] = None,
    scorecard: Scorecard = None,
) -> None:
    """List the measures, with the values of *quarter*."""
    from pubkpi import pipeline
    from pubkpi.model.periods import quarter as parsed
    from pubkpi.workspace.settings import find

    settings = find(scorecard=scorecard)
    kpis = pipeline.kpis(settings)
    period = parsed(quarter) if quarter else None
    values = pipeline.values(settings, kpis, [period])[period] if period else None
    shown.measures(kpis, values)
