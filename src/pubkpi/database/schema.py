"""The database: the tables of the facts, the ledger of files, rejects and findings, and the names."""

from contextlib import closing
from functools import cache
from importlib import resources

from pubkpi.database import names, tables
from pubkpi.database.names import Names
from pubkpi.database.tables import entry_of
from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.interface import Engine, quoted
from pubkpi.model.facts import ENTRY, ENTRY_NO, FACTS

VERSION = 10

# `file` has one row a loaded file; a row of a fact points at it by file_id, the number of its journal entry.
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
    "select c.table_name, c.column_name, c.data_type from duckdb_columns() c join duckdb_tables() t using (table_oid) "
    "where c.database_name = current_database() and t.database_name = current_database()"
)


def create(engine: Engine, account_names: Names = names.NOBODY, knowledge: str = "") -> None:
    """Make what is not there yet, or nothing; *knowledge* is the mark of what exports are read by."""
    with engine.transaction():
        for statement in LEDGER:
            engine.run(statement)
        tables.create(engine)
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
    """The statements of sql/posts.sql, one a view."""
    words = (resources.files("pubkpi.database") / "sql" / "posts.sql").read_text("utf-8")
    return tuple(statement for statement in words.split(";\n") if "create or replace view" in statement)


def widen(engine: Engine, account_names: Names) -> None:
    """Let a database of an earlier layout have all tables, columns and views of this one; EngineError if it cannot."""
    with closing(DuckDB()) as pattern:
        create(pattern, account_names)
        wanted, there = pattern.run(_COLUMNS), engine.run(_COLUMNS)
    tables_there = {table for table, *_ in there}
    lacking = [(table, name, kind) for table, name, kind in wanted if table in tables_there]
    lacking = [one for one in lacking if one[:2] not in {(table, name) for table, name, _ in there}]
    # rows enter the ledger by the order of its columns, and the facts by their names
    ledger = {f"create table if not exists {table} ": table for table, *_ in lacking if not table.endswith("_rows")}
    with engine.transaction():
        for statement in LEDGER:
            for start in (start for start in ledger if statement.startswith(start)):
                _make_table_again(engine, ledger[start], statement)
        for table, name, kind in lacking:
            if table.endswith("_rows"):
                engine.run(f"alter table {quoted(table)} add column {quoted(name)} {kind}")
        known_kinds = {(table, name): kind for table, name, kind in there}
        for table, name, kind in wanted:
            if table.endswith("_rows") and known_kinds.get((table, name), kind) != kind:
                engine.run(f"alter table {quoted(table)} alter column {quoted(name)} type {kind}")
    create(engine, account_names)
    # an earlier layout had a row once by what now tells the entries of a register apart
    for fact in (fact for fact in FACTS if fact.later):
        tables.widen(engine, fact, [column.name for column in fact.stored])
        for version in ("", "_version"):
            said = f"set {ENTRY} = {entry_of(fact)}, {ENTRY_NO} = 1 where {ENTRY} is null"
            engine.run(f"update {tables.rows(fact, version)} {said}")


def _make_table_again(engine: Engine, table: str, statement: str) -> None:
    """Make *table* again by its *statement*, with the rows that it has."""
    engine.run(f"create or replace temp table earlier as select * from {quoted(table)}")
    engine.run(f"drop table {quoted(table)}")
    engine.run(statement)
    engine.run(f"insert into {quoted(table)} by name select * from earlier")
