"""The analyses by what a plan declares, on a few rows of which each result is known by hand."""

from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction

import pytest

from pubkpi.analyse.posts.accounts import wci, wci_14
from pubkpi.analyse.request import AnalysisRequest
from pubkpi.analyse.run import ANALYSES, analyses
from pubkpi.cli.views.scores.analyses import analysis_rows
from pubkpi.model.errors import SpecError
from pubkpi.model.explanations.analyses import AnalysisRules, CategoryMix, EscalationRule, Persona
from pubkpi.model.periods import period
from pubkpi.workspace.yaml import language
from tests.measure.facts import empty, put, wipe

QUARTER = period("2024Q4")


@pytest.fixture
def engine():
    with closing(empty()) as made:
        yield made


def analysed(engine, name, by, rules=None, now=datetime(2025, 1, 10)):
    made = ANALYSES[name].make(AnalysisRequest(engine, QUARTER, by, rules or AnalysisRules(), now))
    return [dict(zip((one.name for one in made.columns), row, strict=True)) for row in made.rows], made


def variant(test, name, shown, clicked, ended="2024-10-20"):
    row = {"experiment": test, "variant": name, "title": name, "shown_count": shown, "clicked_count": clicked}
    return {**row, "ended_on": ended, "entry": f"{test}|{name}", "entry_no": 1}


def test_a_title_wins_only_where_the_interval_of_its_difference_is_above_zero(engine):
    put(
        engine,
        "experiment",
        [
            *(variant("开学", "A", 80, 48), variant("开学", "B", 70, 56)),
            *(variant("停水", "A", 1000, 50, "2024-10-21"), variant("停水", "B", 1000, 60, "2024-10-21")),
            *(variant("三版", name, 70, 56 if name == "C" else 48, "2024-10-22") for name in "ABC"),
            variant("上季", "A", 10, 1, "2024-09-30"),
            variant("独版", "A", 10, 1, "2024-10-23"),
        ],
    )
    rows, made = analysed(engine, "titles", "experiment")
    assert [(row["experiment"].zh, row["variant"]) for row in rows][:4] == [
        *(("开学", "A"), ("开学", "B")),
        *(("停水", "A"), ("停水", "B")),
    ]
    # Newcombe's example
    assert (rows[1]["difference"], rows[0]["difference"]) == (Fraction(1, 5), None)
    assert [round(float(rows[1][one]), 4) for one in ("difference_low", "difference_high")] == [0.0524, 0.3339]
    first, second, third, alone = (one.zh for one in made.sentences)
    assert first == "“开学”：版本 B 更好，点击率比 A 高 20.0 个百分点（95% 区间 +5.2 到 +33.4）。"
    assert second.startswith("“停水”：看不出哪个版本更好：B 比 A 高 1.0 个百分点，95% 区间 −1.0 到 +3.0 含 0；")
    assert "2.9 个百分点以上" in second
    # 80.0 % against 68.6 % of seventy, three pairs: an interval that includes 0
    assert third.startswith("“三版”：看不出")
    assert alone.startswith("“独版”有点击率的版本不足两个")


def test_variants_never_shown_and_impossible_ones_are_no_comparison(engine):
    pair = [variant("两版", "A", 80, 48), variant("两版", "B", 70, 56)]
    put(engine, "experiment", [*pair, variant("两版", "C", 0, 0), variant("两版", "D", 10, 12)])
    rows, made = analysed(engine, "titles", "experiment")
    # Newcombe's example, as if there were but the two
    assert [round(float(rows[1][one]), 4) for one in ("difference_low", "difference_high")] == [0.0524, 0.3339]
    assert [(row["click_share"], row["difference"]) for row in rows[2:]] == [(None, None), (None, None)]
    assert made.sentences[0].zh.startswith("“两版”：版本 B 更好")
    assert [one.zh[:14] for one in made.notes] == ["1 个版本的点击多于展示，没"]


def message(kind, received, answered, count=1):
    row = {"kind": kind, "received_count": count, "answered_count": count if answered else 0}
    moments = {"received_at": datetime.fromisoformat(received)}
    if answered:
        moments["answered_at"] = datetime.fromisoformat(answered)
    return {**row, **moments, "day": received[:10], "entry": f"{kind}|{received}", "entry_no": 1}


MESSAGES = [
    message("咨询", "2024-10-08 09:00", "2024-10-08 11:00"),
    message("咨询", "2024-10-16 10:00", None),
    message("投诉", "2024-10-11 17:00", "2024-10-14 10:00"),  # a Friday, the Monday after it
    message("重大", "2024-10-15 10:00", "2024-10-15 10:30"),
]
OF_A_DAY = {"day": "2024-10-09", "received_count": 10, "answered_count": 9, "answered_in_day_count": 8}


