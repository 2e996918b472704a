"""What must hold of every explanation, worked out by hand or by the formulas of the field."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.explain.attribution.shares import OWEN
from pubkpi.explain.effects import explain
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.explanations.effects import printed_sum, sum_of
from pubkpi.model.kpis.adjustments import Adjustments, Item, Limit, Veto
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.scores import Value
from pubkpi.model.text import same
from tests.explain.snapshots import snapshot, with_leaves
from tests.score.cards import Q4, kpis, leaf

CLOSE = 1e-9


def plain(name, weight, **changes):
    """An indicator whose score is its value."""
    return leaf(name, weight, method="value", targets=(), **changes)


def by_id(explanation):
    return {one.id: one for one in explanation.contributions}


def points(explanation, kind):
    """The points of one kind of effect by indicator, 0 where it has none."""
    return {one.id: float(effect.points) if (effect := one.of(kind)) else 0.0 for one in explanation.contributions}


def flat(weights, **changes):
    return kpis((100, [plain(f"x{i}", weight, **changes) for i, weight in enumerate(weights)]))


def some(random, count):
    return {f"x{i}": round(random.uniform(0, 100), 3) for i in range(count)}


def test_under_the_same_weights_an_indicator_brings_weight_times_change_of_score():
    random = Random(1)
    card, before, now = flat([10, 25, 40, 25]), some(random, 4), some(random, 4)
    found = points(explain(snapshot(card, before), snapshot(card, now)), "performance")
    for i, weight in enumerate([10, 25, 40, 25]):
        assert found[f"x{i}"] == pytest.approx(weight * (now[f"x{i}"] - before[f"x{i}"]) / 100, abs=CLOSE)


def test_under_changed_weights_the_effects_are_those_of_the_midpoint_form():
    """Mean weight by change of score, and change of weight by the mean score less the mean total."""
    random = Random(2)
    old, new = [10, 25, 40, 25], [20, 20, 15, 45]
    before, now = some(random, 4), some(random, 4)
    found = explain(snapshot(flat(old), before), snapshot(flat(new), now))
    middle = sum(
        sum(weight * end[f"x{i}"] for i, weight in enumerate(weights)) / 200
        for weights, end in ((old, before), (new, now))
    )
    for i, (first, last) in enumerate(zip(old, new, strict=True)):
        s0, s1 = before[f"x{i}"], now[f"x{i}"]
        assert points(found, "performance")[f"x{i}"] == pytest.approx((first + last) / 200 * (s1 - s0), abs=CLOSE)
        assert points(found, "weight")[f"x{i}"] == pytest.approx(
            (last - first) / 100 * ((s0 + s1) / 2 - middle), abs=CLOSE
        )


def test_nothing_changed_is_nothing_at_all():
    found = explain(*[snapshot(flat([50, 50]), some(Random(3), 2))] * 2)
    assert (found.points, found.printed, found.kinds, found.drivers) == (0, 0, (), ())
    assert all(not one.effects and one.points == 0 for one in found.contributions)


def test_the_order_of_indicators_and_dimensions_changes_nothing():
    """Not even below a geometric mean, with a value that is missing in one of the periods."""
    random, names = Random(4), ["a", "b", "c", "d", "e"]
    before, now = ({name: random.randint(1, 100) for name in names} for _ in range(2))
    before["c"] = None
    made = {name: plain(name, 20) for name in names}

    def card(first, second):
        tree = kpis((len(first) * 20, [made[one] for one in first]), (len(second) * 20, [made[one] for one in second]))
        return replace(tree, mean=Mean("geometric"), min_weight_coverage=Fraction(0))

    cards = [card("abc", "de"), card("cab", "ed")]
    cards.append(replace(cards[0], dimensions=cards[0].dimensions[::-1]))
    found = [explain(snapshot(one, before), snapshot(one, now)) for one in cards]
    expected = {name: one.points for name, one in by_id(found[0]).items()}
    for other in found[1:]:
        assert {name: float(one.points) for name, one in by_id(other).items()} == pytest.approx(
            {name: float(one) for name, one in expected.items()}, abs=CLOSE
        )


def test_a_rising_target_takes_what_a_held_value_loses():
    """From 60 at 0 to 100 at the target: 50 of 100 is 80 points, 50 of 200 is 70."""
    card = kpis((100, [leaf("x", 100)]))
    later = with_leaves(card, lambda one: replace(one, targets=((Q4, Fraction(200)),)))
    found = explain(snapshot(card, {"x": 50}), snapshot(later, {"x": 50}))
    assert [(effect.kind, effect.points) for effect in by_id(found)["x"].effects] == [("target", -10)]


def test_an_indicator_that_is_scored_for_the_first_time_brings_what_the_total_gains():
    """The one beside it carried all of the weight: 80, and with 60 beside it 70."""
    card = flat([50, 50])
    card = replace(card, min_weight_coverage=Fraction(1, 2))
    found = explain(snapshot(card, {"x0": 80, "x1": None}), snapshot(card, {"x0": 80, "x1": 60}))
    assert [(effect.kind, effect.points) for effect in by_id(found)["x1"].effects] == [("coverage", -10)]
    assert by_id(found)["x0"].points == 0


def test_an_indicator_that_joins_or_leaves_the_scorecard_does_so_by_definition():
    """Half of the weight goes from 40 points to an indicator with 90: 25 points more."""
    old, new = kpis((100, [plain("a", 50), plain("b", 50)])), kpis((100, [plain("a", 50), plain("c", 50)]))
    found = by_id(explain(snapshot(old, {"a": 60, "b": 40}), snapshot(new, {"a": 60, "c": 90})))
    assert [found[name].effects[0].kind for name in "bc"] == ["definition", "definition"]
    assert found["a"].points == 0
    assert float(found["b"].points + found["c"].points) == pytest.approx(25, abs=CLOSE)
    assert (found["b"].now, found["c"].before) == (None, None)


def test_another_method_is_an_effect_of_its_own():
    """50 is 50 points as it stands and 80 on the way from 0 to 100; 60 is 60 and 84. By both orders: 7 and 27."""
    old, new = kpis((100, [plain("x", 100)])), kpis((100, [leaf("x", 100)]))
    found = by_id(explain(snapshot(old, {"x": 50}), snapshot(new, {"x": 60})))
    assert {one.kind: float(one.points) for one in found["x"].effects} == {"performance": 7, "definition": 27}


def test_another_measure_is_no_change_of_the_value():
    card = kpis((100, [plain("x", 100)]))
    other = replace(card, measures={"x": replace(card.measures["x"], expr="other_count")})
    found = by_id(explain(snapshot(card, {"x": 50}), snapshot(other, {"x": 60})))
    assert [(one.kind, one.points) for one in found["x"].effects] == [("definition", 10)]


def ratio(card, over, under):
    """A snapshot of the one indicator x at a ratio."""
    value = Value("x", Q4, over / under, numerator=float(over), denominator=float(under))
    return snapshot(card, {"x": value.value}, {"x": value})


def test_a_ratio_is_split_into_its_numerator_and_its_denominator_by_both_orders():
    """From 20/50 to 60/100: 60/50 is capped at 1, 20/100 is 0.2, so that the parts are 50 and -30 of the 20 points."""
    card = kpis((100, [leaf("x", 100, targets=((Q4, Fraction(1)),), method="completion")]))
    card = replace(card, measures={"x": replace(card.measures["x"], type="ratio", denominator="all_count")})
    (effect,) = by_id(explain(ratio(card, 20, 50), ratio(card, 60, 100)))["x"].effects
    assert effect.kind == "performance"
    assert [(one.kind, float(one.points)) for one in effect.parts] == [
        ("numerator", pytest.approx((60 + 40) / 2)),
        ("denominator", pytest.approx((-20 - 40) / 2)),
    ]
    assert sum(one.points for one in effect.parts) == effect.points


@pytest.mark.parametrize(
    ("before", "now", "words"),
    [(None, 50, "it joins in 2024Q4"), (50, None, "it has left"), (None, None, "there is no total")],
)
def test_an_entity_that_joins_or_leaves_is_told(before, now, words):
    """It has values in one of the periods only, so that there is nothing to compare."""
    card = flat([100])
    ends = [replace(snapshot(card, {"x0": one}), entity="云川发布") for one in (before, now)]
    with pytest.raises(DataError, match=words):
        explain(*ends)


def test_scorecards_that_are_built_differently_are_refused():
    """An indicator that has gone to another dimension belongs to no part that both have."""
    one = kpis((50, [plain("a", 50)]), (50, [plain("b", 25), plain("c", 25)]))
    other = kpis((50, [plain("a", 25), plain("b", 25)]), (50, [plain("c", 50)]))
    found = {"a": 1, "b": 2, "c": 3}
    with pytest.raises(UsageError, match="built differently"):
        explain(snapshot(one, found), snapshot(other, found))


def test_a_deduction_that_leaves_enough_is_worked_out_by_itself():
    """2 points off each of 1, then of 3: the other 39 indicators bring what they do without it."""
    item = Item("late", same("late"), "late", Fraction(2), Fraction(10), "mini.yaml:6:1")
    card = flat([2.5] * 40, floor=Fraction(20))
    card = replace(
        card,
        adjustments=Adjustments(deduct=(item,)),
        measures={**card.measures, "late": card.measures["x0"]},
    )
    random = Random(6)
    ends = [{**some(random, 40), "late": late} for late in (1, 3)]
    found = explain(*(snapshot(card, one) for one in ends))
    assert found.convention == OWEN
    assert by_id(found)["late"].points == -4
    scores = [{name: max(value, 20) for name, value in one.items()} for one in ends]
    for i in range(40):
        gap = scores[1][f"x{i}"] - scores[0][f"x{i}"]
        assert float(by_id(found)[f"x{i}"].points) == pytest.approx(gap * 2.5 / 100, abs=CLOSE)


def test_a_veto_by_itself_takes_what_it_takes():
    """Nothing else changes: from 80 to the veto's 50."""
    veto = Veto("v", same("v"), "v", Limit("at_least", Fraction(1)), "mini.yaml:5:1", cap=Fraction(50))
    card = flat([50, 50])
    card = replace(card, adjustments=Adjustments(veto=(veto,)), measures={**card.measures, "v": card.measures["x0"]})
    found = explain(*(snapshot(card, {"x0": 80, "x1": 80, "v": one}) for one in (0, 1)))
    assert {one.id: one.points for one in found.contributions} == {"x0": 0, "x1": 0, "v": -30}


