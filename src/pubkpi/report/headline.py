"""The first sentence of a report: the total with what explains its change, or why the two cannot be compared."""

from decimal import Decimal

from pubkpi.model.scores import Review
from pubkpi.model.text import Lang
from pubkpi.report.changes import changes, comparable, previous_card
from pubkpi.report.leaves import Leaf, band_words
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES, period_words


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
    return fill(say.HEADLINE_RANGE if low != high else say.HEADLINE, lang, change=_driven(review, lang), **words)


def _driven(review: Review, lang: Lang) -> str:
    """How far the total is from the last one and what explains that; nothing where the two cannot be compared."""
    moved, called = changes(review), period_words(review.card.period.kind, lang)
    if moved is None:
        return ""
    if not moved.total:
        return fill(say.LEVEL, lang, **called)
    words = fill(say.HIGHER if moved.total > 0 else say.LOWER, lang, change=str(abs(moved.total)), **called)
    names = [one.label.say(lang) for one in moved.drivers]
    labels = say.AND.say(lang).join(filter(None, (PHRASES["pause"].say(lang).join(names[:-1]), names[-1])))
    if not moved.others:
        return words + fill(say.DRIVEN_ALL, lang, labels=labels)
    part, rest = (
        numbers.signed(sum((one.printed for one in some), Decimal(0))) for some in (moved.drivers, moved.others)
    )
    return words + fill(say.DRIVEN, lang, part=part, labels=labels, count=str(len(moved.others)), rest=rest)


def tally(rows: tuple[Leaf, ...], lang: Lang) -> str:
    """How many indicators reached their target, missed it, or have no data."""
    scored = [row for row in rows if row.counts]
    reached = sum(row.reached for row in scored)
    missing = sum(row.score.scoring == "missing" for row in rows)
    tally = fill(say.TALLY, lang, reached=str(reached), missed=str(len(scored) - reached))
    return tally + (fill(say.TALLY_MISSING, lang, missing=str(missing)) if missing else "") if rows else ""


def not_comparable(review: Review, lang: Lang) -> str:
    """A caution when this quarter and the last one score different weights, else nothing."""
    before, now = previous_card(review), review.card
    if before is None or before.total.score is None or now.total.score is None or comparable(now, before):
        return ""
    then, here = (
        numbers.weight(sum(leaf.weight for leaf in card.indicators if leaf.scoring == "scored"))
        for card in (before, now)
    )
    sums = fill(say.WEIGHT_SUMS, lang, now=here, before=then) if here != then else ""
    return fill(say.NOT_LIKE_FOR_LIKE, lang, sums=sums, **period_words(review.card.period.kind, lang))


def dagger(is_so: bool) -> str:
    """The mark of what cannot be compared."""
    return "†" if is_so else ""
