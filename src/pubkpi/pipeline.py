"""The data's way on one screen: exported files → facts → values → scorecard → report."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, TypeVar

from pubkpi import __version__
from pubkpi.model.errors import DataError, PubkpiError, no_data
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import League, Review, Scorecard, Side, Value
from pubkpi.model.text import Text
from pubkpi.workspace import layout
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.starter import starter

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.ingest.history.store import Store
    from pubkpi.ingest.profiles.profile import Profile
    from pubkpi.ingest.result import FileResult, IngestOptions
    from pubkpi.model.kpis.amounts import Shape
    from pubkpi.model.kpis.measures import Measure
    from pubkpi.model.status import MissingIndicator, Rejects, Status
    from pubkpi.report import Format

Seen = TypeVar("Seen")
Values = Mapping[Period, Mapping[str, Value]]
Profiles = Sequence["Profile"]


def ingest(settings: Settings, paths: Sequence[Path], options: "IngestOptions") -> Iterator["FileResult"]:
    """Load every file of *paths*, or what is to be loaded again; a result a file. A refused one changes nothing."""
    from pubkpi.ingest import result, run
    from pubkpi.specs.measures import shapes

    with _store(settings, write=not options.dry_run, measures=shapes(settings.specs) if paths else None) as store:
        yield from result.logged(
            run.replay(store, paths, options) if options.replay else run.ingest(store, paths, options)
        )


def _store(settings: Settings, *, write: bool, measures: Mapping[str, "Shape"] | None = None) -> "Store":
    """The state of the workspace, which names the measures that move when the rules of reading have changed."""
    from pubkpi.ingest.history.store import Store

    return Store(settings, write=write, compare=partial(_moved_measures, settings), measures=measures)


def _moved_measures(settings: Settings, old: "Engine", new: "Engine", periods: Sequence[Period]) -> list[Finding]:
    """The measures that have another value in the *new* database: those of all scorecards, else of the chosen one."""
    from pubkpi.measure.changes import changed_values
    from pubkpi.specs.build import measures_of_all

    for measures in measures_of_all(settings.specs, settings.scorecard):
        with suppress(PubkpiError):  # what is wrong in a measure is for `check` to say
            return changed_values(old, new, measures, periods)
    return []


def exports(*, shipped: bool) -> tuple["Profile", ...]:
    """The exports that are known: those *shipped*, or, in a workspace, those with its own."""
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.workspace.settings import within

    settings = None if shipped else within()
    return profiles(settings.exports if settings else None)


def kpis(settings: Settings, period: Period | None = None) -> KpiSet:
    """The workspace's scorecard with its measures, checked; UsageError when it does not score *period*."""
    from pubkpi.specs.build import build, within

    made = build(settings.specs, settings.scorecard)
    return within(made, period) if period else made


@contextmanager
def _reading_engine(settings: Settings, *, remember: bool = True) -> Iterator["Engine"]:
    """The database, only to be asked; what is compiled for that may be remembered."""
    from pubkpi.database import ledger
    from pubkpi.database.open import open_current
    from pubkpi.measure.cache import remembering

    with ExitStack() as held:
        engine = open_current(settings)
        if engine:
            held.callback(engine.close)
        else:
            engine = held.enter_context(_store(settings, write=False)).engine
            ledger.check_tables(engine)
        if remember:
            held.enter_context(remembering(settings.compiled))
        yield engine


def check(settings: Settings, scorecard: str | None) -> list[Finding]:
    """What is wrong or doubtful in the workspace's scorecards, or in one, by file and line."""
    from pubkpi.measure.baselines import never_measured
    from pubkpi.measure.check import check as measurable
    from pubkpi.measure.entities.listing import every_name
    from pubkpi.specs.check import check_folder
    from pubkpi.specs.lint.context import Context

    def seen(look: Callable[..., Seen], *more: KpiSet) -> Seen | None:
        with suppress(PubkpiError), _reading_engine(settings) as engine:
            return look(engine, *more)
        return None

    around = Context(entities=lambda: seen(every_name), unmeasured=lambda one: seen(never_measured, one))
    findings, lots = check_folder(settings.specs, scorecard, around)
    return [*findings, *(found for measures, names in lots for found in measurable(measures, names))]


