"""What the database holds, for people: files, days covered, findings of the loads, and one digest of it all."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.profiles import labels
from pubkpi.model.errors import VerifyError
from pubkpi.model.facts import BY_NAME, FACTS
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.periods import Quarter
from pubkpi.model.status import DayCoverage, LoadedFile
from pubkpi.model.text import Text, same

if TYPE_CHECKING:
    import pyarrow as pa

DAILY = ("account_daily", "channel_daily")
# whether rejected rows of a file `f` are still to mend: none of one that was corrected, as all of it was given anew
OPEN = """f.rows_rejected > 0 and not exists (
    select 1 from file later
    where contains(later.follows, f.sha256) and coalesce(later.revision, 0) > coalesce(f.revision, 0))"""
_LEDGER = ("file", "reject", "ignored", "load_finding")
_NAMED = ("account", "account_name", "category_keyword", "post_identity", "post_with_category")
_KINDS = ("", "_rows", "_version", "_version_rows")
_TABLES = frozenset((*_LEDGER, *_NAMED, *(f"{fact.name}{kind}" for fact in FACTS for kind in _KINDS)))


def whole(engine: Engine) -> None:
    """Nothing when all tables are there; VerifyError naming those that lack."""
    there = engine.run("select table_name from duckdb_tables() union all select view_name from duckdb_views()")
    lacking = sorted(_TABLES.difference(name for (name,) in there))
    if lacking:
        listed = ", ".join(lacking[:6])
        raise VerifyError(
            "pubkpi.duckdb",
            Text(f"数据库缺少表 {listed}", f"the database lacks {listed}"),
            Text("用 pubkpi rebuild 重建。", "Make it again with pubkpi rebuild."),
        )


def loaded_files(engine: Engine, own: Path) -> tuple[LoadedFile, ...]:
    """The files that gave the database rows, in the order in which they were loaded; *own* has profiles, too."""
    rows = engine.run(
        "select name, sha256, export, account, as_of, loaded_at, rows_in, rows_loaded, rows_rejected, rows_ignored, "
        f"case when {OPEN} then rows_rejected else 0 end from file f where rows_loaded > 0 order by file_id"
    )
    called = labels({export for _, _, export, *_ in rows}, own)
    return tuple(
        LoadedFile(name, sha, export, called.get(export, same(export)), account, as_of.date(), at.date(), *counts)
        for name, sha, export, account, as_of, at, *counts in rows
    )


def last_load(engine: Engine) -> datetime | None:
    """When the newest file was loaded; None in an empty database."""
    moment: datetime | None = engine.run("select max(loaded_at) from file")[0][0]
    return moment


def day_coverage(engine: Engine, quarter: Quarter) -> tuple[DayCoverage, ...]:
    """For every daily fact and account the days of *quarter* that have a row."""
    found: list[DayCoverage] = []
    for name in DAILY:
        fact = BY_NAME[name]
        rows = engine.run(
            f"select account, list(distinct {quoted(fact.day)} order by {quoted(fact.day)}) from {quoted(name)} "
            f"where {quoted(fact.day)} between $first and $last group by 1 order by 1",
            first=quarter.first,
            last=quarter.last,
        )
        found += [DayCoverage(name, fact.row, owner, tuple(days)) for owner, days in rows]
    return tuple(found)


def findings(engine: Engine) -> tuple[Finding, ...]:
    """The findings of all loads."""
    rows = engine.run(
        "select distinct id, severity, place, message_zh, message_en, hint_zh, hint_en from load_finding order by all"
    )
    return tuple(_finding(*row) for row in rows)


def _finding(key: str, severity: Severity, where: str, zh: str, en: str, hint_zh: str, hint_en: str) -> Finding:
    return Finding(key, severity, where, Text(zh, en), Text(hint_zh, hint_en))


def facts(engine: Engine, name: str) -> "pa.Table":
    """All rows of the fact *name* that count, each with its file, sheet and row."""
    listed = f"select f.name as file, t.* exclude (file_id) from {quoted(name)} t join file f using (file_id)"
    return engine.table(f"{listed} order by f.sha256, t.sheet, t.row")


def digest(engine: Engine) -> str:
    """One hexadecimal number for all rows with their origin: the same for the same files in any order."""
    tables = [name for fact in FACTS for name in (fact.name, f"{fact.name}_version")]
    origin = ["f.sha256", "t.sheet", "t.row"]
    filled = _filled(engine, tables)
    words = [
        _rows_digest(engine, name, [*origin, *_columns(name)]) if name in filled else f"{name}:0:None"
        for name in tables
    ]
    words.append(_rows_digest(engine, "file", [f"t.{name}" for name in _FILE]))
    return str(engine.run("select md5($words)", words="\n".join(words))[0][0])


# of a file everything but its number and the moment of its load, which depend on the order
_FILE = "sha256 name export platform account as_of rows_in rows_loaded rows_rejected rows_ignored".split()


def _columns(table: str) -> list[str]:
    return [f"t.{quoted(column.name)}" for column in BY_NAME[table.removesuffix("_version")].stored]


def _filled(engine: Engine, tables: Sequence[str]) -> set[str]:
    """Those of *tables* that have a row: most have none, and to ask all at once takes as long as to ask one."""
    # the tables behind the views: to resolve a view costs more than to look whether there is a row
    some = " union all ".join(f"(select '{name}' from {quoted(name + '_rows')} limit 1)" for name in tables)
    return {name for (name,) in engine.run(some)}


def _rows_digest(engine: Engine, table: str, columns: list[str]) -> str:
    row = ", ".join(f"coalesce(cast({column} as varchar), chr(0))" for column in columns)
    # exclusive or does not ask for an order; counting beside it, rows that cancel out are noticed all the same
    count, mixed = engine.run(
        f"select count(*), cast(bit_xor(md5_number(concat_ws(chr(31), {row}))) as varchar) "
        f"from {quoted(table)} t left join file f using (file_id)"
    )[0]
    return f"{table}:{count}:{mixed}"
