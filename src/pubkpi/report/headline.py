"""What a report says of the total in words: what explains its change, or why there is none."""

from datetime import timedelta

from pubkpi.model.explanations.effects import Explanation, printed_sum
from pubkpi.model.review import Review
from pubkpi.model.scores import DimensionScore, Scorecard
from pubkpi.model.text import Lang, Text
from pubkpi.printing.rounding import beyond_limit
from pubkpi.report.comparison import comparable
from pubkpi.report.effects import driver_words
from pubkpi.report.leaves import Leaf, band_words
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.effects import KINDS
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES, period_words, phrase

_NO_TOTAL_OF_SUM = Text(
    "{labels}由各项得分直接相加，缺一项就加不出来",
    "{labels}: points that are added up have no sum while one of them is missing",
)
_NO_TOTAL_OF_PARTS = Text(
    "{labels}按考核表的规则缺一项就不计分，或有 0 分而算不出平均",
    "{labels}: by the rules of the scorecard there is no score while a part is missing, or no mean with a score of 0",
)
_UNLIKE = ("weight", "definition", "coverage")


def headline(review: Review, lang: Lang) -> str:
    """The total, how far it is from the last one, and what explains that."""
    total, period = review.card.total, review.card.period.label(lang)
    if total.score_printed is None and (total.band or not review.kpis.dimensions):
        return fill(say.HEADLINE_BAND, lang, period=period, band=band_words(total, lang))
    low, high = map(numbers.score, total.bounds)
    words = {"period": period, "low": low, "high": high}
    if total.score_printed is None:
        return fill(say.HEADLINE_NONE_RANGE if low != high else say.HEADLINE_NONE, lang, **words)
    words |= {"score": numbers.score(total.score_printed), "band": band_words(total, lang)}
    return fill(
        say.HEADLINE_RANGE if low != high else say.HEADLINE,
        lang,
        change=change_words(review.card, review.explanation, lang),
        **words,
    )


def change_words(card: Scorecard, moved: Explanation | None, lang: Lang) -> str:
    """How far the total of *card* is from the last one and what explains that; nothing where nobody can tell."""
    called = period_words(card.period.kind, lang)
    if moved is None:
        return ""
    mark = dagger(not comparable(card, moved.before))
    if not moved.printed:
        return fill(say.LEVEL, lang, **called) + mark
    pattern, drivers = say.HIGHER if moved.printed > 0 else say.LOWER, driver_words(moved, lang)
    words = fill(pattern, lang, change=str(abs(moved.printed)), **called) + mark
    return words + (PHRASES["colon"].say(lang) + drivers if drivers else "")


def tally(rows: tuple[Leaf, ...], lang: Lang) -> str:
    """How many indicators reached their target, missed it, or have no data."""
    scored = [row for row in rows if row.counts]
    reached = sum(row.reached for row in scored)
    missing = sum(row.score.scoring == "missing" for row in rows)
    tally = fill(say.TALLY, lang, reached=str(reached), missed=str(len(scored) - reached))
    return tally + (fill(say.TALLY_MISSING, lang, missing=str(missing)) if missing else "") if rows else ""


def not_comparable(review: Review, lang: Lang) -> str:
    """A caution when this quarter and the last one score different weights, with what that brought, else nothing."""
    before, now = review.previous, review.card
    if before is None or before.total.score is None or now.total.score is None or comparable(now, before):
        return ""
    then, here = (
        numbers.weight(sum(leaf.weight for leaf in card.indicators if leaf.scoring == "scored"))
        for card in (before, now)
    )
    sums = fill(say.WEIGHT_SUMS, lang, now=here, before=then) if here != then else ""
    words = fill(say.NOT_LIKE_FOR_LIKE, lang, sums=sums, **period_words(review.card.period.kind, lang))
    return words + (_unlike(review.explanation, lang) if review.explanation else say.NOT_TRACED.say(lang))


def _unlike(explanation: Explanation, lang: Lang) -> str:
    """The effects that there are because other indicators or weights are scored."""
    parts = [
        fill(say.EFFECT, lang, kind=KINDS[kind].say(lang), points=numbers.signed(printed_sum(every, kind)))
        for every in [explanation.contributions]
        for kind in explanation.kinds
        if kind in _UNLIKE
    ]
    return fill(say.UNLIKE_EFFECTS, lang, effects=PHRASES["pause"].say(lang).join(parts)) if parts else ""


def dagger(is_so: bool) -> str:
    """The mark of what cannot be compared."""
    return "†" if is_so else ""


def remarks(review: Review, lang: Lang) -> tuple[str, ...]:
    """The cautions on the total: where it may still come to lie, that it is like no other, that it is provisional."""
    return tuple(filter(None, (_bounds(review, lang), not_comparable(review, lang), provisional(review, lang))))


def no_total_reason(review: Review, lang: Lang) -> str:
    """Why there is no total: each first-level indicator that fell below the rule."""
    if not review.kpis.dimensions:
        return ""
    if review.card.total.unadjusted is not None:
        lacking = [
            one.label.say(lang) for one in review.card.adjustments if one.kind == "deduct" and one.points is None
        ]
        return fill(say.NO_TOTAL_OPEN, lang, labels=PHRASES["pause"].say(lang).join(lacking))
    least = review.kpis.min_weight_coverage
    unscored = [one for one in review.card.dimensions if one.score_printed is None and one.state == "no_data"]
    # one that has its data, but no score for what is taken off it, is not why
    short = [one for one in unscored if not _is_enough(review, one)] or unscored
    if short and (why := _for_all_reason(review, [one.id for one in short])):
        return fill(why, lang, labels=PHRASES["pause"].say(lang).join(one.label.say(lang) for one in short))
    whole, minimum = beyond_limit(review.card.total.weight_coverage, least)
    below = [{"label": one.label.say(lang), "coverage": beyond_limit(one.weight_coverage, least)[0]} for one in short]
    if below[1:]:
        labels = PHRASES["pause"].say(lang).join(fill(say.ONE_SHARE, lang, **one) for one in below)
        return fill(say.NO_TOTAL_BY_SEVERAL, lang, labels=labels, minimum=minimum)
    if below:
        return fill(say.NO_TOTAL_BY, lang, **below[0], minimum=minimum)
    return fill(say.NO_TOTAL_PLAIN, lang, coverage=whole, minimum=minimum)


def _for_all_reason(review: Review, ids: list[str]) -> Text | None:
    """Why none of the dimensions *ids* has a score, where that is not for too little weight and is one reason."""
    specs = [one for one in review.kpis.dimensions if one.id in ids]
    if all(one.mean.is_sum for one in specs):
        return _NO_TOTAL_OF_SUM
    enough = (_is_enough(review, one) for one in review.card.dimensions if one.id in ids)
    return _NO_TOTAL_OF_PARTS if all(enough) else None


def _is_enough(review: Review, one: DimensionScore) -> bool:
    """Whether so much of the dimension *one* is scored as the rule asks for."""
    spec = next(spec for spec in review.kpis.dimensions if spec.id == one.id)
    least = review.kpis.min_weight_coverage if spec.minimum is None else spec.minimum
    return one.weight_coverage >= float(least)


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
