"""The analyses on a few rows of which each result is known by hand."""

import re
from dataclasses import replace
from datetime import datetime
from fractions import Fraction

import pytest

from pubkpi.analyse.request import AnalysisRequest
from pubkpi.analyse.run import ANALYSES, analyses, kind_of
from pubkpi.model.errors import UsageError
from pubkpi.model.explanations.analyses import AnalysisRules, CategoryMix
from pubkpi.model.periods import period
from tests.ingest import files, samples
from tests.ingest.desk import Desk

QUARTER = period("2024Q4")
RULES = AnalysisRules(
    mix={"政策解读": CategoryMix(40.0, 42.0), "通知公告": CategoryMix(planned=10.0)},
    viral_reads=1000,
    budget_yuan=200_000.0,
    budget={"内容": 40.0},
)
ARTICLES = [
    ("title", "url", "time", "like_num", "read_num", "share_num", "comment_count"),
    *(
        (title, f"http://mp.weixin.qq.com/s?__biz=A==&mid={i}&idx=1&sn=a", f"2024-10-0{i} 08:30:00", 1, reads, 2, 3)
        for i, (title, reads) in enumerate(
            [("解读一", 400), ("解读二", 1200), ("解读三", "100001"), ("公告", 800), ("花絮", "")], 1
        )
    ),
]
CATEGORIES = [
    ("内容标题", "发表日期", "分类"),
    *((f"解读{n}", f"2024-10-0{i}", "政策解读") for i, n in enumerate("一二三", 1)),
    ("公告", "2024-10-04", "通知公告"),
]
SPEND = [
    ("凭证号", "支出日期", "用途", "预算类别", "金额（元）", "本期无起", "本期无止", "填报人"),
    ("P1", "2024-10-05", "拍摄", "内容", "12000.10", "", "", ""),
    ("P2", "2024-11-05", "场地", "活动", "5000", "", "", ""),
    ("P3", "2024-11-06", "剪辑", "内容", "0.20", "", "", ""),
    ("P4", "2024-09-30", "上季", "内容", "99999", "", "", ""),
]
EXPERIMENTS = [
    ("试验", "版本", "结束日期", "展示次数", "点击次数"),
    ("开学", "A", "2024-10-20", "100", "10"),
    ("开学", "B", "2024-10-20", "10", "11"),
]
MILESTONES = [
    ("里程碑", "计划开始日期", "计划完成日期", "实际完成日期", "责任人"),
    ("菜单改版", "2024-09-01", "2024-10-01", "2024-09-30", "甲"),
    ("栏目上线", "2024-09-01", "2024-10-31", "2024-11-06", "乙"),  # 6 days late, of 60 planned
    ("评估", "2024-11-01", "2024-11-21", "2024-11-24", "丙"),  # 3 days late, of 20
    ("拖延", "", "2024-12-21", "", "丁"),
    ("明年", "2025-01-01", "2025-03-01", "", "戊"),
]  # fmt: skip


