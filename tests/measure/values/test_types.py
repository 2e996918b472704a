"""Mean, share, growth and the windows, against what one reckons by hand."""

from fractions import Fraction

import pytest

from pubkpi.measure.run import measure, measure_by
from pubkpi.measure.stale_accounts import old_numbers
from pubkpi.model.errors import SpecError
from pubkpi.model.periods import QUARTER
from tests.examples import seldom
from tests.measure.facts import Q1, Q2, Q3, Q4, measured, nil, put, written

FOLLOWERS = "fans:\n  type: last\n  fact: account_daily\n  expr: total_count\n  max_age_days: 7\n"
NEW = "new:\n  type: sum\n  fact: account_daily\n  expr: new_count\n"


def posts(engine, *rows):
    """Posts of February 2024, each (title, readers)."""
    put(
        engine,
        "post",
        [{"basis": "day7", "post": t, "title": t, "published_on": "2024-02-01", "read_users": n} for t, n in rows],
    )


def fans(engine, **counts):
    """The followers on the last day of each quarter."""
    ends = {name: QUARTER.of(int(name[1:5]), int(name[6])).last for name in counts}
    put(engine, "account_daily", [{"day": ends[name], "total_count": n} for name, n in counts.items()])


# ---- people


def test_people_are_not_added_across_platforms_but_the_most_of_one_and_those_of_one_are_told(engine):
    for platform, count in (("wechat", 7), ("weibo", 9)):
        put(engine, "account_daily", [{"platform": platform, "account": "a", "day": "2024-03-30", "new_count": count}])
    kinds = {"all": "type: sum", "most": "type: max", "own": "type: sum\n  platform: wechat"}
    yaml = "".join(f"{name}:\n  {kind}\n  fact: account_daily\n  expr: new_count\n" for name, kind in kinds.items())
    found = measured(engine, yaml)
    assert found["all"].missing.en == "people are never added across platforms"
    assert (found["most"].value, found["own"].value) == (9, 7)


# ---- counting


COUNT = "hot:\n  type: count\n  fact: post\n  basis: day7\n  where: read_users >= 30\n"


def test_rows_of_which_none_meets_the_condition_are_a_count_of_none(engine):
    assert measured(engine, COUNT)["hot"].missing.en == "there is no data for the quarter"
    posts(engine, ("一", 10), ("二", 20))
    got = measured(engine, COUNT)["hot"]
    assert (got.value, got.row_count, got.coverage, got.undeclared) == (0, 0, None, True)
    assert measured(engine, COUNT.replace("day7", "lifetime"))["hot"].value is None
    assert measured(engine, COUNT, Q2)["hot"].value is None
    posts(engine, ("三", 30))
    assert measured(engine, COUNT)["hot"].value == 1


def test_a_sum_of_which_no_row_is_of_the_series_is_missing(engine):
    posts(engine, ("一", 10))
    got = measured(engine, "s:\n  type: sum\n  fact: post\n  basis: day7\n  expr: reads\n  where: read_users >= 30\n")
    assert got["s"].value is None


# ---- mean and share


def test_a_mean_is_the_exact_sum_over_the_rows_that_have_the_number(engine):
    posts(engine, ("一", 10), ("二", 20), ("三", 20), ("四", None))
    got = measured(engine, "mean:\n  type: mean\n  fact: post\n  basis: day7\n  expr: read_users\n")["mean"]
    assert (got.value, got.numerator, got.denominator, got.row_count) == (float(Fraction(50, 3)), 50, 3, 3)


def test_a_mean_of_too_few_rows_is_missing(engine):
    posts(engine, ("一", 10), ("二", 20))
    yaml = "mean:\n  type: mean\n  fact: post\n  expr: read_users\n  min_count: {}\n"
    assert measured(engine, yaml.format(2))["mean"].value == 15
    assert measured(engine, yaml.format(3))["mean"].missing.en == "there are only 2 numbers, under 3"


