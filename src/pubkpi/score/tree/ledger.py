"""The adjustments of one entity as lines: points, state, and the reason in words."""

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.adjustments import Adjustments, Item, Limit, Veto
from pubkpi.model.scores import AdjustmentScore, Value, Verdict
from pubkpi.model.text import Text
from pubkpi.score.tree.adjust import AdjustmentResult, ItemResult, highest
from pubkpi.score.tree.bands import decimal
from pubkpi.score.tree.parts import worth as points_of

_SIGNS = {"at_least": "≥", "above": ">", "at_most": "≤", "below": "<"}
_CLOSE = 1e-9
_BOUND = Text("只知道数值至少或至多多少", "the value is known as an at least or an at most only")


def verdict(kpis: KpiSet, result: AdjustmentResult, place: int = 0) -> Verdict | None:
    """What the veto items say together of the entity at *place*; None without any."""
    if not kpis.adjustments.veto:
        return None
    if result.fails[place]:
        return "fail"
    return "unknown" if result.undecided[place] else "pass"


def lines(
    kpis: KpiSet, result: AdjustmentResult, values: Mapping[str, Value], place: int = 0
) -> tuple[AdjustmentScore, ...]:
    """The adjustments of the entity at *place*, whose *values* they rest on, in the order they were worked out."""
    return tuple(_line(kpis, one, values[one.item.measure], place) for one in result.items)


def _line(kpis: KpiSet, one: ItemResult, value: Value, place: int) -> AdjustmentScore:
    item, points, rules = one.item, float(one.points[place]), kpis.adjustments
    unit, state = kpis.measures[item.measure].unit, _state(one, value, place)
    if state in ("unknown", "not_applicable"):
        why = value.missing or (_BOUND if value.bound else Text("没有数值", "there is no value"))
    elif isinstance(item, Veto):
        why = _veto_words(kpis, item, unit, failed=state == "fail")
    else:
        why = _shut(rules) if state == "closed" else _item_words(rules, item, unit, value, points)
    return AdjustmentScore(
        id=item.id,
        label=item.label,
        kind="veto" if isinstance(item, Veto) else "bonus" if item in rules.bonus else "deduct",
        node=getattr(item, "node", ""),
        measure=item.measure,
        value=value.value,
        unit=unit,
        points=None if math.isnan(points) else decimal(points),
        state=state,
        reason=why,
    )


def _state(one: ItemResult, value: Value, place: int) -> str:
    points = float(one.points[place])
    if not value.applies:
        return "not_applicable"
    if isinstance(one.item, Veto):
        return "fail" if one.fails[place] else "unknown" if math.isnan(points) else "pass"
    if one.closed[place]:
        return "closed"
    return "unknown" if math.isnan(points) else "applied" if points else "none"


def _veto_words(kpis: KpiSet, item: Veto, unit: str, *, failed: bool) -> Text:
    limit = _limit(item.fails, unit)
    zh, en = f"{limit} 即否决", f"{limit} fails the whole"
    if not failed or not kpis.dimensions:  # without points there is no total to hold down
        return Text(zh, en)
    most = f"{float(highest(kpis, item)):g}"
    name = next((band.label for band in kpis.bands if band.id == item.band), None)
    return Text(
        f"{zh}，总分不高于 {most}" + (f"（{name.zh}）" if name else ""),
        f"{en}, the total is {most} at most" + (f" ({name.en})" if name else ""),
    )


def _item_words(rules: Adjustments, item: Item, unit: str, value: Value, points: float) -> Text:
    worth, per, cap = f"{float(item.points):g}", _part(item, unit), f"{float(item.cap):g}"
    due = float(points_of(item, np.array([value.value or 0.0]))[0])
    short = abs(points) < due - _CLOSE and not item.scaled
    if item in rules.bonus:
        most = f"{float(rules.bonus_cap or 0):g}"
        less = Text(f"，加分合计最多 {most} 分", f", {most} for the whole bonus") if short else Text("", "")
        return Text(f"{per.zh}加 {worth} 分，最多 {cap} 分{less.zh}", f"{worth} for {per.en}, {cap} at most{less.en}")
    floor = f"{float(rules.floor):g}"
    less = Text(f"，已扣到 {floor} 分", f", down to {floor}") if short else Text("", "")
    return Text(f"{per.zh}扣 {worth} 分，最多 {cap} 分{less.zh}", f"{worth} off for {per.en}, {cap} at most{less.en}")


def _part(item: Item, unit: str) -> Text:
    """What a part of *item* is, in words."""
    per = _limit_value(item.per, unit if item.reference is None else "share")
    zh, en = (f"每满 {per}", f"each full {per}") if item.full else (f"每 {per} ", f"each {per}")
    if item.reference is None:
        return Text(zh if not item.full else zh + " ", en)
    beside = _limit_value(item.reference, unit)
    side = Text("低于", "below") if item.below is not None else Text("高于", "above")
    return Text(f"{side.zh} {beside} {zh.strip()} ", f"{en} {side.en} {beside}")


def _shut(rules: Adjustments) -> Text:
    gate = f"{_limit(rules.gate, '')}" if rules.gate else ""
    zh, en = (f"加分前总分 {gate}", f"a total before the bonus {gate}") if gate else ("有总分", "a total")
    return Text(f"须{zh}，且没有否决或未定的否决", f"it needs {en}, and no veto, nor one that is open")


def _limit(limit: Limit, unit: str) -> str:
    return f"{_SIGNS[limit.how]} {_limit_value(limit.value, unit)}"


def _limit_value(value: Fraction, unit: str) -> str:
    return f"{float(value * 100):,.12g}%" if unit == "share" else f"{float(value):,.12g}"
