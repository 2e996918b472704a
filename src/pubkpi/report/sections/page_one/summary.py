"""Page one: the result among its bands, why it moved, the indicators, what is to be decided, how good the data are."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from pubkpi.model.findings import SEVERITIES
from pubkpi.model.review import Review
from pubkpi.model.scores import State
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import BandScale, Figure, View, WaterfallChart
from pubkpi.report.flags import short_flags
from pubkpi.report.headline import headline, no_total_reason, remarks
from pubkpi.report.leaves import Leaf, LightView, badge, band_words, leaves, mark, state_rules
from pubkpi.report.sections.page_one.lines import Line, line, near_limit, remarks_on, sum_line
from pubkpi.report.sections.page_one.questions import Question, questions
from pubkpi.report.sections.page_one.scale import band_scale, place, year_result
from pubkpi.report.sections.quality import findings, missing_days, rejected_words, row_sums
from pubkpi.report.sections.revisions import status
from pubkpi.report.sections.scorecard import Row, adjustment_row
from pubkpi.report.sections.waterfall import short_waterfall
from pubkpi.report.wording import numbers, sentences
from pubkpi.report.wording import summary as say
from pubkpi.report.wording.composition import composition_lines
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES, period_words

_MOST_ROWS, _FEW, _RUN_DIGITS = 12, 3, 8
_WORST = ("no_data", "alert", "low", "near", "reached", "not_applicable")  # among those that lost the same
_TALLIED: tuple[State, ...] = ("reached", "near", "low", "alert", "no_data", "not_applicable")


@dataclass(frozen=True, slots=True)
class SummaryView(View):
    """Page one as finished strings and figures; where the *total* is a range, *so_far* says it on the data there are.

    *place* is the message of the *scale*, *axes* what is to be said of it and the *bars*; these are None where nothing
    is there to be compared with. *rows* is the message of the *lines*; *rest* stands for those that have no room.
    """

    headline: str
    total: str
    so_far: str
    band: str
    badge: LightView | None
    place: str
    scale: BandScale | None
    tally: tuple[LightView, ...]
    rules: str
    bars: WaterfallChart | None
    axes: str
    remarks: tuple[str, ...]
    rows: str
    lines: tuple[Line, ...]
    rest: str
    rest_lost: str
    adjustments: tuple[Row, ...]
    sum: Line
    key: str
    notes: tuple[str, ...]
    questions: tuple[Question, ...]
    no_question: str
    flags: tuple[str, ...]
    data: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The scale, the bars, and the bullets of the lines."""
        bullets = (one.bullet for one in self.lines)
        return tuple(one for one in (self.scale, self.bars, *bullets) if one is not None)


def summary(review: Review, lang: Lang) -> SummaryView:
    """The first page of *review*."""
    total, explanation = review.card.total, review.explanation
    low, high, score = map(numbers.score, (*total.bounds, total.score_printed))
    is_range = total.score_printed is not None and low != high
    every = sorted(leaves(review, lang), key=lambda row: (-round(row.lost, 9), _WORST.index(row.score.state)))
    shown = every if len(every) <= _MOST_ROWS else every[: _MOST_ROWS - 1]
    rest = every[len(shown) :]
    scale, bars = band_scale(review, lang), short_waterfall(explanation, lang) if explanation else None
    asked, lines = questions(review, every, lang), tuple(line(review, row, lang) for row in shown)
    return SummaryView(
        headline=headline(review, lang),
        total=f"{low}–{high}" if is_range else score,
        so_far=fill(sentences.SO_FAR, lang, score=score) if is_range else "",
        band=band_words(total, lang),
        badge=badge(total.band, review.kpis.bands, lang) if total.score_printed is not None else None,
        place=place(review, lang),
        scale=scale,
        tally=_tally(review, every, lang),
        rules=PHRASES["semicolon"].say(lang).join(state_rules(review.kpis.lights, lang)),
        bars=bars,
        axes=_axes(scale, bars, lang),
        remarks=_remarks(review, lang),
        rows=_message(every, lang),
        lines=lines,
        rest=fill(say.OTHER_ROWS, lang, count=str(len(rest))) if rest else "",
        rest_lost=numbers.score(fsum(row.lost for row in rest)) if rest else "",
        adjustments=tuple(
            adjustment_row(review, one, lang) for one in review.card.adjustments if one.points or one.state == "unknown"
        ),
        sum=sum_line(review, lang),
        key=_key(review, lines, lang),
        notes=remarks_on(every, lang),
        questions=asked,
        no_question="" if asked else say.NO_QUESTION.say(lang),
        flags=short_flags(review, lang),
        data=PHRASES["semicolon"].say(lang).join(_data(review, every, lang)),
    )


