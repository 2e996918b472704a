"""One instance of the engine for all databases that a worker of the tests opens to write.

An instance takes 20 ms to make and more to warm up, and there are thousands of openings. The databases are attached to
one instead: the same files, the same engine. Commands that run as processes, and whoever only asks, have their own.
"""

from itertools import count

import duckdb

_connect, _numbers, _instances = duckdb.connect, count(), {}


class Attached:
    """A connection to one database of the instance."""

    def __init__(self, con, key, name):
        self._con, self._key, self._name = con, key, name

    def __getattr__(self, name):
        return getattr(self._con, name)

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
    if read_only or config is None:
        return _connect(database, read_only=read_only, config=config or {})
    key = tuple(sorted(config.items()))
    if key not in _instances:
        _instances[key] = _connect(":memory:", config=config)
    name = f"database{next(_numbers)}"
    con = _instances[key].cursor()
    try:
        con.execute(f"attach '{database.replace(chr(39), chr(39) * 2)}' as {name}")
        con.execute(f"use {name}")
    except duckdb.Error:
        con.close()
        raise
    return Attached(con, key, name)
