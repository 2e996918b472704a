"""Page 1: the total, what was reached, missed or not measured, and how good the data are."""

from dataclasses import dataclass
from datetime import timedelta

from pubkpi.model.findings import SEVERITIES
from pubkpi.model.scores import DimensionScore, Review, Scorecard
from pubkpi.model.text import Lang
from pubkpi.report import numbers
from pubkpi.report import sentences as say
from pubkpi.report.leaves import Leaf, LightView, badge, leaves, mark, standing
from pubkpi.report.sections.quality import findings, missing_days, row_sums
from pubkpi.report.sentences import clause, fill
from pubkpi.report.words import PHRASES

_AGENDA_LINES = 3


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure beside the total: its name, its value, one clause on it."""

    name: str
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class DimensionLine:
    """A first-level indicator on page 1."""

    label: str
    weight: str
    score: str
    light: LightView


@dataclass(frozen=True, slots=True)
class Sentence:
    """One indicator's message with its light."""

    text: str
    light: LightView


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """An indicator to talk about; cause and action are left to the meeting's pen."""

    label: str
    owner: str


@dataclass(frozen=True, slots=True)
class SummaryView:
    """Page 1 as finished strings."""

    headline: str
    total: str
    has_total: bool
    band: str
    badge: LightView | None
    reason: str
    remarks: tuple[str, ...]
    facts: tuple[Fact, ...]
    dimensions: tuple[DimensionLine, ...]
    missed: tuple[Sentence, ...]
    reached: tuple[Sentence, ...]
    unscored: tuple[Sentence, ...]
    quality: str
    agenda: tuple[AgendaLine, ...]


def summary(review: Review, lang: Lang) -> SummaryView:
    """The first page of *review*."""
    card, total = review.card, review.card.total
    rows = leaves(review, lang)
    missed = sorted((row for row in rows if row.counts and not row.reached), key=lambda row: -row.lost)
    has_total = total.score_printed is not None
    return SummaryView(
        headline=_headline(review, rows, lang),
        total=numbers.score(total.score_printed),
        has_total=has_total,
        band=standing(card.total, lang),
        badge=badge(total.band, review.kpis.bands, lang) if has_total else None,
        reason="" if has_total else no_total_reason(review, lang),
        remarks=tuple(filter(None, (_bounds(review, lang), not_comparable(review, lang), provisional(review, lang)))),
        facts=_facts(review, lang),
        dimensions=tuple(_dimension(review, one, lang) for one in card.dimensions),
        missed=tuple(Sentence(_missed(row, lang), _light(review, row, lang)) for row in missed),
        reached=tuple(
            Sentence(_reached(row, lang), _light(review, row, lang)) for row in rows if row.counts and row.reached
        ),
        unscored=tuple(Sentence(_unscored(row, lang), _light(review, row, lang)) for row in rows if not row.counts),
        quality=_quality(review, lang),
        agenda=tuple(AgendaLine(row.label, _owner(row, lang)) for row in missed[:_AGENDA_LINES]),
    )


def last_quarter(review: Review) -> Scorecard | None:
    """The scorecard of the quarter before the reported one, if it was scored."""
    before = review.card.quarter.step(-1)
    return next((card for card in review.history if card.quarter == before), None)


def no_total_reason(review: Review, lang: Lang) -> str:
    """Why there is no total: each first-level indicator that fell below the rule."""
    if not review.kpis.dimensions:
        return ""
    if review.card.total.unadjusted is not None:
        lacking = [
            one.label.say(lang) for one in review.card.adjustments if one.kind == "deduct" and one.points is None
        ]
        return fill(say.NO_TOTAL_OPEN, lang, labels=PHRASES["pause"].say(lang).join(lacking))
    minimum = numbers.percent(float(review.kpis.min_weight_coverage), 0)
    parts = []
    for one in review.card.dimensions:
        if one.score_printed is None and one.state == "no_data":
            label, coverage = one.label.say(lang), numbers.percent(one.weight_coverage)
            parts.append(fill(say.NO_TOTAL_BY, lang, label=label, coverage=coverage, minimum=minimum))
    whole = numbers.percent(review.card.total.weight_coverage)
    plain = fill(say.NO_TOTAL_PLAIN, lang, coverage=whole, minimum=minimum)
    return PHRASES["semicolon"].say(lang).join(parts) or plain


