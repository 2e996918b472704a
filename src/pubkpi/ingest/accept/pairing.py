"""Which of the rows of several files that say the same are one entry of a register: `entry_no`.

The file with most such rows comes first, of two with as many the older one. A row is the entry that has all its values
in a file before, else one with all its figures, else, in the order of the rows, one that is left, else a new one. So
the numbers follow from the files alone, whichever was loaded first.
"""

from collections.abc import Iterable, Sequence
from itertools import chain, count, groupby
from operator import itemgetter

from pubkpi.database.tables import REMARKS
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import ENTRY, ENTRY_NO, NUMBER, Fact


def number(engine: Engine, table: str, fact: Fact) -> bool:
    """Give the rows of the temporary *table* their `entry_no`; whether any had another.

    Beside the columns of *fact* it has `file`, in the order of the files, `sheet` and `row`.
    """
    figures = [name for name in fact.later if name not in REMARKS]
    several = f"select {ENTRY} from {table} where {ENTRY_NO} > 1"
    found = engine.run(
        f"select {ENTRY}, file, sheet, row, {ENTRY_NO}, {_words(fact.later)}, {_words(figures)} from {table} "
        f"where {NUMBER} is null and {ENTRY} in ({several}) order by {ENTRY}, file, sheet, row"
    )
    changed = list[tuple[object, ...]]()
    for _, entry in groupby(found, key=itemgetter(0)):
        files = sorted(([*rows] for _, rows in groupby(entry, key=itemgetter(1))), key=len, reverse=True)
        numbers = _numbers([[row[5:] for row in rows] for rows in files])
        pairs = zip(chain.from_iterable(files), numbers, strict=True)
        changed += [(*row[1:4], no) for row, no in pairs if row[4] != no]
    if changed:
        engine.load("numbered", dict(zip(("file", "sheet", "row", "no"), zip(*changed, strict=True), strict=True)))
        here = " and ".join(f"s.{name} = n.{name}" for name in ("file", "sheet", "row"))
        engine.run(f"update {table} s set {ENTRY_NO} = n.no from numbered n where {here}")
    return bool(changed)


def _words(names: Iterable[str]) -> str:
    """The expression for what a row says in the columns *names*, as one text."""
    cells = [f"coalesce(cast({quoted(name)} as varchar), chr(0))" for name in names]
    return f"concat_ws(chr(31), {', '.join(cells)})" if cells else "''"


def _numbers(files: Iterable[Sequence[Sequence[str]]]) -> list[int]:
    """The numbers of the rows of all *files*, one after the other, each row being all that it says and its figures."""
    entries: dict[str, list[int]] = {}
    numbers = list[int]()
    for rows in files:
        mine: dict[int, int] = {}
        for level in (0, 1):
            for i, row in enumerate(rows):
                free = (no for no in entries.get(row[level], ()) if no not in mine.values())
                if i not in mine and (no := next(free, None)):
                    mine[i] = no
        spare = (no for no in count(1) if no not in set(mine.values()))
        mine |= {i: next(spare) for i in range(len(rows)) if i not in mine}
        for i, row in enumerate(rows):
            numbers.append(mine[i])
            for words in row:
                entries.setdefault(words, []).append(mine[i])
    return numbers
