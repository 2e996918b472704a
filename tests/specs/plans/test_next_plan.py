"""A plan rolled forward: periods, baselines and targets of the next year, all of it usable, the rest listed."""

import re
import shutil
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pubkpi.model.periods import QUARTER, later_by, period
from pubkpi.specs.build import build, scorecard_ids
from pubkpi.specs.check import check
from pubkpi.specs.plans.draft import ORIGIN, entry_of, written
from pubkpi.specs.plans.next_plan import next_plan, old_years, with_measures
from pubkpi.workspace.yaml import numbers, yaml_file
from pubkpi.workspace.yaml.node import Node, Source
from tests.examples import examples
from tests.house.tree import ROOT

SPECS = ROOT / "kpi_specs"
VALUES = {"followers": Fraction(77360), "monthly_reads": Fraction(559196, 3), "interaction_rate": Fraction(4501, 66295),
          "open_rate": Fraction(1, 64), "activity_participants": Fraction(8640), "partnerships": Fraction(7)}  # fmt: skip


def rolled(folder, scorecard="department_2024", values=VALUES, quarters=4, name="next"):
    """The next plan, as a KPI set among those that ship, and what was said of it."""
    shutil.copytree(SPECS, folder, dirs_exist_ok=True)
    old = build(folder, scorecard)
    made = next_plan(yaml_file.read(folder / f"{scorecard}.yaml"), old, name, quarters, values)
    entries = [rebase.entry(entry_of(folder / "measures", old.measures[one])) for one, rebase in made.rebased.items()]
    text = with_measures(made.text, entries)
    (folder / f"{name}.yaml").write_text(text, "utf-8")
    return build(folder, name), made, text


@pytest.fixture(scope="module")
def department(tmp_path_factory):
    return rolled(tmp_path_factory.mktemp("next"))


def test_periods_are_a_year_later_and_everything_else_stays_in_its_place(department):
    kpis, _, text = department
    assert (str(kpis.valid[0]), str(kpis.valid[1]), str(kpis.baseline_quarter)) == ("2025Q1", "2025Q4", "2024Q4")
    assert kpis.label.zh == "2025 年度宣传计划考核"
    old = (SPECS / "department_2024.yaml").read_text("utf-8").splitlines()
    assert [line for line in text.splitlines() if line.strip().startswith("#")] == [
        line for line in old if line.strip().startswith("#")
    ]
    assert [leaf.due for leaf in kpis.indicators if leaf.due] == [QUARTER.parse("2025Q4")]


def test_baselines_are_what_was_measured_and_the_others_are_left_open(department):
    kpis, made, _ = department
    leaves = {leaf.id: leaf for leaf in kpis.indicators}
    assert leaves["monthly_reads"].baseline.value == Fraction(559196, 3)
    assert leaves["open_rate"].baseline.value == Fraction(1, 64)
    assert leaves["satisfaction"].baseline.measured == QUARTER.parse("2024Q4")
    assert {one.indicator.en for one in made.carried if one.now} >= {"Average monthly reads", "Open rate"}


def test_targets_that_are_past_move_as_far_ahead_as_they_were(department):
    kpis, made, _ = department
    leaves = {leaf.id: leaf for leaf in kpis.indicators}
    end = kpis.valid[1]
    # 186,398.67 + 200,000 - 83,000 is 303,398.67, in three digits 303,000; 1.6% is still ahead of 30%
    assert leaves["monthly_reads"].target(end) == 303000
    assert leaves["open_rate"].target(end) == Fraction(3, 10)
    assert leaves["partnerships"].target(end) == 8  # of the year, which begins with none
    moved = [one.indicator.en for one in made.carried if one.what.en == "target" and one.now]
    assert moved == ["Average monthly reads", "Interaction rate", "Activity participation"]


def test_growth_over_a_fixed_base_is_over_the_count_at_the_end_of_the_year(department):
    kpis, _, text = department
    growth = kpis.measures["follower_growth_2025"]
    assert growth.expr == "followers / 77360 - 1"
    assert "77,360 of the end of 2024" in growth.definition.en
    (leaf,) = [leaf for leaf in kpis.indicators if leaf.measure == growth.id]
    assert leaf.check == ("followers", QUARTER.parse("2024Q4"), 77360)
    assert "52000" not in text.split("measures:")[1]


def test_without_the_count_the_old_base_stays_and_is_named(tmp_path):
    kpis, made, _ = rolled(tmp_path, values={})
    (leaf,) = [leaf for leaf in kpis.indicators if leaf.id == "follower_growth"]
    assert leaf.check == ("followers", QUARTER.parse("2023Q4"), 52000)
    assert [(one.before, one.now) for one in made.carried if one.what.en == "fixed base"] == [("52000", "")]


