"""Process and result indicators: what counts in a quarter and what in the year."""

from dataclasses import replace

import pytest

from pubkpi.model.kpis.assessment import Assessment
from pubkpi.model.periods import YEAR
from tests.score.cards import Q4, SHIPPED, by_id, card, kpis, leaf


def tree(**assessment):
    pace = leaf("pace", 20, method="completion", kind="process")
    made = kpis((60, [pace, leaf("reads", 40, method="completion")]), (40, [leaf("trust", 40, method="completion")]))
    return replace(made, assessment=Assessment(**assessment))


FOUND = {"pace": 50, "reads": 80, "trust": 90}


def test_both_kinds_count_where_nothing_is_said():
    assert card(tree(), FOUND).total.score == pytest.approx(0.2 * 50 + 0.4 * 80 + 0.4 * 90)
    assert all(SHIPPED.counts(one, span) for one in SHIPPED.indicators for span in ("quarter", "year"))


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