def category(engine, title, name):
    put(
        engine,
        "post_category",
        [{"title": title, "title_key": title, "published_on": "2024-02-01", "category": name}],
    )


SHARE = "part:\n  type: share\n  fact: post_with_category\n  part: category = '政策解读'\n"


def test_the_share_of_a_category_is_its_sum_over_that_of_all_rows_with_a_category(engine):
    posts(engine, ("一", 100), ("二", 300), ("三", 400), ("四", 5000))
    for title, name in (("一", "政策解读"), ("二", "活动"), ("三", "政策解读")):
        category(engine, title, name)
    found = measured(engine, SHARE + "  expr: read_users\n")["part"]
    assert (found.value, found.numerator, found.denominator, found.row_count) == (500 / 800, 500, 800, 3)
    assert measured(engine, SHARE)["part"].value == 2 / 3


def test_posts_without_a_category_count_as_not_covered(engine):
    posts(engine, ("一", 100), ("二", 300))
    category(engine, "一", "活动")
    got = measured(engine, SHARE + "  coverage: {by: rows, min: 0.6}\n")["part"]
    assert (got.value, got.coverage) == (None, 0.5)
    assert measured(engine, SHARE)["part"].value == 0


def test_a_share_of_nothing_is_missing_and_not_zero(engine):
    posts(engine, ("一", 0))
    category(engine, "一", "政策解读")
    assert measured(engine, SHARE + "  expr: read_users\n")["part"].missing.en == "the denominator is zero"


# ---- growth


def test_growth_over_a_fixed_value(engine):
    fans(engine, q2024q1=60000)
    got = measured(engine, FOLLOWERS + "up:\n  type: growth\n  of: fans\n  fixed: 52000\n")
    assert got["up"].value == float(Fraction(60000, 52000) - 1)


@pytest.mark.parametrize(("previous", "expected"), [("quarter", -0.5), ("year", 1.0)])
def test_growth_over_the_last_quarter_or_the_same_of_last_year(engine, previous, expected):
    fans(engine, q2023q1=300, q2023q4=1200, q2024q1=600)
    got = measured(engine, FOLLOWERS + f"up:\n  type: growth\n  of: fans\n  previous: {previous}\n")
    assert (got["up"].value, list(got)) == (expected, ["fans", "up"])


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ({"q2024q1": 600}, "2023Q4 has no value: there is no closing number (2023-12-24 to 2023-12-31)"),
        ({"q2023q4": 0, "q2024q1": 600}, "what it is compared with is not above zero"),
        ({"q2023q4": 600}, "there is no closing number (2024-03-24 to 2024-03-31)"),
    ],
)
def test_growth_without_both_values_or_over_nothing_is_missing(engine, counts, why):
    fans(engine, **counts)
    got = measured(engine, FOLLOWERS + "up:\n  type: growth\n  of: fans\n  previous: quarter\n")["up"]
    assert (got.value, got.missing.en) == (None, why)


def test_growth_of_what_is_made_of_growth_looks_back_as_far_as_it_has_to(engine):
    fans(engine, q2022q4=100, q2023q1=110, q2023q4=200, q2024q1=260)
    yaml = (
        FOLLOWERS + "up:\n  type: growth\n  of: fans\n  previous: quarter\n"
        "percent:\n  type: derived\n  expr: 100 * up\n"
        "faster:\n  type: growth\n  of: percent\n  previous: year\n"
    )
    found = measure(engine, written(yaml), [Q1])
    assert list(found) == [Q1]
    assert found[Q1]["percent"].value == 30.0
    assert found[Q1]["faster"].value == 2.0


