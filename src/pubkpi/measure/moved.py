"""Which measures have other values in one database than in another."""

from collections.abc import Mapping, Sequence

from pubkpi.engine.interface import Engine
from pubkpi.measure.run import measure
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.printing import SIGNS
from pubkpi.model.scores import Value
from pubkpi.model.text import Text


def moved(old: Engine, new: Engine, measures: Mapping[str, Measure], quarters: Sequence[Quarter]) -> list[Finding]:
    """A finding for each of the *measures* and *quarters* that has another value in the *new* database."""
    before, after = (measure(one, measures, quarters) for one in (old, new))
    found = []
    for quarter, values in before.items():
        for name, value in values.items():
            other = after[quarter][name]
            if (value.value, value.bound) != (other.value, other.bound):
                was, now = _number(value), _number(other)
                what = Text(
                    f"{quarter}：{was}，按现在的读法是 {now}", f"{quarter}: {was}, and {now} as files are read now"
                )
                found.append(Finding("measure.moves", "warning", name, what))
    return found


def _number(value: Value) -> str:
    return "—" if value.value is None else f"{SIGNS[value.bound]}{value.value:,.10g}"
