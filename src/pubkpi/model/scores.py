"""What comes out of measuring and scoring: values, the scorecard, the league."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Literal, get_args

from pubkpi.model.composition import Composition, UnitTotal
from pubkpi.model.explanations.misses import AcceptedMiss
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.assessment import Consequence
from pubkpi.model.kpis.grade_rules import Band
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

DEPARTMENT = ("部门", "department")  # what an entered value calls the department itself
Scoring = Literal["scored", "missing", "not_applicable", "monitored"]
State = Literal["reached", "near", "low", "alert", "no_data", "not_applicable"]
Verdict = Literal["pass", "fail", "unknown"]
By = Literal["account", "unit", "platform", "author"]  # whose rows stand side by side
Bound = Literal["", "at_least", "at_most"]
BOUNDS: tuple[Bound, ...] = get_args(Bound)
Side = By | Literal["entity"]  # or the entities with entered values


@dataclass(frozen=True, slots=True)
class Value:
    """A measure's value in one quarter, or the reason why there is none.

    *value* is in the measure's unit (shares 0-1); *coverage* is days or posts observed over expected;
    *numerator*, *denominator* and *row_count* say what it was made of; *interval* is a 95 % interval,
    *spread* the lowest and the highest number of those of which it is a median or a trimmed mean.
    Not *applies*: the measure cannot be had of such an entity at all. *bound* says that the true value is at least or
    at most so great, because of the share *censored* of the rows only the least is known (10万+).
    """

    measure: str
    period: Period
    value: float | None
    missing: Text | None = None
    coverage: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    row_count: int = 0
    interval: tuple[float, float] | None = None
    typed: bool = False
    route: str = ""
    findings: tuple[Finding, ...] = ()
    applies: bool = True
    bound: Bound = ""
    censored: float | None = None
    spread: tuple[float, float] | None = None

    @property
    def undeclared(self) -> bool:
        """Whether nobody declared what its data have to cover; what was entered covers itself."""
        return self.value is not None and self.coverage is None and not self.typed

    @property
    def unseen(self) -> bool:
        """Whether nothing was ever seen of it: neither a value nor a row."""
        return self.value is None and not self.row_count and not self.coverage


@dataclass(frozen=True, slots=True)
class PreviousScore:
    """The same indicator a quarter earlier: its value may be a *bound*, its score *open* on some sides."""

    period: Period
    value: float | None
    score: float | None
    points: float | None
    bound: Bound = ""
    open: tuple[Bound, ...] = ()


@dataclass(frozen=True, slots=True)
class IndicatorScore:
    """A leaf of the scorecard with every number that its score rests on.

    *state* says how the value stands to its target, *scoring* whether it counts. *points* are None below a mean that is
    not arithmetic. *filled* is the policy by which a missing value was scored all the same, *points_capped* what the
    cap took off (or, below 0, the floor added); the true score may lie on the *open* sides, *unsettled* by a baseline.
    """

    id: str
    label: Text
    weight: float
    effective_weight: float | None
    measure: str
    value: float | None
    unit: str
    baseline: float | None
    target: float | None
    method: str
    direction: str
    attainment: float | None
    score_uncapped: float | None
    score: float | None
    score_printed: float | None
    points: float | None
    light: str
    state: State
    scoring: Scoring
    missing_reason: Text | None
    data_coverage: float | None
    previous: PreviousScore | None
    basis: Value
    filled: Literal["zero", "carry"] | None = None
    points_capped: float | None = None
    open: tuple[Bound, ...] = ()
    unsettled: bool = False
    accepted: AcceptedMiss | None = None  # while a missed target is accepted


@dataclass(frozen=True, slots=True)
class DimensionScore:
    """A node above the leaves: its weight in points, its score or None, all leaves below it, its own dimensions."""

    id: str
    label: Text
    weight: float
    score: float | None
    score_printed: float | None
    points: float | None
    light: str
    state: State
    weight_coverage: float
    indicators: tuple[IndicatorScore, ...]
    dimensions: tuple["DimensionScore", ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """The scorecard's total or None; *bounds* with all that is missing at its worst and at its best, and *bands* are
    those of the two. There is a *band* where it is the only possible one.

    *unadjusted* is what the first level's points sum to before anything is taken off or added, *veto* what the
    veto items say together, None without any; while it is unknown there is no band.
    """

    score: float | None
    score_printed: float | None
    band: str | None
    band_label: Text | None
    weight_coverage: float
    bounds: tuple[float, float]
    standstill_score: float | None
    unadjusted: float | None = None
    veto: Verdict | None = None
    bands: tuple[Band | None, Band | None] = (None, None)


@dataclass(frozen=True, slots=True)
class AdjustmentScore:
    """What one item took off (*points* below 0) or added, *node* being the dimension that it was taken off.

    *points* is None while nobody can tell. *state*: a veto's verdict; ``applied``, ``none``, ``closed`` (a bonus
    whose gate is shut), ``unknown`` of the others; ``not_applicable``. *reason* says how the points come
    about, or why they do not.
    """

    id: str
    label: Text
    kind: Literal["veto", "deduct", "bonus"]
    node: str
    measure: str
    value: float | None
    unit: str
    points: float | None
    state: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Flag:
    """What a value raises for people to decide on, for the *owner* of its indicator.

    *kind*: ``below_target`` for the second scored quarter running (*before* is the value and the target of the first),
    ``above_target``, ``deviation``. *deviation* is (x - T) / |T|, *points* x - T in percentage points for a share.
    *consequence* is what the scorecard hangs on it, if anything; an *interval* that contains the target softens it.
    The value may be a *bound*, and that *before* one on the side of *bound_before*.
    """

    kind: Literal["below_target", "above_target", "deviation"]
    indicator: str
    label: Text
    owner: Text
    unit: str
    value: float
    target: float
    before: tuple[float, float] | None = None
    deviation: float | None = None
    points: float | None = None
    consequence: Consequence | None = None
    interval: tuple[float, float] | None = None
    bound: Bound = ""
    bound_before: Bound = ""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One period's scorecard of one department; a year's has the *quarter_totals*, or a result composed of them."""

    scorecard: str
    label: Text
    period: Period
    provisional: bool
    total: Total
    dimensions: tuple[DimensionScore, ...]
    findings: tuple[Finding, ...] = ()
    adjustments: tuple[AdjustmentScore, ...] = ()
    flags: tuple[Flag, ...] = ()
    quarter_totals: tuple[float | None, ...] = ()
    composition: Composition | None = None

    @property
    def indicators(self) -> tuple[IndicatorScore, ...]:
        """All leaves in order."""
        return tuple(leaf for dimension in self.dimensions for leaf in dimension.indicators)

    @property
    def mean_of_quarters(self) -> float | None:
        """Of a year: the mean of its quarters' totals, which is printed and never used; None unless all have one."""
        totals = [one for one in self.quarter_totals if one is not None]
        return round(fsum(totals) / len(totals), 12) if totals and len(totals) == len(self.quarter_totals) else None


