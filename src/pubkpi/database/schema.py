"""The database: the tables of the facts, the ledger of files, rejects and findings, and the names."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from functools import cache
from importlib import resources
from itertools import product
from types import MappingProxyType

from pubkpi.database import dimensions, names, tables
from pubkpi.database.names import Names
from pubkpi.database.tables import entry_of
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import ENTRY, ENTRY_NO, FACTS, Fact

VERSION = 19
_NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})

# `file` has one row a loaded file; the sheets in `dim_sheet` point at it by file_id, the number of its journal entry.
# `export` says what the exports are called of which a file was loaded.
LEDGER = (
    """create table if not exists meta (
        schema_version integer, journal_seq bigint, journal_hash varchar, names varchar, knowledge varchar)""",
    """create table if not exists file (
        file_id bigint primary key, sha256 varchar, name varchar, export varchar, platform varchar, account varchar,
        as_of timestamp, loaded_at timestamp, container varchar, encoding varchar,
        revision integer, follows varchar,
        rows_in bigint, rows_loaded bigint, rows_rejected bigint, rows_ignored bigint)""",
    """create table if not exists export (
        export varchar primary key, platform varchar, label_zh varchar, label_en varchar)""",
    """create table if not exists reject (
        file_id bigint, fact varchar, sheet varchar, row bigint, last_line bigint, "column" varchar, reason varchar,
        raw varchar)""",
    "create table if not exists ignored (file_id bigint, reason varchar, row_count bigint)",
    """create table if not exists load_finding (
        file_id bigint, id varchar, severity varchar, place varchar,
        message_zh varchar, message_en varchar, hint_zh varchar, hint_en varchar)""",
)


_COLUMNS = (
    "select c.table_name, c.column_name from duckdb_columns() c join duckdb_tables() t using (table_oid) "
    "where c.database_name = current_database() and t.database_name = current_database()"
)


def create(engine: Engine, account_names: Names = names.NOBODY, knowledge: str = "") -> None:
    """Make what is not there yet, or nothing; *knowledge* is the mark of what exports are read by."""
    with engine.transaction():
        _create(engine, account_names, knowledge)


def _create(
    engine: Engine, account_names: Names, knowledge: str = "", filled: Mapping[str, Collection[str]] = _NOTHING
) -> None:
    for statement in LEDGER:
        engine.run(statement)
    tables.create(engine, filled)
    names.create(engine, account_names)
    for view in _post_views():
        engine.run(view)
    if not engine.run("select 1 from meta"):
        engine.run(
            "insert into meta values ($version, 0, '', $mark, $knowledge)",
            version=VERSION,
            mark=account_names.mark,
            knowledge=knowledge,
        )


@cache
def _post_views() -> tuple[str, ...]:
    """The statements of sql/posts.sql and sql/authors.sql, one a view or macro."""
    files = (resources.files("pubkpi.database") / "sql" / name for name in ("posts.sql", "authors.sql"))
    words = ";\n".join(file.read_text("utf-8") for file in files)
    return tuple(statement for statement in words.split(";\n") if "create or replace " in statement)


def widen(engine: Engine, account_names: Names) -> None:
    """Let a database of an earlier layout have all tables, columns and views of this one; EngineError if it cannot."""
    with closing(DuckDB()) as pattern:
        create(pattern, account_names)
        wanted, there = pattern.run(_COLUMNS), engine.run(_COLUMNS)
    lacking = {table for table, _ in set(wanted).difference(there)} & {table for table, _ in there}
    columns = {fact: [name for table, name in there if table == f"{fact.name}_rows"] for fact in FACTS}
    filled = {fact: _readable(fact, some) for fact, some in columns.items() if some}
    with engine.transaction():
        for statement in LEDGER:
            for table in (one for one in lacking if statement.startswith(f"create table if not exists {one} ")):
                _make_table_again(engine, table, statement)
        for fact, version in product(filled, tables.VERSIONS):
            # as the earlier layout shows its rows to people
            shown = f"select {tables.column_list(filled[fact])} from {quoted(fact.name + version)}"
            engine.run(f"create or replace temp table {_earlier(fact, version)} as {shown}")
            engine.run(f"drop table {tables.rows(fact, version)}")
        stored = {fact.name: [column.name for column in fact.stored] for fact in filled}
        _create(engine, account_names, filled=stored)
        for fact, version in product(filled, tables.VERSIONS):
            tables.add(engine, fact, f"from {_earlier(fact, version)}", filled[fact], version=version)
            # an earlier layout had a row once by what now tells the entries of a register apart
            if fact.later:
                said = f"set {ENTRY} = {entry_of(fact)}, {ENTRY_NO} = 1 where {ENTRY} is null"
                engine.run(f"update {tables.rows(fact, version)} {said}")


def _readable(fact: Fact, names: Sequence[str]) -> list[str]:
    """Those of the columns *names* of an earlier table of *fact*, numbers written out, that there still are."""
    stored = {*tables.LINEAGE, *(column.name for column in fact.stored)}
    return [name for name in dimensions.named(fact, names) if name in stored]


def _earlier(fact: Fact, version: str) -> str:
    return quoted(f"earlier_{fact.name}{version}")


def _make_table_again(engine: Engine, table: str, statement: str) -> None:
    """Make *table* again by its *statement*, with the rows that it has."""
    engine.run(f"create or replace temp table earlier as select * from {quoted(table)}")
    engine.run(f"drop table {quoted(table)}")
    engine.run(statement)
    engine.run(f"insert into {quoted(table)} by name select * from earlier")
