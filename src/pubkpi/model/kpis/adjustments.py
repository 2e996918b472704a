"""What is taken off a total or added to it, besides the indicators: vetoes, deductions, a bonus."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from pubkpi.model.text import Text

Comparison = Literal["at_least", "above", "at_most", "below"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A number, and the side of it that is meant."""

    how: Comparison
    value: Fraction


@dataclass(frozen=True, slots=True)
class Veto:
    """An item that fails the whole where its measure is as *fails* says: the total then lies no higher than *cap*,
    or than the best printed score of *band*, whichever is named.
    """

    id: str
    label: Text
    measure: str
    fails: Limit
    at: str
    band: str = ""
    cap: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """*points* for each *per* of a measure, no more than *cap*: taken off the dimension *node*, or off the total or
    added to it where that is empty.
    """

    id: str
    label: Text
    measure: str
    points: Fraction
    cap: Fraction
    at: str
    per: Fraction = Fraction(1)
    node: str = ""


@dataclass(frozen=True, slots=True)
class Adjustments:
    """All of a scorecard's; the bonus is given where the printed total before it is as *gate* says and no veto stands
    against it, *bonus_cap* points altogether at most. *bonus_at* is ``file:line:column``.
    """

    veto: tuple[Veto, ...] = ()
    deduct: tuple[Item, ...] = ()
    bonus: tuple[Item, ...] = ()
    gate: Limit | None = None
    bonus_cap: Fraction | None = None
    bonus_at: str = ""

    @property
    def deductions(self) -> tuple[Item, ...]:
        """The deductions in the order in which they are taken: from dimensions first."""
        return tuple(sorted(self.deduct, key=lambda one: not one.node))

    def __iter__(self) -> Iterator[Veto | Item]:
        """All items in the order in which they are worked out."""
        yield from self.deductions
        yield from self.bonus
        yield from self.veto
