"""The canonical facts: what one row is, its columns with type, unit and meaning; declared here once.

The database's tables, the check of export profiles and specs, and the reference page derive from this list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pubkpi.model.text import Text

# What a column can be, and the SQL type that holds it. A share keeps 12 decimals, seconds 3.
KINDS: Mapping[str, str] = MappingProxyType(
    {
        "count": "bigint",
        "share": "decimal(18, 12)",
        "seconds": "decimal(18, 3)",
        "fen": "bigint",
        "number": "decimal(38, 12)",
        "level": "integer",
        "flag": "boolean",
        "day": "date",
        "instant": "timestamp",
        "text": "varchar",
        "id": "varchar",
        "quarter": "varchar",
    }
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a fact; columns of one *group* travel together, so that a ratio never mixes two downloads."""

    name: str
    kind: str
    meaning: Text
    group: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A table: what one row is, its key, the column of its day, and its columns."""

    name: str
    row: Text
    key: tuple[str, ...]
    day: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """The column called *name*, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """The non-key columns by the group they travel in; a column without one travels alone."""
        groups: dict[str, list[str]] = {}
        for column in self.columns:
            if column.name not in self.key:
                groups.setdefault(column.group or column.name, []).append(column.name)
        return {group: tuple(names) for group, names in groups.items()}


def _column(name: str, kind: str, zh: str, en: str, group: str = "") -> Column:
    return Column(name, kind, Text(zh, en), group)


_ACCOUNT = (
    _column("platform", "id", "平台", "platform"),
    _column("account", "id", "账号", "account"),
)
_NOTE = _column("note", "text", "备注", "note")
_BY = _column("reported_by", "text", "填报人", "who filled it in")

