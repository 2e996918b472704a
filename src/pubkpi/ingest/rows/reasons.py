"""Why a row is rejected where no single cell's spelling is at fault: the reasons, each with its words.

How to use it: add a `#code` to `REASONS`. Then either

- hand the row over: a reader puts ``RejectedRow(row, "#code", raw text, last line)`` into `RawSheet.rejects` and leaves
  a blank row in its place; a layout puts it into `Part.rejects` and leaves its number out of `Part.rows`; or
- let SQL say it: whatever makes a staged table, or the table of raw cells before it (column `bad`; `said` is the raw
  text to show), may set `bad` to ``'#code'``, ``'#code:column'`` (the header and cell of that column are shown) or
  ``'#code:column:words'`` (the words stand for {} in the reason; the column may be empty). Without a column and
  without `said` the cells that were read are shown.

Such rows count as rejected and towards the limit, and are kept and listed as any other rejected row is.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from pubkpi.ingest.containers.records import BROKEN
from pubkpi.ingest.containers.sheet import Row
from pubkpi.ingest.profiles.profile import BY
from pubkpi.model.text import NOTHING, Text

WIDE, MANY, LOW, HIGH, SHARE, UNHELD, TWICE = "#wide", "#many", "#low", "#high", "#share", "#identity", "#twice"
SHORT, MERGED, THOUSANDS, AGAIN = "#short", "#merged", "#thousands", "#again"
NO_MEASURE, NO_SUCH_MEASURE, LABEL = "#no_measure", "#no_such_measure", "#label"
PERCENT, BARE = "#percent", "#bare"
NO_PERIOD, TWO_SPANS = "#no_period", "#two_spans"
NIL, UNNAMED_NIL = "#nil", "#unnamed_nil"

REASONS: Mapping[str, Text] = MappingProxyType(
    {
        WIDE: Text(
            "有内容不在任何表头之下（如未加引号的逗号，或表外的备注）",
            "a cell stands under no header (a comma without quotes, or a remark beside the table)",
        ),
        SHORT: Text(
            "这一行不完整，格数 {}（可能少了一个逗号或一格，后面的会错位）",
            "the row lacks cells, {} (a separator may be missing, then the others stand under wrong headers)",
        ),
        THOUSANDS: Text(
            "像是没加引号的千位逗号把一个数分成了两格（如 18,401），后面的错了一格：请改成 18401",
            "a thousands separator without quotes may have parted a number (18,401) and moved the rest: write 18401",
        ),
        MERGED: Text(
            "有合并单元格，分不清数据属于哪一行哪一列：请取消合并，逐格填好",
            "cells are merged, so nobody can tell what belongs to which: unmerge and fill them",
        ),
        LOW: Text("不能小于 {}", "cannot be less than {}"),
        HIGH: Text("不能大于 {}，单位可能不对", "cannot be more than {}: the unit may be another one"),
        SHARE: Text("比例不能大于 1（100%），可能漏了 %", "a share cannot be more than 1 (100%): is the % missing?"),
        UNHELD: Text("应有 {}", "{} must hold"),
        TWICE: Text("同一条在第 {} 行都有，数据不同", "rows {} are the same record with different data"),
        AGAIN: Text(
            "第 {} 行的编号相同、内容不同：是几件事就各用一个编号（每季另起的写成 1-1、2-1）或都不填，是一件就只留一行",
            "rows {} share this 编号 and differ: give each entry its own (1-1, 2-1 where quarters begin anew) or none, "
            "or keep one row",
        ),
        NO_MEASURE: Text("没有这个指标，相近的有 {}", "there is no such measure; near it: {}"),
        LABEL: Text("这是指标的名称，请写它的标识 {}", "this is a label: write the id of the measure, {}"),
        NO_SUCH_MEASURE: Text(
            "没有这个指标（pubkpi measures 列出全部）", "there is no such measure (pubkpi measures lists them)"
        ),
        NO_PERIOD: Text(
            "不是周期：应为 2024Q4、2024-03、2024H1、2024W10，全年写 2024，或方案里的名称：{}",
            "is not a period: 2024Q4, 2024-03, 2024H1, 2024W10 or 2024 is expected, or a name of a plan: {}",
        ),
        TWO_SPANS: Text(
            "在几个方案里不是同一段时间（{}）：请写起止，如 2025-03-17至2025-09-16",
            "means other days in each plan ({}): write the days, such as 2025-03-17..2025-09-16",
        ),
        PERCENT: Text(
            "这个指标不是比率，不能填百分数：请写不带 % 的数，如 82",
            "this measure is no share and takes no percentage: write the number without %, such as 82",
        ),
        BARE: Text("没有 %，就是 {}%：请写上 %，或写小数", "without its % this is {}%: write the sign, or a fraction"),
        NIL: Text(
            "“本期无”和一条记录不能写在同一行，同时填了 {}：请分成两行，或删去填错的",
            "an entry and the declaration that nothing happened share the row, with {}: part them, or take one out",
        ),
        UNNAMED_NIL: Text(
            "要声明“本期无”，“{}”一列写“本期无”三个字",
            "to declare that nothing happened, write 本期无 under {}",
        ),
        MANY: Text(
            "标题或标签后有多出的内容（如未加引号的逗号）", "more cells than a title, or a label and its value, have"
        ),
        BROKEN: Text("文件第 {} 行的引号不成对", "quotes do not match in line {} of the file"),
    }
)
# so much of the raw text of a whole row is kept
LONGEST = 300


def split_code(bad: str) -> tuple[str, str, str]:
    """*bad* of a staged row as reason, column and words; no reason where the column's cell is at fault."""
    if bad == BY or not bad.startswith("#"):
        return "", bad, ""
    reason, _, rest = bad.partition(":")
    column, _, words = rest.partition(":")
    return reason, column, words


