"""Periods that are closed: their results stand as they were, whatever came later; what that was is told."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from pubkpi.model.errors import PubkpiError, SpecError, UsageError
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period, period
from pubkpi.model.review import ClosingRemark, Review
from pubkpi.model.scores import League, Scorecard, Value
from pubkpi.model.text import NOTHING, Text
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results import runs, transcript
from pubkpi.pipeline.results.acceptance import open_edits, specs_of
from pubkpi.pipeline.results.closings.differences import card_differences, late_files, print_total
from pubkpi.pipeline.results.inputs import CLOSING, Inputs, build_kpi_set, collect_inputs, lay_out, texts
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.journal import Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.measure.entities.entity_values import EntityValues

Made = TypeVar("Made")
Values = Mapping[Period, Mapping[str, Value]]
REVISE = Text(
    "报告印的是定稿时的；要印现在的，用 pubkpi close --revise --reason 原因。",
    "Reports print those of then; to print those of now: pubkpi close --revise --reason WHY.",
)


@dataclass(frozen=True)
class Closing:
    """A closed period, by its newest line of the journal; what it holds is read from the *archive* when it is needed.

    Raises VerifyError when that was changed or is gone.
    """

    entry: Entry
    archive: Archive

    @property
    def revision(self) -> int:
        """0 of a final result, 1 of its first revision."""
        return int(self.entry.data["revision"])

    @property
    def moment(self) -> datetime:
        """When it was closed."""
        return datetime.fromisoformat(self.entry.data["at"])

    @cached_property
    def words(self) -> Mapping[str, str]:
        """The words that it was made of, by the names of their files."""
        return dict(json.loads(self.archive.get(self.entry.data["texts"][0])))

    @cached_property
    def _results(self) -> Mapping[str, Any]:
        return dict(json.loads(self.archive.get(self.entry.data["texts"][1])))

    @cached_property
    def card(self) -> Scorecard:
        """The scorecard."""
        card: Scorecard = transcript.read(Scorecard, self._results["card"])
        return card

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """The values of all measures."""
        return {name: transcript.read(Value, one) for name, one in self._results["values"].items()}

    @property
    def rules(self) -> Mapping[str, str]:
        """The words of the rules of analyses, by the name of their file; empty where there was none."""
        return dict(self._results.get("rules", {}))

    def entity_values(self, by: str) -> Mapping[str, Mapping[str, Value]]:
        """The values of the entities of a league, by entity and measure: those that later periods may rest on."""
        written = self._results.get("entities", {}).get(by, {})
        return {
            entity: {name: transcript.read(Value, one) for name, one in some.items()}
            for entity, some in written.items()
        }

    def kpis(self, settings: Settings) -> KpiSet:
        """The KPI set as its words had it, with what was in force in the period."""
        with TemporaryDirectory(prefix="pubkpi-") as folder:
            lay_out(self.words, Path(folder))
            made = build_kpi_set(replace(settings, root=Path(folder), scorecard=self.entry.data["scorecard"]))
        return made.in_force(period(self.entry.data["period"]))

    def league(self, by: str) -> League | None:
        """The league, None where there was none."""
        written = self._results["leagues"].get(by)
        return transcript.read(League, written) if written else None

    @property
    def note(self) -> ClosingRemark:
        """What the line says of it."""
        data, (was, now) = self.entry.data, self.entry.data["totals"]
        reason, run = data["reason"], data["run"]
        return ClosingRemark(self.revision, self.moment.date(), reason, data["provisional"], was, now, run)

    def remark(self) -> Finding:
        """That the result is final or revised: since when, why, and what it was before."""
        data, where = self.entry.data, f"{self.entry.data['scorecard']} {self.entry.data['period']}"
        day, (was, now) = data["at"][:10], data["totals"]
        zh, en = (f"：{data['reason']}", f": {data['reason']}") if data["reason"] else NOTHING
        if data["provisional"]:
            zh, en = f"，其时数据还是暂定的{zh}", f", while its data were provisional{en}"
        if not self.revision:
            return Finding("close.final", "info", where, Text(f"{day} 定稿{zh}", f"final since {day}{en}"))
        (before, _), (total, _) = (print_total(one) for one in (was, now))
        what = Text(
            f"{day} 修订 R{self.revision}：总分原为 {before}，改为 {total}{zh}",
            f"revised (R{self.revision}) on {day}: the total was {before} and is {total}{en}",
        )
        return Finding("close.revised", "warning", where, what)


@dataclass(frozen=True, slots=True)
class Context:
    """What a result rests on: its inputs, the *closing* if its period is closed, those of *earlier* periods, what came
    *late*, and the *remarks* of all closings of its period, oldest first; of a league also the KPI set, and whether it
    is *provisional*, and the *values* of its entities.
    """

    inputs: Inputs
    closing: Closing | None
    earlier: Mapping[Period, Closing]
    late: tuple[Finding, ...]
    remarks: tuple[ClosingRemark, ...] = ()
    kpis: KpiSet | None = None
    provisional: bool = False
    values: "EntityValues | None" = None

    @property
    def closed(self) -> Mapping[Period, Closing]:
        """All closed periods up to its own."""
        return {**self.earlier, **({self.closing.card.period: self.closing} if self.closing else {})}

    @property
    def causes(self) -> Text:
        """What is otherwise than when its period was closed."""
        closing = self.closing
        return runs.changes(self.inputs, closing.entry.data["upto"], closing.words) if closing else NOTHING

    def edits(self, settings: Settings, *ends: Period) -> tuple[Finding, ...]:
        """A finding for each edited file that nobody has accepted, unless all *ends* are closed: those stand by their
        own text.
        """
        return () if ends and {*ends} <= self.closed.keys() else open_edits(settings, self.inputs.texts)


def context(settings: Settings, engine: "Engine", when: Period, by: str = "") -> Context:
    """What the result of the period *when* rests on, by what *engine* holds."""
    inputs = collect_inputs(settings, engine, when, by)
    archive = Archive(settings.state / "archive")
    closed = closings(inputs.entries, archive, settings.scorecard)
    closing = closed.pop(when, None)
    late = tuple(late_files(engine, when, closing.entry.data["upto"], inputs.entries)) if closing else ()
    mine = [one for one in inputs.entries if _closes(one, settings.scorecard) and one.data["period"] == str(when)]
    remarks = tuple(Closing(one, archive).note for one in mine)
    return Context(inputs, closing, {one: it for one, it in closed.items() if one.last <= when.last}, late, remarks)


def closings(entries: Sequence[Entry], archive: Archive, scorecard: str) -> dict[Period, Closing]:
    """The closed periods of *scorecard*, each by its newest line."""
    lines = [one for one in entries if _closes(one, scorecard)]
    return {period(one.data["period"]): Closing(one, archive) for one in lines}


def _closes(one: Entry, scorecard: str) -> bool:
    return one.action in CLOSING and one.data["scorecard"] == scorecard


def find_closing(settings: Settings, when: Period) -> Closing | None:
    """The closed period *when* of the workspace's scorecard; None if it is open."""
    return closed_periods(settings).get(when)


