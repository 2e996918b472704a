"""What each player of a game brings to the change, by which convention."""

from collections.abc import Sequence
from fractions import Fraction
from functools import partial
from itertools import chain

from pubkpi.explain.attribution.blocks import blocks
from pubkpi.explain.attribution.game import UNIT, Block, Game, Players
from pubkpi.explain.attribution.owen import Member, entry_count, owen_values, players_of
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_LARGE = 1 << 21  # coalitions to be looked at, beyond which dimensions come in as wholes
_CLOSE = UNIT // 10**6
_BITS, _ENDLESS = 62, 1 << 62
_Subgame = tuple[Players, Sequence[Member], Block]
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
        games = [_subgame(game, [(place,) for place in block], block)]
        if _size(games) > _limit(game):
            groups, convention = _by_dimension(game, block), WINTER
            games = [_subgame(game, groups, group) for group in groups]
        if _size(games) > _limit(game):
            zh, en = (
                "互相牵连的指标太多，无法精确分解",
                "too many indicators depend on each other to be taken apart exactly",
            )
            raise DataError(game.frame.id, Text(zh, en))
        for players, members, block_of in games:
            values = owen_values(members, partial(game.total, players))
            found |= {place: tuple(values[one] for one in players[place]) for place in block_of}
    return _in_points(game, found), convention


def _subgame(game: Game, groups: Sequence[Block], block: Block) -> _Subgame:
    """The game of those in *block*, against which each other group comes in as one player."""
    players, unions = dict(game.players(block)), {}
    for place in block:
        unions[place] = game.union(place, players[place])
    last = sum(map(len, players.values()))
    others = [group for group in groups if not set(group) <= set(block)]
    for number, group in enumerate(others, last):
        players |= {place: (number,) * game.counts[place] for place in group}
    inside: list[Member] = [*unions.values()]
    members = inside if not others else [tuple(inside), *range(last, last + len(others))]
    return players, members, block


def _size(games: Sequence[_Subgame]) -> int:
    """How many coalitions have to be looked at; more than any limit where a game has too many players."""
    fits = all(len(players_of(tuple(members))) <= _BITS for _, members, _ in games)
    return sum(entry_count(members) for _, members, _ in games) if fits else _ENDLESS


def _limit(game: Game) -> int:
    """A mean of powers takes far longer, as it is worked out in decimals."""
    means = [game.frame.mean, *(node.mean for node in game.frame.nodes)]
    return _LARGE >> 3 if any(mean.exponent is not None for mean in means) else _LARGE


def _in_points(game: Game, found: dict[int, tuple[Fraction, ...]]) -> list[tuple[Fraction, ...]]:
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


def _by_dimension(game: Game, block: Block) -> list[Block]:
    """*block* by first-level dimensions, each item on its own."""
    home = {leaf.id: top.id for top in game.frame.dimensions for leaf in top.indicators}
    groups: dict[str, Block] = {}
    for place in block:
        own = home[game.leaves[place].id] if place < len(game.leaves) else str(place)
        groups[own] = (*groups.get(own, ()), place)
    return list(groups.values())
