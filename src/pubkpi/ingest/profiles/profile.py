"""Export profiles: what an export looks like and which facts it feeds, as data (exports/*.yaml)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from pubkpi.ingest.profiles.identities import Identity, identities
from pubkpi.ingest.profiles.rules import MAKERS, UNITS, check, check_column, check_gathered
from pubkpi.model.errors import ErrorList
from pubkpi.model.facts import BY_NAME, FACTS, Fact
from pubkpi.model.language import ChoiceList, DependencyRule, Key, KeySetRule, OneKeyRule, ValueKind
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.files import digest
from pubkpi.workspace.yaml import language
from pubkpi.workspace.yaml.kinds import gather
from pubkpi.workspace.yaml.node import Node

Words = tuple[str, ...]
# what people write into a form where a number is not known, besides the blanks of cells.sql; -1 where none is negative
_UNKNOWN = ("NA", "na", "不详", "未知", "未统计", "无数据")
ANY_BOUND = "N+"  # among these: whatever is known as at least so many, such as 1千+
_NUMBERS = ("count", "number", "share", "fen", "seconds")
HELP_HEADER = ("列", "必填", "说明")  # of the sheet on which a form explains itself


@dataclass(frozen=True, slots=True)
class Column:
    """How one column of a fact comes out of an export: read from a header, constant, or made from others."""

    name: str
    kind: str = ""  # the fact's
    headers: Annotated[Words, Key("header"), "表头的各种写法 / headers that it may have"] = ()
    required: Annotated[bool, "没有这个表头就不是这种导出 / without its header the file is another one"] = False
    filled: Annotated[bool, "没有值的行拒收 / a row without a value is rejected"] = False
    missing: Annotated[Words, "表示无值的写法，N+ 指各种下限 / spellings of no value, N+ for any bound"] = ()
    choices: Annotated[tuple[tuple[str, str], ...], ValueKind.PAIRS, "文字和代码 / words, and what is stored"] = ()
    at_least: Annotated[Words, "只是下限的数，如 100001 / numbers where a count stops, as 100001"] = ()
    blank: Annotated[str, "空格子的含义 / what an empty cell means"] = ""
    bare_percent: Annotated[bool, "57.5 是 57.5% / 57.5 is 57.5%"] = False
    const: Annotated[str | None, "固定值 / the same in every row"] = None
    make: Annotated[str, ChoiceList(tuple(MAKERS)), "由 of 的列得出 / how it is made of the columns in of"] = ""
    of: Annotated[Words, "写在前面的列 / columns above"] = ()
    values: Words = ()
    needs: Annotated[tuple[str, str] | None, "[列, 值]：只在那时有值 / [column, value]: there only has it one"] = None
    unit: Annotated[str, ChoiceList(tuple(UNITS)), "导出用的单位 / what the export counts in"] = ""
    named: Annotated[Words, "文件名里有其一的词 / words of which the file's name has one"] = ()
    help: Annotated[Text, "填表说明 / what a form says of it"] = NOTHING
    within: Annotated[tuple[str, str], ValueKind.BOUNDS, "范围 / from the lowest to the highest value"] = ("", "")


@dataclass(frozen=True, slots=True)
class RejectEntry:
    """A sentence whose breach rejects the row."""

    reject: Annotated[str, "如 a <= b / as a <= b"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """A fact that the export feeds."""

    RULES = (KeySetRule("fact", "columns", {one.name: tuple(c.name for c in one.columns) for one in FACTS}),)

    node: Node = field(repr=False)
    fact: Annotated[str, ChoiceList(tuple(BY_NAME)), "数据表 / the fact"]
    only: Annotated[str, "只取第一格是这个词的行 / only rows whose first cell is that word"] = ""
    columns: Annotated[Mapping[str, Column], "数据表的列 / columns of the fact"]
    sum_over: Annotated[Words, "按这些表头的各部分相加 / headers of the parts that are added up"] = ()
    last_by: Annotated[Words, "取这一天最后的一行 / the header of the day, of which the last counts"] = ()
    rising: Annotated[Words, "只增不减的数 / counts that only rise"] = ()
    newest_by: Annotated[
        Words, "采集时刻的表头，取最后采到的 / the header of when a row was collected: the last counts"
    ] = ()
    appended: Annotated[bool, "新的接在后面，同一条取后面的 / later rows are newer: the last of a key counts"] = False
    unread_zeros: Annotated[bool, "全是 0 的行是没有取到数 / a row of zeros alone was never fetched"] = False
    where: Annotated[Mapping[str, str], "只取这个表头下是这个词的行 / only rows with that word under that header"] = (
        field(default_factory=dict)
    )
    identities: Annotated[tuple[str | RejectEntry, ...], "应有的关系，如 a <= b / what should hold, as a <= b"] = ()


@dataclass(frozen=True, slots=True)
class DaysEntry:
    """The table that tells the days."""

    table: Annotated[str, "哪张表 / the table"]
    header: Annotated[str, "日期的表头 / the header of its days"]
    first: Annotated[str, "第一天存入的列 / the column that gets the first one"]


@dataclass(frozen=True, slots=True)
class SectionsEntry:
    """What the headings on the sheet stand over."""

    values: Annotated[Words, "名称和数值成对的段 / sections of labels and values"]
    title: Annotated[str, "标题存入的列 / the column that gets the title"]
    days: Annotated[DaysEntry, "说明日期的表 / the table that tells the days"]
    tables: Annotated[Words, "是表格的段 / sections that are tables"] = ()
    skip: Annotated[Words, "不读的段 / sections that are not read"] = ()


NO_SECTIONS = SectionsEntry((), "", DaysEntry("", "", ""))


@dataclass(frozen=True, slots=True)
class FormEntry:
    """A form of our own."""

    name: Annotated[str, "表单的名称 / its name"]
    register: Annotated[str, "登记的数据表 / the fact that it registers"] = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProfileFile:
    """An export that pubkpi knows."""

    RULES = (
        DependencyRule("layout", {"sections": "sections"}, {}),
        OneKeyRule(("feeds", "recognise"), Text("feeds 和 recognise 要写一个", "either feeds or recognise is needed")),
    )

    node: Node = field(repr=False)
    id: Annotated[str, "标识，默认是文件名 / id, else the file's name"] = ""
    platform: Annotated[str, "平台 / the platform"]
    label: Annotated[Text, "名称 / its name"]
    click: Annotated[Text, "怎么下载 / how it is downloaded"] = NOTHING
    confidence: Annotated[Literal["high", "medium"], "依据是否充分 / how sure the profile is"] = "medium"
    retired: Annotated[bool, "后台已不再提供 / the back office no longer offers it"] = False
    layout: Annotated[
        Literal["table", "tables", "blocks", "sections", "survey", "one_metric"], "版式 / how the sheet is laid out"
    ] = "table"
    account: Annotated[bool, "false：行里写明账号 / false: rows name their account"] = True
    creator: Annotated[Words, "作品是谁的；有几个人的会问 / whose the rows are: a file of several is asked about"] = ()
    missing: Annotated[
        Words, "各列表示无值的写法，N+ 指各种下限 / spellings of no value in any column, N+ for any bound"
    ] = ()
    written_feeds: Annotated[tuple[FeedEntry, ...], Key("feeds"), "入库的数据表 / the facts that it feeds"] = ()
    recognise: Annotated[tuple[Words, ...], "只归档的导出：表头 / headers of one that is only archived"] = ()
    absent: Annotated[Words, "有这些表头就是别的导出 / headers of other exports"] = ()
    present: Annotated[
        Words, "不入库也必须有的表头 / headers that must be there though nothing is loaded from them"
    ] = ()
    yields_to: Annotated[str, "也符合那一种导出的文件算那一种 / a file that is that export, too, is that one"] = ""
    undated: Annotated[
        bool, "行里没有日期，记在下载那一天 / its rows have no day: they are of that of the download"
    ] = False
    ignored: Annotated[Words, Key("ignore"), "不导入的表头 / headers that are not loaded"] = ()
    private: Annotated[Words | None, Key("personal"), "个人信息的表头 / of persons; with it texts are masked"] = None
    sections: Annotated[SectionsEntry, "各段 / the sections"] = NO_SECTIONS
    as_of_file: Annotated[str, ValueKind.PATTERN, "文件名里的日期 / the day in the file's name"] = ""
    account_file: Annotated[
        str,
        ValueKind.PATTERN,
        "文件名里的账号，没有别的说明时用 / the account in the file's name, if nothing else says it",
    ] = ""
    day: Annotated[str, Key("last_day"), "表.列：最后一天 / TABLE.COLUMN of the last day"] = ""
    max_span_days: Annotated[int, "最多导出几天 / the most days in a file"] = 0
    max_rows: Annotated[int, "最多导出几行 / the most rows in a file"] = 0
    line_end: Annotated[Literal["always", "omitted", "optional"], "末行的换行 / of a text's last line"] = "always"
    metric_header: Annotated[str, "指标数值的表头 / the header over a metric's values"] = ""
    form: Annotated[FormEntry | None, "自己的表单 / a form of our own"] = None
    quirks: Annotated[Text, "特点 / quirks"] = NOTHING
    cannot: Annotated[Text, "给不了什么 / what it cannot give"] = NOTHING


# A column that no fact has: what tells the rows of one key apart, where a feed gathers several into one.
BY = "#by"


@dataclass(frozen=True, slots=True)
class Feed:
    """A fact that an export feeds; *only* takes the rows whose first mapped cell is that word, and no others do.

    *gather* makes one row of those of a key: ``sum`` adds up the parts that they are, ``last`` takes the one that is
    last by day, of figures that only rise: those in *rising*; ``newest`` the one that was collected last, or stands
    last. The column BY is the part, the day or the moment of that. With *unread_zeros* a row whose counts are all 0 or
    missing has none.
    *where* takes the rows with that word under that header, which other feeds may take too. *identities* hold in them.
    """

    fact: Fact
    columns: tuple[Column, ...]
    only: str = ""
    gather: str = ""
    rising: tuple[str, ...] = ()
    unread_zeros: bool = False
    where: tuple[str, str] | None = None
    identities: tuple[Identity, ...] = ()


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Profile(ProfileFile):
    """An export that pubkpi knows; one without feeds is *recognised* by one of these sets of headers and only archived.

    A header row with one of the headers *absent*, or without one of those *present*, belongs to another export.
    *max_rows* is how many the platform writes at most; *line_end* says whether it ends the last line of a text, too;
    *metric_header* stands over the values of a metric that only the name of its sheet tells. Of one that *is_private*
    the *personal* columns, of which there may be none, are dropped and free text is masked.
    """

    names_account: bool
    feeds: tuple[Feed, ...]
    recognised: tuple[tuple[Column, ...], ...]
    personal: tuple[str, ...]
    is_private: bool
    last_day: tuple[str, str] | None
    at: str
    sha256: str

    @property
    def dated_by_as_of(self) -> bool:
        """Whether the day of its rows is the one that the file is as of."""
        return self.undated or any(feed.fact.day == "as_of_on" for feed in self.feeds)

    @property
    def is_collected(self) -> bool:
        """Whether a tool collected its figures from public pages."""
        public = any(column.const == "public" for feed in self.feeds for column in feed.columns)
        return public or bool(self.creator)


def read(path: Path) -> Profile:
    """The profile in the YAML file *path*; SpecError names file, line and column."""
    file = language.load(ProfileFile, path)
    feeds = gather(partial(_read_feed, file=file), file.written_feeds)
    ErrorList(check(file, feeds)).refuse()
    table, _, column = file.day.partition(".")
    return Profile(
        **language.same_fields(file, Profile) | {"id": file.id or path.stem, "written_feeds": ()},
        names_account=not file.account,
        feeds=feeds,
        recognised=tuple(tuple(map(_required_column, headers)) for headers in file.recognise),
        personal=file.private or (),
        is_private=file.private is not None,
        last_day=(table, column) if table else None,
        at=file.node.source.name,
        sha256=digest(path.read_bytes()),
    )


def _read_feed(entry: FeedEntry, file: ProfileFile) -> Feed:
    fact, node, problems = BY_NAME[entry.fact], entry.node, ErrorList()
    columns: tuple[Column, ...] = ()
    for name, one in entry.columns.items():
        kind = next(column.kind for column in fact.columns if column.name == name)
        always = one.filled or name in {*(fact.given or fact.key), fact.day}.difference(fact.blank)
        none = one.missing or (file.missing if one.headers and kind != "text" and not one.choices else ())
        if file.form and kind in _NUMBERS and one.headers:
            none = (*none, *_UNKNOWN, *(("-1",) if one.within[0] == "0" else ()))
        column = replace(one, kind=kind, filled=always, missing=none)
        problems.extend(check_column(node["columns"][name], column, columns))
        columns += (column,)
    elsewhere = {"platform", "account", "as_of_on", *([fact.day] if file.undated else [])}
    absent = {*(fact.given or fact.key)} - {*entry.columns, *fact.blank} - elsewhere
    if absent:
        words = ", ".join(sorted(absent))
        problems.append(
            node.wrong(Text(f"columns 里还缺必需的列 {words}", f"columns lacks what every row needs: {words}"))
        )
    problems.extend(check_gathered(entry, fact, columns))
    with problems:
        held = identities(node["identities"], fact, {column.name for column in columns if column.headers})
    problems.refuse()
    how, by = _gathering(entry)
    columns += (by,) if by else ()
    where = next(iter(entry.where.items()), None)
    return Feed(fact, columns, entry.only, how, entry.rising, entry.unread_zeros, where, held)


def _gathering(entry: FeedEntry) -> tuple[str, Column | None]:
    """How the rows of a key become one, and the column by which they do."""
    if entry.sum_over:
        return "sum", Column(BY, "id", entry.sum_over, required=True, filled=True)
    if entry.last_by:
        return "last", Column(BY, "day", entry.last_by, required=True, filled=True)
    if entry.newest_by:
        return "newest", Column(BY, "instant", entry.newest_by, filled=True, unit="collected")
    return "newest" if entry.appended else "", None


def _required_column(header: str) -> Column:
    return Column(header, "text", (header,), required=True)