def test_what_the_old_plan_says_of_itself_is_left_out_and_named(department):
    kpis, made, text = department
    assert made.omitted == ("announced", "notes", "also_stated")
    assert not any(f"{key}:" in text for key in made.omitted)
    assert kpis.notes == ()


def test_lines_that_speak_of_a_year_that_is_over_are_named(department):
    text = department[2]
    lines = text.splitlines()
    old = build(SPECS, "department_2024")
    found = [*old_years("next.yaml", text, (old, 4), ("example", "follower_growth_2025"), ("52000", "52,000"))]
    assert all(lines[one.line - 1].strip() == one.words for one in found)
    expected = [
        n
        for n, line in enumerate(lines, 1)
        if n < 155 and any(w in line.replace("2024Q4", "") for w in ("2023", "2024", "52000", "52,000"))
    ]
    assert [one.line for one in found] == expected
    assert len(found) > 8


def test_a_change_in_mid_year_is_what_the_next_year_begins_with(tmp_path):
    shutil.copytree(SPECS, tmp_path, dirs_exist_ok=True)
    text = (SPECS / "department_2024.yaml").read_text("utf-8")
    text = text.replace("weight: 15\n", "weight: [15, {from: 2024Q3, is: 10, reason: x}]\n", 1)
    text = text.replace("weight: 5\n", "weight:\n          - 5\n          - {from: 2024Q3, is: 10, reason: x}\n", 1)
    text = text.replace(
        "{2024Q1: 120000, 2024Q4: 200000}",
        "[{2024Q1: 120000, 2024Q4: 200000}, {from: 2024Q3, is: {2024Q3: 150000, 2024Q4: 160000}}]",
    )
    (tmp_path / "department_2024.yaml").write_text(text, "utf-8")
    old = build(tmp_path, "department_2024")
    made = next_plan(yaml_file.read(tmp_path / "department_2024.yaml"), old, "next", 4, {})
    (tmp_path / "next.yaml").write_text(made.text, "utf-8")
    kpis = build(tmp_path, "next")
    assert [leaf.weight for leaf in kpis.indicators][:4] == [10, 10, 10, 10]
    assert kpis.indicators[1].target(QUARTER.parse("2025Q4")) == 160000
    assert not kpis.versions


def test_a_plan_of_two_years_is_followed_by_the_two_years_after_it(tmp_path):
    shutil.copytree(SPECS, tmp_path, dirs_exist_ok=True)
    text = (SPECS / "department_2024.yaml").read_text("utf-8").replace("2024Q4", "2025Q4")
    text = text.replace("{zh: 2024 年度", "{zh: 2024—2025 年度").replace("baseline: 83000", "baseline: 0")
    text = text.replace("{2024Q1: 120000, 2025Q4: 200000}", "{2024Q1: 120000, 2025Q4: 200000, 2024: 150000}")
    (tmp_path / "department_2024.yaml").write_text(text, "utf-8")
    old = build(tmp_path, "department_2024")
    values = {**VALUES, "monthly_reads": Fraction(0), "followers": Fraction(232079, 3)}
    made = next_plan(yaml_file.read(tmp_path / "department_2024.yaml"), old, "next", 8, values)
    entries = [one.entry(entry_of(tmp_path / "measures", old.measures[name])) for name, one in made.rebased.items()]
    (tmp_path / "next.yaml").write_text(with_measures(made.text, entries), "utf-8")
    kpis = build(tmp_path, "next")
    assert [str(one) for one in (*kpis.valid, kpis.baseline_quarter)] == ["2026Q1", "2027Q4", "2025Q4"]
    assert kpis.label.zh.startswith("2026—2027 ")
    reads = kpis.indicators[1]
    assert (reads.baseline.value, reads.baseline.measured) == (0, None)
    assert {str(when): goal for when, goal in reads.stated} == {"2026Q1": 120000, "2027Q4": 200000, "2026": 150000}
    assert {leaf.baseline.measured for leaf in kpis.indicators} <= {None, QUARTER.parse("2025Q4")}
    assert kpis.measures["follower_growth_2026"].expr == "followers / (232079/3) - 1"
    years = {one.words for one in old_years("next.yaml", made.text, (old, 8)) if "2026" in one.words}
    assert not [one for one in years if not {"2023", "2024", "2025"} & {*re.findall(r"\d{4}", one)}]


