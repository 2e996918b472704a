"""Measures made from other measures: an expression over them, a growth, or the first of several that has a value."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType

from pubkpi.measure.cache import cached
from pubkpi.measure.expressions.decimals import UndefinedError
from pubkpi.measure.expressions.formula import LIMIT, names, worked
from pubkpi.measure.expressions.mixture import refuse_in_formula
from pubkpi.measure.values import entries, growth
from pubkpi.measure.values.bounds import BOTH_WAYS
from pubkpi.measure.values.exact_value import ExactValue, joint, missing
from pubkpi.measure.values.growth import Past
from pubkpi.measure.values.reasons import NOTHING_THERE, Reason
from pubkpi.measure.values.spans import SPANS, Span
from pubkpi.measure.windows import is_for_longer, why_not_by_formula
from pubkpi.model.errors import SpecError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.measures import Formula, Measure
from pubkpi.model.periods import Period
from pubkpi.model.scores import Scorecard, Value
from pubkpi.model.text import Text, choices_hint


def complete(
    measures: Mapping[str, Measure],
    period: Period,
    values: dict[str, ExactValue],
    entered: entries.Lookup,
    past: Past = MappingProxyType({}),
    foreign: Mapping[str, Text] = MappingProxyType({}),
) -> None:
    """Add to *values* every measure that is made from others, each after those that it needs.

    *past* has what is known of the periods that a growth or a change looks back on (see `comparison_periods`); those
    *foreign* to the entity do not apply to it, for that reason.
    """
    for key in _in_order(measures):
        if key in values:
            continue
        measure = measures[key]
        match measure.type:
            case _ if key in foreign:
                value = ExactValue(key, period, missing=foreign[key], applies=False, reason=Reason.FOREIGN)
            case "typed":
                values[key] = entries.entered_only(measure, period, entered)
                continue
            case "first_of":
                value = _first_of(measure, period, values)
            case "growth" | "change":
                value = growth.grown(measure, period, values, past)
            case _:
                value = _evaluate(measure, formula_of(measure, measures), period, values)
        values[key] = entries.overriding_value(measure, value, entered)


_LOOP = Text("改其中一个的算式，使它不再用到自己。", "Change one of them so that none is made of itself.")


def _near(name: str, measures: Iterable[str]) -> Text:
    """The hint at the measures that *name* may be meant for, or at where they are defined."""
    alike = get_close_matches(name, list(measures))
    where = Text("在 kpi_specs/measures 里定义它。", "Define it in kpi_specs/measures.")
    return choices_hint(alike) if alike else where


def parts_of(measure: Measure, measures: Mapping[str, Measure]) -> tuple[str, ...]:
    """The measures that *measure* is made of; SpecError when its expression is none."""
    if measure.type != "derived":
        absent = next((name for name in measure.of if name not in measures), None)
        if absent:
            raise SpecError(
                measure.at,
                Text(f"没有名为 {absent} 的指标定义", f"there is no measure {absent}"),
                _near(absent, measures),
            )
        return measure.of
    return tuple(sorted(names(formula_of(measure, measures))))


def below(measures: Mapping[str, Measure], name: str) -> dict[str, Measure]:
    """The measure *name* and all that it is made of."""
    found = {name: measures[name]}
    for part in parts_of(measures[name], measures):
        found = {**below(measures, part), **found}
    return found


def rests_on(measures: Mapping[str, Measure], name: str) -> tuple[Measure, ...]:
    """The measures of facts, and those that are entered, of which the measure *name* is made in the end."""
    below = parts_of(measures[name], measures)
    found = [one for part in below for one in rests_on(measures, part)] if below else [measures[name]]
    return tuple({one.id: one for one in found}.values())


def parts_without_value(
    measures: Mapping[str, Measure], values: Mapping[str, Value], card: Scorecard
) -> list[tuple[Text, Text | None, list[Measure]]]:
    """Each item of *card* that should have a value and has none of its own: its label, the reason, and the measures
    without a value of which it is made in the end.
    """
    leaves = [one for one in card.indicators if one.basis.value is None and one.scoring in ("missing", "scored")]
    items = [one for one in card.adjustments if one.state == "unknown" and one.value is None]
    return [
        (label, reason, [one for one in rests_on(measures, name) if values[one.id].value is None])
        for label, reason, name in (
            *((one.label, one.missing_reason, one.measure) for one in leaves),
            *((one.label, one.reason, one.measure) for one in items),
        )
    ]


def formula_of(measure: Measure, measures: Mapping[str, Measure]) -> Formula:
    """What the expression of a derived *measure* comes to; SpecError when it is none."""
    return _formula(measure.expr, tuple(measures), measure.at)


@lru_cache(maxsize=512)  # it is asked for each entity
def _formula(words: str, measures: tuple[str, ...], at: str) -> Formula:
    def combined() -> Formula:
        from pubkpi.measure.expressions import expression

        return expression.combined(words, measures, at)

    found: Formula = cached(("formula", str(words), measures), combined)
    return found


def _in_order(measures: Mapping[str, Measure]) -> list[str]:
    """All *measures*, each after those that it is made of; SpecError for one that is made of itself."""
    ordered: dict[str, None] = {}

    def add(key: str, above: tuple[str, ...]) -> None:
        if key in above:
            loop = " → ".join((*above[above.index(key) :], key))
            from pubkpi.measure.expressions.expression import named

            where = named(measures[above[-1]], key)
            raise SpecError(where, Text(f"指标互相引用：{loop}", f"measures refer to each other: {loop}"), _LOOP)
        if key not in ordered:
            if measures[key].type == "derived":
                refuse_in_formula(measures[key], formula_of(measures[key], measures), measures)
            for part in parts_of(measures[key], measures):
                add(part, (*above, key))
            ordered[key] = None

    for key in measures:
        add(key, ())
    return list(ordered)


def comparison_periods(measures: Mapping[str, Measure], periods: Iterable[Period]) -> list[Period]:
    """The *periods* and those that a growth or change, or one of these, compares them with, in order of time."""
    chains: dict[str, set[tuple[str, ...]]] = {}  # of growths and changes, each of the one behind it
    for key in _in_order(measures):
        below = set[tuple[str, ...]]().union(*(chains[part] for part in parts_of(measures[key], measures))) or {()}
        chains[key] = below | ({(key, *chain) for chain in below} if measures[key].previous else set())
    found = set(periods)
    for period in tuple(found):
        for chain in set[tuple[str, ...]]().union(*chains.values()):
            before: Period | None = period
            for key in chain:
                before = growth.base_of(measures[key], before) if before else None
            found |= {before} if before else set()
    return sorted(found)


def _first_of(measure: Measure, period: Period, values: Mapping[str, ExactValue]) -> ExactValue:
    parts = [values[name] for name in measure.of]
    chosen = next((part for part in parts if part.value is not None), None)
    if chosen is None:
        applying = [part for part in parts if part.applies] or parts[:1]
        return replace(min(applying, key=lambda part: part.reason in NOTHING_THERE), measure=measure.id)
    findings = chosen.findings
    if chosen is not parts[0]:
        reason = parts[0].missing or Text("", "")
        message = Text(
            f"{measure.label.zh}改用次选口径（{chosen.measure}）：{reason.zh}",
            f"{measure.label.en} falls back on {chosen.measure}: {reason.en}",
        )
        findings = (*findings, Finding("measure.fallback", "info", f"{measure.id} {period}", message))
    return replace(chosen, measure=measure.id, route=chosen.measure, findings=findings)


def _evaluate(measure: Measure, formula: Formula, period: Period, values: Mapping[str, ExactValue]) -> ExactValue:
    parts = [values[name] for name in sorted(names(formula))]
    blank = ExactValue(
        measure.id,
        period,
        coverage=joint(parts) if parts else Fraction(1),  # a constant lacks nothing
        rows=sum(part.rows for part in parts),
        typed=any(part.typed for part in parts),
        findings=tuple(finding for part in parts for finding in part.findings),
    )
    if not measure.is_for(period):
        why, short = why_not_by_formula(measure), is_for_longer(measure, period)
        return replace(missing(blank, Reason.TOO_SHORT if short else Reason.NO_RESULT, why), applies=not short)
    absent = sorted((part for part in parts if part.value is None), key=lambda part: part.applies)
    if absent:
        first = absent[0]
        return replace(missing(blank, first.reason, first.missing or Text("", "")), applies=first.applies)
    given = {part.measure: Span(part.value, part.bound) for part in parts if part.value is not None}
    try:
        span = worked(formula, given, lambda digits: Span(Fraction(digits)), SPANS)
        value = span.value
    except ZeroDivisionError:
        return missing(blank, Reason.NO_RESULT, Text("分母为零", "the denominator is zero"))
    except UndefinedError as problem:
        return missing(blank, Reason.NO_RESULT, problem.why)
    if abs(value) >= LIMIT:
        return missing(blank, Reason.NO_RESULT, Text("数值太大", "the value is beyond all bounds"))
    if span.up and span.down:
        return missing(blank, Reason.OPEN, BOTH_WAYS)
    censored = max((part.censored for part in parts if part.censored is not None), default=None)
    return replace(blank, value=value, bound=span.bound, censored=censored)
