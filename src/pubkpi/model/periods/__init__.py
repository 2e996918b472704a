"""Periods of all kinds, and which one words mean."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from pubkpi.model.errors import UsageError
from pubkpi.model.periods.calendar import HALF, MONTH, QUARTER, YEAR, Calendar
from pubkpi.model.periods.kind import Kind, Nouns, Period, between, inside
from pubkpi.model.periods.span import Spans, later, named_span, span
from pubkpi.model.periods.week import WEEK
from pubkpi.model.text import Text

__all__ = [
    "HALF",
    "KINDS",
    "MONTH",
    "QUARTER",
    "WEEK",
    "YEAR",
    "Calendar",
    "Kind",
    "Nouns",
    "Period",
    "Spans",
    "between",
    "day",
    "in_own_words",
    "inside",
    "later",
    "later_by",
    "own_period",
    "period",
    "span_of",
]

KINDS: tuple[Kind, ...] = (QUARTER, YEAR, MONTH, HALF, WEEK)

# a year outside is a slip of the pen, and near the ends of the calendar there is no period before or after
_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 12, 31)
_NO_YEAR = re.compile(r"(?a:[上下]半年|[Hh][12]|第.{1,3}周|[Ww]\d\d?|[Qq][1-4]|第?[一二三四1-4]季度|\d\d?月)")
_PART = re.compile(r"[Qq]([1-4])|第?([一二三四1-4])季度?|[Hh]([12])|([上下])半年")
_PLACES = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2, "1": 1, "2": 2, "3": 3, "4": 4}
_QUARTER_MONTHS = 3
_WEEK_53 = re.compile(r"(?a:(\d{4})(?:-?[Ww]53|年?第53周))")
_HINT = Text(
    "可写作 2024Q4、2024、2024-03、2025H1、2025W10、2025年上半年、2025年第10周，或起止 2025-03-17..2025-09-16。",
    "Write 2024Q4, 2024, 2024-03, 2025H1, 2025W10, or a first and a last day: 2025-03-17..2025-09-16.",
)


def period(words: str, *kinds: Kind) -> Period:
    """The period that *words* name, of one of *kinds*, or of any; UsageError on anything else."""
    plain = "".join(words.split())
    for kind in kinds or KINDS:
        index = kind.read(plain)
        if index is not None and kind.index(_EARLIEST) <= index <= kind.index(_LATEST):
            return Period(kind, index)
    found = None if kinds else named_span(plain)
    if found and found.first >= _EARLIEST and found.last <= _LATEST:
        return span_of(found.first, found.last)
    raise _unreadable(words, plain, kinds)


def span_of(first: date, last: date, title: str = "") -> Period:
    """The period from *first* to *last*, both included: that of the calendar where it has one, else a span, which a
    plan may call by a *title*.
    """
    same = (kind.at(first) for kind in KINDS)
    return next((one for one in same if (one.first, one.last) == (first, last)), span(first, last, title))


def own_period(words: str, spans: Mapping[str, tuple[date, date]]) -> Period | None:
    """The period that *words* name of those that a plan calls by names of its own, or a quarter or half of one:
    ``year``, ``yearQ1``, year第一季度, year上半年; None when they name none.
    """
    plain = "".join(words.split())
    for name, (first, last) in spans.items():
        if plain == name:
            return span_of(first, last, name)
        match = _PART.fullmatch(plain.removeprefix(name)) if plain.startswith(name) else None
        if match:
            months = _QUARTER_MONTHS if match[1] or match[2] else 6
            place = next(_PLACES[one] for one in match.groups() if one) - 1
            start = later(first, months * place)
            end = later(start, months) - timedelta(days=1)
            return replace(span_of(start, end), title=_title(name, months, place)) if end <= last else None
    return None


def in_own_words(when: Period, spans: Mapping[str, tuple[date, date]]) -> Period:
    """The period *when*, called as the plan does if it is one of its *spans*, or a quarter or a half of one."""
    parts = (f"{name}{part}" for part in ("", "Q1", "Q2", "Q3", "Q4", "H1", "H2") for name in spans)
    return next((one for words in parts if (one := own_period(words, spans)) == when), None) or when


def _title(name: str, months: int, place: int) -> Text:
    """What the quarter or the half of the span *name* at that *place* is called."""
    zh = f"第{'一二三四'[place]}季度" if months == _QUARTER_MONTHS else f"{'上下'[place]}半年"
    return Text(f"{name}{zh}", f"{name}{'Q' if months == _QUARTER_MONTHS else 'H'}{place + 1}")


def later_by(when: Period, quarters: int) -> Period:
    """The period of the kind of *when* so many *quarters* later: of a week the one of its number some years later."""
    years = when.back(-(quarters // 4), YEAR) if quarters % 4 == 0 else None
    found = years or when.back(-quarters, QUARTER)
    return found or when.kind.at(later(when.first, 3 * quarters))


def _unreadable(words: str, plain: str, kinds: tuple[Kind, ...]) -> UsageError:
    """What is wrong with *words* that name no period of *kinds*."""
    if _NO_YEAR.fullmatch(plain):
        joint = "" if plain.isascii() else "年"
        hint = Text(f"写上年份，如 2025{joint}{plain}。", f"Write the year, as in 2025{joint}{plain}.")
        return UsageError(words, Text("没有写是哪一年的", "it does not say of which year"), hint)
    if (match := _WEEK_53.fullmatch(plain)) and WEEK in (kinds or KINDS):
        what = Text(f"{match[1]} 年没有第 53 周", f"{match[1]} has no week 53")
        return UsageError(words, what, Text(f"最后一周是 {match[1]}W52。", f"Its last week is {match[1]}W52."))
    if not kinds:
        return UsageError(words, Text("这不是一个期间", "this is not a period"), _HINT)
    nouns, hints = [kind.nouns.noun for kind in kinds], [kind.hint for kind in kinds]
    zh = "或".join(filter(None, ("、".join(noun.zh for noun in nouns[:-1]), nouns[-1].zh)))
    zh = zh if zh == "年" else f"一个{zh}"
    en = " or ".join(filter(None, (", ".join(noun.en for noun in nouns[:-1]), nouns[-1].en)))
    hint = Text("".join(one.zh for one in hints), " ".join(one.en for one in hints))
    return UsageError(words, Text(f"这不是{zh}", f"this is not a {en}"), hint)


def day(words: str) -> date:
    """The day that *words* name, as 2024-12-31; UsageError otherwise."""
    try:
        return date.fromisoformat(words)
    except ValueError as problem:
        what = Text("这不是一个日期", "this is not a day")
        raise UsageError(
            words, what, Text("写成 2024-12-31，不带时刻。", "Write it as 2024-12-31, without a time.")
        ) from problem
