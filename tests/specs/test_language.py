"""What a scorecard may say of methods, means, weights and missing values, and what is said about a mistake in it."""

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.grade_rules import Mean, MissingRule
from pubkpi.model.kpis.schedule import measured_periods
from pubkpi.model.periods import Kind
from pubkpi.model.text import UNTRANSLATED, Text, text_of
from pubkpi.specs.build import build
from tests.house.tree import ROOT
from tests.specs.broken import MEASURES, SCORECARD

OLD = """\
        direction: up
        method: attainment
        baseline: 100
        target: {2024Q1: 120, 2024Q4: 180}
"""


@pytest.fixture
def made(tmp_path):
    """The scorecard with the first indicator's method as written in *leaf*, and other words replaced."""

    def making(leaf=OLD, *changes, measures=MEASURES):
        text = SCORECARD.replace(OLD, "".join(f"        {line.strip()}\n" for line in leaf.strip().splitlines()))
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        (tmp_path / "measures").mkdir(exist_ok=True)
        (tmp_path / "measures" / "more.yaml").write_text(measures, encoding="utf-8")
        (tmp_path / "mini.yaml").write_text(text, encoding="utf-8")
        return build(tmp_path, "mini")

    return making


def told(made, *words, **more):
    with pytest.raises(SpecError) as caught:
        made(*words, **more)
    return caught.value.line("en")


UP = "direction: up\nmethod: "
DOWN = "direction: down\nmethod: "


def test_each_method_is_declared_on_its_own_lines(made):
    posts = made(UP + "goalposts\ngoalposts: {worst: 20, best: 85}").indicators[0]
    assert (posts.goalposts, posts.targets) == ((20, 85), ())
    logs = made(DOWN + "log_goalposts\ngoalposts: {worst: 100, best: 1/10}").indicators[0]
    assert logs.goalposts == (100, Fraction(1, 10))
    band = made(
        "direction: range\nmethod: target_range\nrange: {zero_below: 0, full_from: 3, full_to: 5, zero_above: 9}"
    )
    assert band.indicators[0].plateau == (0, 3, 5, 9)
    line = made(UP + "piecewise\nknots: [{value: 0, points: 0}, {value: 0.5, points: 60}, {value: 2, points: 100}]")
    assert line.indicators[0].knots == ((0, 0), (Fraction(1, 2), 60), (2, 100))
    assert made(DOWN + "hold\nbaseline: 3").indicators[0].targets == ()
    assert made(UP + "minmax\ncap: 120\nfloor: 10").indicators[0].cap == 120


