"""Warning notices: a page for each indicator in the state of alert, to be answered and signed."""

from dataclasses import dataclass

from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.flags import indicator_flags
from pubkpi.report.leaves import Leaf, LightView, gap, leaves, mark, nearness, owner
from pubkpi.report.wording import meetings as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES


@dataclass(frozen=True, slots=True)
class Notice:
    """One indicator: whom it goes to, where it stands, what the plan's rules say of it."""

    label: str
    owner: str
    light: LightView
    value: str
    baseline: str
    target: str
    gap: str
    nearness: str
    score: str
    lost: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticesView(View):
    """All notices, most points lost first; the owner fills in *answers* and the *signatures* below."""

    title: str
    notices: tuple[Notice, ...]
    answers: tuple[str, ...]
    signatures: tuple[str, ...]


def notices(review: Review, lang: Lang) -> NoticesView | None:
    """A notice for each indicator of *review* in the state of alert; None without any."""
    listed = sorted((row for row in leaves(review, lang) if row.score.state == "alert"), key=lambda row: -row.lost)
    if not listed:
        return None
    period, count = review.card.period.label(lang), numbers.count(len(listed))
    return NoticesView(
        title=fill(say.NOTICES_TITLE if len(listed) > 1 else say.NOTICE_TITLE, lang, period=period, count=count),
        notices=tuple(_notice(review, row, lang) for row in listed),
        answers=tuple(one.say(lang) for one in say.ANSWERS),
        signatures=tuple(one.say(lang) for one in say.SIGNATURES),
    )


def _notice(review: Review, row: Leaf, lang: Lang) -> Notice:
    one = row.score
    return Notice(
        label=row.label,
        owner=owner(row, lang) or PHRASES["no_owner"].say(lang),
        light=mark(one.state, review.kpis.lights, lang, one.light),
        value=row.full,
        baseline=row.full_baseline,
        target=row.scale.full(row.goal),
        gap=gap(row, lang),
        nearness=nearness(row, lang),
        score=row.printed_score,
        lost=numbers.score(row.lost) if row.counts and row.in_total else numbers.MISSING,
        flags=indicator_flags(review, one.id, lang),
    )
