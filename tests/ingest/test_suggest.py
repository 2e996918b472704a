"""A profile drafted for an unknown export: it works, and nothing in it was guessed."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from pubkpi.ingest.profiles import catalogue
from pubkpi.ingest.rows import synonyms
from pubkpi.ingest.suggest import trial
from pubkpi.ingest.suggest.suggest import _FACTS, suggest
from pubkpi.model.errors import DataError, UsageError
from pubkpi.workspace.files import read_bytes
from pubkpi.workspace.yaml import yaml_file
from tests.examples import seldom
from tests.ingest import files, samples, samples_collected
from tests.ingest.test_formats import xlsx

WORKS = [
    ("作品标题", "发布时间", "播放量（万）", "点赞数", "喜欢", "关注量", "总完播率(%)", "平均播放时长(秒)", "赞赏(元)", "手机型号"),
    ("甲", "2024-10-01 10:00:00", "1.2", 300, 4, 5, "45.6", "12.5", "2.17", "x"),
    ("乙", "2024-10-02 11:30:00", "3", 30, 0, 6, "7", "8", "0", "y"),
]  # fmt: skip
DAYS = [
    ("统计日期", "新增粉丝数", "流失粉丝数", "总粉丝数", "粉丝增量"),
    ("2024-10-01", 12, 2, 1010, 10), ("2024-10-02", 5, 9, 1006, -4),
]  # fmt: skip


def draft(rows, *said, name="快手作品.csv"):
    return suggest(files.text(rows), name, (catalogue.shipped(), ()), "kuaishou", said)


def columns(drafted):
    return {guess.header: guess.column for guess in drafted.guesses if guess.column}


def open_questions(drafted):
    return {guess.header: guess.may_be for guess in drafted.guesses if not guess.column}


def adopt(desk, drafted):
    """The draft among the workspace's own exports."""
    (desk.root / "exports").mkdir()
    (desk.root / "exports" / "own.yaml").write_text(drafted.yaml, "utf-8")
    desk.close()


def test_a_drafted_list_of_works_loads_with_the_values_that_its_units_say(desk):
    adopt(desk, draft(WORKS))
    result = desk.load(files.text(WORKS), "快手作品.csv", as_of=date(2024, 12, 31))
    assert (result.state, result.rows.loaded, result.rows.rejected) == ("loaded", 2, 0)
    wanted = "platform, title, basis, cast(published_on as varchar), plays, like_count, completion_share, play_seconds, tip_fen"
    assert [(*row[:6], *map(float, row[6:])) for row in desk.rows("post", wanted)] == [
        ("kuaishou", "乙", "lifetime", "2024-10-02", 30000, 30, 0.07, 8.0, 0.0),
        ("kuaishou", "甲", "lifetime", "2024-10-01", 12000, 300, 0.456, 12.5, 217.0),
    ]
    assert desk.ask("select count(*) from post where thumb_count is not null or follow_count is not null") == [(0,)]


@pytest.mark.campaign
def test_a_drafted_list_that_prints_10_wan_keeps_it_as_the_least(desk):
    head = ("标题", "发布时间", "链接", "阅读量")
    cells = ["10万+", "300", "100000", "100001", "10w+"]
    rows = [head, *((f"第{n}篇", f"2024-02-0{n + 1} 10:00:00", f"https://x.cn/s/{n}", cell) for n, cell in enumerate(cells))]  # fmt: skip
    adopt(desk, draft(rows))
    assert desk.load(files.text(rows), "快手作品.csv", as_of=date(2024, 12, 31)).rows.loaded == 5
    assert desk.rows("post", "reads", "reads_at_least") == [
        (None, 100001), (300, None), (100000, None), (None, 100001), (None, 100001)
    ]  # fmt: skip
    assert "at_least" not in draft([head, (*rows[1][:3], "1.2万")]).yaml.split("reads_at_least")[0]


