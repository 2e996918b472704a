"""How the entities of a league moved between two periods, and who joins or leaves."""

from typing import Literal

from pubkpi.model.explanations.effects import EntityChange
from pubkpi.model.scores import League
from pubkpi.score.tree.bands import decimal


def entity_changes(before: League, now: League) -> tuple[EntityChange, ...]:
    """Everybody who has a value in one of the two, the best of now first, then who has left."""
    places = [{name: i for i, name in enumerate(one.entities) if _has_value(one, i)} for one in (before, now)]
    found = []
    for name in dict.fromkeys((*places[1], *places[0])):
        then, after = (one.get(name) for one in places)
        old = (None, None) if then is None else (before.nodes[0].scores[then], before.nodes[0].ranks[then])
        new = (None, None) if after is None else (now.nodes[0].scores[after], now.nodes[0].ranks[after])
        gap = None if old[0] is None or new[0] is None else decimal(new[0] - old[0])
        state: Literal["stays", "joins", "leaves"] = "joins" if then is None else "leaves" if after is None else "stays"
        found.append(EntityChange(name, state, old[0], new[0], gap, (old[1], new[1])))
    return tuple(sorted(found, key=lambda one: (one.state == "leaves", one.ranks[1] is None, one.ranks[1] or 0)))


def _has_value(league: League, place: int) -> bool:
    return any(node.values and node.values[place] is not None for node in league.nodes)
