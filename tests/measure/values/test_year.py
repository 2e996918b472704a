"""A year has its own windows: whole sums and ratios, the last value, twelve months, the register's four quarters."""

import math
from fractions import Fraction

import pytest

from pubkpi.measure.run import measure, measure_by
from pubkpi.measure.values.entries import EnteredValue, look_up
from pubkpi.measure.values.reasons import Reason
from pubkpi.model.periods import MONTH, QUARTER, YEAR
from tests.measure.facts import Q4, measured, nil, put, written

Y2024 = YEAR.of(2024)


def test_what_was_entered_for_the_year_itself_comes_before_that_of_its_last_quarter():
    year, last, first = (EnteredValue(Fraction(one), False, "x", "") for one in (1, 2, 3))
    known = {("fans", "2024"): year, ("fans", "2024Q4"): last, ("fans", "2024Q1"): first}
    fans, talk = (
        written(f"fans:\n  type: {kind}\n  fact: account_daily\n  expr: total_count\n")["fans"]
        for kind in ("last", "sum")
    )
    assert look_up(lambda *of: known.get(of), fans, Y2024) == year
    del known["fans", "2024"]
    assert look_up(lambda *of: known.get(of), fans, Y2024) == last
    assert look_up(lambda *of: known.get(of), talk, Y2024) is None


def content(engine, *days):
    put(engine, "account_content_daily", [{"day": on, "comment_count": n, "reads": m} for on, n, m in days])


def test_sums_and_ratios_run_over_the_whole_year(engine):
    content(engine, ("2023-12-31", 900, 9), ("2024-01-01", 3, 10), ("2024-07-01", 5, 20), ("2024-12-31", 7, 50))
    yaml = (
        "talk:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n"
        "rate:\n  type: ratio\n  fact: account_content_daily\n  expr: comment_count\n  denominator: reads\n"
        "monthly:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n  mean_of_months: true\n"
        "december:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n  window: month\n"
    )
    found = measured(engine, yaml, Y2024)
    assert {name: one.value for name, one in found.items()} == {
        "talk": 15, "rate": 15 / 80, "monthly": 15 / 9, "december": 7
    }  # fmt: skip
    assert measured(engine, yaml, Q4)["talk"].value == 7
    for period, words in (
        (YEAR.of(2022), ("本年没有数据", "there is no data for the year")),
        (QUARTER.of(2022, 4), ("本季没有数据", "there is no data for the quarter")),
    ):
        assert measured(engine, yaml, period)["talk"].missing == words


@pytest.mark.parametrize("kind", ["quarter", "month", "year"])
def test_a_formula_of_one_kind_of_period_has_no_value_in_another(engine, kind):
    content(engine, *((f"2024-{month:02}-01", 13, 1) for month in range(1, 13)))
    yaml = (
        "talk:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n"
        f"share:\n  type: derived\n  expr: talk / 13\n  only: {kind}\n"
    )
    measures = written(yaml)
    for period, value in ((Q4, 3), (MONTH.of(2024, 2), 1), (Y2024, 12)):
        found = measured(engine, yaml, period)["share"]
        side, _ = measure_by(engine, measures, [period], "platform")
        column = side.column("share", period)[0].tolist()
        if period.kind.name == kind:
            assert (found.value, column) == (value, [value])
        else:
            assert (found.value, found.missing.en) == (None, f"its formula is that of a {kind}")
            assert [one is None or math.isnan(one) for one in column] == [True]
            shorter = period.day_count < {"month": 29, "quarter": 91, "year": 366}[kind]
            assert side.why("share", period).tolist() == [Reason.TOO_SHORT if shorter else Reason.NO_RESULT]
            assert found.applies is not shorter


def test_a_month_has_its_own_days_and_one_month_to_divide_by(engine):
    yaml = (
        "talk:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n"
        "monthly:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n  mean_of_months: true\n"
        "so_far:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n  window: year_to_date\n"
        "whole:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n  window: year\n"
        "more:\n  type: growth\n  of: talk\n  previous: year\n"
        "sooner:\n  type: growth\n  of: talk\n  previous: quarter\n"
        "signed:\n  type: count\n  fact: partnership\n  coverage: {by: quarters, min: 1}\n"
    )
    content(engine, ("2023-02-01", 2, 1), ("2024-01-31", 3, 1), ("2024-02-01", 5, 1), ("2024-02-29", 4, 1))
    content(engine, ("2024-03-01", 7, 1), ("2024-12-31", 1, 1))
    found = measured(engine, yaml, MONTH.of(2024, 2))
    assert {name: one.value for name, one in found.items()} == {
        "talk": 9, "monthly": 9, "so_far": 12, "whole": None, "more": 3.5, "sooner": None, "signed": None
    }  # fmt: skip
    assert found["sooner"].missing.en == "a month is not compared with a quarter"
    assert found["signed"].missing.zh == "按季度登记，分不到月"
    assert measured(engine, yaml, MONTH.of(2024, 12))["whole"].value == 20
    by, _ = measure_by(engine, written(yaml), [MONTH.of(2024, 2)], "account")
    assert [by.column(name, MONTH.of(2024, 2))[0].tolist() for name in ("talk", "monthly", "more")] == [[9], [9], [3.5]]
    assert measured(engine, yaml, MONTH.of(2025, 1))["talk"].missing.zh == "本月没有数据"


