"""Every method, class and policy in leagues of random trees, against a reckoning in fractions of its own."""

import itertools
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from random import Random

import pytest

from pubkpi.model.kpis.grade_rules import Baseline, ClassRule, MissingRule, NotApplicableRule
from pubkpi.model.text import same
from pubkpi.score.league import league
from tests.score.cards import Q1, Q3, Q4, values
from tests.score.reckoning import reckon, scorecard, values_for

UNITS = "甲乙丙丁戊"
CLASSES = {"县": ("丙", "丁")}
RELATIVE = ("minmax", "rank", "quantile", "peer_mean")
METHODS = (
    "value", "attainment", "completion", "hold", "steps", "piecewise", "goalposts", "log_goalposts", "target_range",
    *RELATIVE,
)  # fmt: skip


# ---- random rules


def a_method(random, one):
    """The leaf *one* by any method, its numbers in tenths."""
    method, direction = random.choice(METHODS), random.choice(["up", "down"])
    sign = 1 if direction == "up" else -1
    cuts = sorted(random.sample(range(-100, 1200), 4))
    low, *middle, high = (Fraction(cut, 10) for cut in cuts)
    points = sorted(Fraction(random.randint(-150, 1200), 10) for _ in range(3))
    rising = tuple(zip((low, *middle), points if sign > 0 else points[::-1], strict=True))
    path = ((Q1, low + sign), (Q4, high)) if sign > 0 else ((Q1, high - 1), (Q4, low))
    more = {
        "attainment": {"baseline": Baseline(low if sign > 0 else high), "targets": path,
            "at_baseline": Fraction(random.choice([0, 60])), "at_target": Fraction(random.choice([90, 100]))},
        "completion": {"targets": ((Q1, Fraction(7)), (Q4, abs(high) + 1))},
        "hold": {"targets": path if random.random() < 0.5 else (), "baseline": Baseline(middle[0])},
        "steps": {"steps": rising},
        "piecewise": {"knots": rising},
        "goalposts": {"goalposts": (low, high) if sign > 0 else (high, low)},
        "log_goalposts": {"goalposts": (abs(low) + 1, abs(low) + 2 + abs(high))[::sign]},
        "target_range": {"plateau": (low, *middle, high)},
        "rank": {"steps": random.choice([(), ((Fraction(1), Fraction(100)), (Fraction(3), Fraction(70)))])},
        "quantile": {"steps": ((Fraction(1, 5), Fraction(100)), (Fraction(3, 5), Fraction(50)))},
    }.get(method, {})  # fmt: skip
    policies = ["reweight", "reweight", "zero", "refuse", *([] if method in RELATIVE else ["carry", "group_mean"])]
    rule = MissingRule(random.choice(policies))
    return replace(
        one,
        method=method,
        direction="range" if method == "target_range" else direction,
        missing=replace(rule, quarters=1) if rule.policy == "carry" else rule,
        not_applicable=NotApplicableRule(same("none"), ("戊",)) if random.random() < 0.1 else None,
        by_class={"县": ClassRule(None, ((Q4, abs(high) + 3),))} if method == "completion" else {},
        **more,
    )


def rules(random):
    """A random scorecard with leaves of any method."""

    def of(node):
        leaves = tuple(a_method(random, one) for one in node.leaves)
        return replace(node, leaves=leaves, dimensions=tuple(map(of, node.dimensions)))

    card = scorecard(random)
    scales = {name: replace(one, unit="points") for name, one in card.measures.items()}  # no number of the department
    return replace(card, dimensions=tuple(map(of, card.dimensions)), classes=CLASSES, measures=scales)


# ---- what they come to


def alone(one, x, unit):
    """The points of *x* by a method that looks at nobody else, before floor and cap."""
    up, far = one.direction == "up", Fraction(10**9)
    goal = one.targets[-1][1] if one.targets else one.baseline.value
    if one.by_class and unit in CLASSES["县"]:
        goal = one.by_class["县"].targets[-1][1]
    match one.method:
        case "value":
            return x
        case "attainment":
            base = one.baseline.value
            return one.at_baseline + (one.at_target - one.at_baseline) * (x - base) / (goal - base)
        case "completion":
            return 100 * x / goal if up else (100 * goal / x if x > 0 else far)
        case "hold":
            return Fraction(100 if (x >= goal if up else x <= goal) else 0)
        case "steps":
            come = [points for cut, points in one.steps if (x >= cut if up else x <= cut)]
            return max(come) if come else min(Fraction(0), *(points for _, points in one.steps))
        case "piecewise":
            return line(one.knots, x)
        case "goalposts":
            worst, best = one.goalposts
            return 100 * (x - worst) / (best - worst)
        case "log_goalposts":
            worst, best = one.goalposts
            if x <= 0:
                return -far if up else far
            with localcontext(prec=50):
                log = {n: (Decimal(n.numerator) / Decimal(n.denominator)).ln() for n in (x, worst, best)}
                return 100 * Fraction((log[x] - log[worst]) / (log[best] - log[worst]))
    a, b, c, d = one.plateau
    return line(((a, Fraction(0)), (b, Fraction(100)), (c, Fraction(100)), (d, Fraction(0))), x)


def line(knots, x):
    """The height at *x* of straight lines between *knots*, flat outside."""
    if x <= knots[0][0]:
        return knots[0][1]
    for (a, low), (b, high) in itertools.pairwise(knots):
        if x <= b:
            return low + (high - low) * (x - a) / (b - a)
    return knots[-1][1]


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


def graded(card, found, before):
    """By unit what each measure is worth, as a card whose leaves are worth their values reads it."""
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
            worth = None if x is None else beside(one, x, there) if one.method in RELATIVE else alone(one, x, unit)
            made[unit][one.measure] = worth
    return made


def as_values_of(card, unit):
    """*card* with leaves that are worth their values, as it is for *unit*."""

    def of(node):
        leaves = tuple(
            replace(one, not_applicable=one.not_applicable if one.not_applicable and unit in one.not_applicable.entities else None)
            for one in node.leaves
        )  # fmt: skip
        return replace(node, leaves=leaves, dimensions=tuple(map(of, node.dimensions)))

    return replace(card, dimensions=tuple(map(of, card.dimensions)))


def differences(seed, count):
    """How many scorecards of units were reckoned, and where the league has another total."""
    random, wrong, cards = Random(seed), [], 0
    while cards < count:
        card, gaps = rules(random), random.choice([0, 0.1, 0.3])
        found, before = ({unit: values_for(random, card, part) for unit in UNITS} for part in (gaps, 0))
        expected = graded(card, found, before)
        table = league(card, Q4, {unit: values({Q3: before[unit], Q4: found[unit]}) for unit in UNITS})
        for unit, made in zip(table.entities, table.nodes[0].scores, strict=True):
            due, cards = reckon(as_values_of(card, unit), expected[unit]).total, cards + 1
            if (made is None) != (due is None) or (made is not None and abs(made - float(due)) > 1e-6):
                wrong.append((cards, unit, made, due and float(due)))
    return cards, wrong


def test_every_method_in_any_tree_comes_to_what_a_reckoning_of_its_own_does():
    cards, wrong = differences(1, 25)
    assert (cards, wrong) == (25, [])


@pytest.mark.campaign
def test_five_thousand_of_them_do():
    assert differences(2, 5000) == (5000, [])
