"""The posts of a period that were read most and least."""

from dataclasses import dataclass
from datetime import date

from pubkpi.model.scores import Bound


@dataclass(frozen=True, slots=True)
class RankedPost:
    """A post at its *place* among those of its platform, from the most or, without *is_most*, from the least read; of
    *number* posts. *reads* are acts, *people* where only these are known; a *bound* is the least that they are.
    """

    platform: str
    account: str
    day: date
    title: str | None
    reads: int
    bound: Bound
    people: bool
    is_most: bool
    place: int
    number: int
