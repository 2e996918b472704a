"""What a value lacks is what its coverage says, day by day and month by month."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pubkpi.database import names
from pubkpi.ingest.profiles.sources import with_platforms
from pubkpi.measure.gaps import gaps, uncounted
from pubkpi.measure.notices import absent_accounts
from pubkpi.measure.run import measure, measure_by
from pubkpi.model.periods import MONTH
from tests.measure.facts import Q1, Q2, SHIPPED, nil, put

LATER = date(2024, 5, 1)
DAYS = [Q1.first + timedelta(i) for i in range(Q1.day_count)]


def test_the_days_that_lack_are_those_on_which_no_row_counts_for_each_account(engine):
    """A row of another channel, or one without the number, is none."""
    rows = [{"day": day, "channel": "全部", "read_users": 3} for day in DAYS[2:]]
    rows += [{"day": DAYS[0], "channel": "朋友圈", "read_users": 3}, {"day": DAYS[1], "channel": "全部", "reads": 3}]
    rows += [{"day": day, "channel": "全部", "read_users": 1, "account": "b"} for day in DAYS[:60]]
    rows += [{"day": DAYS[0], "channel": "全部", "read_users": 1, "account": "c", "platform": "douyin"}]
    put(engine, "channel_daily", rows)
    found = gaps(engine, SHIPPED["monthly_reads"], Q1, LATER)
    assert [(one.account, one.count, one.days) for one in found] == [
        ("a", 2, ((DAYS[0], DAYS[1]),)), ("b", 31, ((DAYS[60], DAYS[-1]),)),
    ]  # fmt: skip
    value = measure(engine, {"monthly_reads": SHIPPED["monthly_reads"]}, [Q1])[Q1]["monthly_reads"]
    assert value.coverage == pytest.approx(1 - sum(one.count for one in found) / (2 * len(DAYS)))


def test_an_account_of_accounts_yaml_without_any_row_lacks_from_the_day_it_was_opened_on(engine):
    """It stands on a platform that the measure reads; one that was opened later, or on another platform, is not due."""
    put(engine, "account_daily", [{"day": DAYS[-1], "total_count": 5}])
    accounts = [("wechat", "b", None), ("wechat", "c", "2024-04-01"), ("weibo", "d", None), ("", "e", None)]
    names.create(engine, _accounts(*accounts))
    try:
        found = [
            [one.account for one in gaps(engine, SHIPPED["followers"], some, date(2024, 8, 1))] for some in (Q1, Q2)
        ]
        values = measure(engine, {"followers": SHIPPED["followers"]}, [Q1, Q2])
        put(engine, "account_daily", [{"account": "c", "day": "2024-07-02", "total_count": 5}])
        came = [one.account for one in gaps(engine, SHIPPED["followers"], Q1, date(2024, 8, 1))]
        said = [*absent_accounts(engine, SHIPPED, values[Q1], Q1)]
        units, _ = measure_by(engine, {"followers": SHIPPED["followers"]}, [Q1], "unit")
    finally:
        names.create(engine, names.NOBODY)
    assert found == [["b"], ["a", "b", "c"]]
    assert came == ["b"]
    assert [one.message.zh for one in said] == ["关注人数：2024Q1 缺 1 个账号的数据：wechat/b"]
    assert values[Q1]["followers"].coverage == 0.5
    assert values[Q2]["followers"].value is None
    assert units["一科"][Q1]["followers"].value is None


def test_days_before_an_account_was_opened_are_not_expected(engine):
    """Its first row counts for its opening where it is earlier."""
    days = [{"day": day, "channel": "全部", "read_users": 3} for day in DAYS[60:]]
    put(engine, "channel_daily", [*days[:-1], {"account": "b", **days[-1]}, {"account": "c", **days[-1]}])
    names.create(engine, _accounts(("wechat", "a", str(DAYS[60])), ("wechat", "b", "2024-08-01")))
    try:
        found = gaps(engine, SHIPPED["monthly_reads"], Q1, LATER)
        value = measure(engine, {"monthly_reads": SHIPPED["monthly_reads"]}, [Q1])[Q1]["monthly_reads"]
    finally:
        names.create(engine, names.NOBODY)
    assert [(one.account, one.days) for one in found] == [("a", ((DAYS[-1],) * 2,)), ("c", ((DAYS[0], DAYS[-2]),))]
    assert value.coverage == pytest.approx((30 + 1 + 1) / (31 + 1 + 91))


def test_accounts_are_expected_on_the_platforms_of_which_an_export_has_the_numbers(engine):
    """Also while the fact has no row of the platform: of 知乎 nobody can download followers, of 抖音 anybody can."""
    own = replace(SHIPPED["followers"], platform="")
    fans = with_platforms({"followers": own}, Path("none"))["followers"]
    put(engine, "account_daily", [{"day": DAYS[-1], "total_count": 5}])
    names.create(engine, _accounts(("wechat", "a", None), ("douyin", "b", None), ("zhihu", "c", None)))
    try:
        found = gaps(engine, fans, Q1, LATER)
        value = measure(engine, {"followers": fans}, [Q1])[Q1]["followers"]
        put(engine, "channel_daily", [{"platform": "zhihu", "account": "c", "day": DAYS[0]}])
        named = gaps(engine, SHIPPED["monthly_reads"], Q1, LATER)
    finally:
        names.create(engine, names.NOBODY)
    assert [(one.platform, one.account) for one in found] == [("douyin", "b")]
    assert (value.value, value.coverage) == (None, 0.5)
    assert [(one.platform, one.account, one.count) for one in named] == [("wechat", "a", 91)]


def test_a_measure_that_says_whose_rows_it_reads_expects_nobody_else():
    own = replace(SHIPPED["followers"], platform="", where="platform <> 'douyin'")
    assert with_platforms({"followers": own}, Path("none")) == {"followers": own}


def _accounts(*accounts: tuple[str, str, str | None]) -> names.Names:
    return names.Names(tuple((on, one, one, "一科", day) for on, one, day in accounts), (), (), "")


def test_a_day_that_is_not_over_does_not_lack(engine):
    put(engine, "channel_daily", [{"day": DAYS[0], "channel": "全部", "read_users": 3}])
    (gap,) = gaps(engine, SHIPPED["monthly_reads"], Q1, DAYS[3])
    assert gap.days == ((DAYS[1], DAYS[2]),)
    assert gaps(engine, SHIPPED["monthly_reads"], Q1, DAYS[1]) == ()


def test_of_a_closing_number_any_of_the_last_days_will_do(engine):
    put(
        engine,
        "account_daily",
        [{"day": DAYS[-8], "total_count": 5}, {"day": DAYS[-9], "total_count": 5, "account": "b"}],
    )
    (gap,) = gaps(engine, SHIPPED["followers"], Q1, LATER)
    assert (gap.kind, gap.account, gap.days) == ("closing", "b", ((date(2024, 3, 24), date(2024, 3, 31)),))


def test_without_any_account_all_days_of_the_platform_lack(engine):
    (gap,) = gaps(engine, SHIPPED["monthly_reads"], Q1, LATER)
    assert (gap.platform, gap.account, gap.count) == ("wechat", "", 91)


def test_rows_of_which_none_counts_are_counted_on_the_measures_own_platform(engine):
    """Those of another channel, and those without the number; of another platform or quarter they are nobody's."""
    assert uncounted(engine, SHIPPED["monthly_reads"], Q1) is None
    rows = [{"day": DAYS[0], "channel": "朋友圈", "read_users": 3}, {"day": DAYS[1], "channel": "全部"}]
    rows += [{"day": DAYS[0], "channel": "全部", "platform": "douyin"}, {"day": LATER, "channel": "全部"}]
    put(engine, "channel_daily", rows)
    gap = uncounted(engine, SHIPPED["monthly_reads"], Q1)
    assert (gap.kind, gap.count) == ("rows", 2)


def test_months_of_a_register_lack_without_rows_and_without_a_declaration(engine):
    put(engine, "activity", [{"name": "一", "ended_on": date(2024, 1, 31), "participant_count": 1}])
    nil(engine, "activity", ("2024-02-01", "2024-02-28"))  # a day short
    (gap,) = gaps(engine, SHIPPED["activity_participants"], Q1, LATER)
    assert (gap.periods, gap.may_be_nil) == ((MONTH.of(2024, 2), MONTH.of(2024, 3)), True)
    assert [str(one) for one in gaps(engine, SHIPPED["activity_participants"], Q1, date(2024, 3, 31))[0].periods] == [
        "2024-02"
    ]
    nil(engine, "activity", ("2024-02-29", "2024-03-31"))
    assert gaps(engine, SHIPPED["activity_participants"], Q1, LATER) == ()


def test_a_share_of_nothing_is_none_so_its_register_is_not_declared_empty(engine):
    (gap,) = gaps(engine, SHIPPED["online_usage"], Q1, LATER)
    assert not gap.may_be_nil
