"""What is scored in which period: targets between two periods by the day, sums against targets of their own kind."""

from dataclasses import replace
from fractions import Fraction

import pytest

from pubkpi.model.kpis.grade_rules import Baseline, on_path
from pubkpi.model.kpis.schedule import is_comparable, measured_periods, scored_periods
from pubkpi.model.periods import QUARTER, YEAR, period
from pubkpi.score.composition import composed_of
from pubkpi.specs.build import build
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
        ({"2024W01": 1, "2024W52": 52}, "2024", 52),  # the year's last week, which ends on 29 December
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


@pytest.mark.parametrize(
    ("ends", "year", "count"),
    [
        ("2024W01 2024W52", "2024", 52),
        ("2025W01 2025W52", "2025", 52),  # from 30 December 2024 to 28 December 2025
        ("2020W01 2020W53", "2020", 53),
        ("2024W01 2024W51", "2024", 0),
        ("2024W01 2025W52", "2025", 52),
    ],
)
def test_a_year_of_weeks_is_scored_where_all_of_its_weeks_are(ends, year, count):
    first, last = map(period, ends.split())
    card = replace(made(), valid=(first, last), compose={"weeks": Fraction(1)})
    listed = scored_periods(card, period(year))
    assert (period(year) in listed) == bool(count)
    weeks = composed_of(card, period(year))["weeks"]
    assert not count or (len(weeks), {*weeks} <= {*listed}) == (count, True)


def test_the_ends_of_a_plan_may_be_said_by_their_first_days(tmp_path):
    yaml = "label: a\nvalid: [6 months from 2025-03-17, 6 months from 2025-09-17]\nindicators: [{id: a, weight: 100, measure: {unit: count}, target: 1}]\n"
    (tmp_path / "measures").mkdir()
    (tmp_path / "card.yaml").write_text(yaml, "utf-8")
    card = build(tmp_path, "card")
    assert [str(one) for one in scored_periods(card, card.valid[1])] == [
        "2025-03-17..2025-09-16", "2025-09-17..2026-03-16",
    ]  # fmt: skip


def test_years_are_a_path_of_their_own():
    built = made(targets=(), year_targets=((YEAR.of(2024), Fraction(10)), (YEAR.of(2026), Fraction(20))))
    (one,) = built.indicators
    assert [one.target(period(words)) for words in ("2024", "2025", "2026", "2027", "2024Q4", "2024W10")] == [
        10, 15, 20, None, None, None,
    ]  # fmt: skip
