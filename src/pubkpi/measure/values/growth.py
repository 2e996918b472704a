"""Growth and change of a measure: its value over a fixed one or its own of an earlier period, less 1; or less that."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from pubkpi.measure.values.bounds import BOTH_WAYS
from pubkpi.measure.values.exact_value import ExactValue, joint, missing
from pubkpi.measure.values.reasons import Reason
from pubkpi.measure.values.spans import SPANS, Span
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import QUARTER, YEAR, Period
from pubkpi.model.text import Text

Past = Mapping[Period, Mapping[str, ExactValue]]


def base_of(measure: Measure, period: Period) -> Period | None:
    """The period that *period* is compared with: the quarter before, the same a year earlier; None if there is none."""
    if measure.previous == "year":
        return period.back(1, YEAR)
    return period.step(-1) if measure.previous == "period" or period.kind == QUARTER else None


def _why_no_base(measure: Measure, period: Period) -> Text:
    """Why there is no period that *period* is compared with."""
    zh, en = period.kind.nouns.noun
    if measure.previous == "year":
        return Text(f"上一年没有与 {period} 对应的{zh}", f"the year before has no {en} like {period}")
    return Text(f"{zh}没有季度环比", f"a {en} is not compared with a quarter")


def grown(measure: Measure, period: Period, values: Mapping[str, ExactValue], past: Past) -> ExactValue:
    """The growth or the change of the measure that *measure* is of; missing without both values, and a growth over one
    that is not above 0.
    """
    (of,) = measure.of
    now = values[of]
    blank = replace(now, measure=measure.id, numerator=None, denominator=None, interval=False, route="", spread=None)
    if now.value is None:
        return blank
    over = None if measure.fixed is None else Span(measure.fixed)
    if over is None:
        before = base_of(measure, period)
        if before is None:
            return missing(blank, Reason.NOTHING_BEFORE, _why_no_base(measure, period))
        earlier = past.get(before, {}).get(of) or ExactValue(
            of, before, missing=Text("没有计算", "it was not computed")
        )
        blank = replace(blank, coverage=joint((now, earlier)), findings=(*now.findings, *earlier.findings))
        if earlier.bound:
            blank = replace(blank, censored=max(one.censored or Fraction(0) for one in (now, earlier)))
        if earlier.value is None:
            reason = earlier.missing or Text("", "")
            what = Text(f"{before} 没有数值：{reason.zh}", f"{before} has no value: {reason.en}")
            return missing(blank, Reason.NOTHING_BEFORE, what)
        over = Span(earlier.value, earlier.bound)
    if measure.type == "change":
        return _with(blank, SPANS["-"](Span(now.value, now.bound), over))
    if over.value <= 0:
        what = Text("比较的数值不大于零", "what it is compared with is not above zero")
        return missing(blank, Reason.NO_RESULT, what)
    return _with(blank, SPANS["-"](SPANS["/"](Span(now.value, now.bound), over), Span(Fraction(1))))


def _with(blank: ExactValue, span: Span) -> ExactValue:
    """*blank* with the value of *span*; missing where that may be greater as well as smaller."""
    if span.up and span.down:
        return missing(blank, Reason.OPEN, BOTH_WAYS)
    return replace(blank, value=span.value, bound=span.bound)
