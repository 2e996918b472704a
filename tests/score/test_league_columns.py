"""Columns of a league: the same things as a tuple of them, in a few bytes each."""

import pickle

import pytest

from pubkpi.score.league import league
from tests.score.cards import Q4
from tests.score.test_league import of, tree

MANY = 2_000


@pytest.fixture(scope="module")
def table():
    return league(tree(), Q4, {f"{i:05}": of(a=i % 97, b=i % 89 or "gone") for i in range(MANY)}, "account")


def test_a_column_is_read_like_a_tuple(table):
    scores = table.nodes[-1].scores
    every = tuple(scores)
    assert scores == every == tuple(scores[i] for i in range(MANY))
    assert (scores[0], scores[-1], scores[5:8]) == (None, every[-1], [*every[5:8]])
    assert (hash(scores), repr(scores), len(scores)) == (hash(every), repr(every), MANY)
    assert scores != every[:-1]
    with pytest.raises(IndexError):
        scores[MANY]


def test_numbers_take_nine_bytes_an_entity_and_choices_one(table):
    leaf = table.nodes[-1]
    numbers = [leaf.scores, leaf.ranks, leaf.points, leaf.values, leaf.uncapped]
    numbers += [table.weight_coverage, table.comparable_weight, *table.bounds]
    assert max(len(pickle.dumps(one)) for one in numbers) < 9 * MANY + 500
    assert max(len(pickle.dumps(one)) for one in (leaf.applies, leaf.states, leaf.sides, leaf.score_sides)) < MANY + 500
