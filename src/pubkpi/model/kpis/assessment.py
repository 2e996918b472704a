"""Which indicators an assessment counts, and what about their values it raises for people to decide on."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Kind = Literal["process", "result"]
Span = Literal["quarter", "year"]
Consequence = Literal["bonus", "retraining"]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The kinds of indicators that count in the quarter and in the year."""

    quarter: tuple[Kind, ...] = ("process", "result")
    year: tuple[Kind, ...] = ("process", "result")


@dataclass(frozen=True, slots=True)
class Flagging:
    """How far a value may be from its target, as a share of it, and what hangs on the indicators."""

    deviation: Fraction = Fraction(1, 5)
    consequences: tuple[Consequence, ...] = ()