def test_a_list_that_nearly_is_a_collectors_is_read_by_its_rules(desk):
    head = samples_collected.MEDIACRAWLER["xiaohongshu"][1].replace("liked_count", "like_count")
    rows = samples_collected.collected(head, {"like_count": "1千+"}, {"note_id": "2", "like_count": "98"})
    adopt(desk, draft(rows, name="收集.csv"))
    result = desk.load(files.text(rows), "收集.csv")
    assert (result.state, result.as_of) == ("loaded", "2024-07-01"), result
    columns = ("platform", "basis", "post", "like_count", "published_at::varchar")
    assert desk.rows("post", *columns) == [
        ("kuaishou", "public", "2", 98, "2024-06-07 08:30:00"),
        ("kuaishou", "public", "7377000000000000001", None, "2024-06-07 08:30:00"),
    ]
    assert samples_collected.PERSON not in desk.facts()


def test_drafted_figures_by_day_load(desk):
    adopt(desk, draft(DAYS, name="粉丝_20241002.csv"))
    result = desk.load(files.text(DAYS), "粉丝_20241002.csv")
    assert (result.state, result.as_of) == ("loaded", "2024-10-02")
    assert desk.rows(
        "account_daily", "cast(day as varchar)", "new_count", "lost_count", "net_count", "total_count"
    ) == [
        ("2024-10-01", 12, 2, None, 1010),
        ("2024-10-02", 5, 9, None, 1006),
    ]


def test_what_is_ambiguous_or_unknown_is_a_comment_until_somebody_says_it():
    drafted = draft(WORKS)
    assert open_questions(drafted) == {
        "喜欢": ("like_count", "wow_count", "thumb_count"), "关注量": ("follow_count",), "手机型号": (),
    }  # fmt: skip
    lines = drafted.yaml.splitlines()
    for word in ("喜欢", "关注量", "手机型号"):
        assert {line.strip()[0] for line in lines if word in line} == {"#"}
    said = draft(WORKS, "喜欢=thumb_count", "关注量=follow_count")
    assert columns(said).items() >= {"喜欢": "thumb_count", "关注量": "follow_count"}.items()


@pytest.mark.parametrize(("word", "columns"), synonyms._table()[1].items())
def test_no_ambiguous_header_is_ever_mapped_unsaid(word, columns, monkeypatch):
    # to try a draft only makes more of it doubtful, and takes a database
    monkeypatch.setattr(trial, "unread", lambda *_: None)
    rows = [("标题", "发布时间", "编号", "阅读量", "日期"), ("甲", "2024-10-01", "1", "2", "2024-10-01")]
    for header in ((0, 1, 3), (4, 3)):
        table = [(*(row[i] for i in header), extra) for row, extra in zip(rows, (word, "5"), strict=True)]
        assert word not in {guess.header.lower() for guess in draft(table).guesses if guess.column}


@pytest.mark.parametrize(
    ("header", "cells", "sure"),
    [
        ("完播率", ("45.6%", "7"), False), ("完播率", ("", ""), False), ("完播率(%)", ("45.6", "7"), True),
        ("平均播放时长", ("12", "8"), False), ("平均播放时长", ("12秒", "00:08"), True), ("赞赏", ("1", "2"), False),
        ("点赞(万)", ("1", "2"), True), ("点赞(万元)", ("1", "2"), False),
        *seldom(
            ("完播率", ("45.6%", "7%"), True), ("完播率", ("45.6", "7"), False), ("完播率(万)", ("45.6", "7"), False),
            ("点赞(元)", ("1", "2"), False),
        ),
    ],
)  # fmt: skip
def test_a_unit_that_nothing_says_is_not_guessed(header, cells, sure):
    rows = [
        ("标题", "发布时间", "播放量", header),
        *(("甲", f"2024-10-0{i}", 5, cell) for i, cell in enumerate(cells, 1)),
    ]
    assert (header in columns(draft(rows))) == sure


def test_a_share_that_a_workbook_shows_as_a_percentage_says_its_unit():
    header, *rows = [row[:7] for row in WORKS]
    header = (*header[:6], "完播率")
    data = xlsx(
        [header, *((*row[:6], share) for row, share in zip(rows, (0.456, 0.07), strict=True))],
        {(1, 6): "0.0%", (2, 6): "0%"},
    )
    assert columns(suggest(data, "a.xlsx", (catalogue.shipped(), ()), "kuaishou", ()))["完播率"] == "completion_share"


