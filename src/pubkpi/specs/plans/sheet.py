"""A scorecard's file → its sheet: which cells it has, and what it has that no cell shows."""

import re
from collections.abc import Iterator
from fractions import Fraction

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.plan_sheet import PlanCell, PlanColumn, PlanRemark, PlanRow, PlanSheet
from pubkpi.model.periods import QUARTER, Period, between, period
from pubkpi.model.text import NOTHING, Lang, Text, same
from pubkpi.printing.terms import METHODS, unit_text
from pubkpi.specs.dimension import DimensionEntry
from pubkpi.specs.indicator import IndicatorEntry
from pubkpi.specs.scorecard import ScorecardFile
from pubkpi.workspace.yaml import language, numbers
from pubkpi.workspace.yaml.node import Node

MEASURED = Text("实测 ", "measured ")
DIRECTIONS = {"up": Text("越高越好", "higher is better"), "down": Text("越低越好", "lower is better"),
              "range": Text("在区间内", "within a range")}  # fmt: skip
TEXT_KEYS = ("label", "owner", "choice", "caveat")
_MOST_QUARTERS = 8
_BEHIND = re.compile("[：，（；]")  # what a key is called ends there; its explanation follows
_BY_ENTITY = Text("各对象不同，在 YAML 里改", "differs by entity: edit the YAML")
_SUM = Text("是下级之和，改下级", "the sum of those below: change them")
_ONLY_SHOWN = Text("只供参考，在 YAML 里改", "for information: edit the YAML")
_OF_MEASURE = Text("取自指标口径，可以改成别人，不能清空", "that of the measure; write another, but not nobody")
_SAME = Text("各期同一个目标，可以按期改，不能清空", "one target for all periods; write others, but not nothing")
_NONE = Text("这种计分方法没有目标", "this method has no targets")
_SHOWN = {
    "id",
    "weight",
    "measure",
    "direction",
    "method",
    "baseline",
    "target",
    "indicators",
    "dimensions",
    *TEXT_KEYS,
}


def plan_sheet(node: Node, kpis: KpiSet, lang: Lang) -> PlanSheet:
    """The scorecard of *node* as a sheet in *lang*."""
    adds_up = node["weights"].word("points") == "points" and not node["aggregate"]
    adds_up = adds_up and not any(isinstance(_weight(one), str) for one, _ in nodes(node))
    columns = _columns(kpis, lang)
    rows = [row for one in node["dimensions"].each() for row in _rows(one, 0, kpis, (columns, lang, adds_up))]
    rows += [_leaf(one, 0, kpis, columns, lang) for one in node["indicators"].each()]
    listed = (*node["dimensions"].each(), *node["indicators"].each())
    tops = tuple(one["id"].word() for one in listed) if adds_up else ()
    remarks = (*_remarks(node, rows),)
    return PlanSheet(kpis.id, kpis.label, lang, columns, tuple(rows), tops, remarks)


def nodes(node: Node) -> Iterator[tuple[Node, bool]]:
    """Each dimension and indicator of *node*, a scorecard or a dimension, and whether it is an indicator."""
    yield from ((leaf, True) for leaf in node["indicators"].each())
    for one in node["dimensions"].each():
        yield one, False
        yield from nodes(one)


def target_key(when: Period) -> str:
    """The key of the column with the targets of *when*."""
    return f"target {when}"


def _columns(kpis: KpiSet, lang: Lang) -> tuple[PlanColumn, ...]:
    dated = {when for leaf in kpis.indicators for when, _ in leaf.stated}
    quarters = between(*kpis.valid) if kpis.valid[0].kind is QUARTER else ()
    periods = sorted(dated | ({*quarters} if dated and len(quarters) <= _MOST_QUARTERS else set()))
    words = tuple(one.say(lang) for one in DIRECTIONS.values())
    return (
        PlanColumn("id", Text("标识", "id"), 22),
        PlanColumn("label", Text("名称", "name"), 26),
        PlanColumn("weight", Text("权重", "weight"), 9),
        PlanColumn("unit", Text("单位", "unit"), 11),
        PlanColumn("direction", Text("方向", "direction"), 13, words),
        PlanColumn("method", Text("计分方法", "method"), 13),
        PlanColumn("baseline", Text("基线", "baseline"), 15),
        *(PlanColumn(target_key(one), Text(f"目标 {one}", f"target {one}"), 15) for one in periods),
        PlanColumn("owner", Text("负责人", "owner"), 16),
        PlanColumn("choice", Text("取舍说明", "choice"), 40),
        PlanColumn("caveat", Text("疑点", "caveat"), 40),
    )


def _rows(node: Node, depth: int, kpis: KpiSet, of: tuple[tuple[PlanColumn, ...], Lang, bool]) -> Iterator[PlanRow]:
    """The row of the dimension *node*, and those below it."""
    columns, lang, adds_up = of
    leaves, below = node["indicators"].each(), node["dimensions"].each()
    adds_here = adds_up and not node["aggregate"]
    weight = PlanCell(_weight(node), is_open=not adds_here, why=_SUM if adds_here else NOTHING)
    cells = {"id": PlanCell(node["id"].word(), why=_ONLY_SHOWN), "label": _text(node, "label", lang), "weight": weight}
    children = tuple(one["id"].word() for one in (*leaves, *below)) if adds_here else ()
    yield PlanRow(node["id"].word(), depth, cells, children)
    for leaf in leaves:
        yield _leaf(leaf, depth + 1, kpis, columns, lang)
    for one in below:
        yield from _rows(one, depth + 1, kpis, of)


