"""The months inside a quarter, against plain SQL over the facts of the sample."""

import math

import pytest
from openpyxl import load_workbook

from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.pipeline.open import open_engine
from pubkpi.pipeline.results import transcript
from pubkpi.pipeline.scores import review
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import pubkpi

MONTHS = ("2024-10", "2024-11", "2024-12")
POSTS = "from post where basis = 'lifetime' and published_on between first and last"
# of each measure the number of the month from its *first* to its *last* day, or that it has none
PLAIN = {
    "follower_growth": "select total_count / 52000.0 - 1 from account_daily where day = last",
    "monthly_reads": "select sum(read_users) from channel_daily where channel = '全部' and day between first and last",
    "interaction_rate": f"select sum(like_users + comment_count + share_users) / sum(read_users) {POSTS} and read_users > 0",
    "open_rate": f"select sum(opened_users) / sum(delivered_users) {POSTS} and delivered_users is not null",
    "posts": "select sum(post_count) from account_content_daily where platform = 'wechat' and day between first and last",
    "partnerships": (
        "select least(count(distinct partner) filter (kind = '主流媒体'), 5) + least(count(distinct partner) filter (kind = 'KOL'), 3) from partnership"
        " where signed_on between '2024-01-01' and last"
    ),
}
WITHOUT = {
    "incidents": "按季度登记，分不到月",
    "topic_execution": "按季度登记，分不到月",
    "posts_per_week": "算式只用于季度",
}


@pytest.fixture(scope="module")
def book(demo, tmp_path_factory):
    out = tmp_path_factory.mktemp("months")
    pubkpi("report", "-q", "2024Q4", "--xlsx", "--sections", "months", "--out", out, cwd=demo)
    return load_workbook(next(out.glob("*.xlsx")))


@pytest.fixture(scope="module")
def rows(book):
    """(measure, month) → value and reason, of the sheet of exact values."""
    _, *rows = book["各月数值（未舍入）"].values
    return {(measure, month): (value, why) for measure, _, _, month, value, _, why in rows}


@pytest.mark.campaign
def test_a_month_is_what_plain_sql_makes_of_its_days(demo, rows):
    with open_engine(find(demo)) as engine:
        for name, query in PLAIN.items():
            for month in MONTHS:
                days = f"select date '{month}-01' as first, last_day(date '{month}-01') as last"
                (plain,) = engine.run(f"with days as ({days}) select ({query}) from days")[0]
                assert math.isclose(rows[name, month][0], plain, rel_tol=1e-12), (name, month)


def test_what_cannot_be_measured_by_month_says_why(rows):
    for name, why in WITHOUT.items():
        assert {rows[name, month] for month in MONTHS} == {(None, why)}


def test_the_sheet_of_the_section_prints_the_same_numbers(book, rows):
    printed = {row[0]: row for row in book["各月数值"].values if row[0]}
    assert [*printed["月均阅读量 人次"][1:4]] == [rows["monthly_reads", month][0] for month in MONTHS]
    assert printed["每周发文篇数"][1:4] == ("—",) * 3
    assert printed["每周发文篇数"][5] == "算式只用于季度"
    assert printed["指标"][1:6] == ("10月", "11月", "12月", "本季值", "备注")


@pytest.mark.campaign
def test_the_year_of_a_quarters_report_is_that_of_the_years_own(demo):
    """From one pass of measuring both, the year has every number that it has alone, and the quarter its own."""
    quarter, year, settings = QUARTER.of(2024, 4), YEAR.of(2024), find(demo)
    both, alone = review(settings, quarter, year=year), review(settings, year)
    assert transcript.write(both.year.card, words=False) == transcript.write(alone.card, words=False)
    assert both.card.total.score_printed == 89.3
    assert both.history[-1].period == quarter
