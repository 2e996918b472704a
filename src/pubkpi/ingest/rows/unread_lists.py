"""Lists that collectors and others write, and from which nothing can be loaded: each is called by its name."""

from dataclasses import dataclass

from pubkpi.ingest.containers.sheet import Book
from pubkpi.ingest.rows.part import normal
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_WITHIN = 15  # rows in which a header may stand


@dataclass(frozen=True, slots=True)
class UnreadList:
    """A list by some of its *headers*, or, if *exact*, by all of them; why nothing is loaded, and what is to be
    done.
    """

    headers: frozenset[str]
    what: Text
    hint: Text
    exact: bool = False


def check(book: Book, name: str) -> None:
    """DataError when a sheet of *book*, which no export fits, is one of these lists."""
    for sheet in book.sheets:
        for row in sheet.rows[:_WITHIN]:
            words = {normal(cell).rpartition("/")[2] for cell in row if cell}
            for one in _LISTS:
                if one.headers == words if one.exact else one.headers <= words:
                    raise DataError(name, one.what, one.hint)


def _unread_list(headers: str, what: Text, hint: Text, *, exact: bool = False) -> UnreadList:
    return UnreadList(frozenset(map(normal, headers.split())), what, hint, exact)


_WORKS = Text(
    "不用导入；评论数在作品列表里，导入那一份。",
    "Leave it out; the list of works, which can be ingested, has the number of comments.",
)
_OUT = Text("不用导入。", "Leave it out.")
_WITH_READS = Text(
    "请在采集工具里先取阅读量，再导出一份。",
    "Let the tool that collected it fetch the reads first, and export it again.",
)
_NO_READS = Text("是公众号文章列表，但没有阅读数", "a list of WeChat articles, but without their reads")
_SHARES = Text(
    "是整理好的占比表，没有日期，也没有账号",
    "a table of shares that somebody made up, without a day and an account",
)
_ORIGINAL = Text("请导入后台下载的原文件。", "Ingest the file that the back office gave.")
_LISTS = (
    _unread_list(
        "comment_id content sub_comment_count",
        Text("是 MediaCrawler 采集的评论，没有要入库的数", "comments collected by MediaCrawler: no figures to load"),
        _WORKS,
    ),
    _unread_list(
        "评论ID 评论时间 评论内容 回复ID",
        Text(
            "是 DouK-Downloader 采集的评论，没有要入库的数",
            "comments collected by DouK-Downloader: no figures to load",
        ),
        _WORKS,
    ),
    _unread_list(
        "评论id 评论内容 笔记id",
        Text("是 Spider_XHS 采集的评论，没有要入库的数", "comments collected by Spider_XHS: no figures to load"),
        _WORKS,
    ),
    _unread_list(
        "排名 内容 热度 SENTENCE_ID",
        Text(
            "是 DouK-Downloader 采集的抖音热榜，不是本单位账号的数据",
            "the list of what is hot on Douyin, collected by DouK-Downloader: of no account of yours",
        ),
        _OUT,
    ),
    _unread_list(
        "up_id fan_id",
        Text("是 MediaCrawler 采集的粉丝名单，是个人信息", "a list of followers by MediaCrawler: personal data"),
        Text("不用导入；粉丝数在 creators 文件里。", "Leave it out; the file of creators has the number of followers."),
    ),
    _unread_list(
        "dynamic_id pub_ts total_liked",
        Text(
            "是 MediaCrawler 采集的 B站动态，发视频也算一条，会与作品重复",
            "the moments of Bilibili by MediaCrawler, where a video is one, too, and would count twice",
        ),
        Text("不用导入；作品在 contents 文件里。", "Leave it out; the works are in the file of contents."),
    ),
    _unread_list(
        "user_name fans registration_duration",
        Text("是 MediaCrawler 采集的贴吧用户，是个人信息", "users of Tieba by MediaCrawler: personal data"),
        _OUT,
    ),
    _unread_list(
        "公众号名称 faker_id",
        Text("是 we-mp-rss 的公众号订阅列表，没有数", "the subscriptions of we-mp-rss: no figures"),
        Text("不用导入；文章的数请另行导出。", "Leave it out; the figures of articles come from elsewhere."),
    ),
    _unread_list(
        "西瓜指数 预估活跃粉丝 头条平均阅读",
        Text(
            "是西瓜数据的账号列表，粉丝是估计的，也没有日期",
            "a list of accounts by 西瓜数据: its followers are estimates, and it names no day",
        ),
        Text("粉丝数请用后台的用户增长。", "Take the followers from the back office (用户增长)."),
    ),
    _unread_list("渠道 阅读数 占比", _SHARES, _ORIGINAL, exact=True),
    _unread_list("年龄 用户数 占比", _SHARES, _ORIGINAL, exact=True),
    _unread_list("渠道构成 人数 占比", _SHARES, _ORIGINAL, exact=True),
    _unread_list("aid appmsgid itemidx link update_time", _NO_READS, _WITH_READS),
    _unread_list("title url time", _NO_READS, _WITH_READS, exact=True),
)
