"""One indicator over all entities that are scored together: its values, what stands in for missing ones, its scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum

import numpy as np

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import DEPARTMENT, Value
from pubkpi.model.text import Text
from pubkpi.score.adjust import Asked
from pubkpi.score.attain import Graded, grade
from pubkpi.score.curves import Flags, Floats
from pubkpi.score.rollup import Leaf

Values = Mapping[Quarter, Mapping[str, Value]]
Entities = Mapping[str, Values]


@dataclass(frozen=True, slots=True)
class Column:
    """An indicator's *values* as graded, *observed* where they are its own, and how they were graded."""

    values: Floats
    observed: Flags
    graded: Graded
    score: Floats
    applies: Flags

    @property
    def leaf(self) -> Leaf:
        """What the roll-up needs of it."""
        return Leaf(self.score, self.applies, self.observed)


def refuse_alone(kpis: KpiSet) -> None:
    """Raise SpecError where an indicator can only be scored among several entities."""
    for leaf in kpis.indicators:
        if leaf.method == "minmax" or leaf.missing.policy == "group_mean":
            word = leaf.method if leaf.method == "minmax" else leaf.missing.policy
            what = Text(f"{word} 只在多个对象之间才有意义", f"{word} means something among several entities only")
            hint = Text("用 pubkpi score --by entity。", "Use pubkpi score --by entity.")
            raise SpecError(leaf.at, what, hint)


def columns(kpis: KpiSet, quarter: Quarter, entities: Entities) -> list[Column]:
    """The columns of all indicators of *kpis* in *quarter*, one row an entity."""
    return [_column(kpis, leaf, quarter, entities) for leaf in kpis.indicators]


def adjusting(kpis: KpiSet, quarter: Quarter, entities: Entities) -> dict[str, Asked]:
    """The columns of the measures that the adjustments of *kpis* rest on, by measure."""
    names = dict.fromkeys(one.measure for one in kpis.adjustments)
    found = {name: [values[quarter][name] for values in entities.values()] for name in names}
    return {
        name: Asked(as_column([one.value for one in listed]), np.array([one.applies for one in listed], dtype=bool))
        for name, listed in found.items()
    }


def baseline(leaf: Indicator, values: Values) -> Fraction | None:
    """The baseline as stated, else as measured in its quarter, else None."""
    quarter = leaf.baseline.measured
    if quarter is None:
        return leaf.baseline.value
    measured = values.get(quarter, {}).get(leaf.measure)
    return None if measured is None or measured.value is None else Fraction(measured.value)


def carried(leaf: Indicator, quarter: Quarter, values: Values) -> Value | None:
    """The newest value of the last quarters that *leaf* may carry into *quarter*, or None."""
    for back in range(1, leaf.missing.quarters + 1):
        before = quarter.back(back)
        earlier = values.get(before, {}).get(leaf.measure) if before else None
        if earlier is not None and earlier.value is not None:
            return earlier
    return None


def excepted(leaf: Indicator, entity: str) -> bool:
    """Whether the scorecard says that *leaf* does not apply to *entity*."""
    names = DEPARTMENT if entity in DEPARTMENT else (entity,)
    return leaf.not_applicable is not None and any(name in leaf.not_applicable.entities for name in names)


def instead(leaf: Indicator, quarter: Quarter, values: Values) -> Text:
    """What was taken for the missing value of *leaf*."""
    found = carried(leaf, quarter, values)
    if found is None:
        points = float(leaf.floor)
        return Text(f"按 {points:g} 分计", f"scored as {points:g}")
    return Text(f"沿用 {found.quarter} 的数值", f"the value of {found.quarter} stands in")


def _column(kpis: KpiSet, leaf: Indicator, quarter: Quarter, entities: Entities) -> Column:
    found = [values[quarter][leaf.measure] for values in entities.values()]
    outside = np.array(
        [excepted(leaf, name) or not one.applies for name, one in zip(entities, found, strict=True)], dtype=bool
    )
    own = as_column([one.value for one in found])
    own = np.where(outside, np.nan, own)  # nor do others stand beside it, in a mean or between worst and best
    observed = ~np.isnan(own)
    values = own
    if leaf.missing.policy == "carry":
        values = as_column([_carried(leaf, quarter, one) for one in entities.values()])
        values = np.where(observed, own, values)
    elif leaf.missing.policy == "group_mean":
        values = _with_group_means(kpis, own, list(entities))
    graded = _graded(leaf, quarter, values, list(entities.values()))
    score = graded.score
    if leaf.missing.policy == "zero" and not (leaf.due and quarter.index < leaf.due.index):
        score = np.where(np.isnan(values), float(leaf.floor), score)
    return Column(values, observed, graded, score, ~graded.not_applicable & ~outside & kpis.counts(leaf, quarter.span))


def _graded(leaf: Indicator, quarter: Quarter, values: Floats, entities: Sequence[Values]) -> Graded:
    """All entities at once, or, where each has a measured baseline of its own, one by one."""
    if leaf.baseline.measured is None or len(entities) == 1:
        return grade(leaf, quarter, baseline(leaf, entities[0]), values)
    each = [grade(leaf, quarter, baseline(leaf, one), values[i : i + 1]) for i, one in enumerate(entities)]
    return Graded(
        leaf.method,
        np.concatenate([one.attainment for one in each]),
        np.concatenate([one.uncapped for one in each]),
        np.concatenate([one.score for one in each]),
        np.concatenate([one.not_applicable for one in each]),
    )


def _carried(leaf: Indicator, quarter: Quarter, values: Values) -> float | None:
    found = carried(leaf, quarter, values)
    return found.value if found else None


def _with_group_means(kpis: KpiSet, own: Floats, names: Sequence[str]) -> Floats:
    """*own* with the mean of its group for each value that is not there; who is in no group shares one."""
    home = {name: group for group, members in kpis.entity_groups.items() for name in members}
    filled = own.copy()
    for group in dict.fromkeys(home.get(name, "") for name in names):
        mine = np.array([home.get(name, "") == group for name in names], dtype=bool)
        there = own[mine & ~np.isnan(own)]
        if there.size:
            filled[mine & np.isnan(own)] = fsum(there.tolist()) / there.size
    return filled


def as_column(values: Sequence[float | None]) -> Floats:
    """The values as a column, NaN for None."""
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)