FACTS: tuple[Fact, ...] = (
    Fact(
        "account_daily",
        Text("关注人数（按日）", "followers of one account on one day"),
        ("platform", "account", "day"),
        "day",
        (
            *_ACCOUNT,
            _column("day", "day", "日期", "day"),
            _column("new_count", "count", "新关注人数", "new followers"),
            _column("lost_count", "count", "取消关注人数", "lost followers"),
            _column("net_count", "count", "净增关注人数", "net new followers"),
            _column("total_count", "count", "累积关注人数", "followers at the end of the day"),
        ),
    ),
    Fact(
        "account_content_daily",
        Text("内容总计（按日）", "what the content of one account did on one day"),
        ("platform", "account", "day"),
        "day",
        (
            *_ACCOUNT,
            _column("day", "day", "日期", "day"),
            _column("share_users", "count", "分享人数", "people who shared"),
            _column("original_link_users", "count", "跳转阅读原文人数", "people who followed the link to the original"),
            _column("favourite_users", "count", "微信收藏人数", "people who kept it"),
            _column("post_count", "count", "发表篇数", "posts published"),
        ),
    ),
    Fact(
        "channel_daily",
        Text("阅读人数（按日、按渠道）", "readers of one account on one day by one channel"),
        ("platform", "account", "day", "channel"),
        "day",
        (
            *_ACCOUNT,
            _column("day", "day", "日期", "day"),
            _column(
                "channel",
                "id",
                "渠道；全部是去重后的总数，不与其他渠道相加",
                "channel; 全部 is unique readers, never added",
            ),
            _column("read_users", "count", "阅读人数（按日去重）", "readers, unique within the day"),
        ),
    ),
    Fact(
        "post",
        Text("一篇内容在一种口径下的累计数据", "the cumulative figures of one post on one basis"),
        ("platform", "account", "post", "basis"),
        "published_on",
        (
            *_ACCOUNT,
            _column("post", "id", "篇目标识：链接，无链接时为标题和发表日", "its url, else title and day"),
            _column("basis", "id", "口径：day7 前七日，lifetime 累计", "day7: the first seven days; lifetime: so far"),
            _column("title", "text", "标题", "title"),
            _column("title_key", "id", "标题去空白和标点后的写法", "the title without blanks and punctuation"),
            _column("published_on", "day", "发表日期", "day of publication"),
            _column("url", "id", "链接", "url"),
            _column("read_users", "count", "阅读人数", "readers", "engagement"),
            _column("like_users", "count", "点赞人数", "people who liked", "engagement"),
            _column("comment_count", "count", "评论条数", "comments", "engagement"),
            _column("share_users", "count", "分享人数", "people who shared", "engagement"),
            _column("wow_users", "count", "在看人数", "people who marked 在看"),
            _column("favourite_users", "count", "收藏人数", "people who kept it"),
            _column("reads", "count", "阅读次数", "reads", "engagement_times"),
            _column("like_count", "count", "点赞次数", "likes", "engagement_times"),
            _column("share_count", "count", "分享次数", "shares", "engagement_times"),
            _column("wow_count", "count", "在看次数", "在看"),
            _column("delivered_users", "count", "送达人数", "people it was delivered to", "opening"),
            _column("opened_users", "count", "公众号消息阅读人数", "people who opened the message", "opening"),
            _column("open_share", "share", "送达阅读率", "opened over delivered, as printed", "opening"),
            _column("session_reads", "count", "公众号消息阅读次数", "reads from the message"),
            _column("first_share_users", "count", "首次分享人数", "people who shared from the message"),
            _column("follow_users", "count", "阅读后关注人数", "people who followed after reading"),
            _column("completion_share", "share", "完读率", "share who read to the end"),
            _column("dwell_seconds", "seconds", "平均停留时长", "average time on the page"),
            _column("tip_fen", "fen", "赞赏（分）", "tips in fen"),
        ),
    ),
    Fact(
        "post_channel",
        Text("一篇内容在一个渠道的阅读", "readers of one post by one channel"),
        ("platform", "account", "published_on", "title_key", "channel"),
        "published_on",
        (
            *_ACCOUNT,
            _column("published_on", "day", "发表日期", "day of publication"),
            _column("title", "text", "标题", "title"),
            _column("title_key", "id", "标题去空白和标点后的写法", "the title without blanks and punctuation"),
            _column("channel", "id", "传播渠道", "channel"),
            _column("read_users", "count", "阅读人数", "readers"),
            _column("read_share", "share", "阅读人数占比", "share of the post's readers"),
        ),
    ),
    Fact(
        "survey_answer",
        Text("一份答卷对一个问题的回答", "one respondent's answer to one question"),
        ("survey", "answered_at", "answer_no"),
        "answered_on",
        (
            _column("survey", "id", "问卷，见 surveys.yaml", "the survey, see surveys.yaml"),
            _column("answer_no", "id", "序号", "number of the answer sheet"),
            _column("answered_at", "instant", "提交答卷时间", "when it was handed in"),
            _column("answered_on", "day", "提交日期", "day it was handed in"),
            _column("answer", "text", "回答原文", "the answer as given"),
            _column("is_valid", "flag", "有效回答", "counts as an answer"),
            _column("is_satisfied", "flag", "满意", "counts as satisfied"),
        ),
    ),
    Fact(
        "service_daily",
        Text("一项业务一天的咨询与办理", "enquiries about one service on one day"),
        ("day", "item"),
        "day",
        (
            _column("day", "day", "日期", "day"),
            _column("item", "id", "业务事项", "service"),
            _column("online_count", "count", "线上咨询量", "online enquiries"),
            _column("resolved_online_count", "count", "线上解决量", "resolved online"),
            _column("offline_count", "count", "线下咨询量", "offline enquiries"),
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
            _column("name", "id", "活动名称", "name"),
            _column("started_on", "day", "开始日期", "first day"),
            _column("ended_on", "day", "结束日期", "last day"),
            _column("participant_count", "count", "参与人次", "participants"),
            _column("counting", "id", "计数口径：人次或去重人数", "人次: attendances; 去重人数: people"),
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
            _column("partner", "id", "合作方", "partner"),
            _column("kind", "id", "类型：主流媒体、KOL、其他", "主流媒体 (media), KOL or 其他 (other)"),
            _column("signed_on", "day", "签约日期", "day of signing"),
            _column("subject", "text", "合作内容", "what about"),
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
            _column("name", "id", "奖项名称", "name"),
            _column(
                "level",
                "level",
                "级别：其他 0、市级 1、省级 2、国家级 3",
                "0 other, 1 municipal, 2 provincial, 3 national",
            ),
            _column("awarded_on", "day", "获奖日期", "day of the award"),
            _column("awarded_by", "text", "颁奖单位", "who gave it"),
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
            _column("name", "id", "事件", "what happened"),
            _column("found_on", "day", "发现日期", "day it was found"),
            _column("level", "level", "级别：蓝 1、黄 2、橙 3、红 4", "1 blue, 2 yellow, 3 orange, 4 red"),
            _column("is_counted", "flag", "是否计入", "counts against the department"),
            _column("reason", "text", "不计入原因", "why it does not count"),
            _column("outcome", "text", "处置结果", "how it ended"),
            _column("closed_on", "day", "办结日期", "day it was closed"),
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
            _column("entity", "id", "对象", "whom it is about"),
            _column("period", "quarter", "周期，如 2024Q4", "period such as 2024Q4"),
            _column("measure", "id", "指标标识", "measure id"),
            _column("value", "number", "数值", "value in the measure's unit"),
            _column("is_override", "flag", "覆盖计算值", "wins over the computed value"),
            _column("source", "text", "来源", "where it comes from"),
            _column("reason", "text", "原因", "why it was typed"),
            _BY,
        ),
    ),
    Fact(
        "declaration",
        Text("一段“本期无”的声明", "a declaration that nothing happened from one day to another"),
        ("register", "from_on", "to_on"),
        "from_on",
        (
            _column("register", "id", "登记表", "register"),
            _column("from_on", "day", "起", "first day"),
            _column("to_on", "day", "止", "last day"),
            _BY,
        ),
    ),
)

BY_NAME: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in FACTS})
