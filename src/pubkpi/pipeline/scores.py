"""Facts to values, scorecard, league and report."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from pubkpi import __version__
from pubkpi.model.errors import DataError, UsageError, no_data
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.schedule import measured_periods
from pubkpi.model.periods import YEAR, Period
from pubkpi.model.review import Review
from pubkpi.model.scores import League, Scorecard, Side, Value
from pubkpi.model.status import LoadedFile
from pubkpi.pipeline.entities import no_values
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import (
    Context,
    closed_periods,
    closed_review,
    context,
    measure_with_closed,
    stored_kpis,
    try_scorecard,
)
from pubkpi.pipeline.results.closings.leagues import closed_league, league_inputs, never_closed, stored_league
from pubkpi.pipeline.results.inputs import build_kpi_set
from pubkpi.pipeline.results.misses import with_misses
from pubkpi.pipeline.results.runs import keep, past
from pubkpi.workspace import layout
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine

Values = Mapping[Period, Mapping[str, Value]]


def kpis(settings: Settings, period: Period | None = None) -> KpiSet:
    """The workspace's scorecard with its measures, checked; UsageError when it does not score *period*."""
    from pubkpi.specs.build import within

    made = build_kpi_set(settings)
    return within(made, period, settings.specs) if period else made


def review(
    settings: Settings,
    period: Period,
    *,
    sealed: bool = False,
    record: bool = False,
    explained: bool = False,
    year: Period | None = None,
    ahead: Sequence[str] = (),
) -> Review:
    """The scorecard of *period*, or of a year, and all around it; *sealed*, with the files and the state's digest;
    kept as a run to *record*; *explained*, with why the total moved; with that of a *year*, a shorter one. That of
    a closed period is the one that was closed.

    The modules *ahead* are what the caller will need next; imported while the engine works, without Python's lock.
    """
    from pubkpi.pipeline.explain import since_last

    def compute_by(kpi_set: KpiSet | None) -> tuple[Review, Context]:
        return compute(settings, period, kpi_set, sealed=sealed, year=year, ahead=ahead)

    (made, about), said = try_scorecard(settings, period, compute_by)
    kpi_set = made.kpis
    if about.closing:
        made = closed_review(settings, made, about, about.closing)
        made = replace(made, card=_with(made.card, said))
    made = replace(made, card=_with(made.card, about.edits(settings, period)))
    if explained:
        made = replace(made, explanation=since_last(settings, kpi_set, made, about))
    if settings.upto is not None:
        made = replace(made, card=_with(made.card, [past(period, about.inputs)]))
    elif record and not about.closing:
        said = keep(settings, about.inputs, made, made.kpis, provisional=made.card.provisional)
        made = replace(made, card=_with(made.card, said), run=about.inputs.id)
    return with_misses(settings, made, about.closing)


def compute(
    settings: Settings,
    period: Period,
    kpi_set: KpiSet | None = None,
    *,
    sealed: bool = False,
    year: Period | None = None,
    ahead: Sequence[str] = (),
) -> tuple[Review, Context]:
    """The review by what is known now, be *period* closed or not, and what it rests on; by the workspace's scorecard,
    or by *kpi_set*.
    """
    from pubkpi.database import ledger
    from pubkpi.database.digest import digest
    from pubkpi.database.meetings import benchmarks, commentary, earlier_decisions
    from pubkpi.score.indicators.comparison import refuse_comparative

    kpi_set = kpi_set or kpis(settings, period)
    refuse_comparative(kpi_set)
    with open_engine(settings) as engine:
        Thread(target=lambda: [*map(import_module, ("pubkpi.score.history", *ahead))], daemon=True).start()
        about = context(settings, engine, period)
        whole = _year_kpis(settings, year, about) if year else None
        periods = dict.fromkeys(
            [*measured_periods(kpi_set, period), *(measured_periods(whole, year) if whole and year else ())]
        )
        ago = period.back(1, YEAR) if sealed else None
        wanted = dict.fromkeys([*periods, *([ago] if ago else [])])
        found = measure_with_closed(engine, kpi_set.measures, wanted, about.earlier)
        made = _review(settings, engine, period, kpi_set, {one: found[one] for one in periods}, about)
        made = replace(made, year_ago=found[ago] if ago else None)
        if whole and year:
            made = replace(made, year=_year_review(made, whole, year, about))
        if sealed:
            made = replace(made, files=ledger.loaded_files(engine), digest=digest(engine))
            made = replace(made, sources=sources_of(settings, kpi_set, made.files))
            made = replace(made, decisions=earlier_decisions(engine, period), commentary=commentary(engine, period))
            made = replace(made, benchmarks=benchmarks(engine, period))
    return made, about


