"""Quarters, months and days of the sample period."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

SHANGHAI = dt.timezone(dt.timedelta(hours=8))


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, printed as 2024Q1."""

    year: int
    number: int

    @property
    def label(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> dt.date:
        return dt.date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> dt.date:
        after = dt.date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)
        return after - dt.timedelta(days=1)

    @property
    def days(self) -> list[dt.date]:
        return days_between(self.first, self.last)

    @property
    def months(self) -> list[tuple[int, int]]:
        return [(self.year, 3 * self.number - back) for back in (2, 1, 0)]

    def holds(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def days_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every day from first to last, both included."""
    return [first + dt.timedelta(days=i) for i in range((last - first).days + 1)]


BASELINE = Quarter(2023, 4)
SCORED = tuple(Quarter(2024, number) for number in (1, 2, 3, 4))
QUARTERS = (BASELINE, *SCORED)
