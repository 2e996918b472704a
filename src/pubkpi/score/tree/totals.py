"""Why there is no total."""

from collections.abc import Iterator, Sequence

import numpy as np

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.adjustments import Veto
from pubkpi.model.kpis.grade_rules import MEANS
from pubkpi.model.text import Text
from pubkpi.score.indicators.curves import Flags
from pubkpi.score.tree.adjust import AdjustmentResult
from pubkpi.score.tree.columns import Column
from pubkpi.score.tree.rollup import TreeScores

_ENOUGH = 1 - 1e-12
_MEAN = Text("平均", "mean")


def no_total(
    kpis: KpiSet, result: Sequence[Column], rolled: TreeScores, adjusted: AdjustmentResult
) -> Iterator[tuple[Text, Flags]]:
    """Each reason and the entities without a total for which it holds, from the scores as *result*, *rolled* up and
    *adjusted*.

    A scorecard of vetoes only has no totals, which needs no reason.
    """
    if not kpis.dimensions:
        return
    lacking, gone = np.isnan(rolled.total), np.isnan(adjusted.rolled.total)
    told = np.zeros_like(lacking)
    for reason, which in _reasons(kpis, result, rolled):
        due = which & lacking
        if due.any():
            told |= due
            yield reason, due
    rest = lacking & ~told
    if rest.any():
        least = f"{float(kpis.min_weight_coverage):.0%}"
        yield Text(f"有数据的权重不到 {least}", f"under {least} of the weight has data"), rest
    for one in adjusted.items:
        open_ = gone & ~lacking & np.isnan(one.points)
        if open_.any() and not isinstance(one.item, Veto):
            label = one.item.label
            yield Text(f"扣分项“{label.zh}”无法判定", f"nobody can tell what {label.en} takes off"), open_


def _reasons(kpis: KpiSet, leaves: Sequence[Column], rolled: TreeScores) -> Iterator[tuple[Text, Flags]]:
    """That nothing applies, that a first-level indicator has no score, that a mean refuses a 0."""
    columns = {leaf.id: one for leaf, one in zip(kpis.indicators, leaves, strict=True)}
    places = {node.id: i for i, node in enumerate(kpis.nodes)}
    tops = [(node, places[node.id]) for node in kpis.dimensions]
    applies = [rolled.dimension_weight[i] > 0 for _, i in tops]
    yield Text("没有适用的指标", "no indicator applies"), ~np.logical_or.reduce(applies)
    for (node, i), on in zip(tops, applies, strict=True):
        without, whole = on & np.isnan(rolled.dimension[i]), rolled.dimension_coverage[i] >= _ENOUGH
        unseen = np.logical_or.reduce([_lacks_value(columns[leaf.id]) for leaf in node.indicators])
        yield Text(f"“{node.label.zh}”缺数据", f"{node.label.en} lacks data"), without & ~whole & unseen
        empty = Text(f"“{node.label.zh}”有数值，没有得分", f"{node.label.en} has values but no score")
        yield empty, without & ~whole & ~unseen
        mean = MEANS.get(node.mean.how, _MEAN)
        zero = Text(f"“{node.label.zh}”的{mean.zh}不接受 0 分", f"the {mean.en} of {node.label.en} refuses a 0")
        yield zero, without & whole
    if kpis.mean.refuses_zero:
        mean = MEANS[kpis.mean.how]
        none = np.logical_or.reduce([on & (rolled.dimension[i] <= 0) for (_, i), on in zip(tops, applies, strict=True)])
        yield Text(f"总分的{mean.zh}不接受 0 分", f"the {mean.en} of the total refuses a 0"), none


def _lacks_value(one: Column) -> Flags:
    found: Flags = one.applies & np.isnan(one.values)
    return found
