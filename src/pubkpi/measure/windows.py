"""Which days the rows of a measure come from, for a quarter."""

from datetime import date, timedelta

from pubkpi.model.kpis import Measure, Window
from pubkpi.model.periods import Quarter

Span = tuple[date, date]


def quarters(window: Window, quarter: Quarter) -> tuple[Quarter, ...]:
    """The quarters that *window* reaches into."""
    if window == "year":
        return Quarter(quarter.year, 4).year_to_date
    return quarter.year_to_date if window == "year_to_date" else quarter.parts


def months(window: Window, quarter: Quarter) -> tuple[Span, ...]:
    """First and last day of every month of *window*."""
    spans = tuple(span for one in quarters(window, quarter) for span in one.months)
    return spans[-1:] if window == "month" else spans


def days(measure: Measure, quarter: Quarter) -> Span:
    """The first and the last day on which a row may count; a last value may be as old as the measure has patience."""
    if measure.type == "last":
        return quarter.last - timedelta(days=measure.max_age_days), quarter.last
    spans = months(measure.window, quarter)
    return spans[0][0], spans[-1][1]


def is_over(window: Window, quarter: Quarter) -> bool:
    """Whether *window* has ended with *quarter*: what comes later must not change what was said of it."""
    return window != "year" or quarter.number == 4
