"""How values and scores are judged: baselines, what happens without a value, means, bands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple

from pubkpi.model.language import ChoiceList, ValueKind
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

Policy = Literal["reweight", "zero", "carry", "group_mean", "refuse"]
How = Literal["arithmetic", "geometric", "minimum"]
SHAPES = tuple("●▲■◆▼★◎△□◇▽☆")  # all of them in the report's font
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
    """What happens without a value; *quarters* says how old a value may be that is carried."""

    policy: Policy = "reweight"
    quarters: int = 0


@dataclass(frozen=True, slots=True)
class Mean:
    """How a node's score is made of its children's.

    *zero* is for the geometric mean: a lower score counts as this one, so that 0 makes the mean 0; None refuses it.
    """

    how: How = "arithmetic"
    zero: Fraction | None = None


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


class CheckEntry(NamedTuple):
    """A value that the plan states."""

    measure: Annotated[str, "measures/ 里的指标定义 / the measure in measures/"]
    quarter: Annotated[Period, "季度 / the quarter"]
    equals: Annotated[Fraction, "应为 / what it is"]


@dataclass(frozen=True, slots=True)
class NotApplicableRule:
    """The entities to which an indicator does not apply, and why."""

    entities: Annotated[tuple[str, ...], "对象；部门 是本部门 / the entities; 部门 is the department itself"]
    reason: Annotated[Text, "为什么 / why"]


@dataclass(frozen=True, slots=True)
class Band:
    """A named stretch of the printed score, from *at_least* up, with the colour ("#1d6b3a") and the shape it shows."""

    id: Annotated[str, "标识 / id"]
    label: Annotated[Text, "名称 / name"]
    at_least: Annotated[Decimal, "从几分起 / from which score on"]
    colour: Annotated[str, ValueKind.COLOUR, "颜色，如 #1d6b3a / colour, as #1d6b3a"] = ""
    shape: Annotated[str, ChoiceList(SHAPES), "形状 / shape"] = ""
    at: str = field(default="", compare=False)
