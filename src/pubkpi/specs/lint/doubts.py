"""What is doubtful in a scorecard that can be used, and what the plan behind it contradicts: a small function a rule.

A rule is silenced where it finds something or for the whole scorecard, under `silence`, with the reason; what `rules`
finds cannot be silenced.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType

from pubkpi.model.facts.platforms import BASES, PLATFORMS
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.kpis import Indicator, KpiSet, vanity
from pubkpi.model.kpis.adjustments import Item
from pubkpi.model.kpis.versions import over_versions
from pubkpi.model.text import Text, choices_hint
from pubkpi.printing.colours import LEGIBLE, contrast
from pubkpi.specs import rules
from pubkpi.specs.lint import means, points, score_limits, targets
from pubkpi.specs.lint.amendments import amended
from pubkpi.specs.lint.context import NO_CONTEXT, Context, magnitude, never_measured, unknown_entity
from pubkpi.specs.lint.measures import row_rules
from pubkpi.specs.lint.measures.comparisons import compared
from pubkpi.specs.methods import Doubt
from pubkpi.workspace.yaml.numbers import plain

Rows = tuple[str, ...]
Counted = tuple[Rows, str]
Lint = Callable[[KpiSet], Iterator[Doubt]]
Comparison = Callable[[KpiSet, Context], Iterator[Doubt]]


def lint(kpis: KpiSet, context: Context = NO_CONTEXT) -> tuple[Finding, ...]:
    """All that is wrong with *kpis*, then all that is doubtful in it or beside its *context*, and not silenced."""
    # a target beyond the quarters in which its version is in force is none beyond those of the scorecard
    doubtful = over_versions(kpis, lambda one: _doubtful(replace(one, valid=kpis.valid), context))
    return (*rules.problems(kpis), *doubtful)


def _doubtful(kpis: KpiSet, context: Context) -> list[Finding]:
    doubts = [(name, severity, doubt) for name, (severity, rule) in LINTS.items() for doubt in rule(kpis)]
    doubts += [(name, "warning", doubt) for name, compare in COMPARISONS.items() for doubt in compare(kpis, context)]
    return [
        Finding(f"check.{name}", severity, where, what, hint)
        for name, severity, (owner, where, what, hint) in doubts
        if f"check.{name}" not in (*owner.silence, *kpis.silence)
    ]


def _double_counting(kpis: KpiSet) -> Iterator[Doubt]:
    """The same rows behind two scores count twice in the total."""
    first: list[tuple[Counted, Indicator | Item]] = []
    scored: list[Indicator | Item] = [one for one in kpis.indicators if one.weight]
    for leaf in (*scored, *kpis.adjustments.deduct, *kpis.adjustments.bonus):
        rows = _rows(kpis, leaf.measure, set())
        others = (who for mine in rows for theirs, who in first if _share_rows(mine, theirs))
        other = next((who for who in others if not (_part_ways(leaf, who) or _look_back(kpis, leaf, who))), None)
        first += [(one, leaf) for one in rows]
        if other:
            what = Text(
                f"与 {other.id} 用的是同样的行，总分里算了两次",
                f"rests on the same rows as {other.id}: they count twice in the total",
            )
            owner = leaf if isinstance(leaf, Indicator) else kpis
            hint = Text("合并两项，或把其中一个的权重设为 0。", "Merge them, or give one weight 0.")
            yield owner, leaf.at, what, hint


def _labels(kpis: KpiSet) -> Iterator[Doubt]:
    """Two of one name side by side, which no reader of the report can tell apart."""
    for siblings in (kpis.dimensions, *(node.children for node in kpis.nodes)):
        first: dict[str, str] = {}
        for one in siblings:
            other = first.setdefault(one.label.zh, one.id)
            if other != one.id:
                what = Text(
                    f"与 {other} 同名“{one.label.zh}”，报告里分不清", f"{other} is called {one.label.en} as well"
                )
                yield one if isinstance(one, Indicator) else kpis, one.at, what, _RENAME


_RENAME = Text("换一个名称。", "Choose another label.")


def _scored_vetoes(kpis: KpiSet) -> Iterator[Doubt]:
    """What fails the whole already need not cost points as well."""
    for one in kpis.adjustments.veto:
        rows = _rows(kpis, one.measure, set())
        for leaf in (leaf for leaf in kpis.indicators if leaf.weight):
            if any(mine in rows for mine in _rows(kpis, leaf.measure, set())):
                what = Text(f"{leaf.id} 已按同样的数计分，又用来否决", f"{leaf.id} is scored on the same rows already")
                hint = Text("只留一处，或把指标的权重设为 0。", "Keep one of the two, or give the indicator weight 0.")
                yield kpis, one.at, what, hint


def _part_ways(one: Indicator | Item, other: Indicator | Item) -> bool:
    """Whether one of the two reads what lies below a number, the other what lies above it: never both of a value."""
    if isinstance(one, Indicator) or isinstance(other, Indicator):
        return False
    pairs = ((one.below, other.above), (other.below, one.above))
    return any(low is not None and high is not None and low <= high for low, high in pairs)


def _look_back(kpis: KpiSet, *both: Indicator | Item) -> bool:
    """Whether each of the two is a growth or a change, over another period before: 环比 and 同比 are two things."""
    before = [one.previous if (one := kpis.measures.get(leaf.measure)) else "" for leaf in both]
    return all(before) and before[0] != before[1]


def _share_rows(mine: Counted, theirs: Counted) -> bool:
    """Whether two measures add up the same of rows of which one at least takes all that the other takes."""
    return mine[0] == theirs[0] and (mine[1] == theirs[1] or not (mine[1] and theirs[1]))


def _rows(kpis: KpiSet, name: str, seen: set[str]) -> list[Counted]:
    """What the measure *name*, or those that it is made of, read of which fact, and under which condition.

    The window is no part of it: the rows of a month are also those of its quarter.
    """
    one = kpis.measures.get(name)
    if one is None or name in seen:
        return []
    seen.add(name)
    if one.fact:
        words = ("".join(each.split()) for each in (one.expr, one.denominator, one.part))
        return [((one.fact, one.platform, one.basis, *words), one.where)]
    parts = (*one.of, *re.findall(r"\w+", one.expr))
    return [row for part in parts for row in _rows(kpis, part, seen)] or (
        [((name,), "")] if one.type == "typed" else []  # a constant, such as a full mark, rests on no rows
    )


def _platforms(kpis: KpiSet) -> Iterator[Doubt]:
    """A condition on the platform says nothing about which entities a measure cannot be had of."""
    asked = list(kpis.scored_measures)
    for name in asked:  # grows by what each is made of
        one = kpis.measures.get(name)
        if one is None:
            continue
        parts = (*one.of, *(() if one.fact else re.findall(r"\w+", one.expr)))
        asked += [part for part in parts if part not in asked]
        if re.search(r"\bplatform\b", one.where):
            what = Text(f"{name} 在 where 里限定平台", f"{name} is bound to a platform by its where")
            hint = Text("改写 platform: wechat 这样的键。", "Write a key such as platform: wechat.")
            yield kpis, one.at, what, hint


def _unknown(kpis: KpiSet) -> Iterator[Doubt]:
    """A basis or platform of which no shipped export has rows: a slip, or an export of the workspace's own."""
    for one in filter(None, map(kpis.measures.get, dict.fromkeys(kpis.scored_measures))):
        for said, known in ((one.basis, BASES), (one.platform, (*PLATFORMS, "form"))):
            if said and said not in known:
                what = Text(f"没有叫 {said} 的口径或平台", f"there is no basis or platform {said}")
                yield kpis, one.at, what, choices_hint(known)


