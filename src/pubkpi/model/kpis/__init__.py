"""What a scorecard is before any number is known: measures, indicators, targets, bands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from pubkpi.model.findings import Finding
from pubkpi.model.kpis.adjustments import Adjustments
from pubkpi.model.kpis.assessment import Assessment, Consequence, Flagging, Kind, Span
from pubkpi.model.kpis.grading import Band, Baseline, Mean, Missing, NotApplicable
from pubkpi.model.kpis.statements import Announced, ConflictingValue
from pubkpi.model.periods import Quarter, Year
from pubkpi.model.text import Text

MeasureType = Literal[
    "sum", "ratio", "mean", "share", "last", "count", "distinct", "max", "derived", "growth", "first_of", "typed"
]
MAX_CENSORED = Fraction(1, 2)  # unless a measure declares another
Window = Literal["quarter", "month", "year_to_date", "year"]
Tier = Literal["", "input", "output", "outtake", "outcome"]
Method = Literal[
    "attainment",
    "completion",
    "steps",
    "hold",
    "goalposts",
    "log_goalposts",
    "target_range",
    "piecewise",
    "minmax",
    "value",
]
Direction = Literal["up", "down", "range"]
Points = tuple[tuple[Fraction, Fraction], ...]


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


@dataclass(frozen=True, slots=True)
class Indicator:
    """A leaf: a measure with a weight in points of the whole, a baseline, dated targets and a scoring method.

    *steps* are a step table, *knots* the points of a piecewise line, *goalposts* the values of 0 and 100 points,
    *plateau* the four corners of a target range. The score lies between *floor* and *cap*.
    *shows* names a measure that is printed beside it with its growth on the last quarter (环比), never scored.
    *silence* names the rules of `pubkpi check` that keep quiet about it, each with the reason; *consequences*, where
    given, stand instead of the scorecard's.
    """

    id: str
    label: Text
    weight: Fraction
    measure: str
    direction: Direction
    method: Method
    baseline: Baseline
    targets: tuple[tuple[Quarter, Fraction], ...]
    at: str
    year_targets: tuple[tuple[Year, Fraction], ...] = ()
    at_baseline: Fraction = Fraction(60)
    at_target: Fraction = Fraction(100)
    floor: Fraction = Fraction(0)
    cap: Fraction = Fraction(100)
    goalposts: tuple[Fraction, Fraction] | None = None
    plateau: tuple[Fraction, Fraction, Fraction, Fraction] | None = None
    knots: Points = ()
    missing: Missing = field(default_factory=Missing)
    not_applicable: NotApplicable | None = None
    steps: Points = ()
    step_labels: Mapping[Fraction, Text] | None = None
    due: Quarter | None = None
    owner: Text = Text("", "")
    choice: Text = Text("", "")
    caveat: Text | None = None
    also_stated: tuple[ConflictingValue, ...] = ()
    check: tuple[str, Quarter, Fraction] | None = None
    shows: str = ""
    silence: Mapping[str, Text] = field(default_factory=dict)
    kind: Kind = "result"
    consequences: tuple[Consequence, ...] | None = None

    @property
    def stated(self) -> tuple[tuple[Quarter, Fraction], ...]:
        """All targets as they are written, those of quarters and then those of years."""
        return (*self.targets, *self.year_targets)

    def target(self, quarter: Quarter) -> Fraction | None:
        """The target of *quarter*: as dated, linear between two dates, None outside the path.

        A year's is that of its last quarter, unless it has one of its own.
        """
        for year, own in self.year_targets:
            if year == quarter:
                return own
        path = self.targets
        for (start, low), (end, high) in zip(path, path[1:] or path, strict=False):
            if start.index <= quarter.index <= end.index:
                span = end.index - start.index
                return low + (high - low) * Fraction(quarter.index - start.index, span or 1)
        return None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A node above the leaves, with either *leaves* or further *dimensions*, whose weights sum to its own.

    *minimum* is the least weight coverage of its own, where it differs from the scorecard's.
    """

    id: str
    label: Text
    weight: Fraction
    leaves: tuple[Indicator, ...] = ()
    dimensions: tuple["Dimension", ...] = ()
    mean: Mean = field(default_factory=Mean)
    minimum: Fraction | None = None
    at: str = ""

    @property
    def children(self) -> tuple["Dimension | Indicator", ...]:
        """What stands directly below it."""
        return (*self.leaves, *self.dimensions)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All leaves below it, in order."""
        return (*self.leaves, *(leaf for one in self.dimensions for leaf in one.indicators))

    @property
    def nodes(self) -> tuple["Dimension", ...]:
        """Itself and the dimensions below it, each before its own."""
        return (self, *(node for one in self.dimensions for node in one.nodes))


@dataclass(frozen=True, slots=True)
class KpiSet:
    """A scorecard ready to be measured: its tree, its bands, its rules and the measures it needs.

    *relative* says how its weights were written; in the tree they are points of the whole in any case.
    *rank_decimals* is how many decimals of a score tell ranks apart, *entity_groups* who shares a group mean.
    """

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
    mean: Mean = field(default_factory=Mean)
    relative: bool = False
    rank_decimals: int = 1
    entity_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    announced: Announced = field(default_factory=Announced)
    silence: Mapping[str, Text] = field(default_factory=dict)
    adjustments: Adjustments = field(default_factory=Adjustments)
    assessment: Assessment = field(default_factory=Assessment)
    flagging: Flagging = field(default_factory=Flagging)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All leaves in order."""
        return tuple(leaf for dimension in self.dimensions for leaf in dimension.indicators)

    @property
    def nodes(self) -> tuple[Dimension, ...]:
        """All dimensions in order, each before those below it."""
        return tuple(node for dimension in self.dimensions for node in dimension.nodes)

    @property
    def everything(self) -> tuple[Dimension | Indicator, ...]:
        """All dimensions, then all leaves."""
        return (*self.nodes, *self.indicators)

    @property
    def with_points(self) -> set[str]:
        """The dimensions and leaves whose points add up to the total: those below arithmetic means only."""
        found: set[str] = set()
        waiting = list(self.dimensions) if self.mean.how == "arithmetic" else []
        while waiting:
            node = waiting.pop()
            found.add(node.id)
            if node.mean.how == "arithmetic":
                found.update(leaf.id for leaf in node.leaves)
                waiting.extend(node.dimensions)
        return found

    @property
    def asked(self) -> tuple[str, ...]:
        """The measures whose values it is made of: those of its leaves, then those of its adjustments."""
        return tuple(
            dict.fromkeys((*(one.measure for one in self.indicators), *(one.measure for one in self.adjustments)))
        )

    def counts(self, leaf: Indicator, span: Span) -> bool:
        """Whether *leaf* is assessed in a quarter, or in a year."""
        return leaf.kind in (self.assessment.quarter if span == "quarter" else self.assessment.year)

    def consequences(self, leaf: Indicator) -> tuple[Consequence, ...]:
        """What hangs on *leaf*: its own, or the scorecard's."""
        return self.flagging.consequences if leaf.consequences is None else leaf.consequences

    def needed(self, quarter: Quarter) -> tuple[Quarter, ...]:
        """The quarters whose values the score of *quarter* may rest on."""
        back = max((leaf.missing.quarters for leaf in self.indicators), default=0)
        earlier = {one for i in range(back + 1) if (one := quarter.back(i))}
        return tuple(sorted(earlier | {*self.baseline_quarters}, key=lambda one: one.index))

    @property
    def baseline_quarters(self) -> tuple[Quarter, ...]:
        """The quarters in which baselines are measured, in order."""
        return tuple(sorted({leaf.baseline.measured for leaf in self.indicators if leaf.baseline.measured}))

    @property
    def first_measured(self) -> Quarter:
        """The first quarter whose values it may ask for: the baseline's, or the oldest that can be carried."""
        patience = max((leaf.missing.quarters for leaf in self.indicators), default=0)
        first = self.valid[0].step(-patience)
        return min(first, self.baseline_quarter) if self.baseline_quarter else first
