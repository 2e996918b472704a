"""Entities side by side: the same scorecard for each, with ranks."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pubkpi.model.findings import ordered
from pubkpi.model.kpis import Dimension, Indicator, KpiSet, vanity
from pubkpi.model.kpis.entity_class import of_class
from pubkpi.model.periods import Period
from pubkpi.model.scores import BOUNDS, AdjustmentScore, Bound, League, LeagueNode, Side, State
from pubkpi.model.text import Text
from pubkpi.score.findings import league as findings
from pubkpi.score.findings.amendments import plan_changes
from pubkpi.score.indicators.comparison import no_score
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.league_columns import ChoiceColumn, LeagueColumn, NumberColumn
from pubkpi.score.tree.adjust import AdjustmentResult
from pubkpi.score.tree.bands import decimals, rounded_all
from pubkpi.score.tree.columns import Column, Entities, ValueTable
from pubkpi.score.tree.ledger import lines
from pubkpi.score.tree.outcome import outcome
from pubkpi.score.tree.rollup import TreeScores
from pubkpi.score.tree.states import states


def league(kpis: KpiSet, period: Period, entities: Entities, by: Side = "entity") -> League:
    """The league table of *entities* by what is in force in *period*, by name."""
    kpis = kpis.in_force(period)
    found = outcome(kpis, period, entities)
    side, made, adjusted, ends = found.side, found.columns, found.adjusted, found.ends
    names, whole = side.names, (adjusted.rolled.total, np.full(len(side.names), 100.0))
    total = _league_node(kpis, kpis.id, kpis.label, float(kpis.full), whole)
    scored = _node_scores(kpis, made, adjusted.rolled)
    total, *below = (
        _without_ranks(kpis, names, one)
        for one in (total, *(one for node in kpis.dimensions for one in _below(kpis, node, scored)))
    )
    nodes = (total, *(_with_reasons(kpis, period, side, made, one) for one in below))
    unranked = unranked_nodes(kpis) if by in ("unit", "author") else {}
    return League(
        scorecard=kpis.id,
        label=kpis.label,
        period=period,
        entities=names,
        nodes=tuple(replace(one, ranks=(None,) * len(names)) if one.id in unranked else one for one in nodes),
        bands=tuple(one.id if one else None for one in ends.band),
        band_labels=tuple(one.label if one else None for one in ends.band),
        weight_coverage=_every(found.rolled.coverage),
        findings=ordered(
            (
                *findings.missing(kpis, period, side, made),
                *findings.adjustments(kpis, adjusted, names),
                *findings.without_total(kpis, made, (found.rolled, adjusted), names),
                *plan_changes(kpis, period),
                *findings.relative(kpis),
                *(findings.same_targets(kpis, period, made) if by in ("account", "unit", "platform") else ()),
                *(findings.unranked(kpis, unranked) if unranked else findings.unlike(kpis, made, total)),
            )
        ),
        comparable_weight=_comparable(kpis, made, len(names)),
        by=by,
        adjustments=_lines(kpis, period, side, adjusted),
        bounds=(_every(ends.low), _every(ends.high)),
        possible=ends.bands,
    )


def _without_ranks(kpis: KpiSet, names: Sequence[str], one: LeagueNode) -> LeagueNode:
    """*one* with the ranks of those alone that are ranked."""
    ranked = np.array([name not in kpis.unranked for name in names], dtype=bool)
    if ranked.all():
        return one
    scores = np.where(ranked, np.array([np.nan if score is None else score for score in one.scores]), np.nan)
    return replace(one, ranks=ranks(scores, kpis.rank_decimals))


def _node_scores(kpis: KpiSet, columns: Sequence[Column], rolled: TreeScores) -> dict[str, tuple[Floats, Floats]]:
    """By node the scores and the effective weights of 100."""
    nodes = zip(kpis.nodes, rolled.dimension, rolled.dimension_weight, strict=True)
    leaves = zip(kpis.indicators, columns, rolled.leaf_weight, strict=True)
    return {
        **{node.id: (score, weight) for node, score, weight in nodes},
        **{leaf.id: (_own_scores(leaf, one, one.score), weight) for leaf, one, weight in leaves},
    }


def _own_scores(leaf: Indicator, one: Column, scores: Floats) -> Floats:
    """The *scores* of those that *leaf* applies to; nobody has one of what is only watched."""
    return np.where(one.applies & bool(leaf.weight), scores, np.nan)


def _lines(
    kpis: KpiSet, period: Period, side: ValueTable, adjustments: AdjustmentResult
) -> tuple[tuple[AdjustmentScore, ...], ...]:
    """The adjustments of each entity."""
    if not adjustments.items:
        return ((),) * len(side.names)
    measures = {one.item.measure for one in adjustments.items}
    inputs = ({name: findings.own_value(side, one, name, period) for name in measures} for one in side.names)
    return tuple(lines(kpis, adjustments, values, i) for i, values in enumerate(inputs))


def _with_reasons(
    kpis: KpiSet, period: Period, side: ValueTable, columns: Sequence[Column], one: LeagueNode
) -> LeagueNode:
    """*one*, and of a leaf why some have no score."""
    place = {leaf.id: i for i, leaf in enumerate(kpis.indicators)}.get(one.id)
    if place is None:
        return one
    leaf = kpis.indicators[place]
    measure, own = kpis.measures[leaf.measure], columns[place]
    scores = one.scores if leaf.weight else _numbers(np.where(own.applies, own.score, np.nan))
    is_same = np.array_equal(own.score, own.graded.uncapped, equal_nan=True)
    return replace(
        one,
        unit=measure.unit,
        printed_unit=measure.printed_unit,
        reasons=_Reasons(kpis, leaf, period, side, scores, no_score(leaf, own.values)),
        applies=ChoiceColumn((False, True), own.applies.tobytes()),
        values=_column(own.values, ~np.isnan(own.values)),
        sides=_sides(own.up, own.down),
        score_sides=_score_sides(leaf, own),
        uncapped=one.scores if is_same else _numbers(_own_scores(leaf, own, own.graded.uncapped)),
        states=_states(kpis, period, side.names, place, own),
    )


def _states(kpis: KpiSet, period: Period, names: Sequence[str], place: int, own: Column) -> Sequence[State]:
    """The state of each entity to the target of its class."""

    def of(one: KpiSet) -> Sequence[State]:
        leaf = one.indicators[place]
        target, unit = leaf.target(period), kpis.measures[leaf.measure].unit
        return states(kpis.lights, leaf, own, None if target is None else float(target), unit)

    found = of(kpis)
    for name, members in kpis.classes.items():
        theirs = of(of_class(kpis, name))
        found = tuple(theirs[i] if one in members else found[i] for i, one in enumerate(names))
    return found


def _score_sides(leaf: Indicator, one: Column) -> Sequence[Bound]:
    """On which side the scores are open; on both, or at the end of all scores, nothing is said."""
    above, below = one.open(leaf)
    return _sides(above & ~one.lower, below & ~one.higher)


def _sides(above: Flags, below: Flags) -> Sequence[Bound]:
    """On which side something is open, *above* or *below*."""
    return ChoiceColumn(BOUNDS, np.select([above, below], [1, 2], 0).astype(np.uint8).tobytes())


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class _Reasons(LeagueColumn[Text | None]):
    """Why some have no score, each put into words when it is looked at."""

    kpis: KpiSet
    leaf: Indicator
    period: Period
    side: ValueTable
    scores: Sequence[float | None]
    no_score: Text

    def __len__(self) -> int:
        return len(self.scores)

    def cell(self, place: int) -> Text | None:
        """Why the entity at *place* has no score."""
        if self.scores[place] is not None:
            return None
        return findings.why(self.kpis, self.leaf, self.side.names[place], self.period, self.side) or self.no_score


def _comparable(kpis: KpiSet, columns: Sequence[Column], count: int) -> Sequence[float]:
    """The points of the whole on which each entity was scored by values of its own."""
    if not columns:
        return (0.0,) * count
    kinds, which = findings.kinds([one.applies & one.observed & ~np.isnan(one.score) for one in columns])
    if kpis.classes:
        parts = [
            one.weight * (one.applies & one.observed & ~np.isnan(one.score))
            for one in columns
            if one.weight is not None
        ]
        return _every(np.sum(parts, axis=0))
    weights = [float(leaf.weight) for leaf in kpis.indicators]
    sums = [fsum(weight for weight, counts in zip(weights, kind, strict=True) if counts) for kind in kinds]
    return _every(np.array(sums)[which])


def unranked_nodes(kpis: KpiSet) -> dict[str, tuple[str, ...]]:
    """By which counts units may not be ranked: the nodes whose score rests on some, and the counts."""
    found: dict[str, tuple[str, ...]] = {}
    for leaf in kpis.indicators:
        counted = vanity.vanity_columns(kpis.measures, leaf.measure)
        if counted and leaf.weight:
            above = (node.id for node in kpis.nodes if leaf in node.indicators)
            found |= dict.fromkeys((leaf.id, kpis.id, *above), counted)
    return found


def _below(kpis: KpiSet, node: Dimension, scored: Mapping[str, tuple[Floats, Floats]]) -> list[LeagueNode]:
    """The standing of *node*, then of what is below it, as the tree is read."""
    listed: tuple[Dimension | Indicator, ...] = (node, *node.leaves)
    found = [_league_node(kpis, one.id, one.label, float(one.weight), scored[one.id]) for one in listed]
    return found + [one for child in node.dimensions for one in _below(kpis, child, scored)]


def _league_node(kpis: KpiSet, name: str, label: Text, weight: float, scored: tuple[Floats, Floats]) -> LeagueNode:
    scores, effective = (np.where(np.isfinite(one), one, np.nan) for one in scored)
    adds = name == kpis.id or name in kpis.with_points
    points = _numbers(decimals(effective) * decimals(scores) / 100) if adds else (None,) * len(scores)
    return LeagueNode(name, label, weight, _numbers(scores), ranks(scores, kpis.rank_decimals), points)


def ranks(scores: Floats, decimals: int) -> Sequence[int | None]:
    """1 for the highest of the *scores* as rounded to *decimals*; equals share the smallest number, NaN has none."""
    shown = rounded_all(scores, decimals)
    steps, counts = np.unique(shown[~np.isnan(shown)], return_counts=True)
    better = np.append(np.cumsum(counts[::-1])[::-1], 0)[1:]  # how many stand above each step
    places = 1 + better[np.minimum(np.searchsorted(steps, shown), len(steps) - 1)] if len(steps) else shown
    return _column(places, ~np.isnan(scores), "q")


def _numbers(column: Floats) -> Sequence[float | None]:
    """The decimals of *column*, None where there is none."""
    there = np.isfinite(column)
    return _column(decimals(np.where(there, column, 0)), there)


def _every(column: Floats) -> Sequence[float]:
    """The decimals of a *column* that has a number for everybody."""
    return _column(decimals(column), np.ones(len(column), np.bool_))


def _column(numbers: NDArray[Any], there: Flags, kind: str = "d") -> Sequence[Any]:
    """The *numbers* that are *there*: floating point, or whole, as the *kind* of their array says."""
    found: array[Any] = array(kind)
    found.frombytes(np.where(there, numbers, 0).astype(kind).tobytes())
    return NumberColumn(found, there.tobytes())
