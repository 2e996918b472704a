"""Beside the values of others: whose, how far off, of when; and only those that there were by then."""

from dataclasses import replace

import pytest

from pubkpi.database.meetings import benchmarks as read
from pubkpi.model.explanations.benchmarks import Benchmark
from pubkpi.model.periods import QUARTER
from pubkpi.report.sections.benchmarks import benchmarks
from tests.ingest.desk import Desk
from tests.ingest.test_forms import filled
from tests.report import reviews

Q3 = QUARTER.of(2024, 3)
OTHERS = (
    Benchmark("follower_growth", "邻市", Q3, 0.30, "年报"),
    Benchmark("follower_growth", "行业平均", QUARTER.of(2023, 4), 0.35, "协会"),
    Benchmark("nobody_scores_it", "邻市", Q3, 1.0, "年报"),
)


def test_each_comparison_has_its_gap_its_age_and_its_source():
    made = replace(reviews.review(), benchmarks=OTHERS)
    view = benchmarks(made, "zh")
    assert view.title == "2 个对标值：好于对标 1 个，差于对标 1 个"
    # 31.5% here
    assert [(row.name, row.theirs, row.gap, row.dated, row.source) for row in view.rows] == [
        ("邻市", "30.0%", "+1.5\u00a0个百分点", "2024Q3（当季）", "年报"),
        ("行业平均", "35.0%", "−3.5\u00a0个百分点", "2023Q4（3 季前）", "协会"),
    ]
    assert benchmarks(made, "en").rows[1].dated == "2023Q4 (3 quarters ago)"
    assert benchmarks(replace(made, benchmarks=OTHERS[2:]), "zh") is None


def test_where_less_is_better_the_lower_value_leads():
    made = replace(reviews.review(), benchmarks=(Benchmark("incidents", "邻市", Q3, 3.0, "通报"),))
    assert benchmarks(made, "en").title == "1 benchmark: better than 1, worse than 0"


def test_the_newest_value_that_there_was_by_then_is_taken(tmp_path):
    rows = [("2024Q1", "5%"), ("2024Q2", "5.2%"), ("2024Q4", "6.1%")]
    words = (
        {"对标对象": "行业", "周期": when, "指标": "interaction_rate", "数值": said, "来源": "协会"}
        for when, said in rows
    )
    desk = Desk(tmp_path)
    desk.load(filled("benchmarks", *words), "benchmarks.xlsx")
    found = [[one.value for one in read(desk.store.engine, QUARTER.of(2024, 1).step(i))] for i in (-1, 2, 3)]
    desk.close()
    assert found == [[], pytest.approx([0.052]), pytest.approx([0.061])]
