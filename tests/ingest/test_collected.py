"""What users' own tools write: figures of public pages, dated by their rows, without the people that they name."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count

import pytest

from pubkpi.ingest.containers import redaction
from pubkpi.ingest.raw_cells import OriginalReader
from pubkpi.model.explanations.trace import RawCell
from tests.examples import seldom
from tests.ingest import files
from tests.ingest import samples_collected as samples
from tests.ingest.desk import Desk, ids, journal, reason
from tests.ingest.samples_collected import collected, in_chinese

POST = ("post", "basis", "title", "published_at::varchar", "like_count", "comment_count")
NEWEST = "select as_of::varchar from file order by file_id desc limit 1"
FIGURES = {
    "xiaohongshu": {"favourite_count": 98, "share_count": 420},
    "douyin": {"favourite_count": 98, "share_count": 420},
    "bilibili": {"plays": 81204, "favourite_count": 98, "coin_count": 7, "danmaku_count": 7},
    "weibo": {"share_count": 420},
    "kuaishou": {"plays": 81204},
    "zhihu": {},
}


def as_json(rows):
    return json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]], ensure_ascii=False, indent=4).encode()


def as_json_lines(rows):
    return "".join(
        json.dumps(dict(zip(rows[0], row, strict=True)), ensure_ascii=False) + "\n" for row in rows[1:]
    ).encode()


def with_mark(rows):
    return files.text(rows, "utf-8-sig")


WRITERS = [with_mark, as_json_lines, as_json, files.xlsx]


class Shelf:
    """One workspace for all tests here, each of whose files is of an account of its own."""

    def __init__(self, desk):
        self.desk, self.numbers, self.account = desk, count(1), ""

    def load(self, data, name="list.csv", **said):
        """What became of the file, whose account is said, for the same bytes may come in another test."""
        self.account = f"号{next(self.numbers)}"
        return self.desk.load(data, name, self.account, account=self.account, also=True, **said)

    def rows(self, fact, *columns):
        """The columns of the rows of the account, in order of the post or the day."""
        place = "post" if fact == "post" else "day"
        where = "where account = $account"
        return self.desk.ask(f"select {', '.join(columns)} from {fact} {where} order by {place}", account=self.account)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory, blank):
    desk = Desk(tmp_path_factory.mktemp("collected"))
    (desk.root / "data").mkdir()
    shutil.copy(blank, desk.root / "data")
    yield desk
    desk.close()


@pytest.fixture(scope="module")
def shelf(workspace):
    return Shelf(workspace)


@pytest.mark.parametrize(
    ("generation", "first"), [(0, 0), (1, 1), *seldom(*((i, j) for i in (0, 1) for j in range(4)))]
)
def test_works_of_mediacrawler_load_from_both_generations(desk, generation, first):
    paths = [
        desk.drop(f"{platform}_2024-07-01", WRITERS[(first + i) % 4](collected(headers[generation])))
        for i, (platform, headers) in enumerate(samples.MEDIACRAWLER.items())
    ]
    for platform, result in zip(samples.MEDIACRAWLER, desk.ingest(*paths), strict=True):
        assert (result.state, result.export, result.findings) == ("loaded", f"{platform}_mediacrawler", ()), result
        assert str(result.as_of) == "2024-07-01"
        columns = ", ".join((*POST, *FIGURES[platform]))
        (row,) = desk.ask(f"select {columns} from post where platform = $platform", platform=platform)
        comments = None if platform == "kuaishou" else 156
        assert row[:6] == ("7377000000000000001", "public", "高考护航", "2024-06-07 08:30:00", 2310, comments)
        assert dict(zip(FIGURES[platform], row[6:], strict=True)) == FIGURES[platform]
    assert_nobody_is_kept(desk)


def assert_nobody_is_kept(desk):
    """No word about the person of the samples stands in archive, database or journal."""
    for path in (desk.root / "data" / "archive").rglob("*"):
        if path.is_file() and path.suffix != ".json":
            kept = json.dumps(redaction.read(path.read_bytes(), path.name).sheets[0].rows, ensure_ascii=False)
            assert not any(word in kept for word in (samples.PERSON, "ABtoken", "a3f09c11e7d2b845", "99001122")), kept
    assert samples.PERSON not in desk.facts() + journal(desk).read_text("utf-8")


DATED = [("douyin_douk", samples.DOUK_HEADER), ("xiaohongshu_downloader", samples.XHS_HEADER)]
UNDATED = [
    ("xiaohongshu_spider", samples.SPIDER_HEADER),
    *(("weibo_crawler", header) for header in samples.WEIBO_CRAWLER_HEADERS),
    *(("weibo_spider", header) for header in samples.WEIBO_SPIDER_HEADERS),
]


@pytest.mark.parametrize(("exports", "as_of"), [(DATED, None), (UNDATED, date(2024, 7, 1))], ids=["dated", "undated"])
def test_works_of_other_collectors_load(desk, exports, as_of):
    paths = [desk.drop(f"{i}.csv", with_mark(in_chinese(header)), f"号{i}") for i, (_, header) in enumerate(exports)]
    for i, ((export, _), result) in enumerate(zip(exports, desk.ingest(*paths, as_of=as_of), strict=True)):
        assert (result.state, result.export, result.findings) == ("loaded", export, ()), result
        assert str(result.as_of) == "2024-07-01"
        columns = ", ".join((*POST, "share_count", "plays"))
        row = ("7377000000000000001", "public", "高考护航", "2024-06-07 08:30:00", 2310, 156, 420, None)
        assert desk.ask(f"select {columns} from post where account = '号{i}'") == [row]
    assert_nobody_is_kept(desk)


def test_followers_of_an_account_are_those_of_the_day_of_collection(shelf):
    rows = [
        {"粉丝数量": "812"},
        {"采集时间": "2024-07-01 21:00:00", "粉丝数量": "815"},
        {"采集时间": "2024-07-02 09:00:00", "粉丝数量": "-1"},
    ]
    result = shelf.load(with_mark(in_chinese(samples.DOUK_ACCOUNT_HEADER, *rows)))
    assert (result.state, result.export, result.findings) == ("loaded", "douyin_douk_account", ()), result
    followers = [("2024-07-01", 815), ("2024-07-02", None)]
    assert shelf.rows("account_daily", "day::varchar", "total_count") == followers
    assert_nobody_is_kept(shelf.desk)


@pytest.mark.parametrize("platform", ["kuaishou", *seldom("xiaohongshu", "weibo", "bilibili", "zhihu")])
def test_followers_that_mediacrawler_collected_are_those_of_the_moment(shelf, platform):
    result = shelf.load(with_mark(collected(samples.CREATORS[platform])))
    assert (result.state, result.export, result.findings) == ("loaded", f"{platform}_creators", ()), result
    assert shelf.rows("account_daily", "platform", "day::varchar", "total_count") == [(platform, "2024-07-01", 812)]


@pytest.mark.parametrize("platform", ["douyin", *seldom(*samples.CREATORS)])
@pytest.mark.campaign
def test_a_workbook_of_works_and_their_authors_is_one_of_works(shelf, platform):
    works = collected(samples.MEDIACRAWLER[platform][1])
    authors = collected({**samples.CREATORS, "douyin": samples.DOUYIN_CREATOR}[platform])
    comments = [("comment_id", "content", "nickname"), ("1", samples.PERSON, samples.PERSON)]
    result = shelf.load(files.xlsx(works, "Contents", Comments=comments, Creators=authors), "book.xlsx")
    assert (result.state, result.export) == ("loaded", f"{platform}_mediacrawler"), result
    assert ids(result) == ([] if platform == "douyin" else ["ingest.other_sheet"])
    assert shelf.rows("post", "like_count") == [(2310,)]
    assert shelf.rows("account_daily", "total_count") == []
    assert_nobody_is_kept(shelf.desk)


USERS = [("weibo_crawler_account", samples.WEIBO_USER), ("xiaohongshu_spider_account", samples.SPIDER_USER)]


@pytest.mark.parametrize(("export", "header"), [USERS[0], *seldom(USERS[1])], ids=["weibo", "xiaohongshu"])
def test_followers_without_a_day_are_those_of_the_day_that_is_said(shelf, export, header):
    data = with_mark(in_chinese(header))
    assert "--as-of" in str(shelf.load(data).error)
    assert shelf.load(data, as_of=date(2024, 7, 1)).export == export
    assert shelf.rows("account_daily", "day::varchar", "total_count") == [("2024-07-01", 812)]
    assert_nobody_is_kept(shelf.desk)


def test_followers_of_several_accounts_are_never_those_of_the_one_that_is_said(shelf):
    data = with_mark(in_chinese(samples.WEIBO_USER, {"用户id": "1"}, {"用户id": "2"}))
    assert "2 个账号的粉丝数" in reason(shelf.load(data, as_of=date(2024, 7, 1)))


def test_lists_from_which_nothing_is_loaded_are_called_by_their_name(still):
    paths = []
    for i, head in enumerate(samples.UNREAD.values()):
        rows = [head.split(","), [samples.PERSON] * len(head.split(","))]
        paths.append(still.drop(f"{i}.csv", (with_mark, as_json)[i % 2](rows)))
    for said, result in zip(samples.UNREAD, still.ingest(*paths), strict=True):
        assert said in reason(result)
        assert samples.PERSON not in reason(result)


def test_followers_in_ten_thousands_are_told_to_be_rounded_as_the_page_has_them(shelf):
    result = shelf.load(with_mark(collected(samples.CREATORS["kuaishou"], {"fans": "1.2万"})))
    assert [(one.id, one.severity) for one in result.findings] == [("ingest.rounded_count", "info")]
    assert shelf.rows("account_daily", "total_count") == [(12000,)]


def test_the_most_followers_that_there_ever_were_are_not_those_of_a_day(shelf):
    result = shelf.load(with_mark(collected(samples.DOUYIN_CREATOR)))
    assert (result.state, result.export) == ("recognised", "douyin_other"), result
    assert_nobody_is_kept(shelf.desk)


def test_posts_of_others_that_a_search_or_a_monitor_found_are_mentions(shelf):
    for header in (samples.WEIBO_SEARCH, samples.MONITOR_BRAND):
        assert shelf.load(with_mark(in_chinese(header)), as_of=date(2024, 7, 1)).state == "loaded"
    assert str(shelf.load(with_mark(collected(samples.TIEBA))).as_of) == "2024-07-01"
    found = "platform, mention, title, published_at::varchar, label, media, share_count, comment_count, like_count"
    assert shelf.desk.ask(f"select {found} from mention order by platform, media") == [
        ("monitor", "https://a.example/1", "高考护航", "2024-06-07 08:30:00", "负面", "微博", 420, 156, 2310),
        ("monitor", "7377000000000000001", "高考护航", "2024-06-07 08:30:00", None, "贴吧", None, 812, None),
        ("weibo", "7377000000000000001", "高考护航", "2024-06-07 08:30:00", None, "微博", 420, 156, 2310),
    ]
    assert_nobody_is_kept(shelf.desk)


def test_articles_of_the_command_line_have_their_reads_unless_none_was_fetched(shelf):
    rows = [
        ("2024-06-07 08:30:00", "甲", samples.ARTICLE, samples.PERSON, "", 0, 0),
        ("2024-06-07 08:30:00", "乙", samples.ARTICLE.replace("8548", "8549"), samples.PERSON, "", 812, 0),
    ]
    result = shelf.load(files.text([samples.WECHAT_CLI.split(","), *rows]), as_of=date(2024, 7, 1))
    assert (result.state, result.export) == ("loaded", "wechat_cli"), result
    assert shelf.rows("post", "basis", "reads", "wow_count", "like_count") == [
        ("page", None, None, None), ("page", 812, 0, None),
    ]  # fmt: skip


def test_the_analysis_of_works_joins_the_list_of_works(shelf):
    brief = [
        ("视频名称", "发布时间", "播放量", "5s完播率", "2s跳出率", "平均播放时长"),
        ("甲", "2024-06-07 08:30:12", "812", "0.4", "0.3", "9.5"),
    ]
    listed = [("作品名称", "发布时间", "体裁", "播放量", "点赞量"), ("甲", "2024-06-07 08:30:12", "视频", "812", "30")]
    assert shelf.load(with_mark(brief), as_of=date(2024, 7, 1)).export == "douyin_works_brief"
    shelf.desk.load(with_mark(listed), "作品列表.csv", shelf.account, account=shelf.account, as_of=date(2024, 7, 1))
    assert shelf.rows("post", "plays", "bounce_2s_share::double", "like_count") == [(812, 0.3, 30)]


HOURS = [("日期", "2024-06-07 08:00"), ("时间", "08:00"), ("小时", "8"), ("日期", "2024-06-07 8时")]


@pytest.mark.parametrize(("head", "hour"), [HOURS[0], *seldom(*HOURS[1:])])
def test_hours_of_douyin_are_told_to_be_no_day(still, head, hour):
    assert "按小时" in reason(still.load(with_mark([(head, "播放量"), (hour, "12")])))


def test_of_several_days_a_day_with_its_midnight_is_no_hour(shelf):
    shelf.load(with_mark([("日期", "播放量"), ("2024-06-07 00:00:00", "12")]), as_of=date(2024, 7, 1))
    assert shelf.rows("account_content_daily", "day::varchar", "plays") == [("2024-06-07", 12)]


def test_of_what_was_collected_several_times_the_last_counts(shelf):
    later = {"last_modify_ts": samples.COLLECTED_AGAIN, "liked_count": "2290"}
    rows = collected(samples.MEDIACRAWLER["douyin"][0], later, {}, {"aweme_id": "7377000000000000002"})
    result = shelf.load(with_mark(rows))
    assert (result.rows.loaded, result.rows.rejected) == (3, 0)
    assert shelf.rows("post", "post[-1:]", "like_count") == [("1", 2290), ("2", 2310)]
    assert shelf.desk.ask(NEWEST) == [("2024-07-01 09:15:00.456",)]


def test_the_file_that_was_collected_last_counts_whatever_the_order_or_the_folder(desk):
    header = samples.MEDIACRAWLER["weibo"][0]
    later = {"last_modify_ts": samples.COLLECTED_AGAIN, "liked_count": "2400"}
    for name, row in (("b.csv", later), ("a.csv", {})):
        desk.ingest(desk.drop(name, with_mark(collected(header, row)), "云川发布/2024-08-01"))
    assert desk.rows("post", "like_count") == [(2400,)]


def test_what_could_not_be_fetched_again_keeps_its_value_in_one_file_as_in_two(shelf):
    header = samples.MEDIACRAWLER["weibo"][0]
    older, newer = {}, {"last_modify_ts": samples.COLLECTED_AGAIN, "liked_count": "-1", "comments_count": "157"}
    found = []
    for parts in ([(newer, older)], [(newer,), (older,)]):
        for rows in parts:
            shelf.desk.load(
                with_mark(collected(header, *rows)), "list.csv", f"{len(parts)}", account=f"号{len(parts)}份", also=True
            )
        found += shelf.desk.ask(
            f"select like_count, comment_count, share_count, title from post where account = '号{len(parts)}份'"
        )
    assert found == [(2310, 157, 420, "高考护航")] * 2
    assert raw_cells(shelf.desk, "号1份", "like_count", "comment_count") == [
        ("liked_count", "2310", 3),
        ("comments_count", "157", 2),
    ]


def raw_cells(desk, account, *columns):
    """Header, text and row of the cells that the columns of the account's one post come from."""
    query = "select file_id, name, sha256, sheet, row from post p join file using (file_id) where p.account = $account"
    ((load, file, sha256, sheet, row),) = desk.ask(query, account=account)
    asked = [RawCell("post", column, load, file, sha256, sheet, row) for column in columns]
    with ThreadPoolExecutor(1) as reader:
        found = OriginalReader(desk.store, reader, {}).cells(asked).result()
    return [(found[one].header, found[one].text, found[one].row) for one in asked]


