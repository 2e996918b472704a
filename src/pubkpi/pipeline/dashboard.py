"""All periods and entities at once, measured together, as one page."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi import __version__
from pubkpi.database import ledger
from pubkpi.model.dashboard import Dashboard
from pubkpi.model.errors import DataError, no_data
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.assessment import COMPOSED
from pubkpi.model.kpis.schedule import measured_periods
from pubkpi.model.notices import notice
from pubkpi.model.periods import QUARTER, YEAR, Period, between, inside
from pubkpi.model.scores import League, Scorecard, Side, Value
from pubkpi.pipeline.analyse import analyses, read_rules
from pubkpi.pipeline.explain import entity_explanation
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import Closing, context, measure_with_closed, stored_kpis
from pubkpi.pipeline.results.closings.leagues import league_inputs
from pubkpi.pipeline.scores import kpis, sources_of
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.starter import starter

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine

Values = Mapping[Period, Mapping[str, Value]]
SIDES: tuple[Side, ...] = ("unit", "platform", "account", "entity")
PEOPLE = "authors"  # the section of the report with which people stand in the dashboard, too
# What a page holds of many accounts: of each its most read posts of a quarter, and its newest days.
MOST_POSTS, LEAST_POSTS, MOST_DAYS = 16_000, 2, 400_000


def dashboard(settings: Settings, out: Path | None) -> Path:
    """The dashboard of the workspace's scorecard, written below *out*; where it is."""
    from pubkpi.report.dashboard.document import write

    made = compute(settings)
    templates = [folder for folder in (settings.templates, starter("report_templates")) if folder.is_dir()]
    return write(made, out or settings.reports, settings.lang, templates)


def compute(settings: Settings) -> Dashboard:
    """What the dashboard shows; DataError when nothing was loaded for the scorecard's periods. What is closed is as it
    was closed.
    """
    kpi_set = kpis(settings)
    with open_engine(settings) as engine:
        periods = tuple(scored_periods(kpi_set, engine))
        if not periods:
            raise no_data(f"{kpi_set.valid[0]}–{kpi_set.valid[1]}", kpi_set.rhythm.nouns.that)
        about = context(settings, engine, periods[-1])
        closed = about.closed
        edits = about.edits(settings, *periods)
        for finding in edits:
            notice(finding)
        rules = {one: stored_kpis(settings, closing) for one, closing in closed.items() if one in periods}
        sources = sources_of(settings, kpi_set, ledger.loaded_files(engine))
        sides: tuple[Side, ...] = (*SIDES, "author") if PEOPLE in settings.sections else SIDES
        made = read_dashboard(kpi_set, engine, periods, closed, sources, sides)
        newest = max(one for one in periods if one.kind == kpi_set.rhythm)
        loaded = ledger.last_load(engine) or settings.clock()
        made = replace(made, analyses=analyses(read_rules(settings), engine, newest, loaded))
    then = {one: some for one, some in rules.items() if some}
    return replace(made, organisation=settings.organisation, edits=edits, closed_kpis=then)


def read_dashboard(
    kpi_set: KpiSet,
    engine: "Engine",
    periods: tuple[Period, ...],
    closed: Mapping[Period, Closing],
    sources: Collection[str] = (),
    sides: Sequence[Side] = SIDES,
) -> Dashboard:
    """What *engine* holds of the *periods*, those that are *closed* as they were closed, with the leagues of *sides*;
    dated by the newest file of the *sources*, the exports that the numbers may be of.
    """
    from pubkpi.database.content import account_content
    from pubkpi.database.digest import digest

    files = ledger.loaded_files(engine)
    newest = max(one.as_of for one in files)
    leagues = _leagues(kpi_set, engine, periods, closed, sides)
    accounts = max((len(one["account"].entities) for one in leagues.values() if "account" in one), default=1)
    first, last = periods[0].first, min(newest, max(one.last for one in periods))
    days_from = max(first, last - timedelta(days=MOST_DAYS // accounts))
    quarters = len(inside(first, last, QUARTER)) or 1
    cards, values = _cards(kpi_set, engine, periods, closed)
    running = [cards[one] for one in periods if one in cards and one.kind == kpi_set.rhythm]
    return Dashboard(
        kpis=kpi_set,
        periods=periods,
        cards=cards,
        leagues=leagues,
        accounts=account_content(
            engine, (first, last), max(LEAST_POSTS, MOST_POSTS // accounts // quarters), days_from
        ),
        dated=max((one.as_of for one in files if one.export in sources), default=newest),
        days_from=days_from,
        version=__version__,
        digest=digest(engine),
        closed=frozenset(closed) & {*periods},
        explanation=None if closed or not running else entity_explanation(kpi_set, running, values),
    )


def scored_periods(kpi_set: KpiSet, engine: "Engine") -> Iterator[Period]:
    """The periods that the scorecard scores and that have data, those of other kinds that its targets or its annual
    result name, and the years; a longer one where all that it is made of is scored.
    """
    from pubkpi.database.ledger import has_data

    first, last = kpi_set.valid
    scored = [one for one in between(first, last) if has_data(engine, one)]
    named = (one.kind for leaf in kpi_set.indicators for one, _ in leaf.stated)
    composed = (COMPOSED[name] or YEAR for name in kpi_set.compose)
    for kind in {*named, *composed, YEAR} - {kpi_set.rhythm}:
        for one in inside(first.first, last.last, kind):
            parts = {*one.parts(kpi_set.rhythm)}
            if parts <= {*scored} if parts else has_data(engine, one):
                scored.append(one)
    yield from sorted(scored)


def _cards(
    kpi_set: KpiSet, engine: "Engine", periods: Sequence[Period], closed: Mapping[Period, Closing]
) -> tuple[dict[Period, Scorecard], Values]:
    """The scorecards of the department, with the values that they rest on; none where indicators are scored among
    several entities only.
    """
    from pubkpi.score.history import history
    from pubkpi.score.indicators.comparison import is_comparative

    dated = ledger.last_load(engine)
    if dated is None or any(map(is_comparative, kpi_set.indicators)):
        return {}, {}
    measured = sorted({one for period in periods for one in measured_periods(kpi_set, period)})
    found = measure_with_closed(engine, kpi_set.measures, measured, closed)
    stored = {one: closing.card for one, closing in closed.items()}
    ends = {period.kind: period for period in periods}.values()  # of each kind the last, with all before
    cards = [card for end in ends for card in history(kpi_set, end, found, dated.date(), stored)]
    return {card.period: card for card in cards if card.period in periods}, found


def _leagues(
    kpi_set: KpiSet,
    engine: "Engine",
    periods: Sequence[Period],
    closed: Mapping[Period, Closing],
    sides: Sequence[Side],
) -> dict[Period, dict[Side, League]]:
    """By period the league of each of the *sides* on which anybody has a value."""
    from pubkpi.score.league_totals import is_empty, league_with_totals

    made: dict[Period, dict[Side, League]] = {period: {} for period in periods}
    for side in sides:
        with suppress(DataError):  # nobody is of that kind
            inputs, found, _ = league_inputs(engine, kpi_set, periods, closed, side)
            for period in periods:
                stored = closed[period].league(side) if period in closed else None
                if stored or not is_empty(kpi_set, period, found):
                    made[period][side] = stored or league_with_totals(kpi_set, period, inputs, side)
    return made
