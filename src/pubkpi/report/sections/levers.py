"""Where points can still be won: what each indicator alone could bring, and what its target and a goal still need."""

from dataclasses import dataclass
from math import ceil, floor

from pubkpi.model.explanations.scenarios import WATERMARK, Lever, Levers
from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import Leaf, gap, leaves
from pubkpi.report.wording import numbers
from pubkpi.report.wording import reasons as say
from pubkpi.report.wording.numbers import Scale
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES

_COUNTED = ("people", "person_times", "count", "reads", "posts")


@dataclass(frozen=True, slots=True)
class LeverRow:
    """One indicator: where it stands, what lies between it and its target, and what it alone could bring."""

    label: str
    value: str
    target: str
    gap: str
    score: str
    gain: str
    best: str
    needed: str
    monthly: str


@dataclass(frozen=True, slots=True)
class LeversView(View):
    """The levers as finished strings, most points first; *goal* and *monthly* head their columns, blank without one."""

    title: str
    goal: str
    monthly: str
    rows: tuple[LeverRow, ...]
    note: str


def levers(review: Review, lang: Lang) -> LeversView | None:
    """What would move the total of *review*; None where nobody asked, or without a total."""
    found = review.levers
    if found is None or not found.levers:
        return None
    by_id = {row.score.id: row for row in leaves(review, lang)}
    listed = [(one, by_id[one.id]) for one in found.levers]
    goal = "" if found.goal is None else f"{found.goal:g}"
    return LeversView(
        title=_title(found, goal, lang),
        goal=fill(say.FOR_GOAL, lang, goal=goal) if goal else "",
        monthly=say.MONTHLY.say(lang) if any(one.monthly is not None for one in found.levers) else "",
        rows=tuple(_row(one, row, lang) for one, row in listed),
        note=fill(say.LEVERS_NOTE, lang, mark=WATERMARK.say(lang)),
    )


def _title(found: Levers, goal: str, lang: Lang) -> str:
    first = found.levers[0]
    words = fill(say.LEVERS_TITLE, lang, label=first.label.say(lang), gain=numbers.score(first.gain))
    if found.goal is None:
        return words + say.GOAL_TOP.say(lang)
    band = fill(say.GOAL_BAND, lang, band=found.band.say(lang)) if found.band else ""
    return words + fill(say.GOAL_SHORT, lang, goal=goal, band=band, gap=numbers.score(found.goal - found.total))


def _row(one: Lever, row: Leaf, lang: Lang) -> LeverRow:
    shown = numbers.scale(row.scale.printed_unit, lang, (one.value, row.goal, one.needed), row.spec.step_labels)
    return LeverRow(
        label=row.label,
        value=row.bare,
        target=row.scale.bare(row.goal),
        gap=PHRASES["met"].say(lang) if row.reached else gap(row, lang),
        score=numbers.score(one.score),
        gain=numbers.score(one.gain),
        best=numbers.score(one.best),
        needed=needed_value(one, shown),
        monthly=monthly_amount(one),
    )


def needed_value(one: Lever, scale: Scale) -> str:
    """The value that the goal needs, rounded so that it is enough as it prints; of what is counted a whole one."""
    if one.reach != "solved" or one.needed is None:
        return (say.ANY_VALUE if one.reach == "any" else say.BEYOND_REACH).say(scale.lang)
    rises = one.direction == "up" or (one.direction == "range" and one.needed > (one.value or 0.0))
    if one.unit in _COUNTED:
        needed = round(one.needed, 9)
        return numbers.count(ceil(needed) if rises else floor(needed))
    return scale.bare(one.needed, "at_most" if rises else "at_least").lstrip("≤≥")  # a most is rounded up


def monthly_amount(one: Lever) -> str:
    """What each month that is left has to bring."""
    return numbers.MISSING if one.monthly is None else numbers.count(ceil(one.monthly))
