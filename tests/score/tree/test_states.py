"""The six states: of an indicator, of what stands above it, and of one among many."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.model.kpis.grade_rules import Band, MissingRule
from pubkpi.model.text import same
from pubkpi.report.formats.data import league_as_json
from pubkpi.score.league import league
from pubkpi.score.run import score
from tests.score.cards import Q1, Q4, kpis, leaf, values

UP = {"method": "completion", "targets": ((Q1, Fraction(100)), (Q4, Fraction(100)))}
DOWN = {"direction": "down", **UP}


def stands(value, **changes):
    """The state of one indicator with a target of 100."""
    return by_id(kpis((100, [leaf("x", 100, **{**UP, **changes})])), x=value)["x"]


def by_id(tree, **found):
    return {one.id: one.state for one in score(tree, Q1, values({Q1: found}), None, settled=True).indicators}


def listed(*limits):
    return tuple(Band(f"l{i}", same(f"l{i}"), Decimal(limit)) for i, limit in enumerate(limits))


@pytest.mark.parametrize(("value", "state"), [
    (100, "reached"), (130, "reached"), (99.99999, "reached"), (99.9, "near"), (90, "near"), (89.95, "near"),
    (89.94, "low"), (60, "low"), (59, "alert"), (0, "alert"), (None, "no_data"),
])  # fmt: skip
def test_target_and_light_limits_make_the_state(value, state):
    assert stands(value) == state


@pytest.mark.parametrize(
    ("value", "state"), [(100, "reached"), (80, "reached"), (0, "reached"), (105, "near"), (200, "alert")]
)
def test_where_lower_is_better_below_the_target_is_reached(value, state):
    assert stands(value, **DOWN) == state


def test_a_full_score_is_not_enough_where_the_target_is_missed():
    """60 points at the baseline of 0, 120 at the target, capped at 100: full at 67, and the target missed."""
    assert stands(70, method="attainment", at_target=Fraction(120)) == "near"


def test_without_a_target_the_best_score_is_reached():
    steps = {"method": "steps", "targets": (), "steps": ((Fraction(0), Fraction(0)), (Fraction(2), Fraction(80)))}
    assert [stands(value, **steps) for value in (2, 0)] == ["reached", "alert"]


@pytest.mark.parametrize(("limits", "expected"), [
    ((95, 80, 50, 0), ["near", "low", "low", "alert"]), ((80, 0), ["near", "near", "alert", "alert"]), ((0,), ["low"] * 4),
])  # fmt: skip
def test_a_scorecards_own_lights_set_the_limits(limits, expected):
    tree = replace(kpis((100, [leaf("x", 100, **UP)])), lights=listed(*limits))
    assert [by_id(tree, x=value)["x"] for value in (96, 85, 55, 20)] == expected


def test_a_score_that_stands_in_for_a_missing_value_is_no_data():
    filled = MissingRule("zero")
    assert [stands(value, missing=filled) for value in (None, 0, 100)] == ["no_data", "alert", "reached"]


def test_what_is_watched_has_a_state_and_what_does_not_apply_is_told_apart():
    tree = kpis((100, [leaf("x", 100, **UP), leaf("y", 0, **UP), leaf("z", 0, **UP)]))
    assert by_id(tree, x=95, y=100, z=None) == {"x": "near", "y": "reached", "z": "no_data"}


@pytest.mark.parametrize(("found", "state"), [
    ({"a": 100, "b": 100}, "reached"), ({"a": 100, "b": 99}, "near"), ({"a": 100, "b": None}, "near"),
    ({"a": 100, "b": 40}, "low"), ({"a": 10, "b": 10}, "alert"), ({"a": None, "b": None}, "no_data"),
])  # fmt: skip
def test_what_stands_above_is_reached_only_where_all_below_is(found, state):
    tree = kpis((100, [leaf("a", 80, **UP), leaf("b", 20, **UP)]))
    (node,) = score(tree, Q1, values({Q1: found}), None, settled=True).dimensions
    assert node.state == state


def test_each_of_many_has_the_state_that_it_has_alone():
    tree = kpis((100, [leaf("x", 100, **UP)]))
    worth = {"a": 100.0, "b": 99.99999, "c": 99.9, "d": 70.0, "e": 3.0, "f": None}
    table = league(tree, Q1, {name: values({Q1: {"x": value}}) for name, value in worth.items()})
    entities = json.loads(json.dumps(league_as_json(table, "zh")))["entities"]
    assert {one["entity"]: one["nodes"]["x"]["state"] for one in entities} == {
        name: by_id(tree, x=value)["x"] for name, value in worth.items()
    }
    assert [one["nodes"]["x"]["scoring"] for one in entities] == ["scored"] * 5 + ["missing"]
