"""Owen's value: what each player brings to a game, where players that stand together come in together.

The average, over all orders of the unions and within each of its players, of what the total gains when the player
comes in. Unions may hold unions (Winter's value). What the players of a union bring adds up to what the
union brings in the game among unions; all together bring the whole change, whatever the order in which they are listed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import factorial, prod

import numpy as np
from numpy.typing import NDArray

Masks = NDArray[np.int64]  # each a coalition: the bits of the players that are in
Member = int | tuple["Member", ...]  # a player by its bit, or a union
Total = Callable[[Masks], Masks]  # the totals of coalitions, in whole units
_HALF = 32


@dataclass(frozen=True, slots=True)
class _Entry:
    """A player coming in: the coalitions there before, and of each how many siblings are in, level by level."""

    player: int
    masks: Masks
    sizes: Masks
    levels: tuple[int, ...]


def owen_values(members: Sequence[Member], total: Total) -> dict[int, Fraction]:
    """The value of each player below *members*, in units of *total*; exact, as the totals are whole numbers."""
    entries = list(_entries(members, np.zeros(1, np.int64), np.zeros(1, np.int64), ()))
    if not entries:
        return {}
    pairs = [np.stack([one.masks, one.masks | (1 << one.player)]) for one in entries]
    coalitions, places = np.unique(np.concatenate([one.ravel() for one in pairs]), return_inverse=True)
    totals, found, start = total(coalitions)[places], {}, 0
    for one in entries:
        before, after = totals[start : start + 2 * one.masks.size].reshape(2, -1)
        found[one.player] = _average(one, after - before)
        start += 2 * one.masks.size
    return found


def entry_count(members: Sequence[Member]) -> int:
    """How many coalitions have to be looked at."""
    return sum((1 if isinstance(one, int) else entry_count(one)) << (len(members) - 1) for one in members)


def players_of(member: Member) -> tuple[int, ...]:
    """The players in *member*."""
    return (member,) if isinstance(member, int) else tuple(one for some in member for one in players_of(some))


def _entries(members: Sequence[Member], masks: Masks, sizes: Masks, levels: tuple[int, ...]) -> Iterator[_Entry]:
    count = len(members)
    whole = [sum(1 << player for player in players_of(one)) for one in members]
    for i, one in enumerate(members):
        beside, many = np.zeros(1, np.int64), np.zeros(1, np.int64)
        for j in range(count):
            if j != i:
                beside, many = np.concatenate([beside, beside | whole[j]]), np.concatenate([many, many + 1])
        there = (masks[:, None] | beside).ravel()
        classes = (sizes[:, None] * count + many).ravel()
        if isinstance(one, int):
            yield _Entry(one, there, classes, (*levels, count))
        else:
            yield from _entries(one, there, classes, (*levels, count))


def _average(entry: _Entry, gains: Masks) -> Fraction:
    """The mean of *gains*, each coalition as often as orders lead to it."""
    sums = np.zeros((2, prod(entry.levels)), np.int64)  # in halves, so that no sum of many outgrows its 64 bits
    np.add.at(sums[0], entry.sizes, gains >> _HALF)
    np.add.at(sums[1], entry.sizes, gains & ((1 << _HALF) - 1))
    value = Fraction(0)
    for sized, (high, low) in enumerate(sums.T.tolist()):
        share, rest = Fraction(1), sized
        for count in reversed(entry.levels):
            rest, size = divmod(rest, count)
            share *= Fraction(factorial(size) * factorial(count - 1 - size), factorial(count))
        value += share * ((high << _HALF) + low)
    return value