def reason_text(reason: str, words: str = "") -> Text:
    """The *reason* in words; nothing for none."""
    text = REASONS.get(reason, NOTHING)
    return Text(*(one.replace("{}", words) for one in text))


def raw_text(row: Row) -> str:
    """All cells of *row* as the raw text of a rejected one."""
    return " | ".join(cell or "" for cell in row).rstrip(" |")[:LONGEST]


_FORMULA = Text(
    "是没有算出结果的公式：请在 Excel 或 WPS 里打开、另存",
    "is a formula that was never worked out: open the file in Excel or WPS and save it",
)
_FAULT = Text(
    "是表格软件的错误值：请改正那一格",
    "is an error of the spreadsheet: mend that cell",
)
_CONTROL = Text(
    "是网页的输入框、下拉框或图片，读不出里面的内容：请改成文字，或换平台的导出文件",
    "is a field or a picture of a web page, whose content cannot be read: write it as text, or take the export",
)
_SHOWN = Text(
    "按数字格式 {} 显示，与存的数不是一回事：请把这一列设为“常规”，核对后按完整数字保存",
    "is shown by the number format {} otherwise than it is stored: format the column as General, check and save it",
)
_CLOCK = Text(
    "的时间格式 {} 分不清是时分还是分秒：请改成 h:mm:ss，核对后保存，或填秒数",
    "has the time format {}, which may mean hours or minutes: format it as h:mm:ss, check and save it, or give seconds",
)
_PART = Text(
    "像是丢了时间格式的 Excel 时间（一天的几分之几）：请把这一列设为 h:mm:ss，核对后保存，或填秒数",
    "may be a time (a part of a day) that lost its format: format it as h:mm:ss, check and save, or give seconds",
)
# What a number that may be a part of a day has behind it.
DAY_PART = " ⟨?⟩"
# What readers.formats puts behind a number.
_FORMAT = re.compile(r"[-0-9:.e+]+ ⟨(.+)⟩", re.DOTALL)
_ERROR = re.compile(r"#[A-Z][A-Z0-9/_ ]*[!?A]?( [0-9]+)?|#{3,}|(Err|错误)[:：][0-9]{3}")


def fault_text(raw: str) -> Text | None:
    """What is wrong with a cell that shows *raw* because a spreadsheet had no value for it; None for any other."""
    if raw.lstrip().startswith(("=", "#=")):
        return _FORMULA
    if raw.startswith("#<"):
        return _CONTROL
    if raw.endswith(DAY_PART):
        return _PART
    if found := _FORMAT.fullmatch(raw.strip()):
        return Text(*(one.replace("{}", found[1]) for one in (_CLOCK if ":" in raw.partition(" ")[0] else _SHOWN)))
    return _FAULT if _ERROR.fullmatch(raw.strip()) else None
