"""What is read otherwise now than it was when it was loaded: named, and kept as it was until the user accepts it.

A database made by older rules of reading, or by other profiles, goes on answering; findings in it name the files that
are read otherwise now and the measures that would move. `ingest --replay` loads those files again and takes the
findings away. Where the database is gone, it can only be made by the rules of now, and the findings say that.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pubkpi.database.rereading import REPLACE, REPLAY
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.result import Rows
from pubkpi.model.facts import FACTS, KINDS, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.periods import QUARTER, YEAR, Period, between, period
from pubkpi.model.text import Text, count_of
from pubkpi.workspace.journal import Entry

# The findings by which measures differ between the old database and the new one in the quarters that they have rows of.
Compare = Callable[[Engine, Engine, Sequence[Period]], Sequence[Finding]]


@dataclass(frozen=True, slots=True)
class FileContent:
    """What a database has of a file: its rows by what became of them, and a digest of the values in each fact."""

    rows: Rows
    values: tuple[tuple[str, str], ...]


_NOTHING = FileContent(Rows(), ())


def contents(engine: Engine, columns: dict[str, set[str]]) -> dict[int, FileContent]:
    """What the database has of each file, by its number; only *columns* of each fact are looked at."""
    values: dict[int, list[tuple[str, str]]] = {}
    for fact in FACTS:
        if fact.name in columns:
            for number, mixed in engine.run(_content(fact, columns[fact.name])):
                values.setdefault(number, []).append((fact.name, mixed))
    rows = engine.run("select file_id, rows_loaded, rows_rejected, rows_ignored from file")
    return {number: FileContent(Rows(*counts), tuple(values.get(number, ()))) for number, *counts in rows}


def columns(engine: Engine) -> dict[str, set[str]]:
    """The columns that each fact has in the database, by the fact's name."""
    found: dict[str, set[str]] = {}
    listed = "select table_name, column_name from duckdb_columns() where database_name = current_database()"
    for name, column in engine.run(listed):
        found.setdefault(name, set()).add(column)
    return {fact.name: found[fact.name] for fact in FACTS if fact.name in found}


def _content(fact: Fact, there: set[str]) -> str:
    """The query for the digest of a file's own rows: those that it shares no key of, and its versions of the others."""
    known = [column for column in fact.stored if column.name in there]
    # an earlier layout may keep fewer decimals of the same number, and tell the rows of a register apart otherwise
    cells = [f"cast(cast({quoted(column.name)} as {KINDS[column.kind]}) as varchar)" for column in known]
    words = ", ".join(f"coalesce({cell}, chr(0))" for cell in cells)
    keys = fact.key if there.issuperset({*fact.key}.difference(fact.blank)) else fact.given
    same = " and ".join(f"t.{quoted(name)} is not distinct from v.{quoted(name)}" for name in keys if name in there)
    version = quoted(f"{fact.name}_version")
    return (
        f"select file_id, count(*) || ':' || cast(bit_xor(md5_number(concat_ws(chr(31), {words}))) as varchar) from ("
        f"select * from {quoted(fact.name)} t where not exists (select 1 from {version} v where {same}) "
        f"union all select * from {version}) group by 1"
    )


def moves(
    loads: Sequence[Entry], before: dict[int, FileContent], after: dict[int, FileContent], refused: dict[int, Finding]
) -> list[tuple[int, Finding]]:
    """The findings of the *loads* that are read otherwise, each with the number of its load."""
    found = []
    for load in loads:
        old, new = before.get(load.seq, _NOTHING), after.get(load.seq, _NOTHING)
        if load.seq in refused:
            found.append((load.seq, refused[load.seq]))
        elif old != new:
            found.append((load.seq, _reread_finding(load, old.rows, new.rows)))
    return found


def remade(load: Entry, now: Rows) -> list[Finding]:
    """The finding of a stale *load* that was read again because the database was gone: its rows were others before,
    or may have been.
    """
    counts = load.data.get("rows")
    if counts and Rows(*counts) != now:
        return [_reread_finding(load, Rows(*counts), now)]
    if counts or not now.rejected:
        return []
    what = Text(
        f"按现在的规则读取，拒收 {now.rejected} 行；当初的行数没有记录",
        f"read by the rules of now, {count_of(now.rejected, 'row')} rejected; how many were then was not noted",
    )
    return [Finding("ingest.reread", "warning", str(load.data["name"]), what, REPLAY)]


def _reread_finding(load: Entry, old: Rows, new: Rows) -> Finding:
    before = count_of(old.loaded, "row")
    zh, en = (
        (
            f"原来入库 {old.loaded} 行、拒收 {old.rejected} 行，现在是 {new.loaded} 行、{new.rejected} 行",
            f"{before} loaded and {old.rejected} rejected before, {new.loaded} and {new.rejected} now",
        )
        if old != new
        else ("行数相同，数值不同", "as many rows as before, with other values")
    )
    what = Text(f"现在的读法不同：{zh}", f"is read otherwise now: {en}")
    return Finding("ingest.reread", "warning", str(load.data["name"]), what, REPLAY)


def refusal(load: Entry, why: Text) -> Finding:
    """The finding that a file which was loaded would be refused now, and *why*."""
    what = Text(f"这份已导入的文件现在会被拒绝：{why.zh}", f"this loaded file would be refused now: {why.en}")
    return Finding("ingest.reread_refused", "warning", str(load.data["name"]), what, REPLACE)


def periods(engines: Iterable[Engine]) -> tuple[Period, ...]:
    """The quarters that the rows of the databases are of, to the end of the last year; those of baselines, too."""
    days: list[date] = []
    for engine in engines:
        for day, fact in ((quoted(fact.day), quoted(fact.name)) for fact in FACTS if fact.day):
            days += [one for one in engine.run(f"select min({day}), max({day}) from {fact}")[0] if one]
        days += [period(words).first for (words,) in engine.run("select distinct period from measure_value")]
    if not days:
        return ()
    return between(QUARTER.at(min(days)), QUARTER.at(YEAR.at(max(days)).last))
