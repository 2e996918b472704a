"""Bytes → a reading: which export a file is, whose and of which day; nothing of its cells is judged yet."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from pubkpi.engine.worker import Limits
from pubkpi.ingest import containers
from pubkpi.ingest.accept import entered
from pubkpi.ingest.cells import own_periods
from pubkpi.ingest.cells.masking import mask
from pubkpi.ingest.cells.serials import read_serials
from pubkpi.ingest.containers import redaction, sandbox
from pubkpi.ingest.containers.sheet import Book
from pubkpi.ingest.layouts import tail
from pubkpi.ingest.layouts.match import identify
from pubkpi.ingest.layouts.reason_column import without_reasons
from pubkpi.ingest.load import dates, privacy
from pubkpi.ingest.load.dates import AsOf, FallbackDays
from pubkpi.ingest.load.knowledge import Knowledge
from pubkpi.ingest.load.owner import account_in_name, check_creators, owner_question
from pubkpi.ingest.profiles.profile import Feed, Profile
from pubkpi.ingest.rows.part import Match, Part
from pubkpi.model.errors import DataError
from pubkpi.model.log import Log
from pubkpi.model.text import Text
from pubkpi.workspace.files import digest

_LOG = Log("ingest")


@dataclass(frozen=True, slots=True)
class Decisions:
    """What the user said about a file, or, *settled*, what the journal says was decided and is not judged again.

    Of several *folders* nobody can tell which names the account. The file lies in the *folder* of that name. The
    numbers (编号) in *own* name entries of this file alone; *identities* are, by sheet and row, which entry one is
    beside other loads. *natures* are what values of the measures named in it are like, or why one is none; *periods*
    what words mean that are no period of the calendar, or why none. If *guessed*, nothing but a folder names the
    account. Nothing can be the state of a day after *today*; *fallback* says the day of a file that does not.
    """

    account: str | None = None
    export: str | None = None
    as_of: datetime | None = None
    folders: tuple[str, ...] = ()
    settled: bool = False
    guessed: bool = False
    folder: str = ""
    own: tuple[str, ...] = ()
    identities: Mapping[tuple[str, int], str] = field(default_factory=dict)
    natures: Mapping[str, str] | None = None
    today: date | None = None
    fallback: FallbackDays = dates.NO_DAYS
    periods: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file read and identified, before any of its cells was judged."""

    name: str
    sha256: str
    original: bytes
    match: Match
    container: str
    encoding: str
    account: str | None
    as_of: AsOf | None
    named: Mapping[str, str]
    mark: str
    settled: bool = False
    folder: str = ""
    own: tuple[str, ...] = ()
    identities: Mapping[tuple[str, int], str] = field(default_factory=dict)
    natures: Mapping[str, str] | None = None
    today: date | None = None
    fallback: FallbackDays = dates.NO_DAYS
    periods: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_batches(self) -> bool:
        """Whether its rows still lie in a text that was not read cell by cell."""
        return any(part.batches for part in self.match.parts)

    @property
    def parts(self) -> list[tuple[Part, Mapping[str, str | None]]]:
        """Its parts with the constants that they share."""
        consts = {"platform": self.match.profile.platform, "account": self.account, **self.named}
        if self.as_of and self.as_of.moment and self.match.profile.dated_by_as_of:
            day = self.as_of.moment.date().isoformat()
            consts |= dict.fromkeys([feed.fact.day for feed in self.match.profile.feeds], day)
        return [(replace(part, own=self.own, identities=self._identities(part)), consts) for part in self.match.parts]

    def _identities(self, part: Part) -> dict[int, str]:
        return {row: entry for (sheet, row), entry in self.identities.items() if sheet == part.sheet}


