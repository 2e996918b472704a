"""人数 and 次数 in one sum: people counted once and each of their acts are two things, and never added."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from pubkpi.model.errors import SpecError
from pubkpi.model.facts import Fact
from pubkpi.model.kpis.measures import Formula, Measure
from pubkpi.model.text import PlacedText, Text

if TYPE_CHECKING:
    from sqlglot import exp

_PEOPLE = ("people", "人", "人数", "去重人数")
_TIMES = ("person_times", "reads", "plays", "times", "人次", "次", "次数")
_HINT = Text("只加同一种数，或分开写成两个指标。", "Add one kind only, or make two measures of it.")


def refuse_in_formula(measure: Measure, formula: Formula, measures: Mapping[str, Measure]) -> None:
    """Raise SpecError where the *formula* of a derived *measure* adds one of people to one of times."""
    operator, *parts = formula
    inner = [part for part in parts if isinstance(part, list)]
    if operator in ("+", "-"):
        named = [one for part in inner for one in _summands(part)]
        people = next((one for one in named if one in measures and measures[one].unit in _PEOPLE), None)
        times = next((one for one in named if one in measures and measures[one].unit in _TIMES), None)
        if people and times:
            where = measure.expr.at(0) if isinstance(measure.expr, PlacedText) else measure.at
            raise SpecError(where, _mixture_words(people, times), _HINT)
    for part in inner:
        refuse_in_formula(measure, part, measures)


def _summands(formula: Formula) -> list[str]:
    """The measures that are added up in *formula* as they are."""
    operator, *parts = formula
    if operator == "measure":
        return [str(parts[0])]
    if operator not in ("+", "-", "negative"):
        return []
    return [one for part in parts if isinstance(part, list) for one in _summands(part)]


def refuse_in_row(tree: "exp.Expr", words: str, at: str) -> "exp.Expr":
    """The expression *tree*; SpecError where it adds the people and the times of one act, as sharers and shares."""
    from sqlglot import exp

    from pubkpi.measure.expressions.expression import place

    for node in tree.find_all(exp.Add):
        read = {one.name for one in node.find_all(exp.Column)}
        for name in sorted(read):
            act = name.removesuffix("_users")
            other = next((one for one in (f"{act}_count", f"{act}s") if one in read), None)
            if act != name and other:
                raise SpecError(place(words, node, at), _mixture_words(name, other), _HINT)
    return tree


def _mixture_words(people: str, times: str) -> Text:
    return Text(
        f"{people} 是人数，{times} 是次数（人次），不能相加",
        f"{people} counts people, {times} counts times: they are never added",
    )


def manner(fact: Fact, measure: Measure) -> tuple[str, ...]:
    """The column that says how the numbers were counted that *measure* adds up, if there is one."""
    words = f"{measure.expr} {measure.denominator} {measure.part}"
    adds = measure.type not in ("count", "distinct", "max")
    names = {one.manner for one in fact.columns if one.manner and adds and re.search(rf"\b{one.name}\b", words)}
    return tuple(sorted(names))


def ways(name: str) -> "exp.Expr":
    """In how many ways the rows were counted, by their column *name*; a blank cell means 人次, as the form says."""
    from sqlglot import exp

    told = exp.func("coalesce", exp.column(name, quoted=True), exp.convert("人次"))
    return exp.Count(this=exp.Distinct(expressions=[told]))
