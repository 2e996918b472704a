"""`pubkpi trace`: where a number comes from, down to the cells of the files."""

import sys
from typing import Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import (
    OfEntity,
    OfSide,
    PeriodWords,
    QuarterWords,
    Scorecard,
    Sheet,
    StateDay,
    YearWords,
    needed_period,
    whom,
)
from pubkpi.cli.views.trace import show_trace
from pubkpi.cli.views.trace_data import trace_as_json, trace_rows
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

_ROWS = Text("写一个整数，或 all", "write a whole number, or all")


def run(
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help=t("考核指标或指标", "Indicator or measure"))],
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    by: OfSide = None,
    entity: OfEntity = "",
    rows: Annotated[str, typer.Option(metavar="N", help=t("列出几行，或 all（20）", "Rows to list, or all"))] = "20",
    scorecard: Scorecard = None,
    state_day: StateDay = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
) -> None:
    """Trace an indicator of the period, or a measure."""
    from pubkpi.pipeline.open import state_on
    from pubkpi.pipeline.trace import trace
    from pubkpi.workspace.settings import find

    side, when = whom("trace", by, entity), needed_period("trace", period, quarter, year)
    settings = state_on(find(scorecard=scorecard), state_day)
    found = trace(settings, indicator, when, by=side, entity=entity, limit=_limit(rows))
    if format is Sheet.json:
        console.as_json(trace_as_json(found, language()))
    elif format is Sheet.csv:
        console.as_csv(trace_rows(found, language()), found.measure.value.findings)
    else:
        show_trace(found)


def _limit(words: str) -> int | None:
    """How many rows, None for all; UsageError for anything else."""
    if words == "all":
        return None
    if not words.isascii() or not words.isdigit():
        raise UsageError("--rows", _ROWS)
    return min(int(words), sys.maxsize)
