"""The facts that exports of platforms give."""

from pubkpi.model.facts.fact import Fact, column
from pubkpi.model.text import Text

_ACCOUNT = (
    column("platform", "id", "平台", "platform"),
    column("account", "id", "账号", "account"),
)

PLATFORM_FACTS: tuple[Fact, ...] = (
    Fact(
        "account_daily",
        Text("关注人数（按日）", "followers of one account on one day"),
        ("platform", "account", "day"),
        "day",
        (
            *_ACCOUNT,
            column("day", "day", "日期", "day"),
            column("new_count", "count", "新关注人数", "new followers"),
            column("lost_count", "count", "取消关注人数", "lost followers"),
            column("net_count", "count", "净增关注人数", "net new followers"),
            column("total_count", "count", "累积关注人数", "followers at the end of the day"),
        ),
    ),
    Fact(
        "account_content_daily",
        Text("内容总计（按日）", "what the content of one account did on one day"),
        ("platform", "account", "day"),
        "day",
        (
            *_ACCOUNT,
            column("day", "day", "日期", "day"),
            column("share_users", "count", "分享人数", "people who shared"),
            column("original_link_users", "count", "跳转阅读原文人数", "people who followed the link to the original"),
            column("favourite_users", "count", "微信收藏人数", "people who kept it"),
            column("post_count", "count", "发表篇数", "posts published"),
        ),
    ),
    Fact(
        "channel_daily",
        Text("阅读人数（按日、按渠道）", "readers of one account on one day by one channel"),
        ("platform", "account", "day", "channel"),
        "day",
        (
            *_ACCOUNT,
            column("day", "day", "日期", "day"),
            column(
                "channel",
                "id",
                "渠道；全部是去重后的总数，不与其他渠道相加",
                "channel; 全部 is unique readers, never added",
            ),
            column("read_users", "count", "阅读人数（按日去重）", "readers, unique within the day"),
        ),
    ),
    Fact(
        "post",
        Text("一篇内容在一种口径下的累计数据", "the cumulative figures of one post on one basis"),
        ("platform", "account", "post", "basis"),
        "published_on",
        (
            *_ACCOUNT,
            column("post", "id", "篇目标识：链接，无链接时为标题和发表日", "its url, else title and day"),
            column("basis", "id", "口径：day7 前七日，lifetime 累计", "day7: the first seven days; lifetime: so far"),
            column("title", "text", "标题", "title"),
            column("title_key", "id", "标题去空白和标点后的写法", "title without blanks and punctuation", of="title"),
            column("published_on", "day", "发表日期", "day of publication"),
            column("url", "id", "链接", "url"),
            column("read_users", "count", "阅读人数", "readers", "engagement"),
            column("like_users", "count", "点赞人数", "people who liked", "engagement"),
            column("comment_count", "count", "评论条数", "comments", "engagement"),
            column("share_users", "count", "分享人数", "people who shared", "engagement"),
            column("wow_users", "count", "在看人数", "people who marked 在看"),
            column("favourite_users", "count", "收藏人数", "people who kept it"),
            column("reads", "count", "阅读次数", "reads", "engagement_times"),
            column("like_count", "count", "点赞次数", "likes", "engagement_times"),
            column("share_count", "count", "分享次数", "shares", "engagement_times"),
            column("wow_count", "count", "在看次数", "在看"),
            column("delivered_users", "count", "送达人数", "people it was delivered to", "opening"),
            column("opened_users", "count", "公众号消息阅读人数", "people who opened the message", "opening"),
            column("open_share", "share", "送达阅读率", "opened over delivered, as printed", "opening"),
            column("session_reads", "count", "公众号消息阅读次数", "reads from the message"),
            column("first_share_users", "count", "首次分享人数", "people who shared from the message"),
            column("follow_users", "count", "阅读后关注人数", "people who followed after reading"),
            column("completion_share", "share", "完读率", "share who read to the end"),
            column("dwell_seconds", "seconds", "平均停留时长", "average time on the page"),
            column("tip_fen", "fen", "赞赏（分）", "tips in fen"),
        ),
    ),
    Fact(
        "post_channel",
        Text("一篇内容在一个渠道的阅读", "readers of one post by one channel"),
        ("platform", "account", "published_on", "title_key", "channel"),
        "published_on",
        (
            *_ACCOUNT,
            column("published_on", "day", "发表日期", "day of publication"),
            column("title", "text", "标题", "title"),
            column("title_key", "id", "标题去空白和标点后的写法", "the title without blanks and punctuation"),
            column("channel", "id", "传播渠道", "channel"),
            column("read_users", "count", "阅读人数", "readers"),
            column("read_share", "share", "阅读人数占比", "share of the post's readers"),
        ),
    ),
)
