"""The totals of thousands of draws as a plot: the only module that knows matplotlib.

Text stays text, so that it can be searched and read aloud; page and PDF bring the font that it is set in.
"""

import locale
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from pubkpi.report.charts.figures import Histogram
from pubkpi.report.charts.svg import SMALL, TONES, refuse_boxes
from pubkpi.report.formats.fonts import FACE, FAMILY, font_file
from pubkpi.report.formats.templates import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SIZE = (7.0, 1.5)
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_RC: Any = {
    "font.family": FAMILY,
    "font.size": SMALL,
    "svg.fonttype": "none",
    "svg.hashsalt": "pubkpi",
    "svg.id": None,
    "text.language": "und",  # a Chinese one has other digits
    "text.parse_math": False,
    "text.color": TONES["muted"],
    "axes.edgecolor": TONES["rule"],
    "axes.linewidth": 0.6,
    "xtick.color": TONES["muted"],
}


def draw_histogram(chart: Histogram) -> str:
    """The SVG of *chart*; raises ReportError when the font lacks a character."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    refuse_boxes(chart.name, (chart.mark,))
    _add_font()
    stream = StringIO()
    with matplotlib.rc_context(), _no_language():
        matplotlib.rcdefaults()  # a matplotlibrc at home must not change a report
        matplotlib.rcParams.update(_RC)
        canvas = Figure(figsize=_SIZE)
        _plot(canvas.add_axes((0.04, 0.17, 0.92, 0.66)), chart)
        FigureCanvasSVG(canvas).print_svg(stream, metadata={"Date": None, "Creator": None})
    return _tidy(stream.getvalue(), chart)


def _plot(axes: "Axes", chart: Histogram) -> None:
    """A column for each total, pale outside the middle nine tenths; the total itself as a line."""
    for total, count in chart.counts:
        inside = chart.low <= total <= chart.high
        axes.bar(total, count, width=0.1, color=TONES["accent" if inside else "previous"], linewidth=0)
    axes.axvline(chart.total, color=TONES["ink"], linewidth=1.4)
    axes.annotate(chart.mark, (chart.total, 1.03), xycoords=("data", "axes fraction"), ha="center", va="bottom")
    axes.set_yticks([])
    axes.tick_params(length=2, width=0.6, pad=2)
    for side in ("top", "left", "right"):
        axes.spines[side].set_visible(False)


@contextmanager
def _no_language() -> Iterator[None]:
    """The locale C for a while: text is measured in the locale's language, whatever text.language says."""
    mine = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        yield
    finally:
        locale.setlocale(locale.LC_CTYPE, mine)


def _add_font() -> None:
    """Make matplotlib find the shipped file, and no other of the same name, for the family."""
    from matplotlib import font_manager

    manager, path = font_manager.fontManager, str(font_file())
    fonts = [entry for entry in manager.ttflist if entry.name == FAMILY]
    if [(entry.fname, entry.index) for entry in fonts] != [(path, FACE)]:
        manager.ttflist = [entry for entry in manager.ttflist if entry.name != FAMILY]
        manager.addfont(path)


def _tidy(svg: str, chart: Histogram) -> str:
    """The SVG fit to stand in a page: no comments, dates or page-wide style, and ids of its own."""
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    for node in root.iter():
        for key, value in node.attrib.items():
            if key == "id":
                node.set(key, f"{chart.name}-{value}")
            elif key == f"{{{_XLINK}}}href":
                node.set(key, f"#{chart.name}-{value.removeprefix('#')}")
            else:
                node.set(key, re.sub(r"^url\(#(.*)\)$", rf"url(#{chart.name}-\1)", value))
    root.set("role", "img")
    root.set("aria-label", visible(chart.alt))
    root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.tostring(root, encoding="unicode")
