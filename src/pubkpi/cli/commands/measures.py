"""`pubkpi measures`: what is measured and how, the values of a period, and the query behind a measure."""

from typing import TYPE_CHECKING, Annotated

import typer

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.options import (
    Force,
    PeriodWords,
    QuarterWords,
    Scorecard,
    Sheet,
    StateDay,
    Workbook,
    WorkbookLanguage,
    YearWords,
    period_of,
)
from pubkpi.cli.views.scores.measures import measure_findings, show_measure, show_measures, show_values
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pubkpi.model.kpis.measures import Measure
    from pubkpi.model.periods import Period
    from pubkpi.workspace.settings import Settings


_OF_VALUES = Text(
    "--workbook 写的是一个周期的数值：写上 --period，不写 --sql",
    "--workbook is for the values of a period: it needs --period, and no --sql",
)
_NO_FORMAT = Text("--sql 显示查询，不和 --format 一起写", "--sql shows a query and goes without --format")


def run(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help=t("只看一个指标", "One measure, whole"))] = None,
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    sql: Annotated[bool, typer.Option("--sql", help=t("显示它的查询", "Show its query"))] = False,
    scorecard: Scorecard = None,
    workbook: Workbook = None,
    lang: WorkbookLanguage = None,
    force: Force = False,
    state_day: StateDay = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
) -> None:
    """List the measures or show *name*, with the values of the period."""
    from pubkpi.measure import queries
    from pubkpi.pipeline import scores
    from pubkpi.pipeline.open import state_on
    from pubkpi.workspace.files import refuse_workbook
    from pubkpi.workspace.settings import find

    if sql and format is not Sheet.table:
        raise UsageError("measures", _NO_FORMAT)
    settings = state_on(find(scorecard=scorecard, lang=lang and lang.value), state_day)
    when = period_of(period, quarter, year)
    if workbook and (sql or not when):
        raise UsageError("measures", _OF_VALUES)
    if workbook:
        refuse_workbook(workbook, force=force)
    if when and not sql:
        _show(settings, when, name, format, workbook)
        return
    kpis = scores.kpis(settings)
    if sql:
        console.page(queries.sql(kpis.measures, name, when or kpis.valid[1], settings.dialects))
    else:
        _list(queries.select_measures(kpis.measures, name), name, format)


def _list(measures: "Mapping[str, Measure]", name: str | None, format: Sheet) -> None:
    """The *measures*, or all about the one called *name*."""
    from pubkpi.report.formats.measures import measure_rows, measures_as_json

    if format is Sheet.json:
        console.as_json(measures_as_json(measures, language()))
    elif format is Sheet.csv:
        console.as_csv(measure_rows(measures, language()))
    elif name:
        show_measure(measures[name])
    else:
        show_measures(measures)


def _show(settings: "Settings", when: "Period", name: str | None, format: Sheet, workbook: "Path | None") -> None:
    """The values of the measures, or of *name*, and what makes them doubtful; as a *workbook*, too."""
    from pubkpi.measure.queries import select_measures
    from pubkpi.pipeline.measures import measure_values
    from pubkpi.report.formats.measures import value_rows, values_as_json

    made = measure_values(settings, when, name)
    measures = select_measures(made.kpis.measures, name)
    findings = measure_findings(measures, made.values, made.findings)
    if workbook:
        from pubkpi.pipeline.workings.workbook import write_measures

        write_measures(settings, made, when, name, workbook)
        console.say(t(f"已写出 {workbook}", f"written: {workbook}"))
    if format is Sheet.json:
        console.as_json(values_as_json(measures, made.values, when, findings, language()))
        return
    if format is Sheet.csv:
        console.as_csv(value_rows(measures, made.values, when, language()))
    else:
        show_values(made.kpis, measures, made.values)
    console.findings(findings)