@pytest.mark.parametrize("word", ["-1", "1千+", *seldom("", "未知", "{}", "100万+")])
def test_what_was_not_fetched_or_is_a_bound_is_missing_and_no_zero(shelf, word):
    shelf.load(with_mark(in_chinese(samples.XHS_HEADER, {"点赞数量": word, "评论数量": "0"})))
    assert shelf.rows("post", "like_count", "comment_count") == [(None, 0)]


def test_a_moment_that_is_not_known_rejects_the_row(still):
    assert "发布时间" in reason(still.load(with_mark(in_chinese(samples.XHS_HEADER, {"发布时间": "未知"}))))


def test_a_moment_with_an_underscore_is_read(shelf):
    shelf.load(with_mark(in_chinese(samples.XHS_HEADER, {"发布时间": "2024-06-07_08:30:12"})))
    assert shelf.rows("post", "published_at::varchar") == [("2024-06-07 08:30:00",)]


def test_the_unix_time_of_weibo_is_not_asked(shelf):
    # eight hours late, as the tool wrote it for a while
    late = {"create_time": str(int(samples.PUBLISHED) + 8 * 3600 * 3)}
    shelf.load(with_mark(collected(samples.MEDIACRAWLER["weibo"][1], late)))
    assert shelf.rows("post", "published_on::varchar") == [("2024-06-07",)]


