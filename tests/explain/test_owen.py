"""Owen's value by its definition: the mean over every order in which unions, and in them their players, can come in."""

from random import Random

import numpy as np
import pytest

from pubkpi.explain.attribution.owen import entry_count, owen_values, players_of
from tests.examples import examples
from tests.explain.brute import owen

GAMES = [
    [0, 1, 2],
    [[0, 1], [2], 3],
    [[0, 1, 2], [3, 4]],
    [[[0, 1], 2], [3], [4, [5, 6]]],
    [[[[0, 1], 2], [3, 4]], 5],
]


def unions(member):
    """The same as tuples."""
    return tuple(map(unions, member)) if isinstance(member, list) else member


@pytest.mark.parametrize("members", GAMES, ids=str)
def test_a_player_gets_the_mean_over_all_orders(members):
    random, count = Random(str(members)), len(players_of(unions(members)))
    for _ in range(examples(2)):
        totals = np.array([random.randint(-(10**14), 10**14) for _ in range(1 << count)])
        found = owen_values(unions(members), lambda coalitions, totals=totals: totals[coalitions])
        assert found == owen(members, lambda inside, totals=totals: int(totals[sum(1 << one for one in inside)]))
        assert sum(found.values()) == int(totals[-1] - totals[0])


def test_the_coalitions_to_be_looked_at_are_counted_beforehand():
    """Two unions of two: for each of four players, the other union and the other player in or out."""
    assert entry_count([(0, 1), (2, 3)]) == 4 * 2 * 2
