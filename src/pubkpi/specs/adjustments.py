"""`adjustments` of a scorecard: vetoes, deductions and a bonus as they are written, and what must hold in them."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import get_args

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.adjustments import Adjustments, Comparison, Item, Limit, Veto
from pubkpi.model.text import Text, choices_hint
from pubkpi.specs.methods import Problem
from pubkpi.workspace.yaml.node import Node
from pubkpi.workspace.yaml.numbers import number, points

ADJUSTMENTS = "veto deduct bonus".split()
VETO = "id label measure fails band cap".split()
DEDUCT = "id label measure points per cap from".split()
BONUS = "gate cap items".split()
BONUS_ITEM = "id label measure points per cap".split()


def adjustments(node: Node) -> Adjustments:
    """The adjustments at *node*."""
    node.only(*ADJUSTMENTS)
    bonus = node["bonus"].only(*BONUS)
    if bonus and not bonus["items"].each():
        what = Text("缺少 items：没有加分项，谁也得不到分", "items is missing: without any, nobody can get the bonus")
        raise bonus["items"].wrong(what, Text("至少写一项。", "Write one at least."))
    return Adjustments(
        veto=tuple(map(_veto, node["veto"].each())),
        deduct=tuple(_item(one.only(*DEDUCT)) for one in node["deduct"].each()),
        bonus=tuple(_item(one.only(*BONUS_ITEM)) for one in bonus["items"].each()),
        gate=_limit(bonus["gate"], points) if bonus["gate"] else None,
        bonus_cap=points(bonus["cap"]) if bonus["cap"] else None,
        bonus_at=bonus.at,
    )


def _veto(node: Node) -> Veto:
    node.only(*VETO)
    if bool(node["band"]) == bool(node["cap"]):
        what = Text(
            "写 band 或 cap 之一：否决后的等级，或总分上限", "either band or cap says what is left of the total"
        )
        raise node.wrong(what)
    return Veto(
        id=node["id"].word(),
        label=node["label"].text(),
        measure=node["measure"].word(),
        fails=_limit(node["fails"], number),
        at=node.at,
        band=node["band"].word(""),
        cap=points(node["cap"]) if node["cap"] else None,
    )


def _item(node: Node) -> Item:
    return Item(
        id=node["id"].word(),
        label=node["label"].text(),
        measure=node["measure"].word(),
        points=points(node["points"]),
        cap=points(node["cap"]),
        at=node.at,
        per=number(node["per"]) if node["per"] else Fraction(1),
        node=node["from"].word(""),
    )


def _limit(node: Node, read: Callable[[Node], Fraction]) -> Limit:
    known = get_args(Comparison)
    named = list(node.only(*known).items())
    if len(named) != 1:
        raise node.wrong(Text("写一个界限", "one limit is needed"), choices_hint(known))
    ((how, value),) = named
    return Limit(how, read(value))  # type: ignore[arg-type]  # as checked


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
