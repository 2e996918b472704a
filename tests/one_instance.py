"""One instance of the engine for all databases that a worker of the tests opens, and one for those it only asks.

An instance takes 20 ms to make and more to warm up, and there are thousands of openings. The databases are attached to
one instead: the same files, the same engine. Commands that run as processes have their own, and so have the tests of
the engine, for an instance that may attach databases may read other files, too.
"""

import gc
from itertools import count
from pathlib import Path
from shutil import copyfile

import duckdb

connect_alone, _numbers, _instances = duckdb.connect, count(), {}


class Attached:
    """A connection to one database of the instance; *is_new* says that its file was not there before."""

    def __init__(self, con, key, name, path, *, is_new):
        self._con, self._key, self._name, self._path, self.is_new = con, key, name, path, is_new

    def __getattr__(self, name):
        return getattr(self._con, name)

    def become(self, pattern):
        """Let the file be a copy of the database *pattern*."""
        self._con.execute("use memory")
        self._con.execute(f"detach {self._name}")
        copyfile(pattern, self._path)
        _attach(self._con, self._path, self._name)

    def close(self):
        """Write the database out and let go of its file; where that fails, let go of the instance."""
        if self._name:
            self._name, name = "", self._name
            try:
                self._con.execute("use memory")
                self._con.execute(f"detach {name}")
            except duckdb.Error:
                if broken := _instances.pop(self._key, None):
                    broken.close()
            self._con.close()


def connect(database, read_only=False, config=None):
    """As duckdb.connect; what is none of the workspace's doing (without a *config*) has an instance of its own, too."""
    if config is None or database == ":memory:":
        return connect_alone(database, read_only=read_only, config=config or {})
    # one that may not look at other files could attach none
    shared = {name: value for name, value in config.items() if name != "enable_external_access"}
    key = (*sorted(shared.items()), read_only)
    if key not in _instances or not _sound(_instances[key]):
        _instances[key] = connect_alone(":memory:", config=shared)
    try:
        return _attached(database, key, read_only)
    except duckdb.Error as problem:
        if "already attached" not in str(problem):
            raise
        # what was let go of and not yet collected may hold a database that was detached
        gc.collect()
        return _attached(database, key, read_only)


def _sound(instance):
    """Whether it goes on answering: one that could not write a database out answers for none any more."""
    try:
        instance.execute("select 1")
    except duckdb.Error:
        instance.close()
        return False
    return True


def _attached(database, key, read_only):
    name = f"database{next(_numbers)}"
    con, is_new = _instances[key].cursor(), not Path(database).exists()
    try:
        _attach(con, database, name, " (read_only)" * read_only)
    except duckdb.Error:
        con.close()
        raise
    return Attached(con, key, name, database, is_new=is_new)


def _attach(con, database, name, how=""):
    con.execute(f"attach '{database.replace(chr(39), chr(39) * 2)}' as {name}{how}")
    con.execute(f"use {name}")
