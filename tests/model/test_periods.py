from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.model.errors import UsageError
from pubkpi.model.periods import (
    HALF,
    KINDS,
    MONTH,
    QUARTER,
    WEEK,
    YEAR,
    between,
    day,
    in_own_words,
    own_period,
    period,
    span_of,
)

quarters = st.builds(QUARTER.of, st.integers(1900, 2199), st.integers(1, 4))
steps = st.integers(-400, 400)


@pytest.mark.parametrize(
    "words",
    ["2024Q4", "2024-Q4", "2024q4", "2024-q4", " 2024 Q4 ", "2024年第四季度", "2024年四季度", "2024年第4季度", "2024年4季度",
     "2024 年 第四季度", "2024第四季度", "2024年第四季"],
)  # fmt: skip
def test_a_quarter_is_known_by_its_spellings(words):
    assert QUARTER.parse(words) == QUARTER.of(2024, 4)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_the_digits_of_both_languages_agree(number):
    words = (f"2024年第{'一二三四'[number - 1]}季度", f"2024Q{number}")
    assert [QUARTER.parse(one) for one in words] == [QUARTER.of(2024, number)] * 2


@pytest.mark.parametrize(
    "words",
    ["", "2024", "2024Q0", "2024Q5", "24Q4", "20244", "2024--Q4", "2024年", "2024年第五季度", "Q4 2024", "2024Q4x", "2024/4",
     "0000Q1", "2024-10", "-2024Q4", "2024Q４x"],
)  # fmt: skip
def test_anything_else_is_refused_with_the_spellings(words):
    with pytest.raises(UsageError) as caught:
        QUARTER.parse(words)
    assert caught.value.exit_code == 2
    assert "2024Q4" in caught.value.line("zh")


@given(quarters)
def test_what_is_written_is_read_back(one):
    assert QUARTER.parse(str(one)) == QUARTER.parse(one.label("zh")) == one
    assert one.label("en") == f"Q{one.last.month // 3} {one.last.year}"


@given(quarters, steps, steps)
def test_steps_add_up_and_can_be_taken_back(one, a, b):
    assert one.step(a).step(b) == one.step(a + b)
    assert one.step(a).step(-a) == one
    assert one.step(0) == one
    assert one.step(a).index - one.index == a
    assert one.step(a).first.month in (1, 4, 7, 10)


@given(quarters, quarters)
def test_quarters_order_by_time(a, b):
    assert (a < b) == (a.first < b.first) == (a.index < b.index)


@given(quarters)
def test_a_quarter_ends_on_the_day_before_the_next_one(one):
    assert one.last + timedelta(days=1) == one.step(1).first
    assert one.first.day == 1
    assert (one.first.month - 1) % 3 == 0


@given(quarters)
def test_the_months_cover_the_quarter_without_gap_or_overlap(one):
    months = one.parts(MONTH)
    days = [month.first + timedelta(days=i) for month in months for i in range(month.day_count)]
    assert days == [one.first + timedelta(days=i) for i in range(one.day_count)]
    assert len(months) == 3
    assert all(month.first.month == month.last.month for month in months)
    assert one.day_count in (90, 91, 92)


@pytest.mark.parametrize(
    ("words", "count"),
    [("2023Q1", 90), ("2024Q1", 91), ("2100Q1", 90), ("2000Q1", 91), ("2024Q2", 91), ("2024Q3", 92), ("2024Q4", 92)],
)
def test_leap_years_count(words, count):
    assert QUARTER.parse(words).day_count == count


@given(quarters, st.integers(-8, 40))
def test_all_quarters_between_two(one, count):
    found = between(one, one.step(count))
    assert len(found) == max(0, count + 1)
    assert list(found) == sorted(found)
    if found:
        assert (found[0], found[-1]) == (one, one.step(count))


days = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@given(days, st.sampled_from(KINDS))
def test_every_day_lies_in_one_period_of_each_kind(one, kind):
    found = kind.at(one)
    assert found.first <= one <= found.last
    assert found.step(1).first == found.last + timedelta(days=1)
    for lang in ("zh", "en"):
        assert found.label(lang)
    assert period(str(found)) == period(found.label("zh")) == kind.parse(str(found)) == found
    assert found.parts(kind) == (found,)


def count_in(kind, other):
    """How many periods of the *kind* make one of the *other*; None when they do not always make one."""
    if kind == other:
        return 1
    if not (kind.months and other.months and other.months % kind.months == 0):
        return None
    there = other.at(date(2000, 1, 1))
    begins_alike = all(kind.at(one.first).first == one.first for one in (there, there.step(1)))
    return other.months // kind.months if begins_alike else None


