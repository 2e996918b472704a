"""What each player of a game brings to the change, by which convention."""

from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from itertools import chain

from pubkpi.explain.attribution.blocks import blocks
from pubkpi.explain.attribution.game import UNIT, Game
from pubkpi.explain.attribution.owen import Member, entry_count, owen_values, players_of
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

LARGE = 1 << 20  # coalitions to be looked at, beyond which dimensions come in as wholes
_CLOSE = UNIT // 10**6
_BITS = 62  # players of one game
OWEN = Text(
    "欧文值（Owen），即各指标及其各因素按所有可能的先后次序取平均",
    "Owen's value, the average over all orders in which indicators, and the effects of each, may come in",
)
WINTER = Text(
    "温特值（Winter），即各维度、其指标及各因素按所有可能的先后次序取平均",
    "Winter's value, the average over all orders in which dimensions, the indicators of each, and the effects of each "
    "may come in",
)


def shares(game: Game) -> tuple[list[tuple[Fraction, ...]], Text]:
    """The points of the total that each player brings, exact, by place of the game, and the convention; DataError where
    too many depend on each other.
    """
    found, convention = {place: (Fraction(0),) * count for place, count in enumerate(game.counts)}, OWEN
    for block in blocks(game):
        unions = game.members(block)
        members: list[Member] = [*unions.values()]
        if entry_count(members) > LARGE:
            members, convention = _by_dimension(game, unions), WINTER
        if entry_count(members) > LARGE or len(players_of(tuple(members))) > _BITS:
            what = Text(
                f"{len(block)} 项互相牵连，无法精确分解", f"{len(block)} parts that depend on each other are too many"
            )
            raise DataError(game.frame.id, what)
        values = owen_values(members, partial(game.total, block))
        found |= {place: tuple(values[one] for one in players_of(union)) for place, union in unions.items()}
    return _closed(game, found), convention


def _closed(game: Game, found: dict[int, tuple[Fraction, ...]]) -> list[tuple[Fraction, ...]]:
    """The values in points; what binary fractions leave where blocks are added, far below a millionth of a point, goes
    to the greatest that is no round number anyway.
    """
    start, end = game.ends()
    rest = end - start - sum(chain.from_iterable(found.values()), Fraction(0))
    if abs(rest) > _CLOSE:
        raise AssertionError("blocks depend on each other")
    if rest:
        place, largest = max(
            ((place, i) for place, values in found.items() for i in range(len(values))),
            key=lambda one: (found[one[0]][one[1]] % _CLOSE != 0, abs(found[one[0]][one[1]])),
        )
        found[place] = tuple(one + rest * (i == largest) for i, one in enumerate(found[place]))
    return [tuple(value / UNIT for value in found[place]) for place in sorted(found)]


def _by_dimension(game: Game, unions: Mapping[int, Member]) -> list[Member]:
    """The *unions* within those of the first-level dimensions."""
    home = {leaf.id: top.id for top in game.frame.dimensions for leaf in top.indicators}
    groups: dict[str, list[Member]] = {}
    for place, union in unions.items():
        own = home[game.leaves[place].id] if place < len(game.leaves) else str(place)
        groups.setdefault(own, []).append(union)
    return [tuple(group) for group in groups.values()]
