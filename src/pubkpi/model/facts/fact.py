"""What a fact is made of: columns, each with type, unit and meaning, and the key of a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pubkpi.model.text import Text

# What a column can be, and the SQL type that holds it. Shares, seconds and numbers keep 18 decimals, for a platform
# writes that many of a floating-point number.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "count": "bigint",
        "share": "decimal(38, 18)",
        "seconds": "decimal(38, 18)",
        "fen": "bigint",
        "number": "decimal(38, 18)",
        "level": "integer",
        "flag": "boolean",
        "day": "date",
        "instant": "timestamp",
        "text": "varchar",
        "id": "varchar",
        "quarter": "varchar",
        "period": "varchar",
    }
)

# What tells the rows of a register apart: the number that a form may have, what it says otherwise, which of several
# rows of a file that say the same.
NUMBER, ENTRY, ENTRY_NO = "number", "entry", "entry_no"
# Whose a row of a form is, where it says so: a unit, an account. Blank, it is the department's.
OF_UNIT, OF_ACCOUNT = "of_unit", "of_account"

# Besides the names that end in _users: followers, those won and lost, and the people of an audience.
_PEOPLE = ("total_count", "new_count", "lost_count", "net_count", "user_count")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact; columns of one *group* travel together, so that a ratio never mixes two downloads.

    One with *of* is not stored: the database makes it from that column whenever it is asked for. *scale* is the least
    and the greatest value of one that has such ends; *manner* is the column whose word says how its numbers were
    counted: they are never added to those counted otherwise.
    """

    name: str
    kind: str
    meaning: Text
    group: str = ""
    of: str = ""
    scale: tuple[int, int] | None = None
    manner: str = ""

    @property
    def counts_people(self) -> bool:
        """Whether it counts persons (人数), of whom one may stand behind the accounts of several platforms."""
        return self.name.endswith("_users") or self.name in _PEOPLE


@dataclass(frozen=True, slots=True)
class Fact:
    """A table: what one row is, its key, the column of its day, and its columns.

    Of a register *later* are the columns that are measured or filled in later and so tell no row from another; *given*
    are the columns without which a row is none, and *named* those by which people name it: two rows that are equal in
    these may be one. An entry is *open* while all of these columns are blank. Of the key those may be *blank*.
    """

    name: str
    row: Text
    key: tuple[str, ...]
    day: str
    columns: tuple[Column, ...]
    later: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()

    def column(self, name: str) -> Column | None:
        """The column called *name*, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def bounds(self) -> Mapping[str, str]:
        """The columns that may be censored, each with the one that then has the least that it can be (10万+)."""
        names = {column.name for column in self.columns}
        return {name: f"{name}_at_least" for name in sorted(names) if f"{name}_at_least" in names}

    @property
    def stored(self) -> tuple[Column, ...]:
        """The columns that are kept, all but those made when they are asked for."""
        return tuple(column for column in self.columns if not column.of)

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The stored columns outside the key by the group they travel in; a column without one travels alone."""
        groups: dict[str, list[str]] = {}
        for column in self.stored:
            if column.name not in self.key:
                groups.setdefault(column.group or column.name, []).append(column.name)
        return {group: tuple(names) for group, names in groups.items()}


def owner_columns() -> tuple[Column, ...]:
    """The columns that say whose a row of a form is."""
    return (
        column(OF_UNIT, "id", "是哪个单位的，可不填", "the unit whose it is, if one is named"),
        column(OF_ACCOUNT, "id", "是哪个账号的，可不填", "the account whose it is, if one is named"),
    )


def column(
    name: str, kind: str, zh: str, en: str, group: str = "", of: str = "", scale: tuple[int, int] | None = None
) -> Column:
    """The column *name* with its meaning in both languages."""
    return Column(name, kind, Text(zh, en), group, of, scale)


def register(
    name: str,
    row: Text,
    given: tuple[str, ...],
    day: str,
    columns: tuple[Column, ...],
    later: tuple[str, ...],
    named: tuple[str, ...] = (),
    open: tuple[str, ...] = (),
    *,
    names_owner: bool = True,
) -> Fact:
    """A fact with a row for each entry of a register, of which two may say the same; it is *named* by all that is
    *given* unless fewer columns do. Unless its rows are those of an account, they may say whose they are.
    """
    made = (
        column(NUMBER, "id", "编号，可不填", "its number, if it has one"),
        column(ENTRY, "id", "是哪一条：编号，否则按内容", "which entry: its number, else what it says"),
        column(ENTRY_NO, "count", "同一份表里内容相同的第几条", "which of those of a file that say the same"),
    )
    own = () if not names_owner or any(one.name == "account" for one in columns) else owner_columns()
    return Fact(name, row, (ENTRY, ENTRY_NO), day, (*columns, *own, *made), later, given, named or given, open)


# What every register of the office ends with, and may be filled in later.
NOTE = column("note", "text", "备注", "note")
REPORTED_BY = column("reported_by", "text", "填报人", "who filled it in")
FILLED_LATER = (NOTE.name, REPORTED_BY.name)
