"""Entered values: one for a measure that nobody defined is rejected, with the names that are near; so is one that the
measure cannot have (95 of a share), and a blank. A word (NA) says that there is none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells.grammar import raw_name
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.rows.part import normal
from pubkpi.ingest.rows.reasons import BARE, LABEL, NO_MEASURE, NO_SUCH_MEASURE, PERCENT, SHARE
from pubkpi.model.errors import DataError
from pubkpi.model.kpis.amounts import OTHERS, UNREAD, Shape
from pubkpi.model.text import Text

FACTS = ("measure_value", "benchmark")  # their rows name a measure
_NEAR = 3


# Of which shape of values which are none, and why; `percent` tells whether a % was written.
_UNFIT = (
    ("part", "value > 1", f"'{SHARE}:value'"),
    ("growth", "abs(value) > 2 and not percent", f"'{BARE}:value:' || format('{{:g}}', cast(value * 100 as double))"),
    ("", "percent", f"'{PERCENT}:value'"),
)


def natures(engine: Engine, staged: Sequence[StagedPart], shapes: Mapping[str, Shape]) -> dict[str, str]:
    """What the values of each measure that *staged* names are like by *shapes*, or, as a code of `reasons`, why it is
    none.

    Raises DataError for a percentage of one of which nobody can tell.
    """
    tables = [f"select measure from {one.table} {_mine(one)}" for one in staged if _has_values(one)]
    names = engine.run(" union ".join(tables) + " order by 1") if tables else ()
    unread = shapes.get(OTHERS)
    found = {name: shapes.get(name, unread) for (name,) in names}
    for one in filter(_has_values, staged):
        _refuse_percents(engine, one, [name for name, shape in found.items() if shape and shape.like == UNREAD])
    return {name: shape.like if shape else _unknown(name, shapes) for name, shape in found.items()}


def _refuse_percents(engine: Engine, staged: StagedPart, names: Sequence[str]) -> None:
    """DataError for the first percentage of the measures called *names*, which may be a share or 82 of 100."""
    cell = quoted(raw_name("value"))
    found = engine.run(
        f"select s.row, measure, {cell} from {staged.table} s join {staged.raw} r using (part, row) "
        f"where part = {staged.number} and s.bad is null and list_contains($names, measure) "
        f"and ends_with(clean({cell}), '%') order by s.row limit 1",
        names=[*names],
    )
    for row, measure, said in found:
        raise DataError(
            f"{staged.part.sheet}!{row}",
            Text(
                f"{measure} 的定义读不出来，看不出 {said} 是比率还是分数",
                f"the spec of {measure} cannot be read, so nobody can tell what {said} means",
            ),
            Text("用 pubkpi check 改好 kpi_specs，再导入。", "Mend kpi_specs by pubkpi check and ingest again."),
        )


def reject_unfit(engine: Engine, staged: StagedPart, natures: Mapping[str, str]) -> StagedPart:
    """*staged* without the rows that name what is no measure by *natures*, or a value that one like this cannot have;
    those are rejected.
    """
    if not _has_values(staged):
        return staged
    mine = _mine(staged)
    for name, code in ((name, like) for name, like in natures.items() if like.startswith("#")):
        engine.run(f"update {staged.table} set bad = $bad {mine} and measure = $name", bad=code, name=name)
    cell = quoted(raw_name("value"))
    raw = f"(select {{}} from {staged.raw} r where r.part = s.part and r.row = s.row)"
    blank, sign = raw.format(f"coalesce(clean({cell}), '') = ''"), raw.format(f"ends_with(clean({cell}), '%')")
    overriding = " or is_override" if staged.part.feed.fact.column("is_override") else ""
    engine.run(f"update {staged.table} s set bad = 'value' {mine} and value is null and ({blank}{overriding})")
    for shape, unfit, bad in _UNFIT:
        engine.run(
            f"update {staged.table} s set bad = {bad} {mine} and list_contains($names, measure) "
            f"and {unfit.replace('percent', sign)}",
            names=[name for name, like in natures.items() if like == shape],
        )
    good = int(engine.run(f"select count(*) from {staged.table} {mine}")[0][0])
    return replace(staged, good=good, rejected=staged.rejected + staged.good - good)


def _has_values(staged: StagedPart) -> bool:
    return staged.part.feed.fact.name in FACTS and staged.good > 0


def _mine(staged: StagedPart) -> str:
    return f"where part = {staged.number} and bad is null"


def _unknown(name: str, names: Mapping[str, Shape]) -> str:
    """Why there is no measure *name*, as a code of `reasons`: it is the label of one, or near to some."""
    if called := [key for key, one in names.items() if normal(name) in map(normal, one.label)]:
        return f"{LABEL}:measure:{', '.join(called)}"
    near = ", ".join(get_close_matches(name, names, _NEAR, 0.5))
    return f"{NO_MEASURE}:measure:{near}" if near else f"{NO_SUCH_MEASURE}:measure"
