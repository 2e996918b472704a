"""What is read otherwise now than it was when it was loaded: named, and kept as it was until the user accepts it.

A database made by older rules of reading, or by other profiles, goes on answering; findings in it name the files that
are read otherwise now and the measures that would move. `ingest --replay` loads those files again and takes the
findings away. Where the database is gone, it can only be made by the rules of now, and the findings say that.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest import ledger
from pubkpi.ingest.result import Rows
from pubkpi.model.facts import FACTS, KINDS, Fact
from pubkpi.model.findings import Finding
from pubkpi.model.notices import notice
from pubkpi.model.periods import Quarter, between, period
from pubkpi.model.text import Text, count_of
from pubkpi.workspace.journal import Entry

MOVED, REFUSED, MEASURE = "ingest.reread", "ingest.reread_refused", "measure.moves"
# The findings by which measures differ between the old database and the new one in the quarters that they have rows of.
Compare = Callable[[Engine, Engine, Sequence[Quarter]], Sequence[Finding]]
_ALL = Text("pubkpi status --format json 列出全部文件。", "pubkpi status --format json lists all files.")
_SHOWN = 6
_REPLAY = Text("用 pubkpi ingest --replay 接受。", "Accept it with pubkpi ingest --replay.")
_REPLACE = Text(
    "用改正后的文件替换（ingest --replay 文件），或用 pubkpi forget 撤下。",
    "Replace it (ingest --replay FILE) or take it out with pubkpi forget.",
)


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
    for name, column in engine.run("select table_name, column_name from information_schema.columns"):
        found.setdefault(name, set()).add(column)
    return {fact.name: found[fact.name] for fact in FACTS if fact.name in found}


def _content(fact: Fact, there: set[str]) -> str:
    """The query for the digest of a file's own rows: those that it shares no key of, and its versions of the others."""
    known = [column for column in fact.stored if column.name in there]
    # an earlier layout may keep fewer decimals of the same number, and tell the rows of a register apart otherwise
    cells = [f"cast(cast({quoted(column.name)} as {KINDS[column.kind]}) as varchar)" for column in known]
    words = ", ".join(f"coalesce({cell}, chr(0))" for cell in cells)
    keys = fact.key if there.issuperset(fact.key) else fact.given
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
            found.append((load.seq, _moved(load, old.rows, new.rows)))
    return found


def remade(load: Entry, now: Rows) -> list[Finding]:
    """The finding of a stale *load* that was read again because the database was gone: its rows were others before,
    or may have been.
    """
    counts = load.data.get("rows")
    if counts and Rows(*counts) != now:
        return [_moved(load, Rows(*counts), now)]
    if counts or not now.rejected:
        return []
    what = Text(
        f"按现在的规则读取，拒收 {now.rejected} 行；当初的行数没有记录",
        f"read by the rules of now, {count_of(now.rejected, 'row')} rejected; how many were then was not noted",
    )
    return [Finding("ingest.reread", "warning", str(load.data["name"]), what, _REPLAY)]


def _moved(load: Entry, old: Rows, new: Rows) -> Finding:
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
    return Finding("ingest.reread", "warning", str(load.data["name"]), what, _REPLAY)


def refusal(load: Entry, why: Text) -> Finding:
    """The finding that a file which was loaded would be refused now, and *why*."""
    what = Text(f"这份已导入的文件现在会被拒绝：{why.zh}", f"this loaded file would be refused now: {why.en}")
    return Finding("ingest.reread_refused", "warning", str(load.data["name"]), what, _REPLACE)


def quarters(engines: Iterable[Engine]) -> tuple[Quarter, ...]:
    """The quarters that the rows of the databases are of, to the end of the last year; those of baselines, too."""
    days: list[date] = []
    for engine in engines:
        for day, fact in ((quoted(fact.day), quoted(fact.name)) for fact in FACTS if fact.day):
            days += [one for one in engine.run(f"select min({day}), max({day}) from {fact}")[0] if one]
        days += [period(words).first for (words,) in engine.run("select distinct period from measure_value")]
    if not days:
        return ()
    first, last = min(days), max(days)
    return between(Quarter(first.year, (first.month + 2) // 3), Quarter(last.year, 4))


def note(engine: Engine, found: Sequence[tuple[int, Finding]]) -> None:
    """Keep findings of loads, by their numbers, in the database; those of measures have the number 0."""
    rows = [(n, f.id, f.severity, f.where, *f.message, *f.hint) for n, f in found]
    ledger.insert(engine, "load_finding", rows)


def accept(engine: Engine) -> None:
    """Note no longer that files are read otherwise: their numbers are those that were there before."""
    engine.run("delete from load_finding where id = $id", id=MOVED)
    accepted(engine)


def accepted(engine: Engine) -> None:
    """Forget which measures would move, if nothing is left that would move them."""
    if not engine.run("select 1 from load_finding where id = $id limit 1", id=MOVED):
        engine.run("delete from load_finding where id = $id", id=MEASURE)


def noted(engine: Engine) -> list[Finding]:
    """What the database notes of files that are read otherwise now and of measures that would move."""
    rows = engine.run(
        "select id, severity, place, message_zh, message_en, hint_zh, hint_en from load_finding "
        "where id in ($moved, $refused, $measure) order by id, file_id, place",
        moved=MOVED,
        refused=REFUSED,
        measure=MEASURE,
    )
    return [Finding(key, severity, at, Text(*words[:2]), Text(*words[2:])) for key, severity, at, *words in rows]


def names(engine: Engine) -> tuple[str, ...]:
    """The names of the files that are read otherwise now, or would be refused."""
    return tuple(one.where for one in noted(engine) if one.id != MEASURE)


def refusals(engine: Engine) -> dict[int, Finding]:
    """The findings of loads that would be refused now, by their numbers."""
    rows = engine.run(
        "select file_id, id, severity, place, message_zh, message_en, hint_zh, hint_en from load_finding "
        "where id = $id",
        id=REFUSED,
    )
    return {n: Finding(key, severity, at, Text(*words[:2]), Text(*words[2:])) for n, key, severity, at, *words in rows}


def told(engine: Engine) -> Iterator[Finding]:
    """The same in a few lines: the first ones of each kind, and how many there are."""
    found = noted(engine)
    for key in (MOVED, REFUSED, MEASURE):
        some = [one for one in found if one.id == key]
        yield from some[:_SHOWN]
        if len(some) > _SHOWN:
            more = Text(f"还有 {len(some) - _SHOWN} 项", f"and {len(some) - _SHOWN} more")
            yield Finding(key, "warning", "…", more, _ALL)


def summary(engine: Engine) -> list[Finding]:
    """One finding that the numbers rest on files which are read otherwise now, as it stands beside each number.

    It holds for the old database, which has them as before, and for one made again, which has them as now.
    """
    ids = [one.id for one in noted(engine)]
    moved, refused = ids.count(MOVED), ids.count(REFUSED)
    if not moved and not refused:
        return []
    what = Text(
        f"{moved} 个文件现在的读法不同，{refused} 个现在会被拒绝，都还没有接受",
        f"{count_of(moved, 'file')} to be read otherwise now, {refused} would be refused; nobody has accepted that yet",
    )
    return [Finding("ingest.reread", "warning", "pubkpi.duckdb", what, _REPLAY if moved else _REPLACE)]


def tell(engine: Engine) -> None:
    """Tell what the database notes."""
    for one in told(engine):
        notice(one)
