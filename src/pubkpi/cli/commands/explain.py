"""`pubkpi explain`: why the total moved between two periods."""

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
    period_of,
    whom,
)
from pubkpi.cli.views.explain import entities
from pubkpi.cli.views.explain.effects import show_effects


def run(
    period: PeriodWords = None,
    quarter: QuarterWords = None,
    year: YearWords = None,
    against: Annotated[
        str | None,
        typer.Option(
            metavar="2024Q3", help=t("与哪一期比，默认上一期", "The period to compare with; the one before by default")
        ),
    ] = None,
    by: OfSide = None,
    entity: OfEntity = "",
    scorecard: Scorecard = None,
    state_day: StateDay = None,
    format: Annotated[Sheet, typer.Option(help=t("输出格式", "Output"))] = Sheet.table,
) -> None:
    """Print what moved the total of the period against that of another."""
    from pubkpi.pipeline.explain import entity_changes, explain
    from pubkpi.pipeline.open import state_on
    from pubkpi.report.formats import effects
    from pubkpi.workspace.settings import find

    when = needed_period("explain", period, quarter, year)
    settings = state_on(find(scorecard=scorecard), state_day)
    other = period_of(against, None, None) or when.step(-1)
    if by and not entity:
        entities.show(entity_changes(settings, when, other, by.value), (other, when), format)
        return
    explanation = explain(settings, when, other, whom("explain", by, entity), entity)
    if format is Sheet.json:
        console.as_json(
            effects.effects_as_json(explanation, language())
            | {"findings": [one.as_json(language()) for one in explanation.findings]}
        )
    elif format is Sheet.csv:
        console.as_csv(effects.effects_as_rows(explanation, language()), explanation.findings)
    else:
        show_effects(explanation)
