"""The canonical facts: what one row is, its columns with type, unit and meaning; declared here once.

The database's tables, the check of export profiles and specs, and the reference page derive from this list.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from pubkpi.model.facts.fact import ENTRY, ENTRY_NO, KINDS, NUMBER, OF_ACCOUNT, OF_UNIT, Column, Fact, column
from pubkpi.model.facts.forms import FORM_FACTS
from pubkpi.model.facts.meetings import MEETING_FACTS
from pubkpi.model.facts.monitors import MONITOR_FACTS
from pubkpi.model.facts.pieces import PIECE_FACTS
from pubkpi.model.facts.platforms import PLATFORM_FACTS

__all__ = [
    "BY_NAME",
    "ENTRY",
    "ENTRY_NO",
    "FACTS",
    "KINDS",
    "MEASURABLE",
    "NUMBER",
    "OF_ACCOUNT",
    "OF_UNIT",
    "Column",
    "Fact",
    "has_owner_columns",
    "owned",
]

FACTS: tuple[Fact, ...] = (*PLATFORM_FACTS, *MONITOR_FACTS, *FORM_FACTS, *PIECE_FACTS, *MEETING_FACTS)
BY_NAME: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in FACTS})

_POST = BY_NAME["post"]
_CATEGORY = column("category", "id", "分类：人工所定，否则按关键词", "category: as typed, else by the first keyword")
# What a measure may read: the facts whose rows have a day, and the posts with their category.
MEASURABLE: Mapping[str, Fact] = MappingProxyType(
    {
        **{fact.name: fact for fact in FACTS if fact.day},
        "post_with_category": replace(_POST, name="post_with_category", columns=(*_POST.columns, _CATEGORY)),
    }
)


def owned(fact: Fact) -> bool:
    """Whether each of its rows is of one of the accounts that are scored: a monitor's rows are those of others."""
    return fact not in MONITOR_FACTS and {"platform", "account"} <= {column.name for column in fact.columns}


def has_owner_columns(fact: Fact) -> bool:
    """Whether its rows may say whose they are: a register of our own."""
    return fact.column(OF_UNIT) is not None
