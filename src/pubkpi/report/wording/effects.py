"""One plain sentence for each effect that moved a total."""

import re

from pubkpi.model.explanations.effects import Contribution, Effect
from pubkpi.model.periods import Period
from pubkpi.model.scores import AdjustmentScore, IndicatorScore
from pubkpi.model.text import Lang, Text
from pubkpi.printing.terms import METHODS
from pubkpi.report.wording import numbers
from pubkpi.report.wording.numbers import Scale
from pubkpi.report.wording.sentences import clause, fill
from pubkpi.report.wording.words import ADJUSTED, PHRASES

KINDS = {
    "performance": Text("数值变化", "values"),
    "target": Text("目标变化", "targets"),
    "weight": Text("权重变化", "weights"),
    "definition": Text("口径变化", "definitions"),
    "coverage": Text("有无数据", "coverage"),
    "adjustment": Text("加减分", "adjustments"),
}
_POINTS = Text("{what}，总分 {points} 分", "{what}: {points} points")
_HARDLY = Text("{what}，对总分的影响不到 0.1 分", "{what}: under 0.1 points")
_PARTS = Text("（{parts}）", " ({parts})")
_PART = Text("{name}由 {before} 到 {now}，{points} 分", "{name} from {before} to {now}, {points}")
_NAMES = {"numerator": Text("分子", "numerator"), "denominator": Text("分母", "denominator")}
_ROSE = Text("数值由 {before} 升到 {now}", "the value rose from {before} to {now}")
_FELL = Text("数值由 {before} 降到 {now}", "the value fell from {before} to {now}")
_SAME = Text("数值仍为 {now}", "the value is still {now}")
_TARGET_UP = Text("目标由 {before} 提高到 {now}", "the target rose from {before} to {now}")
_TARGET_DOWN = Text("目标由 {before} 降低到 {now}", "the target fell from {before} to {now}")
_FLATTER = Text(
    "（数值还不到基线：目标离得越远，每差一点扣得越少）",
    " (the value lies short of the baseline: the farther the target, the less each step short costs)",
)
_BASELINE = Text("基线由 {before} 改为 {now}", "the baseline changed from {before} to {now}")
_AND = Text("，", " and ")
_RULES = Text("计分规则有变", "the rules of grading changed")
_WEIGHT = Text("权重由 {before} 调到 {now}", "the weight changed from {before} to {now}")
_METHOD = Text("计分方法由“{before}”改为“{now}”", "the method changed from {before} to {now}")
_MEASURE = Text("指标的算法有变", "what is measured changed")
_JOINED = Text("新列入考核表", "it is new in the scorecard")
_LEFT = Text("不再列入考核表", "it has left the scorecard")
_BEGAN = Text("{before} 没有计分（{why}），{now} 得 {score} 分", "not scored in {before} ({why}), {score} in {now}")
_ENDED = Text(
    "{before} 得 {score} 分，{now} 没有计分（{why}），权重由同级指标分担",
    "{score} in {before}, not scored in {now} ({why}): its siblings carry its weight",
)
_FILLED = Text("{period} 没有自己的数据（{why}）", "{period} has no value of its own ({why})")
_NO_REASON = Text("未说明原因", "no reason given")
_MOVED = Text("{kind}由 {before} 到 {now}", "{kind} went from {before} to {now}")
_BETWEEN = re.compile("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")  # a blank stands beside figures only
_TURNED = Text("{kind}：由“{before}”变为“{now}”", "{kind} went from {before} to {now}")
_ITEM = {"veto": Text("一票否决", "veto"), "deduct": Text("扣分", "deduction"), "bonus": Text("加分", "bonus")}


def sentence(one: Contribution, effect: Effect, scale: Scale, periods: tuple[Period, Period]) -> str:
    """What brought the points of *effect*, in one sentence without its full stop."""
    lang, pattern = scale.lang, _POINTS if effect.printed or not effect.points else _HARDLY
    words = fill(pattern, lang, what=_what(one, effect, scale, periods), points=numbers.signed(effect.printed))
    parts = [_part(one, part, lang) for part in effect.parts]
    listed = fill(_PARTS, lang, parts=PHRASES["semicolon"].say(lang).join(parts)) if parts else ""
    return _BETWEEN.sub("", words + listed)