@pytest.mark.parametrize(
    ("leaf", "line"),
    [
        (UP + "goalposts\ngoalposts: {worst: 9, best: 9}", "15:9: worst and best are the same."),
        (UP + "goalposts\ngoalposts: {worst: 9, best: 1}", "15:9: worst and best lie against the direction up."),
        (DOWN + "goalposts\ngoalposts: {worst: 1, best: 9}", "15:9: worst and best lie against the direction down."),
        (UP + "goalposts\ngoalposts: {worst: 1}", "21:20: best is needed here. Write best: 60000 | 90% (at 100 points)."),
        (UP + "goalposts", "15:9: goalposts is needed here. Write goalposts: {worst: …, best: …} (the values of 0 and 100 points)."),
        (UP + "goalposts\ngoalposts: {worst: 1, beste: 9}", "21:31: unknown key beste. Is it best? Known: worst, best."),
        (UP + "log_goalposts\ngoalposts: {worst: 0, best: 9}", "15:9: logarithms need a worst and a best above 0."),
        (UP + "goalposts\ngoalposts: {worst: 1, best: 9}\nsteps: [{value: 1, points: 1}]", "22:16: goalposts takes no steps. It goes with method: steps, rank, quantile."),
        (UP + "goalposts\ngoalposts: {worst: 1, best: 9}\nat_target: 80", "22:20: goalposts takes no at_target. It goes with method: attainment."),
        (OLD + "knots: [{value: 1, points: 1}]", "23:16: attainment takes no knots. It goes with method: piecewise."),
        (OLD + "at_baseline: 100", "15:9: the target is worth more points than the baseline."),
        (OLD + "floor: 100", "15:9: the floor lies under the cap, and the cap above 0."),
        (OLD + "floor: -9\ncap: -1", "15:9: the floor lies under the cap, and the cap above 0."),
        (UP + "target_range\nrange: {zero_below: 0, full_from: 3, full_to: 5, zero_above: 9}",
         "15:9: the direction range and the method target_range go together."),
        ("direction: range\nmethod: hold\nbaseline: 1", "15:9: the direction range and the method target_range go together."),
        ("direction: range\nmethod: target_range\nrange: {zero_below: 0, full_from: 6, full_to: 5, zero_above: 9}",
         "15:9: zero_below < full_from <= full_to < zero_above must hold."),
        ("direction: range\nmethod: target_range\nrange: {zero_below: 3, full_from: 3, full_to: 5, zero_above: 9}",
         "15:9: zero_below < full_from <= full_to < zero_above must hold."),
        (UP + "piecewise", "15:9: knots are needed here."),
        (UP + "piecewise\nknots: [{value: 1, points: 1}]", "15:9: knots are needed here."),
        (UP + "piecewise\nknots: [{value: 2, points: 1}, {value: 1, points: 2}]", "15:9: the values of knots rise from one to the next."),
        (UP + "piecewise\nknots: [{value: 1, points: 2}, {value: 2, points: 1}]", "15:9: the points of knots go against the direction up."),
        (DOWN + "piecewise\nknots: [{value: 1, points: 1}, {value: 2, points: 2}]", "15:9: the points of knots go against the direction down."),
        (UP + "piecewise\nknots: [{value: 1, points: 1}, {value: 2, points: 200}]", "15:9: points lie between the floor and the cap."),
        (UP + "steps\nsteps: [{value: 1, points: 1}, {value: 1, points: 2}]", "15:9: the values of steps rise from one to the next."),
        (UP + "steps\nsteps: [{value: 1, points: 9}, {value: 2, points: 2}]", "15:9: the points of steps go against the direction up."),
        (UP + "hold", "15:9: the target does not cover 2024Q1 to 2024Q4."),
        (UP + "minmax\ntarget: {2024Q2: 5}", "21:17: the target does not cover 2024Q1 to 2024Q4."),
        (OLD + "missing: {policy: carry}", "23:18: carry says either quarters or periods. Write quarters: 1 or periods: 1."),
        (OLD + "missing: {policy: zero, quarters: 2}", "23:43: zero takes no quarters. It goes with policy: carry."),
        (OLD + "missing: {quarters: 2}", "23:29: quarters goes with policy: carry only."),
        (OLD + "missing: {policy: guess}",
         "23:27: cannot be 'guess'. Known: reweight, zero, carry, group_mean, refuse."),
        (OLD + "not_applicable: {reason: no desk}", "15:9: not_applicable needs entities or a measure."),
        (OLD + "not_applicable: {measure: desk, reason: no desk}", "15:9: there is no measure desk."),
    ],
)  # fmt: skip
def test_a_mistake_in_a_method_is_named_where_it_stands(made, leaf, line):
    assert told(made, leaf).partition(". There ")[0].rstrip(".") == f"mini.yaml:{line}".rstrip(".")