def test_messages_have_the_times_and_limits_of_their_kind(engine):
    put(engine, "message", MESSAGES)
    put(engine, "message", [{**OF_A_DAY, "reply_seconds": 23_400, "entry": "day", "entry_no": 1}])
    rules = AnalysisRules(working_hours="09:00-17:30")
    rows, made = analysed(engine, "messages", "kind", rules)
    found = {row["kind"]: row for row in rows}
    names = ("received", "answered", "in_day_share", "median_hours", "median_work_hours", "in_time_share")
    half = Fraction(1, 2)
    assert {kind: tuple(row[one] for one in names) for kind, row in found.items()} == {
        "咨询": (2, 1, half, 2, 2, half),
        "投诉": (1, 1, 0, 65, Fraction(3, 2), 0),
        "重大": (1, 1, 1, half, half, 1),
        None: (10, 9, Fraction(4, 5), None, None, None),
    }
    assert (found[None]["mean_hours"], found["投诉"]["ninety_hours"]) == (Fraction(13, 2), 65)
    assert [one.zh for one in made.sentences] == [
        "收到 14 条，回复 12 条，回复率 85.7%。",
        "24 小时内回复的占收到的 71.4%。",
        "逐条登记的 4 条中，50.0% 在时限内回复，2 条超时。",
    ]
    # a day off and a limit of the plan's own
    rules = replace(rules, holidays=(date(2024, 10, 14),), message_hours={"投诉": 72.0})
    complaint = next(row for row in analysed(engine, "messages", "kind", rules)[0] if row["kind"] == "投诉")
    assert (complaint["median_work_hours"], complaint["in_time_share"]) == (half, 1)
    # as it stood before anybody could be late
    early, _ = analysed(engine, "messages", "kind", rules, now=datetime(2024, 10, 16, 18))
    assert next(row for row in early if row["kind"] == "咨询")["in_time_share"] == 1


REPLIED = {"answered_in_day_count": 1, "reply_seconds": 3600}


def test_a_message_answered_at_no_known_moment_is_neither_late_nor_unanswered(engine):
    answered = {**message("咨询", "2024-10-08 09:00", None), "answered_count": 1}
    swapped = message("投诉", "2024-10-09 09:00", "2024-10-09 08:00")
    put(
        engine, "message", [{**answered, **REPLIED}, {**answered, "kind": "建议", "entry": "2"}, {**swapped, **REPLIED}]
    )
    rows, _ = analysed(engine, "messages", "kind")
    names = ("answered", "in_day_share", "mean_hours", "median_hours", "in_time_share")
    assert {row["kind"]: tuple(row[one] for one in names) for row in rows} == {
        "咨询": (1, 1, 1, None, None),
        "建议": (1, None, None, None, None),
        "投诉": (1, 1, 1, None, None),
    }


@pytest.mark.parametrize(("clock", "answered"), [("10:59", 0), ("11:00", 1)])
def test_a_reply_after_now_is_none_yet(engine, clock, answered):
    put(engine, "message", [message("重大", "2024-10-08 09:00", "2024-10-08 11:00")])
    [row], _ = analysed(engine, "messages", "kind", now=datetime.fromisoformat(f"2024-10-08 {clock}"))
    in_day, median = (1, 2) if answered else (None, None)
    assert [row[one] for one in ("answered", "in_day_share", "median_hours", "in_time_share")] == [
        *(answered, in_day, median, 0)
    ]


@pytest.mark.parametrize(("moment", "in_time"), [("09:42:00", 1), ("09:42:01", 0)])
def test_limits_of_hours_are_exact(engine, moment, in_time):
    put(engine, "message", [message("咨询", "2024-10-08 09:00", f"2024-10-08 {moment}")])
    moments = {"appeared_at": datetime(2024, 10, 8, 9), "found_at": datetime.fromisoformat(f"2024-10-08 {moment}")}
    put(engine, "incident", [incident("停水", found_on="2024-10-08", **moments)])
    days = [(18, 10), (19, 11)]
    put(
        engine,
        "mention",
        [{"mention": f"{day}-{n}", "published_on": f"2024-11-{day}"} for day, count in days for n in range(count)],
    )
    # 10 and a tenth more are 11
    thresholds = {"蓝": EscalationRule(11, 10.0)}
    rules = AnalysisRules(message_hours={"咨询": 0.7}, detection_hours=0.7, escalation=thresholds)
    [row], _ = analysed(engine, "messages", "kind", rules)
    assert row["in_time_share"] == in_time
    _, made = analysed(engine, "incidents", "incident", rules)
    assert f"{in_time} 起在 0.7 小时内发现" in made.sentences[-1].zh
    assert "2024-11-19" in made.notes[-1].zh


def test_moments_in_the_wrong_order_give_no_hours(engine):
    moments = {"appeared_at": datetime(2024, 10, 8, 9), "found_at": datetime(2024, 10, 8, 8)}
    early = {**moments, "answered_at": datetime(2024, 10, 8, 7)}
    put(engine, "incident", [incident("停水", found_on="2024-10-08", closed_on="2024-10-07", **early)])
    [row], made = analysed(engine, "incidents", "incident", AnalysisRules(detection_hours=24.0))
    assert [row[one] for one in ("detection_hours", "answer_hours", "days")] == [None, None, None]
    assert made.notes[0].zh == "1 起出现或发现时间不全或先后颠倒，不算进及时发现率。"
    assert not any("及时发现率" in one.zh for one in made.sentences)


