"""What must hold in the profile of an export, beyond the kinds of its values: what is yielded does not."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from pubkpi.model.errors import SpecError
from pubkpi.model.facts import Fact
from pubkpi.model.text import Text
from pubkpi.workspace.yaml.node import Node

if TYPE_CHECKING:
    from pubkpi.ingest.profiles.profile import Column, Feed, FeedEntry, ProfileFile

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
    "moment": ("day",),
}
_DAY = Text(r"如 _(\d{8})\.", r"As in _(\d{8})\.")
_NAME = Text(r"如 ^(.+)_\d{8}\.", r"As in ^(.+)_\d{8}\.")
_CODES = {
    "flag": Text("可写 0 或 1。", "Write 0 or 1."),
    "": Text("应是至多 9 位的整数。", "It is a whole number of at most 9 digits."),
}


def check(file: "ProfileFile", feeds: "tuple[Feed, ...]") -> Iterator[SpecError]:
    """What stands at the top of a profile and does not fit its feeds."""
    node = file.node
    if file.recognise:
        return
    if not feeds or not all(any(column.headers for column in feed.columns) for feed in feeds):
        yield node["feeds"].wrong(
            Text("feeds 里每个 fact 至少要有一列写 header", "every fact under feeds needs a column with a header")
        )
        return
    if any(feed.where for feed in feeds) and file.layout != "tables":
        yield node["layout"].wrong(Text("用了 where，layout 要写 tables", "with where the layout must be tables"))
    if file.absent and file.layout in ("blocks", "sections"):
        what = "absent does not go with the layouts blocks and sections"
        yield node["absent"].wrong(Text("layout 是 blocks 或 sections 时不能写 absent", what))
    table, _, name = file.day.partition(".")
    if table and not any(feed.fact.name == table and feed.fact.column(name) for feed in feeds):
        what = "TABLE.COLUMN is expected, one that stands under feeds"
        yield node["last_day"].wrong(Text("应写成 表.列，是 feeds 里的一列", what))
    for key, pattern, hint in (("as_of_file", file.as_of_file, _DAY), ("account_file", file.account_file, _NAME)):
        try:
            if re.compile(pattern).groups != 1 and pattern:
                one = Text("应有且只有一对括号，括出要取的", "one pair of brackets must hold what is meant")
                yield node[key].wrong(one, hint)
        except re.error as problem:
            yield node[key].wrong(Text(f"正则表达式不对：{problem}", f"not a pattern: {problem}"), hint)
    if file.sections.values and not {file.sections.title, file.sections.days.first} <= {
        one.name for one in feeds[0].columns
    }:
        what = "title and the first of days are columns"
        yield node["sections"].wrong(Text("title 和 days 的 first 应是 columns 里的列", what))


def check_gathered(entry: "FeedEntry", fact: Fact, columns: "tuple[Column, ...]") -> Iterator[SpecError]:
    """What is added up and is no count that every row has; what rises and is no count that the feed has."""
    for column in columns if entry.sum_over else ():
        if column.name not in fact.key and not (column.kind in ("count", "fen") and column.filled):
            what = "a column that sum_over adds up is a count with filled: true"
            yield entry.node["columns"][column.name].wrong(Text("用 sum_over 相加的列应是数，并写 filled: true", what))
    counts = {column.name for column in columns if column.kind == "count"}
    if bool(entry.last_by) != bool(entry.rising) or not counts.issuperset(entry.rising):
        what = "last_by goes with rising, the counts that only rise"
        yield entry.node.wrong(Text("last_by 和 rising 要一起写，rising 列出只增不减的数", what))


def check_column(node: Node, column: "Column", before: "tuple[Column, ...]") -> Iterator[SpecError]:
    """How *column* does not fit those *before* it, its unit its kind or a choice what it is to be."""
    known = {one.name for one in before}
    if column.make and (len(column.of) != MAKERS[column.make] or not known.issuperset(column.of)):
        count = MAKERS[column.make]
        yield node["of"].wrong(Text(f"应列出写在前面的 {count} 列", f"{count} of the columns above are expected"))
    if column.needs and column.needs[0] not in known:
        yield node["needs"].wrong(
            Text("应写成 [列, 值]，列要写在前面", "[COLUMN, VALUE] is expected, of a column above")
        )
    if column.unit and column.kind not in UNITS[column.unit]:
        kinds = ", ".join(UNITS[column.unit])
        what = Text(
            f"单位 {column.unit} 只用于 {kinds}，这一列是 {column.kind}",
            f"{column.unit} is a unit of {kinds}, not of {column.kind}",
        )
        yield node["unit"].wrong(what)
    if any(column.within) and column.kind not in ("count", "share", "seconds", "fen", "number", "level"):
        yield node["within"].wrong(Text("within 只用于数字列", "within is for columns of numbers"))
    codes = {"flag": ("0", "1")}.get(column.kind, ())
    for word, code in column.choices:
        fits = code in codes if codes else column.kind in ("text", "id") or re.fullmatch("-?[0-9]{1,9}", code)
        if not fits:
            yield node["choices"][word].wrong(
                Text(f"{code} 不能用于 {column.kind} 列", f"{code} is no value of a {column.kind}"),
                _CODES.get(column.kind, _CODES[""]),
            )
