"""A plan as a sheet: a row for each dimension and indicator, whose cells are what people change in a spreadsheet."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from pubkpi.model.text import NOTHING, Lang, Text

Value = Fraction | str | None


@dataclass(frozen=True, slots=True)
class PlanColumn:
    """A column: its *key*, its head, how wide it is in characters, and the words that may be chosen in it."""

    key: str
    label: Text
    width: float
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanCell:
    """A cell: its *value*, and, unless it *is_open* to be changed, *why* not."""

    value: Value
    is_open: bool = False
    why: Text = NOTHING


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A dimension or, at the ends of the tree, an indicator: its *id*, how deep it stands, its cells by column.

    The weight of a dimension is the sum of those of its *children*, if it has any; *is_share* has numbers in percent.
    """

    id: str
    depth: int
    cells: Mapping[str, PlanCell]
    children: tuple[str, ...] = ()
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class PlanRemark:
    """What the file has under a *key* that no cell shows: its name, and of *whom* it is, if not of the whole."""

    key: str
    name: Text
    whom: Text = NOTHING


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """The *scorecard* as a sheet in one language; *tops* are the rows whose weights add up to 100, none where weights
    do not add up. *remarks* are what the sheet does not show.
    """

    scorecard: str
    title: Text
    lang: Lang
    columns: tuple[PlanColumn, ...]
    rows: tuple[PlanRow, ...]
    tops: tuple[str, ...] = ()
    remarks: tuple[PlanRemark, ...] = ()
    how: Text = NOTHING