def test_median_and_ninety_percent_are_those_of_all_replies(engine):
    hours = [1, 2, 3, 4, 5, 6, 7, 8, 9, 20]
    put(
        engine,
        "message",
        [message("建议", f"2024-10-{n:02} 00:00", f"2024-10-{n:02} {h:02}:00") for n, h in enumerate(hours, 1)],
    )
    [row], _ = analysed(engine, "messages", "kind")
    # half way between the fifth and the sixth; nine of ten are answered within 9 hours
    assert (row["median_hours"], row["ninety_hours"]) == (Fraction(11, 2), 9)


def test_ninety_percent_are_within_a_time_that_one_reply_took(engine):
    replies = ["2024-10-01 01:00", "2024-10-01 03:00", "2024-12-31 23:00"]
    put(engine, "message", [{**message("建议", "2024-10-01 00:00", at), "entry": at} for at in replies])
    [row], _ = analysed(engine, "messages", "kind", now=datetime(2025, 3, 1))
    assert row["ninety_hours"] == 2207


def incident(name, **more):
    return {"name": name, "entry": name, "entry_no": 1, "is_counted": True, **more}


def test_incidents_are_found_in_time_and_handled_well_by_what_is_declared(engine):
    moments = {
        name: datetime.fromisoformat(f"2024-10-05 {clock}")
        for name, clock in [("appeared_at", "08:00"), ("found_at", "10:30"), ("answered_at", "12:00")]
    }
    late = {"appeared_at": datetime(2024, 11, 18, 9), "found_at": datetime(2024, 11, 20, 9)}
    put(
        engine,
        "incident",
        [
            incident("谣言", found_on="2024-10-05", closed_on="2024-10-06", level=2, is_well_handled=True, **moments),
            incident("投诉", found_on="2024-11-20", level=4, **late),
            incident("旧案", found_on="2024-09-20", level=1),
        ],
    )
    put(
        engine,
        "mention",
        [
            {"mention": f"{day}-{n}", "published_on": f"2024-11-{day}"}
            for day, count in [(18, 2), (19, 5), (20, 12), (21, 20)]
            for n in range(count)
        ],
    )
    thresholds = {"蓝": EscalationRule(5), "黄": EscalationRule(10, 100.0)}
    rules = AnalysisRules(detection_hours=24.0, escalation=thresholds)
    rows, made = analysed(engine, "incidents", "incident", rules)
    assert [(row["incident"], row["detection_hours"], row["answer_hours"], row["days"]) for row in rows] == [
        ("投诉", 48, None, 41),
        ("谣言", Fraction(5, 2), Fraction(3, 2), 1),
        ("旧案", None, None, 102),
    ]
    assert [one.zh for one in made.sentences] == [
        "本期发现 2 起，连同以前未办结的共 3 起，已办结 1 起。",
        "未办结的最久是“旧案”，已 102 天。",
        "时间齐全的 2 起中，1 起在 24 小时内发现，及时发现率 50.0%，目标 95%。",
        "评定过的 1 起中 1 起处置得当，妥善处置率 100%，目标 90%。",
    ]
    # 12 is more than twice 5: yellow; 20 is not twice 12, and 5 are but five
    assert [
        one.zh.partition("条提及")[0][3:].strip() + one.zh[one.zh.index("达到") + 2 :][:2] for one in made.notes
    ] == [
        "2024-11-20：12黄色",
        "2024-11-21：20蓝色",
        "2024-11-19：5蓝色",
    ]
    assert "是否登记由人判断" in made.notes[0].zh
    assert not any("提及" in one.zh for one in analysed(engine, "incidents", "incident")[1].notes)


def test_money_is_divided_by_what_it_bought(engine):
    put(
        engine,
        "spend",
        [
            {
                "voucher": f"P{n}", "spent_on": "2024-10-05", "kind": "推广", "channel": "朋友圈", "amount_fen": fen,
                "impression_count": shown, "click_count": clicks, "conversion_count": None, "follower_count": 30,
                "return_fen": back, "entry": f"P{n}", "entry_no": 1,
            }
            for n, (fen, shown, clicks, back) in enumerate([(100_000, 50_000, 400, 350_000), (50_001, 10_000, None, None)])
        ],
    )  # fmt: skip
    put(engine, "ad_daily", [{"day": "2024-11-01", "impression_count": 2000, "click_count": 40, "spend_fen": 8000}])
    [row], made = analysed(engine, "budget", "channel")
    assert (row["spent_fen"], row["mille_fen"]) == (150_001, Fraction(150_001 * 1000, 60_000))
    # the payment that does not know its clicks bought none of them
    assert (row["click_fen"], row["conversion_fen"], row["follower_fen"]) == (250, None, Fraction(150_001, 60))
    assert row["return_ratio"] == Fraction(7, 2)
    assert made.notes[0].zh == "广告平台的导出另记消费 80.00 元；CPM 40.00 元；CPC 2.00 元；不与登记的支出相加。"


