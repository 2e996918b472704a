"""What a reader of a league table should know besides its numbers: who lacks what, and why somebody has no total."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Indicator, KpiSet, vanity
from pubkpi.model.kpis.grade_rules import RELATIVE, switches
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT, LeagueNode, Value
from pubkpi.model.text import NOTHING, Text
from pubkpi.score.indicators.comparison import no_score
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.indicators.department_numbers import why_foreign
from pubkpi.score.tree.adjust import AdjustmentResult, ItemResult
from pubkpi.score.tree.columns import Column, ValueTable, excepted, starts
from pubkpi.score.tree.rollup import TreeScores
from pubkpi.score.tree.totals import no_total

_NAMED = 5
_TOTALS = ("sum", "count", "distinct", "last")
# of so many entities it is asked why an indicator does not apply, which for tens of thousands takes long
_ASKED = 300
_HOW = {
    "zero": Text("，按最低分计", ", scored at the floor"),
    "carry": Text("，沿用以前的数值", ", an earlier value stands in"),
    "group_mean": Text("，取同组均值", ", the mean of the group stands in"),
}


def relative(kpis: KpiSet) -> Iterator[Finding]:
    """Which indicators are scored against the other entities."""
    listed = [leaf for leaf in kpis.indicators if leaf.weight and leaf.method in RELATIVE]
    if listed:
        zh, en = "、".join(one.label.zh for one in listed), ", ".join(one.label.en for one in listed)
        message = Text(
            f"相对得分，别人变了自己的分也会变：{zh}",
            f"relative scores, which move when nobody's own performance does: {en}",
        )
        yield Finding("score.relative", "info", listed[0].at, message)


def same_targets(kpis: KpiSet, period: Period, table: Sequence[Column]) -> Iterator[Finding]:
    """Which totals of several entities are held against one target; it may be meant for all of them together."""
    totals = [
        leaf
        for leaf, one in zip(kpis.indicators, table, strict=True)
        if np.count_nonzero(one.applies) > 1
        if leaf.weight and leaf.target(period) is not None and kpis.measures[leaf.measure].type in _TOTALS
        if all(rule.targets is None for rule in leaf.by_class.values())
    ]
    if totals:
        zh, en = "、".join(one.label.zh for one in totals), ", ".join(one.label.en for one in totals)
        message = Text(
            f"每个对象都按同一个目标计分：{zh}。目标如果是合起来的，这里的得分偏低",
            f"all are held against one target: {en}. Where that is meant for all together, these scores are too low",
        )
        hint = Text("按类别另定目标见 docs/specs.md 的 classes。", "For targets by class see classes in docs/specs.md.")
        yield Finding("score.same_target", "info", totals[0].at, message, hint)


def why(kpis: KpiSet, leaf: Indicator, entity: str, period: Period, side: ValueTable) -> Text | None:
    """Why *entity* has no score of *leaf*."""
    said = excepted(leaf, entity, {name: side.value(entity, name, period) for name in switches([leaf])})
    if said:
        return said
    applies, words = side.missing(entity, leaf.measure, period)
    return words if not applies else why_foreign(kpis, leaf, entity) or words


def own_value(side: ValueTable, entity: str, measure: str, period: Period) -> Value:
    """The value in the quarter that is scored, which was measured."""
    found = side.value(entity, measure, period)
    if found is None:
        raise KeyError(measure)
    return found


def kinds(flags: Sequence[Flags]) -> tuple[list[tuple[bool, ...]], NDArray[np.intp]]:
    """The combinations of *flags* that there are, and which of them each entity has."""
    table = np.column_stack(flags)
    packed = np.packbits(table, axis=1)
    _, first, which = np.unique(packed.view(f"S{packed.shape[1]}").ravel(), return_index=True, return_inverse=True)
    return [tuple(row) for row in table[first].tolist()], which


def unranked(kpis: KpiSet, counts: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Why some nodes have no ranks."""
    words = ", ".join(dict.fromkeys(word for counted in counts.values() for word in counted))
    message = Text(
        f"单位不按关注、点赞、在看、转发、评论排名（{words}），见{vanity.RULING}",
        f"units are not ranked on follows, likes, reposts or comments ({words}): {vanity.RULING}",
    )
    yield Finding("score.unranked", "warning", kpis.at, message)


def unlike(kpis: KpiSet, table: Sequence[Column], total: LeagueNode) -> Iterator[Finding]:
    """That some who are ranked were scored on other indicators than the rest."""
    counts = [leaf for leaf in kpis.indicators if leaf.weight]
    if not counts:
        return
    ranked = np.array([rank is not None for rank in total.ranks], np.bool_)
    scored = [
        (one.applies & ~np.isnan(one.score))[ranked]
        for leaf, one in zip(kpis.indicators, table, strict=True)
        if leaf.weight
    ]
    each, _ = kinds(scored)
    if len(each) > 1:
        apart = [leaf.label for i, leaf in enumerate(counts) if len({kind[i] for kind in each}) > 1]
        message = Text(
            f"名次所依据的指标不同，只能参考：{'、'.join(one.zh for one in apart)}",
            f"the ranks rest on different indicators, compare with care: {', '.join(one.en for one in apart)}",
        )
        hint = Text("只比较“可比权重”和指标都相同的对象。", "Compare those that were scored on the same indicators.")
        yield Finding("score.unlike", "warning", kpis.at, message, hint)