def _two_values(kpis: KpiSet) -> Iterator[Doubt]:
    for leaf in kpis.indicators:
        for other in leaf.also_stated:
            what = Text(
                f"计划另写 {other.value}（{other.where.zh}）", f"the plan also says {other.value} ({other.where.en})"
            )
            yield leaf, leaf.at, what, other.reason


def _announced_indicators(kpis: KpiSet) -> Iterator[Doubt]:
    there = len(kpis.indicators)
    for said in kpis.announced.indicators:
        if said.value != there:
            what = Text(
                f"计划称有 {plain(said.value)} 个{said.of.zh}，实际 {there} 个",
                f"the plan announces {plain(said.value)} {said.of.en}, here are {there}",
            )
            yield kpis, said.at, what, _SETTLE


def _announced_growth(kpis: KpiSet) -> Iterator[Doubt]:
    for said in kpis.announced.growth:
        start, end = said.since, said.until
        follows = end / start - 1
        # what the plan prints with one decimal is not more exact than that
        if abs(follows - said.value) >= Fraction(5, 10_000):
            shown = f"{float(follows) * 100:.1f}"
            what = Text(
                f"计划称{said.of.zh}增长 {plain(said.value * 100)}%，由 {plain(start)} 到 {plain(end)} 是 {shown}%",
                f"the plan announces {plain(said.value * 100)}% growth of {said.of.en}; "
                f"{plain(start)} to {plain(end)} is {shown}%",
            )
            yield kpis, said.at, what, _SETTLE