def test_a_measured_baseline_is_exact_and_says_what_it_is_and_where_it_is_from(department):
    kpis, _, text = department
    assert "baseline: 186398 + 2/3  # 实测 2024Q4，约 186,398.67\n" in text
    assert "baseline: 4501/66295  # 实测 2024Q4，约 6.79%\n" in text
    assert "baseline: 0.015625  # 实测 2024Q4\n" in text
    assert (
        next(leaf for leaf in kpis.indicators if leaf.id == "interaction_rate").baseline.value
        == VALUES["interaction_rate"]
    )


def test_the_next_year_says_it_anew_and_leaves_the_comments_of_others(department, tmp_path):
    text = department[2].replace("baseline: 0.015625  # 实测 2024Q4\n", "baseline: 0.015625  # ours\n")
    shutil.copytree(SPECS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "next.yaml").write_text(text, "utf-8")
    values = {"monthly_reads": Fraction(1, 3), "open_rate": Fraction(1, 3)}
    made = next_plan(yaml_file.read(tmp_path / "next.yaml"), build(tmp_path, "next"), "then", 4, values, "en")
    assert "baseline: 1/3  # measured 2025Q4, about 0.33\n" in made.text
    assert "baseline: 1/3  # ours\n" in made.text


@pytest.mark.parametrize("words", ["2024Q4", "2024-12", "2024W52", "2024H2", "2024-07-01..2025-06-30"])
def test_a_comment_of_its_own_is_known_whatever_period_it_names(words):
    assert ORIGIN.match(f"# 实测 {words}，约 0.33")
    assert not ORIGIN.match("# 实测 去年")


def test_the_baseline_of_what_is_held_is_for_people_to_look_at(department):
    carried = department[1].carried
    assert [one.before for one in carried if one.indicator.en == "Zero incidents"] == ["2"]


@given(st.fractions(-(10**12), 10**12, max_denominator=10**6))
def test_a_number_is_read_back_as_it_was_written(value):
    assert numbers.number(Node(Source("x"), written(value))) == value


PLANS = [name for name in scorecard_ids(SPECS) if build(SPECS, name).dimensions]


@settings(max_examples=examples(12))
@given(data=st.data())
def test_whatever_was_measured_the_next_plan_can_be_scored_by(tmp_path_factory, data):
    scorecard = data.draw(st.sampled_from(PLANS))
    kpis = build(SPECS, scorecard)
    share = st.fractions(0, 1, max_denominator=97)
    values = {
        leaf.measure: data.draw(
            share if kpis.measures[leaf.measure].unit == "share" else st.integers(0, 10**6).map(Fraction)
        )
        for leaf in kpis.indicators
        if data.draw(st.booleans())
    }
    folder = tmp_path_factory.mktemp("next")
    rolled(folder, scorecard, values, data.draw(st.sampled_from([4, 8])))
    assert [one.message.en for one in check(folder, "next") if one.severity == "error"] == []


@pytest.mark.parametrize(
    ("words", "later"),
    [("2024-03", "2025-03"), ("2024H2", "2025H2"), ("2024W10", "2025W10"), ("2020W53", "2021W52"), ("2024Q4", "2025Q4"),
     ("2024-07-01..2025-06-30", "2025-07-01..2026-06-30"), ("2024-03-17..2024-09-16", "2025-03-17..2025-09-16")],
)  # fmt: skip
def test_a_period_of_any_kind_is_a_year_later_in_the_next_plan(words, later):
    assert str(later_by(period(words), 4)) == later  # 2021 has no week 53


def test_a_plan_without_dimensions_and_with_defaults_is_rolled_forward_like_any_other(tmp_path):
    text = (
        "label: 短 2024\nvalid: [2024Q1, 2024Q4]\nindicators:\n"
        "  - {id: 发稿, weight: 60, measure: {unit: posts}, target: 40}\n"
        "  - {id: 满意度, weight: 40, measure: {unit: share}, baseline: 80%, target: 90%}\n"
    )
    (tmp_path / "short.yaml").write_text(text, "utf-8")
    made = next_plan(
        yaml_file.read(tmp_path / "short.yaml"), build(tmp_path, "short"), "next", 4, {"满意度": Fraction(92, 100)}
    )
    (tmp_path / "next.yaml").write_text(made.text, "utf-8")
    first, second = build(tmp_path, "next").indicators
    assert [str(one) for one in build(tmp_path, "next").valid] == ["2025Q1", "2025Q4"]
    assert first.targets == ((QUARTER.of(2025, 1), 40), (QUARTER.of(2025, 4), 40))
    assert second.baseline.value == Fraction(92, 100)
    assert {float(goal) for _, goal in second.targets} == {1.0}  # 92% and as far again would be beyond all of them
