"""kpi_specs/measures/*.yaml → measures by id."""

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import get_args

from pubkpi.model.errors import SpecError
from pubkpi.model.facts import MEASURABLE
from pubkpi.model.kpis.amounts import Shape
from pubkpi.model.kpis.measures import CoverageRule, Measure, MeasureType, Tier, Window
from pubkpi.model.text import NOTHING, Text, choices_hint
from pubkpi.specs.lint import nature
from pubkpi.workspace.yaml import yamlfile
from pubkpi.workspace.yaml.node import Node
from pubkpi.workspace.yaml.numbers import expression, integer, number, share

_ABOUT = tuple("label definition formula unit owner source tier limits type example".split())
_ROWS = ("platform", "basis", "where", "coverage", "max_censored")
# By type, what it cannot do without, and what else it takes.
_NEEDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "sum": (("fact", "expr"), (*_ROWS, "window", "mean_of_months")),
    "ratio": (("fact", "expr", "denominator"), (*_ROWS, "window", "min_count", "interval")),
    "mean": (("fact", "expr"), (*_ROWS, "window", "min_count")),
    "share": (("fact", "part"), (*_ROWS, "window", "expr", "min_count", "interval")),
    "last": (("fact", "expr"), (*_ROWS, "max_age_days")),
    "count": (("fact",), (*_ROWS, "window", "mean_of_months")),
    "distinct": (("fact", "expr"), (*_ROWS, "window")),
    "max": (("fact", "expr"), (*_ROWS, "window")),
    "derived": (("expr",), ()),
    "growth": (("of",), ("fixed", "previous")),
    "first_of": (("of",), ()),
    "typed": ((), ()),
}
_KEYS = dict.fromkeys((*_ABOUT, *(key for needed, more in _NEEDS.values() for key in (*needed, *more))))


def read(folder: Path) -> Mapping[str, Measure]:
    """All measures of the YAML files in *folder*, by id; an id that stands twice is refused."""
    measures: Mapping[str, Measure] = {}
    for path in sorted(folder.glob("*.yaml")):
        measures = of(yamlfile.read(path), measures)
    return measures


def shapes(folder: Path) -> Mapping[str, Shape] | None:
    """What the values of all measures of the specs in *folder* are like, those of scorecards too, by id: a ``part`` of
    a whole, a ``growth``, another ``share``, or none of these (empty), with their labels. None where the specs cannot
    all be read.
    """
    nodes: dict[str, Node] = {}
    try:
        for path in folder.glob("measures/*.yaml"):
            nodes |= yamlfile.read(path).items()
        for path in folder.glob("*.yaml"):
            nodes |= yamlfile.read(path)["measures"].items()
    except SpecError:
        return None
    measures: dict[str, Measure] = {}
    for key, node in nodes.items():
        with suppress(SpecError):  # what is wrong in it is for `check` to say
            measures[key] = _measure(key, node)
    labels = {key: one.label for key, one in measures.items()}
    return {key: Shape(nature.shape(measures, key), labels.get(key, NOTHING)) for key in nodes} or None


def of(listed: Node, others: Mapping[str, Measure]) -> Mapping[str, Measure]:
    """*others* and the measures that are *listed*; an id that stands twice is refused."""
    measures = dict(others)
    for key, node in listed.items():
        if key in measures:
            what = Text(f"指标 {key} 定义了两次", f"the measure {key} is defined twice")
            raise node.wrong(what, _also(measures[key]))
        measures[key] = _measure(key, node)
    return measures


def _also(other: Measure) -> Text:
    return Text(f"另一处在 {other.at}。", f"The other one is at {other.at}.")


