"""Process and result indicators: what counts in a quarter and what in the year."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pubkpi.model.kpis.assessment import Assessment
from pubkpi.model.kpis.schedule import scored_periods
from pubkpi.model.periods import QUARTER, YEAR
from pubkpi.score.history import history
from tests.score.cards import Q4, SHIPPED, by_id, card, kpis, leaf, values


def tree(**assessment):
    pace = leaf("pace", 20, method="completion", kind="process")
    made = kpis((60, [pace, leaf("reads", 40, method="completion")]), (40, [leaf("trust", 40, method="completion")]))
    return replace(made, assessment=Assessment(**assessment))


FOUND = {"pace": 50, "reads": 80, "trust": 90}


def test_both_kinds_count_where_nothing_is_said():
    assert card(tree(), FOUND).total.score == pytest.approx(0.2 * 50 + 0.4 * 80 + 0.4 * 90)
    assert all(SHIPPED.counts(one, span) for one in SHIPPED.indicators for span in (Q4, YEAR.of(2024)))


def test_what_does_not_count_in_the_quarter_leaves_its_weight_to_its_siblings():
    made = card(tree(quarter=("process",)), FOUND)
    leaves = by_id(made)
    assert [leaves[name].scoring for name in ("pace", "reads", "trust")] == [
        "scored",
        "not_applicable",
        "not_applicable",
    ]
    assert leaves["reads"].missing_reason.en == "assessed in the year only"
    assert leaves["reads"].value == 80
    assert made.total.score == pytest.approx(50)
    assert (made.total.bounds, made.total.weight_coverage) == ((pytest.approx(50), pytest.approx(50)), 1)
    made = card(tree(quarter=("result",)), FOUND)
    assert made.total.score == pytest.approx(0.6 * 80 + 0.4 * 90)


def test_a_year_may_count_other_kinds_than_a_quarter():
    made = tree(quarter=("process",), year=("result",))
    assert [(made.counts(one, Q4), made.counts(one, YEAR.of(2024))) for one in made.indicators] == [
        (True, False), (False, True), (False, True),
    ]  # fmt: skip


def test_the_standstill_score_counts_the_same_indicators():
    base = {"pace": 0, "reads": 0, "trust": 0}
    made = tree(quarter=("process",))
    leaves = [replace(one, method="attainment") for one in made.dimensions[0].leaves]
    made = replace(made, dimensions=(replace(made.dimensions[0], leaves=tuple(leaves)), made.dimensions[1]))
    assert card(made, FOUND, Q4, base).total.standstill_score == pytest.approx(60)


def test_a_year_stands_beside_the_year_before_and_the_quarters_that_it_is_made_of():
    last, year = QUARTER.of(2025, 2), YEAR.of(2024)
    made = replace(
        kpis(
            (
                100,
                [
                    leaf(
                        "reads",
                        100,
                        method="completion",
                        year_targets=((YEAR.of(2023), Fraction(100)), (year, Fraction(100))),
                    )
                ],
            )
        ),
        valid=(QUARTER.of(2023, 3), last),
    )
    assert [*map(str, scored_periods(made, year))] == [
        "2023Q3",
        "2023Q4",
        "2024Q1",
        "2024Q2",
        "2024Q3",
        "2024Q4",
        "2024",
    ]
    assert year not in scored_periods(made, last)
    assert YEAR.of(2025) not in scored_periods(made, YEAR.of(2025))  # the year is not whole
    (leaves,) = (one.leaves for one in made.dimensions)
    early = replace(leaves[0], targets=((QUARTER.of(2023), Fraction(100)), *leaves[0].targets))
    made = replace(made, dimensions=(replace(made.dimensions[0], leaves=(early,)),))
    wider = replace(made, valid=(QUARTER.of(2023), QUARTER.of(2024, 4)))
    found = {one: {"reads": 10.0 * (one.index % 4 + 1)} for one in scored_periods(wider, year)}
    found |= {YEAR.of(2023): {"reads": 40.0}, year: {"reads": 60.0}}
    cards = history(wider, year, values(found), date(2025, 2, 1))
    for day, provisional in ((date(2025, 1, 9), True), (date(2025, 1, 10), False)):
        assert history(replace(wider, settle_days=10), year, values(found), day)[-1].provisional is provisional
    assert [*map(str, (one.period for one in cards))][4:6] == ["2023", "2024Q1"]
    assert (cards[-1].period, cards[-1].total.score, cards[-1].quarter_totals) == (year, 60, (10, 20, 30, 40))
    (one,) = cards[-1].indicators
    assert (str(one.previous.period), one.previous.value, one.previous.score) == ("2023", 40, 40)
    assert [str(card.indicators[0].previous.period) for card in cards[1:3]] == ["2023Q1", "2023Q2"]
