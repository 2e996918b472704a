"""A plan that changes in mid-year: what the change of weights and targets brings, worked out by hand."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from pubkpi.explain.attribution.players import Snapshot
from pubkpi.explain.effects import explain
from pubkpi.explain.forecast import forecasts
from pubkpi.explain.levers import Months, levers
from pubkpi.explain.ranks import Contest
from pubkpi.explain.robustness import robustness
from pubkpi.explain.scenario import counterfactual
from pubkpi.model.errors import DataError
from pubkpi.model.explanations.robustness import NoiseRule
from pubkpi.model.explanations.scenarios import Scenario
from pubkpi.model.kpis import Version
from pubkpi.model.scores import DEPARTMENT
from pubkpi.score.league import league
from tests.score.cards import Q1, Q2, Q3, Q4, kpis, leaf, score, values


def dated(low, high):
    return (Q1, Fraction(low)), (Q4, Fraction(high))


def changing(*starts):
    """Reads and desk, graded by completion; from each of the *starts* on with another weight and path of reads."""
    trees = {
        since: kpis(
            (100, [
                leaf("reads", weight, method="completion", targets=path),
                leaf("desk", 100 - weight, method="completion", targets=dated(10, 10)),
            ])
        )
        for since, weight, path in starts
    }  # fmt: skip
    made = tuple(Version(since, card.dimensions, {}) for since, card in trees.items())
    return kpis((100, [leaf("reads", 50), leaf("desk", 50)]), dimensions=made[0].dimensions, versions=made)


FOUND = values({
    Q1: {"reads": 100, "desk": 8}, Q2: {"reads": 150, "desk": 8}, Q3: {"reads": 300, "desk": 9}, Q4: {"reads": 500, "desk": 9},
})  # fmt: skip
AMENDED = changing((Q1, 60, dated(100, 400)), (Q3, 50, ((Q3, Fraction(400)), (Q4, Fraction(500)))))


def ends(card, *periods):
    return [
        Snapshot(one, when, FOUND, score(one, when, FOUND, None, settled=True), DEPARTMENT[0])
        for when in periods
        for one in (card.in_force(when),)
    ]


def test_the_effects_of_a_change_in_mid_year_are_those_worked_out_by_hand():
    """Reads stay at 75 points (150 of 200, then 300 of 400; 300 of 200 is capped at 100, 150 of 400 is 37.5), desk
    rises from 80 to 90; the totals are 77 and 82.5, in the middle 79.75.
    """
    found = explain(*ends(AMENDED, Q2, Q3))
    reads, desk = ({one.kind: one.points for one in line.effects} for line in found.contributions)
    half, middle = Fraction(75, 2), Fraction(319, 4)
    assert reads == {
        # the six orders of value, target and weight: what each brings at the old weight of 60, then at the new one of 50
        "performance": (60 * (25 + 25 + half) + 50 * (25 + half + half)) / 600,
        "target": -(60 * (half + half + 25) + 50 * (half + 25 + 25)) / 600,
        "weight": -10 * ((75 + 75 + 75 + 75 + 100 + half) / 6 - middle) / 100,
    }
    assert desk == {"performance": Fraction(45 * 10, 100), "weight": 10 * (85 - middle) / 100}
    assert sum([*reads.values(), *desk.values()]) == found.points == Fraction(11, 2)
    assert float(found.printed) == 5.5


@pytest.mark.parametrize(
    "made",
    [
        lambda card: score(card, Q3, FOUND, None, settled=True),
        lambda card: league(card, Q3, {"we": FOUND}),
        lambda card: explain(*(Snapshot(card, one, FOUND, score(card, one, FOUND, None, settled=True), "") for one in (Q2, Q3))),
        lambda card: levers(card, Q3, FOUND, 90, Months(0)),
        lambda card: robustness(card, Q3, FOUND, Q2, NoiseRule(width=0.1, draws=50, seed=1)),
        lambda card: Contest(card, Q3, {"we": FOUND}).totals.tolist(),
    ],
    ids=["score", "league", "explain", "levers", "robustness", "ranks"],
)  # fmt: skip
def test_what_is_in_force_counts_whichever_version_the_scorecard_comes_with(made):
    assert made(AMENDED) == made(AMENDED.in_force(Q3)) == made(AMENDED.in_force(Q2))


def test_two_texts_of_one_quarter_differ_by_what_is_in_force_in_it():
    """From the third quarter on reads weigh 30 instead of 50: 75 points, with 90 of desk; the middle is 84."""
    other = changing((Q1, 60, dated(100, 400)), (Q3, 30, ((Q3, Fraction(400)), (Q4, Fraction(500)))))
    found = explain(
        *(Snapshot(one, Q3, FOUND, score(one, Q3, FOUND, None, settled=True), "") for one in (AMENDED, other))
    )
    assert [one.points for one in found.contributions] == [
        -20 * (75 - 84) / Fraction(100),
        20 * (90 - 84) / Fraction(100),
    ]
    assert found.points == 3


def test_parts_that_do_not_add_up_to_what_lies_between_the_totals_are_refused():
    before, now = ends(AMENDED, Q2, Q3)
    card = replace(now.card, total=replace(now.card.total, score=83.5))
    with pytest.raises(DataError, match=r"the totals differ by \+6.5000, the parts .* by \+5.5000"):
        explain(before, replace(now, card=card))


def test_between_quarters_of_one_version_no_weight_has_an_effect():
    found = explain(*ends(AMENDED, Q3, Q4))
    assert {one.kind for line in found.contributions for one in line.effects if one.points} == {"performance", "target"}


def test_a_weight_that_is_fixed_in_a_scenario_is_so_from_the_version_in_force_on():
    made = counterfactual(AMENDED.in_force(Q3), Q3, Scenario(weights={"reads": Fraction(20)}))
    weights = [[one.weight for one in made.in_force(when).indicators] for when in (Q2, Q3, Q4)]
    assert weights == [[60, 40], [20, 80], [20, 80]]
    aimed = counterfactual(AMENDED.in_force(Q3), Q3, Scenario(targets={"reads": Fraction(600)}))
    assert aimed.in_force(Q3).indicators[0].target(Q3) == 600
    assert aimed.in_force(Q2).indicators[0].target(Q2) == 200


def test_noise_moves_the_weights_that_each_of_the_two_quarters_has():
    """From 77 (reads 75, desk 80) to 77.7 (75 and 78); by the new weights the quarter before would have 79.5."""
    card = changing((Q1, 60, dated(100, 400)), (Q3, 10, ((Q3, Fraction(400)), (Q4, Fraction(500)))))
    found = {**FOUND, **values({Q3: {"reads": 300, "desk": 7.8}})}
    made = robustness(card.in_force(Q3), Q3, found, Q2, NoiseRule(width=0.0001, draws=50, seed=1))
    assert (made.total, made.change, made.sign_holds) == (77.7, pytest.approx(0.7), 1.0)


def test_a_forecast_ends_with_the_weights_and_targets_of_the_last_quarter():
    """Held from the second quarter on: reads are 150 of 500, desk 8 of 10, at 50 points each."""
    held = forecasts(AMENDED.in_force(Q2), Q2, {one: FOUND[one] for one in (Q1, Q2)})[0]
    assert (held.way, held.period, held.total) == ("held", Q4, pytest.approx(0.5 * 30 + 0.5 * 80))
    path = forecasts(AMENDED.in_force(Q2), Q2, {one: FOUND[one] for one in (Q1, Q2)})[2]
    assert path.values["reads"] == 500
    assert np.isclose(path.total, 100)
