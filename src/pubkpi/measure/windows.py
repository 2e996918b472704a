"""Which days the rows of a measure come from, for a period of any kind."""

from datetime import date, timedelta

from pubkpi.model.kpis.measures import Measure, Window
from pubkpi.model.periods import MONTH, YEAR, Kind, Period, inside

Span = tuple[date, date]


def span(window: Window, period: Period) -> Span:
    """The first and the last day of *window*, which ends with the period, or with its year."""
    year = YEAR.at(period.last)
    match window:
        case "year":
            return year.first, year.last
        case "year_to_date":
            return year.first, period.last
        case "month":
            return MONTH.at(period.last).first, period.last
    return period.first, period.last


def parts(kind: Kind, window: Window, period: Period) -> tuple[Period, ...]:
    """The periods of *kind* that *window* holds from end to end."""
    return inside(*span(window, period), kind)


def days(measure: Measure, period: Period) -> Span:
    """The first and the last day on which a row may count; a last value may be as old as the measure has patience."""
    if measure.type == "last":
        return period.last - timedelta(days=measure.max_age_days), period.last
    return span(measure.window, period)


def is_over(window: Window, period: Period) -> bool:
    """Whether *window* has ended with *period*: what comes later must not change what was said of it."""
    return span(window, period)[1] == period.last