def closed_periods(settings: Settings) -> dict[Period, Closing]:
    """All closed periods of the workspace's scorecard."""
    record = Record(settings.state, settings.upto)
    return closings(record.entries(), record.archive, settings.scorecard)


def try_scorecard(
    settings: Settings, when: Period, compute: Callable[[KpiSet | None], Made]
) -> tuple[Made, tuple[Finding, ...]]:
    """What *compute* makes by the scorecard of now (None); where that cannot be used and the period *when* is closed,
    by the one that was closed, and that this is so.
    """
    try:
        return compute(None), ()
    except (SpecError, UsageError) as problem:
        closing = find_closing(settings, when)
        if not closing:
            raise
        return compute(closing.kpis(settings)), (_unusable(problem),)


def measure_with_closed(
    engine: "Engine", measures: Mapping[str, Measure], periods: Iterable[Period], closed: Mapping[Period, Closing]
) -> Values:
    """The department's values of *measures* in *periods*; the *closed* ones stand, and what rests on them follows."""
    from pubkpi.measure.run import measure

    wanted = list(periods)
    return measure(engine, measures, wanted, stored_values(measures, wanted, closed))


def stored_values(
    measures: Mapping[str, Measure], periods: Sequence[Period], closed: Mapping[Period, Closing]
) -> Values:
    """The values that stand of those *closed* periods that the *measures* of *periods* rest on."""
    from pubkpi.measure.values.derive import comparison_periods

    return {one: closed[one].values for one in comparison_periods(measures, periods) if one in closed}


def closed_basis(settings: Settings, about: Context, closing: Closing) -> tuple[KpiSet, Values] | None:
    """The KPI set of the *closing* with the values that it needs, if its words are others by now."""
    rules = stored_kpis(settings, closing)
    if rules is None:
        return None
    with open_engine(settings) as engine:
        return rules, measure_with_closed(engine, rules.measures, rules.needed(closing.card.period), about.closed)


def stored_kpis(settings: Settings, closing: Closing | None) -> KpiSet | None:
    """The KPI set of the *closing*, if its words are others by now."""
    edited = closing and specs_of(closing.words) != specs_of(texts(settings, set()))
    return closing.kpis(settings) if closing and edited else None


def closed_review(settings: Settings, review: Review, about: Context, closing: Closing) -> Review:
    """The review of a closed period: what stands in the *closing*, and what would be otherwise now, as in *review*."""
    from pubkpi.score.run import compare_with

    before = next((one for one in review.history if one.period == closing.card.period.step(-1)), None)
    card = compare_with(closing.card, review.values, before)  # the changes are those against what stands
    said = [closing.remark(), *about.late, *card_differences(card, review.card, about.causes)]
    card = replace(card, findings=ordered((*said, *card.findings)))
    values = {**review.values, card.period: {**review.values.get(card.period, {}), **closing.values}}
    history = (*review.history[:-1], card)
    kpis, needed = closed_basis(settings, about, closing) or (review.kpis, {})
    values |= {one: {**some, **values.get(one, {})} for one, some in needed.items()}
    run = closing.entry.data["run"]
    return replace(review, card=card, kpis=kpis, history=history, values=values, run=run, closings=about.remarks)


def _unusable(problem: PubkpiError) -> Finding:
    what = Text(
        f"现在的考核表不能用（{problem.what.zh}）；以定稿为准",
        f"the scorecard cannot be used as it is now ({problem.what.en}); the closed result stands",
    )
    return Finding("close.unusable", "warning", problem.where, what, problem.hint)
