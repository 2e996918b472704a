"""The checklist of a period: by indicator what is there, what lacks, whose it is, and what closes the gap."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from pubkpi.database.doubts import is_filled, rejected_rows
from pubkpi.ingest.profiles.sources import SourceCatalogue
from pubkpi.measure.gaps import gaps, uncounted
from pubkpi.measure.values.derive import parts_of, rests_on
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import AdjustmentScore, IndicatorScore, Value
from pubkpi.model.status import ChecklistItem, DataGap, DataSource, ItemState, NoSheet
from pubkpi.model.text import NOTHING, Text

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.ingest.profiles.profile import Profile

_NO_BASELINE = Text("基线还没有实测值", "its baseline was never measured")


def checklist(
    engine: "Engine",
    profiles: Sequence["Profile"],
    kpi_set: KpiSet,
    period: Period,
    today: date,
    no_sheet: Sequence[NoSheet],
) -> tuple[ChecklistItem, ...]:
    """Each indicator of *kpi_set* in *period*, and each adjustment that nobody can tell; *no_sheet* are the posts
    without their single-article sheet. What is of days after *today* is not due.
    """
    from pubkpi.measure.run import measure
    from pubkpi.score.run import score

    found = measure(engine, kpi_set.measures, kpi_set.needed(period))
    card = score(kpi_set, period, found, None, settled=True)
    catalogue = SourceCatalogue(engine, profiles)
    reader = _GapReader(
        engine, catalogue, kpi_set.measures, found[period], period, today, no_sheet, rejected_rows(engine, period)
    )
    # what is held is scored without its baseline
    baselines = {
        one.id: (one.baseline.measured if one.method != "hold" else None, one.owner)
        for one in kpi_set.in_force(period).indicators
    }
    items = []
    unknown = (one for one in card.adjustments if one.state == "unknown")
    listed: tuple[IndicatorScore | AdjustmentScore, ...] = (*card.indicators, *unknown)
    for one in listed:
        measured, owner = baselines.get(one.id, (None, NOTHING))
        item = reader.item(one, owner)
        if measured and found[measured][one.measure].value is None and item.state != "not_applicable":
            # without a measured baseline the score is another one, or there is none
            item = _without_baseline(item, measured)
        items.append(item)
    return tuple(items)


def _without_baseline(item: ChecklistItem, measured: Period) -> ChecklistItem:
    gap = DataGap("baseline", 1, periods=(measured,), source=next(iter(item.sources), None))
    state: ItemState = "partial" if item.state == "complete" else item.state
    return replace(item, state=state, gaps=(*item.gaps, gap), reason=item.reason if item.reason.zh else _NO_BASELINE)


@dataclass(frozen=True, slots=True)
class _GapReader:
    """Reads what the *measures*, of these *values* in *period*, lack."""

    engine: "Engine"
    catalogue: SourceCatalogue
    measures: Mapping[str, Measure]
    values: Mapping[str, Value]
    period: Period
    today: date
    no_sheet: Sequence[NoSheet]
    rejected: Mapping[str, Sequence[tuple[str, int]]]

    def item(self, one: IndicatorScore | AdjustmentScore, owner: Text) -> ChecklistItem:
        """The indicator or adjustment *one*, whose *owner* its scorecard may name."""
        name, value = one.measure, self.values[one.measure]
        reason = one.missing_reason if isinstance(one, IndicatorScore) else one.reason
        is_absent = value.value is None and value.applies
        found = tuple(dict.fromkeys(self.gaps(name))) if value.applies else ()
        parts = rests_on(self.measures, name)
        found = (*found, *self._rejected(parts)) if value.applies else found
        sources = tuple(dict.fromkeys(source for part in parts for source in self.catalogue.sources(part)))
        state: ItemState = "missing" if is_absent else "partial" if found else "complete"
        if not value.applies or (isinstance(one, IndicatorScore) and one.scoring == "not_applicable"):
            state, found = "not_applicable", ()
        elif is_absent and not found:
            state = "missing" if self._is_over else "not_due"
        facts = [MEASURABLE[part.fact] for part in parts if part.fact and self.values[part.id].value is None]
        return ChecklistItem(
            id=one.id,
            label=one.label,
            owner=owner if owner.zh else self.measures[name].owner,
            state=state,
            reason=(reason or NOTHING) if state != "complete" else NOTHING,
            coverage=value.coverage,
            rows=value.row_count,
            gaps=found,
            sources=sources,
            loaded=all(is_filled(self.engine, fact) for fact in facts),
        )

    def _rejected(self, parts: Sequence[Measure]) -> list[DataGap]:
        """The rows of our own forms that were rejected, and so may lack in a measure made of *parts*."""
        facts = dict.fromkeys(part.fact for part in parts if part.fact and MEASURABLE[part.fact].later)
        rows = [self.rejected[fact] for fact in facts if fact in self.rejected]
        return [DataGap("rejected", sum(n for _, n in some), files=tuple(dict(some))) for some in rows]

    def gaps(self, name: str) -> list[DataGap]:
        """What the measure *name* lacks, each with what closes it; of several ways, what the one in use lacks, else the
        one that lacks least.
        """
        measure, value = self.measures[name], self.values[name]
        if not value.applies or (value.typed and value.value is not None):
            return []
        if measure.type == "first_of":
            ways = [value.route] if value.value is not None else measure.of
            return min((self.gaps(way) for way in ways), key=lambda some: sum(max(one.count, 1) for one in some))
        if measure.type == "typed":
            return [self._closed(DataGap("value", 1), measure)] if value.value is None and self._is_over else []
        if not measure.fact:
            return [gap for part in parts_of(measure, self.measures) for gap in self.gaps(part)]
        if measure.coverage and measure.coverage.by == "posts":
            return self._posts(measure, value)
        idle = self._uncounted(measure, value)
        found = gaps(self.engine, measure, self.period, self.today) if measure.registered or not idle else ()
        return [self._closed(one, measure) for one in found or idle or self._any(value)]

    @property
    def _is_over(self) -> bool:
        return self.period.last < self.today

    def _any(self, value: Value) -> list[DataGap]:
        """That there are no data at all, of a period that is over."""
        return [DataGap("data", 1)] if value.value is None and self._is_over else []

    def _uncounted(self, measure: Measure, value: Value) -> list[DataGap]:
        """That its rows are there, and none of them counts."""
        is_blank = value.value is None and not value.row_count
        idle = uncounted(self.engine, measure, self.period) if is_blank else None
        return [replace(idle, reason=value.missing or NOTHING)] if idle else []

    def _posts(self, measure: Measure, value: Value) -> list[DataGap]:
        """The sheets that lack, or the list of all posts, without which nobody knows them."""
        rule = measure.coverage
        if value.coverage is None and rule and not self.no_sheet:
            listed = replace(measure, basis=rule.basis, expr=rule.of, denominator="", where="", part="")
            gaps = [self._closed(DataGap("list", 1, measure.platform), listed)]
            # how many sheets, only the list can tell
            return gaps if value.row_count else [*gaps, self._closed(DataGap("sheets", 0, measure.platform), measure)]
        counts = Counter(one.account for one in self.no_sheet)
        found = [DataGap("sheets", count, measure.platform, account) for account, count in sorted(counts.items())]
        return [self._closed(one, measure) for one in found or self._uncounted(measure, value) or self._any(value)]

    def _closed(self, gap: DataGap, measure: Measure) -> DataGap:
        sources: list[DataSource] = [*self.catalogue.sources(measure, gap.platform)]
        return replace(gap, measure=measure.id, source=next(iter(sources), None))
