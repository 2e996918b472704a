"""The tables of the database: one pair a fact, and the ledger of files, rejects and findings."""

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest import names, posts
from pubkpi.ingest.names import Names
from pubkpi.model.facts import FACTS, KINDS, Column, Fact

VERSION = 3

# `file` has one row a loaded file; a row of a fact points at it by file_id, the number of its journal entry.
LEDGER = (
    "create table if not exists meta (schema_version integer, journal_seq bigint, journal_hash varchar, names varchar)",
    """create table if not exists file (
        file_id bigint primary key, sha256 varchar, name varchar, export varchar, platform varchar, account varchar,
        as_of timestamp, loaded_at timestamp, container varchar, encoding varchar,
        rows_in bigint, rows_loaded bigint, rows_rejected bigint, rows_ignored bigint)""",
    """create table if not exists reject (
        file_id bigint, fact varchar, sheet varchar, row bigint, "column" varchar, raw varchar)""",
    "create table if not exists ignored (file_id bigint, reason varchar, row_count bigint)",
    """create table if not exists load_finding (
        file_id bigint, id varchar, severity varchar, place varchar,
        message_zh varchar, message_en varchar, hint_zh varchar, hint_en varchar)""",
)
# As the macro title_key_of makes it, which a table cannot call; to store another long text would slow every load.
_TITLE_KEY = r"""coalesce(case when regexp_replace({0}, '[\s\p{{P}}\p{{S}}]+', '', 'g') = '' then trim({0})
    else lower(regexp_replace({0}, '[\s\p{{P}}\p{{S}}]+', '', 'g')) end, '')"""
LINEAGE = (("file_id", "bigint"), ("sheet", "varchar"), ("row", "bigint"))


def columns(fact: Fact) -> list[tuple[str, str]]:
    """Name and SQL type of every column of a fact's table: lineage first."""
    return [*LINEAGE, *((column.name, _type(column)) for column in fact.columns)]


def stored(fact: Fact, alias: str = "") -> str:
    """The columns of a fact's table that are stored, as a list in SQL: lineage first."""
    names = [*(name for name, _ in LINEAGE), *(column.name for column in fact.stored)]
    return ", ".join(f"{alias}.{quoted(name)}" if alias else quoted(name) for name in names)


def _type(column: Column) -> str:
    made = f" generated always as ({_TITLE_KEY.format(quoted(column.of))}) virtual" if column.of else ""
    return KINDS[column.kind] + made


def create(engine: Engine, known: Names = names.NOBODY) -> None:
    """Make what is not there yet.

    `<fact>` holds one row a key, the one that counts; `<fact>_version` all rows of the keys that came more than once.
    """
    for statement in LEDGER:
        engine.run(statement)
    for fact in FACTS:
        listed = ", ".join(f"{quoted(name)} {sql_type}" for name, sql_type in columns(fact))
        for table in (fact.name, f"{fact.name}_version"):
            engine.run(f"create table if not exists {quoted(table)} ({listed})")
    names.create(engine, known)
    for view in posts.views():
        engine.run(view)
    if not engine.run("select 1 from meta"):
        engine.run("insert into meta values ($version, 0, '', $mark)", version=VERSION, mark=known.mark)
