"""The words around a review meeting: what was decided, what people say or are to answer, what comes next."""

from collections.abc import Mapping

from pubkpi.model.explanations.meetings import Progress, TopicKind
from pubkpi.model.text import Text

# shape, word and tone of how something stands
PROGRESS: Mapping[Progress, tuple[str, Text, str]] = {
    "waiting": ("○", Text("未开始", "not begun"), "none"),
    "running": ("◐", Text("进行中", "in progress"), "blue"),
    "done": ("●", Text("已完成", "done"), "green"),
    "dropped": ("–", Text("已取消", "dropped"), "none"),
}
OVERDUE = ("■", Text("逾期 {days} 天", "overdue: {days}"), "red")
TO_FILL_IN = Text("待填", "to fill in")

DECISIONS_TITLE = Text(
    "上次会议（{period}复盘）的 {total} 项决定：{parts}", "The review of {period} decided {total}: {parts}"
)
DECISIONS_OLDER = Text("；更早的还有 {count} 项未完成", "; {count} of earlier reviews still open")
TALLY: Mapping[str, Text] = {
    "done": Text("{count} 项已完成", "{count} done"),
    "running": Text("{count} 项进行中", "{count} in progress"),
    "waiting": Text("{count} 项未开始", "{count} not begun"),
    "dropped": Text("{count} 项已取消", "{count} dropped"),
    "overdue": Text("{count} 项逾期", "{count} overdue"),
}
DECISIONS_NOTE = Text(
    "是否逾期按数据截至的 {day} 判断。更早会议的决定，只列还没有完成的。",
    "Overdue as of {day}, the day of the data. Of earlier reviews only what is still open is listed.",
)

NOTICE_TITLE = Text("{period}：1 项指标预警，请责任方回复", "{period}: one indicator in alert, for its owner to answer")
NOTICES_TITLE = Text(
    "{period}：{count} 项指标预警，请责任方逐项回复",
    "{period}: {count} indicators in alert, for their owners to answer",
)
ANSWERS = (
    Text("原因分析", "Cause"),
    Text("整改措施", "Measures"),
    Text("完成期限", "Due"),
)
SIGNATURES = (
    Text("责任人（签字）", "Owner (signature)"),
    Text("分管领导（签字）", "Head (signature)"),
    Text("日期", "Date"),
)

ORGANISATION = Text("编制单位", "Organisation")
MARKS: Mapping[str, Text] = {
    "classification": Text("密级", "Classification"),
    "number": Text("编号", "Number"),
}
PEOPLE: Mapping[str, Text] = {
    "author": Text("编制", "Prepared by"),
    "reviewed": Text("审核", "Reviewed by"),
    "approved": Text("批准", "Approved by"),
}
SIGNOFF_OPEN = Text("结果{status}，签批后定稿", "Result: {status}; it is closed once it is signed")
SIGNOFF_CLOSED = Text("结果{status}", "Result: {status}")
SIGNOFF_NOTE = Text(
    "姓名空白处待填；签批以后的改动另作修订，注明原因。",
    "Names that are blank are to fill in; what changes once it is signed is a revision, with its reason.",
)

COMMENTARY_TITLE = Text(
    "{total} 项指标中 {told} 项已有说明，{open} 项待填",
    "{told} of {total} indicators have commentary, {open} to fill in",
)
COMMENTARY_EMPTY = Text("{total} 项指标的说明都待填", "The commentary on all {total} indicators is to fill in")
COMMENTARY_FULL = Text("{total} 项指标都有说明", "All {total} indicators have commentary")
COMMENTARY_NOTE = Text(
    "按失分从多到少排列。",
    "Most points lost first.",
)
COMMENTARY_UNKNOWN = Text(
    "按失分从多到少排列。说明表里有考核表没有的指标，未列出：{names}。",
    "Most points lost first. Not listed, for the scorecard has no such indicators: {names}.",
)

NEXT_TITLE = Text(
    "{period}有 {total} 项目标，其中 {amounts} 项可以算出每月的量",
    "{period} has {total} targets; {amounts} of them come to an amount a month",
)
NEXT_NONE = Text(
    "{period}的目标待填：考核表只到 {last}", "The targets of {period} are to fill in: the plan ends with {last}"
)
NEXT_NOTE = Text(
    "还差：本年累计的量减去已有的{this}值，每期从头计的就是目标本身。每月至少：还差 ÷ 月数，向上取整；"
    "月均的量就是目标本身。比率、级别、期末数和上限没有每月的量（—）。",
    "Still to come: what adds up over the year less what there is, what begins anew as its target. A month, at least: "
    "that ÷ the months, rounded up; of a mean of months the target itself. Rates, levels, closing figures and ceilings "
    "have no amount a month (—).",
)

TOPIC_TITLE: Mapping[TopicKind, Text] = {
    "activity": Text("活动“{name}”：{days}", "The activity {name}: {days}"),
    "incident": Text("事件“{name}”：{days}", "The incident {name}: {days}"),
}
TOPIC_DAYS = Text("{span}，{count} 天", "{span}, days: {count}")
TOPIC_ENTRIES: Mapping[str, Text] = {
    "participant_count": Text("参与人次", "participants"),
    "counting": Text("计数口径", "counted as"),
    "level": Text("级别", "level"),
    "is_counted": Text("是否计入", "counts"),
    "reason": Text("不计入原因", "why it does not count"),
    "outcome": Text("处置结果", "how it ended"),
    "note": Text("备注", "note"),
}
TOPIC_FLAGS = {"True": Text("是", "yes"), "False": Text("否", "no")}
TOPIC_SPANS = (Text("之前", "before"), Text("期间", "during"), Text("之后", "after"))
TOPIC_SPAN = Text("{name}（{days}）", "{name} ({days})")
TOPIC_RANGE = Text("{first} 至 {last}", "{first} to {last}")
TOPIC_EFFECT = Text("期间较之前", "during on before")
TOPIC_NOTE = Text(
    "三段天数相同。变动只反映先后，不说明因果，同期还有其他因素。{none} 项指标在这样的天数内不适用或没有数值，未列出。",
    "The three spans have as many days. A change tells what came after what, not why: other things happened too. "
    "Measures that do not apply to so many days, or have no value in them, are left out: {none}.",
)
TOPIC_LESSONS = (
    Text("做法和成效", "What went well"),
    Text("不足及原因", "What did not, and why"),
    Text("下一步改进措施、责任人", "What to do next time, and who does it"),
)
