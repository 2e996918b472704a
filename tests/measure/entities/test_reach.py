"""传播效能 on generated rows, against plain SQL and arithmetic by hand."""

from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from pubkpi.measure.run import measure
from tests.examples import few
from tests.measure.facts import BASE, Q1, Q2, Q4, measured, only, put, value, wipe

ALL = "全部"


def days(first, last):
    """Every day from *first* to *last*."""
    return [first + timedelta(days=i) for i in range((last - first).days + 1)]


# ---- followers


def followers(engine, *rows, account="a"):
    put(engine, "account_daily", [{"account": account, "day": day, "total_count": n} for day, n in rows])


@pytest.mark.parametrize("seed", few(range(12), 0, 1, 2, 3))
def test_followers_are_the_last_known_of_every_account_as_plain_sql_finds_them(shared, seed):
    wipe(shared)
    random = Random(seed)
    for account in "abc"[: random.randint(1, 3)]:
        listed = [day for day in days(date(2024, 3, 18), date(2024, 4, 6)) if random.random() < 0.35]
        followers(shared, *((day, random.choice([None, random.randint(1, 10**6)])) for day in listed), account=account)
        followers(shared, (date(2024, 1, 1), 7), account=account)
    ((total, found),) = shared.run(
        """select sum(newest), count(*) from (
             select account, max_by(total_count, day) as newest from account_daily
             where total_count is not null and day >= date '2024-03-24' and day <= date '2024-03-31' group by account)"""
    )
    ((known,),) = shared.run("select count(distinct account) from account_daily")
    got = value(shared, "followers")
    assert got.value == (float(total) if found == known else None)
    if found:
        assert got.coverage == found / known
        assert got.row_count == found


@pytest.mark.parametrize(
    ("day", "counts"), [("2024-03-31", True), ("2024-03-24", True), ("2024-03-23", False), ("2024-04-01", False)]
)
def test_a_count_of_followers_is_at_most_seven_days_old_and_never_from_the_next_quarter(engine, day, counts):
    followers(engine, (day, 60000))
    got = value(engine, "followers")
    assert got.value == (60000 if counts else None)
    assert (got.missing is None) == counts


def test_a_blank_on_the_last_day_leaves_the_count_of_the_day_before(engine):
    followers(engine, ("2024-03-29", 1), ("2024-03-30", 2), ("2024-03-31", None))
    assert value(engine, "followers").value == 2


def test_blanks_only_are_no_followers_and_not_zero(engine):
    followers(engine, ("2024-03-30", None), ("2024-03-31", None))
    assert value(engine, "followers").value is None


def test_one_account_without_its_last_days_makes_the_sum_missing(engine):
    followers(engine, ("2024-03-31", 500))
    followers(engine, ("2024-03-01", 700), account="b")
    got = value(engine, "followers")
    assert (got.value, got.coverage) == (None, 0.5)
    assert "50.0%" in got.missing.en


def test_followers_of_other_platforms_neither_count_nor_are_waited_for(engine):
    put(engine, "account_daily", [{"platform": "wechat", "day": "2024-03-31", "total_count": 5}])
    put(engine, "account_daily", [{"platform": "douyin", "day": "2024-01-31", "total_count": 700}])
    assert (value(engine, "followers").value, value(engine, "followers").coverage) == (5, 1)


def test_an_account_of_which_only_parts_of_the_readers_are_there_is_still_waited_for(engine):
    days = [
        f"2024-{month:02}-{day:02}"
        for month in (1, 2, 3)
        for day in range(1, 32)
        if (month, day) < (2, 30) or month == 3
    ]
    put(engine, "channel_daily", [{"account": "a", "day": day, "channel": "全部", "read_users": 1} for day in days])
    put(engine, "channel_daily", [{"account": "b", "day": "2024-03-31", "channel": "朋友圈", "read_users": 1}])
    assert value(engine, "monthly_reads").coverage == 0.5


