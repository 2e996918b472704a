"""The plan of the year before, rolled forward; what it says of years that are over is left for people to say."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from textwrap import indent
from typing import NamedTuple

from pubkpi.model.kpis import KpiSet
from pubkpi.model.text import Lang
from pubkpi.specs.plans.plan_edits import (
    STATEMENTS,
    YEAR_WORDS,
    BaseChange,
    CarriedValue,
    PlanEdits,
    baseline_quarter,
    later_years,
    leaf_places,
)
from pubkpi.workspace.yaml.node import Node, Place
from pubkpi.workspace.yaml.yaml_text import YamlText, scalar


class OldYear(NamedTuple):
    """A line that still speaks of a year that is over: its file, its number, its words."""

    file: str
    line: int
    words: str


@dataclass(frozen=True, slots=True)
class NextPlan:
    """The *text* of the next plan, what was *carried* over and how, the keys that were left out, and of the measures
    that are *rebased* how.
    """

    text: str
    carried: tuple[CarriedValue, ...]
    omitted: tuple[str, ...]
    rebased: Mapping[str, BaseChange]


def next_plan(
    node: Node, kpis: KpiSet, name: str, quarters: int, values: Mapping[str, Fraction], lang: Lang = "zh"
) -> NextPlan:
    """The plan of *node*, as many *quarters* later, called *name*, with comments in *lang*; *values* are those of its
    measures in the quarter of its new baselines, as far as there are any.
    """
    edits = PlanEdits(YamlText(node), kpis, quarters, values, lang)
    if node["id"]:
        edits.replace(("id",), scalar(name))
    labels: list[Place] = (
        [("label", lang) for lang in node.data["label"]] if isinstance(node.data["label"], dict) else []
    )
    for label in labels or [("label",)]:
        edits.replace(label, scalar(later_years(str(edits.value(label)), quarters)))
    statements = [one for one in node.source.keys if one[-1] in STATEMENTS and "measures" not in one]
    for place in statements:
        edits.text.remove(place)
    leaves = {leaf.id: leaf for leaf in kpis.in_force(kpis.valid[1]).indicators}
    for home, id in leaf_places(edits.text):
        if id in leaves:
            edits.carry_over(home, leaves[id])
        else:
            edits.keep_last(home, "weight")
    edits.shift()
    omitted = tuple(dict.fromkeys(str(one[-1]) for one in statements))
    return NextPlan(edits.text.text, tuple(edits.carried), omitted, edits.rebased)


def with_measures(text: str, entries: Iterable[str]) -> str:
    """The *text* of a plan with the *entries* of measures of its own."""
    words = "\n\n".join(indent(one, "  ") for one in entries)
    head = re.search(r"^measures:[^\n]*\n", text, re.MULTILINE)
    if words and head:
        return text[: head.end()] + words + "\n\n" + text[head.end() :]
    return f"{text.rstrip()}\n\nmeasures:\n{words}\n" if words else text


def old_years(
    file: str, text: str, of: tuple[KpiSet, int], skipped: tuple[str, ...] = (), bases: tuple[str, ...] = ()
) -> Iterator[OldYear]:
    """The lines of *text* that speak of a year of the plan or of the one before it, which are over so many quarters
    later, or of one of the old *bases*; not those below the keys *skipped*.
    """
    kpis, quarters = of
    first = kpis.valid[0]
    over = {str(year) for year in range(first.first.year - 1, first.step(quarters).first.year)}
    baseline, depth = str(baseline_quarter(kpis, quarters)), -1
    for number, line in enumerate(text.splitlines(), 1):
        inset = len(line) - len(line.lstrip())
        if line.strip():
            depth = -1 if inset <= depth else depth
        if depth < 0 and line.strip().startswith(tuple(f"{key}:" for key in skipped)):
            depth = inset
        words = line.replace(baseline, "").replace("_", " ")
        numbers = re.findall(r"[\d.,]*\d", words)
        if depth < 0 and (over & {*YEAR_WORDS.findall(words)} or {*numbers} & {*bases}):
            yield OldYear(file, number, line.strip())
