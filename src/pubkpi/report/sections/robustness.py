"""How firm the total is: weights moved by noise, samples drawn again, each indicator left out."""

from collections.abc import Iterator
from dataclasses import dataclass

from pubkpi.model.explanations.robustness import NoiseRule, Robustness, Spread
from pubkpi.model.review import Review
from pubkpi.model.text import Lang, Text
from pubkpi.report.charts.figures import Figure, Histogram, View
from pubkpi.report.wording import numbers
from pubkpi.report.wording import reasons as say
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES

SPREADS = {
    "weights": Text("权重变动", "weights moved"),
    "samples": Text("样本重抽", "samples drawn again"),
    "both": Text("两者一起", "both"),
}


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """What came of one kind of draws."""

    label: str
    mean: str
    range: str
    deviation: str


@dataclass(frozen=True, slots=True)
class RobustnessView(View):
    """The robustness as finished strings: a sentence, a table of the draws, what holds, the rule with its seed."""

    title: str
    rows: tuple[SpreadRow, ...]
    sentences: tuple[str, ...]
    note: str
    chart: Histogram

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The totals of the draws."""
        return (self.chart,)


def robustness(review: Review, lang: Lang) -> RobustnessView | None:
    """How firm the total of *review* is; None where nobody asked, or without a total."""
    outcome = review.robustness
    if outcome is None:
        return None
    said = [*firmness_sentences(outcome, lang)]
    if outcome.omissions:
        said.insert(0, _omissions(outcome, lang))
    return RobustnessView(
        title=_title(outcome, lang),
        rows=tuple(SpreadRow(SPREADS[name].say(lang), *spread_words(one)) for name, one in spreads(outcome)),
        sentences=tuple(said),
        note=noise_words(outcome.rule, lang),
        chart=_histogram(outcome, lang),
    )


def _histogram(outcome: Robustness, lang: Lang) -> Histogram:
    """How often each total came; the sentence is that of its table's last row."""
    (name, widest), total = list(spreads(outcome))[-1], numbers.score(outcome.total)
    draws = f"{sum(count for _, count in outcome.counts):,}"
    moved, between = SPREADS[name].say(lang), spread_words(widest)[1]
    alt = fill(say.HISTOGRAM, lang, moved=moved, draws=draws, between=between, total=total)
    return Histogram(
        "histogram", alt, outcome.counts, round(widest.low, 1), round(widest.high, 1), outcome.total, total
    )


def spreads(outcome: Robustness) -> Iterator[tuple[str, Spread]]:
    """What came of the draws, by what was moved in them."""
    yield "weights", outcome.weights
    if outcome.samples and outcome.both:
        yield "samples", outcome.samples
        yield "both", outcome.both


def spread_words(one: Spread) -> tuple[str, str, str]:
    """Mean, middle nine tenths and standard deviation."""
    return numbers.score(one.mean), f"{numbers.score(one.low)}–{numbers.score(one.high)}", f"{one.deviation:.2f}"


def noise_words(rule: NoiseRule, lang: Lang) -> str:
    """How the weights were moved, how often, and from which seed."""
    width, draws = f"±{rule.width:.0%}", f"{rule.draws:,}"
    return fill(say.NOISE_ALONE if rule.is_sum else say.NOISE, lang, width=width, draws=draws, seed=str(rule.seed))


def firmness_sentences(outcome: Robustness, lang: Lang) -> Iterator[str]:
    """In how many draws the sign of the change holds, whether weights matter, what samples leave open."""
    if outcome.against and outcome.change is not None:
        pattern = say.SIGN_HOLDS_UP if outcome.change > 0 else say.SIGN_HOLDS_DOWN
        words = {"before": outcome.against.label(lang), "size": numbers.score(abs(outcome.change))}
        yield fill(pattern, lang, holds=numbers.percent(outcome.sign_holds), **words)
    if not outcome.weights_matter:
        yield say.WEIGHTS_DO_NOT_MATTER.say(lang)
    if outcome.expected is not None:
        drawn = f"{outcome.weights.deviation:.2f}"
        yield fill(say.FIRST_ORDER, lang, near=f"{outcome.expected:.2f}", drawn=drawn)
    for one in outcome.sampled:
        value, low, high = (numbers.percent(each) for each in (one.value, *one.interval))
        scores = f"{numbers.score(one.scores[0])}–{numbers.score(one.scores[1])}"
        yield fill(say.SAMPLED, lang, label=one.label.say(lang), value=value, low=low, high=high, scores=scores)


def _title(outcome: Robustness, lang: Lang) -> str:
    low, high = numbers.score(outcome.weights.low), numbers.score(outcome.weights.high)
    words = fill(say.ROBUST_TITLE, lang, width=f"±{outcome.rule.width:.0%}", low=low, high=high)
    if outcome.band is None:
        return words
    return words + fill(say.BAND_KEPT, lang, band=outcome.band.say(lang), holds=numbers.percent(outcome.holds))


def _omissions(outcome: Robustness, lang: Lang) -> str:
    """The least and the greatest total with one indicator left out."""
    totals = [(one.total, one.label.say(lang)) for one in outcome.omissions if one.total is not None]
    if not totals:
        return say.NOT_WITHOUT.say(lang)
    (low, least), (high, most) = min(totals), max(totals)
    words = {"low": numbers.score(low), "least": least, "high": numbers.score(high), "most": most}
    lacking = [one.label.say(lang) for one in outcome.omissions if one.total is None]
    more = fill(say.NONE_WITHOUT, lang, labels=PHRASES["pause"].say(lang).join(lacking)) if lacking else ""
    return fill(say.LEFT_OUT_ALONE if outcome.rule.is_sum else say.LEFT_OUT, lang, **words) + more
