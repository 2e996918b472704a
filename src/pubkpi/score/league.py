"""Entities side by side: the same scorecard for each, with ranks."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pubkpi.model.findings import Finding, ordered
from pubkpi.model.kpis import Dimension, KpiSet
from pubkpi.model.periods import Quarter
from pubkpi.model.scores import DEPARTMENT, League, Standing
from pubkpi.model.text import NOTHING, Text
from pubkpi.score.adjust import Adjusted, adjust, bands
from pubkpi.score.bands import rounded
from pubkpi.score.columns import Column, Entities, adjusting, baseline, columns
from pubkpi.score.curves import Flags, Floats
from pubkpi.score.ledger import lines
from pubkpi.score.rollup import roll_up

_NAMED = 5
_HOW = {
    "zero": Text("，按最低分计", ", scored at the floor"),
    "carry": Text("，沿用以前的数值", ", an earlier value stands in"),
    "group_mean": Text("，取同组均值", ", the mean of the group stands in"),
}


def league(kpis: KpiSet, quarter: Quarter, entities: Entities) -> League:
    """The league table of *entities* in *quarter*, by name; the order in which they come changes nothing."""
    entities = {name: entities[name] for name in sorted(entities)}
    made = columns(kpis, quarter, entities)
    rolled = roll_up(kpis, [one.leaf for one in made], float(kpis.min_weight_coverage), len(entities))
    adjusted = adjust(kpis, adjusting(kpis, quarter, entities), rolled)
    rolled = adjusted.rolled
    scores: Mapping[str, Floats] = {
        **{node.id: column for node, column in zip(kpis.nodes, rolled.dimension, strict=True)},
        **{leaf.id: np.where(one.applies, one.score, np.nan)
           for leaf, one in zip(kpis.indicators, made, strict=True)},
    }  # fmt: skip
    total = _standing(kpis, kpis.id, kpis.label, 100.0, rolled.total)
    return League(
        scorecard=kpis.id,
        label=kpis.label,
        quarter=quarter,
        entities=tuple(entities),
        nodes=(total, *(one for node in kpis.dimensions for one in _below(kpis, node, scores))),
        bands=tuple(chosen.id if chosen else None for chosen in bands(kpis, adjusted)),
        weight_coverage=tuple(rolled.coverage.tolist()),
        findings=ordered((*_findings(kpis, entities, made), *_open(adjusted, list(entities)))),
        adjustments=tuple(lines(kpis, adjusted, values[quarter], i) for i, values in enumerate(entities.values())),
    )


def _findings(kpis: KpiSet, entities: Entities, made: Sequence[Column]) -> Iterator[Finding]:
    """Who lacks a value or a baseline of which indicator, and names in the scorecard that nobody bears."""
    names = list(entities)
    for leaf, one in zip(kpis.indicators, made, strict=True):
        lacking = one.applies & ~one.observed
        filled, missing = (_those(names, lacking & hit) for hit in (~np.isnan(one.score), np.isnan(one.score)))
        if filled:
            yield Finding("score.filled", "warning", leaf.at, _lack(leaf.label, filled, _HOW[leaf.missing.policy]))
        if missing:
            yield Finding("score.missing", "warning", leaf.at, _lack(leaf.label, missing, NOTHING))
        without = [name for name, values in entities.items() if baseline(leaf, values) is None]
        if without and leaf.method == "attainment":
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
        failed, open_ = _those(names, one.fails), _those(names, np.isnan(one.values))
        label = one.item.label
        if failed:
            message = Text(f"否决：{label.zh}（{_few(failed).zh}）", f"veto: {label.en} ({_few(failed).en})")
            yield Finding("score.veto", "warning", one.item.at, message)
        if open_:
            yield Finding("score.adjustment_unknown", "warning", one.item.at, _lack(label, open_, NOTHING))


def _those(names: Sequence[str], hit: Flags) -> list[str]:
    return [name for name, one in zip(names, hit, strict=True) if one]


def _lack(label: Text, names: Sequence[str], how: Text) -> Text:
    few, count = _few(names), len(names)
    return Text(
        f"{label.zh}：{count} 个对象缺失（{few.zh}）{how.zh}", f"{label.en} is missing for {count} ({few.en}){how.en}"
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
    scores = tuple(float(one) if np.isfinite(one) else None for one in column)
    return Standing(name, label, weight, scores, ranks(scores, kpis.rank_decimals))


def ranks(scores: Sequence[float | None], decimals: int) -> tuple[int | None, ...]:
    """1 for the highest of the *scores* as rounded to *decimals*; equals share the smallest number, None has none."""
    shown = [None if one is None else rounded(one, decimals) for one in scores]
    places: dict[float, int] = {}
    for place, one in enumerate(sorted((one for one in shown if one is not None), reverse=True), start=1):
        places.setdefault(one, place)
    return tuple(None if one is None else places[one] for one in shown)
