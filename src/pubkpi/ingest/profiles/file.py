"""A profile as its file writes it: exports/*.yaml."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pubkpi.ingest.profiles.rules import MAKERS, UNITS
from pubkpi.model.facts import BY_NAME, FACTS
from pubkpi.model.language import ChoiceList, DependencyRule, Key, KeySetRule, OneKeyRule, ValueKind
from pubkpi.model.text import NOTHING, Text
from pubkpi.workspace.yaml.node import Node

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEntry:
    """A column of a fact, and how it comes out of the export."""

    node: Node = field(repr=False)
    headers: Annotated[Words, Key("header"), "表头的各种写法 / headers that it may have"] = ()
    required: Annotated[bool, "没有这个表头就不是这种导出 / without its header the file is another one"] = False
    filled: Annotated[bool, "没有值的行拒收 / a row without a value is rejected"] = False
    missing: Annotated[Words, "表示无值的写法 / spellings of no value"] = ()
    codes: Annotated[Mapping[str, str], Key("choices"), "文字和存入的代码 / words, and the codes that are stored"] = (
        field(default_factory=dict)
    )
    at_least: Annotated[Words, "只是下限的数 / numbers that are only a lower bound"] = ()
    blank: Annotated[str, "空格子的含义 / what an empty cell means"] = ""
    bare_percent: Annotated[bool, "57.5 是 57.5% / 57.5 is 57.5%"] = False
    const: Annotated[str | None, "固定值 / the same in every row"] = None
    make: Annotated[str, ChoiceList(tuple(MAKERS)), "由 of 的列得出 / how it is made of the columns in of"] = ""
    of: Annotated[Words, "写在前面的列 / columns above"] = ()
    needs: Annotated[tuple[str, str] | None, "[列, 值]：只在那时有值 / [column, value]: there only has it a value"] = (
        None
    )
    unit: Annotated[str, ChoiceList(tuple(UNITS)), "导出用的单位 / what the export counts in"] = ""
    named: Annotated[Words, "文件名里有其一的词 / words of which the file's name has one"] = ()
    help: Annotated[Text, "填表说明 / what a form says of it"] = NOTHING
    within: Annotated[str, "范围，如 0.. 或 0..1 / what it lies within, as 0.. or 0..1"] = ""


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
    columns: Annotated[Mapping[str, ColumnEntry], "数据表的列 / columns of the fact"]
    sum_over: Annotated[Words, "按这些表头的各部分相加 / headers of the parts that are added up"] = ()
    last_by: Annotated[Words, "取这一天最后的一行 / the header of the day, of which the last counts"] = ()
    rising: Annotated[Words, "只增不减的数 / counts that only rise"] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileFile:
    """An export that pubkpi knows."""

    RULES = (
        DependencyRule("layout", {"sections": ("sections",)}, {}),
        OneKeyRule(("feeds", "recognise"), Text("feeds 和 recognise 要写一个", "either feeds or recognise is needed")),
    )

    node: Node = field(repr=False)
    id: Annotated[str, "标识，默认是文件名 / id, else the file's name"] = ""
    platform: Annotated[str, "平台 / the platform"]
    label: Annotated[Text, "名称 / its name"]
    click: Annotated[Text, "怎么下载 / how it is downloaded"] = NOTHING
    confidence: Annotated[Literal["high", "medium"], "依据是否充分 / how sure the profile is"] = "medium"
    layout: Annotated[
        Literal["table", "tables", "blocks", "sections", "survey", "one_metric"], "版式 / how the sheet is laid out"
    ] = "table"
    account: Annotated[bool, "false：行里写明账号 / false: rows name their account"] = True
    written_feeds: Annotated[tuple[FeedEntry, ...], Key("feeds"), "入库的数据表 / the facts that it feeds"] = ()
    recognise: Annotated[tuple[Words, ...], "只归档的导出：表头 / headers of one that is only archived"] = ()
    absent: Annotated[Words, "有这些表头就是别的导出 / headers of other exports"] = ()
    ignored: Annotated[Words, Key("ignore"), "不导入的表头 / headers that are not loaded"] = ()
    private: Annotated[
        Words | None, Key("personal"), "个人信息的表头；写了就遮盖 / headers about persons; with it, texts are masked"
    ] = None
    sections: Annotated[SectionsEntry, "各段 / the sections"] = NO_SECTIONS
    as_of_file: Annotated[str, ValueKind.PATTERN, "文件名里的日期 / the day in the file's name"] = ""
    day: Annotated[str, Key("last_day"), "表.列：最后一天 / TABLE.COLUMN of the last day"] = ""
    max_span_days: Annotated[int, "最多导出几天 / the most days in a file"] = 0
    max_rows: Annotated[int, "最多导出几行 / the most rows in a file"] = 0
    line_end: Annotated[
        Literal["always", "omitted", "optional"], "末行有没有换行 / whether the last line of a text has its end"
    ] = "always"
    metric_header: Annotated[str, "指标数值的表头 / the header over a metric's values"] = ""
    form: Annotated[FormEntry | None, "自己的表单 / a form of our own"] = None
    quirks: Annotated[Text, "特点 / quirks"] = NOTHING
    cannot: Annotated[Text, "给不了什么 / what it cannot give"] = NOTHING
