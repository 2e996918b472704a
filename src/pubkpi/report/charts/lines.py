"""Values over periods as drawings: small multiples of the indicators, and the total on its bands."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from pubkpi.report.charts.figures import Panel, Sparkline, TotalChart, TrendChart
from pubkpi.report.charts.svg import SMALL, Drawing, Place
from pubkpi.report.charts.words import fit

_WIDTH = 504
_LEGEND, _PANEL, _TOP, _PLOT = 21.6, 83.5, 24.0, 44.6  # heights: of the legend, a panel, above a plot and of it
_DASHES = "2.7 1.8"
_TITLE = 13  # full-width characters
_TOTAL_HEIGHT, _TOTAL_LEFT, _TOTAL_RIGHT, _TOTAL_TOP, _TOTAL_FOOT = 126, 25, 449, 5, 109
_LABEL = 13  # a total's number, below its point
_MOST_NAMES = 6  # of periods below a small plot
_SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_EDGE = 120, 16, 4


def draw_trend(chart: TrendChart) -> str:
    """The SVG of *chart*: all panels over the same periods, each on its own stated range."""
    rows = max(1, -(-len(chart.panels) // chart.columns))
    drawing = Drawing(chart.name, chart.alt, (_WIDTH, _LEGEND + _PANEL * rows))
    _legend(drawing, chart.legend)
    width = _WIDTH / chart.columns
    for index, panel in enumerate(chart.panels):
        row, column = divmod(index, chart.columns)
        left, top = width * (column + 0.19), _LEGEND + _PANEL * row + _TOP
        _panel(drawing, panel, chart, (left, top), width * 0.76)
    return drawing.svg()


def _legend(drawing: Drawing, names: Sequence[str]) -> None:
    """What a full line, a dashed one and a ring stand for."""
    middle = _LEGEND / 2 - 2
    for index, name in enumerate(names):
        start = 6 + 79 * index
        ends = [(start, middle), (start + 19, middle)]
        if index == 0:
            drawing.line(ends, "accent", 1.4)
        elif index == 1:
            drawing.line(ends, "muted", 0.9, dashes=_DASHES)
        if index != 1:
            drawing.point((start + 9.5, middle), 2, "accent", hollow=index == 2)
        drawing.text((start + 24, middle), name, "muted", SMALL)


def _panel(drawing: Drawing, panel: Panel, chart: TrendChart, corner: Place, width: float) -> None:
    """Values as a line with gaps, the target path dashed, both ends of the range named."""
    left, top = corner
    foot = top + _PLOT
    across = _scale((-0.3, len(chart.periods) - 0.7), (left, left + width))
    up = _scale(_range(panel), (foot, top))
    _frame(drawing, corner, (left + width, foot))
    for place, name in panel.ticks:
        drawing.line([(left - 2, up(place)), (left, up(place))], "muted", 0.6)
        drawing.text((left - 4, up(place)), name, "muted", SMALL, "end")
    step = max(1, -(-len(chart.periods) // _MOST_NAMES))
    for index in range(0, len(chart.periods), step):
        drawing.line([(across(index), foot), (across(index), foot + 2)], "muted", 0.6)
        drawing.text((across(index), foot + 8), chart.periods[index], "muted", SMALL, "middle")
    for run in _runs(panel.path):
        drawing.line([(across(at), up(value)) for at, value in run], "muted", 0.9, dashes=_DASHES)
    _points(drawing, panel.values, chart.open_points, (across, up))
    drawing.text((left - 0.19 * width, top - 12), fit(panel.title, _TITLE))
    drawing.text((left + 1.03 * width, top - 12), panel.last, "accent", anchor="end")


def _range(panel: Panel) -> tuple[float, float]:
    if not panel.ticks:
        return 0.0, 1.0
    low, high = panel.ticks[0][0], panel.ticks[-1][0]
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return low - room, high + room


def draw_sparkline(spark: Sparkline) -> str:
    """The SVG of *spark*: values as a line with gaps and a dot at the last one, the target path dashed."""
    drawing = Drawing(spark.name, spark.alt, (_SPARK_WIDTH, _SPARK_HEIGHT))
    present = [one for one in (*spark.values, *spark.path) if one is not None]
    low, high = (min(present), max(present)) if present else (0.0, 0.0)
    room = 0.0 if high > low else 1.0
    across = _scale((0, max(len(spark.values) - 1, 1)), (_SPARK_EDGE, _SPARK_WIDTH - _SPARK_EDGE))
    up = _scale((low - room, high + room), (_SPARK_HEIGHT - _SPARK_EDGE, _SPARK_EDGE))
    for run in _runs(spark.path):
        drawing.line([(across(at), up(value)) for at, value in run], "muted", 0.9, dashes=_DASHES)
    for run in _runs(spark.values):
        drawing.line([(across(at), up(value)) for at, value in run], "accent", 1.4)
    for at, value in [(at, value) for at, value in enumerate(spark.values) if value is not None][-1:]:
        drawing.point((across(at), up(value)), 2, "accent", hover=spark.alt)
    return drawing.svg()


def draw_total(chart: TotalChart) -> str:
    """The SVG of *chart*: the total from 0 to 100 with the bands as named lines."""
    drawing = Drawing(chart.name, chart.alt, (_WIDTH, _TOTAL_HEIGHT))
    most = max([100.0, *(total for total in chart.totals if total is not None)]) + 5
    across = _scale((-0.4, len(chart.periods) - 0.6), (_TOTAL_LEFT, _TOTAL_RIGHT))
    up = _scale((0.0, most), (_TOTAL_FOOT, _TOTAL_TOP))
    for place, name in chart.bands:
        drawing.line([(_TOTAL_LEFT, up(place)), (_TOTAL_RIGHT, up(place))], "rule", 0.8)
        drawing.text((_TOTAL_RIGHT + 5, up(place)), f"{name} {place:g}", "muted", SMALL)
    _frame(drawing, (_TOTAL_LEFT, _TOTAL_TOP), (_TOTAL_RIGHT, _TOTAL_FOOT))
    for place in (0, 50, 100):
        drawing.text((_TOTAL_LEFT - 4, up(place)), str(place), "muted", SMALL, "end")
    for index, period in enumerate(chart.periods):
        drawing.text((across(index), _TOTAL_FOOT + 9), period, "muted", SMALL, "middle")
    hovers = [f"{one} {label}" for one, label in zip(chart.periods, chart.labels, strict=True)]
    _points(drawing, chart.totals, chart.open_points, (across, up), chart.joined, hovers)
    for index, (total, label) in enumerate(zip(chart.totals, chart.labels, strict=True)):
        if total is None:
            drawing.text((across(index), up(10)), label, "muted", anchor="middle")
        else:
            below = up(total) + _LABEL
            height = below if below < _TOTAL_FOOT - 4 else up(total) - _LABEL
            drawing.text((across(index), height), label, "accent", anchor="middle")
    return drawing.svg()


def _points(
    drawing: Drawing,
    values: tuple[float | None, ...],
    is_open: tuple[bool, ...],
    scales: tuple[Callable[[float], float], Callable[[float], float]],
    joined: tuple[bool, ...] = (),
    hovers: Sequence[str] = (),
) -> None:
    """The values with a line between neighbours, or between those that are *joined* to the one before."""
    across, up = scales
    for run in _runs(values, joined):
        drawing.line([(across(at), up(value)) for at, value in run], "accent", 1.4)
    for index, (value, hollow) in enumerate(zip(values, is_open, strict=True)):
        if value is not None:
            drawing.point((across(index), up(value)), 2, "accent", hollow=hollow, hover=hovers[index] if hovers else "")


def _runs(values: Sequence[float | None], joined: Sequence[bool] = ()) -> list[list[tuple[int, float]]]:
    """The values that a line joins, each with its place: two or more without a gap."""
    cuts = [index for index, to_last in enumerate(joined) if index and not to_last]
    cuts += [index + after for index, value in enumerate(values) if value is None for after in (0, 1)]
    ends = sorted({0, *cuts, len(values)})
    runs = [[(at, value) for at in range(*pair) if (value := values[at]) is not None] for pair in pairwise(ends)]
    return [run for run in runs if len(run) > 1]


def _scale(values: tuple[float, float], places: tuple[float, float]) -> Callable[[float], float]:
    """The place of a value, where the *values* at both ends stand at *places*."""
    (low, high), (start, end) = values, places
    return lambda value: start + (value - low) / (high - low) * (end - start)


def _frame(drawing: Drawing, corner: Place, end: Place) -> None:
    """The left and the lower side of a plot."""
    drawing.line([corner, (corner[0], end[1]), end], "rule", 0.6)
