"""Indicators' scores → dimensions → total, with what missing data does to the weights.

A missing indicator's weight goes to its siblings in proportion while enough of the applicable weight is scored;
below that the dimension has no score, and neither has what is above it. What is not applicable leaves the reckoning.
A sum hands no weight over: each child brings its points, and their sum in per cent of the node's weight is the score.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.score.indicators.curves import Flags, Floats, power_mean
from pubkpi.score.indicators.rounding import rounded_by

_SLACK = 1e-12  # 7 tenths of a weight are enough, also when binary fractions add up to a hair less


@dataclass(frozen=True, slots=True)
class TreeScores:
    """Columns by dimension (as in `KpiSet.nodes`) and leaf: scores, coverage 0-1, and effective weights of 100.

    *dimension_written* are the weights as the scorecard has them for the class of each entity.
    """

    total: Floats
    coverage: Floats
    dimension: tuple[Floats, ...]
    dimension_weight: tuple[Floats, ...]
    dimension_coverage: tuple[Floats, ...]
    leaf_weight: tuple[Floats, ...]
    dimension_written: tuple[Floats, ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One indicator's column: *score* NaN where there is none, *applies*, and whether its value was *observed*.

    *weight* stands instead of the scorecard's where it is given; a node then weighs what the leaves below it do.
    """

    score: Floats
    applies: Flags
    observed: Flags
    weight: Floats | None = None


@dataclass(frozen=True, slots=True)
class _Node:
    """A dimension: its score, its weight (0 where nothing of it applies), that of the leaves below it which apply, are
    scored and are observed; each child's share of it, the nodes below it, and its weight as *written*.

    Where it is *refused*, it has no score because of a rule and not for want of data.
    """

    score: Floats
    weight: Floats
    full_weight: Floats
    scored: Floats
    observed: Floats
    shares: list[Floats]
    below: list["_Node"]
    refused: Flags
    written: Floats

    @property
    def lacking(self) -> Flags:
        """Where it has no score for want of data."""
        found: Flags = (self.weight > 0) & np.isnan(self.score) & ~self.refused
        return found


def roll_up(kpis: KpiSet, leaves: Sequence[Leaf], minimum: float, count: int = 1) -> TreeScores:
    """Roll the *leaves* up the tree; *minimum* is the least coverage of a node that has none of its own.

    Without leaves there are *count* entities, none with a total.
    """
    if not leaves:
        return TreeScores(np.full(count, np.nan), np.ones(count), (), (), (), ())
    columns = dict(zip((leaf.id for leaf in kpis.indicators), leaves, strict=True))
    tops = [_node(one, columns, minimum) for one in kpis.dimensions]
    root = _branch(tops, np.asarray(100.0), kpis, minimum)
    nodes: list[tuple[_Node, Floats]] = []
    leaf_weight: list[Floats] = []
    _weigh(root, np.full_like(root.score, 100.0), nodes, leaf_weight)
    return TreeScores(
        total=root.score,
        coverage=_over(root.observed, root.full_weight),
        dimension=tuple(one.score for one, _ in nodes),
        dimension_weight=tuple(weight for _, weight in nodes),
        dimension_coverage=tuple(_over(one.observed, one.full_weight) for one, _ in nodes),
        leaf_weight=tuple(leaf_weight),
        dimension_written=tuple(one.written for one, _ in nodes),
    )


def _weigh(parent: _Node, weight: Floats, nodes: list[tuple[_Node, Floats]], leaves: list[Floats]) -> None:
    """Hand the effective *weight* of *parent* down to its children, in the tree's order."""
    if not parent.below:
        leaves.extend(weight * share for share in parent.shares)
    for child, share in zip(parent.below, parent.shares, strict=False):
        nodes.append((child, weight * share))
        _weigh(child, weight * share, nodes, leaves)


def _node(spec: Dimension, columns: dict[str, Leaf], minimum: float) -> _Node:
    least = minimum if spec.minimum is None else float(spec.minimum)
    if spec.dimensions:
        below = [_node(one, columns, minimum) for one in spec.dimensions]
        return _branch(below, _nominal(spec, columns, [one.written for one in below]), spec, least)
    return _parent(spec, columns, least)


def _nominal(spec: Dimension, columns: dict[str, Leaf], below: list[Floats]) -> Floats:
    """The weight of a node before anything is missing: as written, or what stands *below* it weighs."""
    if spec.mean.cap is not None or all(columns[leaf.id].weight is None for leaf in spec.indicators):
        return np.asarray(float(spec.weight))
    return _sum(below)


def _own_weight(spec: Indicator, leaf: Leaf) -> Floats:
    return np.full(leaf.score.shape, float(spec.weight)) if leaf.weight is None else leaf.weight


