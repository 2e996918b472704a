"""Which weights and targets are others than in the period before, because the plan was changed in mid-course."""

from collections.abc import Iterator
from fractions import Fraction

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.versions import Amendment, amendments
from pubkpi.model.periods import Period
from pubkpi.model.text import NOTHING, Text


def plan_changes(kpis: KpiSet, period: Period) -> Iterator[Finding]:
    """A line for each weight and target that becomes another within *period*: from when, what it was, is, and why."""
    for one in amendments(kpis, period):
        yield Finding("plan.adjusted", "info", one.node.at, _told(kpis, one))


def _told(kpis: KpiSet, one: Amendment) -> Text:
    (zh, en), since = one.node.label, one.since
    old, new = (_number(kpis, one, value) for value in (one.before, one.now))
    called = Text("权重", "weight")
    if one.kind == "target":
        which = Text("", "") if one.period == since else Text(f"{one.period} 的", f" of {one.period}")
        called = Text(f"{which.zh}目标", f"target{which.en}")
    told = Text(
        f"{zh}：{called.zh}自 {since} 起由 {old} 改为 {new}",
        f"{en}: from {since} on its {called.en} is {new} instead of {old}",
    )
    if one.before is None:
        told = Text(f"{zh}：自 {since} 起，{called.zh}为 {new}", f"{en}: from {since} on its {called.en} is {new}")
    why = one.reason
    return Text(f"{told.zh}（{why.zh}）", f"{told.en} ({why.en})") if why != NOTHING else told


def _number(kpis: KpiSet, one: Amendment, value: Fraction | None) -> str:
    """A weight in points; a target as its measure counts, a share in percent; two decimals at most."""
    if value is None:
        return "—"
    percent = (
        isinstance(one.node, Indicator) and one.kind == "target" and kpis.measures[one.node.measure].unit == "share"
    )
    written = f"{float(value * 100 if percent else value):,.2f}".rstrip("0").rstrip(".")
    return f"{written}%" if percent else written
