"""Why a total moved: what each indicator and adjustment brought, and by which effect."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import KpiSet
from pubkpi.model.scores import AdjustmentScore, IndicatorScore, Scorecard
from pubkpi.model.text import Text

Kind = Literal["performance", "target", "weight", "definition", "coverage", "adjustment"]
Part = Literal["numerator", "denominator"]
_FEW = 2
_MOST = Fraction(9, 10), Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Effect:
    """The points of the total that one effect brought, exact and as *printed*; *parts* are those of a ratio's value.

    ``performance`` is the value's, ``target`` that of target, baseline and grading, ``definition`` that of a measure or
    method which changed, ``coverage`` that of a value or an indicator which was there in one of the periods only.
    """

    kind: Kind | Part
    points: Fraction
    printed: Decimal
    parts: tuple["Effect", ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one indicator or adjustment brought to the change of the total: its *effects*, and itself in both periods.

    *node* is the dimension that it stands below, none of what concerns the total. *lost* are the points that an
    indicator was short of its cap in both, W · (cap - s); None where it has no points.
    """

    id: str
    label: Text
    node: str
    before: IndicatorScore | AdjustmentScore | None
    now: IndicatorScore | AdjustmentScore | None
    effects: tuple[Effect, ...]
    points: Fraction
    printed: Decimal
    lost: tuple[float | None, float | None] = (None, None)

    @property
    def is_scored(self) -> bool:
        """Whether it counts in one of the periods, or moves the total."""
        ends = (self.before, self.now)
        return bool(self.effects) or any(isinstance(one, IndicatorScore) and one.scoring == "scored" for one in ends)

    def of(self, kind: Kind) -> Effect | None:
        """Its effect of that kind."""
        return next((one for one in self.effects if one.kind == kind), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The change of the total between two scorecards as *contributions* that add up to it: exactly, and as printed.

    *entity* is whose they are, *kpis* the scorecard of now, *convention* the rule by which the change is shared out,
    *findings* what makes all of it doubtful.
    """

    entity: str
    kpis: KpiSet
    before: Scorecard
    now: Scorecard
    contributions: tuple[Contribution, ...]
    points: Fraction
    printed: Decimal
    convention: Text
    findings: tuple[Finding, ...] = ()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of effects that there are, in the order in which they are told."""
        there = {effect.kind for one in self.contributions for effect in one.effects}
        order: tuple[Kind, ...] = ("performance", "target", "weight", "definition", "coverage", "adjustment")
        return tuple(kind for kind in order if kind in there)

    @property
    def drivers(self) -> tuple[Contribution, ...]:
        """The one or two that make nine tenths of the change, else over half of it; none where it takes more."""
        up = self.points > 0
        same_way = [one for one in self.contributions if one.points and (one.points > 0) == up]
        first = sorted(same_way, key=lambda one: -abs(one.points))[:_FEW]
        for share in _MOST:
            for count in range(1, len(first) + 1):
                if self.printed and abs(sum_of(first[:count])) > share * abs(self.points):
                    return tuple(first[:count])
        return ()

    @property
    def raised(self) -> tuple[Contribution, ...]:
        """The contributions of indicators whose target lies farther on than before, with the baseline where it was."""
        return tuple(one for one in self.contributions if one.of("target") and _is_raised(one.before, one.now))

    @property
    def others(self) -> tuple[Contribution, ...]:
        """The contributions that are no drivers, of what is scored in one of the periods."""
        return tuple(one for one in self.contributions if one.is_scored and one not in self.drivers)


@dataclass(frozen=True, slots=True)
class EntityChange:
    """One entity's totals and ranks *before* and *now*: who ``joins`` has values in the second period only, who
    ``leaves`` in the first; *change* is that of the total, None where there are not both.
    """

    entity: str
    state: Literal["stays", "joins", "leaves"]
    before: float | None
    now: float | None
    change: float | None
    ranks: tuple[int | None, int | None]


def _is_raised(before: object, now: object) -> bool:
    """Whether the target of an indicator is a harder one *now*."""
    if not isinstance(before, IndicatorScore) or not isinstance(now, IndicatorScore):
        return False
    if before.target is None or now.target is None or before.baseline != now.baseline:
        return False
    return now.target < before.target if now.direction == "down" else now.target > before.target


def sum_of(contributions: Iterable[Contribution], kind: Kind | None = None) -> Fraction:
    """The exact points of *contributions*, or of their effects of one *kind*."""
    return sum((one.points for one in _those(contributions, kind)), Fraction(0))


def printed_sum(contributions: Iterable[Contribution], kind: Kind | None = None) -> Decimal:
    """The same of the printed points."""
    return sum((one.printed for one in _those(contributions, kind)), Decimal(0))


def _those(contributions: Iterable[Contribution], kind: Kind | None) -> list[Contribution | Effect]:
    return [*contributions] if kind is None else [found for one in contributions if (found := one.of(kind))]
