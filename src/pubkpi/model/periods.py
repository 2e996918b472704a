"""Periods of several kinds: parse, label, step, and the days that they hold.

A kind numbers its periods, which follow each other without a gap; whatever is asked of a period comes from its kind.
"""

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from functools import total_ordering

from pubkpi.model.errors import UsageError
from pubkpi.model.text import Lang, Text

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4}
_MONTHS = "January February March April May June July August September October November December".split()


@dataclass(frozen=True, slots=True)
class Nouns:
    """What sentences call a period of a kind: by its *noun*, after a number (*unit*), as an *adjective*; and what the
    *growth* on the one before is called.
    """

    noun: Text
    unit: Text
    adjective: Text
    growth: Text

    @property
    def one(self) -> Text:
        """One of them: 一个季度, but 一年."""
        return Text(f"一{'' if self.noun.zh == '年' else '个'}{self.noun.zh}", f"a {self.noun.en}")

    @property
    def this(self) -> Text:
        """The one at hand."""
        return Text(f"本{self.unit.zh}", f"this {self.noun.en}")

    @property
    def last(self) -> Text:
        """The one before."""
        return Text(f"上{self.noun.zh}", f"last {self.noun.en}")


class Kind(ABC):
    """A kind of period, by its *name*."""

    name: str
    nouns: Nouns
    hint: Text  # how its periods are written

    @abstractmethod
    def first(self, index: int) -> date:
        """The first day of the period of that number."""

    @abstractmethod
    def index(self, day: date) -> int:
        """The number of the period that holds *day*."""

    @abstractmethod
    def write(self, index: int) -> str:
        """The period as files and commands have it: ``2024Q4``."""

    @abstractmethod
    def short(self, index: int) -> str:
        """The period below an axis: ``24Q4``."""

    @abstractmethod
    def label(self, index: int, lang: Lang) -> str:
        """The period in a sentence or a title."""

    @abstractmethod
    def read(self, words: str) -> int | None:
        """The number of the period that *words* name, without spaces in them; None when they name none."""

    @abstractmethod
    def count_in(self, other: "Kind") -> int | None:
        """How many of its periods make one of the *other* kind; None when they do not always make one."""

    def at(self, day: date) -> "Period":
        """The period that holds *day*."""
        return Period(self, self.index(day))

    def parse(self, words: str) -> "Period":
        """The period that *words* name; UsageError on anything else."""
        return period(words, self)

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, repr=False)
class Calendar(Kind):
    """Periods of so many *months*, the first of which begins a year; *forms* are formats of year and number."""

    name: str
    months: int
    nouns: Nouns
    hint: Text
    spelling: str
    written: str
    axis: str
    labels: Text

    def of(self, year: int, number: int = 1) -> "Period":
        """The period of that *number* in the *year*."""
        return Period(self, year * (12 // self.months) + number - 1)

    def first(self, index: int) -> date:
        """The first day of the period of that number."""
        year, place = divmod(index, 12 // self.months)
        return date(year, place * self.months + 1, 1)

    def index(self, day: date) -> int:
        """The number of the period that holds *day*."""
        return day.year * (12 // self.months) + (day.month - 1) // self.months

    def write(self, index: int) -> str:
        """The period as files and commands have it: ``2024Q4``."""
        return self.written.format(**self._fields(index))

    def short(self, index: int) -> str:
        """The period below an axis: ``24Q4``."""
        return self.axis.format(**self._fields(index))

    def label(self, index: int, lang: Lang) -> str:
        """The period in a sentence or a title."""
        return self.labels.say(lang).format(**self._fields(index))

    def read(self, words: str) -> int | None:
        """The number of the period that *words* name, without spaces in them; None when they name none."""
        match = re.fullmatch(self.spelling, words)
        if match is None or int(match[1]) == 0:
            return None
        digits = next((one for one in match.groups()[1:] if one), "1")
        number = _DIGITS.get(digits) or int(digits)
        return self.of(int(match[1]), number).index if 1 <= number <= 12 // self.months else None

    def count_in(self, other: Kind) -> int | None:
        """How many of its periods make one of the *other* kind; None when they do not always make one."""
        whole = isinstance(other, Calendar) and other.months % self.months == 0
        return other.months // self.months if isinstance(other, Calendar) and whole else None

    def _fields(self, index: int) -> dict[str, str | int]:
        year, place = divmod(index, 12 // self.months)
        month, digits = _MONTHS[place * self.months], [*_DIGITS]
        return {
            "year": year,
            "yy": f"{year % 100:02d}",
            "number": place + 1,
            "digit": digits[place] if place < len(digits) else "",
            "month": month,
        }


MONTH = Calendar(
    name="month",
    months=1,
    nouns=Nouns(Text("月", "month"), Text("月", "month"), Text("月度", "monthly"), Text("环比", "on the last month")),
    hint=Text("月可写作 2024-03 或 2024年3月。", "Write a month as 2024-03 or 2024年3月."),
    spelling=r"(?a:(\d{4})(?:-(\d\d)|年(\d\d?)月))",
    written="{year}-{number:02d}",
    axis="{yy}-{number:02d}",
    labels=Text("{year}年{number}月", "{month} {year}"),
)
QUARTER = Calendar(
    name="quarter",
    months=3,
    nouns=Nouns(
        Text("季度", "quarter"), Text("季", "quarter"), Text("季度", "quarterly"), Text("环比", "on the last quarter")
    ),
    hint=Text("可写作 2024Q4、2024-Q4 或 2024年第四季度。", "Write 2024Q4, 2024-Q4 or 2024年第四季度."),
    spelling=r"(\d{4})(?:-?[Qq]([1-4])|年?第?([一二三四1-4])季度?)",
    written="{year}Q{number}",
    axis="{yy}Q{number}",
    labels=Text("{year}年第{digit}季度", "Q{number} {year}"),
)
YEAR = Calendar(
    name="year",
    months=12,
    nouns=Nouns(Text("年", "year"), Text("年", "year"), Text("年度", "annual"), Text("同比", "on the last year")),
    hint=Text("年可写作 2024 或 2024年。", "Write a year as 2024 or 2024年."),
    spelling=r"(?a:(\d{4})(?:年度?)?)",
    written="{year}",
    axis="{year}",
    labels=Text("{year}年", "{year}"),
)
KINDS: tuple[Kind, ...] = (QUARTER, YEAR, MONTH)


@total_ordering
@dataclass(frozen=True, slots=True, repr=False)
class Period:
    """The period of that number of its kind. Periods order by their last day; of two that end together the shorter
    comes first.
    """

    kind: Kind
    index: int

    def __hash__(self) -> int:
        return self.index  # the kinds of one run are few

    def __lt__(self, other: "Period") -> bool:
        if self.kind is other.kind:
            return self.index < other.index
        return (self.last, other.first) < (other.last, self.first)

    def __str__(self) -> str:
        return self.kind.write(self.index)

    def __repr__(self) -> str:
        return str(self)

    @property
    def first(self) -> date:
        """The first day."""
        return self.kind.first(self.index)

    @property
    def last(self) -> date:
        """The last day."""
        return self.kind.first(self.index + 1) - timedelta(days=1)

    @property
    def day_count(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def short(self) -> str:
        """What it is called below an axis."""
        return self.kind.short(self.index)

    def label(self, lang: Lang) -> str:
        """``2024年第四季度`` or ``Q4 2024``."""
        return self.kind.label(self.index, lang)

    def step(self, count: int) -> "Period":
        """The period of its kind that many later (earlier when negative)."""
        return Period(self.kind, self.index + count)

    def back(self, count: int, kind: Kind) -> "Period | None":
        """The period of its own kind that lies *count* periods of *kind* earlier; None when there is none."""
        many = self.kind.count_in(kind)
        if many is not None:
            return self.step(-many * count)
        parts = kind.count_in(self.kind)
        return self.step(-count // parts) if parts and count % parts == 0 else None

    def parts(self, kind: Kind) -> tuple["Period", ...]:
        """The periods of *kind* that lie in it with all of their days: of its own kind itself."""
        return inside(self.first, self.last, kind)


def inside(first: date, last: date, kind: Kind) -> tuple[Period, ...]:
    """The periods of *kind* that lie between the two days, both included, with all of their days."""
    start, end = kind.at(first), kind.at(last)
    start = start.step(1) if start.first < first else start
    end = end.step(-1) if end.last > last else end
    return between(start, end)


def between(first: Period, last: Period) -> tuple[Period, ...]:
    """All periods of one kind from *first* to *last*, both included."""
    return tuple(first.step(i) for i in range(last.index - first.index + 1))


# a year outside is a slip of the pen, and near the ends of the calendar there is no period before or after
_EARLIEST, _LATEST = date(1900, 1, 1), date(2999, 12, 31)


def period(words: str, *kinds: Kind) -> Period:
    """The period that *words* name, of one of *kinds*, or of any; UsageError on anything else."""
    kinds, plain = kinds or KINDS, "".join(words.split())
    for kind in kinds:
        index = kind.read(plain)
        if index is not None and kind.index(_EARLIEST) <= index <= kind.index(_LATEST):
            return Period(kind, index)
    nouns = [kind.nouns.noun for kind in kinds]
    zh = "或".join(filter(None, ("、".join(noun.zh for noun in nouns[:-1]), nouns[-1].zh)))
    zh = zh if zh == "年" else f"一个{zh}"
    en = " or ".join(filter(None, (", ".join(noun.en for noun in nouns[:-1]), nouns[-1].en)))
    hint = Text("".join(kind.hint.zh for kind in kinds), " ".join(kind.hint.en for kind in kinds))
    raise UsageError(words, Text(f"这不是{zh}", f"this is not a {en}"), hint)


def day(words: str) -> date:
    """The day that *words* name, as 2024-12-31; UsageError otherwise."""
    try:
        return date.fromisoformat(words)
    except ValueError as problem:
        what = Text("这不是一个日期", "this is not a day")
        raise UsageError(words, what, Text("写成 2024-12-31。", "Write it as 2024-12-31.")) from problem
