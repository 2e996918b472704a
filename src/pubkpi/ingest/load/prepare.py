"""Files up to the point where they could be loaded: read, identified, staged, judged. Changes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import accumulate

from pubkpi.engine.interface import Engine
from pubkpi.engine.worker import Limits
from pubkpi.ingest import containers
from pubkpi.ingest.accept import entered, identities
from pubkpi.ingest.accept.judge import judge
from pubkpi.ingest.accept.sheets import check_sheets
from pubkpi.ingest.cells import insertion, stage
from pubkpi.ingest.cells.masking import masked
from pubkpi.ingest.cells.serials import dated
from pubkpi.ingest.cells.stage import Staged
from pubkpi.ingest.containers import apart, redacted
from pubkpi.ingest.layouts import tail
from pubkpi.ingest.layouts.match import identify
from pubkpi.ingest.load import dates, privacy
from pubkpi.ingest.load.knowledge import Knowledge
from pubkpi.ingest.load.owner import whose
from pubkpi.ingest.load.remarks import Remarks, file_findings, settled
from pubkpi.ingest.profiles.profile import Profile
from pubkpi.ingest.result import Rows
from pubkpi.ingest.rows.part import REPEAT, Found, Part
from pubkpi.model.errors import DataError, RecordsError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis.amounts import Shape
from pubkpi.model.log import Log
from pubkpi.model.text import Text
from pubkpi.workspace.files import digest

_LOG = Log("ingest")


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the user said about a file, or, *settled*, what the journal says was decided and is not judged again.

    Of several *folders* nobody can tell which names the account. The file lies in the *folder* of that name. The
    numbers (编号) in *own* name entries of this file alone; *identities* are, by sheet and row, which entry one is
    beside other loads. Nothing can be the state of a day after *today*.
    """

    account: str | None = None
    export: str | None = None
    as_of: datetime | None = None
    folders: tuple[str, ...] = ()
    settled: bool = False
    folder: str = ""
    own: tuple[str, ...] = ()
    identities: Mapping[tuple[str, int], str] = field(default_factory=dict)
    today: date | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read and identified, before any of its cells was judged."""

    name: str
    sha256: str
    kept: bytes
    found: Found
    container: str
    encoding: str
    account: str | None
    as_of: datetime | None
    named: Mapping[str, str]
    mark: str
    settled: bool = False
    folder: str = ""
    own: tuple[str, ...] = ()
    identities: Mapping[tuple[str, int], str] = field(default_factory=dict)
    today: date | None = None

    @property
    def has_batches(self) -> bool:
        """Whether its rows still lie in a text that was not read cell by cell."""
        return any(part.batches for part in self.found.parts)

    @property
    def parts(self) -> list[tuple[Part, Mapping[str, str | None]]]:
        """Its parts with the constants that they share."""
        consts = {"platform": self.found.profile.platform, "account": self.account, **self.named}
        if self.as_of and self.found.profile.dated_by_as_of:
            consts["as_of_on"] = self.as_of.date().isoformat()
        return [(replace(part, own=self.own, identities=self._identities(part)), consts) for part in self.found.parts]

    def _identities(self, part: Part) -> dict[int, str]:
        return {row: entry for (sheet, row), entry in self.identities.items() if sheet == part.sheet}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that can be loaded: as read, how new it is, its staged rows, what is to be said of them.

    One that is only archived may be of no known day.
    """

    reading: Reading
    as_of: datetime | None
    staged: tuple[Staged, ...]
    rows: Rows
    findings: tuple[Finding, ...]

    @property
    def decisions(self) -> Mapping[str, object]:
        """What the journal records of the decisions taken about the file."""
        profile = self.reading.found.profile
        return {
            "account": self.reading.account,
            "platform": profile.platform,
            "export": profile.id,
            "as_of": self.as_of.isoformat(" ") if self.as_of else None,
            "profile": self.reading.mark,
            **({"folder": self.reading.folder} if self.reading.folder else {}),
            **({"own": [*self.reading.own]} if self.reading.own else {}),
            **({"identities": identities.written(self.reading.identities)} if self.reading.identities else {}),
        }


def read(data: bytes, name: str, knowledge: Knowledge, decided: Decisions, sha256: str = "") -> Reading:
    """*data* (of that sha256, if it is known), called *name*, as an export; DataError with the one line why not."""
    if not data or data.isspace():
        raise DataError(name, Text("文件是空的", "the file is empty"), Text("请重新下载。", "Download it again."))
    again = decided.settled
    book = privacy.without_numbers(apart.read(data, name, knowledge.limits, again=again))
    found = identify(book, name, knowledge.profiles, knowledge.surveys, decided.export)
    if found.profile.has_percents and book.is_workbook:
        # what somebody typed as 57.5%, a workbook stores as 0.575
        book = privacy.without_numbers(apart.read(data, name, knowledge.limits, percents=True, again=again))
        found = identify(book, name, (found.profile,), knowledge.surveys)
    private = found.profile.is_private
    judged = private or any(feed.fact.name in (*entered.FACTS, "message") for feed in found.profile.feeds)
    if book.has_batches and (judged or len(found.parts) != 1 or not found.parts[0].batches):
        # only a plain table is left to the engine, and only one
        book = privacy.without_numbers(apart.complete(book, data, name, knowledge.limits, again=again))
        found = identify(book, name, (found.profile,), knowledge.surveys)
    tail.check_tail(book, name, found)
    kept = data
    if private:
        clean = privacy.redacted(book, found)
        kept = redacted.write(clean)
        found, book = identify(clean, name, (found.profile,), knowledge.surveys), clean
    found = dated(found, book)
    account = _account(found.profile, decided, name)
    as_of = decided.as_of
    if found.profile.dated_by_as_of:
        # its rows carry the day, which therefore has to be known before they are read
        as_of = as_of or dates.stated(found, name)
        if as_of is None:
            raise dates.asked(name)
    named = dict(_named(found.profile, name))
    mark = knowledge.mark(found.profile)
    container = f"{book.container} in {book.encoding}" if book.encoding else book.container
    _LOG.debug("%s: %s, claimed by %s", masked(name), container, found.profile.id)
    known = (masked(name), sha256 or digest(data), kept, found, book.container, book.encoding)
    folder = decided.folder if found.profile.form else ""
    decisions = (decided.settled, folder, decided.own, decided.identities, decided.today)
    return Reading(*known, account, as_of, named, mark, *decisions)


