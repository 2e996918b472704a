"""Entered values: one for a measure that nobody defined is rejected, with the names that are near."""

from collections.abc import Collection
from dataclasses import replace
from difflib import get_close_matches

from pubkpi.engine.interface import Engine
from pubkpi.ingest.reasons import NO_MEASURE, NO_SUCH_MEASURE
from pubkpi.ingest.stage import Staged

FACTS = ("measure_value", "benchmark")  # their rows name a measure
_NEAR = 3


def reject_unknown(engine: Engine, staged: Staged, known: Collection[str]) -> Staged:
    """*staged* without the rows that name no measure of those *known*; those are rejected."""
    if staged.part.feed.fact.name not in FACTS or not staged.good:
        return staged
    mine = f"where part = {staged.number} and bad is null"
    named = [str(name) for (name,) in engine.run(f"select distinct measure from {staged.table} {mine}")]
    for name in (one for one in named if one not in known):
        near = ", ".join(get_close_matches(name, known, _NEAR, 0.5))
        engine.run(
            f"update {staged.table} set bad = $bad {mine} and measure = $name",
            bad=f"{NO_MEASURE}:measure:{near}" if near else f"{NO_SUCH_MEASURE}:measure",
            name=name,
        )
    good = int(engine.run(f"select count(*) from {staged.table} {mine}")[0][0])
    return replace(staged, good=good, rejected=staged.rejected + staged.good - good)
