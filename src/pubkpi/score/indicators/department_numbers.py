"""What in a scorecard is the department's own number, so that an indicator applies to nobody else."""

from collections.abc import Sequence

import numpy as np

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.amounts import is_amount
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text
from pubkpi.score.indicators.curves import Flags


def foreign(kpis: KpiSet, leaf: Indicator, names: Sequence[str]) -> Flags:
    """To which of the entities *leaf* does not apply, because its baseline is that of another."""
    stated = leaf.baseline.entities
    if stated:
        return np.array([leaf.baseline.of(name) is None for name in names], dtype=bool)
    if not _own(kpis, leaf):
        return np.zeros(len(names), dtype=bool)
    return np.array([name not in DEPARTMENT for name in names], dtype=bool)


def why_foreign(kpis: KpiSet, leaf: Indicator, name: str) -> Text | None:
    """Why *leaf* does not apply to the entity called *name*; None where it does."""
    if not foreign(kpis, leaf, [name])[0]:
        return None
    if leaf.baseline.entities:
        return Text(f"没有为 {name} 写基线", f"no baseline is stated for {name}")
    value = f"{float(leaf.baseline.value or 0):.12g}"
    return Text(f"基线 {value} 是部门自己的数", f"its baseline, {value}, is a number of the department's own")


def _own(kpis: KpiSet, leaf: Indicator) -> bool:
    """Whether the baseline is so many people, pieces or yuan, and the score rests on it."""
    rests = leaf.method == "attainment" or (leaf.method in ("hold", "completion") and not leaf.stated)
    return rests and bool(leaf.baseline.value) and is_amount(kpis.measures, leaf.measure)
