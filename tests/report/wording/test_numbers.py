from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pubkpi.model.kpis.measures import Measure
from pubkpi.model.text import Text
from pubkpi.report.wording import numbers
from pubkpi.report.wording.numbers import Scale, scale


@pytest.mark.parametrize(
    ("value", "places", "unit", "printed"),
    [
        (0.05, 1, "", "0.1"),
        (2.675, 2, "", "2.68"),
        (89.95, 1, "", "90.0"),
        (0.1 + 0.2, 1, "", "0.3"),
        (0.5385, 1, "share", "53.9"),
        (-0.04, 1, "", "0.0"),
        (-2.5, 0, "", "-3"),
    ],
)
def test_rounding_is_half_up_on_the_decimal_that_was_meant(value, places, unit, printed):
    assert str(numbers.rounded(value, places, unit)) == printed


@pytest.mark.parametrize(
    ("unit", "value", "bare", "zh", "en"),
    [
        ("share", 0.53846, "53.8%", "53.8%", "53.8%"),
        ("people", 68400.0, "68,400", "68,400\u00a0人", "68,400\u00a0people"),
        ("person_times", 1234567.5, "1,234,568", "1,234,568\u00a0人次", "1,234,568\u00a0person-times"),
        ("reads", 12.0, "12", "12\u00a0次", "12\u00a0reads"),
        ("points", 3.25, "3.3", "3.3\u00a0分", "3.3\u00a0points"),
        ("count", 6.0, "6", "6", "6"),
        ("level", 2.0, "2", "2", "2"),
        ("篇/周", 4.25, "4.25", "4.25\u00a0篇/周", "4.25\u00a0篇/周 (no English)"),
        ("篇/周", 4.0, "4", "4\u00a0篇/周", "4\u00a0篇/周 (no English)"),
        ("people", -12.0, "−12", "−12\u00a0人", "−12\u00a0people"),
    ],
)
def test_a_value_prints_in_its_unit(unit, value, bare, zh, en):
    assert scale(unit, "zh", [value]).bare(value) == bare
    assert scale(unit, "zh", [value]).full(value) == zh
    assert scale(unit, "en", [value]).full(value) == en


@pytest.mark.parametrize("unit", ["share", "people", "level", "篇/周"])
def test_missing_is_a_dash_and_never_zero(unit):
    one = scale(unit, "zh", [])
    prints = (
        one.bare(None), one.full(None), one.change(None, 1.0), one.change(1.0, None), one.bare(float("nan")),
        numbers.score(None), numbers.weight(None), numbers.percent(None), numbers.lost(10.0, None),
        numbers.score_change(None, 80.0),
    )  # fmt: skip
    assert set(prints) == {"—"}


def test_values_that_differ_never_print_the_same():
    one = scale("share", "zh", [0.08331, 0.0833333333])
    assert one.bare(0.08331) != one.bare(0.0833333333)
    assert scale("people", "zh", [79999.6, 80000.0]).bare(79999.6) == "79,999.6"


def test_a_share_changes_by_percentage_points():
    assert scale("share", "zh", [0.061, 0.049]).change(0.061, 0.049) == "+1.2\u00a0个百分点"
    assert scale("share", "en", [0.049, 0.061]).change(0.049, 0.061) == "−1.2\u00a0pp"


def test_a_measure_that_is_a_change_of_shares_prints_in_percentage_points():
    one = Measure(
        **dict.fromkeys(("id", "label", "definition", "formula", "source", "at"), ""), unit="share", type="change"
    )
    shown = scale(one.printed_unit, "zh", [0.012, -0.004])
    assert [shown.bare(0.012), shown.full(-0.004), shown.bare(None)] == ["1.2\u00a0个百分点", "−0.4\u00a0个百分点", "—"]
    assert (shown.unit_word, shown.unit_note, shown.printed_unit) == ("个百分点", "", "pp")
    assert scale(replace(one, unit="people").printed_unit, "en", [12.0]).bare(12.0) == "12"
    assert scale(replace(one, type="growth").printed_unit, "en", [0.012]).bare(0.012) == "1.2%"


