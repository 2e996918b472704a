"""WeChat beyond the four daily downloads: answers of its interfaces, income by slot, and what is only archived."""

import json
from datetime import date

import pytest

from pubkpi.database import digest, ledger
from pubkpi.ingest import containers
from pubkpi.ingest.profiles.catalogue import shipped
from pubkpi.ingest.rows.part import normal
from tests.goldens import agree
from tests.ingest import files
from tests.ingest import samples_wechat as wechat
from tests.ingest.desk import ACCOUNT, Desk, ids, journal, reason
from tests.ingest.samples import GROWTH, growth

PROFILES = {profile.id: profile for profile in shipped()}
# how many objects of the lists are read or left alone, with the sheets' header rows where nobody reads them
RECORDS = {
    "wechat_api_user_summary": [4 + 4],
    "wechat_api_user_total": [2],
    "wechat_api_user_read": [4 + 4],
    "wechat_api_article_total": [4 + (1 + 2)],
    "wechat_api_article_detail": [3 + (1 + 2) + (1 + 6) + (1 + 3)],
    "wechat_api_content_daily": [1 + 2],
    "wechat_api_other": [1, 1, 1, 1, 1, 1 + (1 + 1)],
    "wechat_publish_page": [1 + (1 + 1)],
}


def answer(value):
    """The bytes of an answer."""
    return json.dumps(value, ensure_ascii=False).encode()


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """A workspace with all answers, those of each export in an account of that name, and what became of each."""
    desk, results = Desk(tmp_path_factory.mktemp("answers")), {export: [] for export in wechat.ANSWERS}
    paths = [
        (export, desk.drop(f"{export}_{i}.json", answer(value), export))
        for export, values in wechat.ANSWERS.items()
        for i, value in enumerate(values)
    ]
    for (export, _), result in zip(paths, desk.ingest(*(path for _, path in paths)), strict=True):
        results[export].append(result)
    yield desk, results
    desk.close()


@pytest.mark.parametrize("export", wechat.ANSWERS)
def test_an_answer_of_an_interface_gives_the_facts_as_agreed(export, answers):
    profile, (desk, results) = PROFILES[export], answers
    assert len(results[export]) == len(wechat.ANSWERS[export])
    for i, result in enumerate(results[export]):
        state_ = "recognised" if profile.recognised else "loaded"
        assert (result.state, result.export, result.rows.came_in) == (state_, export, RECORDS[export][i])
        # of the answer with the details, the article of 12 readers has 37 who shared it and 21 who liked it
        broken = ["ingest.identity"] * 2 * (export == "wechat_api_article_detail")
        assert ids(result) == [*["ingest.confidence"] * (profile.confidence == "medium"), *broken]
    facts = desk.facts(f"f.export = '{export}'")
    if profile.recognised:
        assert not facts
    else:
        agree("ingest", f"{export}.txt", facts.replace(f"account={export} ", f"account={ACCOUNT} "))


def test_the_sources_of_a_day_are_added_up(desk):
    desk.load(answer(wechat.USERS))
    assert desk.rows("account_daily", "day", "new_count", "lost_count", "net_count", "total_count") == [
        (date(2024, 3, 5), 12 + 4 + 26, 0 + 9 + 8, None, None),
        (date(2024, 3, 6), 0, 3, None, None),
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"ref_date": "2024-03-05", "user_source": 30, "new_user": 12, "cancel_user": 0},
        {"ref_date": "2024-03-06", "user_source": 30, "new_user": 1.5, "cancel_user": 0},
        {"ref_date": "2024-03-06", "user_source": 30, "cancel_user": 0},
        {"ref_date": "2024-03-06", "user_source": None, "new_user": 1, "cancel_user": 0},
        {"ref_date": "3月6日", "user_source": 30, "new_user": 1, "cancel_user": 0},
    ],
    ids=["the same source again", "no whole number", "a number is missing", "no source", "no day"],
)
def test_a_sum_that_would_be_wrong_refuses_the_file(row, still):
    assert "相加" in reason(still.load(answer({"list": [*wechat.USERS["list"], row]})))


def test_an_answer_that_somebody_saved_as_a_table_is_the_same(desks):
    rows = [tuple(wechat.USERS["list"][0]), *(tuple(row.values()) for row in wechat.USERS["list"])]
    found = []
    for data in (answer(wechat.USERS), files.xlsx(rows), files.text(rows)):
        desk = desks()
        assert desk.load(data).export == "wechat_api_user_summary"
        found.append(desk.rows("account_daily", "day", "new_count", "lost_count", "row"))
    assert found[0] == found[1] == found[2] != []


