"""Vetoes, deductions and a bonus as a scorecard writes them, and what must hold in them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, TypeVar

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.adjustments import Adjustments, BaseItem, Item, Limit, Veto
from pubkpi.model.kpis.measures import InlineMeasure, Measure
from pubkpi.model.language import ScorePoints, ValueKind
from pubkpi.model.text import NOTHING, Text, text_of
from pubkpi.specs.methods import Problem
from pubkpi.workspace.yaml.language import same_fields
from pubkpi.workspace.yaml.node import Node
from pubkpi.workspace.yaml.numbers import plain

T = TypeVar("T")
WrittenMeasure = Annotated[
    str | InlineMeasure,
    "measures/ 里的指标定义（同标识），或就写在这里 / the measure in measures/ (its id), or here",
]
Label = Annotated[Text, "名称（同标识） / name (its id)"]


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoEntry(Veto):
    """An item that fails the whole where its measure is as *fails* says."""

    label: Label = NOTHING
    measure: WrittenMeasure = ""  # type: ignore[assignment]  # that of its own id


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductionEntry(Item):
    """An item that is taken off the dimension that *from* names, or off the total."""

    label: Label = NOTHING
    measure: WrittenMeasure = ""  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusItemEntry(BaseItem):
    """An item of the bonus."""

    label: Label = NOTHING
    measure: WrittenMeasure = ""  # type: ignore[assignment]


ItemEntry = VetoEntry | DeductionEntry | BonusItemEntry


@dataclass(frozen=True, slots=True)
class BonusEntry:
    """The bonus: without any items nobody can get it."""

    at: str
    items: Annotated[tuple[BonusItemEntry, ...], "加分项 / the items"]
    gate: Annotated[Limit | None, ValueKind.GATE, "加分门槛：加分前的总分 / what the total before it must be"] = None
    cap: Annotated[ScorePoints | None, "上限 / the most"] = None


@dataclass(frozen=True, slots=True)
class AdjustmentsEntry:
    """Vetoes, deductions, a bonus."""

    veto: Annotated[tuple[VetoEntry, ...], "否决项 / vetoes"] = ()
    deduct: Annotated[tuple[DeductionEntry, ...], "扣分项 / deductions"] = ()
    bonus: Annotated[BonusEntry | None, "加分 / bonus"] = None
    floor: Annotated[ScorePoints, "扣分最多扣到几分（0） / the points down to which deductions go (0)"] = Fraction(0)

    def own_measures(self, node: Node) -> Mapping[str, tuple[Measure, Node]]:
        """The measures that are written at the items, with their places in what is written below *node*, by id."""
        items: list[ItemEntry] = [*self.veto, *self.deduct, *(self.bonus.items if self.bonus else ())]
        return {
            one.id: (one.measure.measure(one.id, _named(one)), at["measure"])
            for one, at in zip(items, written_items(node), strict=True)
            if isinstance(one.measure, InlineMeasure)
        }

    def adjustments(self) -> Adjustments:
        """The adjustments that they are."""
        veto = tuple(_item(Veto, one) for one in self.veto)
        deduct = tuple(_item(Item, one) for one in self.deduct)
        if not self.bonus:
            return Adjustments(veto, deduct, floor=self.floor)
        items, bonus = tuple(_item(Item, one) for one in self.bonus.items), self.bonus
        return Adjustments(veto, deduct, items, bonus.gate, bonus.cap, bonus.at, self.floor)


def _item(kind: Callable[..., T], one: ItemEntry) -> T:
    """The item of that *kind* that is written as *one*."""
    measure = one.measure if isinstance(one.measure, str) and one.measure else one.id
    return kind(**{**same_fields(one, kind), "label": _named(one), "measure": measure})


def _named(one: ItemEntry) -> Text:
    return one.label if one.label != NOTHING else text_of(one.id)


def written_items(node: Node) -> tuple[Node, ...]:
    """The items that are written below *node*: vetoes, deductions, those of the bonus."""
    return (*node["veto"].each(), *node["deduct"].each(), *node["bonus"]["items"].each())


def rule(kpis: KpiSet) -> Iterator[Problem]:
    """Items that can be worked out: above 0, from a dimension with points, down to a band that is there."""
    with_points = {node.id for node in kpis.nodes if node.id in kpis.with_points}
    for one in kpis.adjustments:
        if isinstance(one, Veto):
            yield from _leaves_less(kpis, one)
        elif min(one.points, one.per, one.cap) <= 0:
            yield one.at, Text("points、per 和 cap 应大于 0", "points, per and cap are above 0")
        elif one.node and one.node not in with_points:
            listed = [node.id for node in kpis.nodes if node.id in with_points]
            yield (
                one.at,
                Text(
                    f"from {one.node}：没有这个计入总分的维度；有 {'、'.join(listed)}",
                    f"from {one.node}: no dimension of that name has points of the total; those that have: "
                    f"{', '.join(listed)}",
                ),
            )
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
    if one.cap is not None and not 0 <= one.cap < kpis.full:
        most = plain(kpis.full)
        yield one.at, Text(f"否决后的 cap 应在 0 与 {most} 之间", f"the cap of a veto lies between 0 and {most}")
