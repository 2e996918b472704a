"""What explain must come to by the longest way: a total for each mixture, worked out in fractions, and every order.

Nothing here is shared with the package but the names of what a scorecard holds; totals come from tests.score.reckoning.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product

from pubkpi.model.kpis.grade_rules import MissingRule, NotApplicableRule
from pubkpi.model.text import same
from tests.score.reckoning import reckon, rounded

OUT = NotApplicableRule(same("none"), ("部门",))


def mixtures(before, now):
    """The total of a set of players (name, effect) that have come in; each side is (scorecard, values by measure)."""
    totals, middle = {}, sum(unadjusted(*side) for side in (before, now)) / 2
    sides = [{leaf.id: leaf for leaf in card.indicators} for card, _ in (before, now)]

    def total(inside):
        if inside not in totals:
            totals[inside] = _total(before, now, sides, inside, middle)
        return totals[inside]

    return total


def unadjusted(card, found):
    """The total before anything is taken off or added, and before it is rounded."""
    return reckon(replace(card, adjustments=type(card.adjustments)(), rounding=None), found).total


def lenient(mean):
    """*mean* without refusing a 0."""
    return replace(mean, zero=mean.zero or Fraction(0)) if mean.how in ("geometric", "harmonic", "power") else mean


def _total(before, now, sides, inside, middle):
    values = {}

    def leaf(one):
        ends = [side[one.id] for side in sides]
        counts = [_counts(end, found) for end, (_, found) in zip(ends, (before, now), strict=True)]
        rule, weight = ends[(one.id, "target") in inside], ends[(one.id, "weight") in inside].weight
        came = (one.id, "value") in inside
        if not all(counts):
            rule = ends[came]
        value = (before, now)[came][1][one.measure]
        if value is None and rule.missing.policy == "zero":
            # what is missing scores the floor, whatever the method would make of such a value
            rule, value = replace(rule, method="value"), rule.floor
        values[one.measure] = value
        out = OUT if not counts[came] else None
        return replace(rule, weight=weight, missing=MissingRule(), not_applicable=out)

    def node(one):
        below, leaves = tuple(map(node, one.dimensions)), tuple(map(leaf, one.leaves))
        weight = sum((child.weight for child in (*below, *leaves)), Fraction(0)) if one.mean.cap is None else one.weight
        mean = lenient(one.mean)
        return replace(one, dimensions=below, leaves=leaves, weight=weight, mean=mean, minimum=Fraction(0))

    card = now[0]
    tops = tuple(map(node, card.dimensions))
    loose = replace(card, dimensions=tops, mean=lenient(card.mean), min_weight_coverage=Fraction(0))
    for one in card.adjustments:
        value = (before, now)[(one.id, "value") in inside][1][one.measure]
        values[one.measure] = Fraction(0) if value is None and one in card.adjustments.deduct else value
    share = 1 if card.mean.how == "sum" else sum(one.weight for one in tops) / 100
    plain = unadjusted(loose, values)
    wanted = middle if plain is None else share * plain + (1 - share) * middle
    return _adjusted(loose, values, wanted)


def _counts(leaf, found):
    there = found[leaf.measure] is not None or leaf.missing.policy == "zero"
    return leaf.not_applicable is None and there


def _adjusted(card, values, total):
    """The total that the adjustments leave of *total*, which need not be what the tree comes to."""
    rest = card.adjustments
    if not list(rest):
        return rounded(card.rounding, total)
    own = unadjusted(card, values)
    assert own == total, "a test mixes no weights with adjustments"
    return reckon(card, values).total


def orders(member):
    """Every order of the players below *member*, a list of lists, in which none of these is broken up."""
    if not isinstance(member, list):
        return [[member]]
    return [
        [one for part in parts for one in part]
        for order in permutations(member)
        for parts in product(*map(orders, order))
    ]


def owen(members, total):
    """The value of each player: the mean over all orders of what the total gains when it comes in."""
    sums, every = {}, orders(members)
    for order in every:
        inside, last = frozenset(), total(frozenset())
        for player in order:
            inside |= {player}
            sums[player] = sums.get(player, 0) + total(inside) - last
            last = total(inside)
    return {player: Fraction(one, len(every)) for player, one in sums.items()}
