"""Weeks as ISO 8601 counts them: from Monday to Sunday, of the year that holds their Thursday."""

import re
from dataclasses import dataclass
from datetime import date

from pubkpi.model.periods.kind import Kind, Nouns, Period
from pubkpi.model.periods.numerals import number
from pubkpi.model.text import Lang, Text

_SPELLING = re.compile(r"(?a:(\d{4})(?:-?[Ww](\d\d?)|年?第([\d一二三四五六七八九十]{1,3})周))")


_NOUNS = Nouns(Text("周", "week"), Text("周", "week"), Text("周度", "weekly"), Text("环比", "on the last week"))


@dataclass(frozen=True, repr=False)
class Weeks(Kind):
    """Weeks, which make up neither months nor years."""

    name: str = "week"
    months: int = 0
    nouns: Nouns = _NOUNS
    hint: Text = Text("周可写作 2025W10 或 2025年第10周。", "Write a week as 2025W10 or 2025年第10周.")

    def of(self, year: int, number: int) -> Period:
        """The week of that *number* in the *year*; ValueError when it has no such week."""
        return self.at(date.fromisocalendar(year, number, 1))

    def first(self, index: int) -> date:
        """The Monday of the week of that number."""
        return date.fromordinal(index * 7 + 1)

    def index(self, day: date) -> int:
        """The number of the week that holds *day*."""
        return (day.toordinal() - 1) // 7

    def write(self, index: int) -> str:
        """``2025W10``."""
        year, week, _ = self.first(index).isocalendar()
        return f"{year}W{week:02d}"

    def short(self, index: int) -> str:
        """``25W10``."""
        return self.write(index)[2:]

    def label(self, index: int, lang: Lang) -> str:
        """``2025年第10周`` or ``week 10 of 2025``."""
        year, week, _ = self.first(index).isocalendar()
        return Text(f"{year}年第{week}周", f"week {week} of {year}").say(lang)

    def read(self, words: str) -> int | None:
        """The number of the week that *words* name, without spaces in them; None when they name none."""
        match = _SPELLING.fullmatch(words)
        try:
            return self.of(int(match[1]), number(match[2] or match[3]) or 0).index if match else None
        except ValueError:
            return None

    def back(self, index: int, count: int, kind: Kind) -> int | None:
        """As of any kind; a year earlier lies the week of the same number, which a week 53 mostly lacks."""
        if not kind.is_annual or not count:
            return super().back(index, count, kind)
        year, week, _ = self.first(index).isocalendar()
        try:
            return self.of(year - count, week).index
        except ValueError:
            return None


WEEK = Weeks()
