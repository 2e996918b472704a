"""How values and scores are judged: baselines, what happens without a value, means, bands."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple, Protocol

from pubkpi.model.language import ChoiceList, ValueKind
from pubkpi.model.periods import QUARTER, Period
from pubkpi.model.text import Text

Policy = Literal["reweight", "zero", "carry", "group_mean", "refuse"]
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
    "rank",
    "quantile",
    "peer_mean",
    "value",
]
How = Literal["arithmetic", "geometric", "harmonic", "power", "minimum", "sum"]
SHAPES = tuple("●▲■◆▼★◎△□◇▽☆")  # all of them in the report's font
Step = tuple[Fraction, Fraction]
Dated = tuple[tuple[Period, Fraction], ...]  # values, each of a period, in order of time


def on_path(path: Dated, period: Period) -> Fraction | None:
    """The value of *path* where *period* ends: linear between two periods, None before the first and after the last.

    Points of its own kind are a path of their own. Points of one kind lie evenly apart, be their days 90 or 92; a
    period of another kind that ends between two ends of theirs, or of many kinds, has its value by the day. The first
    point holds from the first day of its period on.
    """
    own = tuple(point for point in path if point[0].kind == period.kind) or path
    if not own:
        return None
    kind = own[0][0].kind
    if any(point[0].kind != kind for point in own):
        return _by_day(own, period.last)
    if kind.name == "week" and period.kind.is_annual:  # of its last week, which may end before it does
        return _between_points(own, period.parts(kind)[-1])
    now = kind.at(period.last)
    here = _between_points(own, now)
    if here is None or now.last == period.last:
        return here
    before = _between_points(own, now.step(-1))
    return here if before is None else _by_day(((now.step(-1), before), (now, here)), period.last)


def _between_points(path: Dated, now: Period) -> Fraction | None:
    """The value of *path*, of one kind, in the period *now* of that kind."""
    for (start, low), (end, high) in zip(path, path[1:] or path, strict=False):
        if start <= now <= end:
            return low + (high - low) * Fraction(now.index - start.index, end.index - start.index or 1)
    return None


def _by_day(path: Dated, day: date) -> Fraction | None:
    """The value of *path* on *day*, straight from the last day of one period to that of the next."""
    if path[0][0].first <= day <= path[0][0].last:
        return path[0][1]
    for (start, low), (end, high) in pairwise(path):
        if start.last <= day <= end.last:
            return low + (high - low) * Fraction((day - start.last).days, (end.last - start.last).days or 1)
    return None


def score_ends(
    method: Method, limits: tuple[Fraction, Fraction], steps: Sequence[Step], knots: Sequence[Step]
) -> tuple[float, float]:
    """The least and the greatest score of *method* between the *limits*, floor and cap."""
    (floor, cap), table = limits, [points for _, points in steps]
    points = [Fraction(100)] if method in ("minmax", "rank") and not table else [*table, *(worth for _, worth in knots)]
    none = floor if method in _ENDLESS else min([Fraction(0), *table])
    least = min((worth for _, worth in knots), default=none)
    return float(max(floor, least)), float(min(cap, max(points, default=cap)))


def first_full_step(steps: Sequence[tuple[Fraction, Fraction]], cap: Fraction, direction: str) -> Fraction | None:
    """The first value of a step table that has all the points, up to *cap*; None without a table, or of a range."""
    if not steps or direction == "range":
        return None
    most = min(Fraction(100), max(points for _, points in steps), cap)
    full = [value for value, points in steps if points >= most]
    return min(full) if direction == "up" else max(full)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A stated baseline, the quarter in which it is to be measured of each, or one stated for each of *entities*.

    *value* is the department's.
    """

    value: Fraction | None = None
    measured: Period | None = None
    entities: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def stated(self) -> tuple[Fraction, ...]:
        """The values that are stated, each once, in order."""
        listed = {*self.entities.values()} if self.value is None else {self.value, *self.entities.values()}
        return tuple(sorted(listed))

    def of(self, entity: str) -> Fraction | None:
        """The one that is stated for *entity*, or for everybody."""
        return self.entities.get(entity) if self.entities else self.value


@dataclass(frozen=True, slots=True)
class MissingRule:
    """What happens without a value; *quarters*, or *periods* of the assessed kind, say how old one may be that is
    carried.

    *across*: the weight of a dimension without a score goes to the dimensions beside it.
    """

    policy: Policy = "reweight"
    quarters: int = 0
    across: bool = False
    periods: int = 0

    def before(self, period: Period) -> tuple[Period, ...]:
        """The periods whose values may be carried into *period*, the newest first."""
        quarters = (period.back(i, QUARTER) for i in range(1, self.quarters + 1))
        return (*(one for one in quarters if one), *(period.step(-i) for i in range(1, self.periods + 1)))


