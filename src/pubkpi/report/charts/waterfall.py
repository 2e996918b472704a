"""The way from one total to the next as an SVG of our own: bars, and text that stays text."""

import re
from xml.etree import ElementTree

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text
from pubkpi.report.charts.figures import Bar, WaterfallChart
from pubkpi.report.charts.words import ACCENT, INK, MUTED, RULE, fit
from pubkpi.report.formats.fonts import FAMILY, characters
from pubkpi.report.formats.templates import visible

PREVIOUS, ROSE, FELL = "#9dbfd6", "#1d6b3a", "#9b2c1f"
_SVG = "http://www.w3.org/2000/svg"
_WIDTH, _ROW, _BAR, _SIZE = WaterfallChart.width, WaterfallChart.row, 9, 9
_LEFT, _RIGHT = 120, _WIDTH - 34  # the axis; labels to its left, the last value to its right
_ROOM = 12.5  # full-width characters of a label
_GAP, _BREAK = 4, 5
_USUAL = re.compile("[ -~\u4e00-\u9fa5]")  # the font is known to have these


def draw_waterfall(chart: WaterfallChart) -> str:
    """The SVG of *chart*; raises ReportError when the font lacks a character."""
    height = _ROW * len(chart.bars)
    about = {"viewBox": f"0 0 {_WIDTH} {height}", "role": "img", "aria-label": visible(chart.alt), "xmlns": _SVG}
    root = ElementTree.Element("svg", about)
    most = max((level for bar in chart.bars for level in (bar.start, bar.end)), default=0.0)
    scale = (_RIGHT - _LEFT) / ((most - chart.origin) or 1.0)
    for row, bar in enumerate(chart.bars):
        start = chart.origin if bar.total else bar.start
        places = [round(_LEFT + (level - chart.origin) * scale, 2) for level in (start, bar.end)]
        _row(root, row, bar, (places[0], places[1]))
        if bar.total and chart.origin:
            _axis_break(root, row)
        if row + 1 < len(chart.bars):
            top = row * _ROW + _ROW / 2 + _BAR / 2
            _line(root, (places[1], top), (places[1], top + _ROW - _BAR))
    _refuse_boxes(chart)
    return ElementTree.tostring(root, encoding="unicode")


def _row(root: ElementTree.Element, row: int, bar: Bar, places: tuple[float, float]) -> None:
    """A label, a bar between *places*, and its value to the right of it."""
    middle, (low, high) = row * _ROW + _ROW / 2, sorted(places)
    tone = (PREVIOUS if not row else ACCENT) if bar.total else ROSE if bar.end >= bar.start else FELL
    size = {"x": f"{low:g}", "y": f"{middle - _BAR / 2:g}", "width": f"{max(high - low, 0.8):g}", "height": f"{_BAR:g}"}
    ElementTree.SubElement(root, "rect", {**size, "fill": tone})
    _text(root, (_LEFT - _GAP, middle), fit(bar.label, _ROOM), "end")
    _text(root, (high + _GAP, middle), bar.value, "start", INK)


def _text(root: ElementTree.Element, place: tuple[float, float], words: str, anchor: str, tone: str = MUTED) -> None:
    about = {"x": f"{place[0]:g}", "y": f"{place[1] + _SIZE * 0.36:g}", "text-anchor": anchor, "fill": tone}
    about |= {"font-size": f"{_SIZE}", "font-family": FAMILY}
    ElementTree.SubElement(root, "text", about).text = words


def _line(root: ElementTree.Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    ends = zip(("x1", "y1", "x2", "y2"), (*start, *end), strict=True)
    about = {name: f"{place:g}" for name, place in ends}
    ElementTree.SubElement(root, "line", {**about, "stroke": RULE, "stroke-width": "0.8"})


def _axis_break(root: ElementTree.Element, row: int) -> None:
    """The mark of an axis that does not start at 0: a white zigzag through the bar."""
    top, at = row * _ROW + (_ROW - _BAR) / 2 - 1, _LEFT + 2 * _BREAK
    step = (_BAR + 2) / 4
    points = " ".join(f"{at + (_BREAK / 2 if i % 2 else 0):g},{top + i * step:g}" for i in range(5))
    about = {"points": points, "fill": "none", "stroke": "#ffffff", "stroke-width": "2.4"}
    ElementTree.SubElement(root, "polyline", about)


def _refuse_boxes(chart: WaterfallChart) -> None:
    """Raise ReportError when the font has no shape for a character of a label."""
    rare = [one for bar in chart.bars for one in fit(bar.label, _ROOM) if not _USUAL.match(one)]
    lacking = [one for one in rare if ord(one) not in characters()]
    if lacking:
        what = Text(f"图表字体缺少一个字符（{lacking[0]!a}）", f"the chart font lacks a character ({lacking[0]!a})")
        raise ReportError(chart.name, what, Text("请改动含有该字符的名称。", "Change the name that holds it."))
