"""What must hold in the numbers that a scoring method is given, so that a better value never scores less; and in what
is otherwise of some entities.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from pubkpi.model.kpis import Indicator, KpiSet, Points
from pubkpi.model.kpis.entity_class import of_class, relative_of_class
from pubkpi.model.text import Text
from pubkpi.workspace.yaml.numbers import plain

Problem = tuple[str, Text]
# What is doubtful: whose it is, where it stands, what, and what to do about it.
Doubt = tuple[KpiSet | Indicator, str, Text, Text]


def lines(kpis: KpiSet) -> Iterator[Problem]:
    """Each method's own numbers, against each other and against the direction."""
    for leaf in kpis.indicators:
        if (leaf.method == "target_range") != (leaf.direction == "range"):
            what = "the direction range and the method target_range go together"
            yield leaf.at, Text("方向 range 与方法 target_range 只能一起用", what)
        match leaf.method:
            case "value" if leaf.direction != "up":
                yield (
                    leaf.at,
                    Text(
                        "value 的方向只能是 up；越低越好的写 goalposts: {worst: …, best: …}",
                        "the direction of value is up; where lower is better, write goalposts: {worst: …, best: …}",
                    ),
                )
            case "goalposts" | "log_goalposts":
                yield from _goalposts(leaf)
            case "target_range":
                yield from _plateau(leaf)
            case "steps":
                yield from _table(leaf, tuple(sorted(leaf.steps)), "steps")
            case "rank" | "quantile" if leaf.steps:
                yield from _places(leaf)
            case "piecewise":
                yield from _table(leaf, leaf.knots, "knots")


def limits(kpis: KpiSet) -> Iterator[Problem]:
    """The floor under the cap, and every stated number of points between the two."""
    for leaf in kpis.indicators:
        if not leaf.floor < leaf.cap or leaf.cap <= 0:
            yield leaf.at, Text("floor 应低于 cap，cap 应大于 0", "the floor lies under the cap, and the cap above 0")
        if leaf.method == "attainment" and leaf.at_baseline >= leaf.at_target:
            what = "the target is worth more points than the baseline"
            yield leaf.at, Text("at_target 的分数应高于 at_baseline", what)
        if any(not leaf.floor <= points <= leaf.cap for _, points in (*leaf.steps, *leaf.knots)):
            yield leaf.at, Text("各档的分数应在 floor 与 cap 之间", "points lie between the floor and the cap")


def off(parts: Fraction | int, due: Fraction) -> Text:
    """By how much the sum *parts* is over or under what is *due*."""
    if parts > due:
        return Text(f"多 {plain(parts - due)}", f"{plain(parts - due)} too much")
    return Text(f"少 {plain(due - parts)}", f"{plain(due - parts)} too little")


def _goalposts(leaf: Indicator) -> Iterator[Problem]:
    worst, best = leaf.goalposts or (0, 0)
    if worst == best:
        yield leaf.at, Text("worst 与 best 相同", "worst and best are the same")
    elif (best > worst) != (leaf.direction == "up"):
        what = f"worst and best lie against the direction {leaf.direction}"
        yield leaf.at, Text(f"worst 与 best 同方向 {leaf.direction} 相反", what)
    if leaf.method == "log_goalposts" and min(worst, best) <= 0:
        yield leaf.at, Text("取对数的 worst 与 best 应大于 0", "logarithms need a worst and a best above 0")


def _plateau(leaf: Indicator) -> Iterator[Problem]:
    a, low, high, b = leaf.plateau or (0, 0, 0, 0)
    if not a < low <= high < b:
        yield (
            leaf.at,
            Text(
                "应有 zero_below < full_from ≤ full_to < zero_above",
                "zero_below < full_from <= full_to < zero_above must hold",
            ),
        )


def _places(leaf: Indicator) -> Iterator[Problem]:
    """Ranks from 1, or shares up to 100%: the further from the top, the fewer points."""
    listed = sorted(leaf.steps)
    least, most = (Fraction(1), None) if leaf.method == "rank" else (Fraction(0), Fraction(1))
    if listed[0][0] < least or (most and listed[-1][0] > most):
        zh, en = (
            ("名次从 1 起", "ranks begin at 1")
            if most is None
            else ("占比在 0 与 100% 之间", "shares lie between 0 and 100%")
        )
        yield leaf.at, Text(zh, en)
    if any(x0 == x1 or y1 > y0 for (x0, y0), (x1, y1) in pairwise(listed)):
        yield leaf.at, Text("名次越后，分数应越低", "points fall with the place")


def _table(leaf: Indicator, listed: Points, key: str) -> Iterator[Problem]:
    least = 2 if key == "knots" else 1
    if len(listed) < least:
        yield leaf.at, Text(f"{key} 需要列出各档", f"{key} are needed here")
    for (x0, y0), (x1, y1) in pairwise(listed):
        if x0 >= x1:
            yield leaf.at, Text(f"{key} 的数值应逐档增大", f"the values of {key} rise from one to the next")
        if y0 != y1 and (y1 > y0) != (leaf.direction == "up"):
            what = f"the points of {key} go against the direction {leaf.direction}"
            yield leaf.at, Text(f"{key} 的分数与方向 {leaf.direction} 相反", what)


def entity_classes(kpis: KpiSet) -> Iterator[Problem]:
    """Classes that are there, each entity in one, and weights of each that sum to the whole."""
    place = kpis.places.get("classes", kpis.at)
    homes = Counter(name for members in kpis.classes.values() for name in members)
    for twice in (name for name, count in homes.items() if count > 1):
        yield place, Text(f"{twice} 写在两个类里", f"{twice} is in two classes")
    for leaf in kpis.indicators:
        for name, own in leaf.by_class.items():
            if name not in kpis.classes:
                yield leaf.at, Text(f"classes 里没有 {name} 这一类", f"there is no class {name}")
            if own.weight is not None and (own.weight < 0 or (own.weight and not leaf.weight)):
                what = "a class has a weight above 0 only where all others have one"
                yield leaf.at, Text("一般权重为 0 的指标，某一类也只能是 0", what)
    weighted = any(own.weight is not None for leaf in kpis.indicators for own in leaf.by_class.values())
    for name in kpis.classes if weighted and kpis.relative else ():
        if not any(relative_of_class(node, name).weight for node in kpis.dimensions):
            yield place, Text(f"“{name}”类没有大于 0 的权重", f"no weight of {name} is above 0")
    for name in kpis.classes if weighted and not kpis.relative else ():
        whole = sum(node.weight for node in of_class(kpis, name).dimensions)
        if whole != 100 and not kpis.mean.is_sum:
            told, gap = plain(whole), off(whole, Fraction(100))
            en = f"the weights of {name} sum to {told}, not 100: {gap.en}"
            yield place, Text(f"“{name}”类的权重之和是 {told}，应为 100，{gap.zh}", en)


def exceptions(kpis: KpiSet) -> Iterator[Problem]:
    """An exception names somebody."""
    for leaf in kpis.indicators:
        for one in leaf.not_applicable.every if leaf.not_applicable else ():
            if not one.entities and not one.measure and not leaf.by_class:
                yield (
                    leaf.at,
                    Text("not_applicable 要写 entities 或 measure", "not_applicable needs entities or a measure"),
                )
