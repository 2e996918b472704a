"""Registers: an undeclared period is missing, a declared one is zero, and every row must be complete."""

from datetime import date, timedelta
from fractions import Fraction
from random import Random

import pytest

from tests.measure.facts import BASE, Q1, Q2, Q3, Q4, nil, put, value, wipe


def activity(*rows):
    return [{"name": f"n{i}", "ended_on": day, "participant_count": n} for i, (day, n) in enumerate(rows)]


def signed(*rows):
    return [{"partner": name, "kind": kind, "signed_on": day} for name, kind, day in rows]


def awards(*rows):
    return [{"name": f"n{i}", "level": level, "awarded_on": day} for i, (day, level) in enumerate(rows)]


def incidents(*rows):
    return [{"name": f"n{i}", "found_on": day, "is_counted": counted} for i, (day, counted) in enumerate(rows)]


def usage(*rows):
    names = ("day", "item", "online_count", "resolved_online_count", "offline_count")
    return [dict(zip(names, row, strict=True)) for row in rows]


# ---- by month


def test_participants_are_a_third_of_the_quarter_s_sum_by_the_last_day_of_an_activity(engine):
    put(
        engine,
        "activity",
        activity(("2023-12-31", 9), ("2024-01-01", 100), ("2024-02-29", 200), ("2024-03-31", 400), ("2024-04-01", 9)),
    )
    got = value(engine, "activity_participants")
    assert (got.value, got.coverage, got.row_count) == (float(Fraction(700, 3)), 1.0, 3)


@pytest.mark.parametrize(
    ("present", "zh"),
    [
        ([], "2024-01、2024-02、2024-03"),
        (["2024-01-15"], "2024-02、2024-03"),
        (["2024-01-15", "2024-03-02"], "2024-02"),
    ],
)
def test_a_month_without_row_or_declaration_makes_the_value_missing_and_is_named(engine, present, zh):
    put(engine, "activity", activity(*((day, 5) for day in present))) if present else None
    got = value(engine, "activity_participants")
    assert got.value is None
    assert got.missing.zh == f"登记表没有 {zh} 的记录，也没有“本期无”声明"
    assert got.missing.en == f"the register has neither rows nor a nil declaration for {zh.replace('、', ', ')}"
    assert got.coverage == len(present) / 3


def test_a_declared_month_is_a_month_with_nobody(engine):
    put(engine, "activity", activity(("2024-01-15", 300), ("2024-03-15", 600)))
    nil(engine, "activity", ("2024-02-01", "2024-02-29"))
    assert value(engine, "activity_participants").value == 300


def test_a_declared_quarter_is_zero_and_not_missing(engine):
    nil(engine, "activity", ("2024-01-01", "2024-03-31"))
    got = value(engine, "activity_participants")
    assert (got.value, got.missing, got.coverage) == (0.0, None, 1.0)


@pytest.mark.parametrize(
    ("spans", "declared"),
    [
        ([("2024-02-01", "2024-02-10"), ("2024-02-11", "2024-02-29")], True),
        ([("2024-02-11", "2024-02-29"), ("2024-02-01", "2024-02-10")], True),
        ([("2024-01-20", "2024-02-15"), ("2024-02-03", "2024-03-10")], True),
        ([("2024-02-01", "2024-02-20"), ("2024-02-05", "2024-02-06"), ("2024-02-21", "2024-02-29")], True),
        ([("2023-01-01", "2024-12-31")], True),
        ([("2024-02-01", "2024-02-10"), ("2024-02-12", "2024-02-29")], False),
        ([("2024-02-02", "2024-02-29")], False),
        ([("2024-02-01", "2024-02-28")], False),
    ],
)
def test_declarations_count_when_they_join_up_to_the_whole_month(engine, spans, declared):
    put(engine, "activity", activity(("2024-01-15", 3), ("2024-03-15", 3)))
    nil(engine, "activity", *spans)
    assert (value(engine, "activity_participants").value is not None) == declared


@pytest.mark.parametrize("seed", range(6))
def test_any_set_of_declarations_covers_a_quarter_when_it_holds_its_every_day(shared, seed):
    wipe(shared)
    random = Random(seed)
    spans = []
    for _ in range(random.randint(1, 8)):
        first = date(2023, 12, 20) + timedelta(days=random.randint(0, 90))
        spans.append((first, first + timedelta(days=random.randint(0, 60))))
    nil(shared, "incident", *((a.isoformat(), b.isoformat()) for a, b in spans))
    every = all(any(a <= Q1.first + timedelta(days=i) <= b for a, b in spans) for i in range(Q1.day_count))
    assert (value(shared, "incidents").value == 0.0) == every


def test_a_declaration_of_another_register_declares_nothing(engine):
    nil(engine, "incident", ("2024-01-01", "2024-12-31"))
    assert value(engine, "award_level").value is None


def test_one_blank_number_of_participants_makes_the_value_missing(engine):
    put(engine, "activity", activity(("2024-01-15", 3), ("2024-02-15", None), ("2024-03-15", 3)))
    got = value(engine, "activity_participants")
    assert (got.value, got.missing.en) == (None, "1 of 3 rows are incomplete")


