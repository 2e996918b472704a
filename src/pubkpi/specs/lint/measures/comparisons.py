"""What is doubtful in measures that are compared with their own value of an earlier period."""

from collections.abc import Iterator

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER
from pubkpi.model.text import Text
from pubkpi.specs.measures import components
from pubkpi.specs.methods import Doubt


def compared(kpis: KpiSet) -> Iterator[Doubt]:
    """A change in another unit, the year to date less that of the period before, quarters where none are assessed."""
    for one in map(kpis.measures.__getitem__, components(kpis.measures, kpis.scored_measures)):
        if one.previous:
            for what, hint in _problems(kpis, one, kpis.measures.get(one.of[0])):
                yield kpis, one.at, what, hint


def _problems(kpis: KpiSet, one: Measure, of: Measure | None) -> Iterator[tuple[Text, Text]]:
    if one.type == "change" and of is not None and one.unit != of.unit:
        what = Text(
            f"{one.id} 的单位是 {one.unit}，{of.id} 的是 {of.unit}",
            f"{one.id} is in {one.unit}, what it is the change of in {of.unit}",
        )
        yield what, Text(f"写 unit: {of.unit}；要比率，写 type: growth。", f"Write unit: {of.unit}, or type: growth.")
    if of is not None and of.window == "year_to_date" and one.previous != "year":
        what = Text(
            f"{of.id} 从年初累计，{one.id} 却和上一期比，年初必然下降",
            f"{of.id} begins anew each year, but {one.id} compares it with the period before",
        )
        yield what, Text("写 previous: year，或改 window: period。", "Write previous: year, or window: period.")
    if one.previous == "quarter" and kpis.rhythm != QUARTER:
        noun = kpis.rhythm.nouns.noun
        what = Text(
            f"{one.id} 只比季度，考核表按{noun.zh}",
            f"{one.id} compares quarters only, the scorecard is by the {noun.en}",
        )
        yield what, Text("写 previous: period。", "Write previous: period.")