def _branch(below: list[_Node], nominal: Floats, spec: Dimension | KpiSet, least: float) -> _Node:
    """A node above nodes: each of those that apply needs a score, unless its weight goes across to the others."""
    weights = [np.where(one.lacking, 0.0, one.weight) if spec.across else one.weight for one in below]
    used = _sum(weights)
    shares = [_over(weight, nominal if spec.mean.is_sum else used) for weight in weights]
    whole, scored = _sum([one.full_weight for one in below]), _sum([one.scored for one in below])
    score = _mean(spec.mean, shares, [one.score for one in below])
    enough = (used > 0) & (_over(scored, whole) >= least - _SLACK)
    observed = _sum([one.observed for one in below])
    made = rounded_by(spec.rounding if isinstance(spec, Dimension) else None, np.where(enough, score, np.nan))
    lacks = _any([one.lacking & (share > 0) for one, share in zip(below, shares, strict=True)])
    refused = _any([one.refused & (one.weight > 0) for one in below]) | (enough & ~lacks & np.isnan(score))
    return _Node(made, nominal * (whole > 0), whole, scored, observed, shares, below, refused, nominal)


def _parent(spec: Dimension, columns: dict[str, Leaf], least: float) -> _Node:
    """A node above leaves: the mean of the scores that are there, where enough of the applicable weight is."""
    leaves = [columns[one.id] for one in spec.leaves]
    weight = [_own_weight(one, leaf) * leaf.applies for one, leaf in zip(spec.leaves, leaves, strict=True)]
    there = [~np.isnan(leaf.score) for leaf in leaves]
    scored = [np.where(here, w, 0.0) for here, w in zip(there, weight, strict=True)]
    seen = [np.where(leaf.observed, w, 0.0) for leaf, w in zip(leaves, scored, strict=True)]
    whole, here = _sum(weight), _sum(scored)
    enough = (here > 0) & (_over(here, whole) >= least - _SLACK)
    strictest = ("refuse", "reweight") if spec.mean.is_sum else ("refuse",)
    strict = [
        ~is_there & (w > 0) & (one.missing.policy in strictest)
        for one, w, is_there in zip(spec.leaves, weight, there, strict=True)
    ]
    refused = _any(strict)
    enough &= ~refused
    scores = [np.where(w > 0, leaf.score, 0.0) for w, leaf in zip(scored, leaves, strict=True)]
    nominal = _nominal(spec, columns, [_own_weight(one, leaf) for one, leaf in zip(spec.leaves, leaves, strict=True)])
    base = nominal if spec.mean.is_sum else here
    score = _capped(spec.mean, _over(_sum([w * s for w, s in zip(scored, scores, strict=True)]), base))
    if spec.mean.how != "arithmetic" and not spec.mean.is_sum:
        score = _mean(spec.mean, scored, scores)
    shares = [np.where(enough, _over(w, base), np.nan) for w in scored]
    made = rounded_by(spec.rounding, np.where(enough, score, np.nan))
    refused |= enough & np.isnan(score)
    return _Node(made, nominal * (whole > 0), whole, here, _sum(seen), shares, [], refused, nominal)


def _mean(mean: Mean, shares: Sequence[Floats], scores: Sequence[Floats]) -> Floats:
    """The mean of *scores*, NaN where one with a share is NaN; children without a share are left alone."""
    if mean.how == "minimum":
        least = np.full_like(scores[0], np.inf)
        for share, score in zip(shares, scores, strict=True):
            least = np.where(share > 0, np.minimum(least, score), least)
        return least
    if mean.exponent is not None:
        lift, limit = (np.nan, 0.0) if mean.zero is None else (float(mean.zero), float(mean.zero))
        return power_mean(mean.exponent, shares, [np.where(score <= limit, lift, score) for score in scores])
    points = [np.where(share > 0, 100.0 * share * s / 100.0, 0.0) for share, s in zip(shares, scores, strict=True)]
    return _capped(mean, _sum(points))


def _capped(mean: Mean, score: Floats) -> Floats:
    """The *score* of a sum or a mean, up to its cap where it has one."""
    return score if mean.cap is None else np.minimum(score, float(mean.cap))


def _sum(columns: Sequence[Floats]) -> Floats:
    """The columns added in their order, so that the last digit is always the same."""
    total = np.zeros_like(columns[0], dtype=np.float64)
    for column in columns:
        total = total + column
    return total


def _any(which: Sequence[Flags]) -> Flags:
    found: Flags = np.logical_or.reduce(which)
    return found


def _over(part: Floats | float, weights: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weights > 0, part / weights, 0.0)
