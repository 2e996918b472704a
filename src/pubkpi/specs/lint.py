"""What is doubtful in a scorecard that can be used, and what the plan behind it contradicts: a small function a rule.

A rule is silenced where it finds something, under `silence`, with the reason; what `rules` finds cannot be silenced.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from types import MappingProxyType

from pubkpi.model import vanity
from pubkpi.model.adjustments import Item
from pubkpi.model.colours import LEGIBLE, contrast
from pubkpi.model.findings import Finding, Severity
from pubkpi.model.kpis import Indicator, KpiSet
from pubkpi.model.text import Text
from pubkpi.specs import rules
from pubkpi.specs.numbers import plain

Doubt = tuple[KpiSet | Indicator, str, Text, Text]
Rows = tuple[str, ...]
Lint = Callable[[KpiSet], Iterator[Doubt]]


def lint(kpis: KpiSet) -> tuple[Finding, ...]:
    """All that is wrong with *kpis*, then all that is doubtful and was not silenced."""
    wrong = [
        Finding(f"check.{name}", "error", where, what, rules.REMEDIES[name])
        for name, rule in rules.RULES.items()
        for where, what in rule(kpis)
    ]
    doubtful = [
        Finding(f"check.{name}", severity, where, what, hint)
        for name, (severity, rule) in LINTS.items()
        for owner, where, what, hint in rule(kpis)
        if f"check.{name}" not in owner.silence
    ]
    return (*wrong, *doubtful)


def _twice(kpis: KpiSet) -> Iterator[Doubt]:
    """The same rows behind two scores count twice in the total."""
    first: dict[Rows, Indicator | Item] = {}
    scored: list[Indicator | Item] = [one for one in kpis.indicators if one.weight]
    for leaf in (*scored, *kpis.adjustments.deduct, *kpis.adjustments.bonus):
        rows = _rows(kpis, leaf.measure, set())
        other = next((first[one] for one in rows if one in first), leaf)
        first = {**dict.fromkeys(rows, leaf), **first}
        if other is not leaf:
            what = Text(
                f"与 {other.id} 用的是同样的行，总分里算了两次",
                f"rests on the same rows as {other.id}: they count twice in the total",
            )
            owner = leaf if isinstance(leaf, Indicator) else kpis
            hint = Text("合并两项，或把其中一个的权重设为 0。", "Merge them, or give one weight 0.")
            yield owner, leaf.at, what, hint


def _rows(kpis: KpiSet, name: str, seen: set[str]) -> list[Rows]:
    """What the measure *name*, or those that it is made of, read of which fact."""
    one = kpis.measures.get(name)
    if one is None or name in seen:
        return []
    seen.add(name)
    if one.fact:
        return [(one.fact, one.platform, one.expr, one.denominator, one.part, one.where, one.basis, one.window)]
    parts = (*one.of, *re.findall(r"\w+", one.expr))
    return [row for part in parts for row in _rows(kpis, part, seen)] or [(name,)]


def _always_met(kpis: KpiSet) -> Iterator[Doubt]:
    for leaf in kpis.indicators:
        one = kpis.measures.get(leaf.measure)
        made = one is None or one.type in ("derived", "growth", "first_of")
        for quarter, target in leaf.stated:
            if leaf.direction == "up" and target <= 0 and not made:
                what = Text(f"{quarter} 的目标任何数值都能达到", f"every value meets the target of {quarter}")
                yield leaf, leaf.at, what, Text("写上要达到的数值。", "Say what is to be reached.")


def _platforms(kpis: KpiSet) -> Iterator[Doubt]:
    """A condition on the platform says nothing about which entities a measure cannot be had of."""
    asked = list(kpis.asked)
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


def _unreachable(kpis: KpiSet) -> Iterator[Doubt]:
    for leaf in kpis.indicators:
        for quarter, target in leaf.stated:
            if _part_of_a_whole(kpis, leaf.measure) and (target > 1 if leaf.direction == "up" else target < 0):
                what = Text(
                    f"{quarter} 的目标 {plain(target * 100)}% 超出比例的范围",
                    f"the target of {quarter} is {plain(target * 100)} %, beyond any share",
                )
                yield leaf, leaf.at, what, Text("50% 写成 0.5。", "Write 50 % as 0.5.")


def _part_of_a_whole(kpis: KpiSet, name: str) -> bool:
    """Whether a measure is a share, or the first of several that are; a growth may well exceed 100 %."""
    one = kpis.measures.get(name)
    ways = [kpis.measures[way] for way in one.of if way in kpis.measures] if one and one.type == "first_of" else [one]
    return any(way is not None and way.type in ("ratio", "share") and way.unit == "share" for way in ways)


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
        start, end = said.parts
        follows = end / start - 1
        # what the plan prints with one decimal is not more exact than that
        if abs(follows - said.value) >= Fraction(5, 10_000):
            shown = f"{float(follows) * 100:.1f}"
            what = Text(
                f"计划称{said.of.zh}增长 {plain(said.value * 100)}%，由 {plain(start)} 到 {plain(end)} 是 {shown}%",
                f"the plan announces {plain(said.value * 100)} % growth of {said.of.en}; "
                f"{plain(start)} to {plain(end)} is {shown} %",
            )
            yield kpis, said.at, what, _SETTLE


def _announced_shares(kpis: KpiSet) -> Iterator[Doubt]:
    for said in kpis.announced.shares:
        whole = sum(said.parts, Fraction(0))
        if whole > 1:
            told = plain(whole * 100)
            what = Text(f"{said.of.zh}各项占比之和是 {told}%", f"the shares of {said.of.en} sum to {told} %")
            yield kpis, said.at, what, _SETTLE


def _vanity_flags(kpis: KpiSet) -> Iterator[Doubt]:
    """Rewards for follows and likes invite what the rule is against, also where it does not bind."""
    for leaf in kpis.indicators:
        hangs, words = kpis.consequences(leaf), vanity.counted(kpis.measures, leaf.measure)
        if leaf.weight and hangs and words and kpis.audience != "government":
            told = ", ".join(words)
            zh = "、".join({"bonus": "奖励", "retraining": "再培训"}[one] for one in hangs)
            what = Text(
                f"{zh}与关注、点赞、在看、转发、评论挂钩（{told}），有违{vanity.RULING}的用意",
                f"{' and '.join(hangs)} hang on follows, likes, reposts or comments ({told}), against what "
                f"{vanity.RULING} is meant for",
            )
            yield leaf, leaf.at, what, Text("该指标写 consequences: []。", "Write consequences: [] there.")


def _unread(kpis: KpiSet) -> Iterator[Doubt]:
    """A colour that is too light for words on its own pale ground (WCAG 2: a contrast under 4.5)."""
    for one in (*kpis.bands, *kpis.lights):
        if one.colour and contrast(one.colour) < LEGIBLE:
            what = Text(f"颜色 {one.colour} 太浅，字看不清", f"{one.colour} is too light to be read")
            yield kpis, kpis.at, what, Text("用深一些的颜色。", "Take a darker one.")


_SETTLE = Text(
    "按可核对的数执行，并在复盘会上更正计划。", "Use what can be checked, and correct the plan at the review."
)

LINTS: Mapping[str, tuple[Severity, Lint]] = MappingProxyType(
    {
        "twice": ("warning", _twice),
        "always_met": ("warning", _always_met),
        "unreachable": ("warning", _unreachable),
        "platforms": ("warning", _platforms),
        "vanity_flags": ("warning", _vanity_flags),
        "colours": ("warning", _unread),
        "two_values": ("info", _two_values),
        "announced_indicators": ("warning", _announced_indicators),
        "announced_growth": ("warning", _announced_growth),
        "announced_shares": ("warning", _announced_shares),
    }
)