def test_a_monthly_mean_of_a_year_is_over_the_quarters_that_have_data(engine):
    sums = "talk:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n  mean_of_months: true\n"
    busy = "busy:\n  type: count\n  fact: account_content_daily\n  where: comment_count > 5\n  mean_of_months: true\n"
    content(engine, ("2024-01-05", 3, 1), ("2024-02-05", 6, 1))
    found = measured(engine, sums + busy, Y2024)
    assert (found["talk"].value, found["busy"].value) == (3, 1 / 3)
    assert "3" in found["talk"].findings[0].message.en
    content(engine, ("2024-09-05", 9, 1))
    assert measured(engine, sums, Y2024)["talk"].value == 3  # 18 over the six months of two quarters
    put(engine, "account_content_daily", [{"day": "2024-05-05", "reads": 1}])
    assert measured(engine, sums, Y2024)["talk"].value == 3  # a quarter of blanks has no data
    by, _ = measure_by(engine, written(sums), [Y2024], "account")
    assert by.column("talk", Y2024)[0].tolist() == [3]
    content(engine, ("2024-12-05", 6, 1), ("2024-06-05", 0, 1))
    assert (measured(engine, sums, Y2024)["talk"].value, measured(engine, sums, Y2024)["talk"].findings) == (2, ())
    by, _ = measure_by(engine, written(sums), [Y2024], "account")
    assert by.column("talk", Y2024)[0].tolist() == [2]


def test_a_register_that_is_declared_for_the_year_is_over_twelve_months(engine):
    yaml = "acts:\n  type: count\n  fact: activity\n  mean_of_months: true\n  coverage: {by: quarters, min: 1}\n"
    put(engine, "activity", [{"name": f"活动{i}", "ended_on": "2024-02-01"} for i in range(6)])
    nil(engine, "activity", ("2024-04-01", "2024-12-31"))
    assert measured(engine, yaml, Y2024)["acts"].value == 0.5


def test_a_last_value_is_that_of_the_year_s_end(engine):
    put(engine, "account_daily", [{"day": "2024-12-30", "total_count": 8}, {"day": "2025-01-01", "total_count": 9}])
    yaml = "fans:\n  type: last\n  fact: account_daily\n  expr: total_count\n  max_age_days: 7\n"
    assert measured(engine, yaml, Y2024)["fans"].value == 8


def test_days_are_expected_for_the_whole_year(engine):
    content(engine, ("2024-10-01", 1, 1))
    yaml = "talk:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n  coverage: {by: days, min: 0}\n"
    assert measured(engine, yaml, Y2024)["talk"].coverage == 1 / 366


def test_a_register_is_declared_for_all_four_quarters(engine):
    yaml = "cases:\n  type: count\n  fact: incident\n  coverage: {by: quarters, min: 1}\n"
    nil(engine, "incident", ("2024-01-01", "2024-09-30"))
    assert "2024Q4" in measured(engine, yaml, Y2024)["cases"].missing.en
    put(engine, "incident", [{"name": "甲", "found_on": "2024-11-01"}])
    assert measured(engine, yaml, Y2024)["cases"].value == 1


def test_growth_on_the_year_before_compares_years_and_there_is_none_on_a_quarter(engine):
    content(engine, ("2023-05-01", 10, 1), ("2024-02-01", 5, 1), ("2024-12-01", 10, 1))
    sums = "talk:\n  type: sum\n  fact: account_content_daily\n  expr: comment_count\n"
    more = "up:\n  type: growth\n  of: [talk]\n  previous: {}\n"
    assert measured(engine, sums + more.format("year"), Y2024)["up"].value == 0.5
    assert (
        measured(engine, sums + more.format("quarter"), Y2024)["up"].missing.en
        == "a year is not compared with a quarter"
    )


def test_an_entered_value_of_the_last_quarter_is_the_year_s_where_it_reads_the_year_s_end(engine):
    for name in ("signed", "calls"):
        row = {"entity": "部门", "period": "2024Q4", "measure": name, "value": 6, "source": "台账", "reason": "核对"}
        put(engine, "measure_value", [row])
    yaml = (
        "signed:\n  type: count\n  fact: partnership\n  window: year_to_date\ncalls:\n  type: count\n  fact: incident\n"
    )
    found = measure(engine, written(yaml), [Y2024])[Y2024]
    assert (found["signed"].value, found["calls"].value) == (6, None)
    row = {"entity": "部门", "period": "2024", "measure": "calls", "value": 20, "source": "台账"}
    put(engine, "measure_value", [row])
    assert measure(engine, written(yaml), [Y2024])[Y2024]["calls"].value == 20