def test_a_change_is_exact_and_rounded_once():
    assert scale("people", "zh", [1204.0, 0.0]).change(1204.0, 0.0) == "+1,204"
    assert Scale("share", "zh", 1).change(0.0614, 0.0586) == "+0.3\u00a0个百分点"
    assert Scale("share", "zh", 1).change(0.01402, 0.01399) == "+0.0\u00a0个百分点"
    assert numbers.score_change(89.273, 89.31) == "−0.0"
    assert Scale("share", "zh", 1).change(0.05, 0.05) == "±0"
    assert numbers.score_change(72.7, 89.1) == "−16.4"


def test_a_step_prints_its_label():
    names = {Fraction(0): Text("无", "none"), Fraction(2): Text("省级", "provincial")}
    one = scale("level", "zh", [0.0, 2.0], names)
    assert (one.bare(2.0), one.full(0.0), one.change(2.0, 0.0)) == ("省级", "无", "无→省级")
    assert scale("level", "en", [1.0], names).bare(1.0) == "1"


def test_a_bound_prints_with_its_sign_and_is_rounded_outwards():
    reads, share = scale("reads", "zh", [40160.6]), scale("share", "en", [0.000097])
    assert (reads.bare(40160.6, "at_least"), reads.full(40160.2, "at_most")) == ("≥40,160", "≤40,161\u00a0次")
    assert (share.bare(0.000097, "at_most"), share.bare(0.9999, "at_least")) == ("≤0.1%", "≥99.9%")
    assert scale("reads", "zh", [40160.0]).bare(40160.0, "at_most") == "≤40,160"


@pytest.mark.parametrize(
    ("now", "before", "printed"),
    [("", "", "+140"), ("at_least", "", "≥+140"), ("at_most", "", "≤+141"), ("", "at_least", "≤+141"), ("", "at_most", "≥+140"), ("at_least", "at_most", "≥+140"), ("at_least", "at_least", "无法判定"), ("at_most", "at_most", "无法判定")],
)  # fmt: skip
def test_the_difference_of_bounds_is_open_on_the_side_that_they_leave(now, before, printed):
    assert scale("reads", "zh", [540.0]).change(540.4, 400.0, (now, before)) == printed
    names = {Fraction(1): Text("市级", "municipal")}
    level = {"+140": "±0", "≥+140": "市级→≥市级"}.get(printed) if not before else None
    if level:
        assert scale("level", "zh", [1.0], names).change(1.0, 1.0, (now, before)) == level


def test_a_share_or_growth_of_a_bound_has_its_sign():
    assert [numbers.percent(1.04199, bound="at_least"), numbers.percent(0.00001, bound="at_least")] == [
        "≥104.1%",
        "≥0.0%",
    ]
    assert [numbers.growth(0.0749, "at_least"), numbers.growth(-0.0749, "at_most")] == ["≥+7.4%", "≤−7.4%"]


def test_only_everything_is_one_hundred_percent():
    assert [numbers.percent(value) for value in (1.0, 0.99999, 0.0, 0.00001, 0.62)] == [
        "100%", "99.9%", "0%", "0.1%", "62.0%",
    ]  # fmt: skip


def test_points_lost_are_exact_and_rounded_once():
    assert numbers.weight(15.0) == "15"
    assert numbers.weight(40 / 3) == "13.3"
    assert numbers.lost(10.0, 7.95) == "2.1"


def test_days_are_joined_to_runs():
    days = [date(2024, 4, 9), date(2024, 4, 3), date(2024, 4, 5), date(2024, 4, 4)]
    assert numbers.day_runs(days) == "04-03–04-05, 04-09"
    assert numbers.day_runs([]) == ""
    assert numbers.long_day(date(2024, 4, 9), "en") == "9 April 2024"