def not_comparable(review: Review, lang: Lang) -> str:
    """A caution when this quarter and the last one score different weights, else nothing."""
    before = last_quarter(review)
    if before is None or before.total.score_printed is None or review.card.total.score_printed is None:
        return ""
    then, now = (numbers.percent(card.total.weight_coverage) for card in (before, review.card))
    return "" if then == now else fill(say.NOT_LIKE_FOR_LIKE, lang, now=now, before=then)


def provisional(review: Review, lang: Lang) -> str:
    """The sentence on a provisional quarter, else nothing."""
    if not review.card.provisional:
        return ""
    settled = review.card.quarter.last + timedelta(days=review.kpis.settle_days)
    return fill(say.PROVISIONAL, lang, day=numbers.long_day(settled, lang))


def _headline(review: Review, rows: tuple[Leaf, ...], lang: Lang) -> str:
    card = review.card
    scored = [row for row in rows if row.counts]
    reached = sum(row.reached for row in scored)
    missing = sum(row.score.scoring == "missing" for row in rows)
    tally = fill(say.TALLY, lang, reached=str(reached), missed=str(len(scored) - reached))
    tally += fill(say.TALLY_MISSING, lang, missing=str(missing)) if missing else ""
    quarter = card.quarter.label(lang)
    if card.total.score_printed is None and (card.total.band or not rows):
        band = standing(card.total, lang)
        return fill(say.HEADLINE_BAND, lang, quarter=quarter, band=band, tally=tally if rows else "")
    low, high = map(numbers.score, card.total.bounds)
    words = {"quarter": quarter, "low": low, "high": high, "tally": tally}
    if card.total.score_printed is None:
        return fill(say.HEADLINE_NONE_RANGE if low != high else say.HEADLINE_NONE, lang, **words)
    words |= {"score": numbers.score(card.total.score_printed), "band": standing(card.total, lang)}
    return fill(say.HEADLINE_RANGE if low != high else say.HEADLINE, lang, **words)


def _bounds(review: Review, lang: Lang) -> str:
    low, high = (numbers.score(bound) for bound in review.card.total.bounds)
    if low == high or not review.kpis.dimensions:
        return ""
    return fill(say.BOUNDS, lang, low=low, high=high)


def _facts(review: Review, lang: Lang) -> tuple[Fact, ...]:
    total = review.card.total
    covered = say.COVERED_ALL if total.weight_coverage >= 1 else say.COVERED
    facts = [_change(review, lang)]
    if total.standstill_score is not None:
        standing = numbers.score(total.standstill_score)
        note = fill(say.STANDSTILL, lang, score=standing)
        facts.append(Fact(PHRASES["standstill"].say(lang), standing, note))
    coverage = numbers.percent(total.weight_coverage)
    note = covered.say(lang) if total.score_printed is not None or covered is say.COVERED_ALL else ""
    facts.append(Fact(PHRASES["weight_coverage"].say(lang), coverage, note))
    return tuple(facts)


def _change(review: Review, lang: Lang) -> Fact:
    name, before = PHRASES["on_last_quarter"].say(lang), last_quarter(review)
    if before is None:
        return Fact(name, numbers.MISSING, say.FIRST_QUARTER.say(lang))
    then, now = before.total.score_printed, review.card.total.score_printed
    quarter = before.quarter.label(lang)
    if then is None:
        return Fact(name, numbers.MISSING, fill(say.LAST_QUARTER_NONE, lang, quarter=quarter))
    notes = [fill(say.LAST_QUARTER, lang, quarter=quarter, score=numbers.score(then)), _moved(review, lang)]
    return Fact(name, numbers.score_change(now, then), PHRASES["semicolon"].say(lang).join(filter(None, notes)))


