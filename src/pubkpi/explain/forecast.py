"""Where a total goes by the end of the year, if every value is held, follows its trend, or keeps to its target path.

No model: three plain ways, each tried on the periods that are past. How far it was off then is how far it may be off
now; with nothing to try it on there is no interval.
"""

from collections.abc import Mapping

import numpy as np

from pubkpi.model.explanations.scenarios import Forecast, Way
from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import YEAR, Period
from pubkpi.model.scores import DEPARTMENT, Value
from pubkpi.score.tree.bands import band, decimal, printed
from pubkpi.score.tree.columns import Values
from pubkpi.score.tree.outcome import outcome

WAYS: tuple[Way, ...] = ("held", "trend", "path")
_FEWEST = 3  # values from which on there is a trend; with fewer a value is held


def year_end(kpis: KpiSet, period: Period) -> Period | None:
    """The last period of its kind that *kpis* score in the year of *period*; None where none comes after it."""
    last = kpis.valid[1]
    return max((one for one in YEAR.at(period.last).parts(period.kind) if period < one <= last), default=None)


def forecasts(kpis: KpiSet, period: Period, values: Values) -> tuple[Forecast, ...]:
    """The total at the year's end from what is known in *period*, in each of the ways; none at the year's end."""
    end = year_end(kpis, period)
    return () if end is None else tuple(_forecast(kpis, period, end, values, way) for way in WAYS)


def _forecast(kpis: KpiSet, period: Period, end: Period, values: Values, way: Way) -> Forecast:
    ahead, errors = end.index - period.index, []
    for past in sorted(one for one in values if one.kind is period.kind and one.step(ahead) <= period):
        then = past.step(ahead)
        seen = _expected_values(kpis, past, then, values, way)
        guess, truth = _total(kpis, then, {**values, then: seen}), _total(kpis, then, values)
        if then >= kpis.valid[0] and guess is not None and truth is not None:
            errors.append(decimal(guess - truth))
    expected = _expected_values(kpis, period, end, values, way)
    total = _total(kpis, end, {**values, end: expected})
    reach = max(map(abs, errors), default=None)
    shown = band(kpis.bands, printed(total))
    return Forecast(
        way=way,
        period=end,
        values={name: one.value for name, one in expected.items()},
        total=total,
        band=shown.label if shown else None,
        errors=tuple(errors),
        interval=None
        if total is None or reach is None
        else (max(total - reach, 0.0), min(total + reach, _most(kpis, end))),
    )


def _total(kpis: KpiSet, period: Period, values: Values) -> float | None:
    """The total of *period*, None where there is none."""
    found = float(outcome(kpis.in_force(period), period, {DEPARTMENT[0]: values}).adjusted.rolled.total[0])
    return decimal(found) if np.isfinite(found) else None


def _most(kpis: KpiSet, period: Period) -> float:
    """The greatest total that there can be in *period*."""
    bonus, now = sum(float(one.cap) for one in kpis.adjustments.bonus), kpis.in_force(period)
    best = max((leaf.score_ends[1] for leaf in now.indicators if leaf.weight), default=100.0)
    return best * float(now.full) / 100 + bonus


def _expected_values(kpis: KpiSet, period: Period, end: Period, values: Values, way: Way) -> Mapping[str, Value]:
    """The values of *end* as seen from *period*, of every measure that is scored."""
    found = {}
    aims = {leaf.measure: aim for leaf in kpis.in_force(end).indicators if (aim := leaf.target(end)) is not None}
    for name in kpis.scored_measures:
        now = values[period][name]
        value = now.value
        if way == "path" and name in aims:
            value = float(aims[name])
        elif way == "trend" and value is not None:
            value = _trend(name, period, end, values)
        found[name] = Value(name, end, value, now.missing if value is None else None, applies=now.applies)
    return found


def _trend(name: str, period: Period, end: Period, values: Values) -> float:
    """The straight line of least squares through all values up to *period*, at *end*; never below 0 if none was."""
    known = [
        (one.index, value.value)
        for one, listed in sorted(values.items())
        if one.kind is period.kind and one <= period and (value := listed[name]).value is not None
    ]
    places, heights = (np.array(side, dtype=np.float64) for side in zip(*known, strict=True))
    if len(known) < _FEWEST:
        return float(heights[-1])
    centre = places.mean()
    slope = float(np.sum((places - centre) * heights) / np.sum((places - centre) ** 2))
    found = float(heights.mean()) + slope * (end.index - float(centre))
    return max(found, 0.0) if heights.min() >= 0 else found
