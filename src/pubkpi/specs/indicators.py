"""An indicator of a scorecard: what it measures, how its value becomes a score, and what if there is none."""

import re
from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import get_args

from pubkpi.model.errors import UsageError
from pubkpi.model.kpis import Direction, Indicator, Method, Points
from pubkpi.model.kpis.assessment import Consequence, Kind
from pubkpi.model.kpis.grading import Baseline, MissingRule, NotApplicableRule, Policy
from pubkpi.model.kpis.statements import ConflictingValue
from pubkpi.model.periods import QUARTER, YEAR, Period
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text
from pubkpi.specs.lint.doubts import SILENT
from pubkpi.workspace.yaml.node import Node
from pubkpi.workspace.yaml.numbers import decimal, integer, number, points

_LEAF = (
    "id label weight measure direction method at_baseline at_target baseline target steps knots goalposts range floor "
    "cap missing not_applicable due check owner choice caveat also_stated shows silence kind consequences"
).split()
# keys that mean something to these methods only
_OF_METHODS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "at_baseline": ("attainment",),
        "at_target": ("attainment",),
        "steps": ("steps",),
        "knots": ("piecewise",),
        "goalposts": ("goalposts", "log_goalposts"),
        "range": ("target_range",),
    }
)
_BASELINE = "measured entities".split()
_CHECK = "measure quarter equals".split()
_POINT = "value points label".split()
_ENDS = "worst best".split()
_EXCEPTION = "entities reason".split()
_OTHER = "value where reason".split()
_CORNERS = ("zero_below", "full_from", "full_to", "zero_above")
_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)  # a target of a year, among those of quarters


def indicator(node: Node, above: MissingRule) -> Indicator:
    """The indicator at *node*; without a policy of its own for missing values it takes the one *above*."""
    node.only(*_LEAF)
    method = _method(node)
    dated = node["target"].items()
    return Indicator(
        id=node["id"].word(),
        label=node["label"].text(),
        weight=Fraction(decimal(node["weight"])),
        measure=node["measure"].word(),
        direction=node["direction"].choice(get_args(Direction)),  # type: ignore[arg-type]  # as checked
        method=method,  # type: ignore[arg-type]  # as checked
        baseline=_baseline(node["baseline"]),
        targets=tuple(sorted((_key_quarter(node, key), number(one)) for key, one in dated if not _YEAR.fullmatch(key))),
        at=node.at,
        year_targets=tuple(sorted((YEAR.parse(key), number(one)) for key, one in dated if _YEAR.fullmatch(key))),
        at_baseline=_or(node["at_baseline"], 60),
        at_target=_or(node["at_target"], 100),
        floor=_or(node["floor"], 0),
        # an index has no end of its own, and must not be cut off at 100 unsaid
        cap=points(node["cap"]) if method == "value" else _or(node["cap"], 100),
        goalposts=_goalposts(node["goalposts"]) if method in _OF_METHODS["goalposts"] else None,
        plateau=_plateau(node["range"]) if method == "target_range" else None,
        knots=_points(node["knots"]),
        missing=missing(node["missing"].only("policy", "quarters"), above),
        not_applicable=_exception(node["not_applicable"]) if node["not_applicable"] else None,
        steps=_points(node["steps"]),
        step_labels={number(one["value"]): one["label"].text() for one in node["steps"].each() if one["label"]} or None,
        due=as_quarter(node["due"]) if node["due"] else None,
        owner=node["owner"].text(""),
        choice=node["choice"].text(""),
        caveat=node["caveat"].text() if node["caveat"] else None,
        also_stated=tuple(map(_other, node["also_stated"].each())),
        shows=node["shows"].word(""),
        silence=silenced(node["silence"]),
        kind=node["kind"].choice(get_args(Kind), "result"),  # type: ignore[arg-type]  # as checked
        consequences=consequences(node["consequences"]) if "consequences" in node.mapping() else None,
        check=_check(node["check"].only(*_CHECK)) if node["check"] else None,
    )


def _method(node: Node) -> str:
    method = node["method"].choice(get_args(Method))
    for key, methods in _OF_METHODS.items():
        if node[key] and method not in methods:
            what = Text(f"{method} 不用 {key}", f"{method} takes no {key}")
            zh, en = "、".join(methods), ", ".join(methods)
            raise node[key].wrong(what, Text(f"它只和 method: {zh} 一起写。", f"It goes with method: {en}."))
    return method


