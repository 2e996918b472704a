"""The effects of a change add up to it, are what every order gives on average, and are nothing where nothing changed."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.explain.attribution import shares
from pubkpi.explain.attribution.players import Snapshot
from pubkpi.explain.attribution.shares import OWEN, WINTER
from pubkpi.explain.effects import explain
from pubkpi.model.errors import DataError
from pubkpi.model.kpis.adjustments import Adjustments, Limit, Veto
from pubkpi.model.periods import YEAR
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import same
from pubkpi.report.effects import effects
from tests.examples import examples
from tests.explain.brute import mixtures, owen
from tests.explain.snapshots import snapshot, with_leaves
from tests.score.cards import Q4, kpis, leaf, score, values
from tests.score.reckoning import scorecard, values_for

CLOSE = 1e-6


def changed(random, card, found, share):
    """Other values for some measures, and other floors and caps for some indicators."""
    fresh = values_for(random, card, random.choice([0, 0.2]))
    others = {name: fresh[name] if random.random() < share else one for name, one in found.items()}

    def other(one):
        return replace(one, cap=one.cap + random.choice([0, 0, 10]), floor=one.floor + random.choice([0, 0, 5]))

    made = with_leaves(card, other)
    return others, made if list(card.adjustments) else replace(made, dimensions=tuple(map(turned, made.dimensions)))


def turned(node):
    """*node* with each indicator at the weight of its neighbour."""
    weights = [one.weight for one in node.leaves]
    leaves = [
        replace(one, weight=weight) for one, weight in zip(node.leaves, [*weights[1:], *weights[:1]], strict=True)
    ]
    return replace(node, leaves=tuple(leaves), dimensions=tuple(map(turned, node.dimensions)))


def unions(before, now):
    """The players: of every indicator and item what is another than it was."""
    found, ends = [], [{one.id: one for one in end.kpis.indicators} for end in (before, now)]
    for name, old in ends[0].items():
        new, measure = ends[1][name], old.measure
        moved = {
            "value": before.values[Q4][measure].value != now.values[Q4][measure].value,
            "target": (old.floor, old.cap) != (new.floor, new.cap),
            "weight": old.weight != new.weight,
        }
        moved["value"] |= moved["target"]  # the floor may be what a missing value is scored as
        found.append([(name, kind) for kind, is_so in moved.items() if is_so])
    return [*filter(None, found), *([(one.id, "value")] for one in now.kpis.adjustments)]


def always_scored(card, *ends):
    """Whether something is scored in every mixture: of one in which nothing is, brute.py knows no deductions."""
    counting = (one.measure for one in card.indicators if one.weight and one.not_applicable is None)
    return any(all(found[name] is not None for found in ends) for name in counting)


def games(seed, count, most):
    """So many pairs of scorecards with a total each, of few enough players."""
    random, found = Random(seed), 0
    while found < count:
        card = scorecard(random)
        card = random.choice([card, replace(card, adjustments=Adjustments())])
        if len(card.indicators) + len(list(card.adjustments)) > most or not card.dimensions:
            continue
        first = values_for(random, card, random.choice([0, 0.2]))
        second, other = changed(random, card, first, random.choice([0.4, 0.8]))
        if list(card.adjustments) and not always_scored(card, first, second):
            continue
        ends = snapshot(card, first), snapshot(other, second)
        if all(one.card.total.score is not None for one in ends):
            found += 1
            yield ends, ((card, first), (other, second))


@pytest.mark.parametrize(
    "most", [3, 4, pytest.param(5, marks=pytest.mark.campaign), pytest.param(6, marks=pytest.mark.campaign)]
)
def test_every_effect_is_the_mean_over_all_orders(most):
    """On random trees of all means, with missing values, floors, caps, vetoes, deductions and a bonus."""
    for (before, now), sides in games(most, examples(6), most):
        total = mixtures(*sides)
        expected = owen(unions(before, now), total)
        found = explain(before, now)
        for one in found.contributions:
            for effect in one.effects:
                player = effect.kind if effect.kind in ("target", "weight") else "value"
                assert float(effect.points) == pytest.approx(float(expected.get((one.id, player), 0)), abs=CLOSE), (
                    one.id,
                    effect,
                )
            assert float(one.points) == pytest.approx(
                float(sum(value for (name, _), value in expected.items() if name == one.id)), abs=CLOSE
            )


def two_by_two(adjustments):
    """Two dimensions of two indicators, whose scores are their values."""
    leaves = [leaf(f"x{i}", [10, 50, 15, 25][i], method="value", targets=()) for i in range(4)]
    card = kpis((60, leaves[:2]), (40, leaves[2:]))
    measures = {**card.measures, **{one.measure: card.measures["x0"] for one in adjustments}}
    return replace(card, adjustments=adjustments, measures=measures)


def test_of_a_composed_year_with_a_veto_the_own_total_is_taken_apart():
    """72 to 82, held at 59. Alone, a and b bring 6 and 4, the veto 13; what a and b bring the veto takes if it is there:
    half of the orders. It takes 13 if it is first, 19 or 17 after one of them, 23 at last: 18 on average.
    """
    veto = Veto("v", same("v"), "v", Limit("at_least", Fraction(1)), "mini.yaml:5:1", cap=Fraction(59))
    leaves = [leaf(name, weight, method="value", targets=()) for name, weight in (("a", 60), ("b", 40))]
    card = kpis((100, leaves), compose={"quarters": Fraction(2), "year": Fraction(3)})
    card = replace(card, adjustments=Adjustments(veto=(veto,)), measures={**card.measures, "v": card.measures["a"]})
    ends = []
    for year, found in ((2023, {"a": 80, "b": 60, "v": 0}), (2024, {"a": 90, "b": 70, "v": 1})):
        when, made = YEAR.of(year), values({YEAR.of(year): found})
        ends.append(Snapshot(card, when, made, score(card, when, made, None, settled=True), DEPARTMENT[0]))
    found = explain(*ends)
    assert {one.id: one.points for one in found.contributions} == {"a": 3, "b": 2, "v": -18}
    assert effects(found, "en").convention.endswith("the year's own total that is taken apart, not the composed result")


def test_what_is_too_large_is_shared_out_by_dimensions_first(monkeypatch):
    """The mean over the orders in which no dimension is broken up; with a limit so low even for four indicators."""
    veto = Veto("v", same("v"), "v", Limit("at_least", Fraction(1)), "mini.yaml:5:1", cap=Fraction(45))
    card, random = two_by_two(Adjustments(veto=(veto,))), Random(9)
    before, now = ({f"x{i}": Fraction(random.randint(0, 1000), 10) for i in range(4)} for _ in range(2))
    sides = (card, {**before, "v": Fraction(0)}), (card, {**now, "v": Fraction(1)})
    ends = [snapshot(*side) for side in sides]
    players = [(f"x{i}", "value") for i in range(4)]
    total = mixtures(*sides)
    for limit, members, convention in (
        (1 << 20, [*players, ("v", "value")], OWEN),
        (70, [players[:2], players[2:], ("v", "value")], WINTER),
    ):
        monkeypatch.setattr(shares, "_LARGE", limit)
        found, expected = explain(*ends), owen(members, total)
        assert found.convention == convention
        assert {one.id: float(one.points) for one in found.contributions} == pytest.approx(
            {name: float(value) for (name, _), value in expected.items()}, abs=CLOSE
        )
    monkeypatch.setattr(shares, "_LARGE", 10)
    with pytest.raises(DataError, match="too many indicators depend on each other"):
        explain(*ends)
