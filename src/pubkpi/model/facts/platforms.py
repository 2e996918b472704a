"""The facts that exports of platforms give."""

from collections.abc import Mapping
from types import MappingProxyType

from pubkpi.model.facts.fact import Fact, column
from pubkpi.model.text import Text

_ACCOUNT = (
    column("platform", "id", "平台", "platform"),
    column("account", "id", "账号", "account"),
)
# The platforms on which an office has accounts of its own.
MEDIA = ("wechat", "wechat_channels", "douyin", "weibo", "kuaishou", "xiaohongshu", "bilibili", "zhihu", "toutiao")
# What shipped exports and the form of messages are of; those of a workspace's own exports are known as well.
PLATFORMS = (*MEDIA, *"matomo tongji miniprogram baidu ga4 monitor newrank qingbo wjx".split())
# What the office calls them.
PLATFORM_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "wechat": Text("公众号", "WeChat"),
        "wechat_channels": Text("视频号", "WeChat Channels"),
        "douyin": Text("抖音", "Douyin"),
        "kuaishou": Text("快手", "Kuaishou"),
        "weibo": Text("微博", "Weibo"),
        "xiaohongshu": Text("小红书", "Xiaohongshu"),
        "bilibili": Text("B站", "Bilibili"),
        "zhihu": Text("知乎", "Zhihu"),
        "toutiao": Text("今日头条", "Toutiao"),
        "baidu": Text("百度", "Baidu"),
        "ga4": Text("GA4", "GA4"),
        "matomo": Text("Matomo", "Matomo"),
        "tongji": Text("百度统计", "Baidu Tongji"),
        "miniprogram": Text("小程序", "mini-program"),
        "monitor": Text("舆情监测", "opinion monitor"),
        "newrank": Text("新榜", "Newrank"),
        "qingbo": Text("清博", "Qingbo"),
        "wjx": Text("问卷星", "Wenjuanxing"),
    }
)
# What exports fill `basis` with.
BASES = ("day7", "lifetime", "api7", "api", "page", "public")
# What they are, in words.
BASIS_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "day7": Text("前七日的数", "the first seven days"),
        "lifetime": Text("累计数", "all days so far"),
        "api7": Text("旧接口至多七日的数", "at most seven days by the old interface"),
        "api": Text("新接口至多三十日的数", "at most thirty days by the new interface"),
        "page": Text("发表记录页的累计数", "all days so far by the page of publications"),
        "public": Text("采集的公开数", "public numbers that a tool collected"),
    }
)

