"""One department's scorecard, scored many times over by score's own functions: a row for each other weight or score."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.score.indicators.curves import Floats
from pubkpi.score.tree.adjust import adjust
from pubkpi.score.tree.columns import Values, adjusting
from pubkpi.score.tree.outcome import outcome
from pubkpi.score.tree.rollup import Leaf, roll_up


class Rows:
    """The scorecard in force in *period* as it is in each of *count* rows, to be changed and scored."""

    def __init__(self, kpis: KpiSet, period: Period, values: Values) -> None:
        entities, kpis = {DEPARTMENT[0]: values}, kpis.in_force(period)
        self.kpis, self.period = kpis, period
        self.outcome = outcome(kpis, period, entities)
        self.columns = self.outcome.columns
        self.total = float(self.outcome.adjusted.rolled.total[0])
        self._inputs = adjusting(kpis, period, entities)

    def leaves(self, count: int) -> list[Leaf]:
        """The indicators as they are, in columns of that many rows."""
        return [
            Leaf(np.full(count, one.score[0]), np.full(count, one.applies[0]), np.full(count, one.observed[0]))
            for one in self.columns
        ]

    def totals(self, leaves: Sequence[Leaf]) -> Floats:
        """The total of each row."""
        count = len(leaves[0].score)
        nowhere = np.zeros(count, np.intp)
        inputs = {name: one.those(nowhere) for name, one in self._inputs.items()}  # type: ignore[arg-type]  # places
        rolled = roll_up(self.kpis, leaves, float(self.kpis.min_weight_coverage), count)
        return adjust(self.kpis, inputs, rolled).rolled.total


def leaf_weights(kpis: KpiSet, factors: Mapping[str, Floats], count: int) -> list[Floats]:
    """The weight of each leaf, of 100, in each of *count* rows, where the weights of nodes are multiplied by *factors*
    and shared out anew among the children of each parent, unless it adds points.
    """

    def own(one: Dimension | Indicator) -> Floats:
        """Its weight among its siblings: none where nothing below it has any."""
        weight = float(one.weight) * factors.get(one.id, np.ones(count))
        below = [own(child) > 0 for child in one.children] if isinstance(one, Dimension) else []
        return np.where(np.any(below, axis=0), weight, 0.0) if below else weight

    def shared(node: KpiSet | Dimension, above: Floats) -> Iterator[Floats]:
        weights = [own(one) for one in node.children]
        whole = float(node.weight) if isinstance(node, Dimension) else 100.0
        used = np.full(count, whole) if node.mean.is_sum else np.sum(weights, axis=0)
        for one, weight in zip(node.children, weights, strict=True):
            part = above * np.divide(weight, used, out=np.zeros(count), where=used > 0)
            yield from [part] if isinstance(one, Indicator) else shared(one, part)

    return list(shared(kpis, np.full(count, 100.0)))
