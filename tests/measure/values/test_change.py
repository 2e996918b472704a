"""The change of a measure: its value less its own of an earlier period, by hand; without a database."""

from fractions import Fraction

import pytest

from pubkpi.measure.values import derive
from pubkpi.measure.values.exact_value import ExactValue
from pubkpi.model.errors import SpecError
from pubkpi.model.periods import WEEK, period
from pubkpi.model.text import same
from tests.measure.facts import BASE, Q1, written

YAML = "fans:\n  type: typed\nup:\n  type: change\n  of: fans\n  previous: {}\n"


def changed(now, before, previous="period", when=Q1, earlier=BASE):
    """What the change of *now* on *before* comes to, each a number, a bound as (number, bound) or None."""

    def exact(number, at):
        value, bound = number if isinstance(number, tuple) else (number, "")
        return ExactValue("fans", at, None if value is None else Fraction(value), same("没有"), bound=bound)

    values = {"fans": exact(now, when)}
    past = {earlier: {"fans": exact(before, earlier)}}
    derive.complete(written(YAML.format(previous)), when, values, lambda *_: None, past)
    return values["up"]


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [("0.83", "0.8", "0.03"), (5, 8, -3), (5, 0, 5), (-2, -5, 3), (7, 7, 0), ("1/3", "1/6", "1/6")],
)
def test_a_change_is_the_exact_difference_over_any_base(now, before, change):
    assert changed(now, before).value == Fraction(change)


def test_a_change_without_one_of_its_values_is_missing_with_the_reason_and_never_zero():
    without, never = changed(5, None), changed(None, 5)
    assert (without.value, without.missing.en) == (None, "2023Q4 has no value: 没有")
    assert (never.value, never.missing.en) == (None, "没有")


def test_the_same_of_last_year_is_the_same_week_and_of_a_week_53_there_is_none():
    week, before = WEEK.of(2024, 10), WEEK.of(2023, 10)
    assert changed(9, 4, "year", week, before).value == 5
    assert changed(9, 4, "year", WEEK.of(2020, 53), before).missing.en == "the year before has no week like 2020W53"
    month = period("2024-03")
    assert changed(9, 4, "quarter", month, period("2024-02")).missing.en == "a month is not compared with a quarter"


@pytest.mark.parametrize(
    ("now", "before", "bound"),
    [((9, "at_least"), 4, "at_least"), (9, (4, "at_least"), "at_most"), ((9, "at_least"), (4, "at_most"), "at_least")],
)
def test_the_bound_of_a_change_goes_with_the_value_and_against_the_base(now, before, bound):
    made = changed(now, before)
    assert (made.value, made.bound) == (5, bound)


def test_a_change_that_is_open_both_ways_is_missing():
    assert changed((9, "at_least"), (4, "at_least")).value is None


@pytest.mark.parametrize("rest", ["previous: ''", "previous: year\n  fixed: 3", "previous: year\n  expr: fans"])
def test_a_change_needs_the_period_before_and_nothing_else(rest):
    with pytest.raises(SpecError):
        written("fans:\n  type: typed\nup:\n  type: change\n  of: fans\n  " + rest + "\n")
