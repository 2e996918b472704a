"""Files that were read, up to the point where they could be loaded: staged and judged. Changes nothing but batches."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate

from pubkpi.engine.interface import Engine
from pubkpi.engine.worker import Limits
from pubkpi.ingest.accept import entered, identities
from pubkpi.ingest.accept.judge import judge
from pubkpi.ingest.accept.sheets import check_sheets
from pubkpi.ingest.cells import insertion, own_periods, stage
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.load import dates
from pubkpi.ingest.load.knowledge import Knowledge
from pubkpi.ingest.load.reading import Reading, by_records
from pubkpi.ingest.load.remarks import Remarks, file_findings, settled
from pubkpi.ingest.result import Rows
from pubkpi.ingest.rows.part import REPEAT
from pubkpi.model.errors import DataError, RecordsError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.amounts import Shape
from pubkpi.model.log import Log

_LOG = Log("ingest")


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file that can be loaded: as read, how new it is, its staged rows, what is to be said of them.

    One that is only archived may be of no known day.
    """

    reading: Reading
    as_of: datetime | None
    staged: tuple[StagedPart, ...]
    rows: Rows
    findings: tuple[Finding, ...]

    @property
    def decisions(self) -> Mapping[str, object]:
        """What the journal records of the decisions taken about the file."""
        profile = self.reading.match.profile
        return {
            "account": self.reading.account,
            "platform": profile.platform,
            "export": profile.id,
            "as_of": self.as_of.isoformat(" ") if self.as_of else None,
            "profile": self.reading.mark,
            **({"folder": self.reading.folder} if self.reading.folder else {}),
            **({"own": [*self.reading.own]} if self.reading.own else {}),
            **({"identities": identities.written(self.reading.identities)} if self.reading.identities else {}),
            **({"measures": self.reading.natures} if self.reading.natures else {}),
            **({"periods": self.reading.periods} if self.reading.periods else {}),
        }


def prepare(
    engine: Engine,
    readings: Sequence[Reading],
    knowledge: Knowledge,
    limit: float,
    *,
    numbers: Sequence[int] = (),
    measures: Mapping[str, Shape] | None = None,
) -> Iterator[PreparedFile | DataError]:
    """Stage the *readings* together, then judge each: ready to load, or the reason why it is refused.

    Rows that are batches go to their fact at once, in the caller's transaction, under the file's number of *numbers*;
    those of a file that is refused are taken out again. *measures* are those for which values may be entered; None
    where nobody knows them. A file that was judged before is judged by what its reading says of them.
    """
    ready, staged = _stage_readings(engine, readings, knowledge.limits, numbers)
    staged = _fitting(engine, ready, staged, measures)
    said = settled(engine, [one for _, one in staged], [i for i, _ in staged])
    for i, reading in enumerate(ready):
        if isinstance(reading, DataError):
            yield reading
            continue
        mine = [one for (file, _), one in zip(staged, said.staged, strict=True) if file == i]
        try:
            yield _accept_file(engine, reading, mine, limit, said)
        except DataError as problem:
            for one in mine:
                if one.file_id is not None:
                    insertion.take_out(engine, one.part, one.file_id)
            yield problem


def _stage_readings(
    engine: Engine, readings: Sequence[Reading], limits: Limits, numbers: Sequence[int]
) -> tuple[list[Reading | DataError], list[tuple[int, StagedPart]]]:
    """The *readings*, or why one cannot be read, and each of their parts staged, with the place of its reading."""
    ready: list[Reading | DataError] = [*readings]
    first = [*accumulate((len(one.match.parts) for one in readings), initial=0)]
    done: dict[int, StagedPart] = {}
    for i, reading in enumerate(readings):
        if reading.has_batches:
            try:
                ((part, consts),) = reading.parts
                done[first[i]] = insertion.insert(engine, part, consts, first[i], numbers[i])
            except RecordsError:
                ready[i] = by_records(reading, limits)
            except DataError as problem:
                ready[i] = DataError(f"{reading.name}: {problem.where}", problem.what, problem.hint)
    parts = {
        first[i] + j: (i, *part)
        for i, one in enumerate(ready)
        if isinstance(one, Reading)
        for j, part in enumerate(one.parts)
    }
    done |= stage.stage(engine, {n: (part, consts) for n, (_, part, consts) in parts.items() if n not in done})
    return ready, [(i, done[n]) for n, (i, _, _) in parts.items()]


def _fitting(
    engine: Engine,
    ready: list[Reading | DataError],
    staged: Sequence[tuple[int, StagedPart]],
    measures: Mapping[str, Shape] | None,
) -> list[tuple[int, StagedPart]]:
    """*staged* without values that their measures cannot have; the *ready* readings then have their natures."""
    done = []
    for i, reading in enumerate(ready):
        mine = [one for file, one in staged if file == i]
        if isinstance(reading, DataError):
            continue
        for one in mine:
            own_periods.tell(engine, one, reading.periods)
        natures = reading.natures
        if natures is None and measures is not None:
            try:
                natures = entered.natures(engine, mine, measures)
            except DataError as problem:
                ready[i] = DataError(f"{reading.name}: {problem.where}", problem.what, problem.hint)
                continue
            ready[i] = replace(reading, natures=natures)
        done += [(i, entered.reject_unfit(engine, one, natures or {})) for one in mine]
    return done


def sound(file: PreparedFile | DataError) -> PreparedFile:
    """*file*, unless it is the reason why there is none."""
    if isinstance(file, DataError):
        raise file
    return file


def _accept_file(
    engine: Engine, reading: Reading, staged: list[StagedPart], limit: float, remarks: Remarks
) -> PreparedFile:
    found, name = reading.match, reading.name
    # a reading that was judged before, as that of a corrected file, has its repeated rows counted already
    ignored = Counter({reason: rows for reason, rows in found.ignored.items() if reason != REPEAT})
    for one in staged:
        ignored += Counter(one.ignored)
    found = replace(found, ignored=ignored)
    check_sheets(engine, name, staged)
    reading = replace(reading, match=found)
    rows = Rows(sum(s.good for s in staged), sum(s.rejected for s in staged), sum(found.ignored.values()))
    judge(engine, name, found, staged, rows, limit)
    at = reading.as_of or dates.as_of(engine, found, staged, name, reading.fallback, reading.original)
    as_of = at.moment
    if as_of and at.is_stated:
        dates.refuse_earlier(engine, as_of, staged, name)
    if as_of and reading.today:
        as_of = dates.until(reading.today, engine, as_of, staged, name, stated=at.is_stated)
    _LOG.debug("%s: as of %s, %s", name, as_of and as_of.date(), at.words)
    findings = [
        *file_findings(engine, name, found, staged),
        *remarks.findings(name, staged, collected=found.profile.is_collected),
    ]
    return PreparedFile(reading, as_of, tuple(staged), rows, tuple(findings))
