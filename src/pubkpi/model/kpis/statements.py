"""What a plan says beside the numbers that are scored, kept so that it can be checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, NamedTuple

from pubkpi.model.language import Key, Positive
from pubkpi.model.text import Text


@dataclass(frozen=True, slots=True)
class ConflictingValue:
    """A value that the plan states a second time, and why it was not taken."""

    value: Annotated[str, "另写的值 / the value"]
    where: Annotated[Text, "写在哪里 / where it stands"]
    reason: Annotated[Text, "为什么不用 / why it was not taken"]


class CountEntry(NamedTuple):
    """How many indicators the plan announces."""

    at: str
    of: Annotated[Text, "什么 / of what"]
    value: Annotated[Fraction, "多少 / how many"]


class GrowthEntry(NamedTuple):
    """A growth that the plan announces."""

    at: str
    of: Annotated[Text, "什么 / of what"]
    value: Annotated[Fraction, "增长多少 / how great"]
    since: Annotated[Positive, Key("from"), "从 / from"]
    until: Annotated[Fraction, Key("to"), "到 / to"]


class SharesEntry(NamedTuple):
    """Shares of a whole that the plan announces."""

    at: str
    of: Annotated[Text, "什么 / of what"]
    parts: Annotated[Mapping[str, Fraction], "各部分 / the parts"]


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a plan says of itself."""

    indicators: Annotated[tuple[CountEntry, ...], "指标个数 / how many indicators"] = ()
    growth: Annotated[tuple[GrowthEntry, ...], "增长 / growths"] = ()
    shares: Annotated[tuple[SharesEntry, ...], "占比 / shares of a whole"] = ()
