"""Entered values: one for a measure that nobody defined is rejected, with the names that are near; so is one that the
measure cannot have (95 of a share).
"""

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches

from pubkpi.engine.interface import Engine, quoted
from pubkpi.ingest.cells.grammar import raw_name
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.rows.part import normal
from pubkpi.ingest.rows.reasons import BARE, LABEL, NO_MEASURE, NO_SUCH_MEASURE, PERCENT, SHARE
from pubkpi.model.kpis.amounts import Shape

FACTS = ("measure_value", "benchmark")  # their rows name a measure
_NEAR = 3


# Of which shape of values which are none, and why; `percent` tells whether a % was written.
_UNFIT = (
    ("part", "value > 1", f"'{SHARE}:value'"),
    ("growth", "abs(value) > 2 and not percent", f"'{BARE}:value:' || format('{{:g}}', cast(value * 100 as double))"),
    ("", "percent", f"'{PERCENT}:value'"),
)


def reject_unfit(engine: Engine, staged: StagedPart, shapes: Mapping[str, Shape]) -> StagedPart:
    """*staged* without the rows that name no measure of *shapes*, or a value that one of its shape cannot have;
    those are rejected.
    """
    if staged.part.feed.fact.name not in FACTS or not staged.good:
        return staged
    mine = f"where part = {staged.number} and bad is null"
    named = [str(name) for (name,) in engine.run(f"select distinct measure from {staged.table} {mine}")]
    for name in (one for one in named if one not in shapes):
        engine.run(
            f"update {staged.table} set bad = $bad {mine} and measure = $name", bad=_unknown(name, shapes), name=name
        )
    cell = quoted(raw_name("value"))
    sign = f"(select ends_with(clean({cell}), '%') from {staged.raw} r where r.part = s.part and r.row = s.row)"
    for shape, unfit, bad in _UNFIT:
        engine.run(
            f"update {staged.table} s set bad = {bad} {mine} and list_contains($names, measure) "
            f"and {unfit.replace('percent', sign)}",
            names=[name for name, one in shapes.items() if one.like == shape],
        )
    good = int(engine.run(f"select count(*) from {staged.table} {mine}")[0][0])
    return replace(staged, good=good, rejected=staged.rejected + staged.good - good)


def _unknown(name: str, known: Mapping[str, Shape]) -> str:
    """Why there is no measure *name*, as a code of `reasons`: it is the label of one, or near to some."""
    if called := [key for key, one in known.items() if normal(name) in map(normal, one.label)]:
        return f"{LABEL}:measure:{', '.join(called)}"
    near = ", ".join(get_close_matches(name, known, _NEAR, 0.5))
    return f"{NO_MEASURE}:measure:{near}" if near else f"{NO_SUCH_MEASURE}:measure"
