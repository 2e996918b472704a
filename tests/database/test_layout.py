"""Whoever opens a database of another layout makes it anew, so each layout has a number of its own."""

from hashlib import sha256

from pubkpi.database import schema
from pubkpi.engine.duckdb import DuckDB

LAYOUT = (19, "886523729d2f4db7")


def test_a_changed_layout_has_a_higher_version():
    engine = DuckDB()
    schema.create(engine)
    columns = engine.run(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() and not internal order by all"
    )
    now = sha256(repr(columns).encode()).hexdigest()[:16]

    assert (schema.VERSION, now) == LAYOUT, "raise database.schema.VERSION and note both here"
