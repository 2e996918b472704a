"""Which weights and targets are others than in the period before, because the plan was changed in mid-course."""

from collections.abc import Iterator

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.versions import Amendment, amendments
from pubkpi.model.periods import Period
from pubkpi.model.text import NOTHING, Text
from pubkpi.printing.rounding import figures


def plan_changes(kpis: KpiSet, period: Period) -> Iterator[Finding]:
    """A line for each weight and target that becomes another within *period*: from when, what it was, is, and why."""
    for one in amendments(kpis, period):
        yield Finding("plan.adjusted", "info", one.node.at, _amendment_words(kpis, one))


def _amendment_words(kpis: KpiSet, one: Amendment) -> Text:
    (zh, en), since = one.node.label, one.since
    old, new = _numbers(kpis, one)
    called = Text("权重", "weight")
    if one.kind == "target":
        which = Text("", "") if one.period == since else Text(f"{one.period} 的", f" of {one.period}")
        called = Text(f"{which.zh}目标", f"target{which.en}")
    told = Text(
        f"{zh}：{called.zh}自 {since} 起由 {old} 改为 {new}",
        f"{en}: from {since} on its {called.en} is {new} instead of {old}",
    )
    if one.before is None:
        was = Text(f"，{one.last[0]} 为 {old}", f"; in {one.last[0]} it was {old}") if one.last else NOTHING
        told = Text(
            f"{zh}：自 {since} 起，{called.zh}为 {new}{was.zh}",
            f"{en}: from {since} on its {called.en} is {new}{was.en}",
        )
    why = one.reason
    return Text(f"{told.zh}（{why.zh}）", f"{told.en} ({why.en})") if why != NOTHING else told


def _numbers(kpis: KpiSet, one: Amendment) -> list[str]:
    """What it was and what it is: a weight in points, a target as it prints elsewhere."""
    before = one.last[1] if one.last else one.before
    if one.kind == "target" and isinstance(one.node, Indicator):
        return figures(kpis.measures[one.node.measure].unit, (before, one.now))
    return ["—" if value is None else f"{float(value):,.2f}".rstrip("0").rstrip(".") for value in (before, one.now)]
