"""Both ends of a change in a line each."""

from dataclasses import replace

from pubkpi.explain.attribution.players import Snapshot
from pubkpi.model.scores import DEPARTMENT
from tests.score.cards import Q4, score, values


def snapshot(card, found, measured=None):
    """A scorecard of the department with the numbers *found*, or with the values *measured* instead of some."""
    numbers = values({Q4: found})
    numbers = {Q4: {**numbers[Q4], **(measured or {})}}
    return Snapshot(card, Q4, numbers, score(card, Q4, numbers, None, settled=True), DEPARTMENT[0])


def with_leaves(card, change):
    """*card* with every indicator as *change* has it."""

    def node(one):
        return replace(one, leaves=tuple(map(change, one.leaves)), dimensions=tuple(map(node, one.dimensions)))

    return replace(card, dimensions=tuple(map(node, card.dimensions)))
