"""What a cell should have said: the rule of its column, in words for whoever mends the file."""

import re
from collections.abc import Mapping

from pubkpi.ingest.profiles.profile import BY, Column
from pubkpi.ingest.rows.reasons import fault_text
from pubkpi.model.text import NOTHING, Text

# What the cell is not, and what was expected, by the kind of its column.
_KINDS: Mapping[str, tuple[Text, Text]] = {
    "count": (
        Text("不是有效的整数", "is not a valid whole number"),
        Text("应为整数，如 1234，不带文字和单位", "a whole number such as 1234, without words or units"),
    ),
    "level": (
        Text("不是有效的整数", "is not a valid whole number"),
        Text("应为整数，如 3", "a whole number such as 3"),
    ),
    "share": (
        Text("不是有效的比例", "is not a valid share"),
        Text("应为 5.2% 或 0.052", "5.2% or 0.052 is expected"),
    ),
    "seconds": (
        Text("不是时长", "is not a duration"),
        Text("应为秒数，如 47.2，或 00:01:23", "seconds such as 47.2, or 00:01:23, are expected"),
    ),
    "fen": (
        Text("不是金额", "is not an amount of money"),
        Text("应为整数，以分计", "whole fen are expected"),
    ),
    "number": (
        Text("不是有效的数字", "is not a valid number"),
        Text("应为数字，如 1200.5、5.2万 或 90%", "a number such as 1200.5, 5.2万 or 90% is expected"),
    ),
    "day": (
        Text("不是有效的日期", "is not a valid date"),
        Text("写成 2024-10-02 这样，不带时刻", "a day such as 2024-10-02 is expected, without a time"),
    ),
    "instant": (
        Text("不是时间", "is not a time"),
        Text("应为 2024-10-02 08:30", "2024-10-02 08:30 is expected"),
    ),
    "quarter": (
        Text("不是季度", "is not a quarter"),
        Text("应为 2024Q4", "2024Q4 is expected"),
    ),
    "period": (
        Text("不是周期", "is not a period"),
        Text(
            "应为 2024Q4、2024-03、2024H1、2024W10，全年写 2024；阶段写 2025-03-17至2025-09-16、"
            "2025-03-17起6个月或方案里的名称",
            "2024Q4, 2024-03, 2024H1 or 2024W10 is expected, 2024 for the year; a span as "
            "2025-03-17..2025-09-16, 6 months from 2025-03-17 or by its name in a plan",
        ),
    ),
    "id": (
        Text("不是完整的编号", "is not a whole id"),
        Text("在 Excel 里存成文本再导出", "store it as text in Excel"),
    ),
}
_UNITS: Mapping[str, Text] = {
    "yuan": Text("应为以元计的金额，如 1203.50，最多两位小数", "yuan such as 1203.50, with two decimals at most"),
    "wan": Text("应为以万计的数，如 1.2", "a number of ten thousands such as 1.2"),
    "minutes": Text("应为以分钟计的数，如 1.5", "minutes such as 1.5"),
    "hours": Text("应为以小时计的数，如 6.5", "hours such as 6.5"),
    "unix": Text("应为 1970 年以来的秒数或毫秒数", "seconds or milliseconds since 1970"),
    "collected": Text("应为采集的时刻，如 2024-10-02 08:30:00", "when it was collected, such as 2024-10-02 08:30:00"),
    "moment": Text("应为时刻，如 2024-10-02 08:30:00", "a moment such as 2024-10-02 08:30:00"),
    "month": Text("应为 2024-03", "2024-03 is expected"),
}
_NOTHING = re.compile("(-{1,3}|—{1,2}|null|n/a|nan)?", re.IGNORECASE)
_BARE = Text("应为不带 % 的百分数，如 5.2", "a percentage without its sign, such as 5.2")
_FLAG = Text("可填：是、否", "allowed: 是, 否")
_BLANK = Text("是空的", "is blank")
_UNREAD = Text("无法识别", "cannot be read")
_SUMMED = Text("要相加或逐日累计的行重复或变小", "a row to be added up comes twice, or a running total falls")

# 2024-06-03,2024-06-09 · 2024/06/03 - 2024/06/09 · 20240603-20240609 · 2024-06 · 2024年6月 · 08:00 - 08:59
_DAY = r"(?:19|20)\d\d(?:[-/.年]?\d{1,2}[-/.月]?\d{1,2}日?)"
_SPAN = re.compile(
    rf"\s*(?:{_DAY}\D{{1,3}}{_DAY}|(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])月?|\d\d?:\d\d\s*[-~至]\s*\d\d?:\d\d)\s*"
)
_NO_DAY = Text(
    "是一段时间，不是一天：要按日的，如 2024-10-02", "is a span and no day: it has to be by day, as 2024-10-02"
)


def reason(name: str, column: Column | None, raw: str | None, headers: Mapping[str, str]) -> Text:
    """Why the cell *raw* of the *column* called *name* is at fault, and what may stand there.

    The *headers* of the export stand by the columns.
    """
    if name == BY and not (column and column.unit):
        return _SUMMED
    if _NOTHING.fullmatch((raw or "").strip()):
        return _join(_BLANK, _required_words(column, headers))
    if fault := fault_text(raw or ""):
        return fault
    if column and column.kind == "day" and not column.unit and _SPAN.fullmatch(raw or ""):
        return _NO_DAY
    what, _ = _KINDS.get(column.kind, (_UNREAD, NOTHING)) if column else (_UNREAD, NOTHING)
    return _join(_UNREAD if column and (column.choices or column.unit == "month") else what, rule(column))


def rule(column: Column | None) -> Text:
    """What may stand in *column*; nothing where any text may."""
    if column is None:
        return NOTHING
    if column.choices:
        words = [word for word, _ in column.choices]
        return Text(f"可填：{'、'.join(words)}", f"allowed: {', '.join(words)}")
    if column.kind == "flag":
        return _FLAG
    if column.unit:
        return _UNITS[column.unit]
    if column.bare_percent:
        return _BARE
    return _KINDS.get(column.kind, (NOTHING, NOTHING))[1] if column.kind != "text" else NOTHING


def _required_words(column: Column | None, headers: Mapping[str, str]) -> Text:
    if column and column.needs:
        named, word = headers.get(column.needs[0], column.needs[0]), column.needs[1]
        return Text(f"{named}为“{word}”时必填", f"needed where {named} is {word}")
    wanted = rule(column) if column and column.kind != "id" else NOTHING
    return Text(f"必填{f'，{wanted.zh}' if wanted.zh else ''}", f"needed{f', {wanted.en}' if wanted.en else ''}")


def _join(what: Text, more: Text) -> Text:
    return Text(f"{what.zh}：{more.zh}", f"{what.en}: {more.en}") if more.zh else what
