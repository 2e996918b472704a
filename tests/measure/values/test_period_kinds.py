"""Weeks, months, halves and spans against plain SQL over the days that they have; and what is not made of a week."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pubkpi.measure.run import measure, measure_by
from pubkpi.measure.values.reasons import Reason
from pubkpi.model.periods import period
from tests.examples import seldom
from tests.measure.facts import measured, nil, put, written

FIRST, DAYS = date(2023, 6, 1), 1010
FACT = "  fact: account_content_daily\n  expr: comment_count\n"
YAML = (
    f"talk:\n  type: sum\n{FACT}"
    f"rate:\n  type: ratio\n{FACT}  denominator: reads\n"
    f"daily:\n  type: mean\n{FACT}"
    "fans:\n  type: last\n  fact: account_daily\n  expr: total_count\n"
    f"so_far:\n  type: sum\n{FACT}  window: year_to_date\n"
    f"thirty:\n  type: sum\n{FACT}  window: 30 days\n"
    f"season:\n  type: sum\n{FACT}  window: 3个月\n"
    "sooner:\n  type: growth\n  of: talk\n  previous: period\n"
    "yearly:\n  type: growth\n  of: talk\n  previous: year\n"
)
TALK = "select sum(comment_count) from account_content_daily where day between"
PLAIN = {
    "talk": f"{TALK} first and last",
    "rate": "select sum(comment_count) / sum(reads) from account_content_daily where day between first and last",
    "daily": "select avg(comment_count) from account_content_daily where day between first and last",
    "fans": "select total_count from account_daily where day = last",
    "so_far": f"{TALK} date_trunc('year', last) and last",
    "thirty": f"{TALK} last - 29 and last",
    "season": f"{TALK} last + 1 - interval 3 months and last",
    "sooner": f"({TALK} first and last) / ({TALK} before and first - 1) - 1",
    "yearly": f"({TALK} first and last) / ({TALK} since and until) - 1",
}
# the period, its days, the first day of the one before, and the days of the same a year before
PERIODS = [
    ("2025W01", "2024-12-30", "2025-01-05", "2024-12-23", ("2024-01-01", "2024-01-07")),
    ("2024W09", "2024-02-26", "2024-03-03", "2024-02-19", None),
    ("2024-02", "2024-02-01", "2024-02-29", "2024-01-01", None),
    ("2025-02", "2025-02-01", "2025-02-28", "2025-01-01", ("2024-02-01", "2024-02-29")),
    ("2024H2", "2024-07-01", "2024-12-31", "2024-01-01", ("2023-07-01", "2023-12-31")),
    ("2024-02-29..2024-02-29", "2024-02-29", "2024-02-29", "2024-02-28", None),
    ("2024-07-01..2025-06-30", "2024-07-01", "2025-06-30", "2023-07-01", ("2023-07-01", "2024-06-30")),
    ("2025-03-17起6个月", "2025-03-17", "2025-09-16", "2024-09-17", ("2024-03-17", "2024-09-16")),
]


@pytest.fixture(scope="module")
def loaded(shared):
    days = [(FIRST + timedelta(days=i), i) for i in range(DAYS)]
    put(
        shared,
        "account_content_daily",
        [{"day": str(day), "comment_count": 3 + i * i % 17, "reads": 50 + i % 23} for day, i in days],
    )
    put(shared, "account_daily", [{"day": str(day), "total_count": 1000 + 7 * i} for day, i in days])
    return shared


@pytest.mark.parametrize(
    ("words", "first", "last", "before", "then"),
    [*PERIODS[:1], *seldom(*PERIODS[1:3]), *PERIODS[3:6], *seldom(*PERIODS[6:])],
)
def test_a_period_is_what_plain_sql_makes_of_its_days(loaded, words, first, last, before, then):
    found = measured(loaded, YAML, period(words))
    side, _ = measure_by(loaded, written(YAML), [period(words)], "platform")
    given = {"first": first, "last": last, "before": before} | dict(zip(("since", "until"), then or (), strict=False))
    days = ", ".join(f"date '{day}' as {name}" for name, day in given.items())
    for name, query in PLAIN.items():
        column = side.column(name, period(words))[0].tolist()
        if name == "yearly" and then is None:
            assert found[name].value is None
            assert found[name].missing.en
            continue
        ((plain,),) = loaded.run(f"with days as (select {days}) select ({query}) from days")
        assert found[name].value == pytest.approx(plain, rel=1e-12), name
        assert column == [pytest.approx(plain, rel=1e-12)], name


def test_the_year_to_date_is_that_of_the_plans_own_year(loaded):
    own = {key: replace(one, year=period("2024-07-01..2025-06-30").kind) for key, one in written(YAML).items()}
    for words, first, last in (("2025-02", "2024-07-01", "2025-02-28"), ("2024H1", "2023-07-01", "2024-06-30")):
        ((plain,),) = loaded.run(f"{TALK} date '{first}' and date '{last}'")
        assert measure(loaded, own, [period(words)])[period(words)]["so_far"].value == plain


def test_a_week_that_the_year_before_has_not_got_is_compared_with_none(loaded):
    yearly = measured(loaded, YAML, period("2020W53"))["yearly"]
    assert yearly.value is None
    (words,) = {
        measured(loaded, YAML.replace("previous: period", "previous: quarter"), one)["sooner"].missing.en
        for one in (period("2024W10"), period("2024W11"))
    }
    assert words == "a week is not compared with a quarter"


@pytest.mark.parametrize(
    ("more", "short", "long", "why"),
    [
        ("  window: month\n", "2024W10", "2024-03", "it is measured by the month, which says nothing about a week"),
        ("  window: quarter\n", "2024-03", "2024H1", "it is measured by the quarter, which says nothing about a month"),
        ("  mean_of_months: true\n", "2024W10", "2024-03", "it is a mean of months, and a week is not made of whole ones"),
        ("  mean_of_months: true\n", "2024-03-17..2024-06-16", "2024Q2",
         "it is a mean of months, and a span is not made of whole ones"),
        ("  coverage: {by: months, min: 1}\n", "2024W10", "2024-03",
         "it is registered by the month, which says nothing about a week"),
        ("  coverage: {by: quarters, min: 1}\n", "2024-03", "2024Q1",
         "it is registered by the quarter, which says nothing about a month"),
    ],
)  # fmt: skip
def test_a_measure_of_longer_periods_does_not_apply_to_a_shorter_one(loaded, more, short, long, why):
    yaml = f"talk:\n  type: sum\n{FACT}{more}more:\n  type: derived\n  expr: talk * 2\n"
    found = measured(loaded, yaml, period(short))
    side, _ = measure_by(loaded, written(yaml), [period(short), period(long)], "platform")
    for name in ("talk", "more"):
        assert (found[name].value, found[name].applies, found[name].missing.en) == (None, False, why)
        assert side.why(name, period(short)).tolist() == [Reason.TOO_SHORT]
        assert side.column(name, period(short))[1].tolist() == [False]
    assert measured(loaded, yaml, period(long))["talk"].value is not None


def test_a_span_that_begins_in_mid_month_must_be_declared_there_too(shared):
    register = "made:\n  type: count\n  fact: activity\n  coverage: {by: months, min: 1}\n"
    span = period("2030-03-17..2030-05-31")
    nil(shared, "activity", ("2030-04-01", "2030-05-31"))
    assert measured(shared, register, span)["made"].missing.en.endswith("nil declaration for 2030-03")
    nil(shared, "activity", ("2030-03-17", "2030-03-31"))
    assert measured(shared, register, span)["made"].value == 0


def test_a_register_by_the_week_has_a_row_or_a_declaration_in_every_week(shared):
    register = "made:\n  type: count\n  fact: publication\n  coverage: {by: weeks, min: 1}\n"
    put(shared, "publication", [{"title": "a", "medium": "m", "published_on": "2031-03-05"}])  # a Wednesday
    nil(shared, "publication", ("2031-03-10", "2031-03-16"))
    weeks = [measured(shared, register, period(one))["made"] for one in ("2031W10", "2031W11", "2031W12")]
    assert [one.value for one in weeks] == [1, 0, None]
    assert weeks[2].missing.en.endswith("nil declaration for 2031W12")
    month = measured(shared, register, period("2031-03"))["made"]
    assert (month.value, month.coverage) == (
        None,
        2 / 6,
    )  # from the week that ends on 2 March to that which begins on 31


@pytest.mark.parametrize(
    "more", ["type: count", "type: distinct\n  expr: title", "type: points\n  tiers: [{points: 2}]"]
)
def test_what_is_declared_not_to_have_happened_is_0_also_where_no_coverage_is_asked_for(shared, more):
    plain = f"made:\n  fact: publication\n  {more}\nmean:\n  fact: publication\n  type: mean\n  expr: level\n"
    nil(shared, "publication", ("2032-03-01", "2032-03-31"))
    for one, number in (("2032-03", 0), ("2032W11", 0), ("2032-04", None), ("2032Q1", None)):
        found = measured(shared, plain, period(one))
        assert (found["made"].value, found["mean"].value) == (number, None)  # of nothing there is no mean