def read(data: bytes, name: str, knowledge: Knowledge, decided: Decisions, sha256: str = "") -> Reading:
    """*data* (of that sha256, if it is known), called *name*, as an export; DataError with the one line why not."""
    if not data or data.isspace():
        raise DataError(name, Text("文件是空的", "the file is empty"), Text("请重新下载。", "Download it again."))
    again = decided.settled
    book = without_reasons(privacy.without_numbers(sandbox.read(data, name, knowledge.limits, again=again)))
    found = identify(book, name, knowledge.candidates(decided.export), knowledge.surveys, decided.export)
    private = found.profile.is_private
    judged = private or any(map(_is_judged, found.profile.feeds))
    if book.has_batches and (judged or not _is_one_table(book, found)):
        book = without_reasons(
            privacy.without_numbers(sandbox.complete(book, data, name, knowledge.limits, again=again))
        )
        found = replace(identify(book, name, (found.profile,), knowledge.surveys), others=found.others)
    tail.check_tail(book, name, found)
    if not decided.settled:
        check_creators(found.profile, book, name, has_account=not decided.guessed)
    kept = data
    if private:
        clean = privacy.redact(book, found)
        kept = redaction.write(clean)
        hidden, others = found.hidden, found.others  # of which the clean book keeps nothing
        found, book = identify(clean, name, (found.profile,), knowledge.surveys), clean
        found = replace(found, hidden=hidden, others=others)
    found, periods = own_periods.read(read_serials(found, book), decided.periods, knowledge.spans)
    account = _account(found, decided, name)
    as_of = AsOf(decided.as_of, "journal" if decided.settled else "user") if decided.as_of else None
    if found.profile.dated_by_as_of and as_of is None:
        # its rows carry the day, which therefore has to be known before they are read
        as_of = dates.as_of_before_rows(found, name, decided.fallback, data)
    named = dict(_columns_from_name(found.profile, name))
    mark = knowledge.mark(found.profile)
    container = f"{book.container} in {book.encoding}" if book.encoding else book.container
    _LOG.debug("%s: %s, claimed by %s", mask(name), container, found.profile.id)
    known = (mask(name), sha256 or digest(data), kept, found, book.container, book.encoding)
    folder = decided.folder if found.profile.form else ""
    decisions = (decided.settled, folder, decided.own, decided.identities, decided.natures, decided.today)
    return Reading(*known, account, as_of, named, mark, *decisions, decided.fallback, periods)


def _is_judged(feed: Feed) -> bool:
    """Whether cells of *feed* are looked at before they are staged, or by what they mean."""
    return feed.fact.name in (*entered.FACTS, "message") or any(one.kind == "period" for one in feed.columns)


def _is_one_table(book: Book, match: Match) -> bool:
    """Whether the one sheet of *book* that has batches is the one part of *match*, and is to be read by them."""
    shown = [sheet.name for sheet in book.sheets if sheet.batches and not sheet.hidden]
    return len(shown) == 1 and [part.sheet for part in match.parts] == shown and match.parts[0].batches is not None


def by_records(reading: Reading, limits: Limits) -> Reading | DataError:
    """*reading*, of a text of other records than lines, read cell by cell; the reason why it cannot be."""
    profile, again = reading.match.profile, reading.settled
    try:
        book = sandbox.done(containers.read, reading.original, reading.name, limits=limits, again=again)
        found = identify(privacy.without_numbers(book), reading.name, (profile,), ())
    except DataError as problem:
        return problem
    return replace(reading, match=read_serials(found, book))


def _account(match: Match, decided: Decisions, name: str) -> str | None:
    """The account that the user, a folder or else the file's name says; None where rows do, which some exports do in
    some versions only.
    """
    named = (any(column.name == "account" for column in part.feed.columns) for part in match.parts)
    lacks = any(is_named and "account" not in part.cells for part, is_named in zip(match.parts, named, strict=True))
    if match.profile.names_account and not lacks:
        return None
    account = decided.account or (None if decided.folders else account_in_name(match.profile, name))
    if account is None:
        raise owner_question(name, decided.folders)
    return account


def _columns_from_name(profile: Profile, name: str) -> Iterator[tuple[str, str]]:
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
