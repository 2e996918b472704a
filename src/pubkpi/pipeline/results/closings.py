"""Periods that are closed: their results stand as they were, whatever came later; what that was is told."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar

from pubkpi.model.errors import PubkpiError, SpecError, UsageError
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period, period
from pubkpi.model.review import ClosingRemark, Review
from pubkpi.model.scores import League, Scorecard, Value
from pubkpi.model.text import NOTHING, Text, same
from pubkpi.pipeline.results import runs, transcript
from pubkpi.pipeline.results.inputs import CLOSING, SPECS, Inputs, collect_inputs, lay_out
from pubkpi.workspace.archive import Archive
from pubkpi.workspace.journal import LOADING, Entry
from pubkpi.workspace.record import Record
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine

Made = TypeVar("Made")


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

    def kpis(self, settings: Settings) -> KpiSet:
        """The KPI set as its words had it, with what was in force in the period."""
        from pubkpi.specs.build import build

        with TemporaryDirectory(prefix="pubkpi-") as folder:
            lay_out(self.words, Path(folder))
            made = build(replace(settings, root=Path(folder)).specs, self.entry.data["scorecard"])
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
        what = Text(
            f"{day} 修订 R{self.revision}：总分原为 {_print(was).zh}，改为 {_print(now).zh}{zh}",
            f"revised (R{self.revision}) on {day}: the total was {_print(was).en} and is {_print(now).en}{en}",
        )
        return Finding("close.revised", "warning", where, what)


@dataclass(frozen=True, slots=True)
class Context:
    """What a result rests on: its inputs, the *closing* if its period is closed, those of *earlier* periods, what came
    *late*, and the *remarks* of all closings of its period, oldest first; of a league also the KPI set, and whether it
    is *provisional*.
    """

    inputs: Inputs
    closing: Closing | None
    earlier: Mapping[Period, Closing]
    late: tuple[Finding, ...]
    remarks: tuple[ClosingRemark, ...] = ()
    kpis: KpiSet | None = None
    provisional: bool = False

    @property
    def closed(self) -> Mapping[Period, Closing]:
        """All closed periods up to its own."""
        return {**self.earlier, **({self.closing.card.period: self.closing} if self.closing else {})}

    @property
    def causes(self) -> Text:
        """What is otherwise than when its period was closed."""
        closing = self.closing
        return runs.changes(self.inputs, closing.entry.data["upto"], closing.words) if closing else NOTHING


def context(settings: Settings, engine: "Engine", when: Period, by: str = "") -> Context:
    """What the result of the period *when* rests on, by what *engine* holds."""
    inputs = collect_inputs(settings, engine, when, by)
    archive = Archive(settings.state / "archive")
    closed = closings(inputs.entries, archive, settings.scorecard)
    closing = closed.pop(when, None)
    late = tuple(_late_files(engine, when, closing, inputs.entries)) if closing else ()
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
    record = Record(settings.state, settings.upto)
    return closings(record.entries(), record.archive, settings.scorecard).get(when)


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


def with_closed(
    measured: Mapping[Period, Mapping[str, Value]], closed: Mapping[Period, Closing]
) -> dict[Period, Mapping[str, Value]]:
    """The values that were *measured*, and in their place those of *closed* periods."""
    return {one: {**some, **closed[one].values} if one in closed else some for one, some in measured.items()}


def stored_kpis(settings: Settings, about: Context, closing: Closing | None) -> KpiSet | None:
    """The KPI set of the *closing*, if its words are others by now."""
    words = closing.words if closing else {}
    edited = any(name.startswith(SPECS) for name in runs.changed_texts(words, about.inputs.texts))
    return closing.kpis(settings) if closing and edited else None


def closed_review(settings: Settings, review: Review, about: Context, closing: Closing) -> Review:
    """The review of a closed period: what stands in the *closing*, and what would be otherwise now, as in *review*."""
    card = closing.card
    said = [closing.remark(), *about.late, *_differences(card, review.card, about)]
    card = replace(card, findings=ordered((*said, *card.findings)))
    values = {**review.values, card.period: {**review.values.get(card.period, {}), **closing.values}}
    history = (*review.history[:-1], card)
    kpis = stored_kpis(settings, about, closing) or review.kpis
    run = closing.entry.data["run"]
    return replace(review, card=card, kpis=kpis, history=history, values=values, run=run, closings=about.remarks)


def closed_league(table: League, about: Context, closing: Closing) -> League | None:
    """The league of a closed period as it stands in the *closing*, with what would be otherwise now, as in *table*."""
    stored = closing.league(table.by)
    if stored is None:
        return None
    moved = transcript.differences(*(runs.numbers(one) for one in (stored, table)))
    first = [(place, (_print(was), _print(now))) for place, was, now in islice(moved, 1)]
    said = [closing.remark(), *about.late, *(_differs(*one, about) for one in first)]
    return replace(stored, findings=ordered((*said, *stored.findings)))


def stored_league(settings: Settings, when: Period, by: str) -> League | None:
    """The league that was closed for the period *when*, None without any."""
    closing = find_closing(settings, when)
    stored = closing.league(by) if closing else None
    return replace(stored, findings=(closing.remark(), *stored.findings)) if closing and stored else None


def _late_files(engine: "Engine", when: Period, closing: Closing, entries: Sequence[Entry]) -> Iterator[Finding]:
    """A finding for each file that was loaded after the *closing* and has rows of the period."""
    from pubkpi.database.ledger import late_rows

    upto = closing.entry.data["upto"]
    if not any(one.action in LOADING for one in entries[upto:]):
        return
    for one in late_rows(engine, when, upto):
        zh, en = (str(one.first),) * 2 if one.first == one.last else (f"{one.first}–{one.last}",) * 2
        sheet = f" {one.sheet}" if one.sheet != one.name else ""
        what = Text(
            f"定稿以后导入，有 {one.count} 行属于 {when}（{one.fact.zh}，在{sheet}第 {zh} 行）",
            f"loaded after {when} was closed, with rows of it: {one.count} ({one.fact.en};{sheet} row {en})",
        )
        yield Finding("close.late", "warning", one.name, what)


def _differences(card: Scorecard, now: Scorecard, about: Context) -> Iterator[Finding]:
    """A finding for the total and for each indicator that would be another one *now*; else for whatever differs."""
    total, other_total = (_print(one.total.score_printed) for one in (card, now))
    values, others = ({leaf.id: leaf.basis for leaf in one.indicators} for one in (card, now))
    found = [_differs(card.scorecard, (total, other_total), about)] if total != other_total else []
    found += value_differences({leaf.id: leaf.unit for leaf in card.indicators}, values, others, about)
    if not found:
        written = (transcript.write(replace(one, provisional=False), words=False) for one in (card, now))
        moved = islice(transcript.differences(*written), 1)
        found = [_differs(place, (_print(was), _print(one)), about) for place, was, one in moved]
    yield from found


def value_differences(
    units: Mapping[str, str], stored: Mapping[str, Value], now: Mapping[str, Value], about: Context
) -> Iterator[Finding]:
    """A finding for each of the *stored* values of a closed period that is another one *now*, of those with *units*."""
    for name, unit in units.items():
        value = stored[name]
        other = now.get(name) or replace(value, value=None)
        if (value.value, value.bound) != (other.value, other.bound):
            yield _differs(name, runs.both(unit, value, other), about)


def _differs(where: str, both: tuple[Text, Text], about: Context) -> Finding:
    was, now = both
    what = Text(
        f"定稿是 {was.zh}，照现在的资料是 {now.zh}；以定稿为准",
        f"{was.en} in the closed result, {now.en} by what is known now; the closed result stands",
    )
    return Finding("close.differs", "warning", where, what, about.causes)


def _print(one: object) -> Text:
    return same("—" if one is None else str(one))


def _unusable(problem: PubkpiError) -> Finding:
    what = Text(
        f"现在的考核表不能用（{problem.what.zh}）；以定稿为准",
        f"the scorecard cannot be used as it is now ({problem.what.en}); the closed result stands",
    )
    return Finding("close.unusable", "warning", problem.where, what, problem.hint)