def test_plays_of_others_that_are_zero_are_not_known(shelf):
    shelf.load(with_mark(in_chinese(samples.DOUK_HEADER, {"播放数量": "0"}, {"作品ID": "2", "播放数量": "812"})))
    assert shelf.rows("post", "plays") == [(812,), (None,)]


def test_headers_that_are_written_again_are_passed_over_and_later_rows_are_newer(shelf):
    header, one = in_chinese(samples.WEIBO_SPIDER_HEADERS[0])
    newer = in_chinese(samples.WEIBO_SPIDER_HEADERS[0], {"点赞数": "2400"})[1]
    result = shelf.load(with_mark([header, one]) + with_mark([header, newer]), as_of=date(2024, 7, 1))
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (2, 0, 1)
    assert shelf.rows("post", "like_count") == [(2400,)]


def test_a_row_of_another_generation_is_not_read_by_the_header(still):
    old, new = samples.MEDIACRAWLER["xiaohongshu"][::-1]
    rows = [*collected(old), collected(new)[1]]
    assert "1 行不合规则" in reason(still.load(with_mark(rows)))


def test_a_file_of_several_authors_is_asked_about_unless_its_account_is_said(desk):
    header = samples.MEDIACRAWLER["xiaohongshu"][0]
    data = with_mark(collected(header, {}, {"note_id": "2", "creator_hash": "b00c"}))
    assert "2 个作者" in reason(desk.load(data, "search_contents.csv"))
    assert desk.load(data, "search_contents.csv", account="云川发布").state == "loaded"


