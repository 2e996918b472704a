"""The facts that surveys and our own forms give."""

from pubkpi.model.facts.fact import Fact, column
from pubkpi.model.text import Text

_NOTE = column("note", "text", "备注", "note")
_BY = column("reported_by", "text", "填报人", "who filled it in")

FORM_FACTS: tuple[Fact, ...] = (
    Fact(
        "survey_answer",
        Text("一份答卷对一个问题的回答", "one respondent's answer to one question"),
        ("survey", "answered_at", "answer_no"),
        "answered_on",
        (
            column("survey", "id", "问卷，见 surveys.yaml", "the survey, see surveys.yaml"),
            column("answer_no", "id", "序号", "number of the answer sheet"),
            column("answered_at", "instant", "提交答卷时间", "when it was handed in"),
            column("answered_on", "day", "提交日期", "day it was handed in"),
            column("answer", "text", "回答原文", "the answer as given"),
            column("is_valid", "flag", "有效回答", "counts as an answer"),
            column("is_satisfied", "flag", "满意", "counts as satisfied"),
        ),
    ),
    Fact(
        "service_daily",
        Text("一项业务一天的咨询与办理", "enquiries about one service on one day"),
        ("day", "item"),
        "day",
        (
            column("day", "day", "日期", "day"),
            column("item", "id", "业务事项", "service"),
            column("online_count", "count", "线上咨询量", "online enquiries"),
            column("resolved_online_count", "count", "线上解决量", "resolved online"),
            column("offline_count", "count", "线下咨询量", "offline enquiries"),
            _NOTE,
            _BY,
        ),
    ),
    Fact(
        "activity",
        Text("一次活动", "one activity"),
        ("name", "ended_on"),
        "ended_on",
        (
            column("name", "id", "活动名称", "name"),
            column("started_on", "day", "开始日期", "first day"),
            column("ended_on", "day", "结束日期", "last day"),
            column("participant_count", "count", "参与人次", "participants"),
            column("counting", "id", "计数口径：人次或去重人数", "人次: attendances; 去重人数: people"),
            _NOTE,
            _BY,
        ),
    ),
    Fact(
        "partnership",
        Text("一次签约的外部合作", "one partnership signed"),
        ("partner", "signed_on"),
        "signed_on",
        (
            column("partner", "id", "合作方", "partner"),
            column("kind", "id", "类型：主流媒体、KOL、其他", "主流媒体 (media), KOL or 其他 (other)"),
            column("signed_on", "day", "签约日期", "day of signing"),
            column("subject", "text", "合作内容", "what about"),
            _NOTE,
            _BY,
        ),
    ),
    Fact(
        "award",
        Text("一个奖项", "one award"),
        ("name", "awarded_on"),
        "awarded_on",
        (
            column("name", "id", "奖项名称", "name"),
            column(
                "level",
                "level",
                "级别：其他 0、市级 1、省级 2、国家级 3",
                "0 other, 1 municipal, 2 provincial, 3 national",
            ),
            column("awarded_on", "day", "获奖日期", "day of the award"),
            column("awarded_by", "text", "颁奖单位", "who gave it"),
            _NOTE,
            _BY,
        ),
    ),
    Fact(
        "incident",
        Text("一起舆情事件", "one public-opinion incident"),
        ("name", "found_on"),
        "found_on",
        (
            column("name", "id", "事件", "what happened"),
            column("found_on", "day", "发现日期", "day it was found"),
            column("level", "level", "级别：蓝 1、黄 2、橙 3、红 4", "1 blue, 2 yellow, 3 orange, 4 red"),
            column("is_counted", "flag", "是否计入", "counts against the department"),
            column("reason", "text", "不计入原因", "why it does not count"),
            column("outcome", "text", "处置结果", "how it ended"),
            column("closed_on", "day", "办结日期", "day it was closed"),
            _NOTE,
            _BY,
        ),
    ),
    Fact(
        "measure_value",
        Text("一个填报的指标值", "one value typed in by hand"),
        ("entity", "period", "measure"),
        "",
        (
            column("entity", "id", "对象", "whom it is about"),
            column("period", "quarter", "周期，如 2024Q4", "period such as 2024Q4"),
            column("measure", "id", "指标标识", "measure id"),
            column("value", "number", "数值", "value in the measure's unit"),
            column("is_override", "flag", "覆盖计算值", "wins over the computed value"),
            column("source", "text", "来源", "where it comes from"),
            column("reason", "text", "原因", "why it was typed"),
            _BY,
        ),
    ),
    Fact(
        "declaration",
        Text("一段“本期无”的声明", "a declaration that nothing happened from one day to another"),
        ("register", "from_on", "to_on"),
        "from_on",
        (
            column("register", "id", "登记表", "register"),
            column("from_on", "day", "起", "first day"),
            column("to_on", "day", "止", "last day"),
            _BY,
        ),
    ),
)
