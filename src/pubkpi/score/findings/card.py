"""What a reader of the scorecard should know besides its numbers."""

from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import Scorecard, Value
from pubkpi.model.text import NOTHING, Text
from pubkpi.printing.rounding import SIGNS, figures
from pubkpi.score.findings.amendments import plan_changes
from pubkpi.score.findings.flags import deviations
from pubkpi.score.tree.bands import printed
from pubkpi.score.tree.columns import baseline

_CLOSE = 1e-9
Values = Mapping[Period, Mapping[str, Value]]


def collect(kpis: KpiSet, card: Scorecard, values: Values, reasons: Sequence[Text] = ()) -> Iterator[Finding]:
    """All findings about *card*: what is missing, what is doubtful in the plan, what the values say of themselves.

    *reasons* say why there is no total.
    """
    yield from _total(kpis, card, reasons)
    yield from _reckoning(kpis, card)
    yield from _leaves(kpis, card)
    yield from _adjustments(card)
    yield from deviations(kpis, card)
    yield from _plan(kpis, card.period, values)
    yield from plan_changes(kpis, card.period)
    yield from _open_baselines(kpis, card, values)
    for value in values[card.period].values():
        yield from value.findings
    yield from kpis.notes


def _total(kpis: KpiSet, card: Scorecard, reasons: Sequence[Text]) -> Iterator[Finding]:
    total, where = card.total, f"{card.scorecard} {card.period}"
    open_ = next((one.label for one in card.adjustments if one.kind == "deduct" and one.points is None), None)
    low, high = map(printed, total.bounds)
    if total.unadjusted is not None and total.score is None and open_:
        message = Text(
            f"扣分项“{open_.zh}”无法判定，没有总分；判定后在 {low:.1f} 与 {high:.1f} 之间",
            f"nobody can tell what {open_.en} takes off: no total, but between {low:.1f} and {high:.1f}",
        )
        yield Finding("score.no_total", "warning", where, message)
    elif total.score is None and reasons and not any(leaf.scoring == "missing" for leaf in card.indicators):
        zh, en = "；".join(one.zh for one in reasons), "; ".join(one.en for one in reasons)
        yield Finding("score.no_total", "warning", where, Text(f"没有总分：{zh}", f"there is no total: {en}"))
    elif total.score is None and kpis.dimensions:
        message = Text(
            f"缺少的指标太多，没有总分；补齐后在 {low:.1f} 与 {high:.1f} 之间",
            f"too much is missing for a total; complete, it lies between {low:.1f} and {high:.1f}",
        )
        yield Finding("score.no_total", "warning", where, message)
    if card.provisional:
        zh, en = ("全年", "year") if card.period.kind.is_annual else card.period.kind.nouns.noun
        message = Text(
            f"{zh}结束后 {kpis.settle_days} 天内为暂定",
            f"provisional until {kpis.settle_days} days after the {en}'s end",
        )
        yield Finding("score.provisional", "info", where, message)
    passing = next((band for band in reversed(kpis.bands) if band.at_least > 0), None)
    still = printed(total.standstill_score)
    if still is not None and passing is not None and still >= float(passing.at_least):
        message = Text(
            f"各项即使停留在基线、没有进展，总分也有 {still:.1f}，达到“{passing.label.zh}”",
            f"with every indicator at its baseline, nothing gained, the total would be {still:.1f}: {passing.label.en}",
        )
        yield Finding("plan.standstill_passes", "warning", kpis.at, message)


def _reckoning(kpis: KpiSet, card: Scorecard) -> Iterator[Finding]:
    """Weight that went across dimensions, and a total that was rounded."""
    where, above = f"{card.scorecard} {card.period}", [*(kpis.dimensions if kpis.across else ())]
    above += [one for node in kpis.nodes if node.across for one in node.dimensions]
    across = {node.id for node in above}
    waiting = list(card.dimensions)
    while waiting:
        node = waiting.pop(0)
        waiting = [*node.dimensions, *waiting]
        if node.id in across and node.score is None and any(leaf.scoring == "missing" for leaf in node.indicators):
            message = Text(
                f"“{node.label.zh}”缺数据，没有得分，权重归其他维度",
                f"{node.label.en} lacks data and has no score: its weight goes to the other dimensions",
            )
            yield Finding("score.across", "warning", where, message)
    total, before = card.total.score, card.total.unadjusted
    if kpis.rounding and total is not None and before is not None:
        exact = before + fsum(one.points or 0.0 for one in card.adjustments)
        if abs(exact - total) > _CLOSE:
            message = Text(f"总分 {exact:.6g} 舍入为 {total:.6g}", f"the total, {exact:.6g}, is rounded to {total:.6g}")
            yield Finding("score.rounded", "info", where, message)


