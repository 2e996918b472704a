"""Which measures have other values in one database than in another."""

from collections.abc import Mapping, Sequence

from pubkpi.engine.query import QueryEngine
from pubkpi.measure.run import measure
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text
from pubkpi.printing.rounding import SIGNS, places, rounded


def changed_values(
    old: QueryEngine, new: QueryEngine, measures: Mapping[str, Measure], periods: Sequence[Period]
) -> list[Finding]:
    """A finding for each of the *measures* and *periods* that has another value in the *new* database."""
    before, after = (measure(one, measures, periods) for one in (old, new))
    found = []
    for period, values in before.items():
        for name, value in values.items():
            other = after[period][name]
            if (value.value, value.bound) != (other.value, other.bound):
                one = measures[name]
                was, now = written(one.unit, value, other)
                what = Text(
                    f"{one.label.zh} {period}：{was}，按现在的读法是 {now}",
                    f"{one.label.en}, {period}: {was}, and {now} as files are read now",
                )
                found.append(Finding("measure.moves", "warning", name, what))
    return found


def written(unit: str, was: Value, now: Value) -> tuple[str, str]:
    """Both values as they print, to as many decimals as tell them apart; a dash where there is none."""
    shown = places(unit, (was.value, now.value))
    return _number(unit, shown, was), _number(unit, shown, now)


def _number(unit: str, decimals: int, value: Value) -> str:
    if value.value is None:
        return "—"
    number = f"{rounded(value.value, decimals, unit, value.bound):,}".replace("-", "−")
    return f"{SIGNS[value.bound]}{number}{'%' if unit == 'share' else ''}"
