"""The effects of a change add up to it, are what every order gives on average, and are nothing where nothing changed."""

from dataclasses import replace
from random import Random

import pytest

from pubkpi.explain.attribution.players import Snapshot
from pubkpi.explain.effects import explain
from pubkpi.model.scores import DEPARTMENT
from tests.examples import examples
from tests.explain.brute import mixtures, owen
from tests.score import cards
from tests.score.cards import Q4, values
from tests.score.reckoning import scorecard, values_for

CLOSE = 1e-6


def snapshot(card, found, quarter=Q4):
    """A scorecard of the department with its values."""
    measured = values({quarter: found})
    return Snapshot(card, quarter, measured, cards.score(card, quarter, measured, None, settled=True), DEPARTMENT[0])


def changed(random, card, found, share):
    """Other values for some measures, and other floors and caps for some indicators."""
    fresh = values_for(random, card, random.choice([0, 0.2]))
    others = {name: fresh[name] if random.random() < share else one for name, one in found.items()}

    def other(leaf):
        return replace(leaf, cap=leaf.cap + random.choice([0, 0, 10]), floor=leaf.floor + random.choice([0, 0, 5]))

    return others, with_leaves(card, other)


def with_leaves(card, change):
    """*card* with every indicator as *change* has it."""

    def node(one):
        return replace(one, leaves=tuple(map(change, one.leaves)), dimensions=tuple(map(node, one.dimensions)))

    return replace(card, dimensions=tuple(map(node, card.dimensions)))


def unions(before, now):
    """The players of every indicator and item, also of those that do not move."""
    leaves = [[(leaf.id, "value"), (leaf.id, "target")] for leaf in before.indicators]
    return [*leaves, *([(one.id, "value")] for one in now.adjustments)]


def games(seed, count, most):
    """So many pairs of scorecards with a total each, of few enough players."""
    random, found = Random(seed), 0
    while found < count:
        card = scorecard(random)
        if len(card.indicators) + len(list(card.adjustments)) > most or not card.dimensions:
            continue
        first = values_for(random, card, random.choice([0, 0.2]))
        second, other = changed(random, card, first, random.choice([0.4, 0.8]))
        ends = snapshot(card, first), snapshot(other, second)
        if all(one.card.total.score is not None for one in ends):
            found += 1
            yield ends, ((card, first), (other, second))


@pytest.mark.parametrize(
    "most", [3, 4, pytest.param(5, marks=pytest.mark.campaign), pytest.param(6, marks=pytest.mark.campaign)]
)
def test_every_effect_is_the_mean_over_all_orders(most):
    """On random trees of all means, with missing values, floors, caps, vetoes, deductions and a bonus."""
    for (before, now), sides in games(most, examples(12), most):
        total = mixtures(*sides)
        expected = owen(unions(before.kpis, now.kpis), total)
        found = explain(before, now)
        for one in found.contributions:
            for effect in one.effects:
                player = "target" if effect.kind == "target" else "value"
                assert float(effect.points) == pytest.approx(float(expected[one.id, player]), abs=CLOSE), (
                    one.id,
                    effect,
                )
            assert float(one.points) == pytest.approx(
                float(sum(value for (name, _), value in expected.items() if name == one.id)), abs=CLOSE
            )
