"""kpi_specs/measures/*.yaml → measures by id."""

from collections.abc import Mapping
from pathlib import Path
from typing import get_args

from pubkpi.model.facts import FACTS
from pubkpi.model.kpis import CoverageRule, Measure, MeasureType, Window
from pubkpi.model.text import Text
from pubkpi.specs.numbers import number
from pubkpi.workspace import yamlfile
from pubkpi.workspace.yamlfile import Node

_KEYS = (
    "label definition formula unit owner source limits type fact basis expr denominator where window mean_of_months "
    "max_age_days min_count interval coverage of example"
).split()
_NEEDS = {
    "sum": ("fact", "expr"),
    "ratio": ("fact", "expr", "denominator"),
    "last": ("fact", "expr"),
    "count": ("fact",),
    "distinct": ("fact", "expr"),
    "max": ("fact", "expr"),
    "derived": ("expr",),
    "first_of": ("of",),
    "typed": (),
}


_DATED = tuple(fact.name for fact in FACTS if fact.day)


def read(folder: Path) -> Mapping[str, Measure]:
    """All measures of the YAML files in *folder*, by id; an id that stands twice is refused."""
    measures: dict[str, Measure] = {}
    for path in sorted(folder.glob("*.yaml")):
        for key, node in yamlfile.read(path).items():
            if key in measures:
                raise node.wrong(
                    Text(f"指标 {key} 定义了两次", f"the measure {key} is defined twice"), _also(measures[key])
                )
            measures[key] = _measure(key, node)
    return measures


def _also(other: Measure) -> Text:
    return Text(f"另一处在 {other.at}。", f"The other one is at {other.at}.")


def _measure(key: str, node: Node) -> Measure:
    node.only(*_KEYS)
    kind = node["type"].choice(get_args(MeasureType))
    absent = next((name for name in _NEEDS[kind] if not node[name]), None)
    if absent:
        node[absent].word()  # raises, with the place
    return Measure(
        id=key,
        label=node["label"].text(),
        definition=node["definition"].text(),
        formula=node["formula"].text(),
        unit=node["unit"].word(),
        owner=node["owner"].text(""),
        source=node["source"].text(),
        limits=node["limits"].text(""),
        type=kind,  # type: ignore[arg-type]  # one of the literals, as checked
        at=node.at,
        fact=node["fact"].choice(_DATED) if node["fact"] else "",
        basis=node["basis"].word(""),
        expr=node["expr"].word(""),
        denominator=node["denominator"].word(""),
        where=node["where"].word(""),
        window=node["window"].choice(get_args(Window), "quarter"),  # type: ignore[arg-type]  # as checked
        mean_of_months=_flag(node["mean_of_months"]),
        max_age_days=node["max_age_days"].whole(0),
        min_count=node["min_count"].whole(0),
        interval=_flag(node["interval"]),
        coverage=_coverage(node["coverage"]) if node["coverage"] else None,
        of=node["of"].words(),
        example=node["example"].mapping() or None,
    )


def _flag(node: Node) -> bool:
    if node and not isinstance(node.data, bool):
        raise node.wrong(Text(f"应是 true 或 false，不是 {node.data}", f"true or false is expected, not {node.data!r}"))
    return bool(node.data)


def _coverage(node: Node) -> CoverageRule:
    node.only("by", "min", "basis", "of")
    by = node["by"].choice(("days", "rows", "posts", "months", "quarters", "accounts"))
    return CoverageRule(
        by,  # type: ignore[arg-type]  # as checked
        number(node["min"]),
        node["basis"].word("" if by != "posts" else None),
        node["of"].word("" if by != "posts" else None),
    )
