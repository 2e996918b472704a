"""What vetoes, deductions and a bonus leave of the rolled-up scores, for all entities at once.

Deductions come first, those from dimensions before those from the total; nothing falls below their floor. The bonus
follows, behind its gate, and a veto has the last word: it holds the total down. The total is rounded at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import numpy as np

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.adjustments import Adjustments, Item, Veto, path_to
from pubkpi.score.indicators.curves import Flags, Floats
from pubkpi.score.indicators.rounding import rounded_by
from pubkpi.score.tree.bands import rounded_all
from pubkpi.score.tree.parts import rises, worth
from pubkpi.score.tree.rollup import TreeScores

Unknown = Literal["kept", "best", "worst"]
_TENTH = Decimal("0.1")
_NOTHING = 1e-9  # what binary fractions leave where everything was taken


@dataclass(frozen=True, slots=True)
class AdjustmentInput:
    """One measure's *values* for all entities, NaN where missing, and whether it *applies* to them.

    The true ones may be greater where they are open *up*, smaller where *down*.
    """

    values: Floats
    applies: Flags
    up: Flags
    down: Flags

    @property
    def unknown(self) -> Flags:
        """Where there should be a value and is none."""
        return np.isnan(self.values) & self.applies

    def those(self, which: Flags) -> "AdjustmentInput":
        """The same of some of the entities."""
        return AdjustmentInput(self.values[which], self.applies[which], self.up[which], self.down[which])


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item for all entities: the *points* as taken off (below 0) or added, NaN where nobody can tell.

    *fails* is where a veto holds the total down, *closed* where a bonus was not to be had.
    """

    item: Veto | Item
    given: AdjustmentInput
    points: Floats
    fails: Flags
    closed: Flags


@dataclass(frozen=True, slots=True)
class AdjustmentResult:
    """*rolled* as the adjustments leave it, what each of them took, and the total *before* them.

    *fails* and *undecided* are where a veto does, or may; a total is held at *ceiling*.
    """

    rolled: TreeScores
    items: tuple[ItemResult, ...]
    before: Floats
    fails: Flags
    undecided: Flags
    ceiling: Floats


def adjust(
    kpis: KpiSet, inputs: Mapping[str, AdjustmentInput], rolled: TreeScores, unknown: Unknown = "kept"
) -> AdjustmentResult:
    """*rolled* after the adjustments of *kpis*, from *inputs*: the columns of their measures.

    A missing value leaves a deduction open, and with it the total; it earns no bonus and gives no verdict. Under
    another *unknown* it is taken for the best or the worst that it could be.
    """
    rules, before = kpis.adjustments, rolled.total
    fails, undecided = np.zeros(before.shape, bool), np.zeros(before.shape, bool)
    ceiling = np.full_like(before, np.inf)
    verdicts = []
    for one in rules.veto:
        failed, open_ = _verdict(one, inputs[one.measure], unknown)
        verdicts.append((one, failed, open_))
        limit = float(highest(kpis, one))
        fails, undecided = fails | failed, undecided | open_
        ceiling = np.where(failed, np.minimum(ceiling, limit), ceiling)
    rolled, deducted = _deductions(kpis, inputs, rolled, unknown)
    total, bonus = _bonus(rules, inputs, rolled.total, fails | undecided, unknown)
    held = []
    for one, failed, open_ in verdicts:
        after = np.where(failed, np.minimum(total, float(highest(kpis, one))), total)
        points = np.where(failed, after - total, np.where(open_, np.nan, 0.0))
        held.append(ItemResult(one, inputs[one.measure], points, failed, np.zeros_like(failed)))
        total = after
    total = rounded_by(kpis.rounding, total)
    taken = (*deducted, *bonus, *held)
    return AdjustmentResult(replace(rolled, total=total), taken, before, fails, undecided, ceiling)


def highest(kpis: KpiSet, veto: Veto) -> Fraction:
    """The most that *veto* leaves of a total: its cap, or the highest score that prints within its band."""
    if veto.cap is not None:
        return veto.cap
    above = next(upper.at_least for upper, one in pairwise(kpis.bands) if one.id == veto.band)
    return Fraction(((above / _TENTH).to_integral_value(ROUND_CEILING) - 1) * _TENTH)


