"""Export profiles: what an export looks like and which facts it feeds, as data (exports/*.yaml)."""

from dataclasses import dataclass
from pathlib import Path

from pubkpi.ingest.profiles.file import ColumnEntry, FeedEntry, FormEntry, ProfileFile, SectionsEntry
from pubkpi.ingest.profiles.identities import Identity, bounds, identities
from pubkpi.ingest.profiles.rules import check, check_column, check_gathered
from pubkpi.model.errors import ErrorList
from pubkpi.model.facts import BY_NAME, Fact
from pubkpi.model.text import Text
from pubkpi.workspace.files import digest
from pubkpi.workspace.yaml import language, yamlfile
from pubkpi.workspace.yaml.kinds import gather


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of a fact comes out of an export: read from a header, constant, or made from others.

    *required*: without its header the file is not this export; *filled*: a row without a value is rejected.

    *missing* are spellings that mean "no value" in this column only; *blank* is what an empty cell means; *at_least*
    are numbers where a count stops (100001); *choices* pair words with stored codes; *make* names one of cells.MAKERS
    with its arguments in *of*.
    *unit* is what the export counts in where the fact counts in another; *named* are words of which the file's name
    has exactly one. A number below *low* or above *high* is none that the column can have.
    """

    name: str
    kind: str
    headers: tuple[str, ...] = ()
    required: bool = False
    filled: bool = False
    missing: tuple[str, ...] = ()
    choices: tuple[tuple[str, str], ...] = ()
    at_least: tuple[str, ...] = ()
    blank: str = ""
    bare_percent: bool = False
    const: str | None = None
    make: str = ""
    of: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    needs: tuple[str, str] | None = None
    unit: str = ""
    named: tuple[str, ...] = ()
    help: Text = Text("", "")
    low: str = ""
    high: str = ""


# A column that no fact has: what tells the rows of one key apart, where a feed gathers several into one.
BY = "#by"


@dataclass(frozen=True, slots=True)
class Feed:
    """A fact that an export feeds; *only* takes the rows whose first mapped cell is that word, and no others do.

    *gather* makes one row of those of a key: ``sum`` adds up the parts that they are, ``last`` takes the one that is
    last by day, of figures that only rise: those in *rising*. The column BY is the part or the day.
    *where* takes the rows with that word under that header, which other feeds may take too. *identities* hold in them.
    """

    fact: Fact
    columns: tuple[Column, ...]
    only: str = ""
    gather: str = ""
    rising: tuple[str, ...] = ()
    where: tuple[str, str] | None = None
    identities: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """An export that pubkpi knows; one without feeds is *recognised* by one of these sets of headers and only archived.

    A header row with one of the headers *absent* belongs to another export. *max_rows* is how many the platform writes
    at most; *line_end* says whether it ends the last line of a text, too; *metric_header* stands over the values of a
    metric that only the name of its sheet tells. Of one that *is_private* the *personal* columns, of which there may be
    none, are dropped and free text is masked.
    """

    id: str
    platform: str
    label: Text
    click: Text
    confidence: str
    layout: str
    names_account: bool
    feeds: tuple[Feed, ...]
    recognised: tuple[tuple[Column, ...], ...]
    absent: tuple[str, ...]
    ignored: tuple[str, ...]
    personal: tuple[str, ...]
    is_private: bool
    sections: SectionsEntry
    as_of_file: str
    last_day: tuple[str, str] | None
    max_span_days: int
    max_rows: int
    line_end: str
    metric_header: str
    form: FormEntry | None
    quirks: Text
    cannot: Text
    at: str
    sha256: str

    @property
    def dated_by_as_of(self) -> bool:
        """Whether the day of its rows is the one that the file is as of."""
        return any(feed.fact.day == "as_of_on" for feed in self.feeds)


def read(path: Path) -> Profile:
    """The profile in the YAML file *path*; SpecError names file, line and column."""
    file = language.read(ProfileFile, yamlfile.read(path))
    feeds = gather(_feed, file.written_feeds)
    ErrorList(check(file, feeds)).refuse()
    table, _, column = file.day.partition(".")
    return Profile(
        **language.same_fields(file, Profile) | {"id": file.id or path.stem},
        names_account=not file.account,
        feeds=feeds,
        recognised=tuple(tuple(map(_recognised, headers)) for headers in file.recognise),
        personal=file.private or (),
        is_private=file.private is not None,
        last_day=(table, column) if table else None,
        at=file.node.source.name,
        sha256=digest(path.read_bytes()),
    )


def _feed(entry: FeedEntry) -> Feed:
    fact, node, problems = BY_NAME[entry.fact], entry.node, ErrorList()
    columns: tuple[Column, ...] = ()
    for name, one in entry.columns.items():
        with problems:
            column = _column(fact, name, one)
            problems.extend(check_column(one.node, column, columns))
            columns += (column,)
    absent = {*(fact.given or fact.key)} - {*entry.columns} - {"platform", "account", "as_of_on"}
    if absent:
        words = ", ".join(sorted(absent))
        problems.append(
            node.wrong(Text(f"columns 里还缺必需的列 {words}", f"columns lacks what every row needs: {words}"))
        )
    problems.extend(check_gathered(entry, fact, columns))
    with problems:
        held = identities(node["identities"], fact, {column.name for column in columns if column.headers})
    problems.refuse()
    gather_by = (("sum", "id", entry.sum_over), ("last", "day", entry.last_by))
    how, kind, by = next((one for one in gather_by if one[2]), ("", "", ()))
    columns += (Column(BY, kind, by, required=True, filled=True),) if by else ()
    where = next(iter(entry.where.items()), None)
    return Feed(fact, columns, entry.only, how, entry.rising, where, held)


def _recognised(header: str) -> Column:
    return Column(header, "text", (header,), required=True)


def _column(fact: Fact, name: str, entry: ColumnEntry) -> Column:
    kind = next(column.kind for column in fact.columns if column.name == name)
    low, high = bounds(entry.node["within"], kind)
    own = language.same_fields(entry, Column)
    own["filled"] = entry.filled or name in (*(fact.given or fact.key), fact.day)
    return Column(name, kind, **own, choices=tuple(entry.codes.items()), low=low, high=high)