def test_new_followers_come_from_their_sources_and_some_from_outside(engine):
    put(
        engine,
        "follower_source_daily",
        [
            {"day": f"2024-10-0{day}", "source": source, "new_count": new, "lost_count": 1}
            for day in (1, 2)
            for source, new in [("30", 40), ("161", 5), ("999", 5)]
        ],
    )
    rules = AnalysisRules(external_sources=("他人转载", "视频号"), external_target=20.0)
    rows, made = analysed(engine, "sources", "follower_source", rules)
    assert [(getattr(row["follower_source"], "zh", row["follower_source"]), row["new_followers"], row["share"]) for row in rows] == [
        ("扫描二维码", 80, Fraction(4, 5)),
        ("他人转载", 10, Fraction(1, 10)),
        ("999", 10, Fraction(1, 10)),
    ]  # fmt: skip
    assert made.sentences[1].zh == "外部来源（他人转载、视频号）占 10.0%，目标 20.0%，相差 −10.0 个百分点。"


@pytest.mark.parametrize(
    ("sources", "said"),
    [(("朋友圈",), None), (("直播", "朋友圈"), "外部来源（直播）占 0%，目标 20.0%，相差 −20.0 个百分点。"), (("扫描二维码",), None)],
)  # fmt: skip
def test_nothing_is_said_of_sources_that_cannot_be_or_are_not_known(engine, sources, said):
    days = [{"day": "2024-10-01", "source": "161", "new_count": 5}, {"day": "2024-10-01", "source": "30"}]
    put(engine, "follower_source_daily", days)
    rules = AnalysisRules(external_channels=("他人转载",), external_sources=sources, external_target=20.0)
    _, made = analysed(engine, "sources", "follower_source", rules)
    assert [one.zh for one in made.sentences if "外部" in one.zh] == ([said] if said else [])


def test_an_account_that_sleeps_might_join_a_working_one_of_its_unit(engine):
    engine.run("create or replace temp table account as select * from account where false")
    names = {"甲": "局", "乙": "局", "丙": "局", "丁": "院"}
    for name, unit in names.items():
        engine.run("insert into account (platform, account, name, unit) values ('wechat', $a, $a, $u)", a=name, u=unit)
    put(
        engine,
        "post",
        [
            {"account": name, "post": f"{name}{day}", "basis": "public", "title": name, "published_on": day, **counts}
            for name, day, counts in [
                ("甲", "2024-12-30", {"reads": 100, "like_count": 5}),
                ("甲", "2024-12-20", {"reads": 300, "like_count": 15}),
                ("乙", "2024-06-01", {}),
                ("丁", "2024-06-01", {}),
            ]
        ],
    )
    rows, _ = analysed(engine, "accounts", "account")
    found = {row["account"]: (row["state"].zh, row["merge_into"] and row["merge_into"].zh) for row in rows}
    assert found == {
        "甲": ("正常", None),
        "乙": ("僵尸", "甲（公众号）"),
        "丙": ("空壳", "甲（公众号）"),
        "丁": ("僵尸", None),
    }
    index = {row["account"]: row["wci"] for row in rows}
    # 400 reads and 20 likes of two posts in 92 days: 0.4 ln 5.3478 + 0.45 ln 201 + 0.15 ln 301, and so of ten times the likes
    assert round(float(index["甲"]), 3) == 143.555
    assert index["乙"] is None


def test_the_later_index_needs_the_place_of_each_post(engine):
    same = {"basis": "public", "title": "题", "published_on": "2024-12-30", "wow_count": 2, "like_count": 7}
    counts = [
        ("甲", "s?mid=1&idx=1&sn=a", {"reads_at_least": 100_001, "share_count": 9}),
        ("甲", "s?mid=1&idx=2&sn=b", {"reads": 40, "share_count": 0}),
        ("甲", "s?mid=2&idx=1&sn=c", {"reads": 500, "share_count": 30}),
        ("乙", "s?mid=3&idx=1&sn=d", {"reads": 500}),
        ("丙", "s/short", {"reads": 500, "share_count": 3}),
    ]
    put(
        engine,
        "post",
        [
            {
                **same,
                **more,
                "account": name,
                "post": post,
            }
            for name, post, more in counts
        ],
    )
    rows, _ = analysed(engine, "accounts", "account")
    found = {row["account"]: [row[name] for name in ("wci", "wci_14", "wci_14_shares")] for row in rows}
    known = (92, 3, (100_541, 100_501, 100_001), (6, 4, 2), (21, 14, 7))
    expected = [wci(92, 100_541, 3, 100_001, 21, 7), wci_14(*known), wci_14(*known, (39, 39, 30))]
    assert [round(float(one), 6) for one in found["甲"]] == [round(one, 6) for one in expected]
    assert [one is None for one in (*found["乙"], *found["丙"])] == [False, False, True, False, True, True]


