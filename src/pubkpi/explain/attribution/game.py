"""The game of which a change is shared out: the total of every coalition of the effects that have come about."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from pubkpi.explain.attribution.owen import Masks, Member
from pubkpi.explain.attribution.players import ITEM_KINDS, ItemStates, LeafStates
from pubkpi.model.kpis import Dimension, KpiSet
from pubkpi.score.indicators.curves import Floats
from pubkpi.score.tree.adjust import adjust
from pubkpi.score.tree.rollup import Leaf, roll_up

UNIT = 10**12  # totals are told apart to the twelfth decimal, and no further
Block = tuple[int, ...]  # places in a game: those of its indicators, then those of its items
Players = Mapping[int, tuple[int, ...]]  # by place the bit of each effect; effects that come in together share one
_ROWS = 1 << 16


class Game:
    """The effects of *leaves*, in the order of *frame*, and of *items*; rolled up and adjusted as every scorecard is.

    Where the weights of a mixture do not add up to 100, the rest counts as *middle*, the mean of both totals before
    adjustments: more weight on what is better than that then helps. So does a mixture in which nothing is scored.
    """

    def __init__(self, frame: KpiSet, leaves: Sequence[LeafStates], items: Sequence[ItemStates], middle: float) -> None:
        self.leaves, self.items, self._middle = leaves, items, middle
        rules = {
            kind: tuple(replace(one.item, measure=str(i)) for i, one in enumerate(items) if one.kind == kind)
            for kind in ITEM_KINDS
        }
        self.frame = replace(frame, adjustments=replace(frame.adjustments, **rules))  # type: ignore[arg-type]  # by name
        self.reweighted = any(np.ptp(leaf.weights) > 0 for leaf in leaves)
        self.counts = [len(leaf.effects) for leaf in leaves] + [int(item.moves) for item in items]

    def players(self, block: Block) -> Players:
        """The players at each place of *block*, numbered from 0."""
        found, start = {}, 0
        for place in block:
            found[place] = tuple(range(start, start := start + self.counts[place]))
        return found

    def union(self, place: int, players: tuple[int, ...]) -> Member:
        """The union of *players* at a place, those of one quotient together."""
        is_quotient = place < len(self.leaves) and "denominator" in self.leaves[place].effects[1:2]
        return (players[:2], *players[2:]) if is_quotient else players

    def total(self, players: Players, coalitions: Masks) -> Masks:
        """The totals of *coalitions* in units; who is not among *players* has not come in."""
        parts = []
        for start in range(0, len(coalitions), _ROWS):
            some = coalitions[start : start + _ROWS]
            states = {place: tuple((some >> one) & 1 for one in bits) for place, bits in players.items()}
            parts.append(self._total(states, len(some)))
        return np.concatenate(parts)

    def ends(self) -> tuple[int, int]:
        """The total before and after all, in units."""
        both = {place: (0,) * count for place, count in enumerate(self.counts)}  # one player of them all
        before, after = self.total(both, np.arange(2)).tolist()
        return before, after

    def _total(self, states: Mapping[int, tuple[Masks, ...]], rows: int) -> Masks:
        """The totals in units, each place being in its *states*, 0 or 1 by effect, in so many *rows*."""
        weights, columns = [], []
        for place, leaf in enumerate(self.leaves):
            state = states.get(place, (0,) * self.counts[place])
            scores, own = (np.broadcast_to(table[state], rows) for table in (leaf.scores, leaf.weights))
            weights.append(own)
            columns.append(Leaf(scores, ~np.isnan(scores), ~np.isnan(scores), own if self.reweighted else None))
        rolled = roll_up(self.frame, columns, 0.0, rows)
        total = rolled.total
        if self.reweighted and not self.frame.mean.is_sum:
            named = dict(zip((leaf.id for leaf in self.leaves), weights, strict=True))
            share = np.sum([_weight(one, named) for one in self.frame.dimensions], axis=0) / 100
            total = share * total + (1 - share) * self._middle
        rolled = replace(rolled, total=np.where(np.isnan(total), self._middle, total))
        inputs = {str(i): one.input_at(states.get(len(self.leaves) + i, ()), rows) for i, one in enumerate(self.items)}
        return np.rint(adjust(self.frame, inputs, rolled).rolled.total * UNIT).astype(np.int64)


def _weight(node: Dimension, leaves: Mapping[str, Floats]) -> Floats:
    """What *node* weighs in each row by the weights of its *leaves*; a sum with a cap whatever it is written with."""
    if node.mean.cap is not None:
        return np.full_like(next(iter(leaves.values())), float(node.weight))
    below = [leaves[one.id] for one in node.leaves] + [_weight(one, leaves) for one in node.dimensions]
    return np.asarray(np.sum(below, axis=0))