def consequences(node: Node) -> tuple[Consequence, ...]:
    """What hangs on an indicator, as *node* lists it; an empty list is nothing."""
    return tuple(one.choice(get_args(Consequence)) for one in node.each())  # type: ignore[misc]  # as checked


def silenced(node: Node) -> dict[str, Text]:
    """The rules of `pubkpi check` that are to keep quiet about what *node* belongs to, each with the reason."""
    known = [f"check.{name}" for name in SILENT]
    return {key: reason.text() for key, reason in node.only(*known).items()}


def missing(node: Node, above: MissingRule) -> MissingRule:
    """The policy for missing values that *node* names, or the one *above*."""
    if not node["policy"]:
        if node["quarters"]:
            raise node["quarters"].wrong(
                Text("quarters 只和 policy: carry 一起写", "quarters goes with policy: carry only")
            )
        return above
    policy = node["policy"].choice(get_args(Policy))
    quarters = integer(node["quarters"], 0)
    if (policy == "carry") != (quarters > 0):
        what = Text(
            "carry 要写 quarters：最多沿用几个季度以前的数值；其他办法不写",
            "carry needs quarters, how many quarters old a value may be; no other policy takes it",
        )
        raise node["policy"].wrong(
            what, Text("如 {policy: carry, quarters: 1}。", "As in {policy: carry, quarters: 1}.")
        )
    return MissingRule(policy, quarters)  # type: ignore[arg-type]  # as checked


def as_quarter(node: Node) -> Period:
    """The quarter that *node* names."""
    try:
        return QUARTER.parse(node.word())
    except UsageError as problem:
        raise node.wrong(problem.what, problem.hint) from problem


def _or(node: Node, default: int) -> Fraction:
    return points(node) if node else Fraction(default)


def _goalposts(node: Node) -> tuple[Fraction, Fraction]:
    node.only(*_ENDS)
    return number(node["worst"]), number(node["best"])


def _plateau(node: Node) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    node.only(*_CORNERS)
    a, low, high, b = (number(node[key]) for key in _CORNERS)
    return a, low, high, b


def _points(node: Node) -> Points:
    listed = [one.only(*_POINT) for one in node.each()]
    return tuple((number(one["value"]), points(one["points"])) for one in listed)


def _exception(node: Node) -> NotApplicableRule:
    node.only(*_EXCEPTION)
    entities = node["entities"].words()
    if not entities:
        node["entities"].word()  # raises, with the place
    return NotApplicableRule(entities, node["reason"].text())


def _check(node: Node) -> tuple[str, Period, Fraction]:
    return node["measure"].word(), as_quarter(node["quarter"]), number(node["equals"])


def _key_quarter(node: Node, key: str) -> Period:
    try:
        return QUARTER.parse(key)
    except UsageError as problem:
        raise node["target"][key].wrong(problem.what, problem.hint) from problem


def _baseline(node: Node) -> Baseline:
    if isinstance(node.data, dict):
        return _baselines(node.only(*_BASELINE))
    return Baseline(value=number(node)) if node else Baseline()


def _baselines(node: Node) -> Baseline:
    """One to be measured, or those that are stated for each entity."""
    if bool(node["measured"]) == bool(node["entities"]):
        what = Text("写 measured 或 entities 之一", "either measured or entities says what the baseline is")
        raise node.wrong(what, Text("{measured: 2023Q4} 或 {entities: {部门: 5万}}。", "{measured: 2023Q4}."))
    if node["measured"]:
        return Baseline(measured=as_quarter(node["measured"]))
    stated = {name: number(one) for name, one in node["entities"].items()}
    own = next((name for name in DEPARTMENT if name in stated), None)
    if own:
        stated |= dict.fromkeys(DEPARTMENT, stated[own])
    return Baseline(stated.get(DEPARTMENT[0]), entities=stated)


def _other(node: Node) -> ConflictingValue:
    node.only(*_OTHER)
    return ConflictingValue(node["value"].word(), node["where"].text(), node["reason"].text())
