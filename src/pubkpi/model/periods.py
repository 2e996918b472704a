"""Quarters and years of the calendar: parse, label, step, and the days that they hold."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Lang, Text

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
_SPELLINGS = re.compile(r"(\d{4})(?:-?[Qq]([1-4])|年?第?([一二三四1-4])季度?)")
_YEARS = re.compile(r"(\d{4})(?:年度?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a calendar year; orders by time."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """The last day."""
        return self.step(1).first - timedelta(days=1)

    @property
    def day_count(self) -> int:
        """How many days it has: 90 to 92."""
        return (self.last - self.first).days + 1

    @property
    def months(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each of its three months."""
        starts = [date(self.year, 3 * self.number - 2 + i, 1) for i in range(3)]
        ends = [start - timedelta(days=1) for start in (*starts[1:], self.step(1).first)]
        return tuple(zip(starts, ends, strict=True))

    @property
    def year_to_date(self) -> tuple["Quarter", ...]:
        """The quarters of its year up to and with itself."""
        return tuple(Quarter(self.year, n) for n in range(1, self.number + 1))

    def step(self, count: int) -> "Quarter":
        """The quarter *count* quarters later (earlier when negative)."""
        index = self.index + count
        return Quarter(index // 4, index % 4 + 1)

    @property
    def index(self) -> int:
        """Quarters since year 0: differences count quarters."""
        return self.year * 4 + self.number - 1

    def back(self, count: int) -> "Quarter | None":
        """The period of its kind that many quarters earlier, or None when there is none."""
        return self.step(-count)

    @property
    def parts(self) -> tuple["Quarter", ...]:
        """The quarters that it is made of: itself."""
        return (self,)

    @property
    def span(self) -> Literal["quarter", "year"]:
        """What kind of period it is."""
        return "quarter"

    def label(self, lang: Lang) -> str:
        """``2024年第四季度`` or ``Q4 2024``."""
        if lang == "zh":
            return f"{self.year}年第{'一二三四'[self.number - 1]}季度"
        return f"Q{self.number} {self.year}"


@dataclass(frozen=True, slots=True, order=True)
class Year(Quarter):
    """A whole year, assessed where its last quarter ends, over all of its days."""

    number: int = 4

    def __str__(self) -> str:
        return f"{self.year}"

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    @property
    def months(self) -> tuple[tuple[date, date], ...]:
        """First and last day of each of its twelve months."""
        return tuple(span for one in self.parts for span in one.months)

    def back(self, count: int) -> "Year | None":
        """The year that many quarters earlier, or None when no year ended then."""
        return None if count % 4 else Year(self.year - count // 4)

    @property
    def parts(self) -> tuple[Quarter, ...]:
        """Its four quarters."""
        return tuple(Quarter(self.year, number) for number in range(1, 5))

    @property
    def span(self) -> Literal["quarter", "year"]:
        """What kind of period it is."""
        return "year"

    def label(self, lang: Lang) -> str:
        """``2024年度`` or ``the year 2024``."""
        return f"{self.year}年度" if lang == "zh" else f"the year {self.year}"


def quarter(words: str) -> Quarter:
    """The quarter that *words* name: 2024Q4, 2024-Q4, 2024年第四季度, 2024年四季度.

    Raises UsageError on anything else.
    """
    match = _SPELLINGS.fullmatch("".join(words.split()))
    if match is None or int(match[1]) == 0:
        raise UsageError(
            words,
            Text("这不是一个季度", "this is not a quarter"),
            Text("可写作 2024Q4、2024-Q4 或 2024年第四季度。", "Write 2024Q4, 2024-Q4 or 2024年第四季度."),
        )
    digit = match[2] or match[3]
    return Quarter(int(match[1]), _DIGITS.get(digit) or int(digit))


def year(words: str) -> Year:
    """The year that *words* name: 2024, 2024年, 2024年度; UsageError otherwise."""
    match = _YEARS.fullmatch("".join(words.split()))
    if match is None or int(match[1]) == 0:
        hint = Text("可写作 2024 或 2024年。", "Write it as 2024.")
        raise UsageError(words, Text("这不是一个年份", "this is not a year"), hint)
    return Year(int(match[1]))


def period(words: str) -> Quarter:
    """The quarter or the year that *words* name; UsageError on anything else."""
    return year(words) if _YEARS.fullmatch("".join(words.split())) else quarter(words)


def day(words: str) -> date:
    """The day that *words* name, as 2024-12-31; UsageError otherwise."""
    try:
        return date.fromisoformat(words)
    except ValueError as problem:
        what = Text("这不是一个日期", "this is not a day")
        raise UsageError(words, what, Text("写成 2024-12-31。", "Write it as 2024-12-31.")) from problem


def between(first: Quarter, last: Quarter) -> tuple[Quarter, ...]:
    """All quarters from *first* to *last*, both included."""
    return tuple(first.step(i) for i in range(last.index - first.index + 1))
