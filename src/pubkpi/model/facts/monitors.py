"""The facts that monitors, rankings and advertising platforms give."""

from pubkpi.model.facts.fact import Fact, column
from pubkpi.model.text import Text

_PLATFORM = column("platform", "id", "平台", "platform")

MONITOR_FACTS: tuple[Fact, ...] = (
    Fact(
        "mention",
        Text("舆情监测到的一条信息，不等于一起事件", "one item that a monitor found; never an incident"),
        ("platform", "mention"),
        "published_on",
        (
            _PLATFORM,
            column("mention", "id", "信息标识：链接或编号", "its url or number"),
            column("published_at", "instant", "发布时间", "moment of publication"),
            column("published_on", "day", "发布日期", "day of publication"),
            column("title", "text", "标题或内容，号码已打码", "title or text, numbers masked"),
            column("label", "id", "属性原文；敏感不等于负面", "label as given; 敏感 does not mean negative"),
            column("media", "id", "媒体类型原文", "kind of medium as given"),
            column("origin", "id", "原创或转发", "original or repost"),
            column("like_count", "count", "点赞数", "likes"),
            column("comment_count", "count", "评论数", "comments"),
            column("share_count", "count", "转发数", "shares"),
            column("favourite_count", "count", "收藏数", "times it was kept"),
        ),
    ),
    Fact(
        "ad_daily",
        Text("一条创意一天一个时段的投放", "one creative on one day and hour"),
        (
            *("platform", "account", "day", "hour", "campaign", "unit"),
            *("creative", "description_1", "description_2", "shown_url"),
        ),
        "day",
        (
            _PLATFORM,
            column("account", "id", "账户", "advertiser's account"),
            column("day", "day", "日期", "day"),
            column("hour", "id", "小时，原文", "hour as given"),
            column("campaign", "id", "推广计划", "campaign"),
            column("unit", "id", "推广单元", "unit"),
            column("creative", "id", "创意标题", "title of the creative"),
            column("description_1", "id", "创意描述 1", "its first line"),
            column("description_2", "id", "创意描述 2", "its second line"),
            column("shown_url", "id", "显示网址", "the address it shows"),
            column("impression_count", "count", "展现次数", "impressions"),
            column("click_count", "count", "点击次数", "clicks"),
            column("spend_fen", "fen", "消费（分）", "spend in fen"),
        ),
    ),
    Fact(
        "ranking",
        Text("一个账号在一份榜单上的一行", "one account in one list of a ranking"),
        ("platform", "account", "as_of_on"),
        "as_of_on",
        (
            _PLATFORM,
            column("account", "id", "上榜账号", "the account ranked"),
            column("as_of_on", "day", "榜单截止日", "the day the list is as of"),
            column("account_code", "id", "账号 ID", "its id"),
            column("category", "id", "类别", "category"),
            column("rank", "level", "排名", "rank"),
            column("index_score", "number", "指数：新榜指数或 WCI", "新榜指数 or WCI"),
            column("post_count", "count", "文章数", "articles"),
            column("publish_count", "count", "发布次数", "times published"),
            column("reads", "count", "阅读数", "reads"),
            column("reads_at_least", "count", "阅读数的下限（只写 10万+）", "lower bound of reads, printed as 10万+"),
            column("top_reads", "count", "头条阅读数", "reads of the leading articles"),
            column("top_reads_at_least", "count", "头条阅读数的下限", "lower bound of it, printed as 10万+"),
            column("max_reads", "count", "最高阅读数", "reads of the best article"),
            column("max_reads_at_least", "count", "最高阅读数的下限", "lower bound of it, printed as 10万+"),
            column("over_100k_count", "count", "阅读 10万+ 的文章数", "articles with 100,000 reads or more"),
            column("like_count", "count", "点赞数", "likes"),
            column("wow_count", "count", "在看数", "在看"),
            column("share_count", "count", "转发数", "shares"),
        ),
    ),
)
