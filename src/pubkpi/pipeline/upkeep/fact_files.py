"""The facts as Parquet files for other programs: readable columns and lineage, a folder a fact, a file a year."""

import json
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from pubkpi import __version__
from pubkpi.engine.query import quoted
from pubkpi.model.errors import UsageError
from pubkpi.model.facts import FACTS, KINDS, MEASURABLE, Fact
from pubkpi.model.text import Text
from pubkpi.pipeline.open import open_engine
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    import pyarrow as pa

    from pubkpi.engine.interface import Engine

LIST = "facts.json"
# where a row was read: the file by its name and its hash, the sheet, and the row in it
_LINEAGE = "f.name as file_name, f.sha256 as file_sha256, f.as_of as file_as_of, t.sheet, t.row"


def write_facts(settings: Settings, folder: Path) -> dict[str, int]:
    """Write all facts of the workspace below *folder*, which has to be new or empty; how many rows each has.

    The folder is there when all of it is written, or not at all.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        what = Text("已经有内容", "there is something in it already")
        raise UsageError(str(folder), what, Text("换一个新的文件夹。", "Name a new folder."))
    aside = folder.with_name(f".{folder.name}.part")
    rmtree(aside, ignore_errors=True)
    try:
        with open_engine(settings) as engine:
            counts = {fact.name: _write_fact(engine, fact, aside / fact.name) for fact in _every_fact()}
            (aside / LIST).write_text(json.dumps(_listing(engine, counts), ensure_ascii=False, indent=1), "utf-8")
        if folder.exists():
            folder.rmdir()
        aside.rename(folder)
    finally:
        rmtree(aside, ignore_errors=True)
    return counts


def _every_fact() -> list[Fact]:
    return [*{fact.name: fact for fact in (*FACTS, *MEASURABLE.values())}.values()]


def _write_fact(engine: "Engine", fact: Fact, folder: Path) -> int:
    from pyarrow import parquet

    rows = 0
    for name, table in _parts(engine, fact):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        parquet.write_table(table, folder / name, compression="zstd")
        rows += table.num_rows
    return rows


def _parts(engine: "Engine", fact: Fact) -> Iterator[tuple[str, "pa.Table"]]:
    """The rows of *fact* year by year, each with the name of its file; of one without rows the columns alone."""
    columns = ", ".join(f"t.{quoted(one.name)}" for one in fact.columns)
    source = f"select {columns}, {_LINEAGE} from {quoted(fact.name)} t join file f using (file_id)"  # noqa: S608
    order = ", ".join(f"t.{quoted(name)}" for name in fact.key)
    if not fact.day:
        yield "part-0.parquet", engine.table(f"{source} order by {order}")
        return
    day = f"t.{quoted(fact.day)}"
    years = engine.run(f"select distinct year({day}) from {quoted(fact.name)} t order by all")  # noqa: S608
    for (year,) in years:
        within = f"year({day}) = {year}" if year is not None else f"{day} is null"
        name = f"year={year}" if year is not None else "year=__HIVE_DEFAULT_PARTITION__"
        yield f"{name}/part-0.parquet", engine.table(f"{source} where {within} order by {order}")
    if not years:
        yield "part-0.parquet", engine.table(f"{source} limit 0")


def _listing(engine: "Engine", counts: dict[str, int]) -> dict[str, object]:
    """What is in the folder: the digest of the state, and of each fact its rows, its key and its columns."""
    from pubkpi.database.digest import digest

    facts = {
        fact.name: {
            "rows": counts[fact.name],
            "meaning": {"zh": fact.row.zh, "en": fact.row.en},
            "key": list(fact.key),
            "day": fact.day,
            "columns": {
                one.name: {"kind": one.kind, "type": KINDS[one.kind], "zh": one.meaning.zh, "en": one.meaning.en}
                for one in fact.columns
            },
        }
        for fact in _every_fact()
    }
    return {"pubkpi": __version__, "digest": digest(engine), "facts": facts}