def test_growth_is_over_the_fixed_base_and_exact_at_a_target(engine):
    followers(engine, ("2024-03-31", 60000), ("2024-06-30", 52000), ("2023-12-31", 51000), ("2024-12-31", 80000))
    found = measure(engine, only("follower_growth"), [BASE, Q1, Q2, Q4])
    growth = [found[quarter]["follower_growth"].value for quarter in (BASE, Q1, Q2, Q4)]
    assert growth == [float(Fraction(-1000, 52000)), float(Fraction(60000, 52000) - 1), 0.0, float(Fraction(7, 13))]


def test_one_measure_s_patience_does_not_make_another_patient(engine):
    """Two measures of a fact share one query, not one age limit."""
    followers(engine, ("2024-03-10", 9))
    yaml = "".join(
        f"{name}:\n  type: last\n  fact: account_daily\n  expr: total_count\n  max_age_days: {age}\n"
        for name, age in (("near", 7), ("far", 30))
    )
    found = measured(engine, yaml)
    assert (found["near"].value, found["far"].value) == (None, 9.0)


def test_the_last_row_is_the_last_of_those_that_meet_the_condition(engine):
    rows = [
        ("2024-03-30", ALL, 5),
        ("2024-03-31", "朋友圈", 1),
        ("2024-03-30", "朋友圈", 2),
        ("2024-03-31", "搜一搜", 3),
    ]
    put(engine, "channel_daily", [{"day": d, "channel": c, "read_users": n} for d, c, n in rows])
    yaml = f"newest:\n  type: last\n  fact: channel_daily\n  expr: read_users\n  where: channel = '{ALL}'\n  max_age_days: 7\n"
    assert measured(engine, yaml)["newest"].value == 5


# ---- monthly reads


def reads(engine, listed, account="a", channel=ALL):
    put(
        engine,
        "channel_daily",
        [{"account": account, "day": d, "channel": channel, "read_users": n} for d, n in listed],
    )


@pytest.mark.parametrize("seed", few(range(8), 0, 1, 2))
def test_monthly_reads_are_a_third_of_the_days_present_and_need_nine_tenths_of_them(shared, seed):
    wipe(shared)
    random = Random(seed)
    accounts = "ab"[: random.randint(1, 2)]
    kept = random.choice([1.0, 0.95, 0.92, 0.85])
    for account in accounts:
        for channel in (ALL, "朋友圈"):
            present = [day for day in days(date(2023, 12, 25), date(2024, 4, 3)) if random.random() < kept]
            blank = [random.random() < 0.02 for _ in present]
            reads(
                shared,
                [(d, None if no else random.randint(0, 10**5)) for d, no in zip(present, blank, strict=True)],
                account,
                channel,
            )
    ((total, seen),) = shared.run(
        """select sum(read_users), count(read_users) from channel_daily
           where channel = '全部' and day between date '2024-01-01' and date '2024-03-31'"""
    )
    got = value(shared, "monthly_reads")
    coverage = Fraction(seen, 91 * len(accounts))
    assert got.coverage == float(coverage)
    assert got.value == (float(Fraction(int(total), 3)) if coverage >= Fraction(9, 10) else None)


@pytest.mark.parametrize(("present", "there"), [(82, True), (81, False)])
def test_nine_tenths_of_the_days_are_enough_and_a_day_less_is_not(engine, present, there):
    listed = days(Q1.first, Q1.last)[:present]  # 82 of 91 are 0.901, 81 are 0.890
    reads(engine, [(day, 30) for day in listed])
    got = value(engine, "monthly_reads")
    assert got.value == (30 * 82 / 3 if there else None)
    assert got.coverage == present / 91


@pytest.mark.campaign
def test_a_coverage_just_short_never_prints_as_enough(engine):
    """899 of 1,000 rows is short; 8,996 of 10,000 must not read as 90.0 %."""
    complete, blank = [{"delivered_users": 10, "open_share": 0.5}] * 2249, [{"delivered_users": 10}] * 251
    put(
        engine,
        "post",
        [
            {"basis": "day7", "published_on": "2024-02-01", "post": str(i), **row}
            for i, row in enumerate(complete + blank)
        ],
    )
    got = value(engine, "open_rate_listed")
    assert got.coverage == 2249 / 2500  # 89.96 %
    assert got.missing == ("数据覆盖率 89.96%，低于 90%", "the data cover 89.96%, under 90%")


