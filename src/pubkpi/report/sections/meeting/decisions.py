"""What the review before decided, and what became of it; what is overdue is marked by the day of the data."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from pubkpi.model.explanations.meetings import Decision
from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import LightView
from pubkpi.report.sections.meeting.progress import due_day, progress
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision: of which review, what, whose, until when, how it stands and what became of it."""

    period: str
    item: str
    owner: str
    due: str
    light: LightView
    outcome: str


@dataclass(frozen=True, slots=True)
class DecisionsView(View):
    """The decisions as finished strings, those of the newest review first."""

    title: str
    rows: tuple[DecisionRow, ...]
    note: str


def decisions(review: Review, lang: Lang) -> DecisionsView | None:
    """What was decided before *review*; None where nothing was."""
    if not review.decisions:
        return None
    today = review.data_day
    return DecisionsView(
        title=_title(review.decisions, today, lang),
        rows=tuple(_row(one, today, lang) for one in review.decisions),
        note=fill(say.DECISIONS_NOTE, lang, day=numbers.long_day(today, lang)),
    )


def _title(listed: tuple[Decision, ...], today: date, lang: Lang) -> str:
    """How many the last review decided, and how they stand; how many older ones are open."""
    period = listed[0].period
    last = [one for one in listed if one.period == period]
    tally = Counter("overdue" if one.days_late(today) else one.status for one in last)
    parts = [fill(words, lang, count=str(tally[name])) for name, words in say.TALLY.items() if tally[name]]
    words = {"period": period.label(lang), "total": str(len(last)), "parts": PHRASES["pause"].say(lang).join(parts)}
    older = len(listed) - len(last)
    return fill(say.DECISIONS_TITLE, lang, **words) + (
        fill(say.DECISIONS_OLDER, lang, count=str(older)) if older else ""
    )


def _row(one: Decision, today: date, lang: Lang) -> DecisionRow:
    return DecisionRow(
        period=str(one.period),
        item=one.item,
        owner=one.owner or say.TO_FILL_IN.say(lang),
        due=due_day(one, lang),
        light=progress(one, today, lang),
        outcome=one.outcome or numbers.MISSING,
    )
