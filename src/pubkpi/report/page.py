"""The sections in their order, and what stands around them: title, marks, running foot, the document's metadata."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pubkpi.model.errors import UsageError
from pubkpi.model.periods import WEEK, Kind
from pubkpi.model.review import Review
from pubkpi.model.text import Format, Lang, Text, choices_hint, same
from pubkpi.report.charts.figures import View
from pubkpi.report.charts.words import fit, wide
from pubkpi.report.formats import annex
from pubkpi.report.leaves import Tone, tones
from pubkpi.report.sections.analyses import SECTION_ANALYSES, analysis_section
from pubkpi.report.sections.benchmarks import benchmarks
from pubkpi.report.sections.definitions import definitions
from pubkpi.report.sections.levers import levers
from pubkpi.report.sections.meeting.commentary import commentary
from pubkpi.report.sections.meeting.cover import cover, subject_label
from pubkpi.report.sections.meeting.decisions import decisions
from pubkpi.report.sections.meeting.next_targets import next_targets
from pubkpi.report.sections.meeting.notices import notices
from pubkpi.report.sections.meeting.signatures import signoff
from pubkpi.report.sections.meeting.topic import topic
from pubkpi.report.sections.months import months
from pubkpi.report.sections.page_one.summary import summary
from pubkpi.report.sections.quality import quality
from pubkpi.report.sections.revisions import revisions, status
from pubkpi.report.sections.robustness import robustness
from pubkpi.report.sections.scorecard import scorecard
from pubkpi.report.sections.side_by_side.accounts import accounts
from pubkpi.report.sections.side_by_side.authors import authors
from pubkpi.report.sections.side_by_side.dimensions import dimensions
from pubkpi.report.sections.trend import trend
from pubkpi.report.sections.waterfall import waterfall
from pubkpi.report.wording import numbers
from pubkpi.report.wording.words import PHRASES, SECTION_TITLES, phrase

# A section without anything to say has no view, and is left out.
SECTIONS: Mapping[str, Callable[[Review, Lang], View | None]] = {
    "cover": cover,
    "summary": summary,
    "scorecard": scorecard,
    "dimensions": dimensions,
    "waterfall": waterfall,
    "revisions": revisions,
    "levers": levers,
    "robustness": robustness,
    "trend": trend,
    "accounts": accounts,
    "authors": authors,
    "months": months,
    **{name: analysis_section(name) for name in SECTION_ANALYSES},
    "topic": topic,
    "benchmarks": benchmarks,
    "decisions": decisions,
    "notices": notices,
    "commentary": commentary,
    "next": next_targets,
    "signoff": signoff,
    "definitions": definitions,
    "quality": quality,
}
DEFAULT_SECTIONS = (
    "summary",
    "scorecard",
    "dimensions",
    "waterfall",
    "revisions",
    "trend",
    "accounts",
    "benchmarks",
    "decisions",
    "definitions",
    "quality",
)
_COVER = "cover"
_DIGEST_DIGITS = 8  # more would take a second line of the foot
_FOOT, _LEAST = 55.0, 8.0  # so many full-width characters it has room for, and as many are left to a name


@dataclass(frozen=True, slots=True)
class SectionHead:
    """A section's name in the templates, its number, which a cover has not, and its heading."""

    name: str
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The frame of a report as finished strings; *language* and *region* are codes, *annex* names the list of files."""

    language: str
    region: str
    title: str
    scorecard: str
    period: str
    over: str
    theme: str
    organisation: str
    author: str
    provisional: str
    dated: str
    digest: str
    version: str
    foot: str
    annex: str
    sections: tuple[SectionHead, ...]
    tones: tuple[Tone, ...]


def default_sections(kind: Kind) -> tuple[str, ...]:
    """The sections that a report on a period of *kind* has where nobody names any: of a week one page, its table."""
    return ("scorecard",) if kind == WEEK else DEFAULT_SECTIONS


def section_names(names: Sequence[str], own: Sequence[str] = ()) -> tuple[str, ...]:
    """The sections that *names* ask for, in their order, by default the usual ones; a cover comes first. UsageError for
    one that is none.

    *own* are those that the workspace has besides.
    """
    for name in names:
        if name not in (*SECTIONS, *own):
            raise no_section("--sections, [report] sections", name, (*SECTIONS, *own))
    listed = tuple(dict.fromkeys(names)) or DEFAULT_SECTIONS
    return tuple(sorted(listed, key=lambda name: name != _COVER))


def no_section(where: str, name: str, sections: Iterable[str]) -> UsageError:
    """The error that *name*, said at *where*, is none of the *sections*."""
    what = Text(f"没有这一节：{name}", f"there is no such section: {name}")
    return UsageError(where, what, choices_hint(sections, name))


def page(
    review: Review, lang: Lang, sections: Iterable[str] = DEFAULT_SECTIONS, formats: Sequence[Format] = ()
) -> PageView:
    """The frame of *review*'s report with these *sections* in these *formats*."""
    card = review.card
    scorecard, period = card.label.say(lang), card.period.label(lang)
    mark = PHRASES["provisional"].say(lang) if card.provisional else ""
    dated = f"{PHRASES['dated'].say(lang)} {numbers.long_day(review.data_day, lang)}"
    digest, dot = review.digest[:_DIGEST_DIGITS], PHRASES["dot"].say(lang)
    state = f"{PHRASES['state'].say(lang)} {digest}"
    whose = subject_label(review, lang)
    run = f"{PHRASES['run'].say(lang)} {review.run[:_DIGEST_DIGITS]}" if review.run else ""
    standing = "" if review.topic and not review.closings else status(review, lang)  # what has no total is not closed
    facts = (period, dated, standing, state, run)
    organisation = review.imprint.organisation
    return PageView(
        language=lang,
        region="cn" if lang == "zh" else "us",
        title=dot.join(filter(None, (phrase("report", card.period.kind, lang), whose, period))),
        scorecard=scorecard,
        period=period,
        over=scorecard if organisation in scorecard else dot.join((organisation, scorecard)),
        theme=review.imprint.theme,
        organisation=organisation,
        author=review.imprint.author,
        provisional=mark,
        dated=dated,
        digest=digest,
        version=f"pubkpi {review.version}",
        foot=_foot(whose or scorecard, [one for one in facts if one], state if run else "", dot),
        annex=annex.place(review, lang, formats),
        sections=_heads([*sections], lang),
        tones=tones(review.kpis),
    )


def _foot(name: str, facts: Sequence[str], spare: str, dot: str) -> str:
    """*name* and *facts* on one line: where these do not fit, the *spare* fact goes first, and then the name is cut."""
    if wide(dot.join((name, *facts))) > _FOOT:
        facts = [one for one in facts if one != spare]
    behind = "".join(dot + one for one in facts)
    return fit(name, max(_FOOT - wide(behind), _LEAST)) + behind


def _heads(names: list[str], lang: Lang) -> tuple[SectionHead, ...]:
    """The heads of the sections; a cover has no number."""
    first = 0 if names[:1] == [_COVER] else 1
    return tuple(
        SectionHead(name, str(index) if index else "", SECTION_TITLES.get(name, same(name)).say(lang))
        for index, name in enumerate(names, start=first)
    )