@pytest.mark.parametrize(
    ("name", "days", "valid", "ends"),
    [
        ("year", "2024-07-01, 2025-06-30", "yearQ1, year第四季度", ("2024Q3", "2025Q2")),
        ("试用期", "2025-03-17, 2025-09-16", "试用期, 试用期", ("2025-03-17..2025-09-16",) * 2),
        ("试用期", "2025-03-17, 2025-09-16", "试用, 试用期", "mini.yaml:2:9: this is not a period"),
    ],
)
def test_a_plan_may_write_its_periods_by_the_names_that_it_gives_them(tmp_path, name, days, valid, ends):
    (tmp_path / "measures").mkdir()
    goals = f"{{{valid.partition(', ')[0]}: 3, {valid.rpartition(', ')[2]}: 5}}" if name == "year" else f"{{{name}: 5}}"
    leaf = f"{{id: a, weight: 100, measure: {{unit: count}}, target: {goals}}}"
    text = f"label: x\nvalid: [{valid}]\nperiods: {{{name}: [{days}]}}\nindicators:\n  - {leaf}\n"
    (tmp_path / "mini.yaml").write_text(text, encoding="utf-8")
    if isinstance(ends, str):
        with pytest.raises(SpecError) as caught:
            build(tmp_path, "mini")
        assert ends in caught.value.line("en")
    else:
        kpis = build(tmp_path, "mini")
        assert (tuple(map(str, kpis.valid)), kpis.indicators[0].target(kpis.valid[1])) == (ends, 5)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("audience: internal", "audience: internal\naggregate: geometric",
         "1:1: zero is needed here. Write zero: refuse | 60 (0, 1 or refuse: what these three means do with a score of 0)."),
        ("audience: internal", "audience: internal\nzero: 1",
         "4:7: zero goes with aggregate: geometric, harmonic, power only."),
        ("audience: internal", "audience: internal\naggregate: median",
         "4:12: cannot be 'median'. Known: arithmetic, geometric, harmonic, power, minimum, sum."),
        ("audience: internal", "audience: internal\naggregate: power\nzero: 0\npower: 0",
         "1:1: the power of a power mean is not 0."),
        ("audience: internal", "audience: internal\ncap: 90", "4:6: cap goes with aggregate: sum only."),
        ("audience: internal", "audience: internal\naggregate: sum\nweights: relative",
         "1:1: weights: relative has proportions, no points."),
        ("    weight: 39.7\n    ind", "    weight: 39.7\n    aggregate: sum\n    missing: {policy: reweight}\n    ind",
         "36:23: aggregate: sum adds points, and hands no weight over. Write missing: {policy: zero}, carry or refuse, or nothing."),
        ("    weight: 39.7\n    ind", "    weight: 39.7\n    aggregate: sum\n    cap: 0\n    ind",
         "32:5: the cap of a sum is above 0."),
        ("audience: internal", "audience: internal\naggregate: harmonic\nzero: 0\npower: 2",
         "6:8: harmonic takes no power. It goes with aggregate: power."),
        ("audience: internal", "audience: internal\nrounding: {how: half, places: 1}",
         "4:17: cannot be 'half'. Is it half_up? Known: half_up, half_even, up, down."),
        ("audience: internal", "audience: internal\nrank_decimals: 13", "4:16: rank_decimals lies between 0 and 12, not 13."),
        ("audience: internal", "audience: internal\nentity_groups: {a: [x, y], b: [y]}", "4:16: y is in two groups. Leave it in one."),
        ("audience: internal", "audience: internal\nweights: shares", "4:10: cannot be 'shares'. Known: points, relative."),
        ("    weight: 39.7\n    ind", "    weight: 39.7\n    missing: {min_weight_coverage: 2}\n    ind",
         "32:5: min_weight_coverage lies between 0 and 1."),
        ("    weight: 39.7\n    ind", "    weight: 39.7\n    agregate: minimum\n    ind",
         "35:5: unknown key agregate. Is it aggregate? Known: id, label, weight, missing, aggregate, zero, power, cap, by_class, full_mark, not_applicable, indicators, dimensions."),
        ("    weight: 39.7\n    ind", "    weight: 39.7\n    dimensions: [{id: d, label: d, weight: 0}]\n    ind",
         "32:5: brand has either indicators or dimensions, not both."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_tree_is_named_where_it_stands(made, old, new, line):
    assert told(made, OLD, (old, new)) == f"mini.yaml:{line}"


def test_means_and_policies_are_read_from_the_top_down(made):
    kpis = made(
        OLD + "missing: {policy: zero}",
        ("audience: internal", "audience: internal\naggregate: geometric\nzero: refuse"),
        ("policy: reweight,", "policy: carry, quarters: 2,"),
        (
            "    weight: 39.7\n    ind",
            "    weight: 39.7\n    aggregate: minimum\n    missing: {policy: refuse}\n    ind",
        ),
    )
    assert kpis.mean == Mean("geometric", None)
    assert [node.mean for node in kpis.nodes] == [Mean(), Mean("minimum")]
    assert [leaf.missing for leaf in kpis.indicators] == [
        MissingRule("zero"),
        MissingRule("carry", 2),
        MissingRule("refuse"),
    ]
    assert str(min(measured_periods(kpis, kpis.valid[0]))) == "2023Q3"
    assert list(map(str, kpis.needed(kpis.valid[1]))) == ["2024Q2", "2024Q3", "2024Q4"]


def relative(made, dimensions, leaves):
    """The weights in points of a scorecard written with relative ones."""
    kpis = made(
        OLD,
        ("audience: internal", "audience: internal\nweights: relative"),
        ("weight: 60.3", f"weight: {dimensions[0]}"),
        ("weight: 60.1", f"weight: {leaves[0]}"),
        ("weight: 0.2", f"weight: {leaves[1]}"),
        ("weight: 39.7", f"weight: {dimensions[1]}"),
    )
    return [one.weight for one in kpis.everything]


def test_relative_weights_become_points_of_the_whole(made):
    assert relative(made, (1, 2), (1, 3)) == [
        Fraction(100, 3), Fraction(200, 3), Fraction(25, 3), Fraction(25), Fraction(200, 3),
    ]  # fmt: skip


@pytest.mark.parametrize("times", [2, 7, "0.3", 1000])
def test_relative_weights_times_a_number_change_nothing(made, times):
    def multiplied(*weights):
        return [f"{float(weight * Fraction(str(times))):.10g}" for weight in weights]

    assert relative(made, multiplied(1, 2), multiplied(1, 3)) == relative(made, (1, 2), (1, 3))


def test_relative_weights_that_are_all_zero_are_refused(made):
    with pytest.raises(SpecError) as caught:
        relative(made, (1, 2), (0, 0))
    assert caught.value.line("en") == "mini.yaml:12:5: no weight under reach is above 0."


def test_a_measure_of_the_year_to_date_cannot_be_carried(made):
    text = MEASURES.replace("  expr: read_users", "  expr: read_users\n  window: year_to_date", 1)
    line = "mini.yaml:15:9: a measure of the year to date cannot be carried."
    carried = OLD + "missing: {policy: carry, quarters: 1}"
    assert told(made, carried, measures=text) == line
    derived = text + text[text.index("awards:") : text.index("calm:")].replace("awards:", "twice:").replace(
        "  type: max\n  fact: award\n  expr: level\n  coverage: {by: quarters, min: 1}",
        "  type: derived\n  expr: reads * 2",
    )
    assert told(made, carried, ("measure: reads", "measure: twice"), measures=derived) == line
    assert made(carried).indicators[0].missing == MissingRule("carry", 1)


def test_a_dimension_may_hold_dimensions_whose_weights_sum_to_its_own(made):
    inner = (
        "    weight: 39.7\n    dimensions:\n      - id: inner\n        label: inner\n        weight: {}\n        indicators:\n"
        "          - {{id: calm, label: calm, weight: 39.7, measure: calm, direction: down, method: hold, baseline: 0}}\n"
    )
    head = SCORECARD[: SCORECARD.rindex("    weight: 39.7\n    indicators:")]
    tail = SCORECARD[len(head) :]
    kpis = made(OLD, (tail, inner.format("39.7")))
    assert [node.id for node in kpis.nodes] == ["reach", "brand", "inner"]
    assert [leaf.id for leaf in kpis.dimensions[1].indicators] == ["calm"]
    line = told(made, OLD, (tail, inner.format("39.6")))
    assert line.startswith("mini.yaml:36:9: the weights under brand sum to 39.6, not 39.7: 0.1 too little")


def test_a_measure_that_is_only_entered_needs_neither_fact_nor_expression(made):
    text = MEASURES + MEASURES[MEASURES.index("calm:") :].replace("calm:", "told:").replace(
        "  type: count\n  fact: incident\n", "  type: typed\n"
    )
    kpis = made(OLD, ("measure: calm", "measure: told"), measures=text)
    assert kpis.measures["told"].type == "typed"


def texts(part):
    """All texts within *part* that are the specification's own."""
    if isinstance(part, Kind):
        return []
    if isinstance(part, Text):
        return [part]
    if isinstance(part, Mapping):
        return [text for one in part.values() for text in texts(one)]
    if isinstance(part, tuple):
        return [text for one in part for text in texts(one)]
    return [text for name in getattr(part, "__dataclass_fields__", ()) for text in texts(getattr(part, name))]


def test_every_text_of_a_specification_that_is_only_in_chinese_says_so_in_english(made):
    """Bands, steps, sources, owners and definitions as well as the names."""
    labels = [(old, old[5 : old.index(",")]) for old in re.findall(r"\{zh: [^}]*\}", SCORECARD)]
    read = [one for one in texts(made(OLD, *labels)) if one.zh and not one.zh.isascii()]
    assert {one.zh for one in read} >= {"小表", "合格", "传播", "阅读", "后台"}
    assert {one.en.removeprefix(one.zh) for one in read} - {"near", "low", "alert"} == {" (no English)"}
    assert not [one for one in texts(build(ROOT / "kpi_specs", "department_2024")) if UNTRANSLATED in one.en]


def test_words_in_one_language_are_marked_only_where_they_are_chinese():
    assert text_of("良好") == ("良好", "良好 (no English)")
    assert text_of("良好", "Good") == ("良好", "Good")
    assert text_of("", "Good") == ("Good", "Good")
    assert text_of("KOL") == ("KOL", "KOL")
