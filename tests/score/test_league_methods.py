"""What looks at others, at the periods before and at classes, in leagues of random trees, against a reckoning of its own."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.model.kpis.grade_rules import Baseline, ClassRule, MissingRule, NotApplicableRule
from pubkpi.model.text import same
from pubkpi.score.league import league
from tests.score.cards import Q3, Q4, values
from tests.score.reckoning import reckon, scorecard, values_for

UNITS = "甲乙丙丁戊"
CLASSES = {"县": ("丙", "丁")}
STEPS = {
    "rank": ((Fraction(1), Fraction(100)), (Fraction(3), Fraction(70))),
    "quantile": ((Fraction(1, 5), Fraction(100)), (Fraction(3, 5), Fraction(50))),
}
RELATIVE = ("minmax", "rank", "quantile", "peer_mean")


# ---- random rules


def a_leaf(random, one):
    """The leaf *one*, perhaps relative, of other targets for a class, of a policy that looks around, or not for all."""
    policies = ["carry", "group_mean", *[one.missing.policy] * 3]
    if random.random() < 0.4:
        method, policies = random.choice(RELATIVE), [one.missing.policy]
        steps = STEPS.get(method, ()) if method == "quantile" or random.random() < 0.5 else ()
        plain = {"targets": (), "baseline": Baseline(), "knots": (), "goalposts": None, "plateau": None}
        one = replace(one, method=method, direction=random.choice(["up", "down"]), steps=steps, **plain)
    policy = random.choice(policies)
    return replace(
        one,
        missing=MissingRule(policy, quarters=int(policy == "carry")),
        not_applicable=NotApplicableRule(same("none"), ("戊",)) if random.random() < 0.1 else None,
        by_class={"县": ClassRule(None, ((Q4, one.targets[0][1] + 3),))} if one.method == "completion" else {},
    )


def rules(random):
    """A random scorecard with leaves of any method."""

    def of(node):
        leaves = tuple(a_leaf(random, one) for one in node.leaves)
        return replace(node, leaves=leaves, dimensions=tuple(map(of, node.dimensions)))

    card = scorecard(random)
    return replace(card, dimensions=tuple(map(of, card.dimensions)), classes=CLASSES)


# ---- what they come to


def beside(one, x, there):
    """The points of *x* among the values that are *there*; None where there are none."""
    up = one.direction == "up"
    rank = 1 + sum(other > x if up else other < x for other in there)
    if one.method == "minmax":
        low, high = min(there), max(there)
        return None if low == high else 100 * (x - low if up else high - x) / (high - low)
    if one.method == "peer_mean":
        mean = sum(there) / len(there)
        if mean <= 0 or (not up and x <= 0):
            return None if mean <= 0 else Fraction(10**9)
        return 100 * x / mean if up else 100 * mean / x
    if one.method == "rank" and not one.steps:
        return Fraction(100 * (len(there) - rank), len(there) - 1) if len(there) > 1 else None
    place = rank if one.method == "rank" else Fraction(rank, len(there))
    return max((points for last, points in one.steps if place <= last), default=Fraction(0))


def counted(card, found, before):
    """By unit the value of each measure that counts, and of what is relative the points."""
    made = {unit: dict(cells) for unit, cells in found.items()}
    for one in card.indicators:
        mine = [unit for unit in found if one.not_applicable is None or unit not in one.not_applicable.entities]
        there = [found[unit][one.measure] for unit in mine if found[unit][one.measure] is not None]
        for unit in mine:
            x = found[unit][one.measure]
            if x is None and one.missing.policy == "carry":
                x = before[unit][one.measure]
            if x is None and one.missing.policy == "group_mean" and there:
                x = sum(there) / len(there)
            made[unit][one.measure] = beside(one, x, there) if one.method in RELATIVE and x is not None else x
    return made


def alone(card, unit, found, worth):
    """*card* as it is for *unit*, with what is relative worth its value."""

    def of_leaf(one):
        # a value that is there without a score, since all are alike, is not missing
        if one.missing.policy == "zero" and found[one.measure] is not None and worth[one.measure] is None:
            one = replace(one, missing=MissingRule())
        out = one.not_applicable if one.not_applicable and unit in one.not_applicable.entities else None
        one = replace(one, method="value", direction="up", steps=()) if one.method in RELATIVE else one
        goal = one.by_class["县"].targets if one.by_class and unit in CLASSES["县"] else one.targets
        return replace(one, not_applicable=out, targets=goal)

    def of(node):
        return replace(node, leaves=tuple(map(of_leaf, node.leaves)), dimensions=tuple(map(of, node.dimensions)))

    return replace(card, dimensions=tuple(map(of, card.dimensions)))


def differences(seed, count):
    """How many scorecards of units were reckoned, and where the league has another total."""
    random, wrong, cards = Random(seed), [], 0
    while cards < count:
        card, gaps = rules(random), random.choice([0, 0.1, 0.3])
        found, before = ({unit: values_for(random, card, part) for unit in UNITS} for part in (gaps, 0))
        expected = counted(card, found, before)
        table = league(card, Q4, {unit: values({Q3: before[unit], Q4: found[unit]}) for unit in UNITS})
        for unit, made in zip(table.entities, table.nodes[0].scores, strict=True):
            due, cards = reckon(alone(card, unit, found[unit], expected[unit]), expected[unit]).total, cards + 1
            if (made is None) != (due is None) or (made is not None and abs(made - float(due)) > 1e-6):
                wrong.append((cards, unit, made, due and float(due)))
    return cards, wrong


def test_a_league_comes_to_what_a_reckoning_of_its_own_does_whatever_looks_around():
    cards, wrong = differences(1, 25)
    assert (cards, wrong) == (25, [])


@pytest.mark.campaign
def test_five_thousand_of_them_do():
    assert differences(2, 5000) == (5000, [])
