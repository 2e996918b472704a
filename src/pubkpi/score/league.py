"""Entities side by side: the same scorecard for each, with ranks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from pubkpi.model import vanity
from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import DEPARTMENT, AdjustmentScore, League, Side, Standing, Value
from pubkpi.model.text import NOTHING, Text
from pubkpi.score.adjust import Adjusted, adjust, bands
from pubkpi.score.bands import rounded_all
from pubkpi.score.columns import Beside, Column, Entities, adjusting, beside, columns, excepted, starts
from pubkpi.score.curves import Flags, Floats
from pubkpi.score.foreign import why_foreign
from pubkpi.score.ledger import lines
from pubkpi.score.rollup import roll_up

_NAMED = 5
_HOW = {
    "zero": Text("，按最低分计", ", scored at the floor"),
    "carry": Text("，沿用以前的数值", ", an earlier value stands in"),
    "group_mean": Text("，取同组均值", ", the mean of the group stands in"),
}


def league(kpis: KpiSet, quarter: Quarter, entities: Entities, by: Side = "entity") -> League:
    """The league table of *entities* in *quarter*, by name; the order in which they come changes nothing."""
    side = beside(entities)
    names = side.names
    made = columns(kpis, quarter, side)
    rolled = roll_up(kpis, [one.leaf for one in made], float(kpis.min_weight_coverage), len(names))
    adjusted = adjust(kpis, adjusting(kpis, quarter, side), rolled)
    rolled = adjusted.rolled
    scores: Mapping[str, Floats] = {
        **{node.id: column for node, column in zip(kpis.nodes, rolled.dimension, strict=True)},
        **{leaf.id: np.where(one.applies, one.score, np.nan)
           for leaf, one in zip(kpis.indicators, made, strict=True)},
    }  # fmt: skip
    chosen = bands(kpis, adjusted)
    total = _standing(kpis, kpis.id, kpis.label, 100.0, rolled.total)
    below = [one for node in kpis.dimensions for one in _below(kpis, node, scores)]
    nodes = (total, *(_explained(kpis, quarter, side, made, one) for one in below))
    unranked = _unranked(kpis) if by == "unit" else {}
    return League(
        scorecard=kpis.id,
        label=kpis.label,
        quarter=quarter,
        entities=names,
        nodes=tuple(replace(one, ranks=(None,) * len(names)) if one.id in unranked else one for one in nodes),
        bands=tuple(one.id if one else None for one in chosen),
        band_labels=tuple(one.label if one else None for one in chosen),
        weight_coverage=tuple(rolled.coverage.tolist()),
        findings=ordered(
            (
                *_findings(kpis, quarter, side, made),
                *_open(adjusted, names),
                *(_told(kpis, unranked) if unranked else _unlike(kpis, made, total)),
            )
        ),
        comparable_weight=_comparable(kpis, made, len(names)),
        by=by,
        adjustments=_lines(kpis, quarter, side, adjusted),
    )


def _lines(kpis: KpiSet, quarter: Quarter, side: Beside, made: Adjusted) -> tuple[tuple[AdjustmentScore, ...], ...]:
    """The adjustments of each entity."""
    if not made.taken:
        return ((),) * len(side.names)
    measures = {one.item.measure for one in made.taken}
    asked = ({name: _value(side, one, name, quarter) for name in measures} for one in side.names)
    return tuple(lines(kpis, made, values, i) for i, values in enumerate(asked))


def _explained(kpis: KpiSet, quarter: Quarter, side: Beside, made: Sequence[Column], one: Standing) -> Standing:
    """*one*, and of a leaf why some have no score."""
    place = {leaf.id: i for i, leaf in enumerate(kpis.indicators)}.get(one.id)
    if place is None:
        return one
    reasons = _Reasons(kpis, kpis.indicators[place], quarter, side, one.scores)
    return replace(one, reasons=reasons, applies=tuple(made[place].applies.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class _Reasons(Sequence[Text | None]):
    """Why some have no score, each put into words when it is looked at."""

    kpis: KpiSet
    leaf: Indicator
    quarter: Quarter
    side: Beside
    scores: Sequence[float | None]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __repr__(self) -> str:
        return repr(tuple(self))

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __len__(self) -> int:
        return len(self.scores)

    @overload
    def __getitem__(self, place: int) -> Text | None: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Text | None]: ...
    def __getitem__(self, place: int | slice) -> Text | Sequence[Text | None] | None:
        if isinstance(place, slice):
            return [self[i] for i in range(len(self))[place]]
        if self.scores[place] is not None:
            return None
        return _why(self.kpis, self.leaf, self.side.names[place], self.quarter, self.side)


def _why(kpis: KpiSet, leaf: Indicator, entity: str, quarter: Quarter, side: Beside) -> Text | None:
    if leaf.not_applicable and excepted(leaf, entity):
        return leaf.not_applicable.reason
    value = _value(side, entity, leaf.measure, quarter)
    return value.missing if not value.applies else why_foreign(kpis, leaf, entity) or value.missing


def _value(side: Beside, entity: str, measure: str, quarter: Quarter) -> Value:
    """The value in the quarter that is scored, which was measured."""
    found = side.value(entity, measure, quarter)
    if found is None:
        raise KeyError(measure)
    return found


def _comparable(kpis: KpiSet, made: Sequence[Column], count: int) -> tuple[float, ...]:
    """The points of the whole on which each entity was scored by values of its own."""
    if not made:
        return (0.0,) * count
    kinds, which = _kinds([one.applies & one.observed & ~np.isnan(one.score) for one in made])
    weights = [float(leaf.weight) for leaf in kpis.indicators]
    sums = [fsum(weight for weight, counts in zip(weights, kind, strict=True) if counts) for kind in kinds]
    return tuple(np.array(sums)[which].tolist())


def _kinds(flags: Sequence[Flags]) -> tuple[list[tuple[bool, ...]], NDArray[np.intp]]:
    """The combinations of *flags* that there are, and which of them each entity has."""
    table = np.column_stack(flags)
    packed = np.packbits(table, axis=1)
    _, first, which = np.unique(packed.view(f"S{packed.shape[1]}").ravel(), return_index=True, return_inverse=True)
    return [tuple(row) for row in table[first].tolist()], which


def _unranked(kpis: KpiSet) -> dict[str, tuple[str, ...]]:
    """By which counts units may not be ranked: the nodes whose score rests on some, and the counts."""
    found: dict[str, tuple[str, ...]] = {}
    for leaf in kpis.indicators:
        counted = vanity.counted(kpis.measures, leaf.measure)
        if counted:
            found[leaf.id] = counted
            above = [kpis.id, *(node.id for node in kpis.nodes if leaf in node.indicators)] if leaf.weight else []
            found |= dict.fromkeys(above, counted)
    return found


def _told(kpis: KpiSet, unranked: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    """Why some nodes have no ranks."""
    words = ", ".join(dict.fromkeys(word for counted in unranked.values() for word in counted))
    message = Text(
        f"单位不按关注、点赞、在看、转发、评论排名（{words}），见{vanity.RULING}",
        f"units are not ranked on follows, likes, reposts or comments ({words}): {vanity.RULING}",
    )
    yield Finding("score.unranked", "warning", kpis.at, message)


def _unlike(kpis: KpiSet, made: Sequence[Column], total: Standing) -> Iterator[Finding]:
    """That some who are ranked were scored on other indicators than the rest."""
    counts = [leaf for leaf in kpis.indicators if leaf.weight]
    if not counts:
        return
    ranked = np.array([rank is not None for rank in total.ranks], np.bool_)
    scored = [
        (one.applies & ~np.isnan(one.score))[ranked]
        for leaf, one in zip(kpis.indicators, made, strict=True)
        if leaf.weight
    ]
    kinds, _ = _kinds(scored)
    if len(kinds) > 1:
        apart = [leaf.label for i, leaf in enumerate(counts) if len({kind[i] for kind in kinds}) > 1]
        message = Text(
            f"名次所依据的指标不同，只能参考：{'、'.join(one.zh for one in apart)}",
            f"the ranks rest on different indicators, compare with care: {', '.join(one.en for one in apart)}",
        )
        hint = Text("只比较“可比权重”和指标都相同的对象。", "Compare those that were scored on the same indicators.")
        yield Finding("score.unlike", "warning", kpis.at, message, hint)


def _findings(kpis: KpiSet, quarter: Quarter, side: Beside, made: Sequence[Column]) -> Iterator[Finding]:
    """Who lacks a value or a baseline of which indicator, and names in the scorecard that nobody bears."""
    names = side.names
    for leaf, one in zip(kpis.indicators, made, strict=True):
        without = _those(names, ~one.applies)
        if without:
            why = _why(kpis, leaf, without[0], quarter, side) or NOTHING
            yield Finding(
                "score.not_applicable", "info", leaf.at, _outside(leaf.label, _few(without), len(without), why)
            )
        lacking = one.applies & ~one.observed
        filled, missing = (_those(names, lacking & hit) for hit in (~np.isnan(one.score), np.isnan(one.score)))
        if filled:
            yield Finding("score.filled", "warning", leaf.at, _lack(leaf.label, filled, _HOW[leaf.missing.policy]))
        if missing:
            yield Finding("score.missing", "warning", leaf.at, _lack(leaf.label, missing, NOTHING))
        without = _those(names, one.applies & np.isnan(starts(leaf, side))) if leaf.method == "attainment" else []
        if without:
            message = Text(
                f"{leaf.label.zh}：{len(without)} 个对象没有实测基线（{_few(without).zh}），按完成率计分",
                f"{leaf.label.en}: {len(without)} have no measured baseline ({_few(without).en}); scored as completion",
            )
            yield Finding("score.no_baseline", "warning", leaf.at, message)
    grouped = [(kpis.at, name) for members in kpis.entity_groups.values() for name in members]
    excepted = [(one.at, name) for one in kpis.indicators if one.not_applicable for name in one.not_applicable.entities]
    for at, name in (*grouped, *excepted):
        if name not in (*names, *DEPARTMENT):
            yield Finding("score.unknown_entity", "warning", at, Text(f"没有对象 {name}", f"there is no entity {name}"))


def _open(adjusted: Adjusted, names: Sequence[str]) -> Iterator[Finding]:
    """Whom a veto fails, and of whom nobody can tell what is to be taken off or added."""
    for one in adjusted.taken:
        failed, open_ = _those(names, one.fails), _those(names, one.asked.unknown)
        label = one.item.label
        if failed:
            message = Text(f"否决：{label.zh}（{_few(failed).zh}）", f"veto: {label.en} ({_few(failed).en})")
            yield Finding("score.veto", "warning", one.item.at, message)
        if open_:
            yield Finding("score.adjustment_unknown", "warning", one.item.at, _lack(label, open_, NOTHING))


def _those(names: Sequence[str], hit: Flags) -> list[str]:
    return [names[i] for i in np.flatnonzero(hit).tolist()]


def _lack(label: Text, names: Sequence[str], how: Text) -> Text:
    few, count = _few(names), len(names)
    return Text(
        f"{label.zh}：{count} 个对象缺失（{few.zh}）{how.zh}", f"{label.en} is missing for {count} ({few.en}){how.en}"
    )


def _outside(label: Text, few: Text, count: int, why: Text) -> Text:
    zh, en = (f"：{why.zh}", f": {why.en}") if any(why) else ("", "")
    return Text(
        f"{label.zh}不适用于 {count} 个对象（{few.zh}）{zh}", f"{label.en} does not apply to {count} ({few.en}){en}"
    )


def _few(names: Sequence[str]) -> Text:
    more = "…" if len(names) > _NAMED else ""
    return Text("、".join(names[:_NAMED]) + more, ", ".join(names[:_NAMED]) + more)


def _below(kpis: KpiSet, node: Dimension, scores: Mapping[str, Floats]) -> list[Standing]:
    """The standing of *node*, then of what is below it, as the tree is read."""
    found = [_standing(kpis, node.id, node.label, float(node.weight), scores[node.id])]
    found += [_standing(kpis, one.id, one.label, float(one.weight), scores[one.id]) for one in node.leaves]
    return found + [one for child in node.dimensions for one in _below(kpis, child, scores)]


def _standing(kpis: KpiSet, name: str, label: Text, weight: float, column: Floats) -> Standing:
    scores = np.where(np.isfinite(column), column, np.nan)
    return Standing(name, label, weight, _plain(scores, scores), ranks(scores, kpis.rank_decimals))


def ranks(scores: Floats, decimals: int) -> tuple[int | None, ...]:
    """1 for the highest of the *scores* as rounded to *decimals*; equals share the smallest number, NaN has none."""
    shown = rounded_all(scores, decimals)
    steps, counts = np.unique(shown[~np.isnan(shown)], return_counts=True)
    better = np.append(np.cumsum(counts[::-1])[::-1], 0)[1:]  # how many stand above each step
    places = 1 + better[np.minimum(np.searchsorted(steps, shown), len(steps) - 1)] if len(steps) else shown
    return _plain(places, scores)


def _plain(column: NDArray[Any], scores: Floats) -> tuple[Any, ...]:
    """*column* as Python's own numbers, None where the score is NaN; a loop would take three times as long."""
    found = column.astype(object)
    found[np.isnan(scores)] = None
    return tuple(found.tolist())