# ---- online usage


MONTHS = (("2024-01-31", "a", 60, 45, 40), ("2024-02-29", "a", 60, 50, 40), ("2024-03-31", "a", 60, 55, 40))


def test_online_usage_is_resolved_online_over_all_enquiries(engine):
    put(engine, "service_daily", usage(*MONTHS, ("2024-03-31", "b", 10, 10, 0)))
    got = value(engine, "online_usage")
    assert (got.value, got.numerator, got.denominator) == (160 / 310, 160, 310)


def test_one_unknown_offline_number_makes_online_usage_missing_and_not_better(engine):
    put(engine, "service_daily", usage(*MONTHS, ("2024-03-31", "b", 10, 10, None)))
    got = value(engine, "online_usage")
    assert (got.value, got.missing.en) == (None, "1 of 4 rows are incomplete")


def test_a_month_without_enquiries_or_declaration_makes_online_usage_missing(engine):
    put(engine, "service_daily", usage(*MONTHS[:2]))
    assert "2024-03" in value(engine, "online_usage").missing.zh


def test_a_quarter_declared_without_enquiries_has_no_share(engine):
    nil(engine, "service_daily", ("2024-01-01", "2024-03-31"))
    got = value(engine, "online_usage")
    assert (got.value, got.missing.en) == (None, "the denominator is zero")


# ---- year to date


@pytest.mark.parametrize(
    ("media", "kol", "counted"), [(0, 0, 0), (4, 2, 6), (5, 3, 8), (6, 4, 8), (9, 0, 5), (0, 9, 3), (6, 2, 7)]
)
def test_at_most_five_media_and_three_kol_count(engine, media, kol, counted):
    rows = [
        *((f"m{i}", "主流媒体", "2024-02-01") for i in range(media)),
        *((f"k{i}", "KOL", "2024-02-01") for i in range(kol)),
    ]
    put(engine, "partnership", signed(*rows, ("o", "其他", "2024-02-01")))
    assert value(engine, "partnerships").value == counted


def test_a_partner_signed_again_counts_once_a_year_and_once_more_the_next(engine):
    again = [("甲报", "主流媒体", day) for day in ("2023-11-01", "2024-01-10", "2024-01-11", "2024-05-10")]
    put(engine, "partnership", signed(*again, ("乙台", "主流媒体", "2024-06-30")))
    nil(engine, "partnership", ("2023-01-01", "2023-09-30"), ("2024-07-01", "2024-09-30"))
    assert [value(engine, "partnerships", quarter).value for quarter in (BASE, Q1, Q2, Q3)] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("name", "fact", "row", "kept"),
    [
        ("media_partners", "partnership", signed(("甲", "主流媒体", "2024-08-01")), 1),
        ("award_level", "award", awards(("2024-08-01", 3)), 3),
    ],
)
def test_the_year_to_date_is_missing_while_an_earlier_quarter_is_undeclared(engine, name, fact, row, kept):
    put(engine, fact, row)
    got = value(engine, name, Q3)
    assert (got.value, got.coverage) == (None, 1 / 3)
    assert "2024Q1、2024Q2 的记录" in got.missing.zh
    nil(engine, fact, ("2024-01-01", "2024-06-30"))
    assert value(engine, name, Q3).value == kept
    assert value(engine, name, Q4).missing.en.endswith("2024Q4")


@pytest.mark.parametrize(("levels", "highest"), [([1], 1), ([1, 3, 2], 3), ([0], 0), ([2, 2], 2)])
def test_the_award_of_the_highest_level_counts(engine, levels, highest):
    put(engine, "award", awards(*(("2024-03-31", level) for level in levels)))
    assert value(engine, "award_level").value == highest


def test_an_award_stays_for_the_rest_of_its_year_and_not_longer(engine):
    put(engine, "award", awards(("2023-12-31", 3), ("2024-02-01", 2)))
    nil(engine, "award", ("2024-04-01", "2025-12-31"))
    found = [value(engine, "award_level", quarter).value for quarter in (BASE.step(1), Q2, Q4, Q4.step(1))]
    assert found == [2, 2, 2, 0]


# ---- incidents


def test_incidents_are_those_found_in_the_quarter_that_count(engine):
    put(
        engine,
        "incident",
        incidents(("2024-01-01", True), ("2024-03-31", True), ("2024-02-01", False), ("2024-04-01", True)),
    )
    assert [value(engine, "incidents", quarter).value for quarter in (Q1, Q2)] == [2, 1]


def test_a_quarter_with_only_uncounted_incidents_has_none(engine):
    put(engine, "incident", incidents(("2024-02-01", False)))
    assert value(engine, "incidents").value == 0


def test_an_undeclared_quarter_is_never_without_incidents(engine):
    put(engine, "incident", incidents(("2024-02-01", True)))
    got = value(engine, "incidents", Q2)
    assert (got.value, got.missing.zh) == (None, "登记表没有 2024Q2 的记录，也没有“本期无”声明")
