"""The tables of what accounts are called and what titles are about, as a workspace's files say it."""

from dataclasses import dataclass

from pubkpi.engine.interface import Engine

# Each of these columns is text and may be null; they are the columns of the two tables.
_ACCOUNT = ("platform", "account", "name", "unit", "opened_on")
_NAME = ("platform", "name", "account", "from_on", "to_on")
Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The rows of `account`, `account_name` and `category_keyword`, and a mark of the files that they are from."""

    accounts: tuple[Row, ...]
    names: tuple[Row, ...]
    keywords: tuple[Row, ...]
    mark: str


NOBODY = Names((), (), (), "")


def create(engine: Engine, names: Names) -> None:
    """Make the tables `account` (the dimension), `account_name` and `category_keyword` of *names*."""
    _table(engine, "account", _ACCOUNT, names.accounts)
    _table(engine, "account_name", _NAME, names.names)
    _table(engine, "category_keyword", ("category", "keyword"), names.keywords)


def _table(engine: Engine, name: str, columns: tuple[str, ...], rows: tuple[Row, ...]) -> None:
    engine.load("incoming", {column: [row[i] for row in rows] for i, column in enumerate(columns)})
    typed = ", ".join(f"cast({one} as {'date' if one.endswith('_on') else 'varchar'}) as {one}" for one in columns)
    # the first of two keywords is the one that stands first in the file
    engine.run(f"create or replace table {name} as select row_number() over () as place, {typed} from incoming")