def test_growth_takes_an_entered_value_of_the_earlier_quarter_and_says_so(engine):
    fans(engine, q2024q1=600)
    row = {"entity": "部门", "period": "2023Q4", "measure": "fans", "value": 400, "source": "台账", "reason": "旧表"}
    put(engine, "measure_value", [row])
    got = measured(engine, FOLLOWERS + "up:\n  type: growth\n  of: fans\n  previous: quarter\n")["up"]
    assert got.value == 0.5
    assert [finding.where for finding in got.findings] == ["fans 2023Q4"]


def test_growth_of_itself_is_refused_with_the_loop(engine):
    with pytest.raises(SpecError) as caught:
        measured(engine, "up:\n  type: growth\n  of: more\n  fixed: 1\nmore:\n  type: derived\n  expr: 2 + up\n")
    told = "measures refer to each other: up → more → up. Change one of them so that none is made of itself."
    assert caught.value.line("en") == f"own.yaml:17:13: {told}"


# ---- windows


def new(engine, *rows):
    put(engine, "account_daily", [{"day": day, "new_count": n} for day, n in rows])


def test_each_window_takes_its_own_days(engine):
    new(
        engine,
        *(("2023-12-31", 1), ("2024-01-01", 10), ("2024-03-31", 100), ("2024-04-01", 1000)),
        *(("2024-05-31", 10000), ("2024-06-01", 100000), ("2024-12-31", 10**6), ("2025-01-01", 10**7)),
    )
    yaml = "".join(
        NEW.replace("new:", f"{window}:") + f"  window: {window}\n"
        for window in ("quarter", "month", "year_to_date", "year")
    )
    found = measure(engine, written(yaml), [Q1, Q2, Q4])
    values = {when: {name: one.value for name, one in listed.items()} for when, listed in found.items()}
    assert values == {
        Q1: {"quarter": 110, "month": 100, "year_to_date": 110, "year": None},
        Q2: {"quarter": 111000, "month": 100000, "year_to_date": 111110, "year": None},
        Q4: {"quarter": 10**6, "month": 10**6, "year_to_date": 1111110, "year": 1111110},
    }
    assert found[Q2]["year"].missing.en == "the year 2024 is not over"


def test_days_are_counted_over_the_window(engine):
    new(engine, *((f"2024-06-{day:02}", 1) for day in range(1, 28)))
    yaml = NEW + "  window: {}\n  coverage: {{by: days, min: 0.9}}\n"
    month = measured(engine, yaml.format("month"), Q2)["new"]
    assert (month.value, month.coverage) == (27, 27 / 30)
    assert measured(engine, yaml.format("year_to_date"), Q2)["new"].coverage == 27 / 182


@pytest.mark.parametrize(("window", "mean"), [("month", 90.0), ("quarter", 30.0), ("year_to_date", 30.0)])
def test_a_monthly_mean_is_over_the_months_of_the_window(engine, window, mean):
    new(engine, ("2024-09-10", 90))
    assert measured(engine, NEW + f"  window: {window}\n  mean_of_months: true\n", Q3)["new"].value == mean


@pytest.mark.parametrize("window", ["year", *seldom("year_to_date")])
@pytest.mark.parametrize(
    ("days", "mean", "told"),
    [(("2024-11-10",), 30.0, "data (4)"), (("2024-02-01", "2024-07-31"), 30.0, "data (1, 3)"), (("2024-02-01", "2024-12-31"), 30.0, "data (1, 4)"), (("2024-01-01", "2024-04-01", "2024-09-30", "2024-12-31"), 30.0, "")],
)  # fmt: skip
def test_a_year_with_one_quarter_of_data_is_not_divided_by_twelve(engine, window, days, mean, told):
    new(engine, *((day, 90) for day in days))
    yaml = NEW + f"  window: {window}\n  mean_of_months: true\n"
    value = measured(engine, yaml, Q4)["new"]
    assert (value.value, [one.id for one in value.findings]) == (mean, ["measure.part_of_year"] if told else [])
    assert all(told in one.message.en for one in value.findings)
    found, _ = measure_by(engine, written(yaml), [Q4], "account")
    assert [one[Q4]["new"].value for one in found.values()] == [mean]