def missing(kpis: KpiSet, period: Period, side: ValueTable, table: Sequence[Column]) -> Iterator[Finding]:
    """Who lacks a value or a baseline of which indicator, and names in the scorecard that nobody bears."""
    names = side.names
    yield from _not_applicable(kpis, period, side, table)
    for leaf, one in zip(kpis.indicators, table, strict=True):
        yield from _bounds(leaf, one, names)
        yield from _open_by_others(leaf, one, names)
        lacking = one.applies & ~one.observed
        filled, without = (_those(names, lacking & hit) for hit in (~np.isnan(one.score), np.isnan(one.score)))
        if filled:
            yield Finding("score.filled", "warning", leaf.at, _lack(leaf.label, filled, _HOW[leaf.missing.policy]))
        if without:
            yield Finding("score.missing", "warning", leaf.at, _lack(leaf.label, without, NOTHING))
        unscored = _those(names, one.applies & one.observed & np.isnan(one.score))
        if unscored:
            few, reason = _few(unscored), no_score(leaf, one.values)
            message = Text(
                f"{leaf.label.zh}：{len(unscored)} 个对象有数值，没有得分（{few.zh}）：{reason.zh}",
                f"{leaf.label.en} has a value and no score for {len(unscored)} ({few.en}): {reason.en}",
            )
            yield Finding("score.missing", "warning", leaf.at, message)
        if leaf.method == "attainment":
            yield from _baselines(leaf, period, one, names, starts(leaf, side))
    grouped = [
        (kpis.places.get("entity_groups", kpis.at), name) for members in kpis.entity_groups.values() for name in members
    ]
    excepted = [
        (one.at, name)
        for one in kpis.indicators
        for rule in (one.not_applicable.every if one.not_applicable else ())
        for name in rule.entities
    ]
    for at, name in (*grouped, *excepted):
        if name not in (*names, *DEPARTMENT):
            yield Finding("score.unknown_entity", "warning", at, Text(f"没有对象 {name}", f"there is no entity {name}"))


def _baselines(leaf: Indicator, period: Period, one: Column, names: Sequence[str], begun: Floats) -> Iterator[Finding]:
    """Who has no measured baseline, and whose had met the target already: their scores are completions."""
    without = _those(names, one.applies & np.isnan(begun))
    if without:
        message = Text(
            f"{leaf.label.zh}：{len(without)} 个对象没有实测基线（{_few(without).zh}），按完成率计分",
            f"{leaf.label.en}: {len(without)} have no measured baseline ({_few(without).en}); scored as completion",
        )
        yield Finding("score.no_baseline", "warning", leaf.at, message)
    target = leaf.target(period)
    if target is None:
        return
    met = _those(names, one.applies & (begun >= float(target) if leaf.direction == "up" else begun <= float(target)))
    if met:
        message = Text(
            f"{leaf.label.zh}：{len(met)} 个对象的基线已达到 {period} 的目标（{_few(met).zh}），按完成率计分",
            f"{leaf.label.en}: the baselines of {len(met)} had met the target of {period} ({_few(met).en}); scored as "
            "completion",
        )
        hint = Text("核对目标和基线。", "Check target and baseline.")
        yield Finding("score.baseline_met", "warning", leaf.at, message, hint)


def _bounds(leaf: Indicator, one: Column, names: Sequence[str]) -> Iterator[Finding]:
    """Of whom the value, or the measured baseline, is only a bound."""
    bound = _those(names, one.applies & (one.up | one.down))
    if bound:
        few = _few(bound)
        message = Text(
            f"{leaf.label.zh}：{len(bound)} 个对象的数值只是“至少”或“至多”（{few.zh}）",
            f"{leaf.label.en} is only at least or at most so great for {len(bound)} ({few.en})",
        )
        yield Finding("measure.bound", "warning", leaf.at, message)
    begun = _those(names, one.applies & one.unsettled)
    if begun:
        few = _few(begun)
        message = Text(
            f"{leaf.label.zh}：{len(begun)} 个对象的实测基线只是“至少”或“至多”，得分因此不确定（{few.zh}）",
            f"the measured baseline of {leaf.label.en} is only at least or at most so great for {len(begun)} "
            f"({few.en}), which leaves the score open",
        )
        yield Finding("measure.bound", "warning", leaf.at, message)