def test_printed_parts_add_up_at_every_level():
    """Dimensions to the total, indicators to dimensions, effects to indicators; each within a tenth of the exact one."""
    random = Random(7)
    for _ in range(4):
        leaves = [[leaf(f"d{d}x{i}", 10) for i in range(3)] for d in range(3)]
        card = kpis(*((30, some_leaves) for some_leaves in leaves[:2]), (40, [*leaves[2], leaf("last", 10)]))
        later = with_leaves(card, lambda one: replace(one, targets=((Q4, Fraction(random.randint(80, 130))),)))
        ends = [{one.measure: random.randint(0, 120) for one in card.indicators} for _ in range(2)]
        found = explain(snapshot(card, ends[0]), snapshot(later, ends[1]))
        assert printed_sum(found.contributions) == found.printed
        assert sum_of(found.contributions) == found.points
        for one in found.contributions:
            assert sum(effect.printed for effect in one.effects) == one.printed
            assert sum(effect.points for effect in one.effects) == one.points
            assert all(abs(effect.points - Fraction(effect.printed)) <= Fraction(1, 10) for effect in one.effects)
        for node in card.dimensions:
            inside = [one for one in found.contributions if one.node == node.id]
            assert abs(sum_of(inside) - Fraction(printed_sum(inside))) <= Fraction(1, 10)


def test_an_indicator_that_is_watched_only_brings_nothing():
    """Its weight is 0 in both periods, so that it is no effect of 0 points either."""
    card = flat([100, 0])
    found = explain(snapshot(card, {"x0": 50, "x1": 10}), snapshot(card, {"x0": 60, "x1": 90}))
    assert by_id(found)["x1"].effects == ()
    assert [one.id for one in found.contributions if one.is_scored] == ["x0"]
