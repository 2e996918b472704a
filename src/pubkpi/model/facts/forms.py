"""The facts that surveys and our own forms give."""

from dataclasses import replace

from pubkpi.model.facts.fact import Fact, column, register
from pubkpi.model.facts.office import OFFICE_FACTS
from pubkpi.model.text import Text

_NOTE = column("note", "text", "备注", "note")
_BY = column("reported_by", "text", "填报人", "who filled it in")
# What any register fills in later.
_ANY = ("note", "reported_by")
_MOMENTS = ("appeared_at", "found_at", "answered_at")

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
    register(
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
        ("online_count", "resolved_online_count", "offline_count", *_ANY),
    ),
    register(
        "activity",
        Text("一次活动", "one activity"),
        ("name", "ended_on"),
        "ended_on",
        (
            column("name", "id", "活动名称", "name"),
            column("started_on", "day", "开始日期", "first day"),
            column("ended_on", "day", "结束日期", "last day"),
            replace(column("participant_count", "count", "参与人次", "participants"), manner="counting"),
            column("counting", "id", "计数口径：人次或去重人数", "人次: attendances; 去重人数: people"),
            _NOTE,
            _BY,
        ),
        ("participant_count", "counting", *_ANY),
    ),
    register(
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
        (*_ANY,),
    ),
    register(
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
                scale=(0, 3),
            ),
            column("awarded_on", "day", "获奖日期", "day of the award"),
            column("awarded_by", "text", "颁奖单位", "who gave it"),
            _NOTE,
            _BY,
        ),
        ("level", *_ANY),
    ),
    register(
        "incident",
        Text("一起舆情事件", "one public-opinion incident"),
        ("name", "found_on"),
        "found_on",
        (
            column("name", "id", "事件", "what happened"),
            column("found_on", "day", "发现日期", "day it was found"),
            column(
                "level",
                "level",
                "级别：蓝 1、黄 2、橙 3、红 4",
                "1 blue, 2 yellow, 3 orange, 4 red",
                scale=(1, 4),
            ),
            column("is_counted", "flag", "是否计入", "counts against the department"),
            column("reason", "text", "不计入原因", "why it does not count"),
            column("outcome", "text", "处置结果", "how it ended"),
            column("closed_on", "day", "办结日期", "day it was closed"),
            column("appeared_at", "instant", "出现时间", "moment it first appeared"),
            column("found_at", "instant", "发现时间", "moment it was found"),
            column("answered_at", "instant", "首次回应时间", "moment of the first answer"),
            column("is_well_handled", "flag", "处置是否得当，由人评定", "handled well, as people judge it"),
            _NOTE,
            _BY,
        ),
        ("level", "is_counted", "reason", "outcome", "closed_on", *_MOMENTS, "is_well_handled", *_ANY),
        open=("closed_on",),
    ),
    register(
        "message",
        Text("一个账号一天的留言，或一条留言", "the messages to one account on one day, or one of them"),
        ("platform", "account", "day"),
        "day",
        (
            column("platform", "id", "平台", "platform"),
            column("account", "id", "账号", "account"),
            column("day", "day", "日期", "day"),
            column("received_count", "count", "收到留言数", "received", "messages"),
            column("answered_count", "count", "已回复数", "answered", "messages"),
            column("answered_in_day_count", "count", "24小时内回复数", "answered within 24 hours", "messages"),
            column("reply_seconds", "seconds", "平均回复时长", "mean time to the reply", "messages"),
            column("kind", "id", "类型：咨询、投诉、建议、重大、其他", "kind of message"),
            column("priority", "id", "优先级：普通、紧急", "普通 (normal) or 紧急 (urgent)"),
            column("channel", "id", "渠道，如 留言、私信、评论", "where it came in"),
            column("received_at", "instant", "收到时间，一行一条留言时", "moment it came in, of a row for one message"),
            column("answered_at", "instant", "首次回复时间", "moment of the first reply"),
            _NOTE,
            _BY,
        ),
        ("received_count", "answered_count", "answered_in_day_count", "reply_seconds", "answered_at", *_ANY),
    ),
    register(
        "topic_plan",
        Text("一个计划的选题", "one topic planned"),
        ("topic", "planned_on"),
        "planned_on",
        (
            column("topic", "id", "选题", "topic"),
            column("planned_on", "day", "计划发布日期", "day planned"),
            column("published_on", "day", "实际发布日期，空为没有发布", "day published; blank when it was not"),
            column("title", "text", "发布标题", "title as published"),
            column("reason", "text", "未发布原因", "why it was not published"),
            _NOTE,
            _BY,
        ),
        ("published_on", "title", "reason", *_ANY),
        open=("published_on", "reason"),
    ),
    register(
        "content_error",
        Text("一处内容差错", "one error in a post"),
        ("title", "error", "found_on"),
        "found_on",
        (
            column("title", "id", "内容标题", "title of the post"),
            column("error", "id", "差错内容", "what is wrong"),
            column("found_on", "day", "发现日期", "day it was found"),
            column("published_on", "day", "发布日期", "day of publication"),
            column("kind", "id", "差错类型：文字、事实、政治表述、版权、其他", "kind of error"),
            column("corrected_on", "day", "更正日期", "day it was corrected"),
            _NOTE,
            _BY,
        ),
        ("corrected_on", *_ANY),
        open=("corrected_on",),
    ),
    Fact(
        "post_category",
        Text(
            "人工给一篇内容定的分类，各账号各平台的同一篇相同", "the category that a person gave a post, on any account"
        ),
        ("title_key", "published_on"),
        "published_on",
        (
            column("title", "text", "标题", "title"),
            column("title_key", "id", "标题去空白和标点后的写法", "the title without blanks and punctuation"),
            column("published_on", "day", "发表日期", "day of publication"),
            column("category", "id", "分类", "category"),
            _NOTE,
            _BY,
        ),
    ),
    *OFFICE_FACTS,
)