def prepare(
    engine: Engine,
    readings: Sequence[Reading],
    knowledge: Knowledge,
    limit: float,
    *,
    numbers: Sequence[int] = (),
    measures: Mapping[str, Shape] | None = None,
) -> Iterator[Prepared | DataError]:
    """Stage the *readings* together, then judge each: ready to load, or the reason why it is refused.

    Rows that are batches go to their fact at once, in the caller's transaction, under the file's number of *numbers*;
    those of a file that is refused are taken out again. *measures* are those for which values may be entered; None
    where a file was judged before.
    """
    ready, staged = _staged(engine, readings, knowledge.limits, numbers)
    if measures is not None:
        staged = [(i, entered.reject_unfit(engine, one, measures)) for i, one in staged]
    said = settled(engine, [one for _, one in staged], [i for i, _ in staged])
    for i, reading in enumerate(ready):
        if isinstance(reading, DataError):
            yield reading
            continue
        mine = [one for (file, _), one in zip(staged, said.staged, strict=True) if file == i]
        try:
            yield _judged(engine, reading, mine, limit, said)
        except DataError as problem:
            for one in mine:
                if one.file_id is not None:
                    insertion.take_out(engine, one.part, one.file_id)
            yield problem


def _staged(
    engine: Engine, readings: Sequence[Reading], limits: Limits, numbers: Sequence[int]
) -> tuple[list[Reading | DataError], list[tuple[int, Staged]]]:
    """The *readings*, or why one cannot be read, and each of their parts staged, with the place of its reading."""
    ready: list[Reading | DataError] = [*readings]
    first = [*accumulate((len(one.found.parts) for one in readings), initial=0)]
    done: dict[int, Staged] = {}
    for i, reading in enumerate(readings):
        if reading.has_batches:
            try:
                ((part, consts),) = reading.parts
                done[first[i]] = insertion.insert(engine, part, consts, first[i], numbers[i])
            except RecordsError:
                ready[i] = _by_records(reading, limits)
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


def _by_records(reading: Reading, limits: Limits) -> Reading | DataError:
    """*reading*, of a text of other records than lines, read cell by cell; the reason why it cannot be."""
    profile, again = reading.found.profile, reading.settled
    try:
        book = apart.done(containers.read, reading.kept, reading.name, limits=limits, again=again)
        found = identify(privacy.without_numbers(book), reading.name, (profile,), ())
    except DataError as problem:
        return problem
    return replace(reading, found=dated(found, book))


def sound(file: Prepared | DataError) -> Prepared:
    """*file*, unless it is the reason why there is none."""
    if isinstance(file, DataError):
        raise file
    return file


def _judged(engine: Engine, reading: Reading, staged: list[Staged], limit: float, said: Remarks) -> Prepared:
    found, name = reading.found, reading.name
    # a reading that was judged before, as that of a corrected file, has its repeated rows counted already
    ignored = Counter({reason: rows for reason, rows in found.ignored.items() if reason != REPEAT})
    for one in staged:
        ignored += Counter(one.ignored)
    found = replace(found, ignored=ignored)
    check_sheets(engine, name, staged)
    reading = replace(reading, found=found)
    rows = Rows(sum(s.good for s in staged), sum(s.rejected for s in staged), sum(found.ignored.values()))
    judge(engine, name, found, staged, rows, limit)
    as_of = reading.as_of or dates.as_of(engine, found, staged, name)
    if as_of and not reading.settled and (reading.as_of or dates.stated(found, name)):
        dates.refuse_earlier(engine, as_of, staged, name)
    if as_of and reading.today:
        stated = bool(reading.as_of or dates.stated(found, name))
        as_of = dates.until(reading.today, engine, as_of, staged, name, stated=stated)
    _LOG.debug(
        "%s: as of %s, %s",
        name,
        as_of and as_of.date(),
        dates.source(found, name, reading.as_of, settled=reading.settled),
    )
    findings = [*file_findings(engine, name, found, staged), *said.findings(name, staged)]
    return Prepared(reading, as_of, tuple(staged), rows, tuple(findings))


def _account(profile: Profile, decided: Decisions, name: str) -> str | None:
    if profile.names_account:
        return None
    if decided.account is None:
        raise whose(name, decided.folders)
    return decided.account


def _named(profile: Profile, name: str) -> Iterator[tuple[str, str]]:
    """The columns that only the file's name can tell, each with the one of its words that the name has."""
    for feed in profile.feeds:
        for column in (column for column in feed.columns if column.named):
            words = [word for word in column.named if word in name]
            if len(words) != 1:
                meaning = next(one.meaning for one in feed.fact.columns if one.name == column.name)
                zh, en = meaning.zh.partition("；")[0], meaning.en.partition(";")[0]
                raise DataError(
                    name,
                    Text(f"看不出是哪个{zh}", f"neither rows nor name say which {en} it is of"),
                    Text(
                        f"在文件名里写上其中一个：{'、'.join(column.named)}。",
                        f"Put one of these into its name: {', '.join(column.named)}.",
                    ),
                )
            yield column.name, words[0]