def _year_kpis(settings: Settings, year: Period, about: Context) -> KpiSet | None:
    """The scorecard by which *year* is scored from the values of now, None where there is none, or where it rests on
    closed periods of its own.
    """
    if about.closing or year in closed_periods(settings):
        return None
    with suppress(UsageError, DataError):
        return kpis(settings, year)
    return None


def _year_review(made: Review, kpi_set: KpiSet, year: Period, about: Context) -> Review:
    """The scorecard of *year* from the values of the review *made*, with which they were measured."""
    from pubkpi.score.history import history

    stored = {one: closed.card for one, closed in about.earlier.items()}
    cards = history(kpi_set, year, made.values, made.dated, stored)
    return replace(made, card=cards[-1], kpis=kpi_set, history=cards)


def sources_of(settings: Settings, kpi_set: KpiSet, files: Iterable[LoadedFile]) -> frozenset[str]:
    """The exports among those of the *files* that the numbers of *kpi_set* may be of."""
    from pubkpi.ingest.profiles.catalogue import profiles_called
    from pubkpi.ingest.profiles.sources import source_exports
    from pubkpi.specs.measures import components

    names = components(kpi_set.measures, (*kpi_set.scored_measures, *(one.shows for one in kpi_set.indicators)))
    known = profiles_called({one.export for one in files}, settings.exports)
    return source_exports(known, [kpi_set.measures[name] for name in names])


def _review(
    settings: Settings, engine: "Engine", period: Period, kpi_set: KpiSet, found: Values, about: Context
) -> Review:
    """The scorecard of *period* from the values that were *found*, and what is around it."""
    from pubkpi.database import ledger
    from pubkpi.score.history import history

    loaded = settings.clock() if engine.elsewhere else ledger.last_load(engine)
    loaded = loaded or (about.closing.moment if about.closing else None)
    parts = period.parts(kpi_set.rhythm)
    spans = [found[one] for one in (period, *parts) if one in found]  # a part may have what the year lacks
    unseen = all(span[name].unseen for span in spans for name in kpi_set.scored_measures)
    if loaded is None or (unseen and not about.closing and not ledger.has_rows(engine, period)):
        raise no_data(str(period), period.kind.nouns.that)
    cards = history(kpi_set, period, found, loaded.date(), {one: closed.card for one, closed in about.earlier.items()})
    doubts = _doubts(settings, engine, kpi_set, cards[-1], found)
    return Review(
        card=_with(cards[-1], doubts),
        kpis=kpi_set,
        history=cards,
        values=found,
        files=(),
        coverage=ledger.day_coverage(engine, period),
        dated=loaded.date(),
        version=__version__,
        digest="",
        rejected=_rejected(kpi_set, doubts),
    )


def _rejected(kpi_set: KpiSet, findings: Sequence[Finding]) -> frozenset[str]:
    """The measures of indicators that are made of a register of which rows were rejected, by the *findings*."""
    from pubkpi.specs.measures import components

    facts = {one.where.split()[0] for one in findings if one.id == "measure.rejected"}
    if not facts:
        return frozenset()
    rests = {one.measure: components(kpi_set.measures, [one.measure]) for one in kpi_set.indicators}
    return frozenset(name for name, parts in rests.items() if any(kpi_set.measures[one].fact in facts for one in parts))


def _with(card: Scorecard, said: Sequence[Finding]) -> Scorecard:
    """The *card* with what is *said* of it, too."""
    return replace(card, findings=ordered((*said, *card.findings)))


