"""What must hold in a scorecard before it is used: one small function a rule, each finds or is silent."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import product
from types import MappingProxyType

from pubkpi.model.errors import ErrorList, SpecError
from pubkpi.model.findings import Finding
from pubkpi.model.kpis import Dimension, KpiSet, vanity
from pubkpi.model.kpis.grade_rules import Baseline, switches
from pubkpi.model.kpis.versions import over_versions
from pubkpi.model.text import Text
from pubkpi.specs import adjustments, bands, methods
from pubkpi.specs.methods import Problem
from pubkpi.workspace.yaml.numbers import plain

Rule = Callable[[KpiSet], Iterator[Problem]]


def check(kpis: KpiSet) -> None:
    """Raise SpecError with all that is wrong, when anything is."""
    ErrorList(SpecError(one.where, one.message) for one in problems(kpis)).refuse()


def problems(kpis: KpiSet) -> list[Finding]:
    """All that is wrong, in each of the versions."""
    return over_versions(kpis, _problems)


def _problems(kpis: KpiSet) -> Iterator[Finding]:
    for name, rule in RULES.items():
        for where, what in rule(kpis):
            hint = Text(*(words.format(*kpis.valid) for words in REMEDIES[name]))
            yield Finding(f"check.{name}", "error", where, what, hint)


def _weights(kpis: KpiSet) -> Iterator[Problem]:
    for node in kpis.everything:
        if node.weight < 0:
            told = plain(node.weight)
            yield node.at, Text(f"权重不能是负数：{told}", f"a weight cannot be negative: {told}")
    whole = sum(node.weight for node in kpis.dimensions)
    if kpis.relative:
        yield from _relative(kpis, whole)
        return
    if whole != 100 and kpis.dimensions and not kpis.mean.is_sum:
        told, off = plain(whole), methods.off(whole, Fraction(100))
        yield (
            kpis.at,
            Text(
                f"各一级指标权重之和是 {told}，应为 100，{off.zh}",
                f"the first-level weights sum to {told}, not 100: {off.en}",
            ),
        )
    for node in kpis.nodes:
        parts = sum(child.weight for child in node.children)
        is_capped = node.mean.cap is not None and parts > node.weight
        if node.children and parts != node.weight and not is_capped:
            told, due, off = plain(parts), plain(node.weight), methods.off(parts, node.weight)
            yield (
                node.children[0].at,
                Text(
                    f"“{node.label.zh}”下各指标权重之和是 {told}，应为 {due}，{off.zh}",
                    f"the weights under {node.id} sum to {told}, not {due}: {off.en}",
                ),
            )


def _relative(kpis: KpiSet, total: Fraction | int) -> Iterator[Problem]:
    sums = [(kpis.at, kpis.id, total)]
    sums += [(node.at, node.id, sum(one.weight for one in node.children)) for node in kpis.nodes]
    for at, name, parts in sums:
        if parts <= 0:
            yield at, Text(f"{name} 下没有大于 0 的权重", f"no weight under {name} is above 0")


def _tree(kpis: KpiSet) -> Iterator[Problem]:
    for node in kpis.nodes:
        if not node.children:
            yield node.at, Text(f"“{node.label.zh}”下没有指标", f"{node.id} has no indicators")
        elif node.leaves and node.dimensions:
            what = f"{node.id} has either indicators or dimensions, not both"
            yield node.at, Text(f"“{node.label.zh}”下或者是指标，或者是下级维度，不能都有", what)


def _means(kpis: KpiSet) -> Iterator[Problem]:
    for at, mean in ((kpis.at, kpis.mean), *((node.at, node.mean) for node in kpis.nodes)):
        if mean.how == "power" and not mean.power:
            yield at, Text("power 不能是 0", "the power of a power mean is not 0")


def _sums(kpis: KpiSet) -> Iterator[Problem]:
    nodes: list[KpiSet | Dimension] = [kpis, *kpis.nodes]
    for one in (node for node in nodes if node.mean.is_sum):
        if kpis.relative:
            yield one.at, Text("weights: relative 只有比例，没有分可加", "weights: relative has proportions, no points")
        if one.mean.cap is not None and one.mean.cap <= 0:
            yield one.at, Text("sum 的 cap 应大于 0", "the cap of a sum is above 0")
    if kpis.mean.is_sum and kpis.dimensions and kpis.full <= 0:
        yield kpis.at, Text("没有大于 0 的权重", "no weight is above 0")


def _ids(kpis: KpiSet) -> Iterator[Problem]:
    named = [(node.id, node.at) for node in (*kpis.everything, *kpis.adjustments)]
    last = dict(named)
    for name, count in Counter(name for name, _ in named).items():
        if count > 1:
            yield last[name], Text(f"标识 {name} 用了 {count} 次", f"the id {name} is used {count} times")


def _measures(kpis: KpiSet) -> Iterator[Problem]:
    known = kpis.measures
    for one in kpis.adjustments:
        if one.measure not in known:
            yield one.at, Text(f"没有名为 {one.measure} 的指标定义", f"there is no measure {one.measure}")
    for leaf in kpis.indicators:
        named = (
            *switches([leaf]),
            leaf.measure,
            leaf.shows or leaf.measure,
            leaf.check[0] if leaf.check else leaf.measure,
        )
        for name in dict.fromkeys(named):
            if name not in known:
                yield leaf.at, Text(f"没有名为 {name} 的指标定义", f"there is no measure {name}")
    for measure in known.values():
        for name in measure.of:
            if name not in known:
                yield measure.at, Text(f"没有名为 {name} 的指标定义", f"there is no measure {name}")


def _targets(kpis: KpiSet) -> Iterator[Problem]:
    first, last = kpis.valid
    for leaf in kpis.indicators:
        dated = Counter(quarter for quarter, _ in leaf.stated)
        for quarter in (one for one, count in dated.items() if count > 1):
            yield leaf.at, Text(f"{quarter} 有两个目标", f"{quarter} has two targets")
        needed = leaf.method in ("attainment", "completion") or (leaf.method == "hold" and leaf.baseline == Baseline())
        if (needed or leaf.targets) and (leaf.target(first) is None or leaf.target(last) is None):
            yield (
                leaf.target_at,
                Text(f"目标没有覆盖 {first} 至 {last}", f"the target does not cover {first} to {last}"),
            )


def _directions(kpis: KpiSet) -> Iterator[Problem]:
    for leaf in kpis.indicators:
        if leaf.method != "attainment":
            continue
        if not leaf.baseline.stated and leaf.baseline.measured is None:
            what = "attainment needs a baseline: a number, or {measured: 2023Q4}"
            yield leaf.at, Text("attainment 需要基线：一个数，或 {measured: 2023Q4}", what)
        for baseline, (quarter, target) in product(leaf.baseline.stated, leaf.stated):
            if target == baseline:
                yield leaf.at, Text(f"{quarter} 的目标等于基线", f"the target of {quarter} equals the baseline")
            elif (target > baseline) != (leaf.direction == "up"):
                yield (
                    leaf.at,
                    Text(
                        f"{quarter} 的目标与方向 {leaf.direction} 相反",
                        f"the target of {quarter} lies against the direction {leaf.direction}",
                    ),
                )


def _completions(kpis: KpiSet) -> Iterator[Problem]:
    """x / T says nothing about a target of zero or less; attainment without a measured baseline comes down to it."""
    for leaf in kpis.indicators:
        if leaf.method == "completion" or (leaf.method == "attainment" and leaf.baseline.value is None):
            for quarter in (one for one, target in leaf.stated if target <= 0):
                what = Text(
                    f"{quarter} 的目标不大于 0，不能按完成率计分",
                    f"completion needs a target above 0; that of {quarter} is not",
                )
                yield leaf.at, what


def _coverage(kpis: KpiSet) -> Iterator[Problem]:
    for at, least in ((kpis.at, kpis.min_weight_coverage), *((node.at, node.minimum) for node in kpis.nodes)):
        if least is not None and not 0 <= least <= 1:
            yield at, Text("min_weight_coverage 应在 0 与 1 之间", "min_weight_coverage lies between 0 and 1")


def _carried_sums(kpis: KpiSet) -> Iterator[Problem]:
    """A sum since January starts again in January, and grows: an old one says nothing about a later quarter."""
    for leaf in kpis.indicators:
        if leaf.missing.policy == "carry" and _cumulative(kpis, leaf.measure, set()):
            yield leaf.at, Text("年内累计的指标不能沿用以前的数值", "a measure of the year to date cannot be carried")


def _cumulative(kpis: KpiSet, name: str, seen: set[str]) -> bool:
    """Whether a measure, or one that it is made of, is counted from the start of the year."""
    measure = kpis.measures.get(name)
    if measure is None or name in seen:
        return False
    seen.add(name)
    made_of = measure.of or (re.findall(r"\w+", measure.expr) if measure.type == "derived" else ())
    return measure.window == "year_to_date" or any(_cumulative(kpis, one, seen) for one in made_of)


def _vanity(kpis: KpiSet) -> Iterator[Problem]:
    """In a government office these counts are no basis of an assessment (中央网信委, end of 2023)."""
    if kpis.audience != "government":
        return
    for leaf in (*(one for one in kpis.indicators if one.weight), *kpis.adjustments):
        counted = vanity.vanity_columns(kpis.measures, leaf.measure)
        if counted:
            words = ", ".join(counted)
            yield (
                leaf.at,
                Text(
                    f"政务考核不得以关注、点赞、在看、转发、评论为依据（{words}），见{vanity.RULING}",
                    f"a government office is not assessed on follows, likes, reposts or comments ({words}): "
                    f"{vanity.RULING}",
                ),
            )


# by the name under which pubkpi check tells of them
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "weights": _weights,
        "tree": _tree,
        "means": _means,
        "sums": _sums,
        "exceptions": methods.exceptions,
        "classes": methods.entity_classes,
        "ids": _ids,
        "measures": _measures,
        "targets": _targets,
        "directions": _directions,
        "completions": _completions,
        "lines": methods.lines,
        "limits": methods.limits,
        "bands": bands.rule,
        "adjustments": adjustments.rule,
        "coverage": _coverage,
        "carried": _carried_sums,
        "vanity": _vanity,
    }
)

# what is done about a broken one
REMEDIES: Mapping[str, Text] = MappingProxyType(
    {
        "weights": Text("改到正好相等。", "Make the children sum to their parent."),
        "tree": Text("写 indicators 或 dimensions 之一。", "Write either indicators or dimensions."),
        "means": Text("0 次幂平均是 aggregate: geometric。", "Its limit at 0 is aggregate: geometric."),
        "sums": Text("写各项的满分，cap 大于 0。", "Write the points of each, and a cap above 0."),
        "exceptions": Text("写明对谁不适用。", "Say to whom it does not apply."),
        "classes": Text("核对 classes 和 by_class。", "Check classes and by_class."),
        "ids": Text("换一个标识。", "Choose another id."),
        "measures": Text("核对 measures/ 里的名字，或补上定义。", "Check the name in measures/, or define it there."),
        "targets": Text("写从 {0} 到 {1} 的目标。", "Write targets from {0} to {1}."),
        "directions": Text("核对基线、目标和方向。", "Check baseline, target and direction."),
        "completions": Text("写大于 0 的目标，或换计分方法。", "Write a target above 0, or take another method."),
        "lines": Text("按从小到大、与方向一致排列。", "List them rising, in keeping with the direction."),
        "limits": Text("核对 floor、cap 和各档分数。", "Check floor, cap and points."),
        "bands": Text("从高到低排列，最后一档 at_least: 0。", "List them from the highest down, the last at_least: 0."),
        "adjustments": Text("核对这一项的分数、门槛和等级。", "Check the item's points, limits and band."),
        "coverage": Text("70% 写成 0.7。", "Write 70% as 0.7."),
        "carried": Text("换一种 missing 办法。", "Take another missing policy."),
        "vanity": Text("权重设为 0，只作监测。", "Give it weight 0, to be watched only."),
    }
)
