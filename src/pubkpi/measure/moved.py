"""Which measures have other values in one database than in another."""

from collections.abc import Mapping

from pubkpi.model.findings import Finding
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import Value
from pubkpi.model.text import Text

_Values = Mapping[Quarter, Mapping[str, Value]]


def moved(before: _Values, after: _Values) -> list[Finding]:
    """A finding for every measure and quarter with another value *after* than *before*."""
    found = []
    for quarter, values in before.items():
        for name, old in values.items():
            new = after[quarter][name]
            if old.value != new.value:
                was, now = _number(old), _number(new)
                what = Text(
                    f"{quarter}：{was}，按现在的读法是 {now}", f"{quarter}: {was}, and {now} as files are read now"
                )
                found.append(Finding("measure.moves", "warning", name, what))
    return found


def _number(value: Value) -> str:
    return "—" if value.value is None else f"{value.value:,.10g}"
