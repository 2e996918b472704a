"""Growth of a measure: its value over a fixed one, or over its own of an earlier quarter, less 1."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from pubkpi.measure.bounded import BOTH_WAYS
from pubkpi.measure.exact import Exact, joint, missing
from pubkpi.model.kpis import Measure
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import Bound
from pubkpi.model.text import Text

Past = Mapping[Quarter, Mapping[str, Exact]]
# How many quarters lie between the two values.
STEPS = {"": 0, "quarter": 1, "year": 4}


def grown(measure: Measure, quarter: Quarter, known: Mapping[str, Exact], past: Past) -> Exact:
    """The growth of the measure that *measure* is of; missing without both values, or over one that is not above 0."""
    (of,) = measure.of
    now = known[of]
    blank = replace(now, measure=measure.id, numerator=None, denominator=None, interval=False, route="")
    if now.value is None:
        return blank
    base = measure.fixed
    if base is None:
        before = quarter.back(STEPS[measure.previous])
        if before is None:
            return missing(blank, Text("全年没有环比", "a year is not compared with a quarter"))
        earlier = past.get(before, {}).get(of) or Exact(of, before, missing=Text("没有计算", "it was not computed"))
        base = earlier.value
        blank = replace(blank, coverage=joint((now, earlier)), findings=(*now.findings, *earlier.findings))
        if earlier.bound:
            side: Bound = "at_most" if earlier.bound == "at_least" else "at_least"
            if now.bound not in ("", side):
                return missing(blank, BOTH_WAYS)
            censored = max(one.censored or Fraction(0) for one in (now, earlier))
            blank = replace(blank, bound=side, censored=censored)
        if base is None:
            reason = earlier.missing or Text("", "")
            what = Text(f"{before} 没有数值：{reason.zh}", f"{before} has no value: {reason.en}")
            return missing(blank, what)
    if base <= 0:
        return missing(blank, Text("比较的数值不大于零", "what it is compared with is not above zero"))
    return replace(blank, value=now.value / base - 1)
