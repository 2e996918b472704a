"""Which measures have other values in one database than in another."""

from collections.abc import Mapping

from pubkpi.model.findings import Finding
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import Value
from pubkpi.model.text import Text

MOVES = "measure.moves"


def moved(before: Mapping[Quarter, Mapping[str, Value]], after: Mapping[Quarter, Mapping[str, Value]]) -> list[Finding]:
    """A finding for every measure and quarter with another value *after* than *before*."""
    found = []
    for quarter, values in before.items():
        for name, old in values.items():
            new = after[quarter][name]
            if old.value != new.value:
                words = f"{quarter} {_number(old)} → {_number(new)}"
                what = Text(f"按现在的读法会变：{words}", f"moves by the reading of now: {words}")
                found.append(Finding(MOVES, "warning", name, what))
    return found


def _number(value: Value) -> str:
    return "—" if value.value is None else f"{value.value:,.10g}"
