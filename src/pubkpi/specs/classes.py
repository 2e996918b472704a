"""What must hold in classes of entities, and in exceptions."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from pubkpi.model.kpis import KpiSet
from pubkpi.model.kpis.classes import of_class
from pubkpi.model.text import Text
from pubkpi.specs.methods import Problem, off
from pubkpi.workspace.yaml.numbers import plain


def rule(kpis: KpiSet) -> Iterator[Problem]:
    """Classes that are there, each entity in one, and weights of each that sum to the whole."""
    homes = Counter(name for members in kpis.classes.values() for name in members)
    for twice in (name for name, count in homes.items() if count > 1):
        yield kpis.at, Text(f"{twice} 写在两个类里", f"{twice} is in two classes")
    for leaf in kpis.indicators:
        for name, own in leaf.by_class.items():
            if name not in kpis.classes:
                yield leaf.at, Text(f"classes 里没有 {name} 这一类", f"there is no class {name}")
            if own.weight is not None and (own.weight < 0 or (own.weight and not leaf.weight)):
                what = "a class has a weight above 0 only where all others have one"
                yield leaf.at, Text("一般权重为 0 的指标，某一类也只能是 0", what)
    weighted = any(own.weight is not None for leaf in kpis.indicators for own in leaf.by_class.values())
    if weighted and (kpis.relative or any(one.scaled for one in kpis.adjustments.deduct)):
        what = "weights by class go neither with weights: relative nor with scaled deductions"
        yield kpis.at, Text("按类的权重不能和 weights: relative、scaled 一起用", what)
    for name in kpis.classes if weighted and not kpis.relative else ():
        whole = sum(node.weight for node in of_class(kpis, name).dimensions)
        if whole != 100:
            told, gap = plain(whole), off(whole, Fraction(100))
            en = f"the weights of {name} sum to {told}, not 100: {gap.en}"
            yield kpis.at, Text(f"“{name}”类的权重之和是 {told}，应为 100，{gap.zh}", en)


def exceptions(kpis: KpiSet) -> Iterator[Problem]:
    """An exception names somebody."""
    for leaf in kpis.indicators:
        for one in leaf.not_applicable.every if leaf.not_applicable else ():
            if not one.entities and not one.measure and not leaf.by_class:
                yield (
                    leaf.at,
                    Text("not_applicable 要写 entities 或 measure", "not_applicable needs entities or a measure"),
                )