def values(settings: Settings, kpi_set: KpiSet, periods: Sequence[Period]) -> Values:
    """Every measure of the scorecard in *periods*; DataError for a quarter in which nothing was ever loaded."""
    from pubkpi.database import ledger
    from pubkpi.measure.run import measure

    with _reading_engine(settings) as engine:
        found = measure(engine, kpi_set.measures, periods)
        for period, listed in found.items():
            if all(one.unseen for one in listed.values()) and not ledger.has_rows(engine, period):
                raise no_data(str(period), period.kind.nouns.noun)
    return found


def review(settings: Settings, period: Period, *, sealed: bool = False, ahead: Sequence[str] = ()) -> Review:
    """The scorecard of *period*, or of a year, and all around it; *sealed*, with the files and the state's digest.

    The modules *ahead* are what the caller will need next; imported while the engine works, without Python's lock.
    """
    from pubkpi.database import ledger
    from pubkpi.database.digest import digest
    from pubkpi.measure.run import measure
    from pubkpi.score.indicators.comparison import refuse_comparative

    kpi_set = kpis(settings, period)
    refuse_comparative(kpi_set)
    with _reading_engine(settings) as engine:
        Thread(target=lambda: [*map(import_module, ("pubkpi.score.history", *ahead))], daemon=True).start()
        found = measure(engine, kpi_set.measures, kpi_set.measured(period))
        from pubkpi.score.history import history

        loaded = ledger.last_load(engine)
        parts = period.parts(kpi_set.rhythm)
        spans = [found[one] for one in (period, *parts) if one in found]  # a part may have what the year lacks
        unseen = all(span[name].unseen for span in spans for name in kpi_set.scored_measures)
        if loaded is None or (unseen and not ledger.has_rows(engine, period)):
            raise no_data(str(period), period.kind.nouns.noun)
        cards = history(kpi_set, period, found, loaded.date())
        card, said = cards[-1], _doubts(settings, engine, kpi_set, (cards[-1], found[period]))
        return Review(
            card=replace(card, findings=ordered((*said, *card.findings))),
            kpis=kpi_set,
            history=cards,
            values=found,
            files=ledger.loaded_files(engine) if sealed else (),
            coverage=ledger.day_coverage(engine, period),
            dated=loaded.date(),
            version=__version__,
            digest=digest(engine) if sealed else "",
            author=settings.author,
            organisation=settings.organisation,
        )


def _doubts(
    settings: Settings, engine: "Engine", kpi_set: KpiSet, scored: tuple[Scorecard, Mapping[str, Value]]
) -> list[Finding]:
    """What makes the values behind the scorecard *scored* doubtful, and what was never loaded."""
    from pubkpi.database.doubts import never_loaded
    from pubkpi.measure.notices import notices
    from pubkpi.measure.values.derive import parts_without_value

    (card, values), measures = scored, kpi_set.measures
    lacking = never_loaded(engine, parts_without_value(measures, values, card), card.period)
    return [*notices(engine, measures, card.period, settings.clock().date()), *lacking]


def notices(settings: Settings, measures: Mapping[str, "Measure"], period: Period) -> list[Finding]:
    """What makes the values of *measures* in *period* doubtful."""
    from pubkpi.measure.notices import notices

    with _reading_engine(settings) as engine:
        return notices(engine, measures, period, settings.clock().date())


