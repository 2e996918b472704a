"""Staged parts made ready to be judged: their accounts by name, no record twice, and what there is to say of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pubkpi.engine.interface import Engine
from pubkpi.ingest.accept import breaches, mixtures, percents, repeats
from pubkpi.ingest.cells.stage import Staged
from pubkpi.ingest.load import names
from pubkpi.model.findings import Finding


@dataclass(frozen=True, slots=True)
class Remarks:
    """Parts *staged*, and what there is to say of each, by its number."""

    staged: list[Staged]
    strangers: Mapping[int, Sequence[names.Stranger]]
    repeats: Mapping[int, Sequence[Finding]]
    breaches: Mapping[int, Sequence[breaches.Breach]]
    shares: mixtures.ShareSpellings
    percents: percents.Found

    def findings(self, name: str, staged: Sequence[Staged]) -> Iterator[Finding]:
        """What is to be said of the file called *name*, which has the parts *staged*."""
        for one in staged:
            for found in self.repeats.get(one.number, ()):
                yield replace(found, where=f"{name}: {one.part.sheet}!{found.where}")
        yield from breaches.findings(name, staged, self.breaches)
        yield from mixtures.findings(name, staged, self.shares)
        yield from percents.findings(name, staged, self.percents)
        for who in dict.fromkeys(who for one in staged for who in self.strangers.get(one.number, ())):
            yield who.finding(name)


def settled(engine: Engine, parts: Sequence[Staged], files: Sequence[int]) -> Remarks:
    """The *parts*, of those *files*, with the ids of their accounts and without records that come twice."""
    strangers = names.resolve(engine, parts)
    staged, remarks = repeats.settle(engine, parts, files)
    found = breaches.breaches(engine, staged), mixtures.mixtures(engine, staged), percents.largest(engine, staged)
    return Remarks(staged, strangers, remarks, *found)
