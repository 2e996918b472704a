"""What must hold in a scorecard before it is used: one small function a rule, each finds or is silent."""

from collections import Counter
from collections.abc import Callable, Iterator

from pubkpi.model.errors import SpecError
from pubkpi.model.kpis import KpiSet
from pubkpi.model.text import NOTHING, Text

Problem = tuple[str, Text]
Rule = Callable[[KpiSet], Iterator[Problem]]


def check(kpis: KpiSet) -> None:
    """Raise SpecError with the first problem and the number of further ones, when there are any."""
    problems = [problem for rule in RULES for problem in rule(kpis)]
    if problems:
        (where, what), more = problems[0], len(problems) - 1
        hint = Text(f"另有 {more} 处问题。", f"There are {more} more problems.") if more else NOTHING
        raise SpecError(where, what, hint)


def _weights(kpis: KpiSet) -> Iterator[Problem]:
    whole = sum(dimension.weight for dimension in kpis.dimensions)
    if whole != 100:
        yield (
            kpis.at,
            Text(f"各一级指标权重之和是 {whole}，应为 100，差 {100 - whole}", f"the weights sum to {whole}, not 100"),
        )
    for dimension in kpis.dimensions:
        parts = sum(leaf.weight for leaf in dimension.indicators)
        at = dimension.indicators[0].at if dimension.indicators else kpis.at
        if parts != dimension.weight:
            short = dimension.weight - parts
            yield (
                at,
                Text(
                    f"“{dimension.label.zh}”下各指标权重之和是 {parts}，应为 {dimension.weight}，差 {short}",
                    f"the weights under {dimension.id} sum to {parts}, not {dimension.weight}: {short} is missing",
                ),
            )


def _ids(kpis: KpiSet) -> Iterator[Problem]:
    names = [*(node.id for node in kpis.dimensions), *(leaf.id for leaf in kpis.indicators)]
    for name, count in Counter(names).items():
        if count > 1:
            yield kpis.at, Text(f"标识 {name} 用了 {count} 次", f"the id {name} is used {count} times")


def _measures(kpis: KpiSet) -> Iterator[Problem]:
    known = kpis.measures
    for leaf in kpis.indicators:
        named = (leaf.measure, leaf.shows or leaf.measure, leaf.check[0] if leaf.check else leaf.measure)
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
        if leaf.method == "steps":
            if not leaf.steps:
                yield leaf.at, Text("steps 需要列出各档", "steps are needed here")
            continue
        if leaf.target(first) is None or leaf.target(last) is None:
            yield leaf.at, Text(f"目标没有覆盖 {first} 至 {last}", f"the target does not cover {first} to {last}")


def _directions(kpis: KpiSet) -> Iterator[Problem]:
    for leaf in kpis.indicators:
        baseline = leaf.baseline.value
        if leaf.method != "attainment" or baseline is None:
            continue
        for quarter, target in leaf.targets:
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


def _bands(kpis: KpiSet) -> Iterator[Problem]:
    limits = [band.at_least for band in kpis.bands]
    if not limits or limits != sorted(limits, reverse=True) or limits[-1] > 0:
        yield (
            kpis.at,
            Text("等级应从高到低排列，最后一档从 0 起", "bands are listed from the highest down, the last one from 0"),
        )


RULES: tuple[Rule, ...] = (_weights, _ids, _measures, _targets, _directions, _bands)
