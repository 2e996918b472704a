"""A score is as uncertain as the measured baseline that it rests on."""

import itertools
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest

from pubkpi.model.kpis.grade_rules import Baseline
from pubkpi.report.leaves import single
from pubkpi.score.league import league
from pubkpi.score.run import score
from tests.examples import examples
from tests.score.cards import BASE, Q4, kpis, leaf, values

FAR, NEAR, CLOSE = 10**13, Fraction(1, 10**12), 1e-5
WAYS = {"at_least": 1, "at_most": -1}
STEP = Fraction(40, 100)


def measured(value, start, target=100, **more):
    """The tree and the values of one indicator: *value* and *start*, its baseline, each a number and its side."""
    targets = () if target is None else ((Q4, Fraction(target)),)
    tree = kpis((100, [leaf("a", 100, baseline=Baseline(measured=BASE), targets=targets, **more)]))
    found = values({Q4: {"a": value[0]}, BASE: {"a": start[0]}})
    for quarter, (_, side) in ((Q4, value), (BASE, start)):
        found[quarter]["a"] = replace(found[quarter]["a"], bound=side)
    return tree, found


@pytest.mark.parametrize(
    ("value", "start", "more", "total", "ends", "side"),
    [
        # 60 + 40 x 30 / 50; ever less towards a baseline of 100, from there on a completion of 80
        (80, (50, "at_least"), {}, 84, (0, 84), "at_most"),
        # the share of a smaller baseline draws near the whole way
        (80, (50, "at_most"), {}, 84, (84, 100), "at_least"),
        # 60 + 40 x 10 / 30 = 73.33 lies below the completion of 80
        (80, (70, "at_least"), {}, 60 + 40 / 3, (0, 80), ""),
        # beyond the target: 60 + 40 x 60 / 50 = 108, up to the cap; 110 by completion
        (110, (50, "at_least"), {"cap": Fraction(120)}, 108, (108, 120), "at_least"),
        (100, (50, "at_least"), {}, 100, (100, 100), ""),
        # a baseline that had met the target is of no use, however great it was
        (80, (100, "at_least"), {}, 80, (80, 80), ""),
        (120, (150, "at_least"), {"direction": "down"}, 84, (84, 100), "at_least"),
        (80, (70, "at_least"), {"method": "hold", "target": None}, 100, (0, 100), "at_most"),
        (60, (70, "at_least"), {"method": "hold", "target": None}, 0, (0, 0), ""),
        (60, (80, "at_least"), {"method": "completion", "target": None}, 75, (0, 75), "at_most"),
    ],
)
def test_a_baseline_that_is_a_bound_leaves_the_score_open(value, start, more, total, ends, side):
    tree, found = measured((value, ""), start, **more)
    made, table = score(tree, Q4, found, None, settled=True), league(tree, Q4, {"部门": found})
    (one,) = made.indicators
    assert (made.total.score, made.total.bounds) == (pytest.approx(total), pytest.approx(ends))
    assert [one[0] for one in table.bounds] == pytest.approx(ends)
    assert (single(one.open), table.nodes[-1].score_sides) == (side, (side,))
    is_open = ends[0] < ends[1]
    for findings in (made.findings, table.findings):
        assert ("measure.bound" in [one.id for one in findings]) == is_open
    assert (made.total.band is None, table.bands[0] is None) == (is_open and ends[0] < 90,) * 2


def numbers(value, side, target):
    """*value* and others that may be meant: near it, far on its open side, at the *target* and beside it."""
    way = WAYS.get(side, 0)
    tried = (value, value + way, value + FAR * way, target, target - NEAR, target + NEAR)
    return [one for one in tried if (one - value) * way > 0 or one == value]


def reckoned(value, start, target, direction, floor, cap):
    """The score by fractions."""
    way = 1 if direction == "up" else -1
    if (target - start) * way > 0:
        points = 60 + STEP * 100 * (value - start) / (target - start)
    elif direction == "up":
        points = 100 * value / target
    else:
        points = cap if value <= 0 else 100 * target / value
    return min(max(points, floor), cap)


@pytest.mark.parametrize("direction", ["up", "down"])
def test_the_bounds_are_what_the_true_baseline_and_the_true_value_can_make_of_the_score(direction):
    random = Random(direction)
    for _ in range(examples(25)):
        floor, cap, target = random.choice([0, 10]), random.choice([100, 130]), random.randint(20, 40)
        value, start = (
            (Fraction(random.randint(1, 60)), random.choice(sides))
            for sides in (["", "", "at_least", "at_most"], ["at_least", "at_most"])
        )
        tree, found = measured(value, start, target, direction=direction, floor=Fraction(floor), cap=Fraction(cap))
        pairs = itertools.product(numbers(*value, target), numbers(*start, target))
        each = [reckoned(*pair, target, direction, floor, cap) for pair in pairs]
        note = f"{value} from {start} to {target}, {direction}, {floor}-{cap}"
        made, table = score(tree, Q4, found, None, settled=True).total, league(tree, Q4, {"部门": found})
        assert made.bounds == pytest.approx((float(min(each)), float(max(each))), abs=CLOSE), note
        assert [one[0] for one in table.bounds] == pytest.approx(made.bounds), note
        assert made.score == pytest.approx(float(reckoned(value[0], start[0], target, direction, floor, cap))), note
