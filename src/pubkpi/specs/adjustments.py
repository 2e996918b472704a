"""What must hold in vetoes, deductions and a bonus."""

from collections.abc import Iterator

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.adjustments import Veto
from pubkpi.model.text import Text
from pubkpi.specs.methods import Problem


def rule(kpis: KpiSet) -> Iterator[Problem]:
    """Items that can be worked out: above 0, from a dimension with points, down to a band that is there."""
    with_points = {node.id for node in kpis.nodes if node.id in kpis.with_points}
    for one in kpis.adjustments:
        if isinstance(one, Veto):
            yield from _leaves_less(kpis, one)
        elif min(one.points, one.per, one.cap) <= 0:
            yield one.at, Text("points、per 和 cap 应大于 0", "points, per and cap are above 0")
        elif one.node and one.node not in with_points:
            what = f"from {one.node}: no dimension of that name has points of the total"
            yield one.at, Text(f"from {one.node}：没有这个计入总分的维度", what)
    for one in (*kpis.adjustments.deduct, *kpis.adjustments.bonus):
        if one.below is not None and one.above is not None:
            yield one.at, Text("below 和 above 只写一个", "either below or above")
        if one.scaled and not one.node:
            yield one.at, Text("scaled 只和 from 一起写", "scaled goes with from only")
    if kpis.adjustments.floor > 0:
        yield kpis.at, Text("adjustments 的 floor 应不大于 0", "the floor of the adjustments is 0 or less")
    if kpis.adjustments.bonus_cap is not None and kpis.adjustments.bonus_cap <= 0:
        yield kpis.at, Text("加分的 cap 应大于 0", "the cap of the bonus is above 0")
    if not kpis.dimensions and not kpis.adjustments.veto:
        yield kpis.at, Text("没有 dimensions，也没有否决项", "there are no dimensions and no vetoes")
    if not kpis.dimensions and (kpis.adjustments.deduct or kpis.adjustments.bonus):
        yield (
            kpis.at,
            Text("没有 dimensions 就没有分数可加减", "without dimensions there are no points to take or give"),
        )


def _leaves_less(kpis: KpiSet, one: Veto) -> Iterator[Problem]:
    if one.band and one.band not in [band.id for band in kpis.bands[1:]]:
        what = f"{one.band} is no band below the highest"
        yield one.at, Text(f"{one.band} 不是最高档以下的等级", what)
    if one.cap is not None and not 0 <= one.cap < 100:
        yield one.at, Text("否决后的 cap 应在 0 与 100 之间", "the cap of a veto lies between 0 and 100")