@dataclass(frozen=True, slots=True)
class LeagueNode:
    """One node of a league table: its scores and ranks, one an entity; 1 is best, equals share the smaller number.

    *points* are those of the total that a node brings, empty where no sum of them makes it up. Of a leaf there are
    also the *values* with their *sides* (of a bound), the *score_sides* on which their scores are then open, and the
    *uncapped* scores; *reasons* say why there is no score, *applies* whether it can be had of the entity at all;
    *states* are those to the target. What is only watched, of weight 0, has values in its *unit* and no scores; they
    print in *printed_unit*.
    """

    id: str
    label: Text
    weight: float
    scores: Sequence[float | None]
    ranks: Sequence[int | None]
    points: Sequence[float | None] = ()
    values: Sequence[float | None] = ()
    uncapped: Sequence[float | None] = ()
    sides: Sequence[Bound] = ()
    score_sides: Sequence[Bound] = ()
    reasons: Sequence[Text | None] = ()
    applies: Sequence[bool] = ()
    states: Sequence[State] = ()
    unit: str = ""
    printed_unit: str = ""

    def scoring(self, place: int) -> Scoring:
        """Whether the leaf counts for the entity at *place*."""
        if not self.applies[place]:
            return "not_applicable"
        if not self.weight and self.values[place] is not None:
            return "monitored"
        return "missing" if self.scores[place] is None else "scored"


@dataclass(frozen=True, slots=True)
class League:
    """Entities scored side by side by one scorecard; the first node is the total, then the tree from the top.

    *comparable_weight* has the points of the whole, of 100, on which each entity was scored; *adjustments* are those
    of each entity, *by* says what they are. *bounds* are the least and the most that each total may come to, *possible*
    the bands of the two. Where the totals are made of others, *compositions* or *unit_totals* say how, by entity.
    """

    scorecard: str
    label: Text
    period: Period
    entities: tuple[str, ...]
    nodes: tuple[LeagueNode, ...]
    bands: tuple[str | None, ...]
    band_labels: tuple[Text | None, ...]
    weight_coverage: Sequence[float]
    findings: tuple[Finding, ...] = ()
    adjustments: tuple[tuple[AdjustmentScore, ...], ...] = ()
    comparable_weight: Sequence[float] = ()
    by: Side = "entity"
    bounds: tuple[Sequence[float], Sequence[float]] = ((), ())
    possible: tuple[Sequence[Band | None], Sequence[Band | None]] = ((), ())
    compositions: tuple[Composition | None, ...] = ()
    unit_totals: tuple[UnitTotal | None, ...] = ()
