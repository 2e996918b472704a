"""kpi_specs/measures/*.yaml → measures by id."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from pubkpi.model.errors import ErrorList, SpecError
from pubkpi.model.kpis.amounts import OTHERS, UNREAD, Shape
from pubkpi.model.kpis.measures import InlineMeasure, Measure
from pubkpi.model.text import NOTHING, Text, text_of
from pubkpi.specs.adjustments import written_items
from pubkpi.specs.lint.measures import measure_kinds
from pubkpi.workspace.yaml import language, yaml_file
from pubkpi.workspace.yaml.node import Node

Measures = Mapping[str, Measure]
_WORD = re.compile(r"\w+")


def read(folder: Path) -> Measures:
    """All measures of the YAML files in *folder*, by id; an id that stands twice is refused."""
    measures: Measures = {}
    problems = ErrorList()
    for path in sorted(folder.glob("*.yaml")):
        with problems:
            measures = joined(measures, language.load(Measures, path))
    problems.refuse()
    return measures


def shapes(folder: Path) -> Mapping[str, Shape] | None:
    """What the values of all measures of the specs in *folder* are like, those of scorecards too, by id: a ``part`` of
    a whole, a ``growth``, another ``share``, or none of these (empty), with their labels; UNREAD where that cannot be
    read. None without any measure.
    """
    nodes, own, leaves, found = dict[str, Node](), dict[str, Node](), list[Node](), dict[str, Shape]()
    for path in (*folder.glob("measures/*.yaml"), *folder.glob("*.yaml")):
        try:
            node = yaml_file.read(path)
            if path.parent == folder:
                own |= node["measures"].items()
                leaves += (*_with_measures(node), *_at_items(node))
            else:
                nodes |= node.items()
        except SpecError:  # what is wrong in it is for `check` to say
            found[OTHERS] = Shape(UNREAD, NOTHING)
    measures: dict[str, Measure] = {}
    for key, node in nodes.items():
        with suppress(SpecError):
            measures[key] = language.read(Measure, node)
    for key, node in own.items():
        with suppress(SpecError):
            measures[key] = language.read(InlineMeasure, node).measure(key, text_of(key))
    for leaf in leaves:
        with suppress(SpecError):
            id = leaf["id"].word()
            measures[id] = language.read(InlineMeasure, leaf["measure"]).measure(id, leaf["label"].text(id))
    keys = dict.fromkeys((*nodes, *own, *(str(leaf["id"].data) for leaf in leaves)))
    labels = {key: one.label for key, one in measures.items()}
    found |= {key: Shape(measure_kinds.shape(measures, key), labels.get(key, NOTHING)) for key in keys}
    return found or None


def _with_measures(node: Node) -> Iterator[Node]:
    """The indicators below *node*, a scorecard or a dimension, at which their measure is written."""
    yield from (one for one in node["indicators"].each() if isinstance(one["measure"].data, dict))
    for one in node["dimensions"].each():
        yield from _with_measures(one)


def _at_items(node: Node) -> Iterator[Node]:
    """The vetoes and items of the scorecard *node* at which their measure is written."""
    yield from (one for one in written_items(node["adjustments"]) if isinstance(one["measure"].data, dict))


def components(measures: Measures, names: Iterable[str]) -> list[str]:
    """Those of *names* that are *measures*, and the measures that these are made of, each once."""
    waiting, found = [*names], dict[str, None]()
    while waiting:
        name = waiting.pop()
        if name in measures and name not in found:
            found[name] = None
            one = measures[name]
            waiting += [*one.of, *(_WORD.findall(one.expr) if one.type == "derived" else ())]
    return list(found)


def joined(others: Measures, own: Measures) -> Measures:
    """*others* and the *own* measures; an id that stands twice is refused."""
    twice = [(one, others[key]) for key, one in own.items() if key in others]
    ErrorList(
        SpecError(
            one.at,
            Text(f"指标 {one.id} 定义了两次", f"the measure {one.id} is defined twice"),
            Text(f"另一处在 {other.at}。", f"The other one is at {other.at}."),
        )
        for one, other in twice
    ).refuse()
    return {**others, **own}
