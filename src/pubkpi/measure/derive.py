"""Measures made from other measures: an expression over them, or the first of several that has a value."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from pubkpi.measure import expression, typed
from pubkpi.measure.exact import Exact, missing
from pubkpi.model.errors import SpecError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.text import Text


def complete(
    measures: Mapping[str, Measure], quarter: Quarter, known: dict[str, Exact], entered: typed.Entered
) -> None:
    """Add to *known* every measure that is made from others, each after those that it needs; cycles are refused."""
    for key in measures:
        _add(key, measures, quarter, known, entered, ())


def _add(
    key: str,
    measures: Mapping[str, Measure],
    quarter: Quarter,
    known: dict[str, Exact],
    entered: typed.Entered,
    above: tuple[str, ...],
) -> None:
    if key in known:
        return
    measure = measures[key]
    if key in above:
        loop = " → ".join((*above, key))
        raise SpecError(measure.at, Text(f"指标互相引用：{loop}", f"measures refer to each other: {loop}"))
    if measure.type == "typed":
        known[key] = typed.entered_only(key, quarter, entered)
        return
    tree = None if measure.of else expression.parsed(measure.expr, list(measures), measure.at)
    for name in sorted(expression.columns(tree)) if tree else measure.of:
        _add(name, measures, quarter, known, entered, (*above, key))
    value = _first_of(measure, quarter, known) if tree is None else _expression(measure, tree, quarter, known)
    known[key] = typed.chosen(value, entered)


def _first_of(measure: Measure, quarter: Quarter, known: Mapping[str, Exact]) -> Exact:
    parts = [known[name] for name in measure.of]
    chosen = next((part for part in parts if part.value is not None), None)
    if chosen is None:
        return replace(parts[0], measure=measure.id)
    findings = chosen.findings
    if chosen is not parts[0]:
        reason = parts[0].missing or Text("", "")
        message = Text(
            f"{measure.label.zh} 改用 {chosen.measure}：{reason.zh}",
            f"{measure.label.en} falls back on {chosen.measure}: {reason.en}",
        )
        findings = (*findings, Finding("measure.fallback", "info", f"{measure.id} {quarter}", message))
    return replace(chosen, measure=measure.id, route=chosen.measure, findings=findings)


def _expression(measure: Measure, tree: expression.Tree, quarter: Quarter, known: Mapping[str, Exact]) -> Exact:
    parts = [known[name] for name in sorted(expression.columns(tree))]
    coverages = [part.coverage for part in parts if part.coverage is not None]
    blank = Exact(
        measure.id,
        quarter,
        coverage=min(coverages, default=None),
        rows=sum(part.rows for part in parts),
        typed=any(part.typed for part in parts),
        findings=tuple(finding for part in parts for finding in part.findings),
    )
    absent = next((part for part in parts if part.value is None), None)
    if absent:
        return missing(blank, absent.missing or Text("", ""))
    given = {part.measure: part.value for part in parts if part.value is not None}
    try:
        value: Fraction = expression.evaluate(tree, given, measure.at)
    except ZeroDivisionError:
        return missing(blank, Text("分母为零", "the denominator is zero"))
    return replace(blank, value=value)