def test_personas_are_sums_of_groups_and_tell_of_no_small_one(engine):
    groups = [("18-25岁", 40), ("26-35岁", 50), ("36-45岁", 300), ("60岁以上", 5)]
    put(
        engine,
        "audience_share",
        [
            {"month_on": "2024-11-01", "audience": "常读用户", "dimension": "年龄", "value": value, "user_count": count}
            for value, count in groups
        ],
    )
    personas = {
        "青年": Persona("年龄", ("18-25岁", "26-35岁")),
        "老年": Persona("年龄", ("60岁以上",)),
        "中年": Persona("年龄", ("26-35岁", "36-45岁")),
        "其余": Persona("年龄", ("18-25岁", "26-35岁", "36-45岁")),
    }
    rows, _ = analysed(engine, "audience", "persona", AnalysisRules(personas=personas))
    assert [(row["persona"], row["people"], row["share"]) for row in rows] == [
        ("其余", None, None),
        ("中年", 350, Fraction(350, 395)),
        ("青年", None, None),
        ("老年", None, None),
    ]


def test_a_survey_has_its_satisfied_share_or_its_net_promoter_score(engine):
    answers = [("服务", "满意", True, True)] * 81 + [("服务", "一般", True, False)] * 182
    answers += [
        ("推荐", str(points), True, None)
        for points, count in [(10, 30), (9, 20), (8, 30), (6, 20)]
        for _ in range(count)
    ]
    answers += [("推荐", "0", False, None)] * 9
    put(
        engine,
        "survey_answer",
        [
            {
                "survey": survey, "answer_no": str(n), "answered_at": datetime(2024, 10, 8), "answered_on": "2024-10-08",
                "answer": answer, "is_valid": valid, "is_satisfied": satisfied,
            }
            for n, (survey, answer, valid, satisfied) in enumerate(answers)
        ],
    )  # fmt: skip
    (points, service), made = analysed(engine, "satisfaction", "survey", AnalysisRules(nps=("推荐",)))
    assert (service["satisfied_share"], points["satisfied_share"]) == (Fraction(81, 263), None)
    assert [round(float(service[one]), 4) for one in ("satisfied_low", "satisfied_high")] == [0.2553, 0.3662]
    assert (points["ratings"], points["promoter_score"], service["promoter_score"]) == (100, Fraction(3, 10), None)
    assert [one.zh for one in made.sentences] == [
        "“推荐”100 份评分，净推荐值 +30.0（95% 区间 +14.1 到 +44.2）。",
        "“服务”263 份有效回答，满意率 30.8%（95% 区间 25.5%–36.6%）。",
    ]


def test_hours_of_work_that_are_none_are_refused(tmp_path):
    path = tmp_path / "analyses.yaml"
    path.write_text("working_hours: 9-17\n", encoding="utf-8")
    with pytest.raises(SpecError, match="09:00-17:30"):
        language.load(AnalysisRules, path)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("message_hours: {投诉: 1e300}", "投诉"),
        ("message_hours: {投诉: -5}", "投诉"),
        ("message_hours: {投诉: 0}", "投诉"),
        ("budget: {推广: -5}", "推广"),
        ("budget: {推广: 500}", "推广"),
        ("budget: {推广: 60, 内容: 41}", "101%"),
        ("mix: {甲: {planned: -1}}", "planned"),
        ("mix: {甲: {planned: 60}, 乙: {planned: 50}}", "110%"),
        ("budget_yuan: -1", "budget_yuan"),
    ],
)
def test_numbers_that_cannot_be_are_refused(tmp_path, words, key):
    path = tmp_path / "analyses.yaml"
    path.write_text(words + "\n", encoding="utf-8")
    with pytest.raises(SpecError, match=key):
        language.load(AnalysisRules, path)


def test_mentions_are_an_answer_without_any_incident(engine):
    days = [(18, 10), (20, 3)]
    put(
        engine,
        "mention",
        [{"mention": f"{day}-{n}", "published_on": f"2024-11-{day}"} for day, count in days for n in range(count)],
    )
    rules = AnalysisRules(escalation={"蓝": EscalationRule(3, 100.0)})
    request = AnalysisRequest(engine, QUARTER, "incident", rules, datetime(2025, 1, 10))
    [made] = analyses(request, ["incidents"])
    assert (made.rows, [one.zh for one in made.sentences]) == ((), ["没有登记的事件。"])
    # before the first day that the monitor found anything nothing is known; later a day without mentions has none
    first, second = (one.zh for one in made.notes)
    assert first.startswith("请看 2024-11-18：10 条提及（前一天没有数据），")
    assert second.startswith("请看 2024-11-20：3 条提及（前一天 0 条），")


def test_a_plan_for_what_was_not_bought_has_a_row_of_zero_and_a_note(engine):
    payment = {"voucher": "P1", "spent_on": "2024-10-05", "kind": "推广", "amount_fen": 1201, "entry": "P1"}
    earlier = {**payment, "voucher": "P0", "spent_on": "2024-07-05", "kind": "工具", "entry": "P0"}
    put(engine, "spend", [{**payment, "entry_no": 1}, {**earlier, "entry_no": 1}])
    rules = AnalysisRules(budget={"推广": 50.0, "活動": 40.0, "工具": 10.0}, budget_yuan=100.0)
    rows, made = analysed(engine, "budget", "kind", rules)
    assert [(row["kind"], row["spent_fen"], row["used_share"]) for row in rows] == [
        ("推广", 1201, Fraction(1201, 5000)),
        ("活動", 0, 0),
        ("工具", 0, 0),
    ]
    assert made.notes[-1].zh == "analyses.yaml 的 budget 里，数据里没有：活動。请核对写法。"
    # money as programs read it, to the fen
    assert [row[1] for row in analysis_rows(made)] == ["spent_yuan", "12.01", "0.00", "0.00"]