def _leaves(kpis: KpiSet, card: Scorecard) -> Iterator[Finding]:
    for leaf in card.indicators:
        where = f"{leaf.id} {card.period}"
        if leaf.scoring == "missing" and leaf.missing_reason:
            source, reason = kpis.measures[leaf.measure].source, leaf.missing_reason
            message = Text(f"{leaf.label.zh}缺失：{reason.zh}", f"{leaf.label.en} is missing: {reason.en}")
            is_said = source.zh in reason.zh  # where it is the reason that names the source
            hint = NOTHING if is_said else Text(f"数据来源为{source.zh}。", f"It comes from: {source.en}.")
            yield Finding("score.missing", "warning", where, message, hint)
        if leaf.filled and leaf.missing_reason:
            reason = leaf.missing_reason
            message = Text(f"{leaf.label.zh}缺失：{reason.zh}", f"{leaf.label.en} is missing: {reason.en}")
            yield Finding("score.filled", "warning", where, message)
        if leaf.basis.interval and leaf.basis.denominator:
            low, high = figures("share", leaf.basis.interval)
            n = f"{leaf.basis.denominator:,.0f}"
            message = Text(
                f"{leaf.label.zh}：样本量 {n}，95% 区间 {low}–{high}",
                f"{leaf.label.en} n = {n}, 95% interval {low}–{high}",
            )
            yield Finding("measure.interval", "info", where, message)


def _adjustments(card: Scorecard) -> Iterator[Finding]:
    for one in card.adjustments:
        where, reason = f"{one.id} {card.period}", one.reason
        if one.state == "fail":
            yield Finding(
                "score.veto", "warning", where, Text(f"{one.label.zh}：{reason.zh}", f"{one.label.en}: {reason.en}")
            )
        if one.state == "unknown":
            message = Text(f"{one.label.zh}无法判定：{reason.zh}", f"{one.label.en} cannot be told: {reason.en}")
            yield Finding("score.adjustment_unknown", "warning", where, message)


def _plan(kpis: KpiSet, period: Period, values: Values) -> Iterator[Finding]:
    for leaf in kpis.indicators:
        if leaf.caveat:
            yield Finding("plan.caveat", "warning", leaf.at, leaf.caveat)
        if leaf.check:
            yield from _check_finding(leaf.at, leaf.check[0], leaf.check[1], float(leaf.check[2]), values)
        if leaf.method == "attainment" and leaf.baseline.measured:
            yield from _baseline_findings(leaf, leaf.baseline.measured, period, values)


def _baseline_findings(leaf: Indicator, measured: Period, period: Period, values: Values) -> Iterator[Finding]:
    """What is to be said of a baseline that was measured and is of no use."""
    start, target = baseline(leaf, values), leaf.target(period)
    if start is None:
        message = Text(
            f"{leaf.label.zh}没有 {measured} 的实测基线，按完成率计分",
            f"{leaf.label.en} has no measured baseline of {measured}; its score is completion",
        )
        yield Finding("score.no_baseline", "warning", leaf.at, message)
    elif target is not None and (target <= start if leaf.direction == "up" else target >= start):
        message = Text(
            f"{leaf.label.zh} {measured} 的实测基线已达到 {period} 的目标，按完成率计分",
            f"{leaf.label.en} had met the target of {period} in {measured}, its baseline; its score is completion",
        )
        hint = Text("核对目标和基线。", "Check target and baseline.")
        yield Finding("score.baseline_met", "warning", leaf.at, message, hint)


def _open_baselines(kpis: KpiSet, card: Scorecard, values: Values) -> Iterator[Finding]:
    """Which measured baselines are only bounds, where the score that rests on them is open."""
    specs = {leaf.id: leaf for leaf in kpis.indicators}
    for one in card.indicators:
        spec = specs[one.id]
        measured = spec.baseline.measured
        start = values.get(measured, {}).get(spec.measure) if measured else None
        if start is None or not start.bound or not one.unsettled or one.scoring != "scored":
            continue
        zh, en = ("至少", "at least") if start.bound == "at_least" else ("至多", "at most")
        message = Text(
            f"{spec.label.zh} {measured} 的实测基线只能说“{zh}”，得分因此不确定",
            f"the baseline of {spec.label.en}, measured in {measured}, is given as {en}, which leaves the score open",
        )
        yield Finding("measure.bound", "warning", spec.at, message)


def _check_finding(at: str, measure: str, period: Period, stated: float, values: Values) -> Iterator[Finding]:
    value = values.get(period, {}).get(measure)
    if value is not None and value.value is not None and (value.value != stated or value.bound):
        real = f"{SIGNS[value.bound]}{value.value:,.0f}"
        message = Text(
            f"{period} 末的实际值是 {real}，计划的基线是 {stated:,.0f}",
            f"the value at the end of {period} is {real}, the plan's baseline {stated:,.0f}",
        )
        yield Finding("plan.baseline_differs", "warning", at, message)
