"""Page 1: the total, what was reached, missed or not measured, and how good the data are."""

from dataclasses import dataclass
from datetime import timedelta

from pubkpi.model.findings import SEVERITIES
from pubkpi.model.review import Review
from pubkpi.model.scores import DimensionScore
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.comparison import comparable
from pubkpi.report.headline import dagger, headline, not_comparable, tally
from pubkpi.report.leaves import Leaf, LightView, badge, band_words, branch_side, leaves, mark, owner
from pubkpi.report.sections.quality import findings, missing_days, row_sums
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.sentences import clause, fill
from pubkpi.report.wording.words import PHRASES, period_words, phrase

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
class SummaryView(View):
    """Page 1 as finished strings; where the *total* is a range, *so_far* says it on the data that are there."""

    headline: str
    tally: str
    total: str
    so_far: str
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
    low, high, score = map(numbers.score, (*total.bounds, total.score_printed))
    is_range = has_total and low != high
    return SummaryView(
        headline=headline(review, lang),
        tally=tally(rows, lang),
        total=f"{low}–{high}" if is_range else score,
        so_far=fill(say.SO_FAR, lang, score=score) if is_range else "",
        has_total=has_total,
        band=band_words(card.total, lang),
        badge=badge(total.band, review.kpis.bands, lang) if has_total else None,
        reason="" if has_total else no_total_reason(review, lang),
        remarks=tuple(filter(None, (_bounds(review, lang), not_comparable(review, lang), provisional(review, lang)))),
        facts=_facts(review, lang),
        dimensions=tuple(_dimension(review, one, lang) for one in card.dimensions),
        missed=tuple(Sentence(_missed_line(row, lang), _light(review, row, lang)) for row in missed),
        reached=tuple(
            Sentence(_reached_line(row, lang), _light(review, row, lang)) for row in rows if row.counts and row.reached
        ),
        unscored=tuple(
            Sentence(_unscored_line(alike, lang), _light(review, alike[0], lang))
            for alike in _alike([row for row in rows if not row.counts])
        ),
        quality=_quality(review, lang),
        agenda=tuple(AgendaLine(row.label, owner(row, lang)) for row in missed[:_AGENDA_LINES]),
    )


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


def provisional(review: Review, lang: Lang) -> str:
    """The sentence on a provisional quarter or year, else nothing."""
    if not review.card.provisional:
        return ""
    settled = review.card.period.last + timedelta(days=review.kpis.settle_days)
    span = phrase("this_s", review.card.period.kind, lang)
    return fill(say.PROVISIONAL, lang, span=span, day=numbers.long_day(settled, lang))


def _bounds(review: Review, lang: Lang) -> str:
    """Where the total lies once all is there; nothing where the headline says so itself."""
    total = review.card.total
    low, high = map(numbers.score, total.bounds)
    if low == high or not review.kpis.dimensions or total.score_printed is not None or not total.band:
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
    if review.card.quarter_totals:
        beside = numbers.score(review.card.mean_of_quarters)
        facts.append(Fact(PHRASES["mean_of_quarters"].say(lang), beside, say.BESIDE.say(lang)))
    coverage = numbers.percent(total.weight_coverage)
    note = covered.say(lang) if total.score_printed is not None or covered is say.COVERED_ALL else ""
    facts.append(Fact(PHRASES["weight_coverage"].say(lang), coverage, note))
    return tuple(facts)


def _change(review: Review, lang: Lang) -> Fact:
    kind, before = review.card.period.kind, review.previous
    name, called = phrase("on_last", kind, lang), period_words(kind, lang)
    if before is None:
        return Fact(name, numbers.MISSING, fill(say.FIRST, lang, **called))
    then, now = before.total.score, review.card.total.score
    period = before.period.label(lang)
    if then is None:
        return Fact(name, numbers.MISSING, fill(say.PREVIOUS_NONE, lang, period=period, **called))
    note = fill(say.PREVIOUS, lang, period=period, score=numbers.score(then), **called)
    return Fact(
        name, numbers.score_change(now, then) + dagger(now is not None and not comparable(review.card, before)), note
    )


def _dimension(review: Review, one: DimensionScore, lang: Lang) -> DimensionLine:
    side = branch_side(one)
    return DimensionLine(
        one.label.say(lang),
        numbers.weight(one.weight),
        numbers.score(one.score if side else one.score_printed, side),
        mark(one.state, review.kpis.lights, lang, one.light),
    )


def _light(review: Review, row: Leaf, lang: Lang) -> LightView:
    return mark(row.score.state, review.kpis.lights, lang, row.score.light)


