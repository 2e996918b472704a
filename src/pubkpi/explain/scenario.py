"""A scorecard as it would be in a scenario: the same tree with other targets, baselines, weights, caps and rules."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.scenarios import Scenario
from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.grade_rules import Baseline, MissingRule
from pubkpi.model.kpis.versions import with_trees
from pubkpi.model.periods import Period
from pubkpi.model.text import Text

_WHOLE = Fraction(100)


def counterfactual(kpis: KpiSet, period: Period, scenario: Scenario) -> KpiSet:
    """*kpis* as they would be in *period*; UsageError where the weights cannot be so."""

    def changed(tree: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
        weights = _weights(replace(kpis, dimensions=tree), scenario.weights)
        return tuple(_node(one, period, scenario, weights) for one in tree)

    return with_trees(kpis, changed, period)


def _node(one: Dimension, period: Period, scenario: Scenario, weights: Mapping[str, Fraction]) -> Dimension:
    leaves = tuple(_leaf(leaf, period, scenario, weights[leaf.id]) for leaf in one.leaves)
    below = tuple(_node(child, period, scenario, weights) for child in one.dimensions)
    return replace(one, leaves=leaves, dimensions=below, weight=weights[one.id])


def _leaf(leaf: Indicator, period: Period, scenario: Scenario, weight: Fraction) -> Indicator:
    changes: dict[str, object] = {"weight": weight}
    name = leaf.id
    if name in scenario.targets:
        changes |= {"targets": ((period, scenario.targets[name]),), "year_targets": ()}
    if name in scenario.baselines:
        changes["baseline"] = Baseline(scenario.baselines[name])
    if name in scenario.caps:
        changes["cap"] = scenario.caps[name]
    if name in scenario.policies:
        policy = scenario.policies[name]
        rule = leaf.missing if policy == "carry" else MissingRule()
        quarters = 1 if policy == "carry" and not (rule.quarters or rule.periods) else rule.quarters
        changes["missing"] = MissingRule(policy, quarters, periods=rule.periods)
    return replace(leaf, **changes)  # type: ignore[arg-type]  # each under its field's name


def _weights(kpis: KpiSet, fixed: Mapping[str, Fraction]) -> dict[str, Fraction]:
    """The weight of every node and leaf: the *fixed* ones, and the others in proportion, so that all sum to 100; in a
    sum of points they stay as they are.
    """
    found = {one.id: one.weight for one in kpis.everything}
    if not fixed:
        return found
    capped = [one.id for one in kpis.nodes if one.mean.cap is not None]
    if capped and not kpis.mean.is_sum:
        zh, en = f"“{capped[0]}”有 cap，其下的权重不能重分", f"{capped[0]} has a cap: nothing is shared out below it"
        raise UsageError("--weight", Text(zh, en), Text("改考核表再算。", "Change the scorecard instead."))
    bound: set[str] = set()

    def share_out(names: list[str], room: Fraction, at: str) -> None:
        """Leave *room* to the leaves *names*: those that are bound have theirs, the others share the rest."""
        free = [name for name in names if name not in bound]
        rest = room - sum((found[name] for name in names if name in bound), Fraction(0))
        used = sum((found[name] for name in free), Fraction(0))
        if rest < 0 or (rest and not used):
            raise _no_room(at, room, room - rest)
        found.update({name: found[name] * rest / used if used else Fraction(0) for name in free})

    leaves = [leaf.id for leaf in kpis.indicators]
    for name in leaves:
        if name in fixed:
            found[name] = fixed[name]
            bound.add(name)
    for one in reversed(kpis.nodes):  # each after those below it
        if one.id in fixed:
            below = [leaf.id for leaf in one.indicators]
            if one.id in capped:
                found[one.id] = fixed[one.id]
                continue
            share_out(below, fixed[one.id], one.id)
            bound.update(below)
    if not kpis.mean.is_sum:
        share_out(leaves, _WHOLE, kpis.id)
    for one in (node for node in reversed(kpis.nodes) if node.id not in capped):
        found[one.id] = sum((found[child.id] for child in one.children), Fraction(0))
    return found


def _no_room(at: str, whole: Fraction, fixed: Fraction) -> UsageError:
    room, taken = f"{float(whole):g}", f"{float(fixed):g}"
    return UsageError(
        "--weight",
        Text(f"{at} 合计应为 {room}，写定的已占 {taken}", f"{at} adds up to {room}, and what is fixed to {taken}"),
        Text("其他权重按比例分剩下的部分。", "The other weights share in proportion what is left."),
    )
