"""What a user wants otherwise, ``id=value`` for each option, as a scenario of a scorecard."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, get_args

from pubkpi.model.errors import SpecError, UsageError
from pubkpi.model.explanations.scenarios import Scenario
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Policy
from pubkpi.model.text import Text, choices_hint
from pubkpi.specs.lint.measures.measure_kinds import ends
from pubkpi.workspace.yaml import numbers
from pubkpi.workspace.yaml.node import Node, Source

KINDS = ("value", "target", "baseline", "weight", "cap", "policy")
_LIMIT = 10**15  # beyond it a float has no decimals left
_MISSING = ("missing", "缺失")
_BY_TARGET = ("attainment", "completion", "hold")
_POLICIES = tuple(one for one in get_args(Policy) if one != "group_mean")
_SPELLING = Text("写成 标识=值，如 monthly_reads=200000。", "Write id=value, such as monthly_reads=200000.")


def scenario(kpis: KpiSet, options: Mapping[str, Sequence[str]]) -> Scenario:
    """The scenario that *options* (``value``, ``target``, ``baseline``, ``weight``, ``cap``, ``policy``) describe;
    UsageError, which lists the ids that may stand there, for what *kpis* do not have.
    """
    for kind in options:
        if kind not in KINDS:
            raise UsageError(kind, Text("没有这种改动", "there is no such change"), choices_hint(KINDS, kind))
    leaves = {leaf.id: leaf for leaf in kpis.indicators}
    valued = {**kpis.measures, **leaves}
    nodes = {node.id: node for node in kpis.everything}
    graded = {name: leaf for name, leaf in leaves.items() if leaf.method in _BY_TARGET}
    aimed = {name: leaf for name, leaf in graded.items() if leaf.stated}
    values = _pairs("value", options, valued, _value)
    measured = [(leaves[name].measure if name in leaves else name, one) for name, one in values.items()]
    if len(dict(measured)) < len(measured):
        raise UsageError("--value", Text("两处写的是同一个指标", "two of them are about one measure"))
    for name, one in measured:
        _refuse_impossible(kpis, name, one)
    return Scenario(
        values=dict(measured),
        targets=_pairs("target", options, aimed, _number),
        baselines=_pairs("baseline", options, graded, _number),
        weights=_pairs("weight", options, nodes, _weight),
        caps={name: _above(leaves[name], one) for name, one in _pairs("cap", options, leaves, points).items()},
        policies=_pairs("policy", options, leaves, _policy),
    )


def _pairs(
    kind: str, options: Mapping[str, Sequence[str]], known: Mapping[str, Any], read: Callable[[str, str], Any]
) -> dict[str, Any]:
    """The value of each of the *known* that ``--kind`` names, by its id or by its label, if no other has that."""
    found: dict[str, Any] = {}
    names, at = list(known), f"--{kind}"
    labels = [(label, name) for name, one in known.items() for label in {*one.label}]
    count = Counter(label for label, _ in labels)
    called = {label: name for label, name in labels if count[label] == 1} | {name: name for name in names}
    for words in options.get(kind, ()):
        name, sign, written = (part.strip() for part in words.replace("＝", "=").partition("="))
        if not sign or not written:
            raise UsageError(at, Text(f"看不懂：{words}", f"not understood: {words}"), _SPELLING)
        if name not in called:
            what = Text(f"这里不能写 {name}", f"{name} cannot stand here")
            raise UsageError(at, what, choices_hint(names, name))
        name = called[name]
        if name in found:
            raise UsageError(at, Text(f"{name} 写了两次", f"{name} stands there twice"))
        found[name] = read(at, written)
    return found


def _read_number(at: str, words: str, read: Callable[[Node], Fraction]) -> Fraction:
    try:
        found = read(Node(Source(at), words))
    except SpecError as problem:
        raise UsageError(at, problem.what, problem.hint) from problem
    if abs(found) >= _LIMIT:
        raise UsageError(at, Text("数值太大", "the number is beyond all bounds"))
    return found


def _number(at: str, words: str) -> Fraction:
    return _read_number(at, words, numbers.number)


def _value(at: str, words: str) -> Fraction | None:
    return None if words in _MISSING else _number(at, words)


def _refuse_impossible(kpis: KpiSet, name: str, value: Fraction | None) -> None:
    """UsageError for a *value* that the measure *name* cannot have."""
    low, high = ends(kpis.measures, name)
    if value is None or ((low is None or value >= low) and (high is None or value <= high)):
        return
    one, least, most = (None if end is None else _number_words(kpis, name, end) for end in (value, low, high))
    if most is None:
        rule = Text(f"至少是 {least}", f"it is {least} at least")
    elif least is None:
        rule = Text(f"至多是 {most}", f"it is {most} at most")
    else:
        rule = Text(f"只能在 {least} 与 {most} 之间", f"it lies between {least} and {most}")
    raise UsageError("--value", Text(f"{name} 不可能是 {one}：{rule.zh}", f"{name} cannot be {one}: {rule.en}"))


def _number_words(kpis: KpiSet, name: str, number: Fraction) -> str:
    return f"{float(number * 100):g}%" if kpis.measures[name].unit == "share" else f"{float(number):,.12g}"


def points(at: str, words: str) -> Fraction:
    """The points that *words* behind the option *at* are; UsageError for anything else."""
    return _read_number(at, words, numbers.points)


def _weight(at: str, words: str) -> Fraction:
    found = points(at, words)
    if not 0 <= found <= 100:
        what = Text(f"权重在 0 与 100 之间，不是 {words}", f"a weight lies between 0 and 100, which {words} does not")
        raise UsageError(at, what)
    return found


def _above(leaf: Indicator, cap: Fraction) -> Fraction:
    if cap <= leaf.floor:
        low = numbers.plain(leaf.floor)
        raise UsageError(
            "--cap", Text(f"{leaf.id} 的上限应高于下限 {low}", f"the cap of {leaf.id} lies above its floor, {low}")
        )
    return cap


def _policy(at: str, words: str) -> str:
    if words not in _POLICIES:
        raise UsageError(
            at, Text(f"没有这种缺失办法：{words}", f"no such policy: {words}"), choices_hint(_POLICIES, words)
        )
    return words
