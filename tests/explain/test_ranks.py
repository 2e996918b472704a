"""Why one stands before another, what the next rank needs, how far ranks are firm: by hand, and by whole roll-ups."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest

from pubkpi.explain.ranks import Contest, places, rank_robustness, refuse_other_totals
from pubkpi.explain.robustness import noise
from pubkpi.explain.rows import leaf_weights
from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.explanations.robustness import NoiseRule
from pubkpi.model.kpis.adjustments import Adjustments, Item
from pubkpi.model.kpis.entity_class import of_class
from pubkpi.model.kpis.grade_rules import ClassRule, Mean
from pubkpi.model.text import same
from pubkpi.score.league import league, ranks
from tests.score.cards import Q4, kpis, leaf, values

VALUE = {"method": "value", "targets": ()}
CARD = kpis((60, [leaf("a", 40, **VALUE), leaf("b", 20, **VALUE)]), (40, [leaf("c", 40, **VALUE)]))
CARD = replace(CARD, min_weight_coverage=Fraction(1, 2))
THREE = {"east": (90, 60, 50), "west": (80, 90, 40), "north": (50, 50, 50), "south": (None, None, 50)}
RULE = NoiseRule(draws=2000)


def entities(listed):
    return {name: values({Q4: dict(zip("abcxy", row, strict=False))}) for name, row in listed.items()}


def firm(listed=THREE, card=CARD, pair=(), rule=RULE):
    return rank_robustness(card, Q4, entities(listed), rule, "entity", pair)


def test_the_table_is_the_league_in_order_with_what_leads_and_what_lacks():
    made = firm()
    # 0.4 * 90 + 0.2 * 60 + 0.4 * 50 = 68; 32 + 18 + 16 = 66; 50
    assert (made.entities, made.totals, made.ranks, made.unranked) == (
        ["east", "west", "north"],
        [68, 66, 50],
        [1, 2, 3],
        1,
    )
    assert (made.ahead, made.most) == ([2, 16, None], ["a", "a", None])  # 4 of a, -6 of b, 4 of c; 12, 8, -4
    assert made.lacking == [None, 2, 16]
    # west has most to give in c: 0.4 * 60; 5 points of score are 2; north in a and c alike, 0.4 * 50 for 16
    assert (made.lever, made.needed) == ([None, "c", "a"], [None, 45, 90])
    assert made.dominant == [False, False, False]  # north has the better c


def test_a_rank_is_certain_where_no_weights_could_turn_it():
    made = firm({"east": (90, 60, 50), "west": (80, 60, 40), "north": (80, 61, 30)})
    assert made.dominant == [True, False, False]
    assert made.firm[0] == 1
    assert (made.low, made.high) == ([1, 2, 3], [1, 2, 3])


def test_ranks_are_as_firm_as_the_weights_allow():
    made = firm({"east": (60, 0, 40), "west": (40, 0, 60)})  # alike at 40 to 40, which of two that the draws favour
    assert 0.45 < made.firm[0] < 0.55
    assert (made.low, made.high) == ([1, 1], [2, 2])
    assert firm(rule=replace(RULE, width=0)).firm == [1, 1, None]


def test_ranks_are_refused_where_a_closed_total_is_another_or_gone():
    closed = {"east": 68, "west": 66, "north": 50}
    refuse_other_totals(firm(), closed | {"south": None})
    for other in (closed | {"east": 67}, closed | {"south": 40}, {"east": 68, "west": 66}):
        with pytest.raises(DataError, match="does not come out"):
            refuse_other_totals(firm(), other)


def test_what_is_only_watched_and_what_neither_has_brings_no_lead():
    card = kpis((100, [leaf("a", 60, **VALUE), leaf("b", 40, **VALUE), leaf("x", 0, **VALUE)]))
    card = replace(card, min_weight_coverage=Fraction(1, 2))
    listed = {"east": (90, None, None, 70), "west": (80, None, None, 60)}
    assert [(one.id, one.gap) for one in firm(listed, card, ("east", "west")).lead] == [("a", 10)]


def test_the_parts_of_a_lead_add_up_with_what_is_taken_off():
    measures = {**CARD.measures, "x": CARD.measures["a"]}
    card = replace(CARD, measures=measures, adjustments=Adjustments(deduct=(Item("d", same("d"), "x", Fraction(2), Fraction(9), "mini:1:1"),)))  # fmt: skip
    made = firm({"east": (90, 60, 50, 1), "west": (80, 90, 40, 3)}, card, ("east", "west"), replace(RULE, draws=20))
    assert {one.id: (one.after, one.before, one.gap) for one in made.lead} == {
        "a": (36, 32, 4), "b": (12, 18, -6), "c": (20, 16, 4), "d": (-2, -6, 4),
    }  # fmt: skip
    assert sum(one.gap for one in made.lead) == made.totals[0] - made.totals[1] == 6
    with pytest.raises(UsageError, match="--entity"):
        firm(pair=("east", "south"))
    with pytest.raises(DataError):
        firm({"south": (None, None, 50)})
    with pytest.raises(DataError):  # a scorecard of vetoes only has no totals
        firm(card=replace(card, dimensions=()))


@pytest.mark.parametrize("how", ["arithmetic", "minimum"])
def test_draws_by_kind_are_those_of_whole_roll_ups_and_ranks_those_of_the_league(how):
    chance = Random(7)
    listed = {f"e{i:02d}": [chance.choice([None, *map(float, range(0, 100, 7))]) for _ in "abc"] for i in range(40)}
    card = replace(CARD, mean=Mean(how))
    contest = Contest(card, Q4, entities(listed))
    rule = NoiseRule(draws=8)
    factors = noise(card, rule, np.random.default_rng(1))
    weights = leaf_weights(card, factors, rule.draws)
    each = [(weights, np.arange(len(contest.names)))]
    made = contest.with_factors(factors, rule.draws)
    assert made == pytest.approx(contest._by_draw(each), abs=1e-9, nan_ok=True)
    table = league(card, Q4, entities(listed))
    made = firm(listed, card, rule=rule)
    by_name = dict(zip(table.entities, table.nodes[0].ranks, strict=True))
    assert [by_name[name] for name in made.entities] == made.ranks
    assert made.unranked == sum(one is None for one in by_name.values())


def test_who_was_scored_on_other_indicators_is_said():
    assert firm().findings == ()
    (found,) = firm({"east": (90, 60, 50), "west": (80, None, 40)}).findings
    assert (found.id, "b" in found.message.en) == ("score.unlike", True)


def test_units_are_not_ranked_on_counts_that_they_may_not_be_ranked_on():
    liked = replace(CARD.measures["a"], fact="account_content_daily", expr="like_count")
    card = replace(CARD, measures={**CARD.measures, "a": liked})
    with pytest.raises(UsageError, match="units are not ranked"):
        rank_robustness(card, Q4, entities(THREE), RULE, "unit")
    assert rank_robustness(card, Q4, entities(THREE), RULE, "account").ranks == [1, 2, 3]


def test_places_are_the_ranks_of_a_league():
    totals = np.array([[3.0, 1.0, 3.0, 2.0], [1.0, 1.0, 1.0, 1.0]])
    assert places(totals).tolist() == [list(ranks(row, 1)) for row in totals]


def test_the_weights_of_each_class_are_moved_by_the_same_factors_and_each_rolled_up_apart():
    chance = Random(3)
    listed = {f"e{i}": [float(chance.randrange(0, 100, 7)) for _ in "abc"] for i in range(6)}
    own = {name: ClassRule(Fraction(weight)) for name, weight in (("a", 20), ("b", 30), ("c", 50))}

    def with_class(one):
        leaves = tuple(replace(leaf, by_class={"towns": own[leaf.id]} if leaf.id in own else {}) for leaf in one.leaves)
        return replace(one, leaves=leaves)

    card = replace(CARD, dimensions=tuple(map(with_class, CARD.dimensions)), classes={"towns": ("e4", "e5")})
    contest, rule = Contest(card, Q4, entities(listed)), NoiseRule(draws=5)
    factors = noise(card, rule, np.random.default_rng(1))
    drawn = contest.with_factors(factors, rule.draws)
    for name in listed:
        alone = of_class(card, "towns") if name in ("e4", "e5") else replace(card, classes={})
        own_draws = Contest(alone, Q4, entities({name: listed[name]})).with_factors(factors, rule.draws)
        assert drawn[:, contest.names.index(name)] == pytest.approx(own_draws[:, 0], abs=1e-9)
    table = league(card, Q4, entities(listed))
    by_name = dict(zip(table.entities, table.nodes[0].ranks, strict=True))
    assert [by_name[name] for name in contest.names] == firm(listed, card, rule=rule).ranks
