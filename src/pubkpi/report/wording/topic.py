"""The words of the review of one activity or incident."""

from collections.abc import Mapping

from pubkpi.model.explanations.meetings import TopicKind
from pubkpi.model.text import Text

TITLE: Mapping[TopicKind, Text] = {
    "activity": Text("活动“{name}”：{days}", "The activity {name}: {days}"),
    "incident": Text("事件“{name}”：{days}", "The incident {name}: {days}"),
}
DAYS = Text("{first} 至 {last}，{count} 天", "{first} to {last}, days: {count}")
ENTRIES: Mapping[str, Text] = {
    "participant_count": Text("参与人次", "participants"),
    "counting": Text("计数口径", "counted as"),
    "level": Text("级别", "level"),
    "is_counted": Text("是否计入", "counts"),
    "reason": Text("不计入原因", "why it does not count"),
    "outcome": Text("处置结果", "how it ended"),
    "note": Text("备注", "note"),
}
FLAGS = {"True": Text("是", "yes"), "False": Text("否", "no")}
SPANS = (Text("之前", "before"), Text("期间", "during"), Text("之后", "after"))
SPAN = Text("{name}（{first} 至 {last}）", "{name} ({first} to {last})")
EFFECT = Text("期间较之前", "during on before")
NOTE = Text(
    "三段天数相同。变动只说先后，不说因果：同期还有别的事。{none} 项指标在这样的天数里不适用或没有数值，未列。",
    "The three spans have as many days. A change tells what came after what, not why: other things happened too. "
    "Measures that do not apply to so many days, or have no value in them, are left out: {none}.",
)
LESSONS = (
    Text("做得好的", "What went well"),
    Text("不足和原因", "What did not, and why"),
    Text("下次怎么做，谁负责", "What to do next time, and who does it"),
)