SEXES = [
    ("性别分布",),
    ("时间", "用户类型", "用户性别", "人数", "占比"),
    ("2024-11", "常读用户", "女", 1290, "56%"),
    ("2024-11", "常读用户", "男", 1000, "43.4%"),
    ("2024-11", "常读用户", "未知", 9, "0.6%"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("analyse"))
    loads = [
        made.drop("文章 2024-12-31-120000.csv", files.text(ARTICLES)),
        *(made.drop(f"{name}.csv", files.text(rows)) for name, rows in
          {"categories": CATEGORIES, "spend": SPEND, "milestones": MILESTONES, "experiments": EXPERIMENTS}.items()),
        made.drop("趋势.xls", files.xls(samples.EXPORTS["wechat_content_trend"][0])),
        made.drop("常读.xls", files.xls(SEXES)),
    ]  # fmt: skip
    for result in made.ingest(*loads):
        assert result.state == "loaded", result
    yield made
    made.close()


def analysed(desk, name, by, when=QUARTER, now=datetime(2025, 1, 10), rules=RULES):
    made = ANALYSES[name].make(AnalysisRequest(desk.store.engine, when, by, rules, now))
    return [dict(zip((one.name for one in made.columns), row, strict=True)) for row in made.rows], made


@pytest.mark.campaign
def test_the_mix_is_held_against_plan_and_demand(desk):
    rows, made = analysed(desk, "content", "category")
    interpretation, notice, none = (
        next(row for row in rows if row["category"] == one) for one in ("政策解读", "通知公告", None)
    )
    assert (interpretation["posts"], interpretation["share"]) == (3, Fraction(3, 5))
    assert (interpretation["planned_gap"], interpretation["demand_gap"]) == (Fraction(1, 5), Fraction(9, 50))
    assert (notice["planned_gap"], notice["demand_gap"]) == (Fraction(1, 10), None)
    # 10万+ is no count and has no mean, but it is viral
    assert (interpretation["mean_views"], interpretation["viral"]) == (800, 2)
    assert (none["posts"], none["viral"], none["viral_share"]) == (1, None, None)
    assert [one.zh for one in made.sentences] == [
        "政策解读最多：3 篇，占 60.0%。",
        "离计划最远的是政策解读：占 60.0%，计划 40.0%，相差 +20.0 个百分点。",
        "离需求最远的是政策解读：占 60.0%，需求 42.0%，相差 +18.0 个百分点。",
        "有阅读数的 4 篇中 2 篇超过 1,000，爆款率 50.0%。",
    ]
    assert [one.zh[:3] for one in made.notes] == ["1 篇", "1 篇", "1 篇"]
    assert "内容分类表" in made.notes[0].zh


def test_money_is_exact_and_held_against_the_plan(desk):
    rows, made = analysed(desk, "budget", "kind")
    assert [(row["kind"], row["spent_fen"], row["payments"]) for row in rows] == [
        ("内容", 1_200_030, 2),
        ("活动", 500_000, 1),
    ]
    assert rows[0]["planned_fen"] == 8_000_000
    assert rows[0]["used_share"] == Fraction(1_200_030, 8_000_000)
    assert rows[1]["used_share"] is None
    assert made.sentences[0].zh == "共支出 17,000.30 元，是全年预算的 8.5%。"
    # 17,000.30 over five articles
    assert made.sentences[1].zh == "按 5 篇作品算，平均 3,400.06 元。"


def test_more_clicks_than_showings_are_not_loaded(desk):
    rows, _ = analysed(desk, "titles", "experiment")
    assert [(row["variant"], row["click_share"]) for row in rows] == [("A", Fraction(1, 10))]


def test_a_milestone_is_red_beyond_a_tenth_of_its_days(desk):
    rows, made = analysed(desk, "milestones", "milestone")
    assert [(row["milestone"], row["light"].zh, row["late_days"]) for row in rows] == [
        ("菜单改版", "绿", 0),
        ("栏目上线", "黄", 6),
        ("评估", "红", 3),
        ("拖延", "红", 10),
    ]
    assert made.sentences[0].zh == "到期的 4 个里程碑完成了 3 个，红灯 2 个。"
    # as it stood in the middle of the quarter
    early, _ = analysed(desk, "milestones", "milestone", now=datetime(2024, 11, 1, 12))
    assert [(row["light"].zh, row["late_days"]) for row in early] == [
        ("绿", 0),
        ("黄", 1),
        ("未到期", 0),
        ("未到期", 0),
    ]


def test_the_channels_add_up_without_the_unique_total(desk):
    [(day,)] = desk.ask("select min(day) from channel_daily")
    rows, _ = analysed(desk, "sources", "channel", period(f"{day:%Y-%m}"))
    plain = desk.ask(
        "select channel, sum(read_users) from channel_daily where channel <> '全部' and date_trunc('month', day) = $m "
        "group by 1",
        m=day.replace(day=1),
    )
    assert {row["channel"]: row["readers"] for row in rows} == dict(plain)
    assert sum(row["share"] or 0 for row in rows) == 1


def test_small_groups_of_an_audience_are_not_shown_nor_worked_out(desk):
    rows, made = analysed(desk, "audience", "sex", rules=replace(RULES, least_people=5))
    assert [(row["month"], row["sex"], row["people"], row["share"]) for row in rows] == [
        ("2024-11", "女", 1290, Fraction(56, 100)),
        ("2024-11", "男", 1000, Fraction(434, 1000)),
        ("2024-11", "未知", 9, Fraction(6, 1000)),
    ]
    assert (made.sentences[0].zh, made.notes) == ("2024-11 云川发布的常读用户以女最多，占 56.0%。", ())
    rows, made = analysed(desk, "audience", "sex")
    # of the two smallest, one would tell of the other
    assert [(row["people"], row["share"]) for row in rows] == [(1290, Fraction(56, 100)), (None, None), (None, None)]
    assert made.notes[0].zh.startswith("2 组不足 10 人")


def test_an_analysis_that_is_none_is_told_with_those_that_there_are():
    with pytest.raises(UsageError, match="content"):
        kind_of("contents", None)
    with pytest.raises(UsageError, match="weekday"):
        kind_of("hours", "minute")


class Counted:
    """An engine that keeps the statements it was asked."""

    def __init__(self, engine):
        self.engine, self.statements = engine, []

    def run(self, words, **params):
        self.statements.append(words)
        return self.engine.run(words, **params)

    def reads(self, fact):
        """How often the statements read the rows of *fact*."""
        words = rf"\b(from|join) {fact}(_rows|_by_number|_identity|_with_category)?\b"
        return sum(len(re.findall(words, one)) for one in self.statements)


def test_several_analyses_of_posts_read_them_once(desk):
    engine = Counted(desk.store.engine)
    request = AnalysisRequest(engine, QUARTER, "", RULES, datetime(2025, 1, 10))
    made = analyses(request, ["content", "hours", "budget"])
    assert [one.name for one in made] == ["content", "hours", "budget"]
    assert engine.reads("post") == 1
    engine.statements.clear()
    analyses(request, ANALYSES)
    # the counts of posts, the days of the accounts, and those posts again that have what an index needs
    assert engine.reads("post") == 3
    facts = ("account_daily", "message", "incident", "mention", "spend", "experiment", "channel_daily", "ad_daily")
    assert max(map(engine.reads, facts)) == 2, {fact: engine.reads(fact) for fact in facts}
    for one, by in zip(made, ("category", "hour", "kind"), strict=True):
        assert one == ANALYSES[one.name].make(replace(request, by=by))