def test_a_register_read_for_a_month_needs_a_declaration_of_that_month_only(engine):
    yaml = "events:\n  type: count\n  fact: activity\n  window: {}\n  coverage: {{by: months, min: 1}}\n".format
    nil(engine, "activity", ("2024-03-01", "2024-03-31"))
    assert measured(engine, yaml("month"))["events"].value == 0
    assert "2024-01" in measured(engine, yaml("quarter"))["events"].missing.en


def test_a_year_of_a_register_needs_all_its_quarters(engine):
    put(engine, "award", [{"name": "甲", "level": 2, "awarded_on": "2024-02-01"}])
    nil(engine, "award", ("2024-04-01", "2024-09-30"))
    yaml = "best:\n  type: max\n  fact: award\n  expr: level\n  window: year\n  coverage: {by: quarters, min: 1}\n"
    assert "2024Q4" in measured(engine, yaml, Q4)["best"].missing.en
    nil(engine, "award", ("2024-10-01", "2024-12-31"))
    assert measured(engine, yaml, Q4)["best"].value == 2


def test_columns_of_many_decimals_can_be_multiplied(engine):
    """What has 18 decimals leaves no digits for a product: 0.25 of 12.5 seconds in each of 4,000,000 reads."""
    post = {"basis": "lifetime", "post": "一", "title": "一", "published_on": "2024-02-01"}
    put(
        engine,
        "post",
        [{**post, "completion_share": "0.25", "dwell_seconds": "12.5", "reads": 4_000_000, "open_share": "0.5"}],
    )
    line = "{}:\n  type: sum\n  fact: post\n  basis: lifetime\n  expr: {}\n"
    made = {
        "seconds": ("completion_share * dwell_seconds * reads", 12_500_000),
        "people": ("reads * (open_share * completion_share)", 500_000),
        "part": ("(1 - open_share) * dwell_seconds", 6.25),
        "hours": ("dwell_seconds * dwell_seconds * (open_share * completion_share) * reads", 78_125_000),
        "thrice": ("open_share * completion_share * open_share * reads", 250_000),
        "fourfold": ("open_share * (completion_share * (open_share * completion_share)) * reads", 62_500),
    }
    got = measured(engine, "".join(line.format(name, expr) for name, (expr, _) in made.items()))
    assert {name: one.value for name, one in got.items()} == {name: value for name, (_, value) in made.items()}


def test_a_sum_over_the_last_day_names_the_accounts_whose_newest_number_is_older(engine):
    ends = [("a", "2024-03-20", 100), ("a", "2024-03-31", None), ("b", "2024-03-31", 7), ("b", "2024-09-29", 9), ("c", "2024-04-01", 5)]  # fmt: skip
    put(engine, "account_daily", [{"account": name, "day": day, "total_count": n} for name, day, n in ends])
    out, behind = (
        "the newest numbers of {} account(s) are too old to count (last day): ",
        "account(s) are older than those of others (last day): ",
    )
    for age, quarter, value, said in (
        (7, Q1, 7, [("warning", out.format(1) + "wechat/a 2024-03-20")]),
        (11, Q1, 107, [("warning", f"the numbers of 1 {behind}wechat/a 2024-03-20")]),
        (7, Q2, None, []),  # nobody has any
        (7, Q3, 9, [("info", "the numbers are older than the period's end (last day): wechat/b 2024-09-29"), ("warning", out.format(2) + "wechat/a 2024-03-20, wechat/c 2024-04-01")]),
    ):  # fmt: skip
        yaml = FOLLOWERS.replace(": 7", f": {age}")
        found = list(old_numbers(engine, written(yaml), quarter))
        assert measured(engine, yaml, quarter)["fans"].value == value
        assert [(one.severity, one.message.en) for one in found] == [
            (level, f"值 (no English): {words}") for level, words in said
        ]
