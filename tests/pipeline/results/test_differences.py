"""What would be otherwise than in a closed result is named by entity and indicator, and what is gone is called gone."""

from dataclasses import replace

import pytest

from pubkpi.model.scores import League, LeagueNode, Value
from pubkpi.model.text import NOTHING, same
from pubkpi.pipeline.results.closings.differences import league_differences, value_differences
from tests.measure.facts import Q1


def league(reads=(120.0, 80.0), name="reads", entities=("a", "b"), weight=(100.0, 100.0)):
    scores = (90.0, 70.0)
    nodes = (LeagueNode("small", same("small"), 100, scores, (1, 2)), LeagueNode(name, same(name), 100, scores, (1, 2)))
    nodes = (nodes[0], replace(nodes[1], values=reads))
    return League(
        "small", same("small"), Q1, entities, nodes, (None, None), (None, None), (1, 1), comparable_weight=weight
    )


@pytest.mark.parametrize(
    ("now", "where", "words"),
    [
        (league((120.0, 85.0)), "b reads", "80 in the closed result, 85 by what is known now"),
        (league((80.0, 120.0), entities=("b", "a")), "a small", "90.0 in the closed result, 70.0 by"),
        (league(name="views"), "a reads", "120 in the closed result, and the scorecard of now does not have it"),
        (league(entities=("a", "c")), "b small", "70.0 in the closed result, — by what is known now"),
        (league(weight=(100.0, 60.0)), "b", "100.0 in the closed result, 60.0 by what is known now"),
    ],
    ids=["a value", "another order", "an indicator that is gone", "an entity that is gone", "the weight"],
)
def test_the_first_number_of_a_league_that_differs_is_named(now, where, words):
    (one,) = league_differences(league(), now, NOTHING)
    assert one.where == where
    assert one.message.en.startswith(words)


def test_a_league_that_is_the_same_has_no_difference():
    assert not [*league_differences(league(), league(), NOTHING)]


def test_a_measure_that_is_gone_is_not_called_one_without_a_value():
    stored = {"reads": Value("reads", Q1, 12.0)}
    (gone,) = value_differences({"reads": "count"}, stored, {}, NOTHING)
    assert "does not have it" in gone.message.en
    (missing,) = value_differences({"reads": "count"}, stored, {"reads": Value("reads", Q1, None)}, NOTHING)
    assert "no value by what is known now" in missing.message.en
