"""Scores against the other entities, and exceptions read from an entered measure, by a reckoning of their own."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis.grade_rules import NotApplicableRule
from pubkpi.model.text import Text
from pubkpi.score.league import league
from pubkpi.specs.build import build
from tests.examples import examples
from tests.score.cards import Q4, card, kpis, leaf, values

FAR = 10**9
STEPS = {
    "rank": ((Fraction(1), Fraction(100)), (Fraction(3), Fraction(70))),
    "quantile": ((Fraction(1, 5), Fraction(100)), (Fraction(1, 4), Fraction(90)), (Fraction(3, 5), Fraction(50))),
}


def totals(method, direction, found, steps=(), sides=None):
    """(scores, bounds) of the league of *found*, a number or None by entity."""
    tree = kpis((100, [leaf("a", 100, method=method, direction=direction, targets=(), steps=steps, cap=Fraction(150))]))
    entities = {name: values({Q4: {"a": value}}) for name, value in found.items()}
    for name, side in (sides or {}).items():
        entities[name][Q4]["a"] = replace(entities[name][Q4]["a"], bound=side)
    table = league(tree, Q4, entities)
    return dict(zip(table.entities, table.nodes[0].scores, strict=True)), dict(
        zip(table.entities, zip(*table.bounds, strict=True), strict=True)
    )


def reckoned(method, direction, found, steps=()):
    there = [one for one in found.values() if one is not None]
    if method == "peer_mean":
        mean = Fraction(sum(there), len(there)) if there else 0
        raw = {
            name: None if one is None or mean <= 0 else 100 * one / mean if direction == "up" else 100 * mean / one
            for name, one in found.items()
        }
        return {name: None if one is None else min(one, Fraction(150)) for name, one in raw.items()}
    made = {}
    for name, one in found.items():
        rank = None if one is None else 1 + sum(other > one if direction == "up" else other < one for other in there)
        if rank is None:
            made[name] = None
        elif method == "rank" and not steps:
            made[name] = Fraction(100 * (len(there) - rank), len(there) - 1) if len(there) > 1 else None
        else:
            place = rank if method == "rank" else Fraction(rank, len(there))
            made[name] = max((points for last, points in steps if place <= last), default=0)
    return made


@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("method", ["rank", "stepped", "quantile", "peer_mean"])
def test_a_relative_score_is_what_one_counts_by_hand(method, direction):
    random, steps = Random(f"{method} {direction}"), STEPS.get({"stepped": "rank"}.get(method, method), ())
    steps, method = (() if method == "rank" else steps), {"stepped": "rank"}.get(method, method)
    for _ in range(examples(12)):
        found = {name: random.choice([None, *range(1, 7)]) for name in "甲乙丙丁戊"[: random.randint(1, 5)]}
        expected = reckoned(method, direction, found, steps)
        scores, _ = totals(method, direction, found, steps)
        assert {name: one is None for name, one in scores.items()} == {
            name: one is None for name, one in expected.items()
        }
        assert {k: v for k, v in scores.items() if v is not None} == pytest.approx(
            {k: float(v) for k, v in expected.items() if v is not None}
        ), found


@pytest.mark.parametrize("method", ["rank", "quantile", "peer_mean"])
def test_the_bounds_hold_whatever_open_values_come_to(method):
    random, steps = Random(method), STEPS["quantile"] if method == "quantile" else ()
    for _ in range(examples(6)):
        found = {name: random.randint(1, 9) for name in "甲乙丙"}
        sides = {name: random.choice(["", "at_least", "at_most"]) for name in found}
        _, bounds = totals(method, "up", found, steps, sides)
        ways = {"": [0], "at_least": [0, 3, FAR], "at_most": [0, -1]}
        for moves in product(*(ways[sides[name]] for name in found)):
            true = {name: max(one + move, 1) for (name, one), move in zip(found.items(), moves, strict=True)}
            for name, score in reckoned(method, "up", true, steps).items():
                low, high = bounds[name]
                assert low - 1e-9 <= float(score) <= high + 1e-9, (found, sides, true, name)


def test_a_relative_score_says_that_it_is_one():
    tree = kpis((100, [leaf("a", 100, method="rank", targets=())]))
    table = league(tree, Q4, {name: values({Q4: {"a": i}}) for i, name in enumerate("甲乙")})
    assert [one.message.zh for one in table.findings if one.id == "score.relative"] == [
        "相对得分，别人变了自己的分也会变：a"
    ]


def test_an_entered_1_takes_an_indicator_out_of_the_reckoning():
    rule = NotApplicableRule(Text("没有窗口", "no desk"), measure="no_desk")
    tree = kpis((60, [leaf("a", 60)]), (40, [leaf("b", 40, not_applicable=rule)]))
    measures = {**tree.measures, "no_desk": tree.measures["a"]}
    tree = replace(tree, measures=measures)
    found = {one: card(tree, {"a": 50, "b": 0, "no_desk": one}) for one in (0, 1, None)}
    assert {one: made.total.score for one, made in found.items()} == {0: 72.0, 1: 80.0, None: 72.0}
    (out,) = (one for one in found[1].indicators if one.id == "b")
    assert (out.scoring, out.missing_reason.en) == ("not_applicable", "no desk")
    table = league(tree, Q4, {name: values({Q4: {"a": 50, "b": 0, "no_desk": i}}) for i, name in enumerate("甲乙")})
    assert dict(zip(table.entities, table.nodes[0].scores, strict=True)) == {"甲": 72.0, "乙": 80.0}


@pytest.mark.parametrize(
    "method", ["rank", "quantile\n        steps: [{value: 20%, points: 100}]", "peer_mean", "minmax"]
)
def test_a_government_ranks_nobody_on_followers(method, tmp_path):
    (tmp_path / "measures").mkdir()
    (tmp_path / "x.yaml").write_text(
        f"""\
id: x
label: x
audience: government
valid: [2024Q1, 2024Q4]
missing: {{policy: reweight, min_weight_coverage: 0.7}}
bands: [{{id: all, label: all, at_least: 0}}]
lights: {{green: 90, yellow: 60}}
measures:
  fans: {{label: 粉丝数, definition: x, formula: x, unit: people, source: x, type: typed}}
dimensions:
  - id: d
    label: d
    weight: 100
    indicators:
      - id: a
        label: a
        weight: 100
        measure: fans
        direction: up
        method: {method}
""",
        encoding="utf-8",
    )
    with pytest.raises(SpecError, match="a government office is not assessed on"):
        build(tmp_path, "x")


def test_only_those_listed_are_compared_and_who_is_unranked_has_a_score_and_no_rank():
    tree = kpis((100, [leaf("a", 100, method="minmax", targets=())]), entities=("甲", "乙", "丙"), unranked=("乙",))
    table = league(tree, Q4, {name: values({Q4: {"a": i}}) for i, name in enumerate("甲乙丙丁")})
    assert dict(zip(table.entities, table.nodes[0].scores, strict=True)) == {"甲": 0.0, "乙": 50.0, "丙": 100.0}
    assert dict(zip(table.entities, table.nodes[0].ranks, strict=True)) == {"甲": 2, "乙": None, "丙": 1}
    accounts = league(tree, Q4, {name: values({Q4: {"a": i}}) for i, name in enumerate(["wechat/x", "wechat/y"])})
    assert accounts.entities == ("wechat/x", "wechat/y")
