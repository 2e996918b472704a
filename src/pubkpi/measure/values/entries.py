"""One value typed in by hand: it fills what cannot be computed, and wins only where the row says so."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from pubkpi.measure.values.exact_value import ExactValue
from pubkpi.measure.values.reasons import Reason
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER, Period
from pubkpi.model.text import Text
from pubkpi.printing.rounding import figures


@dataclass(frozen=True, slots=True)
class EnteredValue:
    """A value, whether it wins over a computed one, where it comes from and why, and the name it was entered under."""

    value: Fraction
    override: bool
    source: str
    reason: str
    entity: str = ""


# what was entered for an entity, by the id of a measure and the name of a period
Lookup = Callable[[str, str], EnteredValue | None]


def look_up(entered: Lookup, measure: Measure, period: Period) -> EnteredValue | None:
    """What was *entered* for *period*, or, of a measure that reads its end, for the quarter that it ends with."""
    own, end = entered(measure.id, str(period)), closing_quarter(measure, period)
    return entered(measure.id, str(end)) if own is None and end else own


def closing_quarter(measure: Measure, period: Period) -> Period | None:
    """The quarter that ends with *period* and so has the same value of *measure*, where there is one."""
    quarter = QUARTER.at(period.last)
    reads_the_end = measure.type == "last" or measure.window in ("year_to_date", "year")
    return quarter if reads_the_end and quarter != period and quarter.last == period.last else None


def entered_only(measure: Measure, period: Period, entered: Lookup) -> ExactValue:
    """The value of a measure that is never computed, or that nobody entered one."""
    typed = look_up(entered, measure, period)
    if typed is None:
        words = Text("没有填报", "nobody entered a value")
        return ExactValue(measure.id, period, missing=words, reason=Reason.NOT_ENTERED)
    return ExactValue(measure.id, period, typed.value, typed=True)


def overriding_value(measure: Measure, computed: ExactValue, entered: Lookup) -> ExactValue:
    """The computed value, or the typed one where there is none or where it overrides; both are then told."""
    typed = look_up(entered, measure, computed.period)
    if typed is None:
        return computed
    where = f"{computed.measure} {computed.period}"
    value, other = figures(measure.unit, (typed.value, computed.value))
    if computed.value is not None and not typed.override:
        message = Text(
            f"人工填报 {value}（{typed.source}）未采用，计算值为 {other}",
            f"the typed value {value} ({typed.source}) is not used; {other} was computed",
        )
        return replace(computed, findings=(*computed.findings, Finding("measure.typed_unused", "info", where, message)))
    why = [words for words in (typed.source, typed.reason) if words]
    message = Text(
        f"采用人工填报 {value}（{'；'.join(why)}），计算值为 {other}",
        f"the typed value {value} is used ({'; '.join(why)}); computed: {other}",
    )
    finding = Finding("measure.typed", "warning", where, message)
    return ExactValue(
        computed.measure, computed.period, typed.value, typed=True, findings=(*computed.findings, finding)
    )
