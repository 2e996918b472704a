"""What is doubtful in the points of a scorecard: bands, lights, gates, caps and vetoes that are never reached."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pubkpi.model.kpis import Dimension, Indicator, KpiSet
from pubkpi.model.kpis.adjustments import Item, Limit
from pubkpi.model.kpis.grade_rules import Mean
from pubkpi.model.scores import DEPARTMENT
from pubkpi.model.text import Text
from pubkpi.specs.lint.direction import better
from pubkpi.specs.lint.measures import measure_kinds
from pubkpi.specs.methods import Doubt
from pubkpi.workspace.yaml.numbers import plain

_DAYS = 92  # of a quarter


def _most(kpis: KpiSet) -> Fraction:
    """What the indicators can bring at most, whatever weight others leave to them."""
    return _most_of(kpis.mean, kpis.dimensions, Fraction(100))


def _most_of(mean: Mean, below: Sequence[Dimension | Indicator], weight: Fraction) -> Fraction:
    """The greatest score of a node of that *weight* by what stands *below* it."""
    each = [
        (one.weight, one.cap if isinstance(one, Indicator) else _most_of(one.mean, one.children, one.weight))
        for one in below
        if one.weight
    ]
    if not mean.is_sum:
        return max((most for _, most in each), default=Fraction(0))
    whole = sum((points * most for points, most in each), Fraction(0)) / (weight or 1)
    return whole if mean.cap is None else min(whole, mean.cap)


def top_band(kpis: KpiSet) -> Iterator[Doubt]:
    """A band or light that no total can reach, even with every indicator at its best and the whole bonus."""
    bonus = kpis.adjustments.bonus_cap or sum((one.cap for one in kpis.adjustments.bonus), Fraction(0))
    most = _most(kpis) + bonus * bool(kpis.adjustments.bonus)
    for one in kpis.bands if kpis.indicators else ():
        if one.at and one.at_least > most:  # not of those that nobody wrote
            what = Text(
                f"“{one.label.zh}”从 {one.at_least:f} 分起，总分最多 {plain(most)}",
                f"{one.id} begins at {one.at_least:f}, the total ends at {plain(most)}",
            )
            yield kpis, one.at, what, Text("核对等级的分数和各项的 cap。", "Check the band's limit and the caps.")


def lights(kpis: KpiSet) -> Iterator[Doubt]:
    """A light that nothing reaches, or below which nothing falls."""
    most, above = max((leaf.cap for leaf in kpis.indicators), default=Fraction(0)), None
    for one in kpis.lights:
        if one.at and kpis.indicators and one.at_least > most:
            what = Text(
                f"“{one.label.zh}”灯从 {one.at_least:f} 分起，指标最多 {plain(most)} 分，永远不亮",
                f"the light {one.id} begins at {one.at_least:f}; no indicator has more than {plain(most)} points",
            )
            yield kpis, one.at, what, Text("核对 lights。", "Check the lights.")
        elif above is not None and above.at_least <= 0:
            what = Text(
                f"“{above.label.zh}”灯从 {above.at_least:f} 分起，“{one.label.zh}”灯永远不亮",
                f"the light {above.id} begins at {above.at_least:f}, so that {one.id} is never shown",
            )
            yield kpis, one.at, what, Text("核对 lights。", "Check the lights.")
        above = one


def fractions(kpis: KpiSet) -> Iterator[Doubt]:
    """0.6 for 60 points: scores reach to 100, not to 1; and a scale that ends at 1, of which print leaves little."""
    if (most := _most(kpis)) <= 1:
        if kpis.indicators:
            yield kpis, kpis.indicators[0].at, *_tenths(most)
        return
    named: list[tuple[KpiSet | Indicator, str, str, Fraction]] = []
    for key, listed in (("bands", kpis.bands), ("lights", kpis.lights)):
        best = max(listed, key=lambda one: one.at_least, default=None)
        if best:
            named.append((kpis, best.at, key, Fraction(best.at_least)))
    named += [(one, one.at, "at_baseline", one.at_baseline) for one in kpis.indicators if one.method == "attainment"]
    if kpis.adjustments.gate:
        named.append((kpis, kpis.adjustments.bonus_at, "gate", kpis.adjustments.gate.value))
    named += [(kpis, one.at, "cap", one.cap) for one in kpis.adjustments.veto if one.cap is not None]
    for owner, at, key, value in named:
        if 0 < value <= 1:
            full = plain(kpis.full)
            what = Text(
                f"{key} 写 {plain(value)} 分，满分是 {full}",
                f"{key} says {plain(value)} points, of which {full} are all",
            )
            told = plain(value * 100)
            yield owner, at, what, Text(f"百分之 {told} 写成 {told}。", f"For {told} per cent write {told}.")


def _tenths(most: Fraction) -> tuple[Text, Text]:
    """What is doubtful in totals that end at *most*, which print to a tenth."""
    what = Text(
        f"总分最多 {plain(most)} 分，而得分只印一位小数，差别印不出来",
        f"the total ends at {plain(most)}, and scores print with one decimal, which hardly tells them apart",
    )
    return what, Text("算式乘以 100，或用 goalposts 计 0 至 100 分。", "Multiply the formula by 100, or use goalposts.")


def gate(kpis: KpiSet) -> Iterator[Doubt]:
    """A bonus behind a gate that is never open, always open, or open to the weak."""
    one, most = kpis.adjustments.gate, _most(kpis)
    if one is None or not kpis.indicators:
        return
    told = plain(one.value)
    hint = Text("核对 gate：加分前的总分。", "Check the gate, which reads the total before the bonus.")
    if one.value > most or (one.how == "above" and one.value == most):
        shut = one.how in ("at_least", "above")
        zh, en = ("永远得不到加分", "nobody ever has the bonus") if shut else ("人人可得加分", "everybody passes it")
        what = Text(
            f"加分门槛是 {told} 分，总分最多 {plain(most)} 分，{zh}",
            f"the gate is at {told} points, the total before it ends at {plain(most)}: {en}",
        )
        yield kpis, kpis.adjustments.bonus_at, what, hint
    elif one.how in ("at_most", "below"):
        what = Text(f"加分给了总分不到 {told} 分的", f"the bonus is for totals under {told} points")
        yield kpis, kpis.adjustments.bonus_at, what, hint
    elif one.value < 0 or (one.how == "at_least" and one.value == 0):
        what = Text(f"加分门槛是 {told} 分，形同没有", f"a gate at {told} points is none")
        yield kpis, kpis.adjustments.bonus_at, what, hint


def caps(kpis: KpiSet) -> Iterator[Doubt]:
    """Caps that nothing comes to, that one piece exceeds, or that are more than there is."""
    listed = kpis.adjustments
    whole = sum((one.cap for one in listed.bonus), Fraction(0))
    if listed.bonus and listed.bonus_cap is not None and listed.bonus_cap > whole:
        what = Text(
            f"加分最多 {plain(listed.bonus_cap)} 分，各项加起来只有 {plain(whole)} 分",
            f"the bonus may be {plain(listed.bonus_cap)} points, but its items sum to {plain(whole)}",
        )
        yield (
            kpis,
            listed.bonus_at,
            what,
            Text("核对 bonus 的 cap 和各项的 cap。", "Check the cap of the bonus and of its items."),
        )
    weights = {node.id: node.weight for node in kpis.nodes}
    for one in (*listed.deduct, *listed.bonus):
        most = weights.get(getattr(one, "node", ""), kpis.full)
        if one in listed.bonus and listed.bonus_cap is not None:
            most = min(most, listed.bonus_cap)
        if one.cap < one.points:
            what = Text(
                f"每次 {plain(one.points)} 分，上限却是 {plain(one.cap)} 分，一次就超",
                f"{plain(one.points)} points a piece, {plain(one.cap)} at most: one piece exceeds it",
            )
            yield kpis, one.at, what, Text("核对 points 和 cap。", "Check points and cap.")
        elif most is not None and one.cap > most and not (kpis.relative and one.node):
            what = Text(
                f"上限 {plain(one.cap)} 分，总共只有 {plain(most)} 分",
                f"{plain(one.cap)} points at most, of no more than {plain(most)}",
            )
            yield kpis, one.at, what, Text("核对 cap。", "Check the cap.")
        elif (reached := _greatest_points(kpis, one)) is not None and reached < one.cap:
            what = Text(
                f"数值最大时也只有 {plain(reached)} 分，到不了上限 {plain(one.cap)} 分",
                f"the greatest value is worth {plain(reached)} points, which never come to {plain(one.cap)}",
            )
            hint = Text("核对 points、per 和 cap；每个百分点写 per: 1%。", "Check them; a percentage point is per: 1%.")
            yield kpis, one.at, what, hint


def _greatest_points(kpis: KpiSet, one: Item) -> Fraction | None:
    """The points of the greatest value that a measure can have, where it has one."""
    low, high = measure_kinds.ends(kpis.measures, one.measure)
    if one.below is not None:
        high = None if low is None else max(Fraction(0), 1 - low / one.below)
    elif one.above is not None:
        high = None if high is None else max(Fraction(0), high / one.above - 1)
    if high is None or one.per <= 0:
        return None
    return max(Fraction(0), (high // one.per if one.full else high / one.per) * one.points)


def sides(kpis: KpiSet) -> Iterator[Doubt]:
    """Points off for what is good, a bonus for what is bad, a veto on the better side."""
    listed = kpis.adjustments
    items: list[tuple[Item, str]] = [(one, "up") for one in listed.deduct] + [(one, "down") for one in listed.bonus]
    for one, side in items:
        wrong = side if one.below is None else {"up": "down", "down": "up"}[side]
        if better(kpis.measures, one.measure) == wrong:
            yield kpis, one.at, _wrong_side(kpis, one.measure, wrong), _CHECK
    for veto in listed.veto:
        side = better(kpis.measures, veto.measure)
        if side and (side == "up") == (veto.fails.how in ("at_least", "above")):
            yield kpis, veto.at, _wrong_side(kpis, veto.measure, side), _CHECK


_CHECK = Text("核对这一项的指标和方向。", "Check the item's measure and its side.")


def _wrong_side(kpis: KpiSet, name: str, side: str) -> Text:
    label = kpis.measures[name].label
    if side == "up":
        return Text(f"“{label.zh}”越高越好，这里却因高受罚", f"more of {name} is better, and here it is punished")
    return Text(f"“{label.zh}”越低越好，这里却因高受奖或因低受罚", f"less of {name} is better, and here it is not")


def veto(kpis: KpiSet) -> Iterator[Doubt]:
    """A veto that no value or every value brings about, or that leaves the best band."""
    for one in kpis.adjustments.veto:
        low, high = measure_kinds.ends(kpis.measures, one.measure)
        always, never = _verdicts(one.fails, low, high)
        if always or never:
            zh, en = ("任何数值都会否决", "every value fails") if always else ("永远不会否决", "no value ever fails")
            told = plain(one.fails.value)
            what = Text(f"界限 {one.fails.how} {told}：{zh}", f"{one.fails.how} {told}: {en}")
            yield kpis, one.at, what, Text("核对 fails。", "Check the limit under fails.")
        if one.cap is not None and len(kpis.bands) > 1 and one.cap >= kpis.bands[0].at_least:
            best = kpis.bands[0]
            what = Text(
                f"否决后仍可得 {plain(one.cap)} 分，还是“{best.label.zh}”",
                f"{plain(one.cap)} points may be left after the veto, which is still {best.id}",
            )
            yield kpis, one.at, what, Text("把 cap 写低。", "Write a lower cap.")


def _verdicts(limit: Limit, low: Fraction | None, high: Fraction | None) -> tuple[bool, bool]:
    """Whether every value between *low* and *high* fails, and whether none does."""
    value = limit.value
    match limit.how:
        case "at_least":
            return low is not None and low >= value, high is not None and high < value
        case "above":
            return low is not None and low > value, high is not None and high <= value
        case "at_most":
            return high is not None and high <= value, low is not None and low > value
        case _:
            return high is not None and high < value, low is not None and low >= value


def nothing_scored(kpis: KpiSet) -> Iterator[Doubt]:
    """A scorecard of which the department can never have a total."""
    counted = [leaf for leaf in kpis.indicators if leaf.weight > 0]
    if not kpis.indicators:
        return
    for why, left in (
        (Text("各项权重都是 0", "all weights are 0"), counted),
        (
            Text("有权重的指标都不适用于部门", "what has a weight does not apply to the department"),
            [leaf for leaf in counted if not _outside(leaf)],
        ),
        (
            Text("assessment 季度和年度都不看有权重的指标", "neither quarter nor year assesses what has a weight"),
            [leaf for leaf in counted if leaf.kind in (*kpis.assessment.quarter, *kpis.assessment.year)],
        ),
    ):
        if not left:
            what = Text(f"没有可以计分的：{why.zh}", f"nothing can be scored: {why.en}")
            yield (
                kpis,
                kpis.at,
                what,
                Text("核对权重和 not_applicable。", "Check the weights and not_applicable."),
            )
            return


def _outside(leaf: Indicator) -> bool:
    rules = leaf.not_applicable.every if leaf.not_applicable else ()
    return any(name in rule.entities for rule in rules for name in DEPARTMENT)


def settings(kpis: KpiSet) -> Iterator[Doubt]:
    """Settings of the whole that let anything pass."""
    least = [(kpis.at, kpis.min_weight_coverage), *((node.at, node.minimum) for node in kpis.nodes)]
    for at, minimum in least:
        if minimum == 0:
            what = Text(
                "min_weight_coverage 是 0：只有一项有数值也给总分", "min_weight_coverage is 0: one value makes a total"
            )
            yield kpis, at, what, Text("一般写 0.7。", "0.7 is usual.")
    if not 0 <= kpis.settle_days <= _DAYS:
        what = Text(f"settle_days 是 {kpis.settle_days}", f"settle_days is {kpis.settle_days}")
        yield kpis, kpis.at, what, Text("写季度结束后的天数，如 8。", "Write days after a quarter's end, such as 8.")
    parts = sum(kpis.compose.values(), Fraction(0))
    # 2 and 3 are proportions, 40% and 70% a slip
    if kpis.compose and parts != 1 and all(part < 1 for part in kpis.compose.values()):
        what = Text(
            f"compose 各部分合计 {plain(parts * 100)}%", f"the parts under compose come to {plain(parts * 100)}%"
        )
        yield kpis, kpis.at, what, Text("改到合计 100%。", "Let them sum to 100%.")
    for key, listed in (("bands", kpis.bands), ("lights", kpis.lights)):
        words = [one.label for one in listed]
        twice = next((word for word in words if words.count(word) > 1), None)
        if twice:
            what = Text(f"{key} 里有两个“{twice.zh}”", f"two of the {key} are called {twice.en}")
            yield kpis, listed[0].at, what, Text("换一个名称。", "Choose another label.")
