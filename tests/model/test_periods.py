from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pubkpi.model.errors import UsageError
from pubkpi.model.periods import MONTH, QUARTER, between, day

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


@given(st.dates())
def test_a_day_is_read_as_it_is_written(one):
    assert day(one.isoformat()) == one


@pytest.mark.parametrize("words", ["2024-02-30", "2024/3/5", "5.3.2024", "", "today", "2024-13-01"])
def test_a_day_that_is_none_is_refused(words):
    with pytest.raises(UsageError):
        day(words)
