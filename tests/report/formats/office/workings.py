"""Workings of a shipped scorecard with invented values, and of one measure with invented rows."""

import random
from datetime import date
from pathlib import Path

from pubkpi.model.explanations.trace import MeasureTrace, TraceRow
from pubkpi.model.explanations.workings import Workings
from pubkpi.model.periods import period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text
from pubkpi.score.run import score
from pubkpi.score.tree.adjust import highest
from pubkpi.specs.build import build

SPECS = Path(__file__).resolve().parents[4] / "kpi_specs"
Q4 = period("2024Q4")
DAY = date(2025, 1, 8)


def workings(name, seed=0, lacking=(), traces=None, change=None):
    """The workings of the scorecard *name*: each value near what its indicator asks for, none of those *lacking*.

    *change* makes another scorecard of it.
    """
    rules, chance = build(SPECS, name), random.Random(seed)
    when = Q4 if rules.valid[0].kind == Q4.kind else period("2024")
    rules = change(rules.in_force(when)) if change else rules.in_force(when)
    ends = {leaf.measure: _ends(leaf, when) for leaf in rules.indicators}

    def value(measure, one):
        low, high = ends.get(measure, (0.0, 20.0))
        some = [low, high, chance.uniform(low - (high - low) / 5, high + (high - low) / 3)]
        number = chance.choice(some)
        if measure in lacking:
            return Value(measure, one, None, missing=Text("没有数据", "there are no data"))
        return Value(measure, one, number)

    periods = (when, *rules.baseline_quarters)
    values = {one: {measure: value(measure, one) for measure in rules.measures} for one in periods}
    values[when].update({made.measure: made.value for made in traces or ()})
    return workings_of(rules, when, values, traces)


def workings_of(rules, when, values, traces=None):
    """The workings of the scorecard *rules* with these *values* by period and measure."""
    card, periods = score(rules, when, values, None, settled=True), (when, *rules.baseline_quarters)
    ours = [_bare(rules, values, name, one) for one in periods for name in rules.scored_measures]
    known = {(made.measure, made.period): made for made in traces or ()}
    ours = tuple(known.get((made.measure, made.period), made) for made in ours)
    ceilings = {one.id: float(highest(rules, one)) for one in rules.adjustments.veto}
    return Workings(rules, when, DAY, ours, {}, card, ceilings)


def _ends(leaf, when):
    numbers = [leaf.target(when), leaf.baseline.value, *(value for value, _ in (*leaf.steps, *leaf.knots))]
    numbers = [float(one) for one in (*numbers, *(leaf.goalposts or ()), *(leaf.plateau or ())) if one is not None]
    return (min(numbers), max(numbers)) if numbers else (0.0, 100.0)


def _bare(rules, values, name, when):
    measure = rules.measures[name]
    return MeasureTrace(name, measure.label, measure.unit, when, values[when][name], measure.formula, ("", ""))


def row(number, amount, name="", under=None):
    """A row of an export."""
    day = date(2024, 10, number)
    return TraceRow("counted", 1, "导出.xlsx", "0" * 64, "明细", number, day, "云川市民之窗", name, amount, under)


def participants(rows, count=None, value=None, kind="sum"):
    """`activity_participants` of 2024Q4 made of these *rows*, of *count* altogether."""
    rules = build(SPECS, "department_2024")
    measure, total = rules.measures["activity_participants"], sum(one.amount for one in rows) if kind == "sum" else 2
    made = Value(measure.id, Q4, total / 3 if value is None else value, denominator=3.0, numerator=float(total))
    return MeasureTrace(
        measure.id, measure.label, measure.unit, Q4, made, measure.formula, (measure.in_words, ""),
        numerator=total, count=len(rows) if count is None else count, rows=tuple(rows), fact="activity",
    )  # fmt: skip
