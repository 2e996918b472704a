"""The targets of the period to come, and what each of its months has to bring."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from pubkpi.model.explanations.scenarios import NextTarget
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import first_full_step
from pubkpi.model.kpis.measures import OWN_DAYS
from pubkpi.model.periods import MONTH, QUARTER, YEAR, Period
from pubkpi.score.tree.columns import Values


def next_targets(kpis: KpiSet, period: Period, values: Values, windows: Mapping[str, str]) -> tuple[NextTarget, ...]:
    """The targets of the period after *period*, by the plan in force then; none beyond the plan.

    *windows* says over which days each measure adds up: ``mean`` of months, ``year_to_date``, ``quarter``, or blank.
    """
    coming = period.step(1)
    if coming.last > kpis.valid[1].last:
        return ()
    found = []
    for leaf in kpis.in_force(coming).indicators:
        target = _target(leaf, coming)
        if target is None:
            continue
        window = windows.get(leaf.measure, "") if leaf.direction == "up" else ""
        left = _left(leaf, target, coming, values, window)
        monthly = target if window == "mean" else None if left is None else left / len(coming.parts(MONTH))
        found.append(NextTarget(leaf.id, coming, target, left, monthly))
    return tuple(found)


def _target(leaf: Indicator, coming: Period) -> Fraction | None:
    """Its target, or else the first step that has all the points."""
    target = leaf.target(coming)
    return first_full_step(leaf.steps, leaf.cap, leaf.direction) if target is None else target


def _left(leaf: Indicator, target: Fraction, coming: Period, values: Values, window: str) -> Fraction | None:
    """What of *target* is still to come in the period *coming*; None where it is no amount, or what counts already is
    not there.
    """
    if window in OWN_DAYS and coming.kind is QUARTER:
        return target
    if window != "year_to_date":
        return None
    before = coming.step(-1)
    if YEAR.at(before.last) != YEAR.at(coming.last):
        return target
    value = values[before][leaf.measure].value
    return None if value is None else max(target - Fraction(Decimal(repr(round(value, 9)))), Fraction(0))
