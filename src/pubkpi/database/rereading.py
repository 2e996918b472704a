"""What the database notes of files that are read otherwise now than they were, until the user accepts it."""

from collections.abc import Iterator, Sequence

from pubkpi.database import ledger
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import QueryEngine
from pubkpi.model.findings import Finding
from pubkpi.model.notices import notice
from pubkpi.model.text import Text, count_of

MOVED, REFUSED, MEASURE = "ingest.reread", "ingest.reread_refused", "measure.moves"
_ALL = Text("pubkpi status --format json 列出全部文件。", "pubkpi status --format json lists all files.")
_SHOWN = 6
REPLAY = Text("用 pubkpi ingest --replay 接受。", "Accept it with pubkpi ingest --replay.")
REPLACE = Text(
    "用改正后的文件替换（ingest --replay 文件），或用 pubkpi forget 撤下。",
    "Replace it (ingest --replay FILE) or take it out with pubkpi forget.",
)


def note(engine: Engine, notes: Sequence[tuple[int, Finding]]) -> None:
    """Keep findings of loads, by their numbers, in the database; those of measures have the number 0."""
    rows = [(n, f.id, f.severity, f.where, *f.message, *f.hint) for n, f in notes]
    ledger.add_rows(engine, "load_finding", rows)


def accept(engine: Engine) -> None:
    """Note no longer that files are read otherwise: their numbers are those that were there before."""
    engine.run("delete from load_finding where id = $id", id=MOVED)
    settle(engine)


def settle(engine: Engine) -> None:
    """Forget which measures would move, if nothing is left that would move them."""
    if not engine.run("select 1 from load_finding where id = $id limit 1", id=MOVED):
        engine.run("delete from load_finding where id = $id", id=MEASURE)


def findings(engine: QueryEngine) -> list[Finding]:
    """What the database notes of files that are read otherwise now and of measures that would move."""
    rows = engine.run(
        "select id, severity, place, message_zh, message_en, hint_zh, hint_en from load_finding "
        "where id in ($moved, $refused, $measure) order by id, file_id, place",
        moved=MOVED,
        refused=REFUSED,
        measure=MEASURE,
    )
    return [ledger.finding_of(*row) for row in rows]


def file_names(engine: Engine) -> tuple[str, ...]:
    """The names of the files that are read otherwise now, or would be refused."""
    return tuple(one.where for one in findings(engine) if one.id != MEASURE)


def refusals(engine: Engine) -> dict[int, Finding]:
    """The findings of loads that would be refused now, by their numbers."""
    rows = engine.run(
        "select file_id, id, severity, place, message_zh, message_en, hint_zh, hint_en from load_finding "
        "where id = $id",
        id=REFUSED,
    )
    return {number: ledger.finding_of(*row) for number, *row in rows}


def _first(engine: Engine) -> Iterator[Finding]:
    """The same in a few lines: the first ones of each kind, and how many there are."""
    found = findings(engine)
    for key in (MOVED, REFUSED, MEASURE):
        some = [one for one in found if one.id == key]
        yield from some[:_SHOWN]
        if len(some) > _SHOWN:
            more = Text(f"还有 {len(some) - _SHOWN} 项", f"and {len(some) - _SHOWN} more")
            yield Finding(key, "warning", "…", more, _ALL)


def summary(engine: QueryEngine) -> list[Finding]:
    """One finding that the numbers rest on files which are read otherwise now, as it stands beside each number.

    It holds for the old database, which has them as before, and for one made again, which has them as now.
    """
    ids = [one.id for one in findings(engine)]
    moved, refused = ids.count(MOVED), ids.count(REFUSED)
    if not moved and not refused:
        return []
    what = Text(
        f"{moved} 个文件现在的读法不同，{refused} 个现在会被拒绝，都还没有接受",
        f"{count_of(moved, 'file')} to be read otherwise now, {refused} would be refused; nobody has accepted that yet",
    )
    return [Finding("ingest.reread", "warning", "pubkpi.duckdb", what, REPLAY if moved else REPLACE)]


def tell(engine: Engine) -> None:
    """Tell what the database notes."""
    for one in _first(engine):
        notice(one)
