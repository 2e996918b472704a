"""What stands around the numbers: decisions of the review before, what people say, the targets to come."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from pubkpi.database.meetings import earlier_decisions
from pubkpi.explain.next_targets import next_targets
from pubkpi.measure.values.overrides import growth_window
from pubkpi.model.explanations.meetings import Decision, Task
from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.model.review import Imprint, Logo
from pubkpi.report.page import page
from pubkpi.report.sections.meeting.commentary import commentary
from pubkpi.report.sections.meeting.cover import cover
from pubkpi.report.sections.meeting.decisions import decisions
from pubkpi.report.sections.meeting.next_targets import next_targets as section
from pubkpi.report.sections.meeting.signatures import signoff
from pubkpi.specs.build import build
from tests.ingest.desk import Desk
from tests.ingest.test_forms import filled
from tests.report import reviews

ROOT = Path(__file__).resolve().parents[2]
REVIEWS = (
    {"周期": "2024Q1", "决定事项": "早已办完", "状态": "已完成", "期限": "2024-05-01"},
    {"周期": "2024Q1", "决定事项": "一直没办", "状态": "进行中", "期限": "2024-06-30", "责任人": "李"},
    {"周期": "2024Q3", "决定事项": "菜单改版", "状态": "已完成", "期限": "2024-11-30", "落实情况": "已上线"},
    {"周期": "2024Q3", "决定事项": "续约", "状态": "未开始"},
    {"周期": "2024Q4", "决定事项": "这次才定", "状态": "未开始"},
    {"周期": "2024", "决定事项": "年度会上定的", "状态": "未开始"},
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("meetings"))
    assert made.load(filled("decisions", *REVIEWS), "decisions.xlsx").rows.loaded == len(REVIEWS)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("period", "items"),
    [
        (QUARTER.of(2024, 4), ["菜单改版", "续约", "一直没办"]),
        (QUARTER.of(2024, 3), ["一直没办", "早已办完"][::-1]),
        (YEAR.of(2024), ["这次才定", "续约", "一直没办"]),  # the review of the last quarter comes before the year's
        (QUARTER.of(2025, 1), ["年度会上定的", "这次才定", "续约", "一直没办"]),
        (QUARTER.of(2024, 1), []),
    ],
)
def test_the_decisions_of_the_review_before_are_shown_and_older_ones_that_are_open(desk, period, items):
    assert [one.item for one in earlier_decisions(desk.store.engine, period)] == items


def test_a_decision_is_what_its_row_says(desk):
    found = earlier_decisions(desk.store.engine, QUARTER.of(2024, 4))
    assert found[0] == Decision(QUARTER.of(2024, 3), "菜单改版", "已上线", due_on=date(2024, 11, 30), status="done")


@pytest.mark.parametrize(
    ("status", "due", "late"),
    [
        ("running", date(2024, 9, 30), 4),
        ("waiting", date(2024, 10, 3), 1),
        ("running", date(2024, 10, 4), 0),  # due on the very day
        ("running", None, 0),
        ("done", date(2024, 9, 1), 0),
        ("dropped", date(2024, 9, 1), 0),
    ],
)
def test_only_what_is_open_after_its_day_is_overdue(status, due, late):
    assert Task(due_on=due, status=status).days_late(date(2024, 10, 4)) == late


def test_how_the_decisions_stand_is_counted_as_of_the_day_of_the_data():
    review = replace(reviews.with_reasons(), files=(), dated=date(2024, 10, 4))
    view = decisions(review, "zh")
    assert view.title == (
        "上次会议（2024年第二季度复盘）的 4 项决定：1 项已完成、1 项未开始、1 项已取消、1 项逾期；更早的还有 1 项未完成"
    )
    assert [f"{row.light.shape} {row.light.word}" for row in view.rows] == [
        "● 已完成", "■ 逾期 4 天", "○ 未开始", "– 已取消", "■ 逾期 33 天",
    ]  # fmt: skip
    assert (view.rows[1].owner, view.rows[3].due) == ("待填", "待填")
    later = decisions(replace(review, dated=date(2024, 10, 5)), "en")
    assert later.rows[2].light.word == "overdue: 1 day"
    assert later.title.startswith("The review of Q2 2024 decided 4: 1 done, 1 dropped, 2 overdue; 1 of earlier")


def test_without_decisions_there_is_no_section():
    assert decisions(reviews.review(), "zh") is None


def test_what_people_say_stands_beside_its_indicator_and_gaps_are_visible():
    view = commentary(replace(reviews.with_reasons(), files=(), dated=date(2024, 10, 4)), "zh")
    assert view.title == "4 项指标中 2 项已有说明，2 项待填"
    assert view.note.endswith("说明表里有考核表没有的指标，未列出：no_such_indicator。")
    rows = {row.label: row for row in view.rows}
    assert rows["舆情零发生"].cause == "投诉没有及时回应"
    assert (rows["舆情零发生"].action, rows["舆情零发生"].owner, rows["舆情零发生"].due) == ("待填",) * 3
    assert rows["粉丝增长率"].progress.word == "逾期 14 天"
    assert {rows["活动参与量"].cause, rows["活动参与量"].progress.word} == {"待填"}
    assert view.rows[0].label == "舆情零发生"  # most points lost
    english = commentary(reviews.review(), "en")
    assert english.title == "The commentary on all 10 indicators is to fill in"
    assert {row.cause for row in english.rows} == {"to fill in"}


SIGNED = Imprint("某局", "王芳", "李明", classification="内部", number="〔2024〕7号", logo=Logo("png", b"x", 340, 64))


def test_a_cover_says_whose_report_it_is_and_leaves_slots_for_the_rest():
    view = cover(replace(reviews.review(), imprint=SIGNED), "zh")
    slots = [(one.name, one.text, one.open) for one in (*view.marks, view.organisation, *view.people)]
    assert slots == [
        ("密级", "内部", False), ("编号", "〔2024〕7号", False), ("编制单位", "某局", False),
        ("编制", "王芳", False), ("审核", "李明", False), ("批准", "待填", True),
    ]  # fmt: skip
    assert (view.logo.source, view.logo.width, view.logo.height) == ("data:image/png;base64,eA==", 170, 32)
    bare = cover(replace(reviews.review(), imprint=Imprint()), "en")
    assert {one.text for one in (*bare.marks, bare.organisation, *bare.people)} == {"to fill in"}
    assert bare.figures == ()
    signed = signoff(replace(reviews.review(), imprint=SIGNED), "zh")
    assert [(one.name, one.text) for one in signed.people] == [("编制", "王芳"), ("审核", "李明"), ("批准", "待填")]


@pytest.mark.parametrize(
    ("made", "word"),
    [
        (reviews.review(), "暂定"),
        (reviews.review(provisional=False), "未定稿"),
        (replace(reviews.with_reasons(), card=reviews.one_quarter().card), "修订 R1"),
    ],
    ids=["data may still come", "settled, not closed", "closed"],
)
def test_a_cover_is_final_only_once_the_period_is_closed(made, word):
    assert cover(made, "zh").status == word
    assert f" {word} " in page(made, "zh").foot
    assert signoff(made, "zh").title == f"结果{word}" + ("" if made.closings else "，签批后定稿")


def test_each_target_to_come_has_the_amount_that_its_months_need():
    """By hand: 8 partnerships less the 6 of the year so far, over 3 months; 10,000 that begin anew, over 3 months."""
    made = reviews.review()
    windows = {
        "partnerships": "year_to_date",
        "participants": "quarter",
        "monthly_reads": "mean",
        "incidents": "quarter",
    }
    found = {one.id: one for one in next_targets(made.kpis, reviews.NOW, made.values, windows)}
    assert {name: (one.left, one.monthly) for name, one in found.items() if one.monthly is not None} == {
        "partnerships": (2, Fraction(2, 3)),
        "participants": (10000, Fraction(10000, 3)),
        "monthly_reads": (None, 200000),
    }
    assert (found["follower_growth"].target, found["incidents"].target) == (Fraction(80000, 52000) - 1, 0)
    view = section(replace(made, next_targets=tuple(found.values())), "zh")
    rows = {row.label: row for row in view.rows}
    assert (rows["外部合作数量"].left, rows["外部合作数量"].monthly) == ("2", "0.7")
    assert (rows["活动参与量"].left, rows["活动参与量"].monthly) == ("10,000", "3,334")
    assert (rows["月均阅读量"].left, rows["月均阅读量"].monthly) == ("—", "200,000")
    assert (rows["粉丝增长率"].target, rows["粉丝增长率"].monthly) == ("53.8%", "—")
    assert rows["获奖情况"].target == "省级"  # of a step table the first step with all the points
    assert view.title == "2024年第四季度有 10 项目标，其中 3 项可以算出每月的量"


def test_beyond_the_plan_the_targets_are_to_fill_in():
    made = reviews.review()
    assert next_targets(made.kpis, reviews.END, made.values, {}) == ()
    last = replace(made, card=replace(made.card, period=reviews.END), next_targets=())
    assert section(last, "zh").title == "2025年第一季度的目标待填：考核表只到 2024Q4"
    assert section(last, "en").rows == ()


def test_over_which_days_a_measure_adds_up_is_read_from_its_definition():
    measures = build(ROOT / "kpi_specs", "department_2024").measures
    windows = {name: growth_window(measures, name) for name in measures}
    assert {name: window for name, window in windows.items() if window in ("mean", "year_to_date")} == {
        "monthly_reads": "mean",
        "activity_participants": "mean",
        "kol_partners": "year_to_date",
        "media_partners": "year_to_date",
        "partnerships": "year_to_date",
    }
    assert {windows[name] for name in ("followers", "follower_growth", "interaction_rate", "satisfaction")} == {""}
