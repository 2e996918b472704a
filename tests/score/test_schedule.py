"""What is scored in which period: targets between two periods by the day, sums against targets of their own kind."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.model.kpis.grade_rules import Baseline, on_path
from pubkpi.model.kpis.schedule import is_comparable, measured_periods, scored_periods
from pubkpi.model.periods import QUARTER, YEAR, period
from tests.score.cards import kpis, leaf

PATH = {"2024Q1": 100, "2024Q3": 200}
MIXED = {"2024-01": 10, "2024Q2": 20, "2024H2": 40}


def path(dated):
    return tuple((period(words), Fraction(value)) for words, value in dated.items())


@pytest.mark.parametrize(
    ("dated", "words", "value"),
    [
        (PATH, "2024Q2", 150),
        (PATH, "2024", None),  # the last quarter is beyond the path
        (PATH, "2024H1", 150),
        (PATH, "2024-02", 100),  # in the first quarter its target holds
        (PATH, "2024W09", 100),
        (PATH, "2024-04", 100 + Fraction(50 * 30, 91)),
        (PATH, "2024-02-29..2024-05-15", 100 + Fraction(50 * 45, 91)),
        (PATH, "2024W40", None),  # ends on 6 October
        (PATH, "2023Q4", None),
        ({**PATH, "2024W10": 7, "2024W12": 9}, "2024W11", 8),
        ({**PATH, "2024W10": 7, "2024W12": 9}, "2024W13", None),
        ({**PATH, "2024W10": 7, "2024W12": 9}, "2024Q2", 150),
        (MIXED, "2024-01-05..2024-01-09", 10),
        (MIXED, "2024W09", 10 + Fraction(10 * 32, 151)),
        (MIXED, "2024-09-30..2024-09-30", 20 + Fraction(20 * 92, 184)),
        ({}, "2024Q1", None),
    ],
)
def test_a_target_is_that_of_the_day_on_which_a_period_ends(dated, words, value):
    assert on_path(path(dated), period(words)) == value


def made(**more):
    built = kpis((100, [leaf("reads", 100, **{"method": "completion", "targets": path(PATH), **more})]))
    return replace(built, valid=(QUARTER.of(2024), QUARTER.of(2024, 3)))


def counted(built, words, kind="sum"):
    built = replace(built, measures={name: replace(one, type=kind) for name, one in built.measures.items()})
    return is_comparable(built, built.indicators[0], period(words))


def test_a_sum_is_held_against_targets_of_its_own_kind_of_period():
    assert [counted(made(), words) for words in ("2024Q2", "2024", "2024W10", "2024-03", "2024H1")] == [
        True, True, False, False, False,
    ]  # fmt: skip
    assert all(counted(made(), words, "mean") for words in ("2024W10", "2024-03", "2024H1"))
    assert counted(made(targets=path({**PATH, "2024-03": 30})), "2024-03")
    assert counted(made(method="hold"), "2024W10")
    monthly = replace(made(), valid=(period("2024-01"), period("2024-09")))
    assert not counted(monthly, "2024-03")
    assert counted(replace(monthly, dimensions=made(targets=()).dimensions), "2024-03")
    measured = made(method="attainment", baseline=Baseline(measured=QUARTER.of(2023, 4)))
    assert (counted(measured, "2024Q2"), counted(measured, "2024-03")) == (True, False)


def test_a_shorter_period_is_scored_beside_its_like_and_a_longer_one_beside_its_parts():
    built = replace(made(), baseline_quarter=QUARTER.of(2023, 4))
    assert [*map(str, scored_periods(built, period("2024W03")))] == ["2024W01", "2024W02", "2024W03"]
    assert [*map(str, scored_periods(built, period("2024H1")))] == ["2024Q1", "2024Q2", "2024H1"]
    assert {"2023Q4", "2024W01", "2024W02"} <= {*map(str, measured_periods(built, period("2024W02")))}
    assert period("2025W01") not in scored_periods(built, period("2025W01"))


def test_years_are_a_path_of_their_own():
    built = made(targets=(), year_targets=((YEAR.of(2024), Fraction(10)), (YEAR.of(2026), Fraction(20))))
    (one,) = built.indicators
    assert [one.target(period(words)) for words in ("2024", "2025", "2026", "2027", "2024Q4", "2024W10")] == [
        10, 15, 20, None, None, None,
    ]  # fmt: skip