def _moved(review: Review, lang: Lang) -> str:
    """The indicator whose points moved most since the last quarter."""
    moves = [
        (abs(one.points - one.previous.points), one)
        for one in review.card.indicators
        if one.points is not None and one.previous and one.previous.points is not None
    ]
    most, one = max(moves, key=lambda move: move[0], default=(0.0, None))
    if one is None or one.previous is None or review.card.total.score_printed is None or not most:
        return ""
    change = numbers.score_change(one.points, one.previous.points)
    return fill(say.MOVED, lang, label=one.label.say(lang), change=change)


def _dimension(review: Review, one: DimensionScore, lang: Lang) -> DimensionLine:
    return DimensionLine(
        one.label.say(lang),
        numbers.weight(one.weight),
        numbers.score(one.score_printed),
        mark(one.state, review.kpis.lights, lang, one.light),
    )


def _light(review: Review, row: Leaf, lang: Lang) -> LightView:
    return mark(row.score.state, review.kpis.lights, lang, row.score.light)


def _missed(row: Leaf, lang: Lang) -> str:
    one, is_up = row.score, row.score.direction == "up"
    if one.target is None:
        pattern = say.LOST_PLAIN if row.in_total else say.PLAIN_BARE
    elif row.in_total:
        pattern = say.BELOW if is_up else say.ABOVE
    else:
        pattern = say.BELOW_BARE if is_up else say.ABOVE_BARE
    return fill(pattern, lang, **_fields(row)) + _shared(row, lang)


def _reached(row: Leaf, lang: Lang) -> str:
    if row.score.target is None:
        pattern = say.REACHED_PLAIN if row.in_total else say.PLAIN_BARE
    else:
        pattern = say.REACHED if row.in_total else say.REACHED_BARE
    return fill(pattern, lang, **_fields(row)) + _shared(row, lang)


def _fields(row: Leaf) -> dict[str, str]:
    one = row.score
    return {
        "label": row.label,
        "value": row.scale.full(one.value),
        "target": row.scale.full(one.target),
        "score": numbers.score(one.score_printed),
        "points": numbers.score(one.points),
        "lost": numbers.lost(one.effective_weight or one.weight, one.points),
    }


def _shared(row: Leaf, lang: Lang) -> str:
    """The weight after sharing where it differs: losing 15 of a weight of 10 would puzzle."""
    one = row.score
    now = numbers.weight(one.effective_weight)
    same = one.effective_weight is None or now == numbers.weight(one.weight)
    return "" if same or not row.in_total else fill(say.SHARED_WEIGHT, lang, weight=now)


def _unscored(row: Leaf, lang: Lang) -> str:
    one = row.score
    if one.scoring == "monitored":
        return fill(say.MONITORED, lang, label=row.label, value=row.scale.full(one.value))
    reason = clause(one.missing_reason.say(lang)) if one.missing_reason else ""
    pattern = say.NOT_APPLICABLE if one.scoring == "not_applicable" else say.MISSING
    fields = {"label": row.label, "reason": reason or say.NO_REASON.say(lang)}
    return fill(pattern, lang, weight=numbers.weight(one.weight), **fields)


def _quality(review: Review, lang: Lang) -> str:
    sums, days = row_sums(review), missing_days(review)
    files = fill(
        say.QUALITY, lang, files=numbers.count(len(review.files)), rows=numbers.count(sums.loaded),
        rejected=numbers.count(sums.rejected), ignored=numbers.count(sums.ignored),
    )  # fmt: skip
    daily = fill(say.QUALITY_DAYS, lang, days=numbers.count(days)) if days else say.QUALITY_DAYS_NONE.say(lang)
    graves = {one: sum(f.severity == one for f in findings(review)) for one in SEVERITIES}
    noted = fill(say.QUALITY_FINDINGS, lang, **{one: numbers.count(graves[one]) for one in SEVERITIES})
    parts = [files, *([daily] if review.coverage else []), noted]
    return PHRASES["semicolon"].say(lang).join(parts) + PHRASES["stop"].say(lang)


def _owner(row: Leaf, lang: Lang) -> str:
    owner = row.spec.owner.say(lang)
    return owner or (row.measure.owner.say(lang) if row.measure else "")
