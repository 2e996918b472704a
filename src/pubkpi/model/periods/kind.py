"""What a kind of periods can do, and a period of any kind: the days that it holds, how it steps and is written.

A kind numbers its periods, which follow each other without a gap; whatever is asked of a period comes from its kind.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import total_ordering

from pubkpi.model.text import NOTHING, Lang, Text


@dataclass(frozen=True, slots=True)
class Nouns:
    """What sentences call a period of a kind: by its *noun*, after a number (*unit*), as an *adjective*; and what the
    *growth* on the one before is called.
    """

    noun: Text
    unit: Text
    adjective: Text
    growth: Text
    before: Text = NOTHING  # the one before, where its noun does not tell

    @property
    def one(self) -> Text:
        """One of them: 一个季度, but 一年."""
        return Text(f"一{'' if self.noun.zh in ('年', '周') else '个'}{self.noun.zh}", f"a {self.noun.en}")

    @property
    def that(self) -> Text:
        """The one that was asked for."""
        return Text(f"这{self.one.zh}", f"this {self.noun.en}")

    @property
    def this(self) -> Text:
        """The one at hand."""
        return Text(f"本{self.unit.zh}", f"this {self.noun.en}")

    @property
    def last(self) -> Text:
        """The one before."""
        return self.before if any(self.before) else Text(f"上{self.noun.zh}", f"last {self.noun.en}")


class Kind(ABC):
    """A kind of period, by its *name*; its periods are made of so many *months*, 0 where of days alone."""

    name: str
    months: int
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

    def back(self, index: int, count: int, kind: "Kind") -> int | None:
        """The number of the period that lies *count* periods of *kind* before that *index*; None without one."""
        if self == kind or not count:
            return index - count
        months = count * kind.months
        return index - months // self.months if self.months and kind.months and not months % self.months else None

    @property
    def is_annual(self) -> bool:
        """Whether its periods are years, of the calendar or of a plan."""
        return self.months == 12

    def at(self, day: date) -> "Period":
        """The period that holds *day*."""
        return Period(self, self.index(day))

    def parse(self, words: str) -> "Period":
        """The period that *words* name; UsageError on anything else."""
        from pubkpi.model.periods import period  # which knows all kinds

        return period(words, self)

    def __repr__(self) -> str:
        return self.name


@total_ordering
@dataclass(frozen=True, slots=True, repr=False)
class Period:
    """The period of that number of its kind. Periods order by their last day; of two that end together the shorter
    comes first. A plan may call it by a *title* of its own, which makes it no other period.
    """

    kind: Kind
    index: int
    title: Text = field(default=NOTHING, compare=False)

    def __hash__(self) -> int:
        return self.index  # the kinds of one run are few

    def __lt__(self, other: "Period") -> bool:
        if self.kind is other.kind or self.kind == other.kind:
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
        words = self.kind.label(self.index, lang)
        return Text(f"{self.title.zh}（{words}）", f"{self.title.en} ({words})").say(lang) if self.title.en else words

    def step(self, count: int) -> "Period":
        """The period of its kind that many later (earlier when negative)."""
        return Period(self.kind, self.index + count)

    def back(self, count: int, kind: Kind) -> "Period | None":
        """The period of its own kind that lies *count* periods of *kind* earlier; None when there is none."""
        index = self.kind.back(self.index, count, kind)
        return None if index is None else Period(self.kind, index)

    def parts(self, kind: Kind) -> tuple["Period", ...]:
        """The periods of *kind* that lie in it with all of their days: of its own kind itself; of weeks those of which
        the Thursday lies in it, where it is one of months.
        """
        over = timedelta(days=3 if self.kind.months and kind.name == "week" else 0)
        return inside(self.first - over, self.last + over, kind)


def inside(first: date, last: date, kind: Kind) -> tuple[Period, ...]:
    """The periods of *kind* that lie between the two days, both included, with all of their days."""
    start, end = kind.at(first), kind.at(last)
    start = start.step(1) if start.first < first else start
    end = end.step(-1) if end.last > last else end
    return between(start, end)


def between(first: Period, last: Period) -> tuple[Period, ...]:
    """All periods of one kind from *first* to *last*, both included."""
    return tuple(first.step(i) for i in range(last.index - first.index + 1))