@given(days, st.sampled_from(KINDS), st.sampled_from(KINDS))
def test_parts_are_whole_and_in_order(one, kind, other):
    found = kind.at(one)
    parts = found.parts(other)
    assert list(parts) == sorted(parts)
    over = timedelta(days=3 if kind.months and other == WEEK else 0)  # of a week the Thursday lies in it
    assert all(found.first <= part.first + over and part.last - over <= found.last for part in parts)
    many = count_in(other, kind)
    assert len(parts) == (many or len(parts))
    assert sum(part.day_count for part in parts) <= found.day_count + 2 * over.days
    if many:
        assert sum(part.day_count for part in parts) == found.day_count
    elif other is not WEEK:
        assert not parts


def test_a_month_a_quarter_and_a_year_that_end_together_come_in_this_order():
    listed = [YEAR.of(2024), QUARTER.of(2024, 4), MONTH.of(2024, 12), MONTH.of(2024, 11), QUARTER.of(2025)]
    assert [str(one) for one in sorted(listed)] == ["2024-11", "2024-12", "2024Q4", "2024", "2025Q1"]
    assert len({*listed, YEAR.of(2024), QUARTER.of(2024, 4)}) == 5
    assert YEAR.of(506) != QUARTER.of(126, 3)  # of one number


def test_so_much_earlier_is_a_period_of_the_same_kind_or_none():
    assert str(QUARTER.of(2024).back(1, YEAR)) == "2023Q1"
    assert str(MONTH.of(2024, 2).back(1, YEAR)) == "2023-02"
    assert str(YEAR.of(2024).back(4, QUARTER)) == "2023"
    assert YEAR.of(2024).back(3, QUARTER) is None


@pytest.mark.parametrize(
    "words", ["2024-3", "2024-13", "2024-00", "2024年13月", "2024/03", "24", "0000", "2024-03-01", ""]
)
def test_what_is_no_period_of_any_kind_is_refused_with_all_spellings(words):
    with pytest.raises(UsageError) as caught:
        period(words)
    assert [one in caught.value.line("en") for one in ("not a period", "2024Q4", "2024-03", "..")] == [True] * 4


@pytest.mark.parametrize(
    ("words", "written", "first", "last"),
    [("2025W10", "2025W10", "2025-03-03", "2025-03-09"), ("2025年第10周", "2025W10", "2025-03-03", "2025-03-09"),
     ("2025-W01", "2025W01", "2024-12-30", "2025-01-05"), ("2025年第一周", "2025W01", "2024-12-30", "2025-01-05"),
     ("2020w53", "2020W53", "2020-12-28", "2021-01-03"), ("2025年上半年", "2025H1", "2025-01-01", "2025-06-30"),
     ("2025-h2", "2025H2", "2025-07-01", "2025-12-31"), ("2024年2月", "2024-02", "2024-02-01", "2024-02-29"),
     ("six months from 2025-03-17", "2025-03-17..2025-09-16", "2025-03-17", "2025-09-16"),
     ("自 2025年3月17日 起六个月", "2025-03-17..2025-09-16", "2025-03-17", "2025-09-16"),
     ("2025-03-17起半年", "2025-03-17..2025-09-16", "2025-03-17", "2025-09-16"),
     ("10 days from 2024-02-25", "2024-02-25..2024-03-05", "2024-02-25", "2024-03-05"),
     ("2024-07-01 至 2025-06-30", "2024-07-01..2025-06-30", "2024-07-01", "2025-06-30"),
     ("2024-07-01..2024-12-31", "2024H2", "2024-07-01", "2024-12-31"),
     ("2024-12-30..2025-01-05", "2025W01", "2024-12-30", "2025-01-05")],
)  # fmt: skip
def test_what_a_period_is_called_and_which_days_it_has(words, written, first, last):
    found = period(words)
    assert (str(found), str(found.first), str(found.last)) == (written, first, last)
    assert period(str(found)) == period(found.label("zh")) == found
    assert found.day_count == (found.last - found.first).days + 1


@pytest.mark.parametrize("words", ["上半年", "下半年", "第10周", "第十周", "W10", "H1", "Q4", "第四季度", "3月"])
def test_without_its_year_it_is_no_period(words):
    with pytest.raises(UsageError) as caught:
        period(words)
    assert "没有写是哪一年的" in caught.value.line("zh")
    assert words in caught.value.line("en").split("2025")[-1]