def _tally(review: Review, rows: Sequence[Leaf], lang: Lang) -> tuple[LightView, ...]:
    """How many indicators are in each state, best first."""
    counts = Counter(row.score.state for row in rows)
    lights = {state: mark(state, review.kpis.lights, lang) for state in _TALLIED if counts[state]}
    return tuple(
        LightView(light.shape, fill(say.STATE_COUNT, lang, word=light.word, count=str(counts[state])), light.tone)
        for state, light in lights.items()
    )


def _axes(scale: BandScale | None, bars: WaterfallChart | None, lang: Lang) -> str:
    """What is to be said of the two axes: that they are broken, and what the line below the bands is."""
    parts = []
    if scale and scale.low < scale.high:
        low, high = map(numbers.score, (scale.low, scale.high))
        parts.append(fill(say.MAY_BE, lang, low=low, high=high))
    for figure, words in ((scale, say.SCALE_FROM), (bars, say.BARS_FROM)):
        if figure and figure.origin > 0:
            parts.append(fill(words, lang, start=f"{figure.origin:g}"))
    parts += [say.BARS_SUM.say(lang)] if bars else []
    return PHRASES["semicolon"].say(lang).join(parts)


def _remarks(review: Review, lang: Lang) -> tuple[str, ...]:
    """Why there is no total, the cautions on one, what there is to compare it with, and the result of the year."""
    card, before = review.card, review.previous
    called = period_words(card.period.kind, lang)
    lacking = [no_total_reason(review, lang)] if card.total.score_printed is None and not card.total.band else []
    if before is None:
        lacking.append(fill(say.FIRST, lang, **called))
    elif before.total.score is None:
        lacking.append(fill(say.PREVIOUS_NONE, lang, period=before.period.label(lang), **called))
    mean = numbers.score(card.mean_of_quarters)
    plain = card.mean_of_quarters is not None and not card.composition
    beside = [fill(say.MEAN_OF_QUARTERS, lang, score=mean)] if plain else [*composition_lines(card, lang)]
    return tuple(filter(None, (*lacking, *remarks(review, lang), *beside, year_result(review, lang))))


def _key(review: Review, lines: Sequence[Line], lang: Lang) -> str:
    """How the bullets of the *lines* and their changes are to be read."""
    called = period_words(review.card.period.kind, lang)
    parts = [fill(say.BULLETS_KEY, lang, near=numbers.weight(near_limit(review)), **called)]
    parts = [*(parts if any(one.bullet for one in lines) else []), *([say.CHANGES_KEY.say(lang)] if lines else [])]
    return PHRASES["semicolon"].say(lang).join(parts)


def _message(rows: Sequence[Leaf], lang: Lang) -> str:
    """How many indicators there are, and what those that lost most lost together."""
    lost = [row.lost for row in rows if row.lost > 0]
    words = {"count": str(len(rows)), "few": str(_FEW)}
    if not rows:
        return say.NO_ROWS.say(lang)
    if len(lost) <= _FEW or any(row.score_side for row in rows):
        return fill(say.ROWS, lang, **words)
    part, whole = fsum(lost[:_FEW]), fsum(lost)
    return fill(say.ROWS_WORST, lang, part=numbers.score(part), share=numbers.percent(part / whole, 0), **words)


def _data(review: Review, rows: Sequence[Leaf], lang: Lang) -> list[str]:
    """The data in a line: their day, their files, what they do not cover, what was found, and how the result stands."""
    sums, days, pause = row_sums(review), missing_days(review), PHRASES["pause"].say(lang)
    count = numbers.count_with_noun
    files = {"files": count(len(review.files), "file", lang), "rows": count(sums.loaded, "row", lang)}
    parts = [fill(say.AS_OF, lang, day=numbers.long_day(review.data_day, lang))]
    parts += [fill(say.FILES, lang, rejected=rejected_words(sums, lang), **files)]
    gone = fill(sentences.QUALITY_DAYS, lang, days=count(days, "day", lang))
    parts += [gone if days else sentences.QUALITY_DAYS_NONE.say(lang)] if review.coverage else []
    thin = [
        f"{row.label} {numbers.percent(row.score.data_coverage)}"
        for row in rows
        if row.score.data_coverage is not None and row.score.data_coverage < 1
    ]
    parts += [fill(say.COVERED, lang, labels=pause.join(thin))] if thin else []
    parts += [fill(say.SCORED, lang, share=numbers.percent(review.card.total.weight_coverage))]
    graves = {one: sum(found.severity == one for found in findings(review)) for one in SEVERITIES}
    if graves["error"] or graves["warning"]:
        parts += [fill(say.FINDINGS, lang, **{one: numbers.count(graves[one]) for one in SEVERITIES})]
    parts += [f"{PHRASES['run'].say(lang)} {review.run[:_RUN_DIGITS]}"] if review.run else []
    return [*parts, status(review, lang)]
