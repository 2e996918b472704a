"""Values → totals, the same for one department and for many entities side by side."""

from dataclasses import dataclass

from pubkpi.model.kpis import KpiSet
from pubkpi.model.periods import Period
from pubkpi.score.tree.adjust import AdjustmentResult, adjust
from pubkpi.score.tree.bounds import Bounds, bounds
from pubkpi.score.tree.columns import Column, Entities, ValueTable, adjusting, columns
from pubkpi.score.tree.entities import league_table
from pubkpi.score.tree.rollup import TreeScores, roll_up


@dataclass(frozen=True, slots=True)
class Outcome:
    """The entities of *side* by one scorecard: the columns of its indicators, the tree as *rolled* up from them and as
    *adjusted* by vetoes, deductions and a bonus, and the *ends* between which each total lies.
    """

    side: ValueTable
    columns: list[Column]
    rolled: TreeScores
    adjusted: AdjustmentResult
    ends: Bounds


def outcome(kpis: KpiSet, period: Period, entities: Entities) -> Outcome:
    """The *entities* by *kpis* in *period*, in order of name; the order in which they come changes nothing."""
    side = league_table(kpis, entities)
    made, inputs = columns(kpis, period, side), adjusting(kpis, period, side)
    rolled = roll_up(kpis, [one.leaf for one in made], float(kpis.min_weight_coverage), len(side.names))
    adjusted = adjust(kpis, inputs, rolled)
    return Outcome(side, made, rolled, adjusted, bounds(kpis, made, inputs, adjusted))