def test_accounts_whose_new_followers_are_unknown_are_told_beside_their_cost(engine):
    put(
        engine,
        "spend",
        [{"voucher": "P1", "spent_on": "2024-10-05", "kind": "推广", "amount_fen": 1000, "entry": "P1", "entry_no": 1}],
    )
    put(
        engine,
        "post",
        [
            {"account": name, "post": name, "basis": "public", "title": name, "published_on": "2024-10-05"}
            for name in ("甲", "乙")
        ],
    )
    put(engine, "account_daily", [{"account": "甲", "day": "2024-10-05", "new_count": 5}])
    _, made = analysed(engine, "budget", "kind")
    assert made.sentences[-1].zh == "按 5 个新增关注算，平均 2.00 元。"
    assert [one.zh.partition("：")[0] for one in made.notes] == ["1 个发布了作品的账号没有新增关注数"]


def test_tests_of_one_name_in_two_quarters_are_two(engine):
    now = [variant("开学", "A", 80, 48), variant("开学", "B", 70, 56)]
    then = [variant("开学", "A", 800, 700, "2024-07-20"), variant("开学", "B", 800, 100, "2024-07-20")]
    later = [variant("开学", "A", 800, 700, "2025-01-20")]
    put(engine, "experiment", [*now, *({**one, "entry": one["entry"] + one["ended_on"]} for one in (*then, *later))])
    rows, made = analysed(engine, "titles", "experiment")
    assert [(row["shown"], row["clicked"]) for row in rows] == [(80, 48), (70, 56)]
    assert made.sentences[0].zh.startswith("“开学”：版本 B 更好")


def test_tests_of_one_name_in_a_period_stay_apart(engine):
    first = [variant("开学", "A", 80, 48, "2024-10-05"), variant("开学", "B", 70, 56, "2024-10-06")]
    again = [variant("开学", "A", 800, 100, "2024-11-20"), variant("开学", "B", 800, 300, "2024-11-20")]
    thrice = [variant("开学", name, 8, 1, "2024-11-20") for name in "AB"]
    put(engine, "experiment", first)
    rows, _ = analysed(engine, "titles", "experiment")
    assert [(row["experiment"].zh, row["shown"]) for row in rows] == [("开学", 80), ("开学", 70)]
    put(engine, "experiment", [{**one, "entry_no": n} for n, rows in ((2, again), (3, thrice)) for one in rows])
    rows, made = analysed(engine, "titles", "experiment")
    assert [(row["experiment"].en, row["variant"], row["shown"]) for row in rows] == [
        ("开学 (2024-10-05)", "A", 80),
        ("开学 (2024-10-06)", "B", 70),
        ("开学 (2024-11-20, no. 1)", "A", 800),
        ("开学 (2024-11-20, no. 1)", "B", 800),
        ("开学 (2024-11-20, no. 2)", "A", 8),
        ("开学 (2024-11-20, no. 2)", "B", 8),
    ]
    assert "“开学（2024-11-20，第 1 次）”：版本 B 更好" in made.sentences[2].zh
    assert made.sentences[0].zh == "“开学（2024-10-05）”有点击率的版本不足两个，无从比较。"


def work(title, author, seconds=None, fen=None, day="2024-10-05"):
    row = {"title": title, "published_on": day, "author": author, "work_seconds": seconds, "cost_fen": fen}
    return {**row, "title_key": title}


def test_what_a_piece_took_is_of_those_of_which_all_authors_say_it(engine):
    post = {"basis": "public", "published_on": "2024-10-05"}
    put(
        engine,
        "post",
        [
            {**post, "account": account, "post": f"{account}{title}", "title": title, "reads": 7}
            for account, title in (("甲", "一"), ("乙", "一"), ("甲", "二"), ("甲", "三"), ("乙", "四"))
        ],
    )
    put(
        engine,
        "authorship",
        [
            *(work("一", "张", 3600, 10_050), work("一", "李", 1800, 0)),
            *(work("二", "张", 3600, 101), work("二", "李", None, 100)),
            *(work("三", "张"), work("无此文", "张", 60), work("四", "张", 60, 60, day="2024-10-06")),
        ],
    )
    rows, made = analysed(engine, "content", "account")
    assert {
        row["account"]: [row[name] for name in ("timed_pieces", "work_hours", "priced_pieces", "piece_fen")]
        for row in rows
    } == {
        "甲": [1, Fraction(3, 2), 2, Fraction(10_251, 2)],
        "乙": [1, Fraction(3, 2), 1, 10_050],
    }
    # the piece that both published counts once
    assert [one.zh for one in made.sentences[-2:]] == [
        "登记了工时的 1 篇稿件，平均 1.5 小时。",
        "登记了费用的 2 篇稿件，平均 51.26 元。",
    ]
    assert made.notes[-1].zh.startswith("2 篇登记了工时或费用的稿件，本期没有同题同日的作品")
    wipe(engine)
    put(engine, "post", [{**post, "post": "一", "title": "一"}])
    put(engine, "authorship", [work("一", "张")])
    [row], made = analysed(engine, "content", "platform")
    assert (row["timed_pieces"], row["work_hours"], row["priced_pieces"], len(made.sentences)) == (None, None, None, 0)


