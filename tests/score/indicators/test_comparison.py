"""What is scored against the other entities is as uncertain as their values are."""

import itertools
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.report.formats.data import league_as_json
from pubkpi.report.formats.league_table import league_as_rows
from pubkpi.score.league import league
from tests.score.cards import Q4, SHIPPED, kpis, leaf, values

FAR = 10**9
CLOSE = 1e-5


def beside(found, direction="up", rest=None, **more):
    """The league of *found*, a value and its side by entity, in which half of the total is a *rest* for everybody."""
    leaves = [leaf("a", 50 if rest else 100, method="minmax", direction=direction, targets=(), **more)]
    leaves += [leaf("b", 50, method="value", targets=())] if rest else []
    tree = kpis((100, leaves), min_weight_coverage=Fraction(1, 2))
    entities = {name: values({Q4: {"a": value, **({"b": rest} if rest else {})}}) for name, (value, _) in found.items()}
    for name, (_, side) in found.items():
        entities[name][Q4]["a"] = replace(entities[name][Q4]["a"], bound=side)
    return league(tree, Q4, entities)


def reach(value, side):
    """The *value*, one near it and one far away on its open side."""
    way = {"at_least": 1, "at_most": -1, "": 0}[side]
    return (value, value + 7 * way, value + FAR * way) if way else (value,)


def named(score):
    """The band of a *score*."""
    return next(one.id for one in SHIPPED.bands if Fraction(int(score * 10 + Fraction(1, 2)), 10) >= one.at_least)


def reckoned(column, direction, rest, floor, cap):
    """The totals of a *column* without open values, by fractions."""
    there = [one for one in column if one is not None]
    worst, best = (min(there), max(there)) if direction == "up" else (max(there), min(there))
    if worst == best:
        return [rest] * len(column)
    scores = [None if one is None else Fraction(100 * (one - worst), best - worst) for one in column]
    return [rest if one is None else (min(max(one, floor), cap) + rest) / 2 for one in scores]


@pytest.mark.parametrize("direction", ["up", "down"])
def test_the_bounds_of_each_are_what_the_open_values_of_all_can_make_of_its_total(direction):
    random = Random(direction)
    for _ in range(8):
        floor, cap, rest = random.choice([0, 10]), random.choice([90, 100, 130]), random.randint(10, 90)
        sides = ["", "", "at_least", "at_most"]
        found = {name: (random.randint(1, 30), random.choice(sides)) for name in "甲乙丙丁"}
        if random.random() < 0.3:
            found["戊"] = (None, "")
        table = beside(found, direction, rest, floor=Fraction(floor), cap=Fraction(cap))
        names = sorted(found)
        assert table.entities == tuple(names)
        ways = itertools.product(*(reach(*found[name]) if found[name][0] else (None,) for name in names))
        totals = list(zip(*(reckoned(one, direction, rest, floor, cap) for one in ways), strict=True))
        for name, low, high, band, (now, *_), each in zip(
            names, *table.bounds, table.bands, zip(table.nodes[0].scores, strict=True), totals, strict=True
        ):
            if found[name][0] is None:  # what is missing is open itself and moves nobody else
                continue
            note = f"{name} of {found}, {direction}, {rest}, {floor}-{cap}"
            assert now == pytest.approx(float(each[0])), note
            assert low - CLOSE <= min(each) <= max(each) <= high + CLOSE, note
            if len({found[one][0] for one in names} - {None}) > 1:
                assert (low, high) == pytest.approx((float(min(each)), float(max(each))), abs=CLOSE), note
            assert band is None or {band} == set(map(named, each)), note


def test_a_value_that_is_only_at_least_so_great_leaves_the_best_of_the_others_open_and_is_named():
    table = beside({"甲": (50_010.5, "at_least"), "乙": (80_000, ""), "丙": (40_000, "")})
    assert table.entities == ("丙", "乙", "甲")
    assert table.nodes[0].scores == (0.0, 100.0, 25.02625)
    assert table.bounds == ((0.0, 0.0, 25.02625), (0.0, 100.0, 100.0))
    assert [one is None for one in table.bands] == [False, True, True]
    (node,) = (one for one in table.nodes if one.id == "a")
    assert node.score_sides == ("", "at_most", "at_least")
    assert [(one.id, one.message.zh) for one in table.findings if one.id != "score.relative"] == [
        ("measure.bound", "a：1 个对象的数值只是“至少”或“至多”（甲）"),
        (
            "score.open_beside",
            "a按对象之间的高低计分；甲 的数值只是“至少”或“至多”，另有 1 个对象的得分因此也不确定（乙）",
        ),
    ]
    told = {one["entity"]: one for one in league_as_json(table, "zh")["entities"]}
    assert (told["乙"]["band"], told["乙"]["bounds"]) == (None, [0.0, 100.0])
    head, *rows = league_as_rows(table)
    low, high, band = (head.index(name) for name in ("total.low", "total.high", "band"))
    (row,) = (one for one in rows if "乙" in one)
    assert (row[low], row[high], "/" in row[band]) == (0.0, 100.0, True)


def test_a_value_that_is_only_at_most_so_great_can_lift_the_others():
    table = beside({"甲": (704.9, "at_most"), "丁": (37.7, ""), "丙": (10.1, "")})
    assert [tuple(one) for one in zip(table.entities, *table.bounds, strict=True)] == [
        ("丁", pytest.approx(100 * (37.7 - 10.1) / (704.9 - 10.1)), 100.0), ("丙", 0.0, 100.0), ("甲", 0.0, 100.0),
    ]  # fmt: skip
    assert table.bands == (None, None, None)