def league(settings: Settings, period: Period, by: Side = "entity") -> League:
    """Accounts, units, platforms or entities with entered values side by side in *period*; DataError without any."""
    from pubkpi.database import doubts
    from pubkpi.measure.run import measure_by
    from pubkpi.measure.stale_accounts import old_numbers
    from pubkpi.score.league import league as scored
    from pubkpi.score.tree.columns import empty

    kpi_set = kpis(settings, period)
    with _reading_engine(settings) as engine:
        found, said = measure_by(engine, kpi_set.measures, kpi_set.needed(period), by)
        if by != "entity":
            said = (*old_numbers(engine, kpi_set.measures, period), *said)
        said = (*doubts.of_files(engine, settings.clock().date()), *said)
    if empty(kpi_set, period, found):
        hint = Text("原因见 pubkpi measures -q。", "pubkpi measures -q says why.")
        raise DataError(f"{period} --by {by}", Text("谁都没有数值", "nobody has a value"), hint)
    table = scored(kpi_set, period, found, by)
    return replace(table, findings=ordered((*said, *table.findings)))


def report(
    settings: Settings, period: Period, formats: Sequence["Format"], out: Path | None
) -> tuple[Review, list[Path]]:
    """Write the report of *period*; what it shows, and the files."""
    from pubkpi.report.document import write

    shown = review(settings, period, sealed=True)
    templates = [folder for folder in (settings.templates, starter("report_templates")) if folder.is_dir()]
    return shown, write(shown, out or settings.reports, settings.lang, formats, templates)


def demo(root: Path) -> tuple[Settings, Path]:
    """A workspace with the sample exports in *root*; its settings and the folder of the samples."""
    from pubkpi.workspace.settings import find

    layout.make_demo(root)
    return find(root), layout.add_samples(root)


def status(settings: Settings, period: Period | None) -> "Status":
    """What the workspace holds and lacks for *period*, by default that of the newest data."""
    from pubkpi.database import rereading
    from pubkpi.ingest.accounts import directory
    from pubkpi.ingest.load import names
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.ingest.status import status as found
    from pubkpi.workspace.record import Record

    with _reading_engine(settings, remember=False) as engine:
        known = profiles(settings.exports)
        now = found(engine, known, period, settings.clock().date())
        new = tuple(directory.newcomers(engine, names.read(settings.root), Record(settings.state).entries()))
        refused = tuple(one.where for one in rereading.refusals(engine).values())
        now = replace(now, stale=rereading.file_names(engine), refused=refused, newcomers=new)
        with suppress(PubkpiError):  # what is wrong in a scorecard is for `check` to say
            if now.period and now.files:
                return replace(now, lacking=_lacking(settings, engine, known, now.period))
        return now


def _lacking(settings: Settings, engine: "Engine", every: "Profiles", period: Period) -> "tuple[MissingIndicator, ...]":
    """The indicators without a value in *period*; UsageError where the scorecard does not score it."""
    from pubkpi.ingest.profiles.sources import missing_indicators
    from pubkpi.measure.run import measure
    from pubkpi.measure.values.derive import parts_without_value
    from pubkpi.score.run import score

    kpi_set = kpis(settings, period)
    found = measure(engine, kpi_set.measures, kpi_set.needed(period))
    listed = parts_without_value(kpi_set.measures, found[period], score(kpi_set, period, found, None, settled=True))
    return tuple(missing_indicators(engine, every, listed))


def rejects(settings: Settings) -> "Rejects":
    """The rows that were rejected, with where they stand and why."""
    from pubkpi.ingest import status
    from pubkpi.ingest.profiles.catalogue import profiles

    with _reading_engine(settings, remember=False) as engine:
        return status.rejects(engine, profiles(settings.exports))


def forget(settings: Settings, words: str) -> tuple[str, str]:
    """Take the rows of the file *words* (its name, or the start of its sha256) out again; its name and sha256."""
    from pubkpi.ingest.history import revise

    with _store(settings, write=True) as store:
        entry = revise.forget(store, words, settings.clock())
    return str(entry.data["name"]), str(entry.data["sha256"])


def rebuild(settings: Settings) -> str:
    """Make the database again from archive and journal, beside the old one until it is whole; the state's digest."""
    from pubkpi.ingest.history.verify import rebuild

    with _store(settings, write=True) as store:
        return rebuild(store)


def verify(settings: Settings) -> str:
    """The digest of the state, after making it again from archive and journal; VerifyError when the two differ."""
    from pubkpi.ingest.history.verify import verified

    with _store(settings, write=False) as store:
        return verified(store)
