"""The organisation's own name in a form where the department is meant: such a row counts for an entity of that name."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pubkpi.database.names import Names
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.model.facts import OF_UNIT
from pubkpi.model.findings import Finding
from pubkpi.model.text import Text, count_of

if TYPE_CHECKING:
    from pubkpi.ingest.cells.stage import StagedPart

# by fact, the column that says whose a row is, and what the department is called in it
_WHOSE = {
    "measure_value": ("entity", Text("写 部门", "部门")),
    "rating": ("subject", Text("写 部门", "部门")),
    "declaration": (OF_UNIT, Text("留空", "nothing")),
}


def findings(
    engine: Engine, staged: Iterable[tuple["StagedPart", int]], organisation: str, names: Names
) -> Iterator[tuple[int, Finding]]:
    """A finding for each of the files just *staged*, by its number, of which rows are about the *organisation*, unless
    an account or a unit is called so.
    """
    name = organisation.strip()
    if not name or any(name in row for row in names.accounts):
        return
    for one, number in staged:
        column, said = _WHOSE.get(one.part.feed.fact.name, ("", Text("", "")))
        header = next((c.headers[0] for c in one.part.feed.columns if c.name == column and c.headers), "")
        if not header or column not in one.part.cells or not one.good:
            continue
        ((count,),) = engine.run(f"select count(*) {one.rows} and {quoted(column)} = $name", name=name)
        if count:
            yield number, _finding(one.part.sheet, count, header, name, said)


def _finding(where: str, count: int, header: str, name: str, said: Text) -> Finding:
    what = Text(
        f"有 {count} 行的“{header}”是本单位 {name}，没有计入部门",
        f"{header} is {name}, the organisation itself, so that it does not count for the department: "
        f"{count_of(count, 'row')}",
    )
    hint = Text(
        f"评整个部门的，“{header}”{said.zh}；{name} 是排名里的一家的，不用改。",
        f"For the department as a whole write {said.en} there; if {name} is one of a league, leave it.",
    )
    return Finding("ingest.own_name", "warning", where, what, hint)
