"""The facts of review meetings: what was decided, and what people say of an indicator."""

from pubkpi.model.facts.fact import NOTE, REPORTED_BY, Fact, column, register
from pubkpi.model.text import Text

_PERIOD = column("period", "period", "复盘的周期，如 2024Q3，全年如 2024", "period that was reviewed: 2024Q3, or 2024")
_OWNER = column("owner", "text", "责任人", "who answers for it")
_DUE = column("due_on", "day", "期限", "day it is due")
_STATUS = column(
    "status", "id", "状态：未开始、进行中、已完成、已取消", "how it stands: waiting, running, done, dropped"
)

MEETING_FACTS: tuple[Fact, ...] = (
    register(
        "decision",
        Text("会议决定的一件事", "one decision of a review meeting"),
        ("period", "item"),
        "",
        (
            _PERIOD,
            column("item", "text", "决定事项", "what was decided"),
            _OWNER,
            _DUE,
            _STATUS,
            column("outcome", "text", "落实情况", "what became of it"),
            NOTE,
            REPORTED_BY,
        ),
        ("owner", "due_on", "status", "outcome", "note", "reported_by"),
        names_owner=False,
    ),
    Fact(
        "commentary",
        Text("对一个指标一期的说明", "what is said of one indicator in one period"),
        ("period", "indicator"),
        "",
        (
            _PERIOD,
            column("indicator", "id", "指标标识，见考核表", "id of the indicator in the scorecard"),
            column("label", "text", "指标名称", "what it is called"),
            column("cause", "text", "原因", "why it is so"),
            column("action", "text", "措施", "what is to be done"),
            _OWNER,
            _DUE,
            _STATUS,
            REPORTED_BY,
        ),
    ),
)