def test_minutes_beyond_measure_are_no_time_and_refuse_the_file(still):
    days = [{**wechat.known("2024-11-05", 7), "read_avg_activetime": 10**17}]
    assert "累计" in reason(still.load(answer({"list": [{**wechat.DETAILS["list"][0], "detail_list": days}]})))


@pytest.mark.campaign
def test_an_answer_that_lacks_columns_leaves_those_of_another_export(desks):
    known = set()
    for order in ([0, 1], [1, 0]):
        desk = desks()
        dropped = [desk.drop("growth.xls", files.html(GROWTH)), desk.drop("users.json", answer(wechat.USERS))]
        for i in order:
            # the answer is the newer one: its two numbers count, the net and the total of the download stay
            assert desk.ingest(dropped[i], as_of=date(2024, 4, 1 + i))[0].state == "loaded"
        rows = desk.rows("account_daily", "day", "new_count", "lost_count", "net_count", "total_count")
        assert rows[:2] == [(date(2024, 3, 5), 42, 17, 25, 18406), (date(2024, 3, 6), 0, 3, 17, 18423)]
        known.add(desk.digest())
    assert len(known) == 1


def test_the_total_among_its_parts_is_a_channel_of_its_own(desk):
    desk.load(answer(wechat.READS))
    found = dict(desk.rows("channel_daily", "channel", "read_users"))
    assert found == {"全部": 1320, "公众号消息": 610, "朋友圈": 820, "公众号主页": 5}
    assert desk.rows("account_content_daily", "share_users", "original_link_users", "favourite_users") == [(41, 6, 12)]


def test_a_source_nobody_knows_is_rejected_and_not_named_by_guess(still):
    assert "user_source" in reason(
        still.load(answer({"list": [*wechat.READS["list"], wechat.reads("2024-03-05", 8, 1, 1)]}))
    )


def test_the_last_day_of_an_article_counts_and_no_sum(desk):
    result = desk.load(answer(wechat.ARTICLES))
    assert (result.as_of, result.rows.loaded) == ("2024-03-07", 4)
    assert desk.rows("post", "post", "basis", "read_users", "reads", "share_users") == [
        ("2247490000000000123_1", "api7", 913, 1204, 37),
        ("2247490000000000123_3", "api7", 60, 70, 3),
    ]


def test_minutes_and_fen_of_an_article(desk):
    desk.load(answer(wechat.DETAILS))
    # 0.75 minutes; the rates, whose unit the interface does not say, are not taken
    assert [(float(seconds), fen, share) for seconds, fen, share in desk.rows("post", "dwell_seconds", "tip_fen", "completion_share")] == [(45, 600, None)] * 2  # fmt: skip
    # a comment may be deleted: only readers must not fall
    assert desk.rows("post", "read_users", "comment_count") == [(913, 4), (12, 4)]


@pytest.mark.parametrize(
    "days",
    [
        [wechat.known("2024-11-05", 700), wechat.known("2024-11-06", 213)],
        [wechat.known("2024-11-06", 913), wechat.known("2024-11-06", 913)],
        [{**wechat.known("2024-11-05", 7), "read_user": "x"}],
    ],
    ids=["daily figures", "a day twice", "no number"],
)
def test_figures_that_are_not_cumulative_refuse_the_file(days, still):
    post = {**wechat.DETAILS["list"][0], "detail_list": days}
    assert "累计" in reason(still.load(answer({"list": [post]})))


def test_on_the_publish_page_the_thumb_is_called_old_like_num(desk):
    desk.load(answer(wechat.PUBLISHED))
    found = desk.rows(
        "post", "basis", "like_count", "wow_count", "reads", "read_users", "delivered_users", "published_on"
    )
    assert found == [("page", 21, 9, 1204, None, 15120, date(2024, 3, 5))]


def test_the_page_is_the_same_when_it_wraps_its_parts_in_text(desks):
    page = wechat.PUBLISHED["publish_page"]
    parts = [{**one, "publish_info": json.dumps(one["publish_info"])} for one in page["publish_list"]]
    wrapped = {**wechat.PUBLISHED, "publish_page": json.dumps({**page, "publish_list": parts})}
    plain, other = desks(), desks()
    plain.load(answer(wechat.PUBLISHED), "page.json")
    other.load(answer(wrapped), "page.json")
    assert plain.facts() == other.facts() != ""


