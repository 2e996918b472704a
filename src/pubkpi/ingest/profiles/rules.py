"""What must hold in the profile of an export, beyond the kinds of its values; SpecError says what does not."""

import re
from typing import TYPE_CHECKING

from pubkpi.model.facts import Fact
from pubkpi.model.text import Text
from pubkpi.workspace.yaml.node import Node

if TYPE_CHECKING:
    from pubkpi.ingest.profiles.profile import Column, Feed

# How many columns each maker takes; cells.MAKERS says what it makes of them.
MAKERS = {"title_key": 1, "url_key": 1, "join": 2, "day_of": 1, "member": 1, "at_least": 1}
# What an export may count in, and the kinds of column that it is for; stage.py says how each is read.
UNITS = {
    "yuan": ("fen",),
    "wan": ("count",),
    "minutes": ("seconds",),
    "hours": ("seconds",),
    "unix": ("day", "instant"),
    "month": ("day",),
}
_DAY = Text(r"如 _(\d{8})\.", r"As in _(\d{8})\.")
_CODES = {
    "flag": Text("可写 0 或 1。", "Write 0 or 1."),
    "": Text("应是至多 9 位的整数。", "It is a whole number of at most 9 digits."),
}
_SECTIONS = ("values", "tables", "skip", "title", "days")


def check(node: Node, feeds: "tuple[Feed, ...]") -> None:
    """Raise SpecError when what stands at the top of a profile does not fit its feeds."""
    if not feeds or not all(any(column.headers for column in feed.columns) for feed in feeds):
        raise node["feeds"].wrong(
            Text("feeds 里每个 fact 至少要有一列写 header", "every fact under feeds needs a column with a header")
        )
    if any(feed.where for feed in feeds) and node["layout"].data != "tables":
        raise node["layout"].wrong(Text("用了 where，layout 要写 tables", "with where the layout must be tables"))
    if node["absent"] and node["layout"].data in ("blocks", "sections"):
        raise node["absent"].wrong(
            Text(
                "layout 是 blocks 或 sections 时不能写 absent",
                "absent does not go with the layouts blocks and sections",
            )
        )
    table, _, name = node["last_day"].word("").partition(".")
    if table and not any(feed.fact.name == table and feed.fact.column(name) for feed in feeds):
        raise node["last_day"].wrong(
            Text("应写成 表.列，是 feeds 里的一列", "TABLE.COLUMN is expected, one that stands under feeds")
        )
    try:
        groups = re.compile(node["as_of_file"].word("")).groups
    except re.error as problem:
        raise node["as_of_file"].wrong(
            Text(f"正则表达式不对：{problem}", f"not a pattern: {problem}"), _DAY
        ) from problem
    if node["as_of_file"] and groups != 1:
        raise node["as_of_file"].wrong(
            Text("应有且只有一对括号，括出日期", "one pair of brackets must hold the day"), _DAY
        )
    if node["layout"].data == "sections":
        _check_sections(node["sections"].only(*_SECTIONS), feeds[0])


def _check_sections(sections: Node, feed: "Feed") -> None:
    named = {sections["title"].word(), sections["days"].only("table", "header", "first")["first"].word()}
    lists = all(isinstance(sections[key].data, list) for key in _SECTIONS[:3])
    if not lists or not sections["values"].data or not named <= {column.name for column in feed.columns}:
        raise sections.wrong(
            Text(
                "values、tables、skip 应是列表，title 和 days 的 first 应是 columns 里的列",
                "values, tables and skip are lists, title and the first of days are columns",
            )
        )
    for key in ("table", "header"):
        sections["days"][key].word()


def check_gathered(node: Node, fact: Fact, columns: "tuple[Column, ...]") -> None:
    """What is added up must be counts that no row lacks; what rises must be counts that the feed has."""
    if node["sum_over"]:
        for column in columns:
            if column.name not in fact.key and not (column.kind in ("count", "fen") and column.filled):
                words = Text(
                    "用 sum_over 相加的列应是数，并写 filled: true",
                    "a column that sum_over adds up is a count with filled: true",
                )
                raise node["columns"][column.name].wrong(words)
    counts = {column.name for column in columns if column.kind == "count"}
    if bool(node["last_by"]) != bool(node["rising"]) or not counts.issuperset(node["rising"].words()):
        raise node.wrong(
            Text(
                "last_by 和 rising 要一起写，rising 列出只增不减的数",
                "last_by goes with rising, the counts that only rise",
            )
        )


def check_column(node: Node, column: "Column", before: "tuple[Column, ...]") -> None:
    """Raise SpecError when *column* does not fit those *before* it, its unit its kind or a choice what it is to be."""
    known = {one.name for one in before}
    if column.make and (len(column.of) != MAKERS[column.make] or not known.issuperset(column.of)):
        count = MAKERS[column.make]
        raise node["of"].wrong(Text(f"应列出写在前面的 {count} 列", f"{count} of the columns above are expected"))
    if column.needs and column.needs[0] not in known:
        raise node["needs"].wrong(
            Text("应写成 [列, 值]，列要写在前面", "[COLUMN, VALUE] is expected, of a column above")
        )
    if column.unit and column.kind not in UNITS[column.unit]:
        kinds = ", ".join(UNITS[column.unit])
        what = Text(
            f"单位 {column.unit} 只用于 {kinds}，这一列是 {column.kind}",
            f"{column.unit} is a unit of {kinds}, not of {column.kind}",
        )
        raise node["unit"].wrong(what)
    codes = {"flag": ("0", "1")}.get(column.kind, ())
    for word, code in column.choices:
        fits = code in codes if codes else column.kind in ("text", "id") or re.fullmatch("-?[0-9]{1,9}", code)
        if not fits:
            raise node["choices"][word].wrong(
                Text(f"{code} 不能用于 {column.kind} 列", f"{code} is no value of a {column.kind}"),
                _CODES.get(column.kind, _CODES[""]),
            )
