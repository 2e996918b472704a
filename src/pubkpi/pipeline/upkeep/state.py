"""What a workspace holds, and what it lacks."""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pubkpi.model.errors import ErrorList, PubkpiError, UsageError, no_plan
from pubkpi.model.explanations.analyses import AnalysisRules
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.text import Lang, Text
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import find_closing
from pubkpi.pipeline.scores import kpis
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.starter import starter

if TYPE_CHECKING:
    from pubkpi.engine.interface import Engine
    from pubkpi.ingest.profiles.profile import Profile
    from pubkpi.model.status import Rejects, Status
    from pubkpi.report.checklist import PagePart
    from pubkpi.specs.lint.context import Context

Seen = TypeVar("Seen")


def status(settings: Settings, period: Period | None) -> "Status":
    """What the workspace holds and lacks for *period*, by default that of the newest data."""
    from pubkpi.database import ledger, rereading
    from pubkpi.ingest.accounts import directory
    from pubkpi.ingest.load import names
    from pubkpi.ingest.profiles.catalogue import profiles
    from pubkpi.ingest.status import status as found
    from pubkpi.pipeline.analyse import analyses
    from pubkpi.workspace.record import Record

    with open_engine(settings, remember=False) as engine:
        known = profiles(settings.exports)
        now = found(engine, known, period, settings.clock().date())
        new = tuple(directory.newcomers(engine, names.read(settings.root), Record(settings.state).entries()))
        refused = tuple(one.where for one in rereading.refusals(engine).values())
        superseded = ledger.superseded_files(engine)
        now = replace(now, stale=rereading.file_names(engine), refused=refused, superseded=superseded, newcomers=new)
        now = replace(now, has_plan=bool(settings.scorecard))
        if now.period:
            due = analyses(AnalysisRules(), engine, now.period, settings.clock(), ["milestones"])
            now = replace(now, milestones=next(iter(due), None))
        return _by_scorecard(settings, engine, known, now) if now.period else now


def checklist_page(settings: Settings, now: "Status", parts: "Sequence[PagePart]", lang: Lang) -> Path:
    """The page of *now*, with *parts* below its list, in the workspace's reports."""
    from pubkpi.report.checklist import write

    templates = [folder for folder in (settings.templates, starter("report_templates")) if folder.is_dir()]
    return write(now, parts, settings.reports, lang, templates)


def _by_scorecard(settings: Settings, engine: "Engine", every: Sequence["Profile"], now: "Status") -> "Status":
    """*now* with the checklist of its period, or with the reason why there is none."""
    from pubkpi.pipeline.upkeep.checklist import checklist

    period = now.period
    try:
        closing = find_closing(settings, period) if period and now.files else None
        now = replace(now, closed=closing.moment.date() if closing else None)
        kpi_set = kpis(settings, period)
        items = checklist(engine, every, kpi_set, period, settings.clock().date(), now.no_sheet) if period else ()
        return replace(now, checklist=items)
    except PubkpiError as problem:
        return replace(now, unplanned=problem)


def forms_to_mend(settings: Settings, period: Period) -> tuple[str, ...]:
    """The loaded forms with rejected rows that may be of *period*, and that no later one corrects."""
    from pubkpi.database import doubts

    with open_engine(settings, remember=False) as engine:
        return doubts.forms_to_mend(engine, period)


def rejects(settings: Settings) -> "Rejects":
    """The rows that were rejected, with where they stand and why."""
    from pubkpi.ingest import status
    from pubkpi.ingest.profiles.catalogue import profiles

    with open_engine(settings, remember=False) as engine:
        return status.rejects(engine, profiles(settings.exports))


def check(settings: Settings, scorecard: str | None) -> list[Finding]:
    """What is wrong in the settings files, and wrong or doubtful in the workspace's scorecards, or in one, by file and
    line; DataError where there is no plan.
    """
    from pubkpi.measure.check import check as measurable
    from pubkpi.specs.build import own_scorecards
    from pubkpi.specs.check import check_folder, unusable

    if not (scorecard or settings.scorecard or own_scorecards(settings.specs)):
        raise no_plan()
    findings, lots = check_folder(settings.specs, scorecard, lint_context(settings))
    findings = [*map(unusable, mistakes(settings)), *findings]
    return [*findings, *(found for measures, names in lots for found in measurable(measures, names))]


def mistakes(settings: Settings) -> list[PubkpiError]:
    """What is wrong in accounts.yaml, categories.yaml, surveys.yaml and analyses.yaml."""
    from pubkpi.ingest.load import names
    from pubkpi.ingest.profiles import surveys
    from pubkpi.pipeline.analyse import read_rules

    problems = ErrorList()
    with problems:
        names.read(settings.root)
    with problems:
        surveys.read(settings.root / "surveys.yaml")
    with problems:
        read_rules(settings)
    return problems


def lint_context(settings: Settings) -> "Context":
    """What the workspace's database tells of a scorecard, asked for it when that is needed."""
    from pubkpi.measure.baselines import never_measured
    from pubkpi.measure.entities.authors import list_authors
    from pubkpi.measure.entities.listing import every_name
    from pubkpi.specs.lint.context import Context

    def seen(look: Callable[..., Seen], *more: KpiSet) -> Seen | None:
        with suppress(PubkpiError), open_engine(settings) as engine:
            return look(engine, *more)
        return None

    def names() -> Collection[str]:
        people = seen(lambda engine: list_authors(engine, ())) or ()
        graded = seen(lambda engine: engine.run("select distinct subject from rating")) or ()
        return {*(seen(every_name) or ()), *people, *(str(name) for (name,) in graded)}

    return Context(entities=names, unmeasured=lambda one: seen(never_measured, one))


def form_records(settings: Settings, name: str, period: Period) -> list[dict[str, str]]:
    """A row of the form *name* for each indicator of *period*, with what was said of it already; UsageError for a form
    that is not about indicators.
    """
    from pubkpi.database.meetings import commentary

    if name != "commentary":
        what = Text(f"{name} 不按周期填写", f"{name} is not filled in by period")
        missing = f"pubkpi form --missing --period {period}"
        hint = Text(
            f"去掉 --period；本期还缺的登记表，用 {missing} 一次写出。只有 commentary 可以加。",
            f"Leave it out; {missing} writes all forms that the period lacks. Only commentary takes it.",
        )
        raise UsageError("--period", what, hint)
    listed = kpis(settings, period).in_force(period).indicators
    with open_engine(settings, remember=False) as engine:
        said = {one.indicator: one for one in commentary(engine, period)}
    records = []
    for leaf in listed:
        record = {"period": str(period), "indicator": leaf.id, "label": leaf.label.zh}
        if one := said.get(leaf.id):
            columns = ("cause", "action", "owner", "due_on", "status")
            record |= {column: str(getattr(one, column) or "") for column in columns}
        records.append(record)
    return records
