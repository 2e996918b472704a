"""The way from one total to the next as a drawing: a bar a row."""

from pubkpi.report.charts.figures import Bar, WaterfallChart
from pubkpi.report.charts.svg import Drawing, Tone
from pubkpi.report.charts.words import fit

_ROW, _BAR, _SIZE = WaterfallChart.row, 9, 9
_VALUE, _GAP, _BREAK = 34, 4, 5  # the last value has room to the right of the axis


def draw_waterfall(chart: WaterfallChart) -> str:
    """The SVG of *chart*; raises ReportError when the font lacks a character."""
    drawing = Drawing(chart.name, chart.alt, (chart.width, _ROW * len(chart.bars)))
    most = max((level for bar in chart.bars for level in (bar.start, bar.end)), default=0.0)
    left = chart.room
    scale = (chart.width - _VALUE - left) / ((most - chart.origin) or 1.0)
    for row, bar in enumerate(chart.bars):
        start = chart.origin if bar.total else bar.start
        places = [left + (level - chart.origin) * scale for level in (start, bar.end)]
        _row(drawing, (row, left), bar, (places[0], places[1]))
        if bar.total and chart.origin:
            _axis_break(drawing, row, left)
        if row + 1 < len(chart.bars):
            top = row * _ROW + _ROW / 2 + _BAR / 2
            drawing.line([(places[1], top), (places[1], top + _ROW - _BAR)], "rule", 0.8)
    return drawing.svg()


def _row(drawing: Drawing, at: tuple[int, int], bar: Bar, places: tuple[float, float]) -> None:
    """A label, a bar between *places*, and its value to the right of it; *at* is the row, and where the axis starts."""
    row, left = at
    middle, (low, high) = row * _ROW + _ROW / 2, sorted(places)
    change: Tone = "rose" if bar.end >= bar.start else "fell"
    level: Tone = "accent" if row else "previous"
    tone = level if bar.total else change
    drawing.rect((low, middle - _BAR / 2), (max(high - low, 0.8), _BAR), tone, f"{bar.label} {bar.value}")
    drawing.text((left - _GAP, middle), fit(bar.label, (left - _GAP) / _SIZE), "muted", _SIZE, "end")
    drawing.text((high + _GAP, middle), bar.value, "ink", _SIZE)


def _axis_break(drawing: Drawing, row: int, left: int) -> None:
    """The mark of an axis that does not start at 0: a white zigzag through the bar."""
    top, at = row * _ROW + (_ROW - _BAR) / 2 - 1, left + 2 * _BREAK
    step = (_BAR + 2) / 4
    zigzag = [(at + (_BREAK / 2 if corner % 2 else 0), top + corner * step) for corner in range(5)]
    drawing.line(zigzag, "paper", 2.4)
