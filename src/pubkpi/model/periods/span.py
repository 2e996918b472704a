"""Periods between two days that the calendar has no name for: a plan's own year, six months from somebody's start."""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from pubkpi.model.periods.kind import Kind, Nouns, Period
from pubkpi.model.periods.numerals import number
from pubkpi.model.text import Lang, Text

_DAY = r"\d{4}-\d\d-\d\d|\d{4}年\d\d?月\d\d?日"
_RANGE = re.compile(rf"(?a:({_DAY})(?:\.\.|至|到|—|–|~|/|to)({_DAY}))")
_FROM = re.compile(rf"(?ai:(.+?)(month|week|day|year)s?from({_DAY}))")
_SINCE = re.compile(rf"(?:自|从)?({_DAY})起?(.+?)个?(月|周|天|日|年)")
_UNITS = {"month": (1, 0), "月": (1, 0), "year": (12, 0), "年": (12, 0), "week": (0, 7), "周": (0, 7), "day": (0, 1)}
_UNITS |= {"天": (0, 1), "日": (0, 1)}


_NOUNS = Nouns(
    Text("阶段", "span"),
    Text("阶段", "span"),
    Text("阶段", "interim"),
    Text("较上阶段", "on the span before"),
    Text("上一阶段", "the span before"),
)


@dataclass(frozen=True, repr=False)
class Spans(Kind):
    """Spans of so many *months*, or else *days*, one of which begins on the day *anchor*; the *title* is the plan's."""

    anchor: date
    months: int
    days: int
    title: str = field(default="", compare=False)
    name: str = "span"
    nouns: Nouns = _NOUNS
    hint: Text = Text("起止可写作 2025-03-17..2025-09-16。", "Write a span as 2025-03-17..2025-09-16.")

    def __repr__(self) -> str:
        return f"{self.name} of {self.months or self.days} from {self.anchor}"

    def first(self, index: int) -> date:
        """The first day of the span of that number; the 31st begins on the last day of a shorter month."""
        if not self.months:
            return self.anchor + timedelta(days=index * self.days)
        return later(self.anchor, index * self.months)

    def index(self, day: date) -> int:
        """The number of the span that holds *day*."""
        if not self.months:
            return (day - self.anchor).days // self.days
        months = (day.year - self.anchor.year) * 12 + day.month - self.anchor.month
        near = months // self.months
        return near if self.first(near) <= day else near - 1

    def write(self, index: int) -> str:
        """``2025-03-17..2025-09-16``."""
        return f"{self.first(index)}..{Period(self, index).last}"

    def short(self, index: int) -> str:
        """``25-03-17..``."""
        return f"{self.first(index):%y-%m-%d}.."

    def label(self, index: int, lang: Lang) -> str:
        """``2025年3月17日至2025年9月16日`` or ``2025-03-17 to 2025-09-16``; one day has no end."""
        first, last = self.first(index), Period(self, index).last
        if self.title and not index:
            return Text(f"{self.title}（{first} 至 {last}）", f"{self.title} ({first} to {last})").say(lang)
        days = (first, last) if first < last else (first,)
        zh = "至".join(f"{one.year}年{one.month}月{one.day}日" for one in days)
        return Text(zh, " to ".join(map(str, days))).say(lang)

    def read(self, words: str) -> int | None:
        """The number of the span that *words* name, where it is one of these; None otherwise."""
        found = named_span(words)
        return found.index if found and found.kind == self else None


def later(day: date, months: int) -> date:
    """The same day of the month so many *months* later, or the last one of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    after = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), after - timedelta(days=1))


def span(first: date, last: date, title: str = "") -> Period:
    """The span from *first* to *last*, both included: of months where it ends before the same day of one."""
    end = last + timedelta(days=1)
    months = (end.year - first.year) * 12 + end.month - first.month
    if months > 0 and later(first, months) == end:
        return Period(Spans(first, months, 0, title), 0)
    return Period(Spans(first, 0, (end - first).days, title), 0)


def named_span(words: str) -> Period | None:
    """The span that *words* name, without spaces in them; None when they name none."""
    try:
        if match := _RANGE.fullmatch(words):
            first, last = _day(match[1]), _day(match[2])
            return span(first, last) if first <= last else None
        if match := _FROM.fullmatch(words):
            return _so_long(_day(match[3]), match[1], match[2].lower())
        if match := _SINCE.fullmatch(words):
            return _so_long(_day(match[1]), match[2], match[3])
    except (ValueError, OverflowError):
        return None
    return None


def _so_long(first: date, count: str, unit: str) -> Period | None:
    """So many of a *unit* from the day *first* on."""
    months, days = _UNITS[unit]
    many = (6 if unit == "年" else 0) if count == "半" else number(count)
    if not many:
        return None
    if count == "半":
        return span(first, later(first, many) - timedelta(days=1))
    end = later(first, many * months) if months else first + timedelta(days=many * days)
    return span(first, end - timedelta(days=1))


def _day(words: str) -> date:
    """The day that *words* are; ValueError when there is none such."""
    return date(*map(int, re.split("[-年月]", words.rstrip("日"))))
