"""The one tree in which every mixture of two scorecards is rolled up, and whether the two say the same in a place."""

import re
from dataclasses import replace
from fractions import Fraction

from pubkpi.model.errors import UsageError
from pubkpi.model.kpis import Dimension, KpiSet
from pubkpi.model.kpis.grade_rules import Mean, MissingRule
from pubkpi.model.text import Text

_LENIENT = MissingRule("zero")  # what it leaves in is in the scores already
_WORD = re.compile(r"\w+")


def frame(before: KpiSet, now: KpiSet) -> KpiSet:
    """The tree of *now* with the indicators that only *before* has; UsageError where the two are built differently.

    In it, one score is enough for a total: the least coverage, a policy that refuses and a mean that refuses a 0 are
    rules for what may be published.
    """
    if _build(before, now) != _build(now, before):
        what = Text("两张考核表的结构不同，无法逐项分解", "the two scorecards are built differently: no part compares")
        raise UsageError(now.id, what)
    old = {node.id: node for node in before.nodes}
    return replace(now, dimensions=tuple(_node(one, old) for one in now.dimensions), mean=_lenient(now.mean))


def same_measure(one: tuple[KpiSet, str], other: tuple[KpiSet, str]) -> bool:
    """Whether two scorecards measure the same by that name, and by all names that its formula rests on."""
    (kpis, name), (others, also) = one, other
    if name != also or kpis is others:
        return name == also
    mine, theirs = kpis.measures.get(name), others.measures.get(name)
    if mine is None or theirs is None:
        return mine is theirs  # a word of the formula that is no measure
    if replace(mine, **_words(theirs)) != theirs:  # type: ignore[arg-type]  # each under its field's name
        return False
    parts = (*mine.of, *(_WORD.findall(mine.expr) if mine.type == "derived" else ()))
    return all(same_measure((kpis, part), (others, part)) for part in parts if part != name)


def _words(measure: object) -> dict[str, object]:
    """What a measure says about itself without being made otherwise by it."""
    said = "label definition formula source owner limits example tier at".split()
    return {name: getattr(measure, name) for name in said}


def _build(kpis: KpiSet, other: KpiSet) -> tuple[object, ...]:
    """How *kpis* are built, as far as *other* has the same indicators."""
    there = {leaf.id for leaf in other.indicators}
    nodes = {
        node.id: (
            node.mean,
            node.mean.cap and node.weight,
            [one.id for one in node.dimensions],
            {leaf.id for leaf in node.leaves} & there,
        )
        for node in kpis.nodes
    }
    rules = kpis.adjustments
    bands = kpis.bands if rules.veto else ()
    return kpis.mean, [one.id for one in kpis.dimensions], nodes, rules.gate, rules.bonus_cap, bands


def _node(node: Dimension, old: dict[str, Dimension]) -> Dimension:
    mine = {leaf.id for leaf in node.leaves}
    leaves = (*node.leaves, *(leaf for leaf in old[node.id].leaves if leaf.id not in mine))
    return replace(
        node,
        leaves=tuple(replace(leaf, missing=_LENIENT) for leaf in leaves),
        dimensions=tuple(_node(one, old) for one in node.dimensions),
        mean=_lenient(node.mean),
        minimum=None,
    )


def _lenient(mean: Mean) -> Mean:
    return replace(mean, zero=mean.zero or Fraction(0)) if mean.exponent is not None else mean
