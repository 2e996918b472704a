"""The database: the tables of the facts, the ledger of files, rejects and findings, and the names."""

from pubkpi.engine.interface import Engine
from pubkpi.ingest import names, posts, tables
from pubkpi.ingest.names import Names

VERSION = 6

# `file` has one row a loaded file; a row of a fact points at it by file_id, the number of its journal entry.
LEDGER = (
    "create table if not exists meta (schema_version integer, journal_seq bigint, journal_hash varchar, names varchar)",
    """create table if not exists file (
        file_id bigint primary key, sha256 varchar, name varchar, export varchar, platform varchar, account varchar,
        as_of timestamp, loaded_at timestamp, container varchar, encoding varchar,
        revision integer, rows_in bigint, rows_loaded bigint, rows_rejected bigint, rows_ignored bigint)""",
    """create table if not exists reject (
        file_id bigint, fact varchar, sheet varchar, row bigint, last_line bigint, "column" varchar, reason varchar,
        raw varchar)""",
    "create table if not exists ignored (file_id bigint, reason varchar, row_count bigint)",
    """create table if not exists load_finding (
        file_id bigint, id varchar, severity varchar, place varchar,
        message_zh varchar, message_en varchar, hint_zh varchar, hint_en varchar)""",
)


def create(engine: Engine, known: Names = names.NOBODY) -> None:
    """Make what is not there yet, or nothing."""
    with engine.transaction():
        for statement in LEDGER:
            engine.run(statement)
        tables.create(engine)
        names.create(engine, known)
        for view in posts.views():
            engine.run(view)
        if not engine.run("select 1 from meta"):
            engine.run("insert into meta values ($version, 0, '', $mark)", version=VERSION, mark=known.mark)