def test_posts_have_the_categories_of_the_view(engine):
    titles = ["解读一", "一图读懂 Policy", "POLICY 活动", "活动", "其他", "A解读活动"]
    put(engine, "post", [{"post": t, "basis": "public", "title": t, "published_on": "2024-10-05"} for t in titles])
    for typed in ([], [{"title": "活动", "title_key": "活动", "published_on": "2024-10-05", "category": "手工"}]):
        put(engine, "post_category", typed) if typed else None
        for words in ([], [(1, "活动类", "活动"), (2, "政策", "解读"), (3, "政策", "policy")]):
            engine.run("truncate category_keyword")
            for place, category, word in words:
                engine.run("insert into category_keyword select $p, $c, $w", p=place, c=category, w=word)
            rows, _ = analysed(engine, "content", "category")
            plain = dict(engine.run("select category, count(*) from post_with_category group by 1"))
            assert {row["category"]: row["posts"] for row in rows} == plain
    assert plain == {"活动类": 2, "手工": 1, "政策": 2, None: 1}


@pytest.mark.parametrize(
    ("limit", "viral", "share"), [(100_000, 1, Fraction(1, 2)), (200_000, 0, 0)], ids=["reached", "unknown"]
)
def test_a_lower_bound_of_reads_below_the_limit_tells_nothing(engine, limit, viral, share):
    put(
        engine,
        "post",
        [
            {"post": name, "basis": "public", "title": name, "published_on": "2024-10-05", **counts}
            for name, counts in [("甲", {"reads_at_least": 100_001}), ("乙", {"reads": 5})]
        ],
    )
    [row], made = analysed(engine, "content", "platform", AnalysisRules(viral_reads=limit))
    assert (row["viral"], row["viral_share"]) == (viral, share)
    assert ("或只知道是 10万+" in made.notes[0].zh) == (not viral)


def test_an_account_opened_after_the_period_is_not_of_it(engine):
    engine.run("create or replace temp table account as select * from account where false")
    for name, opened in [("甲", "2024-12-31"), ("乙", "2025-01-01"), ("丙", None)]:
        engine.run(
            "insert into account (platform, account, name, opened_on) values ('wechat', $a, $a, cast($o as date))",
            a=name,
            o=opened,
        )
    rows, _ = analysed(engine, "accounts", "account")
    assert sorted(row["account"] for row in rows) == ["丙", "甲"]


def test_milestones_are_due_by_their_day_and_none_is_late_by_nothing(engine):
    dates = [
        ("倒置", "2024-12-30", "2024-10-31", "2024-10-31"),
        ("提前", "2024-10-01", "2024-12-31", "2024-10-10"),
    ]
    put(
        engine,
        "milestone",
        [
            {"name": name, "started_on": began, "due_on": due, "done_on": done, "entry": name, "entry_no": 1}
            for name, began, due, done in dates
        ],
    )
    rows, made = analysed(engine, "milestones", "milestone", now=datetime(2024, 11, 10))
    assert [(row["light"].zh, row["late_days"]) for row in rows] == [("绿", 0), ("绿", 0)]
    assert [one.en for one in made.sentences] == ["Of 1 milestone due: 1 done, 0 red."]


def test_no_hour_is_called_best_where_all_compared_are_below_the_mean(engine):
    hours = [(8, 20, 100), (9, 20, 101), (20, 2, 10_000)]
    put(
        engine,
        "post",
        [
            {
                "post": f"{hour}-{n}", "basis": "public", "title": f"{hour}-{n}", "published_on": "2024-10-05",
                "published_at": datetime(2024, 10, 5, hour, 30), "reads": reads + n % 2,
            }
            for hour, count, reads in hours
            for n in range(count)
        ],
    )  # fmt: skip
    _, made = analysed(engine, "hours", "hour")
    [words] = made.sentences
    assert words.en.startswith("All times compared are below the mean: the highest, 09:00, is 0.2 times it")
    assert "1。" not in words.zh


def spend(kind, fen, number, **more):
    row = {"voucher": number, "spent_on": "2024-10-05", "kind": kind, "amount_fen": fen, "entry": number, "entry_no": 1}
    return {**row, **more}


def test_what_was_paid_back_is_no_share_of_what_was_spent(engine):
    put(
        engine,
        "spend",
        [spend("内容", 100_000, "1"), spend("内容", -30_000, "2"), spend("活动", -5000, "3", click_count=10)],
    )
    rules = AnalysisRules(budget={"内容": 0.0, "活动": 50.0}, budget_yuan=1000.0)
    rows, made = analysed(engine, "budget", "kind", rules)
    assert [(row["spent_fen"], row["share"], row["click_fen"]) for row in rows] == [
        (70_000, None, None),
        (-5000, None, None),
    ]
    assert [one.zh for one in made.sentences] == [
        "共支出 650.00 元，是全年预算的 65.0%。",
        "超出全年预算的类别：内容（没有预算）。",
    ]
    assert [one.en for one in made.notes] == ["One group got back more than it spent: there are no shares."]
    put(engine, "spend", [spend("活动", -100_000, "4")])
    _, made = analysed(engine, "budget", "kind")
    assert made.sentences[0].zh == "退款比支出多 350.00 元。"