@pytest.mark.parametrize("platform", ["douyin", *seldom("weibo", "kuaishou", "bilibili", "zhihu", "xiaohongshu")])
def test_columns_that_a_list_can_do_without_may_lack(shelf, platform):
    head, row = collected(samples.MEDIACRAWLER[platform][0])
    few = [
        i for i, one in enumerate(head) if one not in ("nickname", "creator_hash", "source_keyword", "comment_count")
    ]
    rows = [[line[i] for i in reversed(few)] for line in (head, row)]
    assert shelf.load(with_mark(rows)).state == "loaded"
    assert shelf.rows("post", "like_count") == [(2310,)]


def wechat_download(*rows):
    return files.text([samples.WECHAT_DOWNLOAD.split(","), *rows])


def test_articles_of_wechatdownload_load_as_of_the_day_in_the_files_name(shelf):
    escaped = samples.ARTICLE.replace("&", "&amp;")
    data = wechat_download(("政策解读", escaped, "2024-06-07 08:30:00", 179, 15984, 481, 46))
    result = shelf.load(data, "云川发布 2024-12-07-231605.csv")
    assert (result.state, result.export, str(result.as_of), result.findings) == (
        "loaded", "wechat_download", "2024-12-07", (),
    )  # fmt: skip
    assert shelf.rows("post", "post", "reads", "like_count", "share_count", "comment_count") == [
        (samples.ARTICLE_KEY, 15984, 179, 481, 46)
    ]
    assert shelf.desk.ask(NEWEST) == [("2024-12-07 23:16:05",)]


