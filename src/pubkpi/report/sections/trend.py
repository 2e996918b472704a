"""The course over the quarters: the total, and every indicator against its target path."""

from dataclasses import dataclass

from pubkpi.model.periods import Quarter, between
from pubkpi.model.scores import Bound, Review, Scorecard
from pubkpi.model.text import Lang
from pubkpi.report.changes import comparable, last_quarter, reweighted
from pubkpi.report.charts.figures import Figure, Panel, TotalChart, TrendChart, View
from pubkpi.report.headline import dagger
from pubkpi.report.leaves import Leaf, band_words, leaves, mark
from pubkpi.report.wording import numbers
from pubkpi.report.wording import sentences as say
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES

_MOST_QUARTERS = 12
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class TotalRow:
    """The total of one quarter."""

    quarter: str
    total: str
    band: str
    change: str
    coverage: str
    provisional: str


@dataclass(frozen=True, slots=True)
class TrendView(View):
    """The trend section as finished strings and two charts."""

    title: str
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
    """The trend section of *review*."""
    shown = quarters(review)
    return TrendView(
        title=_title(review, lang),
        total_chart=_total_chart(review, lang),
        chart=TrendChart(
            name="trend",
            alt=PHRASES["chart_trend"].say(lang),
            quarters=tuple(map(_short, shown)),
            open_points=tuple(_provisional(review, quarter) for quarter in shown),
            panels=tuple(_panel(review, row, shown, lang) for row in leaves(review, lang)),
            columns=_COLUMNS,
            legend=tuple(PHRASES[name].say(lang) for name in ("actual", "target_path", "provisional_point")),
        ),
        rows=_rows(review, lang),
        caution=say.REWEIGHTED.say(lang) if any(map(reweighted, _history(review))) else "",
        note=say.TREND_NOTE.say(lang),
    )


def quarters(review: Review) -> tuple[Quarter, ...]:
    """The quarters on the time axis: from the first measured one to the end of the target paths."""
    now = review.card.quarter
    ends = [path[-1][0] for one in review.kpis.indicators if (path := one.targets)]
    last = max([now, *(end for end in ends if end <= review.kpis.valid[1])])
    first = min([now, *review.values, *(card.quarter for card in review.history)])
    return between(max(first, last.step(1 - _MOST_QUARTERS)), last)


def _short(quarter: Quarter) -> str:
    return f"{quarter.year % 100:02d}Q{quarter.number}"


def _history(review: Review) -> tuple[Scorecard, ...]:
    """The scored quarters, oldest first and with the reported one, also when the history does not name it."""
    known = {card.quarter: card for card in (*review.history, review.card)}
    return tuple(known[quarter] for quarter in sorted(known))


def _provisional(review: Review, quarter: Quarter) -> bool:
    return any(card.quarter == quarter and card.provisional for card in _history(review))


def _panel(review: Review, row: Leaf, shown: tuple[Quarter, ...], lang: Lang) -> Panel:
    points = [_point(review, row, quarter) for quarter in shown]
    values, sides = tuple(value for value, _ in points), dict(points)
    path = tuple(None if (goal := row.spec.target(quarter)) is None else float(goal) for quarter in shown)
    present = [one for one in (*values, *path) if one is not None]
    ends = sorted({min(present), max(present)}) if present else []
    one = row.score
    last = row.bare if one.value is not None else mark(one.state, (), lang).word
    return Panel(row.label, values, path, last, tuple((end, row.scale.bare(end, sides.get(end, ""))) for end in ends))


def _point(review: Review, row: Leaf, quarter: Quarter) -> tuple[float | None, Bound]:
    """The value of *quarter*, and the side on which it is open."""
    if quarter > review.card.quarter:
        return None, ""
    if quarter == review.card.quarter:
        return row.score.value, row.score.basis.bound
    measured = review.values.get(quarter, {}).get(row.score.measure)
    return (measured.value, measured.bound) if measured else (None, "")


def _total_chart(review: Review, lang: Lang) -> TotalChart:
    cards = _history(review)
    first, last = cards[0].quarter, quarters(review)[-1]
    span = between(max(first, last.step(1 - _MOST_QUARTERS)), last)
    by = {card.quarter: card for card in cards}
    totals = tuple(by[one].total.score_printed if one in by else None for one in span)
    none = PHRASES["no_total"].say(lang)
    return TotalChart(
        name="total",
        alt=PHRASES["chart_total"].say(lang),
        quarters=tuple(map(_short, span)),
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
    by = {card.quarter: card for card in cards}
    return tuple(
        TotalRow(
            quarter=card.quarter.label(lang),
            total=numbers.score(card.total.score) + dagger(reweighted(card)),
            band=band_words(card.total, lang),
            change=_since(card, by.get(card.quarter.step(-1))),
            coverage=numbers.percent(card.total.weight_coverage),
            provisional=PHRASES["provisional"].say(lang) if card.provisional else "",
        )
        for card in cards
    )


def _since(card: Scorecard, before: Scorecard | None) -> str:
    if before is None or before.total.score is None or card.total.score is None:
        return numbers.MISSING
    return numbers.score_change(card.total.score, before.total.score) + dagger(not comparable(card, before))


def _title(review: Review, lang: Lang) -> str:
    before, now = last_quarter(review), review.card.total.score
    if before is None:
        return say.TREND_ONE.say(lang)
    then = before.total.score
    if now is None or then is None:
        return say.TREND_GAP.say(lang)
    if not comparable(review.card, before):
        return fill(say.TREND_UNLIKE, lang, before=numbers.score(then), now=numbers.score(now))
    change = numbers.score_change(now, then)
    pattern = say.TREND_UP if change.startswith("+") else say.TREND_DOWN if change.startswith("−") else say.TREND_SAME
    return fill(pattern, lang, before=numbers.score(then), now=numbers.score(now), change=change.lstrip("+−"))
