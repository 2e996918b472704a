"""Export profiles: what an export looks like and which facts it feeds, as data (exports/*.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pubkpi.ingest.profiles.identities import Identity, bounds, identities
from pubkpi.ingest.profiles.rules import MAKERS, UNITS, check, check_column, check_gathered
from pubkpi.model.facts import BY_NAME, Fact
from pubkpi.model.text import Text, choices_hint
from pubkpi.workspace.files import digest
from pubkpi.workspace.yaml import yamlfile
from pubkpi.workspace.yaml.node import Node


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
    sections: Mapping[str, Any]
    as_of_file: str
    last_day: tuple[str, str] | None
    max_span_days: int
    max_rows: int
    line_end: str
    metric_header: str
    form: Mapping[str, Any] | None
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
    node = yamlfile.read(path).only(*_KEYS)
    feeds = tuple(map(_feed, node["feeds"].each()))
    recognised = tuple(tuple(map(_recognised, one.words())) for one in node["recognise"].each())
    if not recognised:
        check(node, feeds)
    elif feeds:
        raise node["recognise"].wrong(Text("recognise 和 feeds 只能写一个", "either recognise or feeds, not both"))
    last = node["last_day"].word("")
    return Profile(
        id=node["id"].word(path.stem),
        platform=node["platform"].word(),
        label=node["label"].text(),
        click=node["click"].text(""),
        confidence=node["confidence"].choice(_CONFIDENCE, "medium"),
        layout=node["layout"].choice(_LAYOUTS, "table"),
        names_account=node["account"].data is False,
        feeds=feeds,
        recognised=recognised,
        absent=node["absent"].words(),
        ignored=node["ignore"].words(),
        personal=node["personal"].words(),
        is_private=bool(node["personal"]),
        sections=node["sections"].mapping(),
        as_of_file=node["as_of_file"].placed_text(),
        last_day=(last.partition(".")[0], last.partition(".")[2]) if last else None,
        max_span_days=node["max_span_days"].integer(0),
        max_rows=node["max_rows"].integer(0),
        line_end=node["line_end"].choice(_LINE_ENDS, "always"),
        metric_header=node["metric_header"].word(""),
        form=node["form"].mapping() or None,
        quirks=node["quirks"].text(""),
        cannot=node["cannot"].text(""),
        at=node.source.name,
        sha256=digest(path.read_bytes()),
    )


_CONFIDENCE = ("high", "medium")
_LAYOUTS = ("table", "tables", "blocks", "sections", "survey", "one_metric")
_LINE_ENDS = ("always", "omitted", "optional")
_KEYS = (
    "id platform label click confidence layout account feeds recognise absent ignore personal sections as_of_file "
    "last_day max_span_days max_rows line_end metric_header form quirks cannot"
).split()
_FEED_KEYS = ("fact", "only", "columns", "sum_over", "last_by", "rising", "where", "identities")
_COLUMN_KEYS = (
    "header required filled missing choices at_least blank bare_percent const make of needs unit named help within"
).split()


def _feed(node: Node) -> Feed:
    node.only(*_FEED_KEYS)
    fact = BY_NAME[node["fact"].choice(BY_NAME)]
    columns = tuple(_column(fact, name, one) for name, one in node["columns"].items())
    gather = next((how for how in ("sum", "last") if node[_GATHERED[how]]), "")
    for i, column in enumerate(columns):
        check_column(node["columns"][column.name], column, columns[:i])
    absent = {*(fact.given or fact.key)} - {column.name for column in columns} - {"platform", "account", "as_of_on"}
    if absent:
        words = ", ".join(sorted(absent))
        raise node.wrong(Text(f"columns 里还缺必需的列 {words}", f"columns lacks what every row needs: {words}"))
    check_gathered(node, fact, columns)
    if gather:
        kind = "day" if gather == "last" else "id"
        columns += (Column(BY, kind, node[_GATHERED[gather]].words(), required=True, filled=True),)
    where = next(((header, word.word()) for header, word in node["where"].items()), None)
    held = identities(node["identities"], fact, {column.name for column in columns if column.headers})
    return Feed(fact, columns, node["only"].word(""), gather, node["rising"].words(), where, held)


_GATHERED = {"sum": "sum_over", "last": "last_by"}


def _recognised(header: str) -> Column:
    return Column(header, "text", (header,), required=True)


def _column(fact: Fact, name: str, node: Node) -> Column:
    declared = fact.column(name)
    if declared is None:
        known = choices_hint(column.name for column in fact.columns)
        raise node.wrong(Text(f"{fact.name} 没有 {name} 这一列", f"{fact.name} has no column {name}"), known)
    node.only(*_COLUMN_KEYS)
    needs, (low, high) = node["needs"].words(), bounds(node["within"], declared.kind)
    return Column(
        name,
        declared.kind,
        headers=node["header"].words(),
        required=bool(node["required"].data),
        filled=bool(node["filled"].data) or name in (*(fact.given or fact.key), fact.day),
        missing=node["missing"].words(),
        choices=tuple((word, code.word()) for word, code in node["choices"].items()),
        at_least=node["at_least"].words(),
        blank=node["blank"].word(""),
        bare_percent=bool(node["bare_percent"].data),
        const=node["const"].word() if node["const"] else None,
        make=node["make"].choice(MAKERS) if node["make"] else "",
        of=node["of"].words(),
        needs=(needs[0], needs[1]) if len(needs) == 2 else None,
        unit=node["unit"].choice(UNITS) if node["unit"] else "",
        named=node["named"].words(),
        help=node["help"].text(""),
        low=low,
        high=high,
    )
