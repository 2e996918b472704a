"""Figures to SVG: the only module that knows matplotlib; the same figure gives the same bytes.

Text stays text, so that it can be searched and read aloud; page and PDF bring the font that it is set in.
"""

import locale
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text
from pubkpi.report.charts.figures import BulletChart, Panel, PlottedFigure, TotalChart, TrendChart
from pubkpi.report.charts.words import ACCENT, INK, MUTED, RULE, fit
from pubkpi.report.formats.fonts import FACE, FAMILY, font_file

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

PALE = "#e9eff4"
_WIDTH = 7.0
_SMALL, _USUAL = 8.0, 8.5  # in print nothing is smaller
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_DOT = 0.005  # a bar this short would not be seen
_LEAST, _MOST = -0.25, 1.3
_RC: Any = {
    "font.family": FAMILY,
    "font.size": _USUAL,
    "svg.fonttype": "none",
    "svg.hashsalt": "pubkpi",
    "svg.id": None,
    "text.language": "und",  # a Chinese one has other digits
    "text.parse_math": False,
    "text.color": INK,
    "axes.edgecolor": RULE,
    "axes.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "lines.linewidth": 1.4,
}


def draw(figure: PlottedFigure) -> str:
    """The SVG of *figure*; raises ReportError when the font lacks a character."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    _add_font()
    with matplotlib.rc_context(), warnings.catch_warnings(), _no_language():
        matplotlib.rcdefaults()  # a matplotlibrc at home must not change a report
        matplotlib.rcParams.update(_RC)
        warnings.filterwarnings("error", message="Glyph")
        try:
            canvas = _canvas(figure)
            stream = StringIO()
            FigureCanvasSVG(canvas).print_svg(stream, metadata={"Date": None, "Creator": None})
        except UserWarning as problem:
            raise ReportError(
                figure.name,
                Text(f"图表字体缺少一个字符（{problem}）", f"the chart font lacks a character ({problem})"),
                Text("请改动含有该字符的名称。", "Change the name that holds it."),
            ) from problem
    return _tidy(stream.getvalue(), figure)


@contextmanager
def _no_language() -> Iterator[None]:
    """The locale C for a while: text is measured in the locale's language, whatever text.language says."""
    mine = locale.setlocale(locale.LC_CTYPE)
    locale.setlocale(locale.LC_CTYPE, "C")
    try:
        yield
    finally:
        locale.setlocale(locale.LC_CTYPE, mine)


def _canvas(figure: PlottedFigure) -> "Canvas":
    if isinstance(figure, BulletChart):
        return _bullets(figure)
    if isinstance(figure, TrendChart):
        return _trend(figure)
    return _total(figure)


def _add_font() -> None:
    """Make matplotlib find the shipped file, and no other of the same name, for the family."""
    from matplotlib import font_manager

    manager, path = font_manager.fontManager, str(font_file())
    known = [entry for entry in manager.ttflist if entry.name == FAMILY]
    if [(entry.fname, entry.index) for entry in known] != [(path, FACE)]:
        manager.ttflist = [entry for entry in manager.ttflist if entry.name != FAMILY]
        manager.addfont(path)


def _bullets(chart: BulletChart) -> "Canvas":
    """Rows on the attainment scale; what lies beyond the scale ends in an arrow."""
    from matplotlib.figure import Figure as Canvas

    lines = max(1, len(chart.rows))
    height = 0.27 * lines + 0.32
    canvas = Canvas(figsize=(_WIDTH, height))
    axes = canvas.add_axes((0.2, 0.02, 0.53, 1 - 0.32 / height))
    axes.set_xlim(_LEAST, _MOST)
    axes.set_ylim(lines - 0.5, -0.5)
    axes.axvspan(0, 1, color=PALE, linewidth=0)
    axes.axvline(0, color=MUTED, linewidth=0.8)
    axes.axvline(1, color=INK, linewidth=1.4)
    for place, name in ((0.0, chart.baseline), (0.5, ""), (1.0, chart.target)):
        axes.text(place, -0.62, f"{name} {place:.0%}".strip(), ha="center", va="bottom", fontsize=_SMALL, color=MUTED)
    for index, row in enumerate(chart.rows):
        axes.text(_LEAST - 0.06, index, fit(row.label, 12), ha="right", va="center")
        tone = INK if row.at is not None else MUTED
        axes.text(_MOST + 0.22, index, row.value, ha="right", va="center", color=tone)
        axes.text(_MOST + 0.27, index, row.note, ha="left", va="center", fontsize=_SMALL, color=MUTED)
        if row.at is not None:
            _bar(axes, index, row.at)
    _bare(axes)
    return canvas


def _bar(axes: "Axes", index: int, at: float) -> None:
    end = min(max(at, _LEAST), _MOST)
    axes.barh(index, end, height=0.42, color=ACCENT, linewidth=0)
    if end != at:
        marker = ">" if at > 0 else "<"
        axes.plot([end], [index], marker=marker, markersize=8, color=ACCENT, markeredgewidth=0, clip_on=False)
    elif abs(at) < _DOT:
        axes.plot([end], [index], marker="o", markersize=4, color=ACCENT, markeredgewidth=0, zorder=3)