def _announced_shares(kpis: KpiSet) -> Iterator[Doubt]:
    for said in kpis.announced.shares:
        whole = sum(said.parts.values())
        if whole > 1:
            told = plain(whole * 100)
            what = Text(f"{said.of.zh}各项占比之和是 {told}%", f"the shares of {said.of.en} sum to {told}%")
            percent = any(part > 1 for part in said.parts.values())
            yield kpis, said.at, what, Text("50% 写成 0.5。", "Write 50% as 0.5.") if percent else _SETTLE


def _vanity_flags(kpis: KpiSet) -> Iterator[Doubt]:
    """Rewards for follows and likes invite what the rule is against, also where it does not bind."""
    if kpis.audience == "government":
        return
    for leaf in kpis.indicators:
        hangs, words = kpis.consequences(leaf), vanity.vanity_columns(kpis.measures, leaf.measure)
        if leaf.weight and hangs and words:
            zh = "、".join({"bonus": "奖励", "retraining": "再培训"}[one] for one in hangs)
            hint = Text("该指标写 consequences: []。", "Write consequences: [] there.")
            yield leaf, leaf.at, _against(Text(zh, " and ".join(hangs)), words), hint
    for item in kpis.adjustments.bonus:
        if words := vanity.vanity_columns(kpis.measures, item.measure):
            hint = Text("加分项换一个指标。", "Let the bonus rest on another measure.")
            yield kpis, item.at, _against(Text("加分", "a bonus"), words), hint


def _against(what: Text, words: tuple[str, ...]) -> Text:
    told = ", ".join(words)
    return Text(
        f"{what.zh}与关注、点赞、在看、转发、评论挂钩（{told}），有违{vanity.RULING}的用意",
        f"{what.en} hang on follows, likes, reposts or comments ({told}), against what {vanity.RULING} is meant for",
    )


def _unread(kpis: KpiSet) -> Iterator[Doubt]:
    """A colour that is too light for words on its own pale ground (WCAG 2: a contrast under 4.5)."""
    for one in (*kpis.bands, *kpis.lights):
        if one.colour and contrast(one.colour) < LEGIBLE:
            what = Text(f"颜色 {one.colour} 太浅，字看不清", f"{one.colour} is too light to be read")
            yield kpis, one.at, what, Text("用深一些的颜色。", "Take a darker one.")


_SETTLE = Text(
    "按可核对的数执行，并在复盘会上更正计划。", "Use what can be checked, and correct the plan at the review."
)

LINTS: Mapping[str, tuple[Severity, Lint]] = MappingProxyType(
    {
        "twice": ("warning", _double_counting),
        "labels": ("warning", _labels),
        "veto_scored": ("warning", _scored_vetoes),
        "direction": ("warning", score_limits.against_nature),
        "always_met": ("warning", score_limits.always_met),
        "unreachable": ("warning", score_limits.unreachable),
        "impossible": ("warning", score_limits.impossible),
        "percent": ("warning", targets.percent),
        "magnitude": ("warning", targets.magnitude),
        "decimals": ("warning", targets.decimals),
        "falling": ("warning", targets.falling),
        "years": ("warning", targets.years),
        "amendments": ("warning", amended),
        "outside_valid": ("warning", targets.outside_valid),
        "baseline_quarter": ("warning", targets.baseline_quarter),
        "nothing_scored": ("warning", points.nothing_scored),
        "fractions": ("warning", points.fractions),
        "top_band": ("warning", points.top_band),
        "lights": ("warning", points.lights),
        "gate": ("warning", points.gate),
        "caps": ("warning", points.caps),
        "sides": ("warning", points.sides),
        "veto": ("warning", points.veto),
        "settings": ("warning", points.settings),
        "below_zero": ("warning", means.below_zero),
        "idle_caps": ("warning", means.idle_caps),
        "rounding": ("warning", means.rounding),
        "across": ("warning", means.across),
        "parts": ("warning", means.parts),
        "percent_of": ("warning", means.percent_of),
        "relative": ("warning", means.relative),
        "tiers": ("warning", row_rules.tiers),
        "once": ("warning", row_rules.once),
        "grades": ("warning", row_rules.grades),
        "compared": ("warning", compared),
        "unknown": ("warning", _unknown),
        "platforms": ("warning", _platforms),
        "vanity_flags": ("warning", _vanity_flags),
        "colours": ("warning", _unread),
        "two_values": ("info", _two_values),
        "announced_indicators": ("warning", _announced_indicators),
        "announced_growth": ("warning", _announced_growth),
        "announced_shares": ("warning", _announced_shares),
    }
)

# what only the rest of the workspace can tell
COMPARISONS: Mapping[str, Comparison] = MappingProxyType(
    {
        "unknown_entity": unknown_entity,
        "baseline_quarter": never_measured,
        "magnitude": magnitude,
    }
)

# the rules that can be silenced
SILENT = tuple(dict.fromkeys((*LINTS, *COMPARISONS)))