PLATFORM_FACTS: tuple[Fact, ...] = (
    Fact(
        "account_daily",
        Text("关注人数（按日）", "followers by day"),
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
        "follower_source_daily",
        Text("关注人数（按日、按来源）", "followers by day and source"),
        ("platform", "account", "day", "source"),
        "day",
        (
            *_ACCOUNT,
            column("day", "day", "日期", "day"),
            column("source", "id", "来源，如 扫描二维码", "source, such as a QR code"),
            column("new_count", "count", "新关注人数", "new followers"),
            column("lost_count", "count", "取消关注人数", "lost followers"),
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
            column("reads", "count", "阅读次数", "reads"),
            column("plays", "count", "播放（观看）次数", "plays"),
            column("view_count", "count", "阅读与播放次数合计", "reads and plays together"),
            column("impression_count", "count", "曝光（展现）次数", "impressions"),
            column("like_count", "count", "点赞次数，当日净变化，可为负", "likes, net of the day: may be negative"),
            column("comment_count", "count", "评论条数，当日净变化", "comments, net of the day"),
            column("share_count", "count", "分享次数", "shares"),
            column("favourite_count", "count", "收藏次数", "times it was kept"),
            column("profile_visit_count", "count", "主页访问次数", "visits to the profile"),
            column("profile_visit_users", "count", "主页访客人数", "people who visited the profile"),
            column("click_share", "share", "点击率，平台所给", "clicks over impressions, as printed"),
        ),
    ),
    Fact(
        "channel_daily",
        Text("阅读人数（按日、按渠道）", "readers by day and channel"),
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
            column("reads", "count", "阅读次数", "reads"),
        ),
    ),
    Fact(
        "post",
        Text("一篇内容在一种口径下的累计数据", "the cumulative figures of one post on one basis"),
        ("platform", "account", "post", "basis"),
        "published_on",
        (
            *_ACCOUNT,
            column(
                "post",
                "id",
                "篇目标识：链接、平台的编号，或标题和发布时间",
                "its url, the platform's id, or title and time",
            ),
            column(
                "basis",
                "id",
                "口径：day7 前七日，lifetime 累计，api7 旧接口至多七日，api 新接口至多三十日，page 发表记录页累计，"
                "public 采集的公开数",
                "day7: the first seven days; lifetime, page: so far; api7, api: the interfaces' 7 or 30 days; "
                "public: collected from public pages",
            ),
            column("title", "text", "标题", "title"),
            column("title_key", "id", "标题去空白和标点后的写法", "title without blanks and punctuation", of="title"),
            column("published_on", "day", "发表日期", "day of publication"),
            column("published_at", "instant", "发布时间", "moment of publication"),
            column("content_type", "id", "体裁", "kind of work, as printed"),
            column("status", "id", "审核或发布状态", "state of review or publication, as printed"),
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
            column("plays", "count", "播放（观看）次数", "plays", "engagement_times"),
            column(
                "reads_at_least",
                "count",
                "阅读次数的下限（页面只写 10万+）",
                "lower bound of reads",
                "engagement_times",
            ),
            column("wow_count", "count", "在看次数", "在看"),
            column("heart_count", "count", "推荐（♡）次数，视频号", "♡ of 视频号: neither 👍 nor kept"),
            column("thumb_count", "count", "喜欢（👍）次数，视频号", "👍 of 视频号: neither ♡ nor kept"),
            column("repost_count", "count", "转发次数（与分享并列时）", "reposts, where shares are counted apart"),
            column("favourite_count", "count", "收藏次数", "times it was kept"),
            column("danmaku_count", "count", "弹幕条数", "danmaku"),
            column("coin_count", "count", "投币次数", "coins"),
            column("impression_count", "count", "曝光（展现）次数", "impressions", "clicking"),
            column("click_share", "share", "点击率，平台所给", "clicks over impressions, as printed", "clicking"),
            column("delivered_users", "count", "送达人数", "people it was delivered to", "opening"),
            column("opened_users", "count", "公众号消息阅读人数", "people who opened the message", "opening"),
            column("open_share", "share", "送达阅读率", "opened over delivered, as printed", "opening"),
            column("session_reads", "count", "公众号消息阅读次数", "reads from the message"),
            column("first_share_users", "count", "首次分享人数", "people who shared from the message"),
            column("follow_users", "count", "阅读后关注人数", "people who followed after reading"),
            column("follow_count", "count", "因此新增的关注", "new followers from it"),
            column("unfollow_count", "count", "因此取消的关注", "followers lost by it"),
            column("follower_net_count", "count", "粉丝增量（净）", "net followers from it"),
            column("profile_visit_count", "count", "主页访问次数", "visits to the profile from it"),
            column("completion_share", "share", "完读率、完播率", "share who read or played to the end"),
            column("progress_share", "share", "平均播放进度", "how far it was played on average"),
            column("five_second_share", "share", "5 秒完播率", "share who stayed five seconds"),
            column("bounce_2s_share", "share", "2 秒跳出率", "share who left within two seconds"),
            column("bounce_3s_share", "share", "3 秒跳出率", "share who left within three seconds"),
            column("dwell_seconds", "seconds", "平均停留时长", "average time on the page"),
            column("play_seconds", "seconds", "平均播放（观看）时长", "average time played"),
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
    Fact(
        "audience_share",
        Text("一类用户在一个分组中的人数（按月）", "people of one audience in one group in one month"),
        ("platform", "account", "month_on", "audience", "dimension", "value"),
        "month_on",
        (
            *_ACCOUNT,
            column("month_on", "day", "统计月的第一天", "first day of the month"),
            column("audience", "id", "用户类型，如 常读用户", "kind of user, such as 常读用户"),
            column("dimension", "id", "分组方式：全部、城市、年龄、性别", "grouped by: 全部, 城市, 年龄 or 性别"),
            column("value", "id", "分组，如 女", "the group, such as 女"),
            column("user_count", "count", "人数", "people", "people"),
            column("user_share", "share", "占比", "share", "people"),
        ),
    ),
    Fact(
        "search_daily",
        Text("搜一搜带来的关注与阅读（按日）", "followers and reads that search brought on one day"),
        ("platform", "account", "day"),
        "day",
        (
            *_ACCOUNT,
            column("day", "day", "日期", "day"),
            column("new_count", "count", "搜一搜带来的关注，不是累积关注", "followers gained by search, no total"),
            column("reads", "count", "搜一搜带来的阅读", "reads from search"),
        ),
    ),
    Fact(
        "site_daily",
        Text("一个网站或小程序一天的访问", "the visits to one site or mini-program on one day"),
        ("platform", "account", "day"),
        "day",
        (
            *_ACCOUNT,
            column("day", "day", "日期", "day"),
            column("visit_count", "count", "访问次数（打开次数）", "visits"),
            column("visitor_users", "count", "访客人数（按日去重）", "visitors, unique within the day"),
            column("new_visitor_users", "count", "新访客人数", "visitors who came for the first time"),
            column("page_view_count", "count", "页面浏览次数", "page views"),
            column(
                "action_count",
                "count",
                "操作次数：浏览、下载、外链和站内搜索",
                "actions: views, downloads, outlinks, searches",
            ),
            column("bounce_share", "share", "跳出率", "share of visits that left at once"),
            column("visit_seconds", "seconds", "平均每次访问时长", "mean time of a visit"),
            column("visitor_seconds", "seconds", "平均每位访客停留时长", "mean time of a visitor in the day"),
        ),
    ),
    Fact(
        "income_daily",
        Text("一个广告位一天的收入", "what one ad slot earned on one day"),
        ("platform", "account", "slot", "day"),
        "day",
        (
            *_ACCOUNT,
            column("slot", "id", "广告位；全部是合计，不与其他相加", "ad slot; 全部 is their total, never added"),
            column("day", "day", "日期", "day"),
            column("pull_count", "count", "拉取量", "requests for an ad"),
            column("impression_count", "count", "曝光量", "impressions"),
            column("click_count", "count", "点击量", "clicks"),
            column("income_fen", "fen", "收入（分）", "income in fen"),
        ),
    ),
)
