"""What would be if: a scorecard's inputs otherwise than they are, and what comes of that. None of it is a result."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from fractions import Fraction
from typing import Literal

from pubkpi.model.explanations.effects import Explanation
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.grade_rules import Policy
from pubkpi.model.periods import Period
from pubkpi.model.scores import Scorecard
from pubkpi.model.text import Text

WATERMARK = Text("情景测算，非考核结果", "what-if, not a result")
Reach = Literal["solved", "any", "beyond"]
Way = Literal["held", "trend", "path"]


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is otherwise than it is: *values* by measure (None: missing), the rest by indicator, weights also by
    dimension in points of the whole. What is not named stays; the other weights share what is left.
    """

    values: Mapping[str, Fraction | None] = field(default_factory=dict)
    targets: Mapping[str, Fraction] = field(default_factory=dict)
    baselines: Mapping[str, Fraction] = field(default_factory=dict)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    caps: Mapping[str, Fraction] = field(default_factory=dict)
    policies: Mapping[str, Policy] = field(default_factory=dict)

    def __iter__(self) -> Iterator[tuple[str, str, Fraction | str | None]]:
        """Each change: what of it, whose, and what it is now."""
        for kind in fields(self):
            yield from ((kind.name, name, one) for name, one in getattr(self, kind.name).items())


@dataclass(frozen=True, slots=True)
class Difference:
    """What an indicator or an adjustment brings to two totals, in points, and the *gap*; None where the points are no
    parts of a sum.
    """

    id: str
    label: Text
    before: float | None
    after: float | None
    gap: float | None


@dataclass(frozen=True, slots=True)
class Lever:
    """What one indicator alone could bring: *gain*, the points of the total between its score and the best it can
    have, *best* the total then, *pace* the points that a better *step* of its value brings where it stands.

    *needed* is the value with which alone the total comes to the goal: ``solved``, or it is there by *any* value of
    it, or lies ``beyond`` what it can bring. *monthly* is the amount left for each month that the period still has.
    """

    id: str
    label: Text
    unit: str
    direction: str
    value: float | None
    score: float | None
    gain: float
    best: float
    step: float
    pace: float | None
    needed: float | None
    reach: Reach
    monthly: float | None = None


@dataclass(frozen=True, slots=True)
class Levers:
    """The levers, greatest gain first, for a *goal*: a total, or without a wish the next *band* from *total* on."""

    goal: float | None
    total: float
    band: Text | None
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """The total of *period* if every value goes on in one *way*: held as it is, by its trend, or along its target path.

    *values* are by measure. *errors* are those of the same way tried on earlier periods, forecast less outcome, and
    *interval* reaches as far as the greatest of them; None while there is none.
    """

    way: Way
    period: Period
    values: Mapping[str, float | None]
    total: float | None
    band: Text | None
    errors: tuple[float, ...]
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ScenarioComparison:
    """The scorecard as it is, and as it would be in the *scenario*, by *kpis* as they then are.

    *explanation* shares out the difference of the totals; where one of them is missing, or the tree is too large, it is
    None and *unexplained* says why.
    """

    base: Scorecard
    card: Scorecard
    scenario: Scenario
    kpis: KpiSet
    explanation: Explanation | None
    levers: Levers | None
    forecasts: tuple[Forecast, ...] = ()
    unexplained: Text | None = None
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class NextTarget:
    """The target of an indicator in the *period* to come: what is *left* of it beyond what counts already, None where
    it does not add up; and the least amount that each month needs, None where there is no such amount.
    """

    id: str
    period: Period
    target: Fraction
    left: Fraction | None
    monthly: Fraction | None
