"""Every number of every quarter against sample_data/expected.json, which the generator computes on its own."""

import itertools
import json
import math
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import pytest

from pubkpi.model.periods import QUARTER
from pubkpi.pipeline.measures import measure_values
from pubkpi.workspace.settings import find
from tests.e2e.workspaces import SAMPLES, SCORED, pubkpi
from tests.examples import few

EXPECTED = json.loads((SAMPLES / "expected.json").read_text("utf-8"))["quarters"]
NUMBERS = "weight effective_weight value baseline target attainment score_uncapped score points".split()
BANDS = {None: None, "优秀": "excellent", "良好": "good", "合格": "pass", "不合格": "fail"}


def same(found, expected):
    """Equal within 1e-9 of the number, and null only for null."""
    if found is None or expected is None:
        return found is expected
    return math.isclose(found, float(expected), rel_tol=1e-9, abs_tol=1e-9)


def differing(found, expected, names):
    """The *names* whose numbers differ, with both."""
    return {name: (found[name], expected[name]) for name in names if not same(found[name], expected[name])}


def printed(score):
    """A score half-up to one decimal, of the decimal number that a reader sees."""
    if score is None:
        return None
    return str(Decimal(repr(round(score, 9))).quantize(Decimal("0.1"), ROUND_HALF_UP))


@pytest.fixture(scope="module")
def cards(demo):
    """The JSON of `pubkpi score`, by quarter."""
    words = ("--format", "json")
    return {one: json.loads(pubkpi("score", "-q", one, *words, cwd=demo, lang="zh").stdout) for one in SCORED}


@pytest.fixture(scope="module")
def values(demo):
    """Every measure of a quarter as the pipeline measures it, by the name of the quarter, the baseline quarter too."""
    settings = find(demo)
    return cache(lambda name: measure_values(settings, QUARTER.parse(name)).values)


@pytest.fixture(scope="module")
def leaves(cards):
    """The indicators of each card by their id."""
    return {
        quarter: {leaf["id"]: leaf for branch in card["dimensions"] for leaf in branch["indicators"]}
        for quarter, card in cards.items()
    }


def test_five_quarters_are_expected_and_four_of_them_scored():
    assert list(EXPECTED) == ["2023Q4", *SCORED]
    assert [quarter for quarter, known in EXPECTED.items() if "scorecard" in known] == list(SCORED)


@pytest.mark.parametrize("quarter", few(EXPECTED, "2023Q4", "2024Q4"))
def test_every_measure_has_the_expected_value_and_coverage(values, quarter):
    found, expected = values(quarter), EXPECTED[quarter]["measures"]
    pairs = {
        name: {
            "value": (found[name].value, one["value"]),
            "data_coverage": (found[name].coverage, one["data_coverage"]),
        }
        for name, one in expected.items()
    }
    assert {name: pair for name, pair in pairs.items() if not all(same(*numbers) for numbers in pair.values())} == {}
    assert {name for name in expected if found[name].missing} == {
        name for name, one in expected.items() if one["state"] == "missing"
    }


@pytest.mark.parametrize("quarter", few(EXPECTED, "2023Q4", "2024Q4"))
def test_the_survey_says_how_many_answered_and_the_open_rate_which_way_it_went(values, quarter):
    found, expected = values(quarter), EXPECTED[quarter]["measures"]
    assert found["satisfaction"].denominator == expected["satisfaction"]["n"]
    listed, exact = found["open_rate_listed"].value, found["open_rate_exact"].value
    route = {"exact": exact, "list": listed}[expected["open_rate"]["route"]]
    assert same(found["open_rate"].value, route)
    assert listed != exact


@pytest.mark.parametrize("quarter", SCORED)
def test_every_indicator_has_the_expected_numbers(leaves, quarter):
    expected = EXPECTED[quarter]["scorecard"]["indicators"]
    assert list(leaves[quarter]) == list(expected)
    wrong = {name: differing(leaves[quarter][name], expected[name], NUMBERS) for name in expected}
    assert {name: numbers for name, numbers in wrong.items() if numbers} == {}


@pytest.mark.parametrize("quarter", SCORED)
def test_every_indicator_has_the_expected_state_light_and_printed_score(leaves, quarter):
    for name, expected in EXPECTED[quarter]["scorecard"]["indicators"].items():
        leaf = leaves[quarter][name]
        score = None if leaf["score_printed"] is None else str(leaf["score_printed"])
        found = (leaf["scoring"], leaf["light"], score)
        assert found == (expected["state"], expected["light"] or "none", expected["score_printed"]), name
        assert score == printed(leaf["score"]), name


@pytest.mark.parametrize("quarter", SCORED)
def test_every_indicator_has_the_coverage_of_its_measure(leaves, quarter):
    for leaf in leaves[quarter].values():
        assert same(leaf["data_coverage"], EXPECTED[quarter]["measures"][leaf["measure"]]["data_coverage"]), leaf["id"]


@pytest.mark.parametrize("quarter", SCORED)
def test_every_dimension_has_the_expected_numbers(cards, quarter):
    expected = EXPECTED[quarter]["scorecard"]["dimensions"]
    found = {branch["id"]: branch for branch in cards[quarter]["dimensions"]}
    assert list(found) == list(expected)
    wrong = {
        name: differing(found[name], expected[name], ("weight", "score", "points", "weight_coverage"))
        for name in expected
    }
    assert {name: numbers for name, numbers in wrong.items() if numbers} == {}
    assert {name: printed(one["score"]) for name, one in found.items()} == {
        name: one["score_printed"] for name, one in expected.items()
    }


@pytest.mark.parametrize("quarter", SCORED)
def test_the_total_has_the_expected_numbers(cards, quarter):
    expected, found = EXPECTED[quarter]["scorecard"]["total"], cards[quarter]["total"]
    assert differing(found, expected, ("score", "weight_coverage")) == {}
    assert all(map(same, found["bounds"], (expected["lo"], expected["hi"])))
    assert same(found["standstill_score"], expected["standstill"])
    score = None if found["score_printed"] is None else str(found["score_printed"])
    assert (score, found["band"]) == (expected["score_printed"], BANDS[expected["band"]])
    assert score == printed(found["score"])


def test_each_quarter_repeats_the_one_before_it(leaves):
    for before, quarter in itertools.pairwise(SCORED):
        for name, leaf in leaves[quarter].items():
            then = leaves[before][name]
            assert leaf["previous"] == {"quarter": before} | {
                key: then[key] for key in ("value", "score", "points", "bound")
            }


def test_the_first_scored_quarter_shows_the_baseline_quarter_before_it_or_nothing(leaves):
    for leaf in leaves["2024Q1"].values():
        if leaf["previous"] is not None:
            assert leaf["previous"]["quarter"] == "2023Q4"
            assert same(leaf["previous"]["value"], EXPECTED["2023Q4"]["measures"][leaf["measure"]]["value"])
            assert leaf["previous"]["score"] is leaf["previous"]["points"] is None


def test_no_quarter_is_provisional_three_weeks_after_the_year(cards):
    assert [card["provisional"] for card in cards.values()] == [False] * 4
