"""What is raised for people to decide on: read as printed, by owner, and never where the plan has no target."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.model.kpis.assessment import FlagRule
from pubkpi.model.text import same
from pubkpi.score.findings.flags import around
from pubkpi.score.run import score
from tests.score.cards import Q1, Q2, Q3, Q4, kpis, leaf, values

UP = {"method": "completion", "targets": ((Q1, Fraction(100)), (Q4, Fraction(100)))}
OWNED = {"owner": same("desk")}


def cards(tree, found):
    """The scorecard of the last quarter of *found*, scored one quarter after the other."""
    made, all_values = None, values(found)
    for quarter in sorted(found):
        made = score(tree, quarter, all_values, made, settled=True)
    return made


def raised(made):
    return [(flag.kind, flag.indicator) for flag in made.flags]


def tree(*leaves, unit="count", deviation=Fraction(1, 5), **flagging):
    made = kpis((100, list(leaves)), flagging=FlagRule(deviation, **flagging))
    return replace(made, measures={name: replace(one, unit=unit) for name, one in made.measures.items()})


def below(*path):
    """Whether the last of these values, a quarter each from Q1, raises the flag of two quarters missed."""
    made = cards(tree(leaf("x", 100, **UP)), {Q1.step(i): {"x": one} for i, one in enumerate(path)})
    return ("below_target", "x") in raised(made)


def test_two_scored_quarters_running_below_the_target_are_flagged():
    assert below(90, 95)
    assert not below(95)
    assert not below(90, 100)
    assert not below(100, 90)
    assert not below(90, None)
    assert not below(90, None, 90)


def test_missed_is_what_prints_below_the_target():
    """99.996 prints as 99.996 beside 100, since they differ within four decimals; 99.99999 prints as 100."""
    assert below(99.996, 99.996)
    assert not below(99.99999, 99.99999)


def test_where_lower_is_better_missed_is_above_the_target():
    one = leaf("x", 100, direction="down", **UP)
    assert raised(cards(tree(one), {Q1: {"x": 110}, Q2: {"x": 105}})) == [("below_target", "x")]
    assert raised(cards(tree(one), {Q1: {"x": 90}, Q2: {"x": 95}})) == []


def test_the_flag_names_both_quarters_and_what_hangs_on_it():
    one = leaf("x", 100, **UP, **OWNED, consequences=("retraining",))
    (flag,) = cards(tree(one), {Q1: {"x": 90}, Q2: {"x": 95}}).flags
    assert (flag.before, flag.value, flag.target) == ((90.0, 100.0), 95.0, 100.0)
    assert (flag.owner, flag.consequence) == (same("desk"), "retraining")


def test_flags_stand_by_owner_in_the_order_of_the_scorecard():
    a, b, c = (leaf(name, 1, **UP, owner=same(who)) for name, who in (("a", "desk"), ("b", "press"), ("c", "desk")))
    low = dict.fromkeys("abc", 95.0)
    made = cards(tree(a, b, c), {Q1: low, Q2: low})
    assert [(flag.owner.en, flag.indicator) for flag in made.flags] == [("desk", "a"), ("desk", "c"), ("press", "b")]


@pytest.mark.parametrize(
    ("value", "target", "flagged"),
    [(80, 100, False), (79.9, 100, True), (79.96, 100, False), (120, 100, False), (120.1, 100, True), (5, 0, False)],
)
def test_a_deviation_over_a_fifth_as_printed_is_flagged_either_way(value, target, flagged):
    one = leaf("x", 100, method="goalposts", goalposts=(Fraction(0), Fraction(200)), targets=((Q1, Fraction(target)),))
    made = cards(tree(one), {Q1: {"x": value}})
    assert (("deviation", "x") in raised(made)) == flagged


def test_a_plan_without_a_limit_has_no_procedure_that_a_deviation_could_open():
    made = cards(tree(leaf("x", 100, **UP), deviation=None), {Q1: {"x": 20}, Q2: {"x": 20}})
    assert raised(made) == [("below_target", "x")]
    assert not [one for one in made.findings if one.id == "score.deviation"]


def test_the_limit_of_deviations_is_the_spec_s():
    one = leaf("x", 100, **UP)
    assert raised(cards(tree(one, deviation=Fraction(1, 20)), {Q1: {"x": 90}})) == [("deviation", "x")]
    assert raised(cards(tree(one, deviation=Fraction(1, 2)), {Q1: {"x": 60}})) == []


def test_a_rate_deviates_in_percentage_points_too():
    one = leaf("x", 100, method="completion", targets=((Q1, Fraction("0.1")), (Q4, Fraction("0.1"))))
    (flag,) = cards(tree(one, unit="share"), {Q1: {"x": 0.068}}).flags
    assert flag.deviation == pytest.approx(-0.32)
    assert flag.points == pytest.approx(-3.2)
    assert cards(tree(leaf("x", 100, **UP)), {Q1: {"x": 10}}).flags[0].points is None


def test_steps_and_hold_have_no_deviation_and_steps_no_target_to_miss():
    hold = leaf("h", 50, direction="down", method="hold", targets=((Q1, Fraction(1)), (Q4, Fraction(1))))
    steps = leaf("s", 50, method="steps", targets=(), steps=((Fraction(0), Fraction(0)), (Fraction(1), Fraction(100))))
    low = {"h": 3, "s": 0}
    assert raised(cards(tree(hold, steps), {Q1: low, Q2: low})) == [("below_target", "h")]
    aimed = leaf("t", 100, method="steps", targets=((Q1, Fraction(2)), (Q4, Fraction(2))), steps=steps.steps)
    assert raised(cards(tree(aimed), {Q1: {"t": 1}})) == []


def test_going_beyond_the_target_is_flagged_where_a_bonus_hangs_on_it():
    one = leaf("x", 100, **UP)
    assert raised(cards(tree(one), {Q1: {"x": 110}})) == []
    assert raised(cards(tree(one, consequences=("bonus",)), {Q1: {"x": 110}})) == [("above_target", "x")]
    assert raised(cards(tree(one, consequences=("bonus",)), {Q1: {"x": 100}})) == []
    own = replace(one, consequences=())
    assert raised(cards(tree(own, consequences=("bonus",)), {Q1: {"x": 110}})) == []


@pytest.mark.parametrize(
    ("interval", "target", "shown"),
    [((0.58, 0.86), 0.7, True), ((0.58, 0.86), 0.58, True), ((0.58, 0.86), 0.86, True), ((0.58, 0.86), 0.87, False),
     ((0.58, 0.86), 0.57, False), (None, 0.7, False), ((0.58, 0.86), None, False)],
)  # fmt: skip
def test_an_interval_is_shown_where_the_target_lies_in_it(interval, target, shown):
    (one,) = cards(tree(leaf("x", 100, **UP)), {Q1: {"x": 0.7}}).indicators
    one = replace(one, basis=replace(one.basis, interval=interval), target=target)
    assert around(one) == (interval if shown else None)


def test_what_is_only_watched_or_stands_in_for_a_missing_value_is_not_flagged():
    watched = leaf("w", 0, **UP)
    filled = leaf("f", 50, **UP, missing=replace(leaf("f").missing, policy="zero"))
    low = {"w": 10, "f": None, "x": 100}
    assert raised(cards(tree(watched, filled, leaf("x", 50, **UP)), {Q3: low, Q4: low})) == []
