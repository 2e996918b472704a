"""What a scorecard is before any number is known: measures, indicators, targets, bands."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pubkpi.model.findings import Finding
from pubkpi.model.periods import Quarter
from pubkpi.model.text import Text

MeasureType = Literal["sum", "ratio", "last", "count", "distinct", "max", "derived", "first_of"]
Window = Literal["quarter", "year_to_date"]
Method = Literal["attainment", "completion", "steps", "hold"]
Direction = Literal["up", "down"]


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

    *expr* is the summed, counted or derived expression (a ratio's numerator); *where* filters rows;
    *of* names the measures a ``first_of`` tries in turn. *at* is ``file:line:column``.
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
    basis: str = ""
    expr: str = ""
    denominator: str = ""
    where: str = ""
    window: Window = "quarter"
    mean_of_months: bool = False
    max_age_days: int = 0
    min_count: int = 0
    interval: bool = False
    coverage: CoverageRule | None = None
    of: tuple[str, ...] = ()
    limits: Text = Text("", "")
    example: Mapping[str, object] | None = None

    @property
    def window_kind(self) -> str:
        """Which days its rows come from: the quarter, the year to date, or the closing days of the quarter."""
        return "closing" if self.type == "last" else self.window

    @property
    def registered(self) -> bool:
        """Whether it reads a register, in which an undeclared period is missing and every row must be complete."""
        return self.coverage is not None and self.coverage.by in ("months", "quarters")


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stated baseline, or the quarter in which it is to be measured."""

    value: Fraction | None = None
    measured: Quarter | None = None


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A value that the plan states a second time, and why it was not taken."""

    value: str
    where: Text
    reason: Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf: a measure with a weight, a baseline, dated targets and a scoring method.

    *shows* names a measure that is printed beside it with its growth on the last quarter (环比), never scored.
    """

    id: str
    label: Text
    weight: Decimal
    measure: str
    direction: Direction
    method: Method
    baseline: Baseline
    targets: tuple[tuple[Quarter, Fraction], ...]
    at: str
    at_baseline: Fraction = Fraction(60)
    at_target: Fraction = Fraction(100)
    steps: tuple[tuple[Fraction, Fraction], ...] = ()
    step_labels: Mapping[Fraction, Text] | None = None
    due: Quarter | None = None
    owner: Text = Text("", "")
    choice: Text = Text("", "")
    caveat: Text | None = None
    also_stated: tuple[OtherValue, ...] = ()
    check: tuple[str, Quarter, Fraction] | None = None
    shows: str = ""

    def target(self, quarter: Quarter) -> Fraction | None:
        """The target of *quarter*: as dated, linear between two dates, None outside the path."""
        path = self.targets
        for (start, low), (end, high) in zip(path, path[1:] or path, strict=False):
            if start <= quarter <= end:
                span = end.index - start.index
                return low + (high - low) * Fraction(quarter.index - start.index, span or 1)
        return None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A first-level indicator and its leaves; the leaves' weights sum to its own."""

    id: str
    label: Text
    weight: Decimal
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the printed score, from *at_least* up."""

    id: str
    label: Text
    at_least: Decimal


@dataclass(frozen=True, slots=True)
class KpiSet:
    """A scorecard ready to be measured: its tree, its bands, its rules and the measures it needs."""

    id: str
    label: Text
    audience: str
    valid: tuple[Quarter, Quarter]
    dimensions: tuple[Dimension, ...]
    bands: tuple[Band, ...]
    lights: tuple[Band, ...]
    min_weight_coverage: Fraction
    measures: Mapping[str, Measure]
    settle_days: int
    baseline_quarter: Quarter | None
    notes: tuple[Finding, ...]
    at: str

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All leaves in order."""
        return tuple(leaf for dimension in self.dimensions for leaf in dimension.indicators)
