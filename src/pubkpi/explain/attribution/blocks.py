"""Which players of a game have nothing to do with each other: what they bring can be worked out apart, and added.

Below an arithmetic mean whose weights stay as they are, an indicator brings the same whatever the others do. Where an
indicator comes into the score or leaves it, the others take over its weight; other means, and adjustments that act,
make everything below them depend on everything.
"""

from collections.abc import Mapping, Sequence
from math import inf
from typing import NamedTuple

import numpy as np

from pubkpi.explain.attribution.game import Block, Game
from pubkpi.explain.attribution.players import ItemStates, LeafStates
from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.adjustments import Item
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.score.tree.bands import rounded_all
from pubkpi.score.tree.parts import worth
from pubkpi.score.tree.rollup import Leaf, roll_up

_CLOSE = 1e-6


class _Branch(NamedTuple):
    """The blocks below a node, and whether some of it is scored in every mixture, or nothing in any."""

    blocks: list[Block]
    always: bool
    never: bool

    @property
    def weighs_the_same(self) -> bool:
        """Whether its weight is the same in every mixture."""
        return self.always or self.never


def blocks(game: Game) -> list[Block]:
    """The places of the game in blocks that do not touch each other; without those that do not move."""
    places, whole = {one.id: i for i, one in enumerate(game.leaves)}, tuple(range(len(game.counts)))
    if not _free(game) or game.frame.has_rounding:
        found = [whole]
    elif game.reweighted:
        found = [(i,) for i in whole] if _plain(game) and all(one.counting.all() for one in game.leaves) else [whole]
    else:
        items = [(place,) for place in whole[len(places) :]]
        found = [*_branch(game.frame, game.leaves, places).blocks, *items]
    moving = [tuple(place for place in block if game.counts[place]) for block in found]
    return [block for block in moving if block]


def _branch(node: KpiSet | Dimension, leaves: Sequence[LeafStates], places: Mapping[str, int]) -> _Branch:
    """The blocks below *node*, and how steady its weight is."""
    if isinstance(node, Dimension) and not node.dimensions:
        below = [_leaf(leaf, leaves[places[leaf.id]], places[leaf.id]) for leaf in node.leaves]
    else:
        below = [_branch(one, leaves, places) for one in node.dimensions]
    found = [block for one in below for block in one.blocks]
    always = any(one.always for one in below)
    if not _is_free(node, below, always=always):
        found = [tuple(place for block in found for place in block)]
    return _Branch(found, always, all(one.never for one in below))


def _is_free(node: KpiSet | Dimension, below: Sequence[_Branch], *, always: bool) -> bool:
    """Whether what one part of *node* brings is the same whatever the others do: in a sum it is, if there always is one
    of those *below* it; in a mean while all weigh the same.
    """
    if node.mean.is_sum:
        return node.mean.adds_up and (always or isinstance(node, Dimension))
    return node.mean.adds_up and all(one.weighs_the_same for one in below)


def _leaf(spec: Indicator, leaf: LeafStates, place: int) -> _Branch:
    """An indicator that counts always, never, or in some mixtures only."""
    return _Branch([(place,)], bool(leaf.counting.all() and spec.weight), not (leaf.counting.any() and spec.weight))


def _free(game: Game) -> bool:
    """Whether what adjustments take and give depends on nothing but themselves: no veto fails, no deduction uses up all
    that there is, and the bonus has its gate open, or shut, in every mixture.
    """
    acting = [one for one in game.items if _acts(one)]
    if not acting:
        return True
    if not _plain(game) or any(one.kind == "veto" or getattr(one.item, "node", "") for one in acting):
        return False
    taken, given = (sum(float(one.item.cap or 0) for one in acting if one.kind == kind) for kind in ("deduct", "bonus"))
    rules, (low, high) = game.frame.adjustments, _bounds(game)
    ends = rounded_all(np.array([low - taken, high]), 1)
    one_way = rules.gate is None or len(set(rules.gate.holds(ends).tolist())) == 1
    room = rules.bonus_cap is None or given <= rules.bonus_cap
    return low - taken >= _CLOSE and (not given or (room and one_way))


def _bounds(game: Game) -> tuple[float, float]:
    """Between what the total before adjustments lies in every mixture, all nodes being arithmetic means or sums."""
    if any(one.is_sum for one in _means(game)):
        return _sum_bounds(game)
    counting = [one for one in game.leaves if one.counting.any()]
    ends = [np.array([np.nanmin(one.scores), np.nanmax(one.scores)]) for one in counting]
    if game.reweighted or not all(one.counting.all() for one in counting):  # no mean of some of them lies beyond
        return float(min(low for low, _ in ends)), float(max(high for _, high in ends))
    scores = dict(zip((one.id for one in counting), ends, strict=True))
    none, yes = np.full(2, np.nan), np.ones(2, bool)
    columns = [Leaf(scores.get(one.id, none), yes & (one.id in scores), yes) for one in game.leaves]
    low, high = roll_up(game.frame, columns, 0.0).total.tolist()
    return low, high


def _sum_bounds(game: Game) -> tuple[float, float]:
    """The same where points are added: the least and the most that each indicator brings, added; endless where some
    are and some are not.
    """
    if not all(one.is_sum for one in _means(game)):
        return -inf, inf
    points = [np.nan_to_num(one.scores) * one.weights / 100 for one in game.leaves]
    return sum(float(one.min()) for one in points), sum(float(one.max()) for one in points)


def _plain(game: Game) -> bool:
    """Whether every node is an arithmetic mean or a sum of points."""
    return all(one.adds_up for one in _means(game))


def _means(game: Game) -> list[Mean]:
    return [game.frame.mean, *(node.mean for node in game.frame.nodes)]


def _acts(one: ItemStates) -> bool:
    """Whether an item takes off or adds something, or a veto fails, in one of its states."""
    if isinstance(one.item, Item):
        return bool((worth(one.item, one.input.values) > 0).any())
    return bool(one.item.fails.holds(one.input.values).any())
