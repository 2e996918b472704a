"""From the last total to this one: what each indicator brought, by which effect, as a figure, a table and sentences."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate
from math import floor

from pubkpi.model.explanations.effects import Contribution, Explanation, printed_sum, sum_of
from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import Bar, Figure, View, WaterfallChart
from pubkpi.report.effects import EffectLine, effect_line, effects
from pubkpi.report.wording import numbers
from pubkpi.report.wording import reasons as say
from pubkpi.report.wording import summary as page_one
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES

_MOST_BARS, _FEW_BARS = 16, 2
_PAD, _STEP, _WORTH = 0.25, 5, 20  # the axis starts so much of its length before the first bar, at a round number
_Row = tuple[str, list[Contribution]]


@dataclass(frozen=True, slots=True)
class WaterfallView(View):
    """The change of the total as finished strings and a figure; *before*, *now* and *kinds* head the columns.

    *lines* are those of the table, *rows* those that stand beside the bars: each with the scores and the effects.
    """

    title: str
    chart: WaterfallChart
    before: str
    now: str
    kinds: tuple[str, ...]
    lines: tuple[EffectLine, ...]
    rows: tuple[EffectLine, ...]
    sentences: tuple[tuple[str, tuple[str, ...]], ...]
    note: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The chart."""
        return (self.chart,)


def waterfall(review: Review, lang: Lang) -> WaterfallView | None:
    """Why the total of *review* moved; None without a total before, or where nobody can tell."""
    why = review.explanation
    if why is None:
        return None
    view, listed = effects(why, lang), _rows(why, lang)
    chart = _chart(why, listed, lang)
    notes = [fill(say.AXIS_BROKEN, lang, start=f"{chart.origin:g}")] if chart.origin > 0 else []
    notes += [view.raised + PHRASES["stop"].say(lang)] if view.raised else []
    notes += [say.PARTS_ADD_UP.say(lang), fill(say.CONVENTION, lang, convention=view.convention)]
    return WaterfallView(
        title=view.headline,
        chart=chart,
        before=fill(say.SCORE_IN, lang, period=why.before.period.short),
        now=fill(say.SCORE_IN, lang, period=why.now.period.short),
        kinds=view.kinds,
        lines=view.lines,
        rows=tuple(effect_line(why, some, label) for label, some in listed),
        sentences=view.sentences,
        note=("" if lang == "zh" else " ").join(notes),
    )


def short_waterfall(why: Explanation, lang: Lang) -> WaterfallChart:
    """The same with few bars: those that make most of the change, and what else went up, down or not at all."""
    listed = [(one.label.say(lang), [one]) for one in why.drivers or _by_size(why)[:_FEW_BARS]]
    rest = [one for one in _by_size(why) if all(one is not there for _, some in listed for there in some)]
    ways = {
        page_one.OTHERS_UP: [one for one in rest if one.points > 0],
        page_one.OTHERS_DOWN: [one for one in rest if one.points < 0],
        page_one.OTHERS_LEVEL: [one for one in rest if not one.points],
    }
    for words, some in ways.items():
        if some:
            label = some[0].label.say(lang) if len(some) == 1 else fill(words, lang, count=str(len(some)))
            listed.append((label, some))
    return replace(_chart(why, listed, lang), name="why", width=245, room=88)


def _by_size(why: Explanation) -> list[Contribution]:
    """What counts in one of the periods, the greatest change first."""
    return sorted((one for one in why.contributions if one.is_scored), key=lambda one: -abs(one.points))


def _rows(why: Explanation, lang: Lang) -> list[_Row]:
    """The contributions, the greatest change first; what is more than a figure can show stands together at the end."""
    every = _by_size(why)
    few = every if len(every) <= _MOST_BARS else every[: _MOST_BARS - 1]
    rest = every[len(few) :]
    rows = [(one.label.say(lang), [one]) for one in few]
    return [*rows, (fill(say.OTHERS, lang, count=str(len(rest))), rest)] if rest else rows


def _chart(why: Explanation, listed: list[_Row], lang: Lang) -> WaterfallChart:
    """A bar for either total, and between them one for each row, from where the one before ends."""
    first, last = (
        Bar(card.period.label(lang), 0.0, card.total.score or 0.0, numbers.score(card.total.score), total=True)
        for card in (why.before, why.now)
    )
    levels = [first.end + float(one) for one in accumulate((sum_of(some) for _, some in listed), initial=Fraction(0))]
    values = [numbers.signed(printed_sum(some)) for _, some in listed]
    steps = zip((label for label, _ in listed), levels, levels[1:], values, strict=False)
    bars = (first, *(Bar(*step) for step in steps), last)
    parts = PHRASES["pause"].say(lang).join(f"{bar.label} {bar.value}" for bar in bars)
    return WaterfallChart("waterfall", f"{say.WATERFALL_ALT.say(lang)}{parts}", bars, axis_start([*levels, last.end]))


def axis_start(levels: Sequence[float]) -> float:
    """Where the axis starts: 0, or a round number not far below all *levels* where these lie close together."""
    low, high = min(levels), max(levels)
    start = floor((low - max((high - low) * _PAD, 1.0)) / _STEP) * _STEP
    return float(start) if start >= _WORTH else min(low, 0.0)
