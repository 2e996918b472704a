"""Measures and their values as data: JSON with a format number, and rows for a spreadsheet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Lang
from pubkpi.report.formats.data import period_fields

SCHEMA_VERSION = 1
_MEASURE = "id label unit tier owner source definition formula limits type fact platform".split()
_VALUE = (
    "value missing coverage numerator denominator rows low high lowest highest bound censored entered route".split()
)


def measures_as_json(measures: Mapping[str, Measure], lang: Lang) -> dict[str, Any]:
    """The *measures*: what each is called, means, and is made of."""
    return {"schema_version": SCHEMA_VERSION, "measures": [_measure(one, lang) for one in measures.values()]}


def values_as_json(
    measures: Mapping[str, Measure],
    values: Mapping[str, Value],
    period: Period,
    findings: Sequence[Finding],
    lang: Lang,
) -> dict[str, Any]:
    """The *values* of the measures in *period*, unrounded; null with a reason beside it."""
    return {
        "schema_version": SCHEMA_VERSION,
        **period_fields(period),
        "measures": [
            {"id": one.id, "label": one.label.say(lang), "unit": one.unit, **_value(values[one.id], lang)}
            for one in measures.values()
        ],
        "findings": [one.as_json(lang) for one in findings],
    }


def measure_rows(measures: Mapping[str, Measure], lang: Lang) -> Iterator[list[object]]:
    """The header and a row a measure."""
    yield [*_MEASURE]
    for one in measures.values():
        yield [*_measure(one, lang).values()]


def value_rows(
    measures: Mapping[str, Measure], values: Mapping[str, Value], period: Period, lang: Lang
) -> Iterator[list[object]]:
    """The header and a row a measure, with its value in *period*."""
    yield ["period", "id", "label", "unit", *_VALUE]
    for one in measures.values():
        cells = _value(values[one.id], lang).values()
        yield [str(period), one.id, one.label.say(lang), one.unit, *("" if cell is None else cell for cell in cells)]


def _measure(one: Measure, lang: Lang) -> dict[str, str]:
    made = {name: getattr(one, name) for name in _MEASURE}
    return {name: words if isinstance(words, str) else words.say(lang) for name, words in made.items()}


def _value(value: Value, lang: Lang) -> dict[str, object]:
    ends = (*(value.interval or (None, None)), *(value.spread or (None, None)))
    cells = (
        *(value.value, value.missing.say(lang) if value.missing else None, value.coverage),
        *(value.numerator, value.denominator, value.row_count, *ends),
        *(value.bound or None, value.censored, value.typed, value.route or None),
    )
    return dict(zip(_VALUE, cells, strict=True))
