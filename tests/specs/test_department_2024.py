"""The shipped scorecard against the plan's ten honest definitions, figure by figure."""

from decimal import Decimal
from fractions import Fraction

import pytest

from pubkpi.model.periods import QUARTER, between
from pubkpi.specs.build import build
from tests.house.tree import ROOT

QUARTERS = between(QUARTER.of(2024, 1), QUARTER.of(2024, 4))
BASE = QUARTER.of(2023, 4)
F = Fraction
FOLLOWERS = (F(60000), F(200000, 3), F(220000, 3), F(80000))  # 60,000 66,667 73,333 80,000

# id, weight, method, direction, baseline, targets of the four quarters
PLAN = [
    ("follower_growth", 15, "attainment", "up", F(0), [count / 52000 - 1 for count in FOLLOWERS]),
    ("monthly_reads", 10, "attainment", "up", F(83000), [F(120000), F(440000, 3), F(520000, 3), F(200000)]),
    ("interaction_rate", 10, "attainment", "up", F(28, 1000), [F(5, 100), F(20, 300), F(25, 300), F(10, 100)]),
    ("open_rate", 5, "attainment", "up", F(18, 100), [F(21, 100), F(24, 100), F(27, 100), F(30, 100)]),
    ("online_usage", 10, "attainment", "up", BASE, [F(1, 2)] * 4),
    ("activity_participants", 10, "attainment", "up", F(2000), [F(4000), F(6000), F(8000), F(10000)]),
    ("satisfaction", 10, "attainment", "up", BASE, [F(9, 10)] * 4),
    ("partnerships", 10, "completion", "up", F(0), [F(2), F(4), F(6), F(8)]),
    ("award_level", 10, "steps", "up", F(0), [None] * 4),
    ("incidents", 10, "hold", "down", F(2), [F(0)] * 4),
]
# What the plan says a second time about an indicator.
CONTRADICTIONS = {
    "follower_growth": ["60%"],
    "interaction_rate": ["8%", "5.2%"],
    "open_rate": ["8.3%"],
    "activity_participants": ["5,000"],
    "satisfaction": ["95%"],
}


@pytest.fixture(scope="module")
def kpis():
    return build(ROOT / "kpi_specs", "department_2024")


@pytest.fixture(scope="module")
def leaves(kpis):
    return {leaf.id: leaf for leaf in kpis.indicators}


def test_three_dimensions_weigh_40_30_30_and_their_leaves_15_10_10_5_and_ten_each(kpis):
    tree = [(node.id, node.weight, [leaf.weight for leaf in node.indicators]) for node in kpis.dimensions]
    assert tree == [("reach", 40, [15, 10, 10, 5]), ("service", 30, [10, 10, 10]), ("brand", 30, [10, 10, 10])]
    assert all(isinstance(leaf.weight, Fraction) for leaf in kpis.indicators)


def test_the_ten_indicators_stand_in_the_order_of_the_plan(kpis):
    assert [leaf.id for leaf in kpis.indicators] == [row[0] for row in PLAN]
    assert [leaf.measure for leaf in kpis.indicators] == [row[0] for row in PLAN]


@pytest.mark.parametrize(
    ("name", "weight", "method", "direction", "baseline", "targets"), PLAN, ids=lambda x: str(x)[:20]
)
def test_an_indicator_is_that_of_the_plan(leaves, name, weight, method, direction, baseline, targets):
    leaf = leaves[name]
    assert (leaf.weight, leaf.method, leaf.direction) == (weight, method, direction)
    stated = leaf.baseline.measured or leaf.baseline.value
    assert stated == baseline
    assert [leaf.target(quarter) for quarter in QUARTERS] == targets
    assert (leaf.at_baseline, leaf.at_target) == (60, 100)


def test_no_target_reaches_beyond_the_year(leaves):
    outside = [leaf.target(quarter) for leaf in leaves.values() for quarter in (BASE, QUARTER.of(2025, 1))]
    assert outside == [None] * 20


def test_an_award_is_due_in_the_fourth_quarter_and_steps_from_none_to_national(leaves):
    leaf = leaves["award_level"]
    assert leaf.due == QUARTER.of(2024, 4)
    assert leaf.steps == ((0, 0), (1, 60), (2, 100), (3, 100))
    assert {value: label.zh for value, label in leaf.step_labels.items()} == {
        0: "无",
        1: "市级",
        2: "省级",
        3: "国家级",
    }


def test_the_scorecard_is_internal_valid_in_2024_and_measures_the_quarter_before(kpis):
    assert kpis.audience == "internal"
    assert kpis.valid == (QUARTER.of(2024, 1), QUARTER.of(2024, 4))
    assert (kpis.baseline_quarter, kpis.settle_days) == (BASE, 8)
    assert kpis.min_weight_coverage == F(7, 10)


def test_bands_and_lights_are_the_agreed_ones(kpis):
    assert [(band.label.zh, band.at_least) for band in kpis.bands] == [
        ("优秀", 90),
        ("良好", 80),
        ("合格", 60),
        ("不合格", 0),
    ]
    assert [(light.id, light.at_least) for light in kpis.lights][:2] == [("green", 90), ("yellow", 60)]
    assert (kpis.lights[2].id, kpis.lights[2].at_least) == ("red", Decimal("-Infinity"))


def test_every_contradiction_about_an_indicator_stands_beside_it_with_its_reason(leaves):
    stated = {name: [one.value for one in leaf.also_stated] for name, leaf in leaves.items() if leaf.also_stated}
    assert stated == CONTRADICTIONS
    for leaf in leaves.values():
        for one in leaf.also_stated:
            assert all((one.where.zh, one.where.en, one.reason.zh, one.reason.en)), f"{leaf.id} {one.value}"


def test_the_other_contradictions_are_notes_or_belong_to_no_indicator(kpis):
    (note,) = kpis.notes
    assert (note.id, note.severity) == ("plan.indicator_count", "info")
    assert "8" in note.message.zh
    assert "10" in note.message.zh


def test_what_the_plan_leaves_open_is_marked_as_a_choice(leaves):
    chosen = {name for name, leaf in leaves.items() if leaf.choice.zh and leaf.choice.en}
    assert {"follower_growth", "online_usage", "satisfaction", "partnerships", "award_level", "incidents"} <= chosen


def test_the_two_doubtful_baselines_are_caveats(leaves):
    assert {name for name, leaf in leaves.items() if leaf.caveat} == {"monthly_reads", "open_rate"}
    assert "83,000" in leaves["monthly_reads"].caveat.zh
    assert "1%–2%" in leaves["open_rate"].caveat.zh


def test_the_followers_of_the_end_of_2023_are_checked_against_52000(leaves):
    assert leaves["follower_growth"].check == ("followers", BASE, F(52000))


def test_every_measure_is_told_in_both_languages(kpis):
    for measure in kpis.measures.values():
        texts = (measure.label, measure.definition, measure.formula, measure.source)
        assert all(text.zh and text.en for text in texts), measure.id
        assert measure.at.startswith(("reach.yaml:", "service.yaml:", "brand.yaml:", "process.yaml:"))