def _part(one: Contribution, part: Effect, lang: Lang) -> str:
    """What the numerator or the denominator of a value brought."""
    before, now = (
        numbers.amount(getattr(end.basis, part.kind)) if isinstance(end, IndicatorScore) else numbers.MISSING
        for end in (one.before, one.now)
    )
    name, points = _NAMES[part.kind].say(lang), numbers.signed(part.printed)
    return fill(_PART, lang, name=name, before=before, now=now, points=points)


def _what(one: Contribution, effect: Effect, scale: Scale, periods: tuple[Period, Period]) -> str:
    """What happened, without what it brought."""
    before, now = one.before, one.now
    if isinstance(before, AdjustmentScore) or isinstance(now, AdjustmentScore):
        return _adjustment_words(before, now, scale.lang)
    if before is None or now is None:
        return (_JOINED if before is None else _LEFT).say(scale.lang)
    match effect.kind:
        case "performance":
            return _change_words((_SAME, _ROSE, _FELL), before.value, now.value, scale)
        case "target":
            return _grading_words(before, now, scale)
        case "weight":
            words = numbers.weight(before.weight), numbers.weight(now.weight)
            return fill(_WEIGHT, scale.lang, before=words[0], now=words[1])
        case "definition":
            names = [METHODS[leaf.method].say(scale.lang) for leaf in (before, now)]
            same = names[0] == names[1]
            return _MEASURE.say(scale.lang) if same else fill(_METHOD, scale.lang, before=names[0], now=names[1])
    return _coverage_words(before, now, scale.lang, periods)


def _change_words(patterns: tuple[Text, Text, Text], before: float | None, now: float | None, scale: Scale) -> str:
    """By the pattern for a number that stayed, rose or fell."""
    gap = (now or 0.0) - (before or 0.0)
    pattern = patterns[(gap > 0) - (gap < 0)]
    return fill(pattern, scale.lang, before=scale.full(before), now=scale.full(now))


def _grading_words(before: IndicatorScore, now: IndicatorScore, scale: Scale) -> str:
    """What changed of target, baseline and the rules of grading."""
    said = []
    if before.target != now.target and before.target is not None and now.target is not None:
        words = _change_words((_RULES, _TARGET_UP, _TARGET_DOWN), before.target, now.target, scale)
        farther = now.baseline is not None and abs(now.target - now.baseline) > abs(before.target - now.baseline)
        short = now.method == "attainment" and now.attainment is not None and now.attainment < 0
        said.append(words + (_FLATTER.say(scale.lang) if farther and short else ""))
    if before.baseline != now.baseline:
        said.append(fill(_BASELINE, scale.lang, before=scale.full(before.baseline), now=scale.full(now.baseline)))
    return _AND.say(scale.lang).join(said) or _RULES.say(scale.lang)


def _coverage_words(before: IndicatorScore, now: IndicatorScore, lang: Lang, periods: tuple[Period, Period]) -> str:
    """In which of the two *periods* there was no score, or no value of its own, and why."""
    then, after = map(str, periods)
    whys = [
        clause(leaf.missing_reason.say(lang) if leaf.missing_reason else _NO_REASON.say(lang)) for leaf in (before, now)
    ]
    words = {"before": then, "now": after}
    if before.scoring != "scored":
        return fill(_BEGAN, lang, why=whys[0], score=numbers.score(now.score), **words)
    if now.scoring != "scored":
        return fill(_ENDED, lang, why=whys[1], score=numbers.score(before.score), **words)
    first = before.filled is not None
    return fill(_FILLED, lang, period=then if first else after, why=whys[0 if first else 1])


def _adjustment_words(before: object, now: object, lang: Lang) -> str:
    """What an adjustment took or gave in both periods."""
    ends = [one if isinstance(one, AdjustmentScore) else None for one in (before, now)]
    kind = next(one.kind for one in ends if one)
    said = [_state(one, lang) for one in ends]
    pattern = _TURNED if kind == "veto" else _MOVED
    return fill(pattern, lang, kind=_ITEM[kind].say(lang), before=said[0], now=said[1])


def _state(one: AdjustmentScore | None, lang: Lang) -> str:
    if one is None:
        return ADJUSTED["none"].say(lang)
    if one.kind == "veto" or one.state in ("closed", "unknown", "not_applicable"):
        return ADJUSTED[one.state].say(lang)
    return numbers.score(one.points)
