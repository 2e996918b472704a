"""What a plan says beside the numbers that are scored, kept so that it can be checked."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated

from pubkpi.model.text import Text


@dataclass(frozen=True, slots=True)
class ConflictingValue:
    """A value that the plan states a second time, and why it was not taken."""

    value: Annotated[str, "另写的值 / the value"]
    where: Annotated[Text, "写在哪里 / where it stands"]
    reason: Annotated[Text, "为什么不用 / why it was not taken"]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a plan announces *of* something: a *value*, and the *parts* that it should follow from."""

    of: Text
    value: Fraction
    parts: tuple[Fraction, ...]
    at: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """A plan's statements: how many indicators, growths (from, to), shares of a whole."""

    indicators: tuple[Statement, ...] = ()
    growth: tuple[Statement, ...] = ()
    shares: tuple[Statement, ...] = ()
