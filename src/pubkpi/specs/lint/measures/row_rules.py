"""What is doubtful in what is made of single rows: the grades of experts."""

import re
from collections.abc import Iterator

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import Text
from pubkpi.specs.measures import components
from pubkpi.specs.methods import Doubt


def grades(kpis: KpiSet) -> Iterator[Doubt]:
    """One mean or median of grades for several items: what is left out as the highest may be of another item."""
    for one in _scored(kpis):
        graded = one.fact == "rating" and one.type in ("mean", "median")
        if graded and not re.search(r"\bitem\b", one.where):
            what = Text(f"{one.id} 把各评分项目的分混在一起", f"{one.id} is made of the grades for all items together")
            yield kpis, one.at, what, Text("写 where: item = '……'，一个项目一个指标。", "Write where: item = '…'.")


def _scored(kpis: KpiSet) -> Iterator[Measure]:
    """The measures that are scored, and those that they are made of."""
    yield from map(kpis.measures.__getitem__, components(kpis.measures, kpis.scored_measures))
