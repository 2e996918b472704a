"""Values with some of them otherwise, and what is made of those worked out anew."""

from collections.abc import Mapping
from fractions import Fraction

from pubkpi.measure.values.derive import complete, parts_of
from pubkpi.measure.values.exact_value import ExactValue, exact_value
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Value
from pubkpi.model.text import Text

_ASSUMED = Text("情景设为缺失", "missing in the scenario")


def with_changes(
    measures: Mapping[str, Measure],
    period: Period,
    values: Mapping[Period, Mapping[str, Value]],
    changes: Mapping[str, Fraction | None],
) -> Mapping[str, Value]:
    """The *values* of *period* with *changes*; a measure that is made of others follows them, unless its own value
    was entered.
    """
    now = values[period]
    above = [
        name
        for name in measures
        if name not in changes and not _is_entered(measures, now, name) and _rests(measures, name, changes)
    ]
    exact = {name: exact_value(one) for name, one in now.items() if name not in above}
    for name, value in changes.items():
        exact[name] = ExactValue(name, period, value, None if value is not None else _ASSUMED)
    past = (
        {one: {name: exact_value(value) for name, value in some.items()} for one, some in values.items()}
        if above
        else {}
    )
    complete(measures, period, exact, lambda *_: None, past)
    return {**now, **{name: exact[name].as_value() for name in (*changes, *above)}}


def _is_entered(measures: Mapping[str, Measure], now: Mapping[str, Value], name: str) -> bool:
    """Whether the value of *name* was entered itself: what is made of entered ones passes for entered, too."""
    one = now[name]
    is_told = any(said.id == "measure.typed" and said.where == f"{name} {one.period}" for said in one.findings)
    return one.typed and (is_told or not any(now[part].typed for part in parts_of(measures[name], measures)))


def _rests(measures: Mapping[str, Measure], name: str, changes: Mapping[str, object]) -> bool:
    return any(part in changes or _rests(measures, part, changes) for part in parts_of(measures[name], measures))


def growing(measures: Mapping[str, Measure], name: str) -> bool:
    """Whether the measure *name* is an amount that grows with the months: a sum or a count, or made of such alone."""
    one = measures[name]
    if one.type in ("derived", "first_of"):
        return one.unit not in ("share", "percent", "points") and all(
            growing(measures, part) for part in parts_of(one, measures)
        )
    return one.type in ("sum", "count", "distinct")


def growth_window(measures: Mapping[str, Measure], name: str) -> str:
    """Over which days the amount *name* adds up: its window, or ``mean`` for the mean of months; blank where it does
    not, where it is a quotient or a product, or where its parts differ.
    """
    one = measures[name]
    if not growing(measures, name) or (one.type == "derived" and {"/", "*"} & {*one.expr}):
        return ""
    if one.type in ("derived", "first_of"):
        windows = {growth_window(measures, part) for part in parts_of(one, measures)}
        return windows.pop() if len(windows) == 1 else ""
    return "mean" if one.mean_of_months else one.window