def _trend(chart: TrendChart) -> "Canvas":
    """Small multiples, all on the same quarters, each on its own stated range."""
    from matplotlib.figure import Figure as Canvas

    rows = max(1, -(-len(chart.panels) // chart.columns))
    height = 1.16 * rows + 0.3
    canvas = Canvas(figsize=(_WIDTH, height))
    _legend(canvas, chart, height)
    for index, panel in enumerate(chart.panels):
        row, column = divmod(index, chart.columns)
        left = (column + 0.19) / chart.columns
        bottom = 1 - (0.3 + 1.16 * row + 0.95) / height
        axes = canvas.add_axes((left, bottom, 0.76 / chart.columns, 0.62 / height))
        _panel(axes, panel, chart)
    return canvas


def _legend(canvas: "Canvas", chart: TrendChart, height: float) -> None:
    axes = canvas.add_axes((0, 1 - 0.24 / height, 1, 0.24 / height))
    axes.set_xlim(0, _WIDTH)
    axes.set_ylim(0, 1)
    styles = (_LINE, _PATH, {**_LINE, "linestyle": "none", "markerfacecolor": "white"})
    for index, (name, style) in enumerate(zip(chart.legend, styles, strict=True)):
        start = 0.08 + 1.1 * index
        axes.plot([start, start + 0.13, start + 0.26], [0.5] * 3, markevery=[1], **style)
        axes.text(start + 0.34, 0.5, name, va="center", fontsize=_SMALL, color=MUTED)
    axes.axis("off")


_LINE: dict[str, Any] = {"color": ACCENT, "marker": "o", "markersize": 3.4, "markeredgewidth": 1.0}
_PATH: dict[str, Any] = {"color": MUTED, "linestyle": (0, (3, 2)), "linewidth": 0.9}


def _panel(axes: "Axes", panel: Panel, chart: TrendChart) -> None:
    """Values as a line with gaps, the target path dashed, both ends of the range named."""
    span = range(len(chart.periods))
    axes.plot(span, _gaps(panel.path), **_PATH)
    _points(axes, panel.values, chart.open_points)
    axes.set_xlim(-0.3, len(chart.periods) - 0.7)
    if panel.ticks:
        low, high = panel.ticks[0][0], panel.ticks[-1][0]
        room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
        axes.set_ylim(low - room, high + room)
    axes.set_yticks([place for place, _ in panel.ticks], [name for _, name in panel.ticks], fontsize=_SMALL)
    step = max(1, -(-len(chart.periods) // 6))
    axes.set_xticks([*span][::step], chart.periods[::step], fontsize=_SMALL)
    axes.text(-0.19, 1.16, fit(panel.title, 13), transform=axes.transAxes, va="bottom")
    axes.text(1.03, 1.16, panel.last, transform=axes.transAxes, va="bottom", ha="right", color=ACCENT)
    _frame(axes)


def _points(
    axes: "Axes", values: tuple[float | None, ...], is_open: tuple[bool, ...], joined: tuple[bool, ...] = ()
) -> None:
    """The values with a line between neighbours, or between those that are *joined* to the one before."""
    cuts = [index for index, to_last in enumerate(joined) if not to_last]
    for start, end in pairwise([0, *(index for index in cuts if index), len(values)]):
        axes.plot(range(start, end), _gaps(values[start:end]), zorder=3, clip_on=False, **_LINE)
    for index, (value, hollow) in enumerate(zip(values, is_open, strict=True)):
        if hollow and value is not None:
            axes.plot([index], [value], zorder=4, clip_on=False, **{**_LINE, "markerfacecolor": "white"})


def _total(chart: TotalChart) -> "Canvas":
    """The total from 0 to 100 with the bands as named lines."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(_WIDTH, 1.75))
    axes = canvas.add_axes((0.05, 0.13, 0.84, 0.83))
    axes.set_xlim(-0.4, len(chart.periods) - 0.6)
    axes.set_ylim(0, max([100.0, *(total for total in chart.totals if total is not None)]) + 5)
    for place, name in chart.bands:
        axes.axhline(place, color=RULE, linewidth=0.8, zorder=0)
        words = f"{name} {place:g}"
        axes.text(1.01, place, words, transform=axes.get_yaxis_transform(), va="center", fontsize=_SMALL, color=MUTED)
    _points(axes, chart.totals, chart.open_points, chart.joined)
    for index, (total, label) in enumerate(zip(chart.totals, chart.labels, strict=True)):
        where, tone = (total - 14, ACCENT) if total is not None else (4, MUTED)
        axes.text(index, where, label, ha="center", va="bottom", color=tone, fontsize=_USUAL)
    axes.set_xticks(range(len(chart.periods)), chart.periods, fontsize=_SMALL)
    axes.set_yticks([0, 50, 100], ["0", "50", "100"], fontsize=_SMALL)
    _frame(axes)
    return canvas


def _gaps(values: tuple[float | None, ...]) -> list[float]:
    return [float("nan") if value is None else value for value in values]


def _frame(axes: "Axes") -> None:
    axes.tick_params(length=2, width=0.6, pad=2)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _bare(axes: "Axes") -> None:
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)


def _tidy(svg: str, figure: PlottedFigure) -> str:
    """The SVG fit to stand in a page: no comments, dates or page-wide style, and ids of its own."""
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{_SVG}}}metadata", f"{{{_SVG}}}style"):
                parent.remove(child)
    _rename(root, lambda name: f"{figure.name}-{name}")
    root.set("role", "img")
    root.set("aria-label", figure.alt)
    root.set("style", "stroke-linejoin:round;stroke-linecap:butt")
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    return ElementTree.tostring(root, encoding="unicode")


def _rename(root: ElementTree.Element, rename: Callable[[str], str]) -> None:
    for node in root.iter():
        for key, value in node.attrib.items():
            if key == "id":
                node.set(key, rename(value))
            elif key == f"{{{_XLINK}}}href":
                node.set(key, "#" + rename(value.removeprefix("#")))
            elif value.startswith("url(#"):
                node.set(key, f"url(#{rename(value[5:-1])})")
