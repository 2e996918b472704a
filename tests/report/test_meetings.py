"""What review meetings decided: which decisions are shown, how they stand, and on which day that is judged."""

from dataclasses import replace
from datetime import date

import pytest

from pubkpi.database.meetings import earlier_decisions
from pubkpi.model.explanations.meetings import Decision
from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.report.sections.meeting.decisions import decisions
from tests.ingest.desk import Desk
from tests.ingest.test_forms import filled
from tests.report import reviews

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
    assert found[0] == Decision(QUARTER.of(2024, 3), "菜单改版", None, date(2024, 11, 30), "done", "已上线")


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
    assert Decision(QUARTER.of(2024, 2), "改版", None, due, status, None).days_late(date(2024, 10, 4)) == late


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
