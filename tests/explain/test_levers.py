"""A goal that is solved is met by scoring the solved value; gains are what the weight still has to give."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.explain.forecast import forecasts, year_end
from pubkpi.explain.levers import Months, levers
from pubkpi.model.kpis import Indicator
from pubkpi.model.kpis.grade_rules import Baseline, GoalpostEntry, Mean, RangeEntry
from pubkpi.model.kpis.measures import Measure
from pubkpi.score.run import score
from tests.examples import examples, seldom
from tests.score.cards import BASE, Q1, Q2, Q3, Q4, SHIPPED, kpis, leaf, values

F = Fraction
METHODS = {
    "attainment": {},
    "attainment down": {"direction": "down", "baseline": Baseline(F(50)), "targets": ((Q1, F(10)), (Q4, F(10)))},
    "completion": {"method": "completion"},
    "completion down": {"method": "completion", "direction": "down"},
    "hold": {"method": "hold"},
    "steps": {"method": "steps", "targets": (), "steps": ((F(0), F(0)), (F(30), F(60)), (F(70), F(100)))},
    "piecewise": {"method": "piecewise", "targets": (), "knots": ((F(0), F(10)), (F(40), F(80)), (F(90), F(100)))},
    "value": {"method": "value", "targets": ()},
    "goalposts": {"method": "goalposts", "targets": (), "goalposts": GoalpostEntry(F(120), F(20)), "direction": "down"},
    "log goalposts": {"method": "log_goalposts", "targets": (), "goalposts": GoalpostEntry(F(1), F(1000))},
    "range": {"method": "target_range", "targets": (), "direction": "range", "plateau": RangeEntry(F(0), F(30), F(50), F(90))},
    "tent": {"method": "target_range", "targets": (), "direction": "range", "plateau": RangeEntry(F(0), F(40), F(40), F(90))},
}  # fmt: skip
NEVER = Months(0)


def card_of(kind, how="arithmetic") -> tuple:
    first: Indicator = replace(leaf("a", 30), **METHODS[kind])
    return kpis(
        (50, [first, leaf("b", 20)]), (50, [leaf("c", 50)]), mean=Mean(how, F(1) if how == "geometric" else None)
    )


def total(card, found):
    return score(card, Q4, values({Q4: found}), None, settled=True).total.score


@pytest.mark.parametrize("how", ["arithmetic", *seldom("geometric", "minimum")])
def test_scoring_the_solved_value_gives_the_goal(how):
    chance, solved = Random(16), 0
    for kind in METHODS if how == "arithmetic" else [*METHODS][::5]:
        card = card_of(kind, how)
        for _ in range(examples(2)):
            found, goal = {name: chance.uniform(1, 110) for name in "abc"}, chance.uniform(20, 100)
            for one in levers(card, Q4, values({Q4: found}), goal, NEVER).levers:
                solved += one.reach == "solved"
                check(one, card, found, goal, jumps=kind in ("hold", "steps") and one.id == "a")
    assert solved > 2


def check(one, card, found, goal, *, jumps):
    """That *found* with the needed value comes to *goal*, or, where the score *jumps*, past it and a little less does not."""
    if one.reach == "solved":
        reached = total(card, {**found, one.id: one.needed})
        aim = min(goal, one.best)
        assert reached >= aim - 1e-6 if jumps else reached == pytest.approx(aim, abs=1e-6)
        assert not (jumps and one.needed) or total(card, {**found, one.id: one.needed - 0.01}) < goal
    elif one.reach == "any":
        assert min(total(card, {**found, one.id: worst}) for worst in (0.0, 1e6)) >= goal - 1e-9
    else:
        assert one.best < goal


@settings(max_examples=examples(10))
@given(st.tuples(*[st.floats(0, 150)] * 3))
def test_a_gain_is_the_weight_times_what_the_score_lacks_and_all_of_them_make_it_whole(numbers):
    card, found = card_of("attainment"), dict(zip("abc", numbers, strict=True))
    made = score(card, Q4, values({Q4: found}), None, settled=True)
    found_levers = levers(card, Q4, values({Q4: found}), None, NEVER).levers
    lost = {one.id: one.effective_weight * (100 - one.score) / 100 for one in made.indicators}
    assert {one.id: one.gain for one in found_levers} == pytest.approx(lost, abs=1e-9)
    assert sum(one.gain for one in found_levers) == pytest.approx(100 - made.total.score, abs=1e-9)
    assert [one.gain for one in found_levers] == sorted((one.gain for one in found_levers), reverse=True)


def test_a_missing_value_can_be_a_lever_and_one_that_is_watched_only_is_none():
    card = kpis((50, [leaf("a", 30), leaf("b", 20)]), (50, [leaf("c", 50), leaf("d", 0)]), min_weight_coverage=F(1, 2))
    found = {"a": 50.0, "b": None, "c": 100.0, "d": 3.0}
    # a scores 80 and stands for b: 50 * 80 + 50 * 100 = 90; with b at 100 it is 30 * 80 + 20 * 100 + 5000 = 94
    made = levers(card, Q4, values({Q4: found}), 92, NEVER)
    b = next(one for one in made.levers if one.id == "b")
    assert (made.total, b.gain, b.pace, len(made.levers)) == (90, 4, 0, 3)
    assert total(card, {**found, "b": b.needed}) == pytest.approx(92)
    assert levers(card, Q4, values({Q4: {**found, "c": None}}), 92, NEVER) is None


def test_without_a_wish_the_next_band_is_the_goal_and_in_the_highest_there_is_none():
    card = card_of("value")
    made = levers(card, Q4, values({Q4: dict.fromkeys("abc", 20.0)}), None, NEVER)
    assert (made.goal, made.band.en, made.levers[0].reach) == (60, "pass", "solved")
    full = levers(card, Q4, values({Q4: dict.fromkeys("abc", 100.0)}), None, NEVER)
    assert (full.goal, {one.reach for one in full.levers}) == (None, {"beyond"})


def test_the_amount_that_each_month_has_to_bring():
    monthly = kpis((100, [leaf("a", 100)]))
    summed = {Q4: {"a": replace(values({Q4: {"a": 60}})[Q4]["a"], numerator=120.0, denominator=2.0)}}
    # 90 points are 75: 25 * 3 months of 75 less the 120 that are there, in the one month that is left
    mean: Measure = replace(monthly.measures["a"], mean_of_months=True)
    months = Months(1, frozenset("a"))
    (one,) = levers(replace(monthly, measures={"a": mean}), Q4, summed, 90, months).levers
    assert (one.needed, one.monthly) == (75, 75 * 3 - 120)
    (one,) = levers(monthly, Q4, summed, 90, Months(2, frozenset("a"))).levers
    assert (one.needed, one.monthly) == (75, 7.5)
    assert levers(monthly, Q4, summed, 90, Months(0, frozenset("a"))).levers[0].monthly is None
    assert levers(monthly, Q4, summed, 90, Months(1)).levers[0].monthly is None


def test_a_needed_amount_is_never_less_than_nothing():
    card = kpis((50, [leaf("a", 50, baseline=Baseline(F(50)))]), (50, [leaf("b", 50)]))
    # b brings 50; a needs 20 points of 50, which its line from 60 at 50 has below 0
    (a,) = [one for one in levers(card, Q4, values({Q4: {"a": 60, "b": 100}}), 52, NEVER).levers if one.id == "a"]
    assert (a.reach, a.needed) == ("any", None)


LINE = {BASE: {"a": 10.0}, Q1: {"a": 20.0}, Q2: {"a": 30.0}, Q3: {"a": 40.0}}


def test_three_ways_to_the_end_of_the_year_and_how_far_off_they_were():
    card = kpis((100, [leaf("a", 100, method="value", targets=((Q1, F(20)), (Q4, F(90))))]))
    held, trend, path = forecasts(card, Q3, values(LINE))
    assert [one.total for one in (held, trend, path)] == [40, 50, 90]
    # a quarter ahead each time: 10 for 20, 20 for 30, 30 for 40; with fewer than three values there is no trend yet
    assert (held.errors, held.interval) == ((-10, -10, -10), (30, 50))
    assert (trend.errors, trend.interval) == ((-10, -10, 0), (40, 60))
    assert path.errors == pytest.approx([0, 20 + 70 / 3 - 30, 20 + 140 / 3 - 40])
    assert (path.period, path.interval[1]) == (Q4, 100)  # no total lies above the best of all scores


def test_what_is_missing_stays_missing_and_nothing_is_forecast_without_a_period():
    card = kpis((100, [leaf("a", 50), leaf("b", 50)]))
    found = values({Q2: {"a": 50.0, "b": None}})
    held = forecasts(card, Q2, found)[0]
    assert (held.values, held.total, held.errors, held.interval) == ({"a": 50.0, "b": None}, None, (), None)
    assert (year_end(SHIPPED, Q4), year_end(SHIPPED, Q1), forecasts(card, Q4, values({Q4: {"a": 1, "b": 1}}))) == (
        None,
        Q4,
        (),
    )