@pytest.mark.parametrize(
    ("name", "account"), [("云川发布 2024-12-07-231605.csv", "云川发布"), ("2024-12-07-231605.csv", "")]
)
def test_the_account_that_wechatdownload_writes_into_the_files_name_is_read(still, name, account):
    data = wechat_download(("甲", samples.ARTICLE, "2024-06-07 08:30:00", 179, 15984, 481, 46))
    (result,) = still.ingest(still.drop(name, data, ""), dry_run=True)
    if account:
        assert (result.state, result.account) == ("would_load", account)
    else:
        assert "是哪个账号的" in reason(result)


def test_a_workbook_of_wechatdownload_may_name_its_accounts(shelf):
    head = ["account", *samples.WECHAT_DOWNLOAD.split(",")]
    row = ["云川文旅", "政策解读", samples.ARTICLE, "2024-06-07 08:30:00", 179, 15984, 481, 46]
    result = shelf.load(files.xlsx([head, row]), "2024-12-07-231605.xlsx")
    assert (result.state, result.findings) == ("loaded", ()), result
    assert shelf.desk.ask("select reads from post where account = '云川文旅'") == [(15984,)]


def test_zeros_of_a_row_that_could_not_be_fetched_are_no_zeros(shelf):
    rows = [
        ("甲", samples.ARTICLE, "2024-06-07 08:30:00", 0, 0, 0, "{}"),
        ("乙", samples.ARTICLE.replace("8548", "8549"), "2024-06-07 08:30:00", 0, 0, 0, 0),
        ("丙", samples.ARTICLE.replace("8548", "8550"), "2024-06-07 08:30:00", 0, 812, 0, 3),
    ]
    result = shelf.load(wechat_download(*rows), "2024-12-07-231605.csv")
    assert result.state == "loaded", result
    counts = ("like_count", "reads", "share_count", "comment_count")
    assert shelf.rows("post", *counts) == [(None,) * 4, (None,) * 4, (0, 812, 0, 3)]