@pytest.mark.campaign
def test_of_two_headers_for_one_column_neither_is_sure_until_one_is_said():
    rows = [("标题", "发布时间", "播放量", "分享", "转发"), ("甲", "2024-10-01", 1, 2, 3)]
    assert open_questions(draft(rows)) == {"分享": ("share_count",), "转发": ("share_count",)}
    assert columns(draft(rows, "分享=share_count", "转发=repost_count"))["转发"] == "repost_count"
    assert open_questions(draft(rows, "转发=share_count")) == {"分享": ("share_count",)}


def test_people_are_never_times_in_the_table_of_synonyms():
    for word, names in synonyms._table()[0].items():
        for fact in _FACTS:
            fitting = [name for name in names if fact.column(name)]
            assert len(fitting) < 2, f"{word} is sure of {fitting}"
            assert all(synonyms.counts_as(word, fact, name) for name in fitting), word
    known = {column.name for fact in _FACTS for column in fact.stored}
    assert {name for part in synonyms._table() for names in part.values() for name in names} <= known
    raw = yaml_file.read(Path(synonyms.__file__).with_name("synonyms.yaml"))
    for column, headers in raw["columns"].items():
        assert len({*headers.words()}) == len(headers.words()), column


@pytest.mark.parametrize("said", ["观看人数=plays", "观看人数=reads", "观看人数=like_count", "分享次数=share_users"])
def test_nobody_can_say_that_people_are_times(said):
    rows = [("标题", "发布时间", "播放量", "观看人数", "分享次数"), ("甲", "2024-10-01", 1, 2, 3)]
    with pytest.raises(UsageError):
        draft(rows, said)


@pytest.mark.parametrize("said", ["喜欢", "=likes", "喜欢=lyke_count", "没有这列=like_count", "赞赏(元)=like_count"])
def test_a_mistake_in_what_is_said_is_named(said):
    with pytest.raises(UsageError) as caught:
        draft(WORKS, said)
    assert caught.value.where == "--map"


@pytest.mark.parametrize(
    "rows",
    [
        [("甲", "乙"), (1, 2)],
        [("标题", "阅读量"), ("甲", 2)],
        [("时间", "新增粉丝数"), ("2024-10-01", 2)],
        [("日期", "标题", "发布时间", "阅读量"), ("2024-10-03", "甲", "2024-10-01", 2)],
        samples.growth(*samples.growth_days(1, 3)),
    ],
    ids=["unknown words", "no day", "ambiguous day", "a post by day", "a known export"],
)
def test_a_file_of_which_no_fact_can_be_made_is_refused(rows):
    with pytest.raises(DataError):
        draft(rows)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        ('{"errcode": 40013, "errmsg": "invalid appid"}', "是接口返回的错误：40013 invalid appid。"),
        ('{"list": []}', "列表是空的，没有数据"),
        ('{"list": [{"ref_date": "20241001", "session_cnt": 3, "visit_pv": 9}]}', "getweanalysisappiddailyvisittrend"),
    ],
)
def test_an_answer_that_is_no_export_is_named_as_a_load_names_it(answer, line):
    with pytest.raises(DataError) as told:
        suggest(answer.encode(), "answer.json", (catalogue.shipped(), ()), "x", ())
    assert line in told.value.line("zh")


LIST = [("日期", "标题", "阅读量", "点赞量"), ("2024-10-02", "好", 10, 1), ("2024-10-03", "坏", 12, 2)]
BARE = [("时段", "名目", *LIST[0][2:]), *LIST[1:]]


