"""The periods of the calendar that are made of months: month, quarter, half and year."""

import re
from dataclasses import dataclass
from datetime import date

from pubkpi.model.periods.kind import Kind, Nouns, Period
from pubkpi.model.text import Lang, Text

_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "上": 1, "下": 2}
_MONTHS = "January February March April May June July August September October November December".split()


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

    def _fields(self, index: int) -> dict[str, str | int]:
        year, place = divmod(index, 12 // self.months)
        return {
            "year": year,
            "yy": f"{year % 100:02d}",
            "number": place + 1,
            "digit": "一二三四"[place % 4],
            "side": "上下"[place % 2],
            "month": _MONTHS[place * self.months],
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
HALF = Calendar(
    name="half",
    months=6,
    nouns=Nouns(
        Text("半年", "half-year"),
        Text("半年", "half-year"),
        Text("半年度", "half-yearly"),
        Text("环比", "on the last half-year"),
        Text("上一个半年", "last half-year"),
    ),
    hint=Text("半年可写作 2025H1 或 2025年上半年。", "Write a half-year as 2025H1 or 2025年上半年."),
    spelling=r"(?a:(\d{4})(?:-?[Hh]([12])|年?([上下])半年))",
    written="{year}H{number}",
    axis="{yy}H{number}",
    labels=Text("{year}年{side}半年", "H{number} {year}"),
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
