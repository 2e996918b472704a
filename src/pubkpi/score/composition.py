"""The annual result from the totals of a year and of the periods in it, where a scorecard composes it of these."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import fsum

from pubkpi.model.composition import ComposedPart, Composition
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.assessment import COMPOSED
from pubkpi.model.periods import Period
from pubkpi.model.text import Text
from pubkpi.score.tree.bands import band, decimal, printed

Totals = Mapping[Period, float | None]


def compose(kpis: KpiSet, year: Period, of: Totals) -> Composition | None:
    """The result of *year* as *kpis* compose it *of* its total and those of the periods in it; None where they do not.

    A missing total follows the policy of the scorecard: ``reweight`` shares its weight out among the others while
    these have the least weight coverage, ``zero`` counts it as 0; any other leaves no result.
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
        _part(kpis, name, float(weights[name]), found, 0.0 if reason else float(1 / over))
        for name, found in given.items()
    )
    score = None if reason else decimal(fsum(one.points or 0.0 for one in parts))
    name = band(kpis.bands, printed(score))
    return Composition(
        parts,
        score,
        printed(score),
        float(there),
        name.id if name else None,
        name.label if name else None,
        reason,
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
) -> ComposedPart:
    """One part, whose weight counts so many *times* after what is missing; 0 where there is no result."""
    periods, totals = found
    there = [one for one in totals if one is not None]
    if kpis.missing.policy == "zero":
        there = [one or 0.0 for one in totals]
    effective = weight * times * (len(there) / len(totals) if totals else 0.0)
    mean = decimal(fsum(there) / len(there)) if there else None
    points = decimal(effective * mean) if mean is not None and times else None
    return ComposedPart(name, weight, effective, periods, totals, mean, points)
