"""Why a cell has no value: a code, the same for one entity and for a column of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, unique
from typing import Any

from pubkpi.measure.windows import is_over, why_too_short
from pubkpi.model.kpis.measures import Measure
from pubkpi.model.periods import Period


@unique
class Reason(IntEnum):
    """Why there is no value; NONE where there is one."""

    NONE = 0
    NOT_OVER = 1  # the window has not ended
    UNDECLARED = 2  # a register has neither rows nor a nil declaration
    NO_DATA = 3
    INCOMPLETE = 4  # rows of a register
    PEOPLE = 5  # would be added across platforms
    MIXED = 6  # people and attendances in one register
    UNKNOWN = 7  # how much of it is covered
    THIN = 8  # too little is covered
    NO_ROW = 9  # is complete
    ZERO = 10  # the denominator is 0
    FEW = 11  # the denominator is too small
    OPEN = 12  # bounds leave it open
    OUTSIDE = 13  # it cannot be had of the entity
    FOREIGN = 14  # it holds a number of the department
    NOT_ENTERED = 15
    NO_RESULT = 16  # of a formula or a growth
    NOTHING_BEFORE = 17  # to compare with
    NOT_ASKED = 18  # of that period
    TOO_SHORT = 19  # is the period for the measure


# That nothing at all is there, beside which any other reason says more.
NOTHING_THERE = (Reason.UNDECLARED, Reason.NO_DATA, Reason.NOT_ENTERED)


@dataclass(frozen=True, slots=True)
class CellCounts:
    """What the rows of a measure say before they are divided: numbers and flags, each of one entity or a column."""

    rows: Any
    every: Any
    platforms: Any
    manners: Any
    unknown: Any
    thin: Any
    undeclared: Any = False
    nil: Any = False


def checks(measure: Measure, period: Period, counts: CellCounts) -> Iterator[tuple[Reason, Any]]:
    """Each reason with where it holds; the first that does is the one that counts."""
    yield Reason.TOO_SHORT, why_too_short(measure, period) is not None
    yield Reason.NOT_OVER, not is_over(measure, period)
    yield Reason.UNDECLARED, counts.undeclared
    yield Reason.NO_DATA, (counts.every == 0) & (not measure.registered and not counts.nil)
    yield Reason.INCOMPLETE, (counts.rows < counts.every) & measure.registered
    yield Reason.PEOPLE, counts.platforms > 1
    yield Reason.MIXED, counts.manners > 1
    yield Reason.UNKNOWN, counts.unknown
    yield Reason.THIN, counts.thin
    yield Reason.NO_ROW, (counts.rows == 0) & (not measure.registered and not measure.may_find_none and not counts.nil)
