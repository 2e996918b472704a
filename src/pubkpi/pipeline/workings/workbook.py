"""A scorecard or its measures as a workbook in which the sums can be done again, from the rows to the total."""

from collections.abc import Iterable
from pathlib import Path

from pubkpi.model.explanations.trace import MeasureTrace
from pubkpi.model.explanations.workings import MeasureKey, Workings
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Formula
from pubkpi.model.periods import Period
from pubkpi.model.review import Review
from pubkpi.model.scores import DEPARTMENT
from pubkpi.pipeline.measures import MeasureValues
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import closed_periods, stored_values
from pubkpi.workspace.files import write_aside
from pubkpi.workspace.settings import Settings

ROWS = 5000  # so many rows of a measure are listed at most


def write_score(settings: Settings, review: Review, path: Path) -> None:
    """Write the workbook of the scorecard of *review* to *path*."""
    from pubkpi.score.tree.adjust import highest

    rules, period = review.kpis.in_force(review.card.period), review.card.period
    keys = [(name, period) for name in rules.scored_measures]
    keys += [(one.measure, one.baseline.measured) for one in rules.indicators if one.baseline.measured]
    limits = {one.id: float(highest(rules, one)) for one in rules.adjustments.veto}
    traces, formulas = _traces(settings, rules, keys)
    _write(settings, Workings(rules, period, review.dated, traces, formulas, review.card, limits, review.run), path)


def write_measures(settings: Settings, values: MeasureValues, period: Period, name: str | None, path: Path) -> None:
    """Write the workbook of the *values* of all measures in *period*, or of the one called *name*, to *path*."""
    rules = values.kpis
    keys = [(one, period) for one in ([name] if name else rules.measures)]
    traces, formulas = _traces(settings, rules, keys)
    _write(settings, Workings(rules, period, period.last, traces, formulas), path)


def _traces(
    settings: Settings, rules: KpiSet, keys: Iterable[MeasureKey]
) -> tuple[tuple[MeasureTrace, ...], dict[str, Formula]]:
    """The measures traced, each with the first rows, and the formulas of those that are made of others."""
    from pubkpi.measure.run import of_department
    from pubkpi.measure.trace import TraceReader
    from pubkpi.measure.values.derive import formula_of

    keys = [*dict.fromkeys(keys)]
    periods = [*dict.fromkeys(period for _, period in keys)]
    with open_engine(settings) as engine:
        closed = stored_values(rules.measures, periods, closed_periods(settings))
        values = of_department(engine, rules.measures, periods, closed)
        reader = TraceReader(engine, rules.measures, values, DEPARTMENT[0], None, ROWS)
        traces = tuple(reader.trace(*key) for key in keys)
    below = {made.measure for one in traces for made in one}
    derived = {name for name in below if rules.measures[name].type == "derived"}
    return traces, {name: formula_of(rules.measures[name], rules.measures) for name in derived}


def _write(settings: Settings, workings: Workings, path: Path) -> None:
    from pubkpi.report.formats.office.workings.workbook import workings_workbook

    write_aside(path, workings_workbook(workings, settings.lang))