def test_the_list_of_the_exporter_may_lack_its_account(desk):
    rows = [tuple(samples.EXPORTER_HEADER.split(",")), samples.EXPORTER]
    result = desk.load(files.xlsx(rows), "微信公众号文章.xlsx", as_of=date(2024, 7, 1))
    assert (result.state, result.export, result.account) == ("loaded", "wechat_collected", "云川发布"), result
    named = [("公众号", *rows[0]), ("云川文旅", *rows[1])]
    assert desk.load(files.xlsx(named), "微信公众号文章 (1).xlsx", as_of=date(2024, 7, 1)).account is None
    assert desk.rows("post", "account", "reads") == [("云川发布", 1200), ("云川文旅", 1200)]


@pytest.mark.parametrize("more", [{}, {"_accountName": "云川文旅", "is_deleted": True}])
def test_the_json_of_the_exporter_says_the_same_as_its_workbook(desk, more):
    data = json.dumps([{**samples.EXPORTER_JSON, **more}, {"title": "无", "link": "", "update_time": 1}]).encode()
    (desk.root / "pubkpi.toml").write_text("[ingest]\nreject_limit = 0.6\n", "utf-8")
    result = desk.load(data, "微信公众号文章.json", as_of=date(2024, 7, 1), limit=0.6)
    assert (result.state, result.export) == ("loaded", "wechat_collected_json"), result
    counts = ("reads", "like_count", "share_count", "wow_count", "comment_count")
    assert desk.rows("post", "account", "post", "published_at::varchar", "status", *counts) == [
        (
            more.get("_accountName", "云川发布"), samples.ARTICLE_KEY, "2024-06-07 08:30:00",
            "已删除" if more else "正常", 1200, 30, 12, 5, 4,
        )
    ]  # fmt: skip
    assert_nobody_is_kept(desk)


VISITS = (
    "day::varchar",
    "visit_count",
    "visitor_users",
    "new_visitor_users",
    "page_view_count",
    "bounce_share::double",
)
SITES = [
    ("matomo_visits", files.text(samples.MATOMO, "utf-16"), [
        ("2024-06-07", 100, 90, None, None, 0.58), ("2024-06-08", 44, 41, None, None, 0.68)]),
    *(("matomo_visits", files.text([head.split(","), samples.MATOMO[1]], "utf-16"), [
        ("2024-06-07", 100, 90, None, None, 0.58)]) for head in samples.MATOMO_HEADERS_ZH),
    ("tongji_trend", json.dumps(samples.TONGJI).encode(), [
        ("2024-06-07", 100, 90, 12, 260, 0.58), ("2024-06-08", 44, 41, None, 91, 0.6818)]),
    ("miniprogram_visits", json.dumps(samples.MINIPROGRAM).encode(), [("2024-06-07", 12, 8, 4, 30, None)]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("export", "data", "rows"), SITES, ids=["matomo", "matomo_zh", "matomo_zh_4", "tongji", "miniprogram"]
)
def test_visits_of_sites_load_by_day(shelf, export, data, rows):
    result = shelf.load(data, "访问")
    assert (result.state, result.export) == ("loaded", export), result
    assert [one.id for one in result.findings] in ([], ["ingest.confidence"])
    assert shelf.rows("site_daily", *VISITS) == rows


@pytest.mark.parametrize("span", ["2024-06-03,2024-06-09", *seldom("2024-06", "2024/06/03 - 2024/06/09")])
def test_a_span_is_no_day(still, span):
    rows = [samples.MATOMO[0], [span, *samples.MATOMO[1][1:]]]
    assert "是一段时间，不是一天" in reason(still.load(files.text(rows, "utf-16")))


def test_a_list_with_other_headers_is_not_told_to_be_downloaded_again(still):
    line = reason(still.load(with_mark([("aweme_id", "create_time", "liked"), ("1", samples.PUBLISHED, "3")])))
    assert "采集工具" in line
    assert "请重新下载" not in line
