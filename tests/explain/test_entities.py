"""Who moved in a league, and who joins or leaves it."""

from pubkpi.explain.entities import entity_changes
from pubkpi.score.league import league
from tests.score.cards import Q3, Q4, kpis, leaf, values


def test_totals_and_ranks_stand_side_by_side_and_who_joins_or_leaves_is_told():
    """Without a value in both, there is no change, and nobody is at 0."""
    card = kpis((100, [leaf("x", 100, method="value", targets=())]))
    found = {"a": (50, 70), "b": (60, 65), "new": (None, 80), "gone": (90, None), "never": (None, None)}
    entities = {name: values({Q3: {"x": old}, Q4: {"x": new}}) for name, (old, new) in found.items()}
    before, now = (league(card, one, entities) for one in (Q3, Q4))
    assert [(one.entity, one.state, one.change, one.ranks) for one in entity_changes(before, now)] == [
        ("new", "joins", None, (None, 1)),
        ("a", "stays", 20, (3, 2)),
        ("b", "stays", 5, (2, 3)),
        ("gone", "leaves", None, (1, None)),
    ]
