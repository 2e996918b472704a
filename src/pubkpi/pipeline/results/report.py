"""The report of a period: a review with all that its sections tell, written as documents."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.explanations.meetings import Topic
from pubkpi.model.findings import ordered
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import MONTH, YEAR, Period, Spans, span_of
from pubkpi.model.review import Imprint, Review
from pubkpi.model.scores import Side, Value
from pubkpi.model.text import Text, choices_hint
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.scores import review
from pubkpi.workspace.settings import Settings
from pubkpi.workspace.starter import starter

if TYPE_CHECKING:
    from pubkpi.model.text import Format

_RANKED_POSTS = 3  # from either end, of each platform
_MOST_NAMES = 8  # that a hint lists, the near ones and the newest
_NEAR = 0.3  # a slip in a word of a name; a name says its month or number as well


def report(
    settings: Settings, period: Period, formats: Sequence["Format"], out: Path | None, pack: Path | None = None
) -> tuple[Review, list[Path]]:
    """Write the report of *period* with the sections of the workspace, as files in *out* or as the ZIP *pack*; what it
    shows, and the files. All sections of a closed period tell what was known when it was closed.
    """
    from pubkpi.pipeline.results.closings.closing_state import state_at_closing, with_state
    from pubkpi.pipeline.upkeep.state import rejects
    from pubkpi.report.document import bundle, documents, save
    from pubkpi.report.page import default_sections, section_names
    from pubkpi.report.section_templates import own_sections

    names = section_names(settings.sections or default_sections(period.kind), own_sections(settings.templates))
    whose = imprint(settings, names)
    year = _year_ending(period) if "summary" in names else None
    shown = review(settings, period, sealed=True, record=True, explained=True, year=year)
    with state_at_closing(settings, period) as (then, doubts):
        shown = replace(_with_reasons(then, with_state(shown, then, doubts), names), imprint=whose)
        faults = rejects(then).rows if "xlsx" in formats else ()
    files = documents([shown], settings.lang, formats, template_folders(settings), names, faults)
    paths = bundle(pack, files, shown.data_day) if pack else save(out or settings.reports, files)
    return replace(shown, card=replace(shown.card, findings=ordered((*shown.later, *shown.card.findings)))), paths


def report_topic(
    settings: Settings, name: str, formats: Sequence["Format"], out: Path | None
) -> tuple[Review, list[Path]]:
    """Write the review of the activity or incident *name*, over its own days; what it shows, and the files. UsageError
    without one of that name, or with several.
    """
    from pubkpi.report.document import documents, save

    one = _find_topic(settings, name)
    period = span_of(one.first, one.last)
    shown = review(settings, period, sealed=True)
    shown = replace(shown, imprint=imprint(settings, ("topic",)), topic=_with_values(settings, shown, one))
    files = documents([shown], settings.lang, formats, template_folders(settings), ("topic", *settings.sections))
    return shown, save(out or settings.reports, files)


def _find_topic(settings: Settings, name: str) -> Topic:
    """The activity or incident called *name*, or the only one whose name has it in it."""
    from difflib import get_close_matches

    from pubkpi.database.meetings import topics

    with open_engine(settings) as engine:
        every = topics(engine, settings.clock().date())
    found = [one for one in every if one.name == name] or [one for one in every if name in one.name]
    if len(found) == 1:
        return found[0]
    what = Text(f"有 {len(found)} 个活动或事件叫这个名字", f"activities and incidents of that name: {len(found)}")
    newest = dict.fromkeys(one.name for one in reversed(found or every))
    near = [] if found else get_close_matches(name, newest, _MOST_NAMES, _NEAR)
    listed = [*dict.fromkeys((*near, *newest))][:_MOST_NAMES]
    raise UsageError(f"--topic {name}", what, choices_hint(listed, near[0] if near else ""))


def _with_values(settings: Settings, shown: Review, one: Topic) -> Topic:
    """*one* with the values of all measures in its days, in as many before and in as many after."""
    from pubkpi.measure.run import measure

    own = Period(Spans(one.first, 0, (one.last - one.first).days + 1), 0)
    spans = (own.step(-1), own, own.step(1))
    with open_engine(settings) as engine:
        found = measure(engine, shown.kpis.measures, spans)
    names = _measures_of_report(shown.kpis)
    return replace(one, spans=spans, values={span: {name: found[span][name] for name in names} for span in spans})


def imprint(settings: Settings, names: Sequence[str]) -> Imprint:
    """What sections of these *names* say of whose report it is; a logo is for a cover."""
    from pubkpi.report.formats.logo import read_logo

    logo = read_logo(settings.root, settings.logo) if "cover" in names else None
    return Imprint(
        settings.organisation,
        settings.author,
        settings.reviewed,
        settings.approved,
        settings.classification,
        settings.number,
        logo,
        settings.theme,
    )


def template_folders(settings: Settings) -> list[Path]:
    """Where templates are looked for, in that order."""
    return [folder for folder in (settings.templates, starter("report_templates")) if folder.is_dir()]


def eject(settings: Settings, section: str) -> tuple[Path, ...]:
    """The templates of *section*, copied into the workspace to be changed there."""
    from pubkpi.report.section_templates import eject as copy

    return copy(section, starter("report_templates"), settings.templates)


def _with_reasons(settings: Settings, shown: Review, names: Sequence[str]) -> Review:
    """*shown* with what would move its total, and how firm that is, as far as sections of these *names* tell it."""
    period, before = shown.card.period, shown.previous
    if "summary" in names and shown.year is None:
        shown = replace(shown, year=_year(settings, period))
    if "levers" in names or "summary" in names:
        from pubkpi.explain.levers import levers
        from pubkpi.pipeline.whatif import months_left

        left = months_left(shown.kpis, period, shown.dated)
        shown = replace(shown, levers=levers(shown.kpis, period, shown.values, None, left))
    if "next" in names:
        from pubkpi.explain.next_targets import next_targets
        from pubkpi.measure.values.overrides import growth_window

        windows = {name: growth_window(shown.kpis.measures, name) for name in shown.kpis.scored_measures}
        shown = replace(shown, next_targets=next_targets(shown.kpis, period, shown.values, windows))
    if "accounts" in names:
        shown = _with_accounts(settings, shown, asked="accounts" in settings.sections)
    if "authors" in names:
        from pubkpi.pipeline.scores import league

        with suppress(DataError):  # no piece has an author
            shown = replace(shown, authors=league(settings, period, "author"))
    if "months" in names:
        shown = replace(shown, months=_months(settings, shown))
    shown = _with_analyses(settings, shown, names)
    if "robustness" in names:
        from pubkpi.explain.robustness import robustness
        from pubkpi.model.explanations.robustness import NoiseRule
        from pubkpi.pipeline.explain import cards_with_basis

        with suppress(DataError):  # there is no total that could be firm
            against = before.period if before else None
            stands = cards_with_basis(settings, shown, against)
            firm = robustness(shown.kpis, period, shown.values, against, NoiseRule(), stands)
            shown = replace(shown, robustness=firm)
    return shown


def _year_ending(period: Period) -> Period | None:
    """The year that ends with *period*, a shorter one."""
    year = YEAR.at(period.last)
    return year if period.kind != YEAR and year.last == period.last else None


def _year(settings: Settings, period: Period) -> Review | None:
    """The review of the year that ends with *period*, where it rests on closed periods; None where the scorecard scores
    no such year.
    """
    year = _year_ending(period)
    with suppress(UsageError, DataError):
        return review(settings, year) if year else None
    return None


def _with_accounts(settings: Settings, shown: Review, *, asked: bool) -> Review:
    """*shown* with its accounts and units side by side, and their posts; unless *asked*, of more than one account."""
    from pubkpi.database.content import ranked_posts
    from pubkpi.database.ledger import account_units
    from pubkpi.pipeline.scores import league

    period, leagues = shown.card.period, []
    with open_engine(settings) as engine:
        units = account_units(engine)
        if len(units) < 2 and not asked:
            return shown
        posts = ranked_posts(engine, period, _RANKED_POSTS)
    sides: tuple[Side, ...] = ("account", "unit") if any(units.values()) else ("account",)
    for side in sides:
        with suppress(DataError):  # nobody has a value
            leagues.append(league(settings, period, side))
    return replace(shown, leagues=tuple(leagues), posts=posts)


def _with_analyses(settings: Settings, shown: Review, names: Sequence[str]) -> Review:
    """*shown* with the analyses that sections of these *names* show, as they stood at the last load."""
    from pubkpi.database.ledger import last_load
    from pubkpi.pipeline.analyse import analyses, read_rules
    from pubkpi.report.sections.analyses import SECTION_ANALYSES

    chosen = [SECTION_ANALYSES[name] for name in names if name in SECTION_ANALYSES]
    if not chosen:
        return shown
    with open_engine(settings, remember=False) as engine:
        loaded = last_load(engine) or settings.clock()
        return replace(shown, analyses=analyses(read_rules(settings), engine, shown.card.period, loaded, chosen))


def _months(settings: Settings, shown: Review) -> Mapping[Period, Mapping[str, Value]]:
    """The values of the months of the reported period."""
    from pubkpi.measure.run import measure

    with open_engine(settings) as engine:
        found = measure(engine, shown.kpis.measures, shown.card.period.parts(MONTH))
    names = _measures_of_report(shown.kpis)
    return {month: {name: found[month][name] for name in names} for month in sorted(found)}


def _measures_of_report(kpis: KpiSet) -> tuple[str, ...]:
    """The measures that are scored, and those of work done that none of these is made of, the process indicators."""
    from pubkpi.measure.values.derive import below

    measures, scored = kpis.measures, kpis.scored_measures
    parts = {part for name in scored for part in below(measures, name)}
    return (*scored, *(name for name, one in measures.items() if one.tier == "output" and name not in parts))
