"""The course over the quarters: the total, and every indicator against its target path."""

from dataclasses import dataclass, replace

from pubkpi.model.kpis.versions import amendments
from pubkpi.model.periods import Period, between
from pubkpi.model.review import Review
from pubkpi.model.scores import Bound, Scorecard, Total
from pubkpi.model.text import Lang, Text
from pubkpi.report.charts.figures import Figure, Panel, TotalChart, TrendChart, View
from pubkpi.report.comparison import comparable, reweighted
from pubkpi.report.headline import dagger
from pubkpi.report.leaves import Leaf, band_words, leaves, mark
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES, period_words, phrase

_AMENDED = Text(
    "考核表自{when}起改了权重：与此前的{noun}不能直接比较、也不连线",
    "The plan has other weights from {when} on: not comparable with the {noun}s before, and not joined to them",
)
_MOST_QUARTERS = 12
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class TotalRow:
    """The total of one quarter."""

    period: str
    total: str
    band: str
    change: str
    coverage: str
    provisional: str


@dataclass(frozen=True, slots=True)
class TrendView(View):
    """The trend section as finished strings and two charts; *since* heads the changes of the totals."""

    title: str
    since: str
    total_chart: TotalChart
    chart: TrendChart
    rows: tuple[TotalRow, ...]
    caution: str
    note: str

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The total, and the indicators."""
        return self.total_chart, self.chart


def trend(review: Review, lang: Lang) -> TrendView:
    """The trend section of *review*: of a year that of the periods which it is made of, up to the last one."""
    review, reported = _course(review), review.card.period
    shown, called = periods(review), period_words(review.card.period.kind, lang)
    value = say.VALUE_NOW if review.card.period == reported else say.VALUE_THEN
    what = fill(value, lang, period=review.card.period.label(lang), **called)
    return TrendView(
        title=_title(review, lang),
        since=phrase("change", review.card.period.kind, lang),
        total_chart=_total_chart(review, lang),
        chart=TrendChart(
            name="trend",
            alt=PHRASES["chart_trend"].say(lang),
            periods=tuple(one.short for one in shown),
            open_points=tuple(_provisional(review, period) for period in shown),
            panels=tuple(_panel(review, row, shown, lang) for row in leaves(review, lang)),
            columns=_COLUMNS,
            legend=tuple(PHRASES[name].say(lang) for name in ("actual", "target_path", "provisional_point")),
        ),
        rows=_rows(review, lang),
        caution=_caution(review, lang),
        note=fill(say.TREND_NOTE, lang, what=what),
    )


def _caution(review: Review, lang: Lang) -> str:
    """Why some of the totals are not to be compared."""
    cards, called = _history(review), period_words(review.card.period.kind, lang)
    said = [fill(say.REWEIGHTED, lang, **called)] if any(map(reweighted, cards)) else []
    first, last = cards[0].period, cards[-1].period
    found = (one.since for one in amendments(review.kpis) if one.kind == "weight" and first < one.since <= last)
    if when := PHRASES["pause"].say(lang).join(since.label(lang) for since in dict.fromkeys(found)):
        said.append(fill(_AMENDED, lang, when=when, **called))
    return PHRASES["semicolon"].say(lang).join(said)


def _course(review: Review) -> Review:
    """The *review* of the last card of those that are scored one after another; of a period that is shorter than
    these, its own.
    """
    cards = tuple(card for card in review.history if card.period.kind == review.kpis.rhythm)
    alike = review.card.period.kind == review.kpis.rhythm or not cards
    return review if alike else replace(review, card=cards[-1], history=cards)


def periods(review: Review) -> tuple[Period, ...]:
    """The quarters on the time axis: from the first measured one to the end of the target paths."""
    now = review.card.period
    ends = [path[-1][0] for one in review.kpis.in_force(review.kpis.valid[1]).indicators if (path := one.targets)]
    last = max([now, *(end for end in ends if end.kind == now.kind and end <= review.kpis.valid[1])])
    every = [now, *review.values, *(card.period for card in review.history)]
    first = min(one for one in every if one.kind == now.kind)
    return between(max(first, last.step(1 - _MOST_QUARTERS)), last)


def _history(review: Review) -> tuple[Scorecard, ...]:
    """The scored quarters, oldest first and with the reported one, also when the history does not name it."""
    known = {card.period: card for card in (*review.history, review.card)}
    return tuple(known[period] for period in sorted(known))


def _provisional(review: Review, period: Period) -> bool:
    return any(card.period == period and card.provisional for card in _history(review))


def _panel(review: Review, row: Leaf, periods: tuple[Period, ...], lang: Lang) -> Panel:
    points = [_point(review, row, period) for period in periods]
    values, sides = tuple(value for value, _ in points), dict(points)
    path = target_path(review, row, periods)
    present = [one for one in (*values, *path) if one is not None]
    ends = sorted({min(present), max(present)}) if present else []
    one = row.score
    last = row.bare if one.value is not None else mark(one.state, (), lang).word
    return Panel(row.label, values, path, last, tuple((end, row.scale.bare(end, sides.get(end, ""))) for end in ends))


def course(review: Review, row: Leaf, periods: tuple[Period, ...]) -> tuple[float | None, ...]:
    """The values of an indicator in the *periods*, None where there is none."""
    return tuple(_point(review, row, period)[0] for period in periods)


def target_path(review: Review, row: Leaf, periods: tuple[Period, ...]) -> tuple[float | None, ...]:
    """The targets of an indicator in the *periods*, None where there is none."""
    return tuple(_goal(review, row, period) for period in periods)


def _goal(review: Review, row: Leaf, period: Period) -> float | None:
    """The target that is in force in *period*; of a scored one that by which it was scored."""
    cards = [card for card in _history(review) if card.period == period]
    scored = next((leaf for card in cards for leaf in card.indicators if leaf.id == row.spec.id), None)
    if scored:
        return scored.target
    spec = next(leaf for leaf in review.kpis.in_force(period).indicators if leaf.id == row.spec.id)
    goal = spec.target(period)
    return None if goal is None else float(goal)


def _point(review: Review, row: Leaf, period: Period) -> tuple[float | None, Bound]:
    """The value of *period*, and the side on which it is open."""
    if period > review.card.period:
        return None, ""
    if period == review.card.period:
        return row.score.value, row.score.basis.bound
    measured = review.values.get(period, {}).get(row.score.measure)
    return (measured.value, measured.bound) if measured else (None, "")


def _total_chart(review: Review, lang: Lang) -> TotalChart:
    cards = _history(review)
    first, last = cards[0].period, periods(review)[-1]
    span = between(max(first, last.step(1 - _MOST_QUARTERS)), last)
    by = {card.period: card for card in cards}
    totals = tuple(by[one].total.score_printed if one in by else None for one in span)
    none = PHRASES["no_total"].say(lang)
    return TotalChart(
        name="total",
        alt=PHRASES["chart_total"].say(lang),
        periods=tuple(one.short for one in span),
        totals=totals,
        labels=tuple(
            (numbers.score(total) + dagger(reweighted(by[one])) if total is not None else none) if one in by else ""
            for one, total in zip(span, totals, strict=True)
        ),
        open_points=tuple(_provisional(review, one) for one in span),
        joined=tuple(one in by and one.step(-1) in by and comparable(by[one], by[one.step(-1)]) for one in span),
        bands=tuple((float(band.at_least), band.label.say(lang)) for band in review.kpis.bands if band.at_least > 0),
    )


def _rows(review: Review, lang: Lang) -> tuple[TotalRow, ...]:
    cards = _history(review)
    by = {card.period: card for card in cards}
    return tuple(
        TotalRow(
            period=card.period.label(lang),
            total=_total(card.total, lang) + dagger(reweighted(card)),
            band=band_words(card.total, lang),
            change=_since(card, by.get(card.period.step(-1))),
            coverage=numbers.percent(card.total.weight_coverage),
            provisional=PHRASES["provisional"].say(lang) if card.provisional else "",
        )
        for card in cards
    )


def _total(total: Total, lang: Lang) -> str:
    """The score, and between what it may lie while something is missing."""
    low, high, score = map(numbers.score, (*total.bounds, total.score))
    if low == high or total.score is None:
        return score
    return Text(f"{score}（{low}–{high}）", f"{score} ({low}–{high})").say(lang)


def _since(card: Scorecard, before: Scorecard | None) -> str:
    if before is None or before.total.score is None or card.total.score is None:
        return numbers.MISSING
    return numbers.score_change(card.total.score, before.total.score) + dagger(not comparable(card, before))


def _title(review: Review, lang: Lang) -> str:
    before, now = review.previous, review.card.total.score
    called = period_words(review.card.period.kind, lang)
    if before is None:
        return fill(say.TREND_ONE, lang, **called)
    then = before.total.score
    if now is None or then is None:
        return fill(say.TREND_GAP, lang, **called)
    if not comparable(review.card, before):
        return fill(say.TREND_UNLIKE, lang, before=numbers.score(then), now=numbers.score(now), **called)
    change = numbers.score_change(now, then)
    pattern = say.TREND_UP if change.startswith("+") else say.TREND_DOWN if change.startswith("−") else say.TREND_SAME
    return fill(pattern, lang, before=numbers.score(then), now=numbers.score(now), change=change.lstrip("+−"), **called)