def _verdict(veto: Veto, given: AdjustmentInput, unknown: Unknown) -> tuple[Flags, Flags]:
    """Where the item fails, and where nobody can tell."""
    reached, rises = veto.fails.holds(given.values), veto.fails.how in ("at_least", "above")
    toward, away = (given.up, given.down) if rises else (given.down, given.up)
    open_ = given.unknown | (reached & away) | (~reached & toward)
    failed = (reached & ~open_) | (open_ & (unknown == "worst"))
    return failed, open_ & (unknown == "kept")


def _deductions(
    kpis: KpiSet, inputs: Mapping[str, AdjustmentInput], rolled: TreeScores, unknown: Unknown
) -> tuple[TreeScores, list[ItemResult]]:
    nowhere, taken, floor = np.zeros(rolled.total.shape, bool), [], float(kpis.adjustments.floor)
    place = {node.id: i for i, node in enumerate(kpis.nodes)}
    for item in kpis.adjustments.deductions:
        least, most = _due(item, inputs[item.measure])
        due = {"kept": np.where(least == most, least, np.nan), "best": least, "worst": most}[unknown]
        path = [place[name] for name in path_to(item.node, kpis.dimensions)]
        weights = {i: rolled.dimension_weight[i] for i in path}
        if item.scaled and path:
            due = due * _growth(kpis, rolled, path[-1])
        held = [np.where(w > 0, w * (rolled.dimension[i] - floor) / 100, w) for i, w in weights.items()]
        # what has no score limits nothing: a known deduction is known, whatever else is missing
        left = np.fmin.reduce([rolled.total - floor, *held])
        off = np.where(left <= _NOTHING, 0.0, np.where(np.isnan(left), due, np.minimum(due, left)))
        scores = [
            _less(one, off, weights[i], floor) if i in weights else one for i, one in enumerate(rolled.dimension)
        ]  # fmt: skip
        left = np.maximum(rolled.total - off, np.minimum(rolled.total, floor))
        rolled = replace(rolled, total=left, dimension=tuple(scores))
        taken.append(ItemResult(item, inputs[item.measure], 0.0 - off, nowhere, nowhere))
    return rolled, taken


def _growth(kpis: KpiSet, rolled: TreeScores, place: int) -> Floats:
    """How many times its written weight, that of each entity's class, the dimension at *place* weighs."""
    written = rolled.dimension_written[place] if kpis.classes else np.asarray(float(kpis.nodes[place].weight))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(written > 0, rolled.dimension_weight[place] / written, 1.0)


def _less(score: Floats, off: Floats, weight: Floats, floor: float) -> Floats:
    """The score of a dimension of that weight after points of the whole were taken *off* it, down to the *floor*."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(weight > 0, np.maximum(score - 100.0 * off / weight, np.minimum(score, floor)), score)


def _bonus(
    rules: Adjustments, inputs: Mapping[str, AdjustmentInput], total: Floats, stopped: Flags, unknown: Unknown
) -> tuple[Floats, list[ItemResult]]:
    """The total with what stands behind an open gate, and each item's part of it."""
    closed = stopped | np.isnan(total)
    if rules.gate is not None:
        closed = closed | ~rules.gate.holds(rounded_all(total, 1))
    room = np.full_like(total, np.inf if rules.bonus_cap is None else float(rules.bonus_cap))
    taken = []
    for item in rules.bonus:
        least, most = _due(item, inputs[item.measure])
        due = np.where(inputs[item.measure].unknown & (unknown == "kept"), np.nan, most if unknown == "best" else least)
        points = np.where(closed, 0.0, np.minimum(due, room))
        given = np.nan_to_num(points)
        total, room = total + given, room - given
        taken.append(ItemResult(item, inputs[item.measure], points, np.zeros_like(closed), closed))
    return total, taken


def _due(item: Item, given: AdjustmentInput) -> tuple[Floats, Floats]:
    """The least and the most points of *item* before anything limits them but its cap."""
    points = np.nan_to_num(worth(item, given.values))
    more, less = rises(item, given.up, given.down)
    least = np.where(given.unknown | less, 0.0, points)
    return least, np.where(given.unknown | more, float(item.cap), points)
