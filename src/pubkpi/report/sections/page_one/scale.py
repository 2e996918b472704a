"""Where the total lies: among the bands of its scorecard, beside the total before, and in the year."""

from math import floor

from pubkpi.model.review import Review
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import BandScale
from pubkpi.report.headline import no_total_reason
from pubkpi.report.leaves import band_words
from pubkpi.report.wording import numbers
from pubkpi.report.wording import summary as say
from pubkpi.report.wording.sentences import clause, fill
from pubkpi.report.wording.words import PHRASES, period_words

_STEP, _PAD = 10, 10


def band_scale(review: Review, lang: Lang) -> BandScale | None:
    """The total of *review* among its bands; None where there is neither a total nor a range for it."""
    total, before = review.card.total, review.previous
    if not review.kpis.dimensions or (total.score_printed is None and total.band):
        return None
    called = period_words(review.card.period.kind, lang)
    then = before.total.score_printed if before else None
    bands = sorted((float(one.at_least), one.label.say(lang)) for one in review.kpis.bands)
    marks = [one for one in (total.score_printed, then, *total.bounds) if one is not None]
    origin = _origin([*marks, *(at for at, _ in bands if at > 0)])
    now, last = (numbers.score(one) for one in (total.score_printed, then))
    label = fill(say.NOW, lang, score=now, **called) if total.score_printed is not None else ""
    label_before = fill(say.BEFORE, lang, score=last, **called) if then is not None else ""
    return BandScale(
        name="scale",
        alt=PHRASES["semicolon"]
        .say(lang)
        .join(filter(None, (say.ON_SCALE.say(lang), label, label_before, place(review, lang)))),
        bands=_from(bands, origin, float(review.kpis.full)),
        origin=origin,
        top=max(float(review.kpis.full), *marks),
        at=total.score_printed,
        label=label,
        before=then,
        label_before=label_before,
        low=total.bounds[0],
        high=total.bounds[1],
    )


def _origin(levels: list[float]) -> float:
    """Where the axis starts: a round number below all *levels*, or 0 where that is near."""
    start = floor((min(levels) - _PAD) / _STEP) * _STEP
    return float(start) if start >= 2 * _STEP else 0.0


def _from(bands: list[tuple[float, str]], origin: float, full: float) -> tuple[tuple[float, str], ...]:
    """The *bands* of which something lies above *origin*; without any, one that has no name."""
    ends = [at for at, _ in bands[1:]] + [full]
    shown = [(max(at, origin), name) for (at, name), end in zip(bands, ends, strict=True) if end > origin]
    return tuple(shown) if shown and shown[0][0] <= origin else ((origin, ""), *shown)


def place(review: Review, lang: Lang) -> str:
    """How far the printed total is from the next band, or that it is in the best one; without a total that there is
    none, or the band that it has all the same.
    """
    total = review.card.total
    if total.score_printed is None:
        return band_words(total, lang)
    above = [one for one in review.kpis.bands if float(one.at_least) > total.score_printed]
    if not review.kpis.bands:
        full = float(review.kpis.full)
        words = {"gap": numbers.score_gap(full, total.score_printed), "full": numbers.weight(full)}
        return fill(say.NO_BANDS, lang, **words) if total.score_printed < full else say.FULL.say(lang)
    one = (
        min(above, key=lambda band: band.at_least) if above else max(review.kpis.bands, key=lambda band: band.at_least)
    )
    words = {"band": one.label.say(lang), "limit": numbers.weight(float(one.at_least))}
    if not above:
        return fill(say.IN_BEST, lang, **words)
    return fill(say.TO_NEXT, lang, gap=numbers.score_gap(float(one.at_least), total.score_printed), **words)


def year_result(review: Review, lang: Lang) -> str:
    """The result of the year that ends with the reported period, as it is by now; nothing where none was asked for."""
    if review.year is None:
        return ""
    total = review.year.card.total
    low, high, score = map(numbers.score, (*total.bounds, total.score_printed))
    words = {"period": review.year.card.period.label(lang), "low": low, "high": high, "score": score}
    words["band"] = band_words(total, lang)
    if total.score_printed is not None:
        return fill(say.YEAR_RANGE if low != high else say.YEAR, lang, **words)
    if total.band or not review.year.kpis.dimensions:
        return fill(say.YEAR_BAND, lang, **words)
    reason = clause(no_total_reason(review.year, lang))
    missing = [one.label.say(lang) for one in review.year.card.indicators if one.scoring == "missing"]
    if missing:
        reason = fill(say.YEAR_LACKS, lang, labels=PHRASES["pause"].say(lang).join(missing), reason=reason)
    return fill(say.YEAR_NONE, lang, reason=reason, **words)
