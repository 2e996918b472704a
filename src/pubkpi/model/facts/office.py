"""The facts that the office keeps of its own work: money, plans, tests, and values that it enters."""

from pubkpi.model.facts.fact import (
    FILLED_LATER,
    NOTE,
    OF_ACCOUNT,
    OF_UNIT,
    REPORTED_BY,
    Fact,
    column,
    owner_columns,
    register,
)
from pubkpi.model.text import Text

# What a payment brought.
_BOUGHT = ("impression_count", "click_count", "conversion_count", "follower_count", "return_fen")

OFFICE_FACTS: tuple[Fact, ...] = (
    register(
        "spend",
        Text("一笔支出", "one payment"),
        ("voucher", "spent_on"),
        "spent_on",
        (
            column("voucher", "id", "凭证号", "invoice or claim"),
            column("spent_on", "day", "支出日期", "day"),
            column("item", "text", "用途", "what for"),
            column("kind", "id", "预算类别：内容、活动、工具、推广、预备金、其他", "part of the budget"),
            column("amount_fen", "fen", "金额（分）", "amount in fen"),
            column("channel", "id", "推广渠道", "where a promotion ran"),
            column("impression_count", "count", "带来的曝光次数", "impressions that it bought"),
            column("click_count", "count", "带来的点击次数", "clicks that it bought"),
            column("conversion_count", "count", "带来的转化次数", "conversions that it bought"),
            column("follower_count", "count", "带来的新关注", "new followers that it bought"),
            column("return_fen", "fen", "带来的收益（分）", "what it brought in, in fen"),
            NOTE,
            REPORTED_BY,
        ),
        ("amount_fen", *_BOUGHT, *FILLED_LATER),
        ("voucher",),
    ),
    register(
        "milestone",
        Text("一个里程碑", "one milestone"),
        ("name",),
        "due_on",
        (
            column("name", "id", "里程碑", "name"),
            column("started_on", "day", "计划开始日期", "day it was to begin"),
            column("due_on", "day", "计划完成日期", "day it is due"),
            column("done_on", "day", "实际完成日期，空为没有完成", "day it was done; blank until then"),
            column("owner", "text", "责任人", "who answers for it"),
            NOTE,
            REPORTED_BY,
        ),
        ("started_on", "due_on", "done_on", "owner", *FILLED_LATER),
        open=("done_on",),
    ),
    register(
        "experiment",
        Text("一次标题试验的一个版本", "one variant of a test of titles"),
        ("experiment", "variant"),
        "ended_on",
        (
            column("experiment", "id", "试验", "test"),
            column("variant", "id", "版本，如 A、B", "variant such as A or B"),
            column("title", "text", "标题", "title"),
            column("started_on", "day", "开始日期", "first day"),
            column("ended_on", "day", "结束日期", "last day"),
            column("shown_count", "count", "展示次数", "times it was shown", "shown"),
            column("clicked_count", "count", "点击次数", "times it was clicked", "shown"),
            NOTE,
            REPORTED_BY,
        ),
        ("title", "started_on", "ended_on", "shown_count", "clicked_count", *FILLED_LATER),
    ),
    Fact(
        "benchmark",
        Text("一个用来比较的值", "one value to compare with"),
        ("name", "period", "measure"),
        "",
        (
            column("name", "id", "对标对象，如行业平均", "whose value it is"),
            column("period", "period", "周期，如 2024Q4、2024-03", "period such as 2024Q4 or 2024-03"),
            column("measure", "id", "指标标识", "measure id"),
            column("value", "number", "数值", "value in the measure's unit"),
            column("source", "text", "来源", "where it comes from"),
            NOTE,
            REPORTED_BY,
        ),
    ),
    Fact(
        "measure_value",
        Text("一个填报的指标值", "one value typed in by hand"),
        ("entity", "period", "measure"),
        "",
        (
            column("entity", "id", "对象", "whom it is about"),
            column(
                "period", "period", "周期，如 2024Q4、2024-03、2024W10", "period such as 2024Q4, 2024-03 or 2024W10"
            ),
            column("measure", "id", "指标标识", "measure id"),
            column("value", "number", "数值", "value in the measure's unit"),
            column("is_override", "flag", "覆盖计算值", "wins over the computed value"),
            column("source", "text", "来源", "where it comes from"),
            column("reason", "text", "原因", "why it was typed"),
            REPORTED_BY,
        ),
    ),
    Fact(
        "declaration",
        Text("一段“本期无”的声明", "a declaration that nothing happened from one day to another"),
        ("register", "from_on", "to_on", OF_UNIT, OF_ACCOUNT),
        "from_on",
        (
            column("register", "id", "登记表", "register"),
            column("from_on", "day", "起", "first day"),
            column("to_on", "day", "止", "last day"),
            REPORTED_BY,
            *owner_columns(),
        ),
        blank=(OF_UNIT, OF_ACCOUNT),
    ),
)
