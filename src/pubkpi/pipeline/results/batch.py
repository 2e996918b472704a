"""The reports of all accounts or units of a league: measured together, each written as documents of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pubkpi import __version__
from pubkpi.model.errors import UsageError
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.schedule import measured_periods
from pubkpi.model.notices import notice
from pubkpi.model.periods import Period
from pubkpi.model.review import ClosingRemark, Imprint, Review, Subject
from pubkpi.model.scores import League, Scorecard
from pubkpi.model.status import DayCoverage, LoadedFile
from pubkpi.model.text import Text
from pubkpi.pipeline.explain import entity_explanation
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results.closings.closing import Context, Values, context, stored_kpis, try_scorecard
from pubkpi.pipeline.results.closings.leagues import measure_league
from pubkpi.pipeline.results.report import imprint, template_folders
from pubkpi.pipeline.scores import kpis, league, sources_of
from pubkpi.score.tree.bands import printed
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from pubkpi.model.text import Format

Whom = Literal["account", "unit"]
# What a report of one account or unit has by default; of what only the department has, it has nothing.
SECTIONS = ("summary", "scorecard")
_OF_DEPARTMENT = ("accounts", "authors", "months", "levers", "robustness", "decisions", "commentary", "next")


@dataclass(frozen=True, slots=True)
class LeagueData:
    """What the reviews of a league's entities are made of: the scorecard, the values, and the files and days of data of
    each account, by platform and name; to which entity it belongs; and the league that was closed, if any.
    """

    kpis: KpiSet
    about: Context
    values: Mapping[str, Values]
    files: tuple[LoadedFile, ...]
    sources: frozenset[str]
    coverage: tuple[DayCoverage, ...]
    digest: str
    stored: League | None
    file_accounts: Mapping[str, frozenset[tuple[str, str]]]
    entities: Mapping[tuple[str, str], str | None]


def report_each(
    settings: Settings, period: Period, by: Whom, formats: Sequence["Format"], out: Path | None, pack: Path | None
) -> tuple[tuple[Finding, ...], list[Path]]:
    """Write the report of *period* of every account or unit with a value, as files in *out* or as the ZIP *pack*; what
    is to be said of their league, and the files.
    """
    from pubkpi.pipeline.results.closings.closing_state import state_at_closing
    from pubkpi.pipeline.upkeep.state import rejects
    from pubkpi.report.document import bundle, documents, save

    names = _sections(settings)
    table = league(settings, period, by, record=True)
    with state_at_closing(settings, period) as (then, doubts):
        basis = try_scorecard(then, period, lambda rules: _basis(then, period, by, rules))[0]
        faults = rejects(then).rows if "xlsx" in formats else ()
    findings = ordered((*doubts, *table.findings))
    reviews = _reviews(settings, table, by, basis, names)
    made = documents(reviews, settings.lang, formats, template_folders(settings), names, faults)
    if pack is None:
        return findings, save(out or settings.reports, made)
    return findings, bundle(pack, made, max(one.as_of for one in basis.files))


def _sections(settings: Settings) -> tuple[str, ...]:
    """The sections that were asked for, else the usual ones; UsageError for those that only the department has."""
    from pubkpi.report.page import section_names
    from pubkpi.report.section_templates import own_sections

    names = section_names(settings.sections or SECTIONS, own_sections(settings.templates))
    for name in names:
        if name in _OF_DEPARTMENT:
            what = Text(f"{name} 这一节只有全部门的报告才有", f"only the department's report has the section {name}")
            raise UsageError("report --each", what, Text("用 --sections 选别的。", "Choose others by --sections."))
    return names


def _basis(settings: Settings, period: Period, by: Whom, rules: KpiSet | None) -> LeagueData:
    """All that is asked of the database, at once; of a closed period by the rules of then."""
    from pubkpi.database import ledger
    from pubkpi.database.digest import digest
    from pubkpi.score.indicators.comparison import refuse_comparative

    with open_engine(settings) as engine:
        about = context(settings, engine, period, by)
        kpi_set = rules or stored_kpis(settings, about.closing) or kpis(settings, period)
        refuse_comparative(kpi_set)
        values, _ = measure_league(engine, kpi_set.measures, measured_periods(kpi_set, period), about.closed, by)
        units, files = ledger.account_units(engine), ledger.loaded_files(engine)
        return LeagueData(
            kpis=kpi_set,
            about=about,
            values=values,
            files=files,
            sources=sources_of(settings, kpi_set, files),
            coverage=ledger.day_coverage(engine, period),
            digest=digest(engine),
            stored=about.closing.league(by) if about.closing else None,
            file_accounts=ledger.file_accounts(engine),
            entities={one: "/".join(one) for one in units} if by == "account" else units,
        )


def _reviews(settings: Settings, table: League, by: Whom, basis: LeagueData, names: Sequence[str]) -> Iterator[Review]:
    """The review of each entity of *table* that has a value; those without are told."""
    from pubkpi.printing.file_names import file_names

    files = file_names(table.entities)
    shown, without, measured = imprint(settings, names), list[str](), {*basis.values}
    for entity in table.entities:
        subject = Subject(entity, files[entity], by)
        made = _review(table, basis, subject, shown) if entity in measured else None
        if made is None:
            without.append(entity)
        else:
            yield made
    if without:
        what = Text(
            f"没有数值，未出报告：{'、'.join(without)}", f"no report, for there is no value: {', '.join(without)}"
        )
        notice(Finding("score.no_report", "info", f"{table.period}", what))


def _review(table: League, basis: LeagueData, subject: Subject, shown: Imprint) -> Review | None:
    """The review of one entity; None where it has no value at all."""
    from pubkpi.score.history import history

    entity, values = subject.name, basis.values[subject.name]
    dated = max(one.loaded_on for one in basis.files)
    cards = history(basis.kpis, table.period, values, dated, entity=entity)
    if all(one.value is None for one in cards[-1].indicators):
        return None
    closings, said = _closings(basis, cards[-1], entity)
    card = replace(cards[-1], findings=ordered((*said, *cards[-1].findings)))
    return Review(
        card=card,
        kpis=basis.kpis,
        history=(*cards[:-1], card),
        values=values,
        files=tuple(one for one in basis.files if entity in _owners(basis, one)),
        coverage=tuple(one for one in basis.coverage if basis.entities.get((one.platform, one.account)) == entity),
        dated=dated,
        version=__version__,
        digest=basis.digest,
        imprint=shown,
        subject=subject,
        run=basis.about.inputs.id,
        closings=closings,
        explanation=entity_explanation(basis.kpis, cards, values, entity),
        sources=basis.sources,
    )


def _owners(basis: LeagueData, file: LoadedFile) -> set[str | None]:
    """The entities of which *file* has rows that count."""
    return {basis.entities.get(one) for one in basis.file_accounts.get(file.sha256, ())}


def _closings(basis: LeagueData, card: Scorecard, entity: str) -> tuple[tuple[ClosingRemark, ...], tuple[Finding, ...]]:
    """That the result of *entity* is closed, where the closed league has the total of *card*; else that it is not."""
    closing, stored = basis.about.closing, basis.stored
    if closing is None:
        return (), ()
    stands = stored.nodes[0].scores[stored.entities.index(entity)] if stored and entity in stored.entities else None
    if stands is not None and printed(stands) == card.total.score_printed:
        return (replace(closing.note, before=None, total=printed(stands)),), ()
    was = "—" if stands is None else f"{printed(stands):.1f}"
    what = Text(
        f"定稿的总分是 {was}；这份报告按现在的资料算出，不是定稿",
        f"the closed total is {was}; this report is from the data of now, and not final",
    )
    return (), (Finding("close.differs", "warning", entity, what),)
