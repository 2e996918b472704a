"""Figures to SVG; the same figure gives the same bytes on every desk."""

from pubkpi.report.charts.bullets import draw_bullet
from pubkpi.report.charts.figures import (
    BandScale,
    Bullet,
    Figure,
    Histogram,
    LogoPicture,
    Sparkline,
    TotalChart,
    TrendChart,
)
from pubkpi.report.charts.lines import draw_sparkline, draw_total, draw_trend
from pubkpi.report.charts.scale import draw_scale
from pubkpi.report.charts.waterfall import draw_waterfall


def draw(figure: Figure) -> str:
    """The SVG of *figure*; raises ReportError when the font lacks a character."""
    match figure:
        case Bullet():
            return draw_bullet(figure)
        case Sparkline():
            return draw_sparkline(figure)
        case BandScale():
            return draw_scale(figure)
        case TrendChart():
            return draw_trend(figure)
        case TotalChart():
            return draw_total(figure)
        case Histogram():
            from pubkpi.report.charts.histogram import draw_histogram

            return draw_histogram(figure)
        case LogoPicture():
            from pubkpi.report.charts.logo import draw_logo

            return draw_logo(figure)
        case _:
            return draw_waterfall(figure)
