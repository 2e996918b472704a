"""Which days the rows of a measure come from, for a period of any kind, and for which periods it is not made."""

import re
from datetime import date, timedelta

from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import KINDS, MONTH, QUARTER, Kind, Period, inside, later
from pubkpi.model.text import Text

Span = tuple[date, date]
_TRAILING = re.compile(r"(\d+) (days|months)")


def span(measure: Measure, period: Period) -> Span:
    """The first and the last day of the window of *measure*, which ends with the period, or with its year."""
    year, window = measure.year.at(period.last), measure.window
    match window:
        case "year":
            return year.first, year.last
        case "year_to_date":
            return year.first, period.last
        case "month":
            return MONTH.at(period.last).first, period.last
    if trailing := _TRAILING.fullmatch(window):
        end, count = period.last + timedelta(days=1), int(trailing[1])
        return (later(end, -count) if trailing[2] == "months" else end - timedelta(days=count)), period.last
    return period.first, period.last


def parts(kind: Kind, measure: Measure, period: Period) -> tuple[Period, ...]:
    """The periods of *kind* that the window of *measure* holds from end to end."""
    return inside(*span(measure, period), kind)


def days(measure: Measure, period: Period) -> Span:
    """The first and the last day on which a row may count; a last value may be as old as the measure has patience."""
    if measure.type == "last":
        return period.last - timedelta(days=measure.max_age_days), period.last
    return span(measure, period)


def is_over(measure: Measure, period: Period) -> bool:
    """Whether the window of *measure* has ended with *period*: what comes later must not change what was said of it."""
    return span(measure, period)[1] == period.last


def why_too_short(measure: Measure, period: Period) -> Text | None:
    """Why *measure* is not made of a period as short as *period*; None where it is."""
    noun, kinds = period.kind.nouns.noun, {"month": MONTH, "quarter": QUARTER}
    fixed = kinds.get(measure.window) if measure.type != "last" else None
    if fixed and fixed.at(period.last).first < period.first:
        zh, en = fixed.nouns.noun
        return Text(f"按{zh}统计，分不到{noun.zh}", f"it is measured by the {en}, which says nothing about a {noun.en}")
    if measure.rhythm and not parts(measure.rhythm, measure, period):
        zh, en = measure.rhythm.nouns.noun
        words = f"it is registered by the {en}, which says nothing about a {noun.en}"
        return Text(f"按{zh}登记，分不到{noun.zh}", words)
    if measure.mean_of_months and not _is_made_of_months(measure, period):
        words = f"it is a mean of months, and a {noun.en} is not made of whole ones"
        return Text(f"按月平均，{noun.zh}不是由整月组成的", words)
    return None


def why_not_by_formula(measure: Measure) -> Text:
    """Why the formula of *measure*, which is for periods of one kind *only*, is not worked for another."""
    zh, en = _by_name(measure.only).nouns.noun
    return Text(f"算式只用于{zh}", f"its formula is that of a {en}")


def is_for_longer(measure: Measure, period: Period) -> bool:
    """Whether the one kind of periods that the formula of *measure* is for is longer than *period*."""
    return measure.only != "" and period.day_count < _by_name(measure.only).at(period.last).day_count


def _by_name(name: str) -> Kind:
    return next(kind for kind in KINDS if kind.name == name)


def _is_made_of_months(measure: Measure, period: Period) -> bool:
    first, last = span(measure, period)
    return sum(one.day_count for one in inside(first, last, MONTH)) == (last - first).days + 1