def _measure(key: str, node: Node) -> Measure:
    kind = _type(node)
    return Measure(
        id=key,
        label=node["label"].text(),
        definition=node["definition"].text(),
        formula=node["formula"].text(),
        unit=node["unit"].word(),
        owner=node["owner"].text(""),
        source=node["source"].text(),
        tier=node["tier"].choice([tier for tier in get_args(Tier) if tier], "") if node["tier"] else "",  # type: ignore[arg-type]  # as checked
        limits=node["limits"].text(""),
        type=kind,  # type: ignore[arg-type]  # one of the literals, as checked
        at=node.at,
        fact=node["fact"].choice(MEASURABLE) if node["fact"] else "",
        platform=node["platform"].word(""),
        basis=node["basis"].word(""),
        expr=expression(node["expr"]),
        denominator=expression(node["denominator"]),
        where=expression(node["where"]),
        part=expression(node["part"]),
        window=node["window"].choice(get_args(Window), "quarter"),  # type: ignore[arg-type]  # as checked
        mean_of_months=_flag(node["mean_of_months"]),
        max_age_days=integer(node["max_age_days"], 0),
        min_count=integer(node["min_count"], 0),
        interval=_flag(node["interval"]),
        coverage=_coverage(node["coverage"]) if node["coverage"] else None,
        of=node["of"].words(),
        fixed=number(node["fixed"]) if node["fixed"] else None,
        previous=node["previous"].choice(("quarter", "year")) if node["previous"] else "",  # type: ignore[arg-type]  # as checked
        example=node["example"].mapping() or None,
        max_censored=_share(node["max_censored"]) if node["max_censored"] else None,
    )


def _type(node: Node) -> str:
    """The type of a measure, once all its keys are known to go with it."""
    node.only(*_KEYS)
    kind = node["type"].choice(get_args(MeasureType))
    needed, more = _NEEDS[kind]
    absent = next((name for name in needed if not node[name]), None)
    if absent:
        node[absent].word()  # raises, with the place
    for key, given in node.items():
        if key not in (*_ABOUT, *needed, *more):
            raise given.wrong(
                Text(f"{kind} 不用 {key}", f"{kind} takes no {key}"),
                choices_hint((*needed, *more)) if needed or more else NOTHING,
            )
    if kind == "growth":
        _compared(node)
    if node["coverage"]["by"].data == "quarters" and node["window"].data == "month":
        what = Text("按季登记的表不能只看一个月", "what is declared by the quarter says nothing about a month")
        raise node["window"].wrong(what, Text("改用 window: quarter。", "Write window: quarter."))
    return kind


def _compared(node: Node) -> None:
    """A growth is that of one measure, over one thing."""
    if len(node["of"].each()) != 1:
        raise node["of"].wrong(Text("growth 的 of 只写一个指标", "of names one measure of which this is the growth"))
    if bool(node["fixed"]) == bool(node["previous"]):
        what = Text("growth 要写 fixed 或 previous，只写一个", "growth needs either fixed or previous")
        raise node.wrong(what, Text("previous: quarter 环比，previous: year 同比。", "previous: quarter or year."))
    if node["fixed"] and number(node["fixed"]) <= 0:
        raise node["fixed"].wrong(Text("应大于 0", "must be above 0"))


def _flag(node: Node) -> bool:
    if node and not isinstance(node.data, bool):
        raise node.wrong(
            Text(
                f"应是 true 或 false，不带引号，不是 {node.data}",
                f"true or false without quotes is expected, not {node.data!r}",
            )
        )
    return bool(node.data)


def _share(node: Node) -> Fraction:
    share = number(node)
    if not 0 <= share <= 1:
        raise node.wrong(Text("应在 0 与 1 之间，如 0.7 或 70%", "must lie between 0 and 1: 0.7 or 70%"))
    return share


def _coverage(node: Node) -> CoverageRule:
    node.only("by", "min", "basis", "of")
    by = node["by"].choice(("days", "rows", "posts", "months", "quarters", "accounts"))
    return CoverageRule(
        by,  # type: ignore[arg-type]  # as checked
        share(node["min"]),
        node["basis"].word("" if by != "posts" else None),
        expression(node["of"]) or node["of"].word("" if by != "posts" else None),
    )
