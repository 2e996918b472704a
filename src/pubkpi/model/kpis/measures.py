"""What is measured and how: a number of one fact, or one that is made of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pubkpi.model.text import Text

MeasureType = Literal[
    "sum", "ratio", "mean", "share", "last", "count", "distinct", "max", "derived", "growth", "first_of", "typed"
]
MAX_CENSORED = Fraction(1, 2)  # unless a measure declares another
Window = Literal["quarter", "month", "year_to_date", "year"]
Tier = Literal["", "input", "output", "outtake", "outcome"]


@dataclass(frozen=True, slots=True)
class CoverageRule:
    """How complete the data behind a measure must be, and over what this is counted.

    *by*: ``days`` (days with a row over days of the quarter), ``rows`` (complete rows over rows), ``posts``
    (weight *of* the posts seen over that of all posts in *basis*), ``months`` and ``quarters`` (those with a row
    or a nil declaration), ``accounts`` (with a value over known).
    """

    by: Literal["days", "rows", "posts", "months", "quarters", "accounts"]
    minimum: Fraction
    basis: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with a unit, and how it is made from one fact or from other measures.

    *expr* is the summed, counted or derived expression (a ratio's numerator); *where* filters rows, *platform* binds
    it to one platform, *part* tells which rows are the numerator of a share; *of* names the measures a ``first_of``
    tries in turn, or the one that a growth compares with the *fixed* value or with its own value in the *previous*
    quarter or year.
    *max_censored* is the share of rows of which only a bound may be known (10万+) for there to be a value.
    *tier* says what the number is about: input, output, what people took from it, or what came of it.
    *at* is ``file:line:column``.
    """

    id: str
    label: Text
    definition: Text
    formula: Text
    unit: str
    owner: Text
    source: Text
    type: MeasureType
    at: str
    fact: str = ""
    platform: str = ""
    basis: str = ""
    expr: str = ""
    denominator: str = ""
    where: str = ""
    part: str = ""
    window: Window = "quarter"
    mean_of_months: bool = False
    max_age_days: int = 0
    min_count: int = 0
    interval: bool = False
    coverage: CoverageRule | None = None
    of: tuple[str, ...] = ()
    fixed: Fraction | None = None
    previous: Literal["", "quarter", "year"] = ""
    tier: Tier = ""
    limits: Text = Text("", "")
    example: Mapping[str, object] | None = None
    max_censored: Fraction | None = None

    @property
    def window_kind(self) -> str:
        """Which days its rows come from: those of its window, or the closing days of the quarter."""
        return f"closing_{self.max_age_days}" if self.type == "last" else self.window

    @property
    def registered(self) -> bool:
        """Whether it reads a register, in which an undeclared period is missing and every row must be complete."""
        return self.coverage is not None and self.coverage.by in ("months", "quarters")

    @property
    def may_find_none(self) -> bool:
        """Whether no row that meets its condition is an answer, 0, as long as the fact has others of the period."""
        by = self.coverage.by if self.coverage else ""
        return self.type == "count" and bool(self.where) and by not in ("months", "quarters", "rows")
