"""What is doubtful in what is made of single rows: grades of experts, points for pieces."""

import re
from collections.abc import Iterator
from fractions import Fraction

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import Text
from pubkpi.specs.measures import components
from pubkpi.specs.methods import Doubt
from pubkpi.workspace.yaml.numbers import plain


def grades(kpis: KpiSet) -> Iterator[Doubt]:
    """One mean or median of grades for several items: what is left out as the highest may be of another item."""
    for one in _scored(kpis):
        graded = one.fact == "rating" and one.type in ("mean", "median")
        if graded and not re.search(r"\bitem\b", one.where):
            what = Text(f"{one.id} 把各评分项目的分混在一起", f"{one.id} is made of the grades for all items together")
            yield kpis, one.at, what, Text("写 where: item = '……'，一个项目一个指标。", "Write where: item = '…'.")


def tiers(kpis: KpiSet) -> Iterator[Doubt]:
    """A tier behind one that takes every row; a cap that not even one piece fits under."""
    for one in _scored(kpis):
        ends = [not tier.where for tier in one.tiers]
        if True in ends[:-1]:
            what = Text(
                f"{one.id} 第 {ends.index(True) + 1} 档没有 where，后面的档都落空",
                f"tier {ends.index(True) + 1} of {one.id} has no where: no row comes to those behind it",
            )
            yield kpis, one.at, what, Text("没有 where 的一档放在最后。", "Let the tier without where be the last.")
        for number, tier in enumerate(one.tiers, 1):
            worth = _number(tier.points)
            if tier.cap is not None and worth is not None and worth > tier.cap:
                what = Text(
                    f"{one.id} 第 {number} 档一篇 {plain(worth)} 分，封顶却只有 {plain(tier.cap)} 分",
                    f"a piece of tier {number} of {one.id} is worth {plain(worth)}, its cap is {plain(tier.cap)}",
                )
                yield kpis, one.at, what, Text("核对 points 和 cap。", "Check points and cap.")


def once(kpis: KpiSet) -> Iterator[Doubt]:
    """Points for publications in which a piece counts as often as it was reprinted."""
    for one in _scored(kpis):
        if one.type == "points" and one.fact == "publication" and not one.once:
            what = Text(f"{one.id} 没有写 once，转载几次就计几次", f"{one.id} has no once: a reprint counts each time")
            hint = Text(
                "写 once: title_key；确实每次都计的，写 silence 和理由。",
                "Write once: title_key, or silence it with the reason.",
            )
            yield kpis, one.at, what, hint


def _number(words: str) -> Fraction | None:
    try:
        return Fraction(words)
    except ValueError:
        return None


def _scored(kpis: KpiSet) -> Iterator[Measure]:
    """The measures that are scored, and those that they are made of."""
    yield from map(kpis.measures.__getitem__, components(kpis.measures, kpis.scored_measures))