def _open_by_others(leaf: Indicator, one: Column, names: Sequence[str]) -> Iterator[Finding]:
    """Whose score is open because the value of another is."""
    own = one.up | one.down
    beside = _those(names, one.applies & one.sure & ~own & ~one.unsettled & (one.higher | one.lower))
    if beside:
        few, open_ = _few(beside), _few(_those(names, own))
        message = Text(
            f"{leaf.label.zh}按对象之间的高低计分；{open_.zh} 的数值只是“至少”或“至多”，"
            f"另有 {len(beside)} 个对象的得分因此也不确定（{few.zh}）",
            f"{leaf.label.en} is scored against the others: only the least or the most is known of {open_.en}, "
            f"so the score of {len(beside)} more is uncertain, too ({few.en})",
        )
        yield Finding("score.open_beside", "warning", leaf.at, message)


def _not_applicable(kpis: KpiSet, period: Period, side: ValueTable, columns: Sequence[Column]) -> Iterator[Finding]:
    """Of whom indicators cannot be had: those with the same reason together."""
    groups: dict[tuple[tuple[str, ...], Text], list[Indicator]] = {}
    for leaf, one in zip(kpis.indicators, columns, strict=True):
        without = _those(side.names, ~one.applies)
        reasons: dict[Text, list[str]] = {}
        for name in without[:_ASKED]:
            reasons.setdefault(why(kpis, leaf, name, period, side) or NOTHING, []).append(name)
        if len(reasons) > 1 and without[_ASKED:]:
            reasons.setdefault(NOTHING, []).extend(without[_ASKED:])
        elif reasons:
            next(iter(reasons.values())).extend(without[_ASKED:])
        for reason, some in reasons.items():
            groups.setdefault((tuple(some), reason), []).append(leaf)
    for (those, reason), leaves in groups.items():
        labels = [leaf.label for leaf in leaves]
        label = Text("、".join(one.zh for one in labels), ", ".join(one.en for one in labels))
        message = _outside(label, those, reason, "does" if len(leaves) == 1 else "do")
        yield Finding("score.not_applicable", "info", leaves[0].at, message)


def adjustments(kpis: KpiSet, adjusted: AdjustmentResult, names: Sequence[str]) -> Iterator[Finding]:
    """Whom a veto fails, and of whom nobody can tell what is to be taken off or added."""
    for one in adjusted.items:
        failed, open_ = _those(names, one.fails), _those(names, np.isnan(one.points) | _lacks(kpis, adjusted, one))
        label = one.item.label
        if failed:
            message = Text(f"否决：{label.zh}（{_few(failed).zh}）", f"veto: {label.en} ({_few(failed).en})")
            yield Finding("score.veto", "warning", one.item.at, message)
        if open_:
            yield Finding("score.adjustment_unknown", "warning", one.item.at, _lack(label, open_, NOTHING))


def _lacks(kpis: KpiSet, adjusted: AdjustmentResult, one: ItemResult) -> Flags:
    """Where *one* lacks a value: not of those to whom the dimension that it is taken off does not apply."""
    weights = {node.id: weight for node, weight in zip(kpis.nodes, adjusted.rolled.dimension_weight, strict=False)}
    weight = weights.get(getattr(one.item, "node", ""))
    return one.given.unknown if weight is None else one.given.unknown & (weight > 0)


def without_total(
    kpis: KpiSet, table: Sequence[Column], scores: tuple[TreeScores, AdjustmentResult], names: Sequence[str]
) -> Iterator[Finding]:
    """Who has no total, by the reason why, from the *scores* as rolled up and adjusted."""
    for reason, which in no_total(kpis, table, *scores):
        those = _those(names, which)
        few = _few(those)
        message = Text(
            f"{len(those)} 个对象没有总分（{few.zh}）：{reason.zh}",
            f"no total for {len(those)} ({few.en}): {reason.en}",
        )
        yield Finding("score.no_total", "warning", kpis.at, message)


def _those(names: Sequence[str], hit: Flags) -> list[str]:
    return [names[i] for i in np.flatnonzero(hit).tolist()]


def _lack(label: Text, names: Sequence[str], how: Text) -> Text:
    few, count = _few(names), len(names)
    return Text(
        f"{label.zh}：{count} 个对象缺失（{few.zh}）{how.zh}", f"{label.en} is missing for {count} ({few.en}){how.en}"
    )


def _outside(label: Text, names: Sequence[str], why: Text, verb: str) -> Text:
    few, count = _few(names), len(names)
    zh, en = (f"：{why.zh}", f": {why.en}") if any(why) else ("", "")
    return Text(
        f"{label.zh}不适用于 {count} 个对象（{few.zh}）{zh}", f"{label.en} {verb} not apply to {count} ({few.en}){en}"
    )


def _few(names: Sequence[str]) -> Text:
    more = "…" if len(names) > _NAMED else ""
    return Text("、".join(names[:_NAMED]) + more, ", ".join(names[:_NAMED]) + more)