def test_the_channels_are_never_added_to_the_unique_readers(engine):
    reads(engine, [(day, 10) for day in days(Q1.first, Q1.last)])
    reads(engine, [(day, 1000) for day in days(Q1.first, Q1.last)], channel="公众号消息")
    assert value(engine, "monthly_reads").value == 910 / 3


def test_a_quarter_without_rows_has_no_reads_and_says_so(engine):
    reads(engine, [(day, 10) for day in days(Q1.first, Q1.last)])
    got = value(engine, "monthly_reads", Q2)
    assert (got.value, got.coverage, got.missing.en) == (None, None, "there is no data for the quarter")


def test_a_day_that_is_there_with_zero_readers_is_a_day(engine):
    reads(engine, [(day, 0) for day in days(Q1.first, Q1.last)])
    assert (value(engine, "monthly_reads").value, value(engine, "monthly_reads").coverage) == (0.0, 1.0)


# ---- interaction rate


def post(basis, title, day="2024-02-01", account="a", **numbers):
    name = title if basis == "lifetime" else f"{title}-{sorted(numbers.items())}"
    return {"basis": basis, "post": name, "title": title, "published_on": day, "account": account, **numbers}


def sheet(title, reads_, likes, comments, shares, **more):
    return post(
        "lifetime", title, read_users=reads_, like_users=likes, comment_count=comments, share_users=shares, **more
    )


@pytest.mark.parametrize("seed", few(range(15), 0, 1, 2, 3, 4))
def test_the_interaction_rate_is_pooled_over_complete_rows_and_covered_by_first_week_readers(shared, seed):
    wipe(shared)
    random = Random(seed)
    rows, gap = [], random.choice([0.0, 0.02, 0.3])

    def some(most):
        return None if random.random() < gap else random.randint(0, most)

    for number in range(random.randint(5, 60)):
        account, day = random.choice("ab"), date(2024, 1, 1) + timedelta(days=random.randint(0, 99))
        title = f"t{number if random.random() < 0.8 else random.randint(0, 5)}"
        if not any(
            (r["basis"], r["account"], r["title"], r["published_on"]) == ("lifetime", account, title, day) for r in rows
        ):
            rows.append(sheet(title, some(9000), some(300), some(50), some(200), day=day, account=account))
        for copy in range(1 if random.random() < 0.8 else 2):
            listed = post("day7", title, day, account, read_users=random.randint(1, 8000))
            rows.append({**listed, "post": f"{number}-{copy}"})
    put(shared, "post", rows)
    got = value(shared, "interaction_rate")

    quarter = [row for row in rows if Q1.first <= row["published_on"] <= Q1.last]
    needed = ("read_users", "like_users", "comment_count", "share_users")
    complete = [r for r in quarter if r["basis"] == "lifetime" and all(r[name] is not None for name in needed)]
    sheets = {(r["account"], r["title"], r["published_on"]) for r in complete}
    listed = defaultdict(list)
    for r in quarter:
        if r["basis"] == "day7":
            listed[r["account"], r["title"], r["published_on"]].append(r["read_users"])
    coverage = Fraction(sum(min(n) for key, n in listed.items() if key in sheets), sum(sum(n) for n in listed.values()))
    done = sum(r["like_users"] + r["comment_count"] + r["share_users"] for r in complete)
    seen = sum(r["read_users"] for r in complete)
    assert got.coverage == float(coverage)
    assert got.value == (float(Fraction(done, seen)) if coverage >= Fraction(8, 10) and seen else None)


def test_rates_are_pooled_and_not_averaged(engine):
    put(engine, "post", [sheet("a", 100, 50, 0, 0), sheet("b", 900, 0, 0, 0)])
    put(engine, "post", [post("day7", "a", read_users=100), post("day7", "b", read_users=900)])
    assert value(engine, "interaction_rate").value == 0.05


@pytest.mark.parametrize("blank", ["read_users", "like_users", "comment_count", "share_users"])
def test_a_row_with_one_number_missing_takes_no_part_instead_of_counting_as_zero(engine, blank):
    put(engine, "post", [sheet("a", 1000, 10, 5, 5), {**sheet("b", 100, 90, 90, 90), blank: None}])
    put(engine, "post", [post("day7", "a", read_users=900), post("day7", "b", read_users=100)])
    got = value(engine, "interaction_rate")
    assert (got.value, got.row_count, got.coverage) == (0.02, 1, 0.9)