@pytest.mark.parametrize(
    ("groups", "hidden"),
    [
        ([1000, 30, 4, 3], 3),  # 4 and 3 are seven together
        ([1000, 30, 6, 5], 2),
        ([1000, 30, 9], 2),
        ([1000, 30, 20], 0),
        ([4], 1),
    ],
)
def test_what_is_left_out_of_an_audience_is_ten_people_and_two_groups_at_least(engine, groups, hidden):
    same = {"month_on": "2024-11-01", "audience": "常读用户", "dimension": "年龄"}
    put(engine, "audience_share", [{**same, "value": f"{count}", "user_count": count} for count in groups])
    rows, _ = analysed(engine, "audience", "age")
    assert [row["people"] for row in rows] == [*groups[: len(groups) - hidden], *[None] * hidden]


def test_sentences_say_of_how_many_it_is_known(engine):
    day = datetime(2024, 12, 31, 12)
    same = {"day": "2024-12-31", "received_count": 1, "received_at": day, "kind": "咨询"}
    answered = {"answered_count": 1, "answered_at": day.replace(hour=13)}
    put(
        engine,
        "message",
        [
            {**same, **answered, "entry": "1", "entry_no": 1},
            {**same, "answered_count": 0, "entry": "2", "entry_no": 1},
        ],
    )
    _, made = analysed(engine, "messages", "kind")
    assert [one.zh for one in made.sentences[:2]] == [
        "收到 2 条，回复 1 条，回复率 50.0%。",
        "24 小时内回复的占知道是否及时的 1 条的 100%。",
    ]


def test_a_survey_of_which_nothing_can_be_said_is_told(engine):
    same = {"answer_no": "1", "answered_at": datetime(2024, 10, 8), "answered_on": "2024-10-08"}
    rows = [("服务", False), ("推荐", True)]
    put(engine, "survey_answer", [{**same, "survey": name, "answer": "好", "is_valid": valid} for name, valid in rows])
    _, made = analysed(engine, "satisfaction", "survey", AnalysisRules(nps=("推荐",)))
    assert sorted(one.zh for one in made.sentences) == [
        "“推荐”没有 0–10 分的回答，没有净推荐值。",
        "“服务”没有有效回答。",
    ]


def test_a_post_of_only_a_bound_is_read_at_least_so_often_and_none_of_the_least(engine):
    reads = [*({"reads": count} for count in (10, 20, 30, 40, 50)), {"reads_at_least": 100_001}, {}]
    same = {"basis": "public", "published_on": "2024-10-05"}
    put(engine, "post", [{**same, "post": f"{n}", "title": f"第{n}篇", **more} for n, more in enumerate(reads)])
    put(engine, "post", [{**same, "account": "乙", "post": f"x{n}", "title": "少", "reads": 7} for n in range(4)])
    rows, made = analysed(engine, "content", "post")
    assert [(row["post"], row["end"].en, row["views"], row["bound"]) for row in rows] == [
        ("第5篇", "most", None, "10万+"),
        *((f"第{n}篇", "most", n * 10 + 10, None) for n in (4, 3, 2, 1)),
        ("第0篇", "least", 10, None),
    ]
    assert made.sentences[0].zh.endswith("《第5篇》：至少是本账号均值的 3,333.4 倍。")
    assert made.sentences[1].en.endswith("0.3 times its account's mean.")


def test_demand_of_which_one_may_name_several_is_told_beside_its_gaps(engine):
    titles = "通" * 9 + "政" * 6 + "活" * 3 + "服" * 2
    posts = [
        {"post": f"{n}", "title": word, "basis": "public", "published_on": "2024-10-05"}
        for n, word in enumerate(titles)
    ]
    put(engine, "post", posts)
    names = {"通": "通知公告", "政": "政策解读", "活": "活动推广", "服": "用户服务"}
    for place, (word, category) in enumerate(names.items()):
        engine.run("insert into category_keyword select $p, $c, $w", p=place, c=category, w=word)
    demand = zip(names.values(), (25.0, 42.0, 15.0, 35.0), strict=True)
    rules = AnalysisRules(mix={name: CategoryMix(demand=wished) for name, wished in demand})
    rows, made = analysed(engine, "content", "category", rules)
    # the plan's own numbers: supply 45, 30, 15, 10; demand 25, 42, 15, 35
    assert [(row["share"] * 100, row["demand_gap"] * 100) for row in rows] == [(45, 20), (30, -12), (15, 0), (10, -25)]
    assert made.sentences[1].zh == "离需求最远的是用户服务：占 10.0%，需求 35.0%，相差 −25.0 个百分点。"
    assert made.notes[1].zh.startswith("各类需求合计 117.0%")