def _doubts(settings: Settings, engine: "Engine", kpi_set: KpiSet, card: Scorecard, found: Values) -> list[Finding]:
    """What makes the values *found* behind *card* doubtful, which accounts they lack, and what was never loaded."""
    from pubkpi.database.doubts import never_loaded
    from pubkpi.database.lakehouse.mapped_facts import mapping_findings
    from pubkpi.measure.notices import absent_accounts, notices
    from pubkpi.measure.values.derive import parts_without_value

    measures, values = kpi_set.measures, found[card.period]
    lacking = never_loaded(engine, parts_without_value(measures, values, card), card.period)
    baselines = [one.baseline.measured for one in kpi_set.in_force(card.period).indicators]
    spans = dict.fromkeys(one for one in (card.period, *baselines) if one and one in found)
    absent = [said for one in spans for said in absent_accounts(engine, measures, found[one], one)]
    return [
        *notices(engine, measures, card.period, settings.clock().date()),
        *absent,
        *lacking,
        *mapping_findings(engine),
    ]


def league(settings: Settings, period: Period, by: Side = "entity", *, record: bool = False) -> League:
    """Accounts, units, platforms or entities with entered values side by side in *period*; DataError without any.

    Kept as a run to *record*. That of a closed period is the one that was closed, if there was one.
    """
    try:
        (table, about), unusable = try_scorecard(settings, period, partial(compute_league, settings, period, by))
    except DataError:  # what is closed stands without any data
        if stored := stored_league(settings, period, by):
            return stored
        raise
    closed = closed_league(table, about, about.closing) if about.closing else None
    if about.closing and not closed:
        if rules := stored_kpis(settings, about.closing):
            table, about = compute_league(settings, period, by, rules)
        unusable = (*unusable, never_closed(period, by))
    said = (*unusable, *about.edits(settings, period))
    if settings.upto is not None:
        said = (*said, past(period, about.inputs))
    elif record and not about.closing:
        said = (*keep(settings, about.inputs, table, about.kpis, provisional=about.provisional), *said)
    table = closed or table
    return replace(table, findings=ordered((*said, *table.findings)))


def compute_league(
    settings: Settings, period: Period, by: Side, kpi_set: KpiSet | None = None
) -> tuple[League, Context]:
    """The league by what is known now, be *period* closed or not, and what it rests on; by the workspace's scorecard,
    or by *kpi_set*.
    """
    from pubkpi.database import doubts, ledger
    from pubkpi.database.lakehouse.mapped_facts import mapping_findings
    from pubkpi.measure.stale_accounts import old_numbers
    from pubkpi.score.league_totals import is_empty, league_with_totals
    from pubkpi.score.team import team_finding

    kpi_set = kpi_set or kpis(settings, period)
    with open_engine(settings) as engine:
        about = context(settings, engine, period, by)
        loaded = settings.clock() if engine.elsewhere else ledger.last_load(engine)
        inputs, found, said = league_inputs(engine, kpi_set, [period], about.earlier, by)
        team: Values = {}
        if by == "author":
            team = measure_with_closed(engine, kpi_set.measures, kpi_set.needed(period), about.earlier)
        if by != "entity":
            said = (*old_numbers(engine, kpi_set.measures, period), *said)
        said = (*doubts.of_files(engine, settings.clock().date()), *mapping_findings(engine), *said)
    settled = loaded is not None and kpi_set.is_settled(period, loaded.date())
    about = replace(about, kpis=kpi_set, provisional=not settled, values=found)
    if is_empty(kpi_set, period, found):
        raise no_values(kpi_set, period, by, found)
    table = league_with_totals(kpi_set, period, inputs, by)
    said = (*said, team_finding(kpi_set, period, table, team)) if by == "author" else said
    return replace(table, findings=ordered((*said, *table.findings))), about


def demo(root: Path, *, city: bool = False) -> tuple[Settings, Path]:
    """A workspace with the sample exports of the department or the *city* in *root*; its settings, and their folder."""
    from pubkpi.workspace.settings import find

    layout.make_demo(root, city=city)
    return find(root), layout.add_samples(root, city=city)