def test_counts_of_times_never_stand_in_for_counts_of_people(engine):
    times = post("lifetime", "old", reads=9999, like_count=999, share_count=999, comment_count=9)
    put(engine, "post", [sheet("a", 1000, 10, 5, 5), times])
    put(engine, "post", [post("day7", "a", read_users=900), post("day7", "old", read_users=100)])
    assert value(engine, "interaction_rate").value == 0.02


@pytest.mark.parametrize(("covered", "there"), [(800, True), (799, False)])
def test_sheets_for_eight_tenths_of_the_first_week_readers_are_enough(engine, covered, there):
    put(engine, "post", [sheet("a", 1000, 10, 5, 5)])
    put(engine, "post", [post("day7", "a", read_users=covered), post("day7", "b", read_users=1000 - covered)])
    assert value(engine, "interaction_rate").value == (0.02 if there else None)


def test_one_sheet_covers_one_of_two_posts_with_the_same_title_and_day_and_the_smaller(engine):
    put(engine, "post", [sheet("a", 1000, 10, 5, 5)])
    put(engine, "post", [post("day7", "a", read_users=700), post("day7", "a", read_users=300)])
    assert value(engine, "interaction_rate").coverage == 0.3


def test_a_sheet_of_another_account_or_day_covers_nothing(engine):
    put(engine, "post", [sheet("a", 1000, 10, 5, 5, account="b"), sheet("a", 1000, 10, 5, 5, day="2024-02-02")])
    put(engine, "post", [post("day7", "a", read_users=700)])
    got = value(engine, "interaction_rate")
    assert (got.value, got.coverage) == (None, 0.0)


def test_without_the_list_of_all_posts_coverage_is_unknown_and_the_rate_missing(engine):
    put(engine, "post", [sheet("a", 1000, 10, 5, 5)])
    got = value(engine, "interaction_rate")
    assert (got.value, got.coverage) == (None, None)
    assert "list of all posts" in got.missing.en


def test_sheets_without_readers_give_no_rate(engine):
    put(engine, "post", [sheet("a", 0, 0, 0, 0), post("day7", "a", read_users=10)])
    assert value(engine, "interaction_rate").missing.en == "the denominator is zero"


# ---- open rate


def opened(covered):
    sheets = [post("lifetime", "a", delivered_users=1000, opened_users=21)]
    listed = [
        post("day7", "a", delivered_users=covered, open_share=0.02),
        post("day7", "b", delivered_users=1000 - covered, open_share=0.01),
        post("day7", "quiet", read_users=50),
    ]
    return [*sheets, *listed]


def test_the_open_rate_is_exact_where_sheets_cover_eight_tenths_of_what_was_delivered(engine):
    put(engine, "post", opened(800))
    got = value(engine, "open_rate")
    assert (got.value, got.route, got.coverage, got.findings) == (0.021, "open_rate_exact", 0.8, ())


def test_the_open_rate_falls_back_on_the_list_and_says_so(engine):
    put(engine, "post", opened(600))
    got = value(engine, "open_rate")
    assert (got.value, got.route) == (float(Fraction(600 * 2 + 400, 100000)), "open_rate_listed")
    (finding,) = got.findings
    assert (finding.id, finding.severity, finding.where) == ("measure.fallback", "info", "open_rate 2024Q1")
    assert "60.0%" in finding.message.zh


def test_posts_that_were_not_delivered_take_no_part_in_the_open_rate(engine):
    put(
        engine,
        "post",
        [
            post("day7", "a", delivered_users=1000, open_share=0.015),
            *(post("day7", f"q{i}", read_users=i) for i in range(50)),
        ],
    )
    got = value(engine, "open_rate_listed")
    assert (got.value, got.coverage) == (0.015, 1.0)


def test_without_any_delivery_there_is_no_open_rate(engine):
    put(engine, "post", [post("day7", "q", read_users=5)])
    got = value(engine, "open_rate")
    assert (got.value, got.findings) == (None, ())
