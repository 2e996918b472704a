"""One number for all that the database holds: the same for the same files, in whatever order they came."""

from collections.abc import Sequence

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import BY_NAME, FACTS, OF_ACCOUNT, OF_UNIT


def digest(engine: Engine) -> str:
    """One hexadecimal number for all rows with their origin: the same for the same files in any order."""
    tables = [name for fact in FACTS for name in (fact.name, f"{fact.name}_version")]
    origin = _cells(["f.sha256", "t.sheet", "t.row"])
    filled = _tables_with_rows(engine, tables)
    words = [
        _rows_digest(engine, name, [*origin, *_columns(name)]) if name in filled else f"{name}:0:None"
        for name in tables
    ]
    words.append(_rows_digest(engine, "file", _cells([f"t.{name}" for name in _FILE])))
    return str(engine.run("select md5($words)", words="\n".join(words))[0][0])


# of a file everything but its number and the moment of its load, which depend on the order
_FILE = "sha256 name export platform account as_of rows_in rows_loaded rows_rejected rows_ignored".split()


def _columns(table: str) -> list[str]:
    """The cells of a row as text. One that does not say whose it is has the number that it had before any could."""
    return [
        f"'{column.name}=' || t.{quoted(column.name)}"
        if column.name in (OF_UNIT, OF_ACCOUNT)
        else _cells([f"t.{quoted(column.name)}"])[0]
        for column in BY_NAME[table.removesuffix("_version")].stored
    ]


def _cells(names: Sequence[str]) -> list[str]:
    return [f"coalesce(cast({name} as varchar), chr(0))" for name in names]


def _tables_with_rows(engine: Engine, tables: Sequence[str]) -> set[str]:
    """Those of *tables* that have a row: most have none, and to ask all at once takes as long as to ask one."""
    # the tables behind the views: to resolve a view costs more than to look whether there is a row
    some = " union all ".join(f"(select '{name}' from {quoted(name + '_rows')} limit 1)" for name in tables)
    return {name for (name,) in engine.run(some)}


def _rows_digest(engine: Engine, table: str, columns: list[str]) -> str:
    row = ", ".join(columns)
    # exclusive or does not ask for an order; counting beside it, rows that cancel out are noticed all the same, and so
    # are those that no view shows because a dimension lacks their number
    behind = table if table == "file" else f"{table}_rows"
    count, mixed = engine.run(
        f"select (select count(*) from {quoted(behind)}), "
        f"cast(bit_xor(md5_number(concat_ws(chr(31), {row}))) as varchar) "
        f"from {quoted(table)} t left join file f using (file_id)"
    )[0]
    return f"{table}:{count}:{mixed}"