def _missed_line(row: Leaf, lang: Lang) -> str:
    is_up = row.score.direction == "up"
    if row.goal is None:
        pattern = say.LOST_PLAIN if row.in_total else say.PLAIN_BARE
    elif row.in_total:
        pattern = say.BELOW if is_up else say.ABOVE
    else:
        pattern = say.BELOW_BARE if is_up else say.ABOVE_BARE
    words = (
        fill(pattern, lang, **_fields(row)) + _shared_weight_note(row, lang) + _firm(row, lang) + _bound_note(row, lang)
    )
    miss = row.score.accepted
    return words + (fill(say.ACCEPTED, lang, words=miss.words.say(lang)) if miss else "")


def _reached_line(row: Leaf, lang: Lang) -> str:
    if row.goal is None:
        pattern = say.REACHED_PLAIN if row.in_total else say.PLAIN_BARE
    else:
        pattern = say.REACHED if row.in_total else say.REACHED_BARE
    return fill(pattern, lang, **_fields(row)) + _shared_weight_note(row, lang) + _bound_note(row, lang)


def _bound_note(row: Leaf, lang: Lang) -> str:
    """That the value is a bound beyond which the target may lie, if so."""
    may_reach, may_miss = not row.reached and row.side == "at_least", row.reached and row.side == "at_most"
    if row.score.direction == "range" and row.side:
        may_reach, may_miss = not row.reached, row.reached
    return say.MAY_REACH.say(lang) if may_reach else say.MAY_MISS.say(lang) if may_miss else ""


def _firm(row: Leaf, lang: Lang) -> str:
    """That the target lies within the interval of the value, if so."""
    ends, target = row.score.basis.interval, row.score.target
    if not ends or target is None or not ends[0] <= target <= ends[1]:
        return ""
    low, high = map(row.scale.bare, ends)
    return fill(say.WITHIN_ERROR, lang, low=low, high=high)


def _fields(row: Leaf) -> dict[str, str]:
    one = row.score
    return {
        "label": row.label,
        "value": row.full,
        "target": row.scale.full(row.goal),
        "score": row.printed_score,
        "points": numbers.score(one.points, row.score_side),
        "lost": numbers.lost(one.effective_weight or one.weight, one.points, row.score_side),
    }


def _shared_weight_note(row: Leaf, lang: Lang) -> str:
    """The weight after sharing where it differs: losing 15 of a weight of 10 would puzzle."""
    one = row.score
    now = numbers.weight(one.effective_weight)
    same = one.effective_weight is None or now == numbers.weight(one.weight)
    return "" if same or not row.in_total else fill(say.SHARED_WEIGHT, lang, weight=now)


def _alike(rows: list[Leaf]) -> list[list[Leaf]]:
    """The rows, those together that do not apply for the same reason."""
    groups: dict[object, list[Leaf]] = {}
    for row in rows:
        one = row.score
        key = one.missing_reason if one.scoring == "not_applicable" and one.missing_reason else one.id
        groups.setdefault(key, []).append(row)
    return list(groups.values())


def _unscored_line(rows: list[Leaf], lang: Lang) -> str:
    row, one = rows[0], rows[0].score
    if one.scoring == "monitored":
        return fill(say.MONITORED, lang, label=row.label, value=row.full)
    reason = clause(one.missing_reason.say(lang)) if one.missing_reason else ""
    pattern = say.NOT_APPLICABLE if one.scoring == "not_applicable" else say.MISSING
    labels = PHRASES["pause"].say(lang).join(each.label for each in rows)
    fields = {"label": labels, "reason": reason or say.NO_REASON.say(lang)}
    called = period_words(one.basis.period.kind, lang)
    return fill(pattern, lang, weight=numbers.weight(one.weight), **fields, **called)


def _quality(review: Review, lang: Lang) -> str:
    sums, days = row_sums(review), missing_days(review)
    files = fill(
        say.QUALITY, lang,
        files=numbers.count_with_noun(len(review.files), "file", lang),
        rows=numbers.count_with_noun(sums.loaded, "row", lang),
        rejected=numbers.count(sums.to_mend), ignored=numbers.count(sums.ignored),
    )  # fmt: skip
    lacking = fill(say.QUALITY_DAYS, lang, days=numbers.count_with_noun(days, "day", lang))
    daily = lacking if days else say.QUALITY_DAYS_NONE.say(lang)
    graves = {one: sum(f.severity == one for f in findings(review)) for one in SEVERITIES}
    noted = fill(say.QUALITY_FINDINGS, lang, **{one: numbers.count(graves[one]) for one in SEVERITIES})
    parts = [files, *([daily] if review.coverage else []), noted]
    return PHRASES["semicolon"].say(lang).join(parts) + PHRASES["stop"].say(lang)
