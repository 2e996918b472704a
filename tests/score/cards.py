"""Scorecards and values in a line each."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Band, Baseline
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER, Period, between
from pubkpi.model.scores import Scorecard, Value
from pubkpi.model.text import Text, same
from pubkpi.score.indicators.attain import grade
from pubkpi.score.run import score
from pubkpi.specs.build import build
from tests.house.tree import ROOT

BASE, Q1, Q2, Q3, Q4 = between(QUARTER.of(2023, 4), QUARTER.of(2024, 4))
SHIPPED = build(ROOT / "kpi_specs", "department_2024")
NAMES = tuple(leaf.id for leaf in SHIPPED.indicators)
GONE = Text("没有数据", "no data")

# A department on every target of the fourth quarter, and one that stands where it started.
ON_TARGET = {
    "follower_growth": 80000 / 52000 - 1, "monthly_reads": 200000, "interaction_rate": 0.1, "open_rate": 0.3,
    "online_usage": 0.5, "activity_participants": 10000, "satisfaction": 0.9,
    "partnerships": 8, "award_level": 2, "incidents": 0,
}  # fmt: skip
AT_START = {
    "follower_growth": 0.0, "monthly_reads": 83000, "interaction_rate": 0.028, "open_rate": 0.18,
    "online_usage": 0.4, "activity_participants": 2000, "satisfaction": 0.8,
    "partnerships": 0, "award_level": 0, "incidents": 2,
}  # fmt: skip


def leaf(name: str, weight: object = 1, **changes: object) -> Indicator:
    """An indicator from 0 to a target of 100 all year, 60 points at the baseline; *changes* are its fields."""
    made = Indicator(
        id=name,
        label=same(name),
        weight=Fraction(str(weight)),
        measure=name,
        direction="up",
        method="attainment",
        baseline=Baseline(Fraction(0)),
        targets=((Q1, Fraction(100)), (Q4, Fraction(100))),
        at="mini.yaml:1:1",
    )
    return replace(made, **changes)


def kpis(*dimensions: tuple[object, list[Indicator]], **changes: object) -> KpiSet:
    """A scorecard of dimensions, each a weight and its indicators, with the shipped bands and lights."""
    tree = tuple(
        Dimension(f"d{i}", same(f"d{i}"), Fraction(str(weight)), tuple(leaves))
        for i, (weight, leaves) in enumerate(dimensions)
    )
    names = [one.measure for node in tree for one in node.indicators]
    made = replace(SHIPPED, id="mini", dimensions=tree, measures={name: _measure(name) for name in names}, notes=())
    return replace(made, **changes)


def _measure(name: str) -> Measure:
    told = same(name)
    return Measure(
        name, told, told, told, "count", told, "sum", "mini.yaml:9:1", fact="activity", expr="participant_count"
    )


def values(quarters: Mapping[Period, Mapping[str, float | None]]) -> dict[Period, dict[str, Value]]:
    """Values by quarter and measure; None is missing."""
    return {
        quarter: {name: Value(name, quarter, one if one is None else float(one), GONE if one is None else None) for name, one in found.items()}
        for quarter, found in quarters.items()
    }  # fmt: skip


def card(
    kpi_set: KpiSet,
    found: Mapping[str, float | None],
    quarter: Period = Q4,
    base: Mapping[str, float | None] | None = None,
) -> Scorecard:
    """The scorecard of *found* in *quarter*, with *base* measured in the baseline quarter."""
    return score(kpi_set, quarter, values({quarter: found, **({BASE: base} if base else {})}), None, settled=True)


def shipped(
    quarter: Period = Q4, base: Mapping[str, float | None] | None = AT_START, **found: float | None
) -> Scorecard:
    """The shipped scorecard of a department on the year's targets, but for what is *found* otherwise."""
    return card(SHIPPED, {**ON_TARGET, **found}, quarter, {"followers": 52000, **base} if base else None)


def by_id(made: Scorecard):
    """The leaves of a scorecard by id."""
    return {one.id: one for one in made.indicators}


BANDS = (Band("high", same("high"), Decimal(90)), Band("low", same("low"), Decimal(0)))


def graded(indicator, quarter, baseline, values):
    """The grading of *values*, all against the same *baseline*."""
    found = np.array(values, dtype=np.float64)
    return grade(indicator, quarter, np.full_like(found, np.nan if baseline is None else float(baseline)), found)
