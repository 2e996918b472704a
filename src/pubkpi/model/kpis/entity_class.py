"""Classes of entities: a scorecard with the weights and targets of one of them."""

from dataclasses import replace
from fractions import Fraction

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.periods import YEAR


def of_entity(kpis: KpiSet, entity: str) -> KpiSet:
    """*kpis* as they are for *entity*: those of its class, if it is in one."""
    return next((of_class(kpis, name) for name, members in kpis.classes.items() if entity in members), kpis)


def of_class(kpis: KpiSet, name: str) -> KpiSet:
    """*kpis* with the weights and targets of the class *name*."""
    return replace(kpis, dimensions=tuple(_node(one, name) for one in kpis.dimensions), versions=(), classes={})


def _node(node: Dimension, name: str) -> Dimension:
    """*node*, whose weight is what the leaves below it weigh in that class."""
    leaves = tuple(_leaf(leaf, name) for leaf in node.leaves)
    below = tuple(_node(one, name) for one in node.dimensions)
    weight = sum([one.weight for one in leaves] + [one.weight for one in below], Fraction(0))
    if node.mean.cap is not None and weight:  # what a capped sum is worth is not what stands below it
        weight = node.weight
    return replace(node, leaves=leaves, dimensions=below, weight=weight)


def relative_of_class(node: Dimension, name: str) -> Dimension:
    """*node* with the relative weights of the class *name*: its own, or 0 where that class has none below it."""
    leaves = tuple(_leaf(leaf, name) for leaf in node.leaves)
    below = tuple(relative_of_class(one, name) for one in node.dimensions)
    weighs = any(one.weight for one in leaves) or any(one.weight for one in below)
    return replace(node, leaves=leaves, dimensions=below, weight=node.weight if weighs else Fraction(0))


def _leaf(leaf: Indicator, name: str) -> Indicator:
    rule = leaf.by_class.get(name)
    if rule is None:
        return leaf
    if rule.targets is not None:
        path = rule.targets
        leaf = replace(
            leaf,
            targets=tuple(one for one in path if one[0].kind != YEAR),
            year_targets=tuple(one for one in path if one[0].kind == YEAR),
        )
    return leaf if rule.weight is None else replace(leaf, weight=rule.weight)
