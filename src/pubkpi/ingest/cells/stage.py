"""One part of a file → a staged table: every cell parsed by its grammar, every bad row with its reason."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import chain

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import const_name, raw_name
from pubkpi.ingest.cells.query import Consts, Query
from pubkpi.ingest.cells.shares import Spellings
from pubkpi.ingest.containers.sheet import Cell
from pubkpi.ingest.rows.part import LAST_DAY, Part
from pubkpi.model.facts import NUMBER

# From so many rows on a glance at each cell takes less time than it takes to plan.
MANY = 5_000


@dataclass(frozen=True, slots=True)
class StagedPart:
    """A part staged: the rows numbered *number* of the tables *table* (typed) and *raw*; good and rejected ones.

    *last_day* is the newest day or moment in the column that says how far the file reaches, as text; None without one.
    With *file_id* the good rows lie in the fact already, under that number; *ignored* counts those left alone there,
    and *shares* are by column how they were written.
    """

    table: str
    raw: str
    number: int
    part: Part
    good: int
    rejected: int
    last_day: str | None
    file_id: int | None = None
    ignored: Mapping[str, int] = field(default_factory=dict)
    shares: Mapping[str, Spellings] = field(default_factory=dict)

    @property
    def source(self) -> str:
        """The good rows of all parts in its table, each with its `part`; those in the fact when they are there."""
        if self.file_id is not None:
            fact = quoted(self.part.feed.fact.name)
            return f"(select {self.number} as part, * from {fact} where file_id = {self.file_id})"
        return f"(select * from {self.table} where bad is null)"

    @property
    def rows(self) -> str:
        """The good rows of this part alone, as the end of a select."""
        return f"from {self.source} where part = {self.number}"


def stage(engine: Engine, parts: Mapping[int, tuple[Part, Consts]], *, every: bool = False) -> dict[int, StagedPart]:
    """Stage all *parts* by their numbers, those of the same shape in one statement, each with its constants.

    A staged table has ``part``, ``row``, the fact's columns, and ``bad``: the first column at fault, a code as
    `reasons` has them, or null; with *every* all faults, as `Query` joins them. Where rows are gathered, ``row`` is
    the first that went into it.
    """
    groups: dict[object, dict[int, tuple[Part, Consts]]] = {}
    for i, (part, consts) in parts.items():
        groups.setdefault((id(part.feed.columns), tuple(part.cells), tuple(consts)), {})[i] = (part, consts)
    done: dict[int, StagedPart] = {}
    for number, members in enumerate(groups.values()):
        done.update(_stage(engine, number, members, every=every))
    return done


def _stage(
    engine: Engine, number: int, given: Mapping[int, tuple[Part, Consts]], *, every: bool
) -> dict[int, StagedPart]:
    raw, table = f"raw_{number}", f"staged_{number}"
    parts = {i: part for i, (part, _) in given.items()}
    first, names = next(iter(given.values()))
    columns: dict[str, list[object]] = {
        "part": [i for i, part in parts.items() for _ in part.rows],
        "row": [row for part in parts.values() for row in part.rows],
    }
    for name in names:
        columns[const_name(name)] = [consts[name] for part, consts in given.values() for _ in part.rows]
    for name in first.cells:
        cells = chain.from_iterable(part.cells[name] for part in parts.values())
        columns[raw_name(name)] = [*map(_number, cells)] if name == NUMBER else [*cells]
    _append_rejects(columns, parts)
    engine.load(raw, columns)
    return judged(engine, raw, table, parts, names, every=every)


def _number(cell: Cell) -> Cell:
    """The 编号 as it is compared: １ is 1, and a mark that takes no place is none."""
    if cell is None or cell.isascii():
        return cell
    words = unicodedata.normalize("NFKC", cell)
    return "".join(one for one in words if unicodedata.category(one) != "Cf")


def _append_rejects(columns: dict[str, list[object]], parts: Mapping[int, Part]) -> None:
    """Add the rows that were rejected unread to the *columns* of raw cells; without any row, one that is none."""
    rejects = [(i, one) for i, part in parts.items() for one in part.rejects]
    nothing: list[object] = [None] * len(columns["row"])
    told: dict[str, list[object]] = {
        "part": [i for i, _ in rejects],
        "row": [one.row for _, one in rejects],
        "bad": [*nothing, *(one.reason for _, one in rejects)],
        "said": [*nothing, *(one.raw or "" for _, one in rejects)],
        "last": [*nothing, *(str(one.last) if one.last else None for _, one in rejects)],
    }
    blank = {"part": -1, "row": 0}
    for name in {**columns, **told}:
        cells = columns.setdefault(name, [])
        cells += told.get(name, [None] * len(rejects))
        if not cells:
            cells.append(blank.get(name))


def judged(
    engine: Engine,
    raw: str,
    table: str,
    parts: Mapping[int, Part],
    consts: Collection[str] = (),
    *,
    every: bool = False,
) -> dict[int, StagedPart]:
    """The rows of *raw* staged as *table*: `part`, `row`, *consts* and the raw columns of *parts*, all of one shape."""
    first = next(iter(parts.values()))
    made = Query(first, consts, raw, keep=sum(len(part.rows) for part in parts.values()) < MANY, every=every)
    engine.run(f"create or replace temp table {table} as {made.sql}", **made.params)
    day = "as_collected" if first.feed.gather == "newest" else "as_day"
    newest = f"(select max({day}(clean({quoted(raw_name(LAST_DAY))}))) from {raw} r where r.part = s.part)"
    last = newest if LAST_DAY in first.cells else "null"
    counts = {
        part: (bad, day)
        for part, bad, day in engine.run(
            "select part, count(*) filter (where bad is not null), "
            f"cast(any_value({last}) as varchar) from {table} s group by part"
        )
    }
    return {i: _staged_part(table, raw, i, part, *counts.get(i, (0, None))) for i, part in parts.items()}


def _staged_part(table: str, raw: str, number: int, part: Part, rejected: int, last_day: str | None) -> StagedPart:
    # counted from the file's rows, of which a gathered one holds several
    return StagedPart(table, raw, number, part, len(part.rows) + len(part.rejects) - rejected, rejected, last_day)