@pytest.mark.parametrize(
    ("rows", "said", "what", "example"),
    [
        (LIST, [], "日期 表示每行是一天，标题 却表示每行是一篇内容", "日期=published_at"),
        (LIST, ["日期=day"], "日期=day 表示每行是一天，标题 却", "日期=published_at"),
        (LIST, ["标题=post"], "日期 表示每行是一天，标题=post 却", "日期=published_at"),
        (BARE, [], "看不出每行是什么", "时段=day 或 --map 时段=published_at"),
        (BARE, ["时段=published_on"], "时段=published_on 是发布时间，但没有标题、编号或链接", "名目=title"),
        (BARE, ["名目=title"], "名目=title 表示每行是一篇内容，但没有发布时间", "时段=published_at"),
        ([row[1:] for row in LIST], [], "标题 表示每行是一篇内容，但没有发布时间", "表头=published_at"),
        ([("日期", "喜欢"), ("2024-10-02", 3)], [], "没有认出数字列", "喜欢=like_count"),
        ([("标题", "发布时间", "发布日期", "阅读量"), ("好", "2024-10-02", "2024-10-02", 3)], [], "意思相同", "发布时间=published_at"),
        ([("日期", "标题", "发布时间", "阅读量"), ("2024-10-03", "好", "2024-10-02", 3)], [], "两者矛盾", "每行一天或每行一篇"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_headers_that_contradict_and_an_example_from_the_file(rows, said, what, example):
    with pytest.raises(DataError) as caught:
        draft(rows, *said)
    assert what in caught.value.what.zh
    assert example in caught.value.hint.zh


def test_columns_that_no_table_has_together_cannot_be_said():
    with pytest.raises(UsageError) as caught:
        draft(LIST, "日期=day", "标题=title")
    assert "day, title" in caught.value.what.zh


def test_a_list_of_posts_by_day_of_publication_loads(desk):
    adopt(desk, draft(LIST, "日期=published_on"))
    assert desk.load(files.text(LIST), "快手作品.csv", as_of=date(2024, 12, 31)).rows.loaded == 2
    assert desk.ask("select title, cast(published_on as varchar), reads from post order by 2") == [
        ("好", "2024-10-02", 10), ("坏", "2024-10-03", 12)
    ]  # fmt: skip


def test_a_day_that_the_user_names_is_a_day():
    rows = [("时间", "新增粉丝数"), ("2024-10-01", 2)]
    assert draft(rows, "时间=day").fact.name == "account_daily"


def test_a_draft_never_takes_the_name_of_another_export():
    assert draft(DAYS, name="粉丝 (3)_2024-10-02.xlsx").id == "粉丝"
    assert draft(DAYS, name="douyin_works_2024.csv").id == "douyin_works_2"


@pytest.mark.parametrize(
    ("said", "told"), [({}, True), ({"export": "wechat_post_list"}, False)], ids=["unknown", "said to be another"]
)
def test_the_refusal_of_an_unknown_file_names_the_command_that_drafts_a_profile(desk, said, told):
    (result,) = desk.ingest(desk.drop("a.csv", "甲,乙\n1,2\n".encode()), **said)
    assert result.state == "refused"
    assert ("pubkpi exports suggest" in result.error.hint.en) is told
    assert ("pubkpi exports suggest" in result.error.hint.zh) is told


def test_what_a_header_counts_may_stand_in_brackets():
    plain = ["作品标题", "发布时间", "播放量（次）", "点赞数(个)", "评论(条)", "阅读量（人）"]
    drafted = draft([plain, ("甲", "2024-10-01 10:00:00", 12, 3, 4, 5)])
    assert columns(drafted) == {
        "作品标题": "title",
        "发布时间": "published_at",
        "播放量（次）": "plays",
        "点赞数(个)": "like_count",
        "评论(条)": "comment_count",
    }
    assert set(open_questions(drafted)) == {"阅读量（人）"}  # people are no times


def test_a_header_that_belongs_to_another_fact_says_to_which():
    drafted = draft([("日期", "新增粉丝", "播放量", "机型"), ("2024-10-01", 12, 300, "x"), ("2024-10-02", 5, 200, "y")])
    why = {guess.header: guess.why.en for guess in drafted.guesses if not guess.column}
    assert why["播放量"] == "it is plays of account_content_daily: add a feed for that"
    assert "synonyms" in why["机型"]


WEIBO = [
    ("用户昵称", "博文文本", "博文发布时间", "转发数", "评论数", "点赞数"),
    ("某发布", "甲", "Fri Nov 25 14:43:44 +0800 2022", 526, 594, 11838),
    ("某发布", "乙", "Mon Jan 01 00:30:00 +0900 2024", 1, 2, 3),
]


def test_a_collectors_way_to_write_a_moment_is_read(desk):
    adopt(desk, draft(WEIBO, name="微博.csv"))
    assert desk.load(files.text(WEIBO), "微博.csv", as_of=date(2024, 12, 31)).rows.loaded == 2
    assert desk.rows("post", "title", "cast(published_at as varchar)", "like_count") == [
        ("乙", "2023-12-31 23:30:00", 3),
        ("甲", "2022-11-25 14:43:00", 11838),
    ]


def test_one_header_that_is_said_is_enough_for_a_draft():
    rows = [("ref_date", "session_cnt", "visit_pv"), ("20260903", 12, 30)]
    drafted = draft(rows, "ref_date=day")
    assert columns(drafted) == {"ref_date": "day"}
    assert set(open_questions(drafted)) == {"session_cnt", "visit_pv"}
    assert columns(draft(rows, "visit_pv=reads")) == {"ref_date": "day", "visit_pv": "reads"}
    assert columns(draft([("第几天", "甲", "乙"), ("2026-09-03", 1, 2)], "第几天=day")) == {"第几天": "day"}
    told = draft([("统计日", "总粉丝"), ("2026-09-03", 9)], "统计日=日期", "总粉丝=累积关注人数")
    assert columns(told) == {"统计日": "day", "总粉丝": "total_count"}


def test_every_sheet_is_looked_at():
    notes = [("标题", "播放量", "点赞数"), ("口径说明", "x", "y")]
    book = files.xlsx(notes, "说明", 数据=DAYS)
    drafted = suggest(book, "a.xlsx", (catalogue.shipped(), ()), "x", ["粉丝增量=net_count"])
    assert columns(drafted)["统计日期"] == "day"
    assert columns(drafted)["粉丝增量"] == "net_count"


def test_a_column_that_the_draft_cannot_read_becomes_a_question():
    rows = [("标题", "发布时间", "播放量", "点赞数"), *((f"甲{i}", "2024-10-01 10:00:00", "很多", i) for i in range(9))]
    drafted = draft(rows)
    assert "播放量" not in columns(drafted)
    assert open_questions(drafted) == {"播放量": ("plays",)}
    assert "很多" in drafted.yaml
    assert columns(drafted)["点赞数"] == "like_count"


@pytest.mark.parametrize("moment", ["上周五", "25/11/2022", "Fri Nov 25 14:43:44 CST 2022"])
def test_nothing_is_drafted_where_the_day_of_a_row_cannot_be_read(moment):
    rows = [("标题", "发布时间", "播放量"), ("甲", moment, 5)]
    with pytest.raises(DataError, match="发布时间") as caught:
        draft(rows)
    assert moment in caught.value.line("zh")


def test_a_row_that_is_no_record_does_not_spoil_a_draft():
    rows = [
        ("标题", "发布时间", "播放量"),
        *((f"甲{i}", "2024-10-01 10:00:00", i) for i in range(30)),
        ("注", "见上", "-"),
    ]
    assert set(columns(draft(rows))) == {"标题", "发布时间", "播放量"}


def test_a_folder_is_no_file_to_draft_from(tmp_path):
    (tmp_path / "exports").mkdir()
    with pytest.raises(DataError) as told:
        read_bytes(tmp_path / "exports")
    assert told.value.line("en") == "exports: is a folder, no file. Give the path of one file in it."


@pytest.mark.campaign
def test_the_command_drafts_in_a_process_of_its_own(tmp_path):
    (tmp_path / "a.csv").write_bytes(files.text(samples.GROWTH))
    called = [sys.executable, "-m", "pubkpi", "exports", "suggest", "a.csv", "--out", "a.yaml"]
    done = subprocess.run(called, cwd=tmp_path, capture_output=True, env={**os.environ, "PYTHONUTF8": "1"})
    assert done.returncode == 4
    assert b"wechat_user_growth" in done.stderr
