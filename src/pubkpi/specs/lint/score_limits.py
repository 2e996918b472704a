"""What is doubtful in what an indicator can reach: a direction against nature, full points for nobody or all."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from math import log

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.text import Text
from pubkpi.specs.lint.direction import better
from pubkpi.specs.lint.measures import measure_kinds
from pubkpi.specs.methods import Doubt
from pubkpi.workspace.yaml.numbers import plain

_FULL = Fraction(100)
_TWICE = 2  # of a share: who writes so much means per cent


def against_nature(kpis: KpiSet) -> Iterator[Doubt]:
    """Satisfaction that is to fall, incidents that are to rise."""
    for leaf in kpis.indicators:
        side = better(kpis.measures, leaf.measure)
        if side and leaf.direction not in (side, "range"):
            label = kpis.measures[leaf.measure].label
            zh, en = ("越高越好", "more of it is better") if side == "up" else ("越低越好", "less of it is better")
            what = Text(f"“{label.zh}”{zh}，这里却写 {leaf.direction}", f"{en}, but its direction is {leaf.direction}")
            yield leaf, leaf.at, what, Text(f"写 direction: {side}。", f"Write direction: {side}.")


def with_sign(value: Fraction) -> Text:
    """How *value* per cent are written."""
    told = plain(value)
    return Text(f"百分之 {told} 写成 {told}%。", f"For {told} per cent write {told}%.")


def best_value(leaf: Indicator) -> Fraction | None:
    """The first value that earns all points of a method which states values, or None."""
    if leaf.goalposts and leaf.method in ("goalposts", "log_goalposts"):
        return leaf.goalposts[1]
    table = {"steps": leaf.steps, "piecewise": leaf.knots}.get(leaf.method)
    if not table:
        return None
    full = [value for value, points in table if points == max(worth for _, worth in table)]
    return min(full) if leaf.direction == "up" else max(full)


def unreachable(kpis: KpiSet) -> Iterator[Doubt]:
    """Full points for what no share, count or level can be, or for nothing at all."""
    for leaf in kpis.indicators:
        found = list(_beyond(kpis, leaf))
        yield from found
        if not found:
            yield from _never_full(kpis, leaf)


def _beyond(kpis: KpiSet, leaf: Indicator) -> Iterator[Doubt]:
    share = measure_kinds.is_share(kpis.measures, leaf.measure)
    best = best_value(leaf)
    if share and best is not None and not 0 <= best <= 1:
        told = plain(best * 100)
        what = Text(f"满分要到 {told}%，超出比例的范围", f"full points need {told}%, beyond any share")
        yield leaf, leaf.at, what, within_a_share(best)
    low, high = measure_kinds.ends(kpis.measures, leaf.measure)
    if (
        leaf.plateau
        and not share
        and ((high is not None and leaf.plateau[1] > high) or (low is not None and leaf.plateau[2] < low))
    ):
        what = Text(
            f"满分区间 {plain(leaf.plateau[1])} 至 {plain(leaf.plateau[2])} 超出可能的数值",
            f"full points need {plain(leaf.plateau[1])} to {plain(leaf.plateau[2])}, beyond any value",
        )
        yield leaf, leaf.at, what, Text("核对 range。", "Check the range.")
    for quarter, target in leaf.stated:
        if share and (target > 1 if leaf.direction == "up" else target < 0):
            what = Text(
                f"{quarter} 的目标 {plain(target * 100)}% 超出比例的范围",
                f"the target of {quarter} is {plain(target * 100)}%, beyond any share",
            )
            yield leaf, leaf.at, what, within_a_share(target)
        elif leaf.direction == "down" and low is not None and target < low:
            what = Text(
                f"{quarter} 的目标 {plain(target)} 小于最小可能的 {plain(low)}",
                f"the target of {quarter}, {plain(target)}, is below any value, which begin at {plain(low)}",
            )
            yield leaf, leaf.at, what, Text(f"写 {plain(low)} 或更大的数。", f"Write {plain(low)} or more.")
        elif leaf.direction == "up" and high is not None and target > high:
            what = Text(
                f"{quarter} 的目标 {plain(target)} 大于最大可能的 {plain(high)}",
                f"the target of {quarter}, {plain(target)}, is beyond any value, which end at {plain(high)}",
            )
            yield leaf, leaf.at, what, Text(f"写 {plain(high)} 或更小的数。", f"Write {plain(high)} or less.")


def within_a_share(value: Fraction) -> Text:
    """What to write for a share that is *value*."""
    return with_sign(value) if _TWICE <= value <= 100 else Text("写 0 到 1 之间的数。", "Write a number from 0 to 1.")


def _never_full(kpis: KpiSet, leaf: Indicator) -> Iterator[Doubt]:
    table = {"steps": leaf.steps, "piecewise": leaf.knots}.get(leaf.method) or ()
    most = max((points for _, points in table), default=leaf.cap)
    low, high = measure_kinds.ends(kpis.measures, leaf.measure)
    end = high if leaf.direction == "up" else low
    reached = None if end is None else score_at(leaf, end)
    if most < leaf.cap:
        what = Text(
            f"最高一档只有 {plain(most)} 分，永远得不到满分 {plain(leaf.cap)}",
            f"the best step is worth {plain(most)}, so that nobody ever has the full {plain(leaf.cap)} points",
        )
        hint = Text(f"把最高一档写成 {plain(leaf.cap)} 分，或写 cap: {plain(most)}。",
                    f"Make it worth {plain(leaf.cap)}, or write cap: {plain(most)}.")  # fmt: skip
        yield leaf, leaf.at, what, hint
    elif end is not None and reached is not None and reached < min(leaf.cap, _FULL):
        what = Text(
            f"最好也只能是 {plain(end)}，得 {plain(round(reached, 1))} 分，永远得不到满分",
            f"the best that it can be is {plain(end)}, worth {plain(round(reached, 1))} points: nobody is ever full",
        )
        yield leaf, leaf.at, what, Text("核对满分处的数值。", "Check the value of full points.")


def impossible(kpis: KpiSet) -> Iterator[Doubt]:
    """A baseline, or a worst value, that the measure cannot have: followers below 0."""
    for leaf in kpis.indicators:
        low, high = measure_kinds.ends(kpis.measures, leaf.measure)
        named = [(Text("基线", "the baseline"), value) for value in leaf.baseline.stated]
        if leaf.goalposts:
            named.append((Text("worst ", "the worst value"), leaf.goalposts[0]))
        for name, value in named:
            if low is not None and value < low:
                zh, en = f"小于最小可能的 {plain(low)}", f"below any value, which begin at {plain(low)}"
            elif high is not None and value > high and not measure_kinds.is_share(kpis.measures, leaf.measure):
                zh, en = f"大于最大可能的 {plain(high)}", f"beyond any value, which end at {plain(high)}"
            else:
                continue
            what = Text(f"{name.zh}是 {plain(value)}，{zh}", f"{name.en} is {plain(value)}, {en}")
            yield leaf, leaf.at, what, Text("核对这个数。", "Check the number.")


def always_met(kpis: KpiSet) -> Iterator[Doubt]:
    """Targets, baselines and steps that the worst value meets."""
    for leaf in kpis.indicators:
        one = kpis.measures.get(leaf.measure)
        made = one is None or one.type in ("derived", "growth", "change", "first_of")
        low, high = measure_kinds.ends(kpis.measures, leaf.measure)
        before = 0
        for quarter, target in leaf.stated:
            whole = leaf.direction == "down" and high is not None and target >= high
            if (leaf.direction == "up" and target <= 0 and not made) or whole:
                before += 1
                what = Text(f"{quarter} 的目标任何数值都能达到", f"every value meets the target of {quarter}")
                yield leaf, leaf.at, what, Text("写上要达到的数值。", "Say what is to be reached.")
        for what in () if before else _met(leaf, low, high):
            yield leaf, leaf.at, what, Text("核对满分处的数值。", "Check the value of full points.")


def _met(leaf: Indicator, low: Fraction | None, high: Fraction | None) -> Iterator[Text]:
    """Why even the worst value has full points, of a measure that lies between *low* and *high*, as far as known."""
    worst = low if leaf.direction == "up" else high
    marks = {points for _, points in (leaf.steps if leaf.method == "steps" else leaf.knots)}
    table = leaf.method in ("steps", "piecewise", "goalposts", "log_goalposts")
    given = score_at(leaf, worst) if worst is not None and table else None
    if worst is not None and given is not None and given >= leaf.cap:
        yield Text(f"最差的 {plain(worst)} 也是满分", f"even the worst value, {plain(worst)}, has full points")
    elif table and len(leaf.steps or leaf.knots) > 1 and marks == {leaf.cap}:
        yield Text("各档都是满分，分不出高低", "each of its steps is worth full points")
    elif leaf.plateau and low is not None and high is not None and leaf.plateau[1] <= low and leaf.plateau[2] >= high:
        yield Text("任何数值都在满分区间内", "every value lies within the range of full points")
    elif leaf.method == "hold" and worst is not None and _holds(leaf, worst):
        yield Text(
            f"最差的 {plain(worst)} 也不差于基线", f"even the worst value, {plain(worst)}, is as good as the baseline"
        )


def _holds(leaf: Indicator, worst: Fraction) -> bool:
    """Whether the *worst* value is no worse than the baseline."""
    return any(worst >= one if leaf.direction == "up" else worst <= one for one in leaf.baseline.stated)


def score_at(leaf: Indicator, value: Fraction) -> Fraction | None:
    """The uncapped score of *value* by the methods whose numbers are written down; None for all others."""
    up = leaf.direction == "up"
    if leaf.method == "steps" and leaf.steps:
        reached = [points for at, points in leaf.steps if (value >= at if up else value <= at)]
        return max(reached, default=Fraction(0))
    if leaf.method == "piecewise" and len(leaf.knots) > 1:
        return _on_line(leaf, value)
    if leaf.method == "log_goalposts" and leaf.goalposts and min(leaf.goalposts) > 0 < value:
        low, high, at = (log(one) for one in (*leaf.goalposts, value))
        return None if low == high else Fraction(100 * (at - low) / (high - low))
    if leaf.method == "goalposts" and leaf.goalposts and leaf.goalposts[0] != leaf.goalposts[1]:
        worst, best = leaf.goalposts
        return _FULL * (value - worst) / (best - worst)
    return None


def _on_line(leaf: Indicator, value: Fraction) -> Fraction:
    knots = sorted(leaf.knots)
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x0 <= value <= x1 and x0 != x1:
            return y0 + (y1 - y0) * (value - x0) / (x1 - x0)
    return knots[0][1] if value < knots[0][0] else knots[-1][1]