@dataclass(frozen=True, slots=True)
class Mean:
    """How a node's score is made of its children's.

    *zero* is for means of positive numbers: a lower score counts as this one, so that 0 makes the geometric mean 0;
    None refuses it. *power* is the exponent of a power mean. A sum adds the points of its children and hands no weight
    over; its score, in per cent of the node's weight, is no higher than *cap*.
    """

    how: How = "arithmetic"
    zero: Fraction | None = None
    power: Fraction | None = None
    cap: Fraction | None = None

    @property
    def is_sum(self) -> bool:
        """Whether points are added instead of a mean taken."""
        return self.how == "sum"

    def full(self, weights: Iterable[Fraction]) -> Fraction:
        """The points of a total whose parts have such *weights*: 100, of a sum all of them, or its cap."""
        whole = sum(weights, Fraction(0))
        return Fraction(100) if not self.is_sum else whole if self.cap is None else min(whole, self.cap)

    @property
    def adds_up(self) -> bool:
        """Whether the points of the children add up to those of the node."""
        return self.how == "arithmetic" or (self.is_sum and self.cap is None)

    @property
    def exponent(self) -> Fraction | None:
        """The exponent p in (Σ w s^p)^(1/p), 0 for the geometric mean; None of means that know no zero."""
        return {"geometric": Fraction(0), "harmonic": Fraction(-1), "power": self.power}.get(self.how)

    @property
    def refuses_zero(self) -> bool:
        """Whether a score of 0 leaves no mean."""
        return self.exponent is not None and self.zero is None


# the means that a score of 0 may be refused by, in words
MEANS: Mapping[str, Text] = MappingProxyType(
    {
        "geometric": Text("几何平均", "geometric mean"),
        "harmonic": Text("调和平均", "harmonic mean"),
        "power": Text("幂平均", "power mean"),
    }
)
# the methods that score an entity against the others
RELATIVE = ("minmax", "rank", "quantile", "peer_mean")
# the methods whose scores have no end of their own
_ENDLESS = ("attainment", "completion", "goalposts", "log_goalposts", "value", "peer_mean")
RoundingWay = Literal["half_up", "half_even", "up", "down"]


@dataclass(frozen=True, slots=True)
class Rounding:
    """How scores are rounded within the reckoning; *up* is away from 0, *down* towards it."""

    how: RoundingWay
    places: int


class GoalpostEntry(NamedTuple):
    """The values of 0 and 100 points."""

    worst: Annotated[Fraction, "0 分处 / at 0 points"]
    best: Annotated[Fraction, "100 分处 / at 100 points"]


class RangeEntry(NamedTuple):
    """The four corners of a target range."""

    zero_below: Annotated[Fraction, "低于它 0 分 / 0 points below"]
    full_from: Annotated[Fraction, "满分从 / full points from"]
    full_to: Annotated[Fraction, "满分到 / full points to"]
    zero_above: Annotated[Fraction, "高于它 0 分 / 0 points above"]


class ClassRule(NamedTuple):
    """What is otherwise of a class of entities: the weight, the targets; None where it is as for all."""

    weight: Fraction | None = None
    targets: Dated | None = None


class CheckEntry(NamedTuple):
    """A value that the plan states."""

    measure: Annotated[str, "measures/ 里的指标定义 / the measure in measures/"]
    quarter: Annotated[Period, "季度 / the quarter"]
    equals: Annotated[Fraction, "应为 / what it is"]


@dataclass(frozen=True, slots=True)
class NotApplicableRule:
    """To whom an indicator does not apply, and why: the *entities*, and those of which the *measure* is 1.

    *others* are the rules of the dimensions above.
    """

    reason: Annotated[Text, "为什么 / why"]
    entities: Annotated[tuple[str, ...], "对象；部门 是本部门 / the entities; 部门 is the department itself"] = ()
    measure: Annotated[str, "填报的 0/1 指标，1 为不适用 / an entered measure, 1 where it does not apply"] = ""
    others: tuple["NotApplicableRule", ...] = ()

    @property
    def every(self) -> tuple["NotApplicableRule", ...]:
        """Itself and those above."""
        return (self, *self.others)


class _Excepted(Protocol):
    @property
    def not_applicable(self) -> NotApplicableRule | None:
        """To whom it does not apply."""


def switches(leaves: Iterable[_Excepted]) -> list[str]:
    """The measures that say by 1 to whom one of the *leaves* does not apply."""
    rules = (rule for one in leaves if one.not_applicable for rule in one.not_applicable.every)
    return [rule.measure for rule in rules if rule.measure]


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the printed score, from *at_least* up, with the colour ("#1d6b3a") and the shape it shows."""

    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    at_least: Annotated[Decimal, "从几分起 / from which score on"]
    colour: Annotated[str, ValueKind.COLOUR, "颜色，如 #1d6b3a / colour, as #1d6b3a"] = ""
    shape: Annotated[str, ChoiceList(SHAPES), "形状 / shape"] = ""
    at: str = field(default="", compare=False)
