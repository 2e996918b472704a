"""Parquet files behind the interface for facts that lie elsewhere, read by a DuckDB in memory."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from pubkpi.engine.duckdb import DuckDB
from pubkpi.engine.query import Row, is_path, quoted
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    import pyarrow as pa


class ParquetFiles(DuckDB):
    """Files, and folders of files, on this computer."""

    types: Mapping[str, str] = MappingProxyType({})

    def relation(self, place: str) -> str:
        """What stands behind `from` for the files at *place*; UsageError for a table, which needs a catalogue."""
        if not is_path(place):
            what = Text(f"{place} 是表名，表在集群上", f"{place} is the name of a table, and those are on a cluster")
            hint = Text("在 [engine] measures 写集群的地址。", "Name the cluster in [engine] measures.")
            raise UsageError("[facts]", what, hint)
        if not self.files(place):
            what = Text("没有这个 Parquet 文件或文件夹", "there is no such Parquet file or folder")
            raise UsageError(place, what, Text("见 [facts]。", "See [facts]."))
        listed = ", ".join("'" + path.replace("'", "''") + "'" for path, _, _ in self.files(place))
        return f"read_parquet([{listed}], union_by_name = true)"

    def record(self, names: Sequence[str]) -> str:
        """The expression for one value that holds those of the columns *names*."""
        return "struct_pack(" + ", ".join(f"{name} := {name}" for name in names) + ")"

    def view(self, name: str, query: str) -> None:
        """Let *name* stand for the rows of *query*."""
        self.run(f"create or replace temp view {quoted(name)} as {query}")

    def load_table(self, name: str, table: "pa.Table") -> None:
        """Let *name* stand for the rows of *table*."""
        self._con.register(name, table)

    def files(self, place: str) -> list[Row]:
        """Path, size and modification of the files at *place*, in order."""
        path = Path(place)
        every = sorted(path.rglob("*.parquet")) if path.is_dir() else [path] if path.is_file() else []
        return [(str(one), one.stat().st_size, str(one.stat().st_mtime_ns)) for one in every]