@pytest.mark.parametrize(
    "words", ["2025W53", "2025年第53周", "2025W00", "2025W54", "2025H3", "2025-09-16..2025-03-17", "2025-02-30..2025-03-01",
              "0 months from 2025-03-17", "some months from 2025-03-17", "9999-01-01..9999-12-31"],
)  # fmt: skip
def test_a_week_or_a_span_that_there_is_not_is_refused(words):
    with pytest.raises(UsageError):
        period(words)


@pytest.mark.parametrize(
    ("one", "before", "year_before"),
    [("2025W01", "2024W52", "2024W01"), ("2021W01", "2020W53", "2020W01"), ("2020W53", "2020W52", None),
     ("2026W53", "2026W52", None), ("2025H1", "2024H2", "2024H1"), ("2024-02", "2024-01", "2023-02"),
     ("2025-03-17..2025-09-16", "2024-09-17..2025-03-16", "2024-03-17..2024-09-16"),
     ("2024-07-01..2025-06-30", "2023-07-01..2024-06-30", "2023-07-01..2024-06-30"),
     ("2024-02-25..2024-03-05", "2024-02-15..2024-02-24", None)],
)  # fmt: skip
def test_the_one_before_and_the_same_a_year_before(one, before, year_before):
    found = period(one)
    assert str(found.step(-1)) == before
    assert found.step(-1).last + timedelta(days=1) == found.first
    assert (found.back(1, YEAR) and str(found.back(1, YEAR))) == year_before


@given(days, st.integers(1, 800), st.integers(-30, 30))
def test_spans_follow_each_other_without_gap_or_overlap(first, length, count):
    found = span_of(first, first + timedelta(days=length - 1))
    there = found.step(count)
    assert there.step(1).first == there.last + timedelta(days=1)
    assert found.kind.at(there.first) == found.kind.at(there.last) == there


def test_a_plan_year_has_quarters_and_halves_where_it_begins_with_one():
    found = period("2024-07-01..2025-06-30")
    assert [str(one) for one in found.parts(QUARTER)] == ["2024Q3", "2024Q4", "2025Q1", "2025Q2"]
    assert (count_in(QUARTER, found.kind), count_in(HALF, found.kind), count_in(YEAR, found.kind)) == (4, 2, None)
    assert count_in(QUARTER, period("2024-02-01..2025-01-31").kind) is None
    assert found.kind.is_annual


@pytest.mark.parametrize(
    ("words", "written"),
    [("year", "2024-07-01..2025-06-30"), ("yearQ1", "2024Q3"), ("year 第四季度", "2025Q2"), ("year上半年", "2024H2"),
     ("试用期", "2025-03-17..2025-09-16"), ("试用期Q2", "2025-06-17..2025-09-16"), ("试用期Q3", None), ("试用期H2", None),
     ("2024", None), ("第四季度", None), ("yearly", None)],
)  # fmt: skip
def test_a_plan_names_periods_of_its_own_with_their_quarters_and_halves(words, written):
    spans = {"year": (date(2024, 7, 1), date(2025, 6, 30)), "试用期": (date(2025, 3, 17), date(2025, 9, 16))}
    found = own_period(words, spans)
    assert (found and str(found)) == written
    if words == "year":
        assert found.label("en") == "year (2024-07-01 to 2025-06-30)"


def test_the_quarters_of_a_plan_year_are_called_by_its_names_and_stay_the_same_periods():
    spans = {"year": (date(2024, 7, 1), date(2025, 6, 30))}
    first = own_period("yearQ1", spans)
    assert (first, {first: 1}[QUARTER.of(2024, 3)]) == (QUARTER.of(2024, 3), 1)
    assert (first.label("zh"), first.label("en")) == ("year第一季度（2024年第三季度）", "yearQ1 (Q3 2024)")
    assert in_own_words(HALF.of(2025, 1), spans).label("zh") == "year下半年（2025年上半年）"
    assert in_own_words(QUARTER.of(2025, 3), spans).label("zh") == "2025年第三季度"
    assert first.step(1).label("zh") == "2024年第四季度"
    trial = {"试用期": (date(2025, 3, 17), date(2025, 9, 16))}  # as long as its own first half
    assert in_own_words(period("2025-03-17起6个月"), trial).label("en") == "试用期 (2025-03-17 to 2025-09-16)"


@given(st.dates())
def test_a_day_is_read_as_it_is_written(one):
    assert day(one.isoformat()) == one


@pytest.mark.parametrize("words", ["2024-02-30", "2024/3/5", "5.3.2024", "", "today", "2024-13-01"])
def test_a_day_that_is_none_is_refused(words):
    with pytest.raises(UsageError):
        day(words)
