"""An annual result composed of the totals of the quarters and of the year, reckoned by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from pubkpi.model.kpis.adjustments import Limit, Veto
from pubkpi.model.kpis.grade_rules import MissingRule
from pubkpi.model.periods import HALF, MONTH, QUARTER, WEEK, YEAR, period
from pubkpi.model.text import same
from pubkpi.report.formats.data import as_json, league_as_json
from pubkpi.report.wording.composition import composition_lines, league_lines
from pubkpi.score.history import history
from pubkpi.score.league_totals import LeagueInputs, league_with_totals
from tests.score.cards import kpis, leaf, values

Y2024 = YEAR.of(2024)
TARGETS = ((QUARTER.of(2024), Fraction(100)), (QUARTER.of(2024, 4), Fraction(100)))
WHOLE = {"2024Q1": 70.0, "2024Q2": 80.0, "2024Q3": 90.0, "2024Q4": 100.0, "2024": 60.0}
QUARTERS_AND_YEAR = {"quarters": Fraction(2, 5), "year": Fraction(3, 5)}


def composed(found, compose=QUARTERS_AND_YEAR, policy="reweight", least=Fraction(7, 10)):
    made = kpis((100, [leaf("reads", 100, method="completion", targets=TARGETS)]))
    made = replace(made, valid=(QUARTER.of(2024), QUARTER.of(2024, 4)), compose=compose)
    made = replace(made, measures={name: replace(one, type="mean") for name, one in made.measures.items()})
    made = replace(made, missing=MissingRule(policy), min_weight_coverage=least)
    measured = values({period(one): {"reads": value} for one, value in found.items()})
    return history(made, Y2024, measured, date(2025, 2, 1))[-1]


@pytest.mark.parametrize(
    ("found", "policy", "least", "score", "parts"),
    [
        (WHOLE, "reweight", "7/10", 70, [(0.4, 85, 34), (0.6, 60, 36)]),
        ({**WHOLE, "2024Q1": None}, "reweight", "7/10", 70, [(1 / 3, 90, 30), (2 / 3, 60, 40)]),
        ({**WHOLE, "2024Q1": None}, "zero", "1", 63, [(0.4, 67.5, 27), (0.6, 60, 36)]),
        ({**WHOLE, "2024Q1": None}, "reweight", "91/100", None, [(0, 90, None), (0, 60, None)]),
        ({**WHOLE, "2024Q1": None}, "refuse", "1/2", None, [(0, 90, None), (0, 60, None)]),
        ({**WHOLE, "2024": None}, "reweight", "4/10", 85, [(1, 85, 85), (0, None, None)]),
    ],
)
def test_the_result_is_the_weighted_mean_and_what_is_missing_follows_the_policy(found, policy, least, score, parts):
    made = composed(found, policy=policy, least=Fraction(least)).composition
    assert made.score == (None if score is None else pytest.approx(score))
    for part, (effective, mean, points) in zip(made.parts, parts, strict=True):
        assert part.effective == pytest.approx(effective)
        assert (part.score, part.points) == (mean and pytest.approx(mean), points and pytest.approx(points))
    assert (made.reason is None) == (score is not None)


def test_any_periods_and_weights_may_make_it_up():
    months = {str(MONTH.of(2024, n)): 50.0 + n for n in range(1, 13)}
    halves = {str(HALF.of(2024, n)): 10.0 * n for n in (1, 2)}
    weeks = {str(one): 40.0 for one in Y2024.parts(WEEK)}
    made = composed({**WHOLE, **months, **halves, **weeks}, {"months": 1, "halves": 2, "weeks": 1}).composition
    assert [one.weight for one in made.parts] == [0.25, 0.5, 0.25]
    assert made.score == pytest.approx(0.25 * 56.5 + 0.5 * 15 + 0.25 * 40)
    assert len(made.parts[2].periods) == 52


VETO = Veto("v", same("v"), "v", Limit("at_least", Fraction(1)), "mini.yaml:7:1", band="fail")


def with_veto(failing, compose=QUARTERS_AND_YEAR):
    """The card and the league of the year of who has 95 always, and fails, does not, or may, in each period."""
    made = kpis((100, [leaf("reads", 100, method="completion", targets=TARGETS)]))
    made = replace(made, valid=(QUARTER.of(2024), QUARTER.of(2024, 4)), compose=compose)
    made = replace(made, adjustments=replace(made.adjustments, veto=(VETO,)))
    measures = made.measures | {"v": replace(made.measures["reads"], id="v")}
    made = replace(made, measures={name: replace(one, type="mean") for name, one in measures.items()})
    measured = values({period(one): {"reads": 95, "v": failing.get(one, 0)} for one in WHOLE})
    card = history(made, Y2024, measured, date(2025, 2, 1))[-1]
    return card, league_with_totals(made, Y2024, LeagueInputs({"甲": measured}))


@pytest.mark.parametrize(
    ("failing", "compose", "score", "band", "veto"),
    [
        ({}, QUARTERS_AND_YEAR, 95, "excellent", None),
        # the third quarter and the year at 59.9: 0.5 × (3 × 95 + 59.9) ÷ 4 + 0.5 × 59.9 = 73.0625, 59.9 at most
        ({"2024Q3": 1, "2024": 1}, {"quarters": 1, "year": 1}, 59.9, "fail", 59.9),
        ({"2024": 1}, {"quarters": 1}, 59.9, "fail", 59.9),
        ({"2024": None}, {"quarters": 1}, 95, None, None),
        # that of a quarter holds down this quarter alone
        ({"2024Q3": 1}, {"quarters": 1}, (3 * 95 + 59.9) / 4, "good", None),
    ],
    ids=["none", "quarter and year", "the year beside its quarters", "nobody can tell", "a quarter"],
)
def test_a_veto_of_the_year_holds_down_the_composed_result_and_its_band_in_card_and_league(
    failing, compose, score, band, veto
):
    card, table = with_veto(failing, compose)
    for made in (card.composition, table.compositions[0]):
        assert (made.score, made.band, made.veto) == (pytest.approx(score), band, veto)
    assert (table.nodes[0].scores[0], table.bands[0]) == (pytest.approx(score), band)
    assert table.bounds[0][0] <= min(score, 59.9 if "2024" in failing else score) + 1e-9


def test_a_veto_of_the_year_and_one_of_a_quarter_are_told_where_they_hold():
    card, _ = with_veto({"2024Q3": 1, "2024": 1}, {"quarters": 1, "year": 1})
    told = [*composition_lines(card, "zh")]
    assert told[:2] == ["2024年合成结果 59.9，不合格", "全年一票否决：合成 73.06，最高 59.9"]
    assert told[2].endswith("（2024Q1 95.0、2024Q2 95.0、2024Q3 59.9（否决）、2024Q4 95.0）")
    made = as_json(card, "zh")["composition"]
    assert (made["veto"], made["parts"][0]["vetoed"]) == (59.9, ["2024Q3"])


def test_it_is_printed_line_by_line_beside_the_years_own_total():
    card = composed({**WHOLE, "2024Q1": None})
    assert card.total.score == 60
    assert [*composition_lines(card, "en")] == [
        "2024: composed result 70.0, pass",
        (
            "mean of the totals of 4 quarters 90.00 × 33.3% (given as 40.0%; the others share what is missing) = 30.00 "
            "(2024Q1 —, 2024Q2 80.0, 2024Q3 90.0, 2024Q4 100.0)"
        ),
        "total of the year 60.00 × 66.7% (given as 60.0%; the others share what is missing) = 40.00",
    ]
    assert next(composition_lines(composed({**WHOLE, "2024": None}), "zh")) == (
        "2024年没有合成结果：只有 40% 的权重有总分，低于 70%"
    )
    assert as_json(card, "en")["composition"]["parts"][0]["totals"]["2024Q1"] is None
    plain = composed(WHOLE, compose={})
    assert (plain.composition, [*composition_lines(plain, "zh")]) == (None, [])


def league_of(entities):
    made = kpis((100, [leaf("reads", 100, method="completion", targets=TARGETS)]))
    made = replace(made, valid=(QUARTER.of(2024), QUARTER.of(2024, 4)), compose=QUARTERS_AND_YEAR)
    made = replace(made, measures={name: replace(one, type="mean") for name, one in made.measures.items()})
    found = {
        who: values({period(one): {"reads": value} for one, value in some.items()}) for who, some in entities.items()
    }
    return league_with_totals(made, Y2024, LeagueInputs(found))


def test_a_league_of_the_year_is_ranked_by_the_composed_results_and_says_how_each_comes_about():
    table = league_of({"甲": WHOLE, "乙": {**WHOLE, "2024": 62.0, "2024Q1": 10.0}, "丙": {**WHOLE, "2024Q4": None}})
    total = dict(zip(table.entities, zip(table.nodes[0].scores, table.nodes[0].ranks, strict=True), strict=True))
    # 0.4 × mean of the quarters + 0.6 × the year; 丙 has three quarters, whose weight is 0.3 of 0.9
    assert total == {
        "甲": (70, 1),
        "乙": (pytest.approx(65.2), 3),
        "丙": (pytest.approx((0.3 * 80 + 0.6 * 60) / 0.9), 2),
    }
    place = table.entities.index("丙")
    assert table.bounds[0][place] == pytest.approx(0.4 * (70 + 80 + 90) / 4 + 36)  # the fourth quarter at 0
    assert table.bounds[1][place] == pytest.approx(0.4 * (70 + 80 + 90 + 100) / 4 + 36)
    said = [*league_lines(table, "zh", [table.entities.index("甲")])]
    assert said[0] == "甲：2024年合成结果 70.0，合格"
    assert said[1].startswith("  4 个季度总分的平均 85.00 × 40.0% = 34.00")
    told = league_as_json(table, "zh")["entities"][table.entities.index("乙")]
    assert (told["score"], told["composition"]["score"]) == (pytest.approx(65.2), pytest.approx(65.2))
