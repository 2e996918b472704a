"""Which entries rows are beside those of other loads: as the journal has it, and put into the staged rows."""

from collections.abc import Mapping, Sequence

from pubkpi.engine.interface import Engine
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.model.facts import ENTRY


def written(identities: Mapping[tuple[str, int], str]) -> dict[str, str]:
    """*identities* by sheet and row as the journal has them: `1月!2` and the entry."""
    return {f"{sheet}!{row}": entry for (sheet, row), entry in identities.items()}


def read(lines: Mapping[str, str]) -> dict[tuple[str, int], str]:
    """The identities of a line of the journal, by sheet and row."""
    places = {place.rpartition("!"): entry for place, entry in lines.items()}
    return {(sheet, int(row)): entry for (sheet, _, row), entry in places.items()}


def apply(engine: Engine, staged: Sequence[StagedPart]) -> None:
    """Let the good rows of *staged* be the entries that the identities of their parts say."""
    for one in (one for one in staged if one.part.identities and one.part.feed.fact.later):
        engine.load("chosen", {"row": [*one.part.identities], "entry": [*one.part.identities.values()]})
        mine = f"s.part = {one.number} and s.bad is null and s.row = c.row"
        engine.run(f"update {one.table} s set {ENTRY} = c.entry from chosen c where {mine}")
