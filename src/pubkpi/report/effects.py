"""Why a total moved, as finished strings: a line for each dimension, indicator and adjustment, and a sentence for each
effect.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import fsum

from pubkpi.model.explanations.effects import Contribution, Explanation, printed_sum, sum_of
from pubkpi.model.kpis import Dimension, KpiSet
from pubkpi.model.scores import DEPARTMENT, DimensionScore, IndicatorScore
from pubkpi.model.text import Lang, Text
from pubkpi.report.leaves import step_labels
from pubkpi.report.wording import numbers
from pubkpi.report.wording.effects import KINDS, sentence
from pubkpi.report.wording.numbers import Scale, scale
from pubkpi.report.wording.sentences import AND, fill
from pubkpi.report.wording.words import PHRASES

_ROSE = Text(
    "{now}总分 {score}，比{before}的 {last} 高 {change} 分",
    "{now}: total {score}, {change} above the {last} of {before}",
)
_FELL = Text(
    "{now}总分 {score}，比{before}的 {last} 低 {change} 分",
    "{now}: total {score}, {change} below the {last} of {before}",
)
_LEVEL = Text("{now}总分 {score}，与{before}持平", "{now}: total {score}, as in {before}")
_FEW = Text("其中 {part} 分来自{labels}", "{part} of it from {labels}")
_ALL = Text("全部来自{labels}", "all of it from {labels}")
_REST = Text("，其余 {count} 项合计 {rest} 分", ", the other {count} together {rest}")
_OTHER = Text("，另一项 {rest} 分", ", the other {rest}")
_JUMPS = Text(
    "（按是否达标或分级计分，数值小变而得分大变）",
    " (scored in steps: a small change of the value makes the score jump)",
)
_RAISED = Text(
    "仅因目标提高，总分 {points} 分（{parts}）",
    "higher targets alone: {points} points ({parts})",
)
_OWN_TOTAL = Text(
    "；分解的是该年自身的总分，不是合成结果",
    "; it is the year's own total that is taken apart, not the composed result",
)
_STEPPED = ("hold", "steps")


@dataclass(frozen=True, slots=True)
class EffectLine:
    """A dimension, an indicator or an adjustment: its scores before and now, the points by which it moved the total,
    those of each kind of effect, and the points that it has lost now. *depth* is how far below the total it stands.
    """

    depth: int
    label: str
    before: str
    now: str
    change: str
    kinds: tuple[str, ...]
    lost: str


@dataclass(frozen=True, slots=True)
class EffectsView:
    """The change of a total: what it is, what makes most of it, a line each, and the *sentences* by indicator."""

    title: str
    headline: str
    kinds: tuple[str, ...]
    lines: tuple[EffectLine, ...]
    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    convention: str
    raised: str = ""


def effects(explanation: Explanation, lang: Lang) -> EffectsView:
    """The view of *explanation*; inside a dimension the greatest change comes first."""
    card, whose = explanation.now, "" if explanation.entity in DEPARTMENT else explanation.entity
    return EffectsView(
        title=PHRASES["dot"].say(lang).join(filter(None, (card.label.say(lang), whose, card.period.label(lang)))),
        headline=_headline(explanation, lang),
        kinds=tuple(KINDS[kind].say(lang) for kind in explanation.kinds),
        lines=tuple(_lines(explanation, lang)),
        sentences=tuple(
            contribution_words(one, explanation, lang) for one in _by_size(explanation.contributions) if one.effects
        ),
        convention=explanation.convention.say(lang) + (_OWN_TOTAL.say(lang) if _is_composed(explanation) else ""),
        raised=raised_words(explanation, lang),
    )


def _is_composed(explanation: Explanation) -> bool:
    """Whether the result of the period is composed of other totals as well."""
    return bool(explanation.kpis.compose) and explanation.now.period.kind.is_annual


def raised_words(explanation: Explanation, lang: Lang) -> str:
    """What higher targets took, averaged as every effect is, by indicator; nothing where they took nothing."""
    raised = [one for one in explanation.raised if printed_sum([one], "target")]
    raised.sort(key=lambda one: -abs(sum_of([one], "target")))
    if not raised:
        return ""
    parts = [f"{one.label.say(lang)} {numbers.signed(printed_sum([one], 'target'))}" for one in raised]
    points = numbers.signed(printed_sum(raised, "target"))
    return fill(_RAISED, lang, points=points, parts=PHRASES["pause"].say(lang).join(parts))


def contribution_words(one: Contribution, explanation: Explanation, lang: Lang) -> tuple[str, tuple[str, ...]]:
    """What *one* brought, and a sentence for each of its effects."""
    periods, colon = (explanation.before.period, explanation.now.period), PHRASES["colon"].say(lang)
    how = _scale(one, explanation.kpis, lang)
    sentences = tuple(sentence(one, effect, how, periods) for effect in one.effects)
    return f"{one.label.say(lang)} {numbers.signed(one.printed)}{colon}", sentences


def _scale(one: Contribution, kpis: KpiSet, lang: Lang) -> Scale:
    """How the values of an indicator print."""
    leaves = [end for end in (one.before, one.now) if isinstance(end, IndicatorScore)]
    if not leaves:
        return scale("", lang, [])
    values = [value for leaf in leaves for value in (leaf.value, leaf.target)]
    measure = kpis.measures.get(leaves[-1].measure)
    return scale(
        measure.printed_unit if measure else leaves[-1].unit, lang, values, step_labels(kpis, leaves[-1].measure)
    )


def _headline(explanation: Explanation, lang: Lang) -> str:
    """The two totals, how far they are apart, and the one or two lines that make most of it."""
    moved, cards = explanation.printed, {"before": explanation.before, "now": explanation.now}
    pattern = _ROSE if moved > 0 else _FELL if moved < 0 else _LEVEL
    words = {name: card.period.label(lang) for name, card in cards.items()}
    scores = {"score": explanation.now, "last": explanation.before}
    words |= {name: numbers.score(card.total.score_printed) for name, card in scores.items()}
    drivers = driver_words(explanation, lang, steps=True)
    semicolon = PHRASES["semicolon"].say(lang) if drivers else ""
    return fill(pattern, lang, change=str(abs(moved)), **words) + semicolon + drivers


def driver_words(explanation: Explanation, lang: Lang, *, steps: bool = False) -> str:
    """What the one or two that make most of a change bring, and what the rest comes to; nothing where it takes more.

    With *steps* it is said of those that are scored in steps.
    """
    drivers, others = explanation.drivers, explanation.others
    if not drivers:
        return ""
    labels = AND.say(lang).join(one.label.say(lang) for one in drivers)
    words = fill(_FEW if others else _ALL, lang, part=numbers.signed(printed_sum(drivers)), labels=labels)
    if steps and all(isinstance(one.now, IndicatorScore) and one.now.method in _STEPPED for one in drivers):
        words += _JUMPS.say(lang)
    pattern, count = _REST if len(others) > 1 else _OTHER, str(len(others))
    return words + (fill(pattern, lang, count=count, rest=numbers.signed(printed_sum(others))) if others else "")


def _by_size(contributions: Iterable[Contribution]) -> list[Contribution]:
    """The greatest change first."""
    return sorted(contributions, key=lambda one: -abs(one.points))


def _lines(explanation: Explanation, lang: Lang) -> Iterator[EffectLine]:
    """Each dimension with what stands below it, what concerns the total, and the total."""
    for one in explanation.kpis.dimensions:
        yield from _branch(explanation, one, 0, lang)
    for item in explanation.contributions:
        if not item.node and item.is_scored:
            yield _line(explanation, item, 0, lang)
    yield _sum(explanation, explanation.contributions, (0, PHRASES["total"].say(lang)), _scores(explanation, ""))


def _branch(explanation: Explanation, node: Dimension, depth: int, lang: Lang) -> Iterator[EffectLine]:
    below = {one.id for one in node.nodes}
    inside = [one for one in explanation.contributions if one.node in below and one.is_scored]
    if not inside:
        return
    yield _sum(explanation, inside, (depth, node.label.say(lang)), _scores(explanation, node.id))
    for one in _by_size(one for one in inside if one.node == node.id):
        yield _line(explanation, one, depth + 1, lang)
    for sub in node.dimensions:
        yield from _branch(explanation, sub, depth + 1, lang)


def _line(explanation: Explanation, one: Contribution, depth: int, lang: Lang) -> EffectLine:
    return effect_line(explanation, [one], one.label.say(lang), depth)


def effect_line(explanation: Explanation, some: Sequence[Contribution], label: str, depth: int = 0) -> EffectLine:
    """The line of *some* contributions, with the scores of one that stands alone."""
    pair = (some[0].before, some[0].now) if len(some) == 1 else (None, None)
    scores = [end.score if isinstance(end, IndicatorScore) else None for end in pair]
    return _sum(explanation, some, (depth, label), scores)


def _sum(
    explanation: Explanation, some: Sequence[Contribution], head: tuple[int, str], scores: Sequence[float | None]
) -> EffectLine:
    """A line for what *some* brought together."""
    kinds = [printed_sum(some, kind) if any(one.of(kind) for one in some) else None for kind in explanation.kinds]
    lost = [one.lost[1] for one in some if one.lost[1] is not None]
    return EffectLine(
        *head,
        before=numbers.score(scores[0]),
        now=numbers.score(scores[1]),
        change=numbers.signed(printed_sum(some)),
        kinds=tuple("" if one is None else numbers.signed(one) for one in kinds),
        lost=numbers.score(fsum(lost)) if lost else "",
    )


def _scores(explanation: Explanation, name: str) -> list[float | None]:
    """The scores before and now of the dimension *name*, or of the total."""
    cards = (explanation.before, explanation.now)
    if not name:
        return [card.total.score for card in cards]
    found = [_dimension(card.dimensions, name) for card in cards]
    return [one.score if one else None for one in found]


def _dimension(nodes: Sequence[DimensionScore], name: str) -> DimensionScore | None:
    for one in nodes:
        found = one if one.id == name else _dimension(one.dimensions, name)
        if found:
            return found
    return None
