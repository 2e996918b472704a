"""What is doubtful in how scores are put together: points below 0, rounding, weight that goes across dimensions."""

from collections.abc import Iterator
from fractions import Fraction

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import MEANS, RELATIVE
from pubkpi.model.text import Text
from pubkpi.specs.methods import Doubt
from pubkpi.workspace.yaml.numbers import plain


def below_zero(kpis: KpiSet) -> Iterator[Doubt]:
    """Points below 0 where nothing can be less than a mean's zero."""
    nodes: list[KpiSet | Dimension] = [kpis, *kpis.nodes]
    for node in (one for one in nodes if one.mean.exponent is not None):
        for leaf in (one for one in node.indicators if one.weight and one.floor < 0):
            mean = MEANS[node.mean.how]
            what = Text(
                f"“{leaf.label.zh}”可低于 0 分，“{node.label.zh}”的{mean.zh}里却没有负数",
                f"{leaf.id} may score below 0, and the {mean.en} of {node.label.en} knows no such number",
            )
            yield leaf, leaf.at, what, Text("改 floor，或用 aggregate: arithmetic。", "Change the floor, or the mean.")


def idle_caps(kpis: KpiSet) -> Iterator[Doubt]:
    """The cap of a sum that all its parts together do not come to."""
    nodes: list[KpiSet | Dimension] = [kpis, *kpis.nodes]
    for node in nodes:
        below = node.children
        most = sum((one.weight * (one.cap if isinstance(one, Indicator) else 100) for one in below), Fraction(0))
        cap = (node.mean.cap or 0) * (node.weight if isinstance(node, Dimension) else 100)
        if (
            node.mean.cap is not None
            and all(one.mean.cap is None for one in below if isinstance(one, Dimension))
            and most <= cap
        ):
            told = plain(most / 100)
            what = Text(
                f"“{node.label.zh}”各项合计最多 {told} 分，到不了 cap",
                f"the parts of {node.id} come to {told} points at most, and never to its cap",
            )
            yield kpis, node.at, what, Text("核对 cap 和各项的权重。", "Check the cap and the weights.")


def rounding(kpis: KpiSet) -> Iterator[Doubt]:
    """Whole points before anything is weighted: up to half a point of each score comes or goes."""
    rules = [kpis.rounding, *(one.rounding for one in kpis.everything)]
    if any(one is not None and one.places == 0 for one in rules):
        what = Text("rounding 只留整数，59.5 分就成了 60 分", "rounding leaves whole points: 59.5 becomes 60")
        yield kpis, kpis.at, what, Text("一般保留一两位小数。", "One or two places are usual.")


def across(kpis: KpiSet) -> Iterator[Doubt]:
    """A total that may rest on less than half of the scorecard."""
    least = kpis.min_weight_coverage
    if kpis.across and least < Fraction(1, 2):
        what = Text(
            f"across: dimensions，有 {plain(least * 100)}% 的权重有得分就有总分",
            f"across: dimensions, and {plain(least * 100)}% of the weight makes a total",
        )
        yield kpis, kpis.at, what, Text("min_weight_coverage 写 0.5 以上。", "Let min_weight_coverage be 0.5 or more.")


def relative(kpis: KpiSet) -> Iterator[Doubt]:
    """Consequences for a place among others: somebody is always last."""
    for leaf in kpis.indicators:
        if leaf.weight and leaf.method in RELATIVE and kpis.consequences(leaf):
            what = Text(
                f"{leaf.id} 是相对得分，大家都好也总有人垫底，不宜挂后果",
                f"{leaf.id} is scored against the others: somebody is always last, however good all are",
            )
            yield leaf, leaf.at, what, Text("该指标写 consequences: []。", "Write consequences: [] there.")


def parts(kpis: KpiSet) -> Iterator[Doubt]:
    """Parts of a share beside a number that are over the whole of it: 10 for 10%."""
    for one in (*kpis.adjustments.deduct, *kpis.adjustments.bonus):
        if one.reference is not None and one.per > 1:
            what = Text(
                f"per {plain(one.per)} 是百分之 {plain(one.per * 100)}",
                f"per {plain(one.per)} of a share is {plain(one.per * 100)}%",
            )
            yield kpis, one.at, what, Text(f"写 per: {plain(one.per)}%。", f"Write per: {plain(one.per)}%.")


def percent_of(kpis: KpiSet) -> Iterator[Doubt]:
    """A share that is taken as so many per cent of a limit, where people mean the points between the two."""
    for one in (*kpis.adjustments.deduct, *kpis.adjustments.bonus):
        share = one.reference is not None and kpis.measures[one.measure].unit == "share"
        if one.reference is None or one.reference == 1 or not share:
            continue
        least, part, name = plain(one.reference * 100), plain(one.reference * one.per * 100), one.measure
        per, limit = plain(one.per * 100), plain(one.reference)
        side, shut = ("below", "低于") if one.below is not None else ("above", "高于")
        gap = f"{limit} - {name}" if one.below is not None else f"{name} - {limit}"
        what = Text(
            f"{side}: {least}% 按 {least}% 的百分之几算，每份 {per}% 是 {part} 个百分点；"
            f"要的是每{shut} {per} 个百分点吗？",
            f"{side}: {least}% reads the share of {least}%, so that each {per}% are {part} percentage points; "
            f"are points meant, {per} each?",
        )
        hint = Text(
            f"要百分点：指标写 expr: greatest(0, {gap})，不写 {side}；"
            f"要 {least}% 的百分之几：写 expr: {name} / {limit}，{side}: 1。",
            f"For points let the measure be expr: greatest(0, {gap}), without {side}; for a share of {least}% "
            f"expr: {name} / {limit} and {side}: 1.",
        )
        yield kpis, one.at, what, hint
