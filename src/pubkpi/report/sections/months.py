"""The months of the period: each measure month by month, and why where there is no value."""

from collections.abc import Mapping
from dataclasses import dataclass

from pubkpi.model.periods import Period
from pubkpi.model.review import Review
from pubkpi.model.scores import Value
from pubkpi.model.text import Lang
from pubkpi.report.charts.figures import View
from pubkpi.report.leaves import step_labels
from pubkpi.report.wording import months as say
from pubkpi.report.wording import numbers
from pubkpi.report.wording.sentences import fill
from pubkpi.report.wording.words import PHRASES

_SIDE_BY_SIDE = 6  # months that a page has room for
Months = Mapping[Period, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One measure: its value in each month and in the whole period, and what is to be said of them."""

    label: str
    unit: str
    values: tuple[str, ...]
    value: str
    note: str


@dataclass(frozen=True, slots=True)
class MonthTable:
    """Some months side by side."""

    months: tuple[str, ...]
    rows: tuple[MonthRow, ...]


@dataclass(frozen=True, slots=True)
class MonthsView(View):
    """The months as finished strings: what is scored in the order of the scorecard, then the process indicators."""

    title: str
    tables: tuple[MonthTable, ...]
    note: str


def months(review: Review, lang: Lang) -> MonthsView | None:
    """The months of the period of *review*; None where nobody asked for them."""
    if not review.months:
        return None
    listed = [*review.months]
    names = [*review.months[listed[0]]]
    count = sum(any(one[name].value is not None for one in review.months.values()) for name in names)
    counts = {"total": str(len(names)), "count": str(count), "none": str(len(names) - count)}
    title = say.TITLE if count < len(names) else say.TITLE_ALL
    return MonthsView(
        title=fill(title, lang, period=review.card.period.label(lang), **counts),
        tables=tuple(
            _table(review, {month: review.months[month] for month in listed[start : start + _SIDE_BY_SIDE]}, lang)
            for start in range(0, len(listed), _SIDE_BY_SIDE)
        ),
        note=fill(say.NOTE, lang, day=numbers.long_day(review.data_day, lang)),
    )


def month_label(review: Review, name: str, lang: Lang) -> str:
    """What the measure *name* is called: as the scorecard's indicator, or else by its own label."""
    labels = {one.measure: one.label.say(lang) for one in review.card.indicators}
    return labels.get(name) or review.kpis.measures[name].label.say(lang)


def _table(review: Review, some: Months, lang: Lang) -> MonthTable:
    names = [*next(iter(some.values()))]
    return MonthTable(
        months=tuple(_name(month, lang) for month in some),
        rows=tuple(_row(review, name, {month: one[name] for month, one in some.items()}, lang) for name in names),
    )


def _row(review: Review, name: str, some: Mapping[Period, Value], lang: Lang) -> MonthRow:
    whole = review.values[review.card.period][name]
    scale = numbers.scale(review.kpis.measures[name].printed_unit, lang, [whole.value], step_labels(review.kpis, name))
    return MonthRow(
        label=month_label(review, name, lang),
        unit=scale.unit_note,
        values=tuple(scale.bare(one.value, one.bound) for one in some.values()),
        value=scale.bare(whole.value, whole.bound),
        note=_remark(some, lang),
    )


def _name(month: Period, lang: Lang) -> str:
    """What a column of the month is headed: ``10月``, ``Oct``."""
    words = numbers.month(month.first, lang)
    return words if lang == "zh" else words[:3]


def _remark(some: Mapping[Period, Value], lang: Lang) -> str:
    """Why months have no value, those alike together; and how much of its data one rests on that has not all of it."""
    reasons: dict[str, list[str]] = {}
    shares = []
    for month, one in some.items():
        name = _name(month, lang)
        if one.value is None:
            words = one.missing.say(lang) if one.missing else PHRASES["no_data"].say(lang)
            reasons.setdefault(words, []).append(name)
        elif one.coverage is not None and one.coverage < 1:
            shares.append(f"{name} {numbers.percent(one.coverage)}")
    pause, colon = PHRASES["pause"].say(lang), PHRASES["colon"].say(lang)
    parts = [
        words if len(named) == len(some) else pause.join(named) + colon + words for words, named in reasons.items()
    ]
    parts += [fill(say.COVERED, lang, shares=pause.join(shares))] if shares else []
    return PHRASES["semicolon"].say(lang).join(parts)
