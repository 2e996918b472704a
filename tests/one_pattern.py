"""The macros and the tables of a new database made once, and copied for each workspace that a worker of the tests makes.

To make them takes a sixth of a second, and there are hundreds of workspaces. The first of a process are made as always
and become the patterns; names and marks are those of the workspace. What is no file, or no new one, is made as always,
and so is what commands make that run as processes of their own.
"""

from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pubkpi.database import names, schema
from pubkpi.engine.duckdb import DuckDB
from pubkpi.ingest.cells import grammar
from tests.one_instance import Attached

make_macros, make_tables = grammar.prepare, schema.create
_MARK = "update meta set names = $mark, knowledge = $knowledge"


def prepare(engine, *, read_only=False):
    """As grammar.prepare."""
    new = _new(engine)
    if new and not read_only:
        new.become(_pattern())
    else:
        make_macros(engine, read_only=read_only)


def create(engine, account_names=names.NOBODY, knowledge=""):
    """As schema.create."""
    new = _new(engine)
    if not new:
        return make_tables(engine, account_names, knowledge)
    new.become(_pattern(tables=True))
    new.is_new = False
    with engine.transaction():
        if account_names != names.NOBODY:
            names.create(engine, account_names)
        engine.run(_MARK, mark=account_names.mark, knowledge=knowledge)
    return None


def _new(engine):
    con = getattr(engine, "_con", None)
    return con if isinstance(con, Attached) and con.is_new else None


@cache
def _folder():
    return TemporaryDirectory(ignore_cleanup_errors=True)


@cache
def _pattern(*, tables=False):
    path = Path(_folder().name) / f"{'tables' if tables else 'macros'}.duckdb"
    with closing(DuckDB(path, threads=1)) as engine:
        make_macros(engine)
        if tables:
            make_tables(engine)
    return path