@pytest.mark.campaign
def test_regular_readers_come_in_one_file_or_several(desks):
    tables = wechat.EXPORTS["wechat_regular_readers"]
    apart, together = desks(), desks()
    for rows in tables:
        apart.load(files.html(rows))
    result = together.load(b"".join(map(files.html, tables)))
    assert (result.rows.loaded, result.rows.ignored) == (6, 0)
    columns = ("month_on", "dimension", "value", "user_count", "user_share")
    assert apart.rows("audience_share", *columns) == together.rows("audience_share", *columns)


@pytest.mark.parametrize(
    "profile", [one for one in PROFILES.values() if one.platform == "wechat"], ids=lambda one: one.id
)
def test_times_never_stand_for_people(profile):
    for column in (column for feed in profile.feeds for column in feed.columns if column.kind == "count"):
        words = [normal(header) for header in column.headers]
        times = any("次数" in word or "(次" in word or word.endswith("_read_count") for word in words)
        people = any("人数" in word or "(人" in word or word.endswith("_user") for word in words)
        assert not (times and people)
        assert not (times and column.name.endswith("_users"))
        assert not people or column.name.endswith(
            ("_users", "new_count", "lost_count", "net_count", "total_count", "user_count")
        )


def test_an_answer_without_rows_is_refused(still):
    for value in ({"list": [], "is_delay": False}, [], {}, [[]], {"list": [{}]}, [1]):
        assert still.load(answer(value)).state == "refused"


def test_an_answer_asks_whose_it_is(still):
    assert "--account" in reason(still.load(answer(wechat.TOTALS), folder="2024Q1"))


def test_each_slot_is_its_own_and_the_total_is_none_of_them(desk):
    for name, rows in zip(wechat.NAMES["wechat_income_daily"], wechat.EXPORTS["wechat_income_daily"], strict=True):
        assert desk.load(files.text(rows), name).state == "loaded"
    assert desk.rows("income_daily", "slot", "day", "income_fen") == [
        ("全部", date(2024, 3, 4), None),
        ("全部", date(2024, 3, 5), 0),
        ("全部", date(2024, 3, 6), 217),
        ("文章底部广告", date(2024, 3, 6), 30),
    ]


@pytest.mark.parametrize("name", ["每日收入明细2024-03-06至2024-03-06.csv", "文章底部广告和文章中部广告.csv"])
def test_income_of_an_unknown_slot_is_refused_with_the_question(name, still):
    line = reason(still.load(files.text(wechat.INCOME), name))
    assert "广告位" in line
    assert "留言区广告" in line


def test_income_finer_than_a_fen_is_rejected(still):
    rows = [wechat.INCOME_HEADER, ("2024-03-06", 1, 1, "1%", 1, "1%", "1", "2.175")]
    assert "2.175" in reason(still.load(files.text(rows), "全部.csv"))


def test_what_is_only_archived_is_kept_told_and_left_out_of_the_facts(desk):
    result = desk.load(files.quoted(wechat.SEARCH_TERMS), "热门搜索词数据_1709794800.csv")
    assert (result.state, result.account, result.as_of) == ("recognised", ACCOUNT, "2024-03-07")
    assert (result.rows.loaded, result.rows.rejected, result.rows.ignored) == (0, 0, 2)
    assert not desk.counts()
    assert desk.ask("select reason, row_count from ignored") == [("not_loaded", 2)]
    kept = containers.read(desk.store.archive.get(desk.store.journal.entries()[0].data["archive"]), "kept")
    assert kept.sheets[0].rows == containers.read(files.quoted(wechat.SEARCH_TERMS), "given").sheets[0].rows
    assert desk.load(files.quoted(wechat.SEARCH_TERMS), "again.csv").state == "already_loaded"


def test_what_is_only_archived_is_rebuilt_and_no_source_of_numbers(desk):
    desk.load(answer(wechat.CALLS), "calls.json")
    desk.load(files.html(growth(("2024-03-05", 1, 0, 1, 10))), "growth.xls")
    assert [file.name for file in ledger.loaded_files(desk.store.engine)] == ["growth.xls"]
    made = desk.store.rebuilt()
    assert digest.digest(made) == desk.digest()
    made.close()


def test_trying_what_is_only_archived_changes_nothing(desk):
    result = desk.load(answer(wechat.CALLS), dry_run=True)
    assert result.state == "recognised"
    assert not journal(desk).exists()


def test_an_only_archived_file_without_rows_is_refused(still):
    assert "这个时间段没有数据" in reason(still.load(files.text(wechat.INCOME_POSTS[:1])))
