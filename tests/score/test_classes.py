"""Classes of entities in one league: each stands as its own scorecard says, worked out apart."""

from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.adjustments import Adjustments, Item
from pubkpi.model.kpis.entity_class import of_entity
from pubkpi.model.kpis.grade_rules import ClassRule
from pubkpi.model.text import same
from pubkpi.score.league import league
from pubkpi.score.run import entity_scores, score
from pubkpi.specs.build import build
from tests.examples import examples
from tests.score.cards import Q1, Q4, kpis, leaf, values
from tests.score.reckoning import reckon, split

TARGETS = ((Q1, Fraction(50)), (Q4, Fraction(50)))
CLASSES = {"towns": ("c", "d"), "offices": ("e",)}


def classed(random):
    """A scorecard of two dimensions in which towns and offices weigh otherwise."""
    weights = {name: split(random, Fraction(100), 4) for name in ("", *CLASSES)}
    weights[""] = [Fraction(10), Fraction(20), Fraction(30), Fraction(40)]
    leaves = [
        leaf(
            f"x{i}",
            float(weights[""][i]),
            method="value",
            targets=(),
            by_class={name: ClassRule(weights[name][i]) for name in CLASSES},
        )
        for i in range(4)
    ]
    late = Item("late", same("late"), "late", Fraction(2), Fraction(30), "mini.yaml:6:1", node="d1", scaled=True)
    tree = kpis((30, leaves[:2]), (70, leaves[2:]), classes=CLASSES, min_weight_coverage=Fraction(1, 2))
    with_late = {**tree.measures, "late": tree.measures["x0"]}
    return replace(tree, across=True, adjustments=Adjustments(deduct=(late,)), measures=with_late)


def test_the_league_scores_each_as_the_scorecard_of_its_class_does():
    random = Random(5)
    for _ in range(examples(12)):
        tree = classed(random)
        found = {
            name: {f"x{i}": None if random.random() < 0.3 else Fraction(random.randint(0, 1100), 10) for i in range(4)}
            | {"late": Fraction(random.randint(0, 5))}
            for name in "abcde"
        }
        entered = {
            name: values({Q4: {k: None if v is None else float(v) for k, v in one.items()}})
            for name, one in found.items()
        }
        table = league(tree, Q4, entered)
        for place, name in enumerate(table.entities):
            expected = reckon(of_entity(tree, name), found[name]).total
            made = table.nodes[0].scores[place]
            assert (made is None) == (expected is None), (name, found[name])
            assert made is None or made == pytest.approx(float(expected))
            card = score(tree, Q4, entered[name], None, settled=True, entity=name)
            assert card.total.score == made
            assert card.total.bounds == (table.bounds[0][place], table.bounds[1][place])
            alone = entity_scores(tree, Q4, entered, name)
            lines = (*card.indicators, *card.adjustments)
            assert {one.id: one.points for one in lines} == {key: one.points for key, one in alone.items()}


def test_a_quota_by_class_is_the_target_of_its_members():
    one = leaf(
        "a",
        100,
        method="completion",
        targets=TARGETS,
        by_class={"towns": ClassRule(None, ((Q1, Fraction(8)), (Q4, Fraction(8))))},
    )
    tree = replace(kpis((100, [one])), classes={"towns": ("c",)})
    table = league(tree, Q4, {"a": values({Q4: {"a": 25}}), "c": values({Q4: {"a": 8}})})
    assert table.nodes[0].scores == (50.0, 100.0)
    assert table.nodes[-1].states == ("alert", "reached")


RELATIVE = """\
label: 例
valid: [2024Q1, 2024Q4]
weights: relative
aggregate: geometric
zero: 0
classes: {towns: [c], desks: [d]}
dimensions:
  - id: reach
    label: 传播
    weight: 1
    indicators:
      - {id: reads, weight: 3, target: 100, by_class: {towns: {weight: 1}, desks: {weight: 0}}}
      - {id: plays, weight: 1, target: 100, by_class: {towns: {weight: 1}, desks: {weight: 0}}}
  - id: service
    label: 服务
    weight: 1
    indicators:
      - {id: desk, weight: 1, target: 100}
"""


def test_a_class_shares_out_relative_weights_anew_also_in_a_tree_without_points(tmp_path):
    (tmp_path / "measures").mkdir()
    entered = "{0}: {{label: a, definition: a, formula: a, unit: count, source: a, type: typed}}\n"
    (tmp_path / "measures" / "m.yaml").write_text("".join(map(entered.format, ("reads", "plays", "desk"))), "utf-8")
    (tmp_path / "card.yaml").write_text(RELATIVE, "utf-8")
    found = {who: values({Q4: {"reads": 40, "plays": 80, "desk": 20}}) for who in "acd"}
    table = league(build(tmp_path, "card"), Q4, found)
    # √(50 × 20) with 3 : 1, √(60 × 20) with 1 : 1; a desk has the service alone
    assert dict(zip(table.entities, table.nodes[0].scores, strict=True)) == pytest.approx(
        {"a": 1000**0.5, "c": 1200**0.5, "d": 20}
    )
    without = RELATIVE.replace("weight: 1, target: 100}", "weight: 1, target: 100, by_class: {desks: {weight: 0}}}")
    (tmp_path / "card.yaml").write_text(without, "utf-8")
    with pytest.raises(SpecError, match="no weight of desks is above 0"):
        build(tmp_path, "card")
