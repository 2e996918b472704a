"""Values typed in by hand: they fill what cannot be computed, and win only where the row says so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pubkpi.engine.interface import Engine
from pubkpi.measure.exact import Exact
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER, Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from pubkpi.measure.entities import Listed


@dataclass(frozen=True, slots=True)
class _Typed:
    value: Fraction
    override: bool
    source: str
    reason: str


Entered = Mapping[tuple[str, str], _Typed]


def read(engine: Engine) -> Entered:
    """The department's typed values by measure and quarter."""
    found: dict[tuple[str, str], _Typed] = {}
    for entity, values in by_entity(engine).items():
        found |= values if entity in DEPARTMENT else {}
    return found


def by_entity(engine: Engine) -> Mapping[str, Entered]:
    """The typed values of each entity, by its name; the department is one of them."""
    rows = engine.run(
        "select entity, measure, period, value, is_override, source, reason from measure_value order by all"
    )
    found: dict[str, dict[tuple[str, str], _Typed]] = {}
    for entity, measure, period, value, override, source, reason in rows:
        typed = _Typed(Fraction(value), bool(override), source or "", reason or "")
        found.setdefault(entity, {})[measure, period] = typed
    return found


def shared(
    entered: Mapping[str, Entered], entities: "Listed"
) -> tuple[dict[str, dict[tuple[str, str], _Typed]], tuple[Finding, ...]]:
    """What was *entered* for each of *entities*, under its own name or one that means no other, and what was not."""
    found: dict[str, dict[tuple[str, str], _Typed]] = {}
    doubtful = []
    for name, values in entered.items():
        meant = (name,) if name in entities.platforms else entities.names.get(name, ())
        if len(meant) == 1:
            # the full name of an entity is the better one
            mine = found.get(meant[0], {})
            found[meant[0]] = {**mine, **values} if name == meant[0] else {**values, **mine}
        elif meant:
            what = Text(
                f"填报的“{name}”可指 {'、'.join(meant)}，未采用",
                f"{name!r} may mean {', '.join(meant)}; it is not used",
            )
            hint = Text("对象写成 平台/账号。", "Write the entity as platform/account.")
            doubtful.append(Finding("measure.ambiguous_entity", "warning", name, what, hint))
    return found, tuple(doubtful)


def at_the_end(entered: Entered, measures: Mapping[str, Measure], periods: Iterable[Period]) -> Entered:
    """*entered*, and of measures that read the end of a period what was entered for the quarter that it ends with."""
    closing = [one.id for one in measures.values() if one.type == "last" or one.window in ("year_to_date", "year")]
    ends = {
        (name, str(period)): entered[name, str(end)]
        for period in periods
        if (end := last_quarter(period))
        for name in closing
        if (name, str(end)) in entered
    }
    return {**ends, **entered}


def last_quarter(period: Period) -> Period | None:
    """The quarter that ends with *period*, where there is one."""
    quarter = QUARTER.at(period.last)
    return quarter if quarter.last == period.last else None


def entered_only(measure: str, period: Period, entered: Entered) -> Exact:
    """The value of a measure that is never computed, or that nobody entered one."""
    typed = entered.get((measure, str(period)))
    if typed is None:
        return Exact(measure, period, missing=Text("没有填报", "nobody entered a value"))
    return Exact(measure, period, typed.value, typed=True)


def chosen(computed: Exact, entered: Entered) -> Exact:
    """The computed value, or the typed one where there is none or where it overrides; both are then told."""
    typed = entered.get((computed.measure, str(computed.period)))
    if typed is None:
        return computed
    where = f"{computed.measure} {computed.period}"
    value, other = _plain(typed.value), "—" if computed.value is None else _plain(computed.value)
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
    return Exact(computed.measure, computed.period, typed.value, typed=True, findings=(*computed.findings, finding))


def _plain(value: Fraction) -> str:
    return f"{float(value):.10g}"
