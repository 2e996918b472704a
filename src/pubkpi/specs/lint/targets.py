"""What is doubtful in the numbers that an indicator is held against: percentages, a missing 万, paths, periods."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise

from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.periods import Period
from pubkpi.model.text import Text
from pubkpi.specs.lint.measures import measure_kinds
from pubkpi.specs.lint.score_limits import best_value, with_sign, within_a_share
from pubkpi.specs.methods import Doubt
from pubkpi.workspace.yaml.numbers import plain

FORGOTTEN = 1000  # as many times as great: rather a 万 or 千 that was left out
_GROWN = 2  # a growth from here on is rather a percentage without its sign
_MANIFOLD = 10  # and so is another quotient
_OLD = 20  # quarters
_QUARTER_DAYS = 365.25 / 4
HINT = Text("是不是漏了“万”？5.2 万写成 5.2万 或 52000。", "Is a 万 missing? Write 5.2万 or 52000.")

Named = tuple[Text, Fraction]


def percent(kpis: KpiSet) -> Iterator[Doubt]:
    """80 for 80 %, 15 for a growth of 15 %: what a share or a growth cannot be."""
    for leaf in kpis.indicators:
        for name, value in _without_sign(kpis, leaf):
            yield leaf, leaf.at, _as_percent(name, value), _sign_or_silence(kpis, leaf.measure, value)
    for owner, measure, name, value in _of_adjustments(kpis):
        least = _ends_at(kpis, measure)
        if least is not None and (value > 1 if least == 1 else abs(value) >= least):
            yield kpis, owner, _as_percent(name, value), _sign_or_silence(kpis, measure, value)
    far = kpis.flagging.deviation
    if far is not None and far > _GROWN:
        yield kpis, kpis.at, _as_percent(Text("flags 的 deviation ", "deviation under flags"), far), with_sign(far)


def _ends_at(kpis: KpiSet, measure: str) -> int | None:
    """From where on a number of the measure is rather a percentage without its sign; 1 is the end of a part."""
    if measure not in kpis.measures:
        return None
    return {"part": 1, "growth": _GROWN, "share": _MANIFOLD}.get(measure_kinds.shape(kpis.measures, measure))


def _without_sign(kpis: KpiSet, leaf: Indicator) -> list[Named]:
    """What is stated of a share, and looks like a percentage without its sign; targets of a part are no value at all,
    which another rule says.
    """
    least = _ends_at(kpis, leaf.measure)
    if least == 1:
        best = best_value(leaf)
        return [
            one
            for one in (*_baselines(leaf), *_check_values(leaf), *_method_values(leaf))
            if one[1] > 1 and one[1] != best
        ]
    listed = (*_stated_values(leaf), *_check_values(leaf), *_method_values(leaf)) if least else ()
    return [one for one in listed if least and abs(one[1]) >= least]


def _of_adjustments(kpis: KpiSet) -> Iterator[tuple[str, str, Text, Fraction]]:
    """The limits of vetoes, and how much of a growth costs or earns points: where, of what, its name, the number."""
    for veto in kpis.adjustments.veto:
        yield veto.at, veto.measure, Text("否决的界限", "the limit"), veto.fails.value
    for item in (*kpis.adjustments.deduct, *kpis.adjustments.bonus):
        if _ends_at(kpis, item.measure) != 1:  # of a part its cap says it
            yield item.at, item.measure, Text("per ", "per"), item.per


def _sign_or_silence(kpis: KpiSet, measure: str, value: Fraction) -> Text:
    """How a percentage is written, and what to do where so great a growth is meant."""
    if _ends_at(kpis, measure) == 1:
        return within_a_share(value)
    sign = with_sign(value)
    told = plain(value * 100)
    return Text(
        f"{sign.zh}确是 {told}% 的，用 silence: {{check.percent: 原因}} 说明。",
        f"{sign.en} If {told}% is meant, say so under silence: {{check.percent: why}}.",
    )


def _as_percent(name: Text, value: Fraction) -> Text:
    told = plain(value * 100)
    return Text(f"{name.zh}是 {plain(value)}，即 {told}%", f"{name.en} is {plain(value)}, which is {told}%")


def _baselines(leaf: Indicator) -> list[Named]:
    return [(Text("基线", "the baseline"), value) for value in leaf.baseline.stated]


def _stated_values(leaf: Indicator) -> list[Named]:
    """The baseline and the targets of a method that reads them."""
    return [*_baselines(leaf), *_targets(leaf)]


def _targets(leaf: Indicator) -> list[Named]:
    return [(Text(f"{one} 的目标", f"the target of {one}"), value) for one, value in leaf.stated]


def goals(leaf: Indicator) -> dict[Text, Fraction]:
    """What is to be reached: the targets, and the greatest of its steps, knots and ends; else what is held."""
    marks = sorted(_method_values(leaf), key=lambda one: one[1])[-1:]
    return dict([*_targets(leaf), *marks] or _baselines(leaf))


def _check_values(leaf: Indicator) -> list[Named]:
    """The value that its own measure had to have in some quarter."""
    if not leaf.check or leaf.check[0] != leaf.measure:
        return []
    return [(Text(f"{leaf.check[1]} 的核对数", f"the value to be checked of {leaf.check[1]}"), leaf.check[2])]


def _method_values(leaf: Indicator) -> list[Named]:
    """The values of steps, knots, goalposts and corners."""
    marks: list[Fraction] = [value for value, _ in (*leaf.steps, *leaf.knots)]
    corners = leaf.plateau or ()
    # a plateau that holds all that is good still has an end beyond it
    marks += [*(leaf.goalposts or ()), *(corners[:3] if corners and corners[2] <= 1 else corners)]
    return [(Text(f"{leaf.method} 里的数", f"a value of {leaf.method}"), value) for value in dict.fromkeys(marks)]


def magnitude(kpis: KpiSet) -> Iterator[Doubt]:
    """5.2 beside 60000: a 万 that was forgotten."""
    for leaf in kpis.indicators:
        if found := _forgotten(kpis, leaf):
            (small, least), (great, most) = found
            yield (
                leaf,
                leaf.at,
                Text(
                    f"{small.zh}是 {plain(least)}，{great.zh}是 {plain(most)}，相差上千倍",
                    f"{small.en} is {plain(least)}, {great.en} is {plain(most)}: over a thousand times as much",
                ),
                HINT,
            )


def _forgotten(kpis: KpiSet, leaf: Indicator) -> tuple[Named, Named] | None:
    """The least and the greatest of what is stated of a number that is no share, where they lie too far apart, or two
    neighbours among its steps, knots and ends.
    """
    if measure_kinds.is_share(kpis.measures, leaf.measure) or measure_kinds.grows(kpis.measures, leaf.measure):
        return None
    stated = _rising((*_stated_values(leaf), *_check_values(leaf)))
    marks = _rising(_method_values(leaf)) if leaf.method != "log_goalposts" else []
    pairs = [*pairwise(marks), *([(stated[0], stated[-1])] if stated else [])]
    return next(((low, high) for low, high in pairs if low[1] * FORGOTTEN <= high[1]), None)


def _rising(named: Iterable[Named]) -> list[Named]:
    """Those above 0, from the least on."""
    return sorted((one for one in named if one[1] > 0), key=lambda one: one[1])


def decimals(kpis: KpiSet) -> Iterator[Doubt]:
    """Half a follower: what is counted is whole."""
    for leaf in kpis.indicators:
        if not measure_kinds.counts(kpis.measures, leaf.measure) or _forgotten(kpis, leaf):
            continue
        people = kpis.measures[leaf.measure].unit in measure_kinds.PEOPLE
        for name, value in (*_stated_values(leaf), *(_method_values(leaf) if people else ())):
            if value.denominator != 1 and _short(value):
                yield leaf, leaf.at, *_not_whole(name, value)
    for one in kpis.adjustments.veto:
        value = one.fails.value
        if measure_kinds.counts(kpis.measures, one.measure) and value.denominator != 1 and value > 1 and _short(value):
            yield kpis, one.at, *_not_whole(Text("否决的界限", "the limit"), value)


def _not_whole(name: Text, value: Fraction) -> tuple[Text, Text]:
    what = Text(f"{name.zh}是 {plain(value)}，不是整数", f"{name.en} is {plain(value)}, which is not whole")
    return what, Text("个数和人数是整数；5.2 万写成 5.2万。", "Counts are whole; write 5.2万 for 52000.")


def _short(value: Fraction) -> bool:
    """Whether it was written with decimals; a quotient such as 100/3 was worked out."""
    return 10**6 % value.denominator == 0


def falling(kpis: KpiSet) -> Iterator[Doubt]:
    """Targets that are easier to reach the later they are, or than what there was at the start."""
    for leaf in kpis.indicators:
        if leaf.direction == "range":
            continue
        up = leaf.direction == "up"
        kinds = dict.fromkeys(one.kind for one, _ in leaf.targets)  # each has a path of its own
        paths = [[one for one in leaf.targets if one[0].kind == kind] for kind in kinds]
        for (early, before), (late, after) in (pair for path in paths for pair in pairwise(path)):
            if before != after and (after < before) == up:
                told = Text(
                    f"{late} 的目标 {plain(after)} 比 {early} 的 {plain(before)} 还容易达到",
                    f"the target of {late}, {plain(after)}, is easier than that of {early}, {plain(before)}",
                )
                yield leaf, leaf.at, told, Text("核对两个目标和方向。", "Check the two targets and the direction.")
        baseline = leaf.baseline.value
        if baseline is None or leaf.method not in ("completion", "hold"):
            continue
        for quarter, target in leaf.stated:
            if target != baseline and (target < baseline) == up:
                told = Text(
                    f"{quarter} 的目标 {plain(target)} 不如基线 {plain(baseline)}",
                    f"the target of {quarter}, {plain(target)}, is worse than the baseline, {plain(baseline)}",
                )
                yield leaf, leaf.at, told, Text("核对基线、目标和方向。", "Check baseline, target and direction.")
            elif target == baseline and leaf.method == "completion":
                told = Text(f"{quarter} 的目标等于基线，不进步也是满分", f"the target of {quarter} is the baseline")
                yield leaf, leaf.at, told, Text("核对基线和目标。", "Check baseline and target.")


def years(kpis: KpiSet) -> Iterator[Doubt]:
    """A target of a year that its quarters contradict: the whole is no less than one of its parts."""
    for leaf in kpis.indicators:
        one = kpis.measures.get(leaf.measure)
        for year, whole in leaf.year_targets:
            parts = [(quarter, goal) for quarter, goal in leaf.targets if quarter in year.parts(quarter.kind)]
            most = max(parts, key=lambda part: part[1], default=None)
            if one is None or most is None or leaf.direction == "range":
                continue
            short = whole < most[1] and measure_kinds.as_great_in_a_year(one)
            if short or (whole == most[1] and leaf.direction == "up" and measure_kinds.adds_up(one)):
                told = Text(
                    f"{year} 的目标 {plain(whole)} 还不到一个季度的（{most[0]}：{plain(most[1])}）"
                    if short
                    else f"{year} 的目标 {plain(whole)} 与一个季度的相同（{most[0]}），而一年是四季之和",
                    f"the target of {year}, {plain(whole)}, is {'less than' if short else 'no more than'} that of "
                    f"one quarter ({most[0]}: {plain(most[1])})",
                )
                yield leaf, leaf.at, told, Text("核对年度目标。", "Check the target of the year.")


def outside_valid(kpis: KpiSet) -> Iterator[Doubt]:
    """Targets of periods that the scorecard never scores."""
    first, last = kpis.valid
    for leaf in kpis.indicators:
        quarters = [quarter for quarter, _ in leaf.targets]
        years = [year for year, _ in leaf.year_targets]
        outside = [one for one in years if one.first < first.first or one.last > last.last]
        # the nearest one beyond either end is what the line to it needs; each kind has a line of its own
        pairs = [(one, other) for one in quarters for other in quarters if one.kind == other.kind]
        outside += [one for one, other in pairs if one < other and other.first <= first.first]
        outside += [one for one, other in pairs if other < one and last.last <= other.last]
        for one in dict.fromkeys(outside):
            what = Text(
                f"{one} 不在 valid 之内，这个目标用不上", f"{one} is not within valid: its target is never used"
            )
            yield leaf, leaf.at, what, Text(f"valid 是 {first} 至 {last}。", f"It is valid from {first} to {last}.")
        if leaf.check and leaf.check[1].last > last.last:
            what = Text(
                f"check 要核对 {leaf.check[1]}，在 valid 之后", f"its check is of {leaf.check[1]}, after all of valid"
            )
            yield leaf, leaf.at, what, Text(f"valid 到 {last} 为止。", f"It is valid to {last}.")
        if leaf.due and leaf.due.last < first.first:
            what = Text(f"due 写 {leaf.due}，早于 valid，形同没有", f"it is due in {leaf.due}, before any of valid")
            yield leaf, leaf.at, what, Text(f"valid 从 {first} 起。", f"It is valid from {first}.")
        if leaf.due and leaf.due.last > last.last:
            what = Text(f"due 写 {leaf.due}，在 valid 之后，永远不到期", f"it is due in {leaf.due}, after all of valid")
            yield leaf, leaf.at, what, Text(f"valid 到 {last} 为止。", f"It is valid to {last}.")


def baseline_quarter(kpis: KpiSet) -> Iterator[Doubt]:
    """A baseline that is measured when the race is on, or over, or long before it."""
    first, last = kpis.valid
    named: list[tuple[KpiSet | Indicator, Period]] = [
        (leaf, leaf.baseline.measured) for leaf in kpis.indicators if leaf.baseline.measured
    ]
    if kpis.baseline_quarter:
        named.append((kpis, kpis.baseline_quarter))
    for owner, quarter in named:
        if quarter > last:
            zh, en = f"晚于 valid 的最后一季 {last}", f"after {last}, the last quarter of valid"
        elif quarter >= first:
            zh, en = f"在考核期内（{first} 起）", f"within the quarters that are scored, from {first} on"
        elif (age := round((first.first - quarter.first).days / _QUARTER_DAYS)) > _OLD:
            zh, en = f"比考核期早 {age // 4} 年", f"years before {first}"
        else:
            continue
        hint = Text("基线取考核期之前的季度。", "Take a quarter just before those that are scored.")
        yield owner, owner.at, Text(f"基线季度 {quarter} {zh}", f"the baseline is of {quarter}, {en}"), hint
