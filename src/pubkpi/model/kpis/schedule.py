"""Which periods a scorecard scores and needs the values of, and what may be held against its targets in which."""

from typing import TYPE_CHECKING

from pubkpi.model.kpis.amounts import adds_up
from pubkpi.model.kpis.assessment import COMPOSED
from pubkpi.model.periods import Period, between, in_own_words, inside

if TYPE_CHECKING:
    from pubkpi.model.kpis import Indicator, KpiSet


def scored_periods(kpis: "KpiSet", period: Period) -> tuple[Period, ...]:
    """All that is scored up to *period*: the periods of its kind within what the scorecard is valid for, and those
    of its own rhythm that they are made of, or that an annual result is composed of.
    """
    whole = period.parts(kpis.rhythm)
    end = max(period.last, whole[-1].last) if whole else period.last
    first, last = kpis.valid[0].first, min(kpis.valid[1].last, end)
    composed = [COMPOSED[name] or period.kind for name in kpis.compose] if period.kind.is_annual else []
    kinds = dict.fromkeys((kpis.rhythm, *composed, period.kind) if whole else (period.kind,))
    listed = sorted({*_of_weeks(kpis, period), *(one for kind in kinds for one in inside(first, last, kind))})
    return tuple(in_own_words(one, kpis.periods) for one in listed) if kpis.periods else tuple(listed)


def _of_weeks(kpis: "KpiSet", period: Period) -> tuple[Period, ...]:
    """The *period*, if it is a year of which all weeks are scored: the first and the last day may be of others."""
    weeks = period.parts(kpis.rhythm) if period.kind.is_annual else ()
    return (period,) if weeks and kpis.valid[0] <= weeks[0] and weeks[-1] <= kpis.valid[1] else ()


def measured_periods(kpis: "KpiSet", period: Period) -> tuple[Period, ...]:
    """The periods whose values the scores up to *period* may rest on: from the first baseline, or the first that
    can be carried.
    """
    scored, start = scored_periods(kpis, period), kpis.valid[0]
    own = [one for one in scored if one.kind == kpis.rhythm]
    earlier = sorted(kpis.carried_from(start))
    first = min(one for one in (start, *earlier, kpis.baseline_quarter or start) if one.kind == kpis.rhythm)
    running = between(first, max(own)) if own else ()
    others = () if period.kind == kpis.rhythm else kpis.needed(period)
    base = [kpis.baseline_quarter] if kpis.baseline_quarter else []
    return tuple(dict.fromkeys((*kpis.baseline_quarters, *running, *scored, *base, *others)))


def is_comparable(kpis: "KpiSet", leaf: "Indicator", period: Period) -> bool:
    """Whether what *leaf* measures in *period* may be held against its target: the sum of a week says nothing of
    the sum that is wanted of a quarter.
    """
    if period.kind.is_annual or leaf.method == "hold" or not adds_up(kpis.measures, leaf.measure):
        return True
    if leaf.method == "attainment" and leaf.baseline.measured and leaf.baseline.measured.kind != period.kind:
        return False
    dated = any(one.kind == period.kind for one, _ in leaf.stated)
    return dated or (period.kind == kpis.rhythm and not leaf.targets)
