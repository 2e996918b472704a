"""Rows of files that were loaded behind a line of the journal: what came later, for a period that was final by then."""

from dataclasses import dataclass

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import FACTS
from pubkpi.model.periods import Period
from pubkpi.model.text import Text


@dataclass(frozen=True, slots=True)
class LateRows:
    """The rows of one fact from one sheet of a file: how many count, and in which rows of the sheet they lie."""

    name: str
    sheet: str
    fact: Text
    count: int
    first: int
    last: int


def late_rows(engine: Engine, period: Period, seq: int) -> list[LateRows]:
    """What counts in *period* of the files that were loaded behind line *seq*, in their order."""
    found = []
    for fact in FACTS:
        about = f"t.{quoted(fact.day)} between $first and $last" if fact.day else "t.period = $period"
        within = {"first": period.first, "last": period.last} if fact.day else {"period": str(period)}
        rows = engine.run(
            "select f.file_id, f.name, t.sheet, count(*), min(t.row), max(t.row) "
            f"from {quoted(fact.name)} t join file f using (file_id) where f.file_id > $seq and {about} group by all",
            seq=seq,
            **within,
        )
        found += [(file, LateRows(name, sheet, fact.row, *counts)) for file, name, sheet, *counts in rows]
    return [rows for _, rows in sorted(found, key=lambda one: (one[0], one[1].sheet, one[1].fact))]