def _leaf(node: Node, depth: int, kpis: KpiSet, columns: tuple[PlanColumn, ...], lang: Lang) -> PlanRow:
    leaf = next(one for one in kpis.indicators if one.id == node["id"].word())
    measure, direction = kpis.measures[leaf.measure], DIRECTIONS[leaf.direction].say(lang)
    cells = {
        "id": PlanCell(node["id"].word(), why=_ONLY_SHOWN),
        "label": _text(node, "label", lang),
        "weight": PlanCell(_weight(node), is_open=True),
        "unit": PlanCell(unit_text(measure.unit).say(lang), why=_ONLY_SHOWN),
        "direction": PlanCell(direction, is_open=True),
        "method": PlanCell(_method(leaf.method, lang), why=_ONLY_SHOWN),
        "baseline": _baseline(node, lang),
        **{one.key: _target(node, one.key.partition(" ")[2]) for one in columns if one.key.startswith("target ")},
        **{key: _text(node, key, lang) for key in ("owner", "choice", "caveat")},
    }
    if not node["owner"]:
        cells["owner"] = PlanCell(measure.owner.say(lang) or None, is_open=True, why=_OF_MEASURE)
    return PlanRow(node["id"].word(), depth, cells, is_share=measure.unit == "share")


def _method(name: str, lang: Lang) -> str:
    return METHODS[name].say(lang) if name in METHODS else name


def _weight(node: Node) -> Fraction | str:
    first = first_version(node["weight"])
    is_sum = isinstance(first.data, str) and not numbers.is_written_plainly(first.data)
    return str(first.data) if is_sum else numbers.points(first)


def first_version(written: Node) -> Node:
    """The weight or target that is *written*; of several in the course of time the one that the plan begins with."""
    one = written[0] if isinstance(written.data, list) else written
    return one["is"] if isinstance(one.data, dict) and "is" in one.data else one


def _text(node: Node, key: str, lang: Lang) -> PlanCell:
    data = node[key].data
    return PlanCell((data.get(lang) if isinstance(data, dict) else data) or None, is_open=True)


def _baseline(node: Node, lang: Lang) -> PlanCell:
    written = node["baseline"]
    if isinstance(written.data, dict):
        if "measured" in written.data:
            return PlanCell(f"{MEASURED.say(lang)}{written['measured'].word()}", is_open=True)
        return PlanCell(None, why=_BY_ENTITY)
    return PlanCell(number_or_words(written), is_open=True)


def _target(node: Node, period: str) -> PlanCell:
    written = first_version(node["target"])
    if not written:
        return PlanCell(None, why=_NONE)
    if not isinstance(written.data, dict):
        return PlanCell(number_or_words(written), is_open=True, why=_SAME)
    keys = target_names(written)
    return PlanCell(number_or_words(written[keys[period]]) if period in keys else None, is_open=True)


def target_names(written: Node) -> dict[str, str]:
    """What each period is called in the target path that is *written*."""
    return {str(period(key)): key for key in written.mapping()}


def number_or_words(node: Node) -> Fraction | str | None:
    """The number at *node*, or, where it is written as a sum, its words; None where there is none."""
    if not node:
        return None
    try:
        exact = numbers.number(node)
    except SpecError:
        return str(node.data)
    return exact if not isinstance(node.data, str) or numbers.is_written_plainly(node.data) else node.data


def _remarks(node: Node, rows: list[PlanRow]) -> Iterator[PlanRemark]:
    """What the file has that no cell shows: by key, of which dimensions and indicators."""
    words = {
        one.key: Text(_BEHIND.split(one.description.zh)[0], one.description.en)
        for cls in (IndicatorEntry, DimensionEntry, ScorecardFile)
        for one in language.entries(cls)
    }
    for key in node.mapping():
        if key not in ("id", "label", "dimensions", "indicators"):
            yield PlanRemark(key, words.get(key, same(key)))
    found: dict[str, list[str]] = {}
    for one, _ in nodes(node):
        for key in one.mapping():
            if key not in _SHOWN:
                found.setdefault(key, []).append(one["id"].word())
    for row in rows:
        for key, cell in row.cells.items():
            if cell.why == _BY_ENTITY:
                found.setdefault(key.partition(" ")[0], []).append(row.id)
    for key, names in found.items():
        yield PlanRemark(key, words.get(key, same(key)), same(", ".join(dict.fromkeys(names))))
    other = Text("另一种语言的名称和说明", "names and notes in the other language")
    yield PlanRemark("zh / en", Text("另一种语言", "zh / en"), other)
    yield PlanRemark("#", Text("注释", "#"), Text("以 # 开头的话", "comments"))
