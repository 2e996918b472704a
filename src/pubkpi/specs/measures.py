"""kpi_specs/measures/*.yaml → measures by id."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pubkpi.model.errors import Problems, SpecError
from pubkpi.model.kpis.amounts import Shape
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import NOTHING, Text
from pubkpi.specs.lint import nature
from pubkpi.workspace.yaml import language, yamlfile
from pubkpi.workspace.yaml.node import Node


def read(folder: Path) -> Mapping[str, Measure]:
    """All measures of the YAML files in *folder*, by id; an id that stands twice is refused."""
    measures: Mapping[str, Measure] = {}
    problems = Problems()
    for path in sorted(folder.glob("*.yaml")):
        with problems:
            measures = of(yamlfile.read(path), measures)
    problems.refuse()
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
            measures[key] = language.read(Measure, node)
    labels = {key: one.label for key, one in measures.items()}
    return {key: Shape(nature.shape(measures, key), labels.get(key, NOTHING)) for key in nodes} or None


def of(listed: Node, others: Mapping[str, Measure]) -> Mapping[str, Measure]:
    """*others* and the measures that are *listed*; an id that stands twice is refused."""
    measures, problems = dict(others), Problems()
    for key, node in listed.items():
        with problems:
            if key in measures:
                what = Text(f"指标 {key} 定义了两次", f"the measure {key} is defined twice")
                at = measures[key].at
                raise node.wrong(what, Text(f"另一处在 {at}。", f"The other one is at {at}."))
            measures[key] = language.read(Measure, node)
    problems.refuse()
    return measures
