"""The annual result from the totals of a year and of the periods in it, where a scorecard composes it of these."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import fsum, inf
from types import MappingProxyType

from pubkpi.model.composition import ComposedPart, Composition
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.assessment import COMPOSED
from pubkpi.model.periods import Period
from pubkpi.model.scores import AdjustmentScore
from pubkpi.model.text import Text
from pubkpi.score.tree.adjust import highest
from pubkpi.score.tree.bands import band, decimal, printed

Totals = Mapping[Period, float | None]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most that the vetoes of a period leave of its total, and the most if those that nobody can tell fail, too."""

    certain: float = inf
    possible: float = inf

    @property
    def holds(self) -> bool:
        """Whether a veto fails."""
        return self.certain < inf

    def bounds(self, low: float, high: float) -> tuple[float, float]:
        """A total between *low* and *high*, held down."""
        return min(low, self.possible), min(high, self.certain)


Ceilings = Mapping[Period, Ceiling]


def ceiling(kpis: KpiSet, period: Period, lines: Sequence[AdjustmentScore]) -> Ceiling:
    """What the vetoes among *lines* leave of a total of *period*."""
    rules = kpis.in_force(period)
    limits = {one.id: float(highest(rules, one)) for one in rules.adjustments.veto}
    fails, open_ = ([limits[one.id] for one in lines if one.kind == "veto" and one.state == state and one.id in limits]
                    for state in ("fail", "unknown"))  # fmt: skip
    return Ceiling(min(fails, default=inf), min((*fails, *open_), default=inf))


def compose(kpis: KpiSet, year: Period, of: Totals, ceilings: Ceilings = MappingProxyType({})) -> Composition | None:
    """The result of *year* as *kpis* compose it *of* its total and those of the periods in it; None where they do not.

    A missing total follows the policy of the scorecard: ``reweight`` shares its weight out among the others while
    these have the least weight coverage, ``zero`` counts it as 0; any other leaves no result. Of the *ceilings* that
    of the year holds down the result, those of the periods in it have held down their totals.
    """
    if not kpis.compose:
        return None
    given = dict(_totals(kpis, year, of))
    whole = sum(kpis.compose.values())
    weights = {str(name): weight / whole for name, weight in kpis.compose.items()}
    there = sum((weights[name] * _share(totals) for name, (_, totals) in given.items()), Fraction(0))
    reason = _why_none(kpis, there)
    over = Fraction(1) if kpis.missing.policy == "zero" else there
    parts = tuple(
        _part(kpis, name, float(weights[name]), found, 0.0 if reason else float(1 / over), ceilings)
        for name, found in given.items()
    )
    limit = ceilings.get(year, Ceiling())
    before = None if reason else decimal(fsum(one.points or 0.0 for one in parts))
    low, score = (None, None) if before is None else limit.bounds(before, before)
    name = band(kpis.bands, printed(score))
    name = name if name == band(kpis.bands, printed(low)) else None
    return Composition(
        parts,
        score,
        printed(score),
        float(there),
        name.id if name else None,
        name.label if name else None,
        reason,
        limit.certain if score != before else None,
    )


def composed_of(kpis: KpiSet, year: Period) -> dict[str, tuple[Period, ...]]:
    """By the name of each part of the result of *year* its periods."""
    kinds = {name: COMPOSED[name] for name in kpis.compose}
    return {name: (year,) if kind is None else year.parts(kind) for name, kind in kinds.items()}


def _totals(
    kpis: KpiSet, year: Period, of: Totals
) -> Iterator[tuple[str, tuple[tuple[Period, ...], tuple[float | None, ...]]]]:
    """By the name of each part its periods, and their totals."""
    for name, periods in composed_of(kpis, year).items():
        yield name, (periods, tuple(of.get(one) for one in periods))


def _share(totals: tuple[float | None, ...]) -> Fraction:
    """The part of *totals* that there are."""
    return Fraction(sum(one is not None for one in totals), len(totals) or 1)


def _why_none(kpis: KpiSet, there: Fraction) -> Text | None:
    """Why there is no result, when the part *there* of the whole has totals."""
    if there == 1 or kpis.missing.policy == "zero":
        return None
    share, least = f"{float(there):.0%}", f"{float(kpis.min_weight_coverage):.0%}"
    if kpis.missing.policy != "reweight":
        return Text(f"只有 {share} 的权重有总分", f"only {share} of its weight have totals")
    if there and there >= kpis.min_weight_coverage:
        return None
    return Text(f"只有 {share} 的权重有总分，低于 {least}", f"only {share} of its weight have totals, under {least}")


def _part(
    kpis: KpiSet,
    name: str,
    weight: float,
    found: tuple[tuple[Period, ...], tuple[float | None, ...]],
    times: float,
    ceilings: Ceilings,
) -> ComposedPart:
    """One part, whose weight counts so many *times* after what is missing; 0 where there is no result."""
    periods, totals = found
    there = [one for one in totals if one is not None]
    if kpis.missing.policy == "zero":
        there = [one or 0.0 for one in totals]
    effective = weight * times * (len(there) / len(totals) if totals else 0.0)
    mean = decimal(fsum(there) / len(there)) if there else None
    points = decimal(effective * mean) if mean is not None and times else None
    vetoed = tuple(one in ceilings and ceilings[one].holds for one in periods)
    return ComposedPart(name, weight, effective, periods, totals, mean, points, vetoed)
