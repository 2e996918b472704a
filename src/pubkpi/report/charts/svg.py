"""A drawing of our own as SVG: rectangles, lines, points, and words that stay text.

Each shape has its colour and, as its class, the name of that: a page on a dark screen puts another colour in its place.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal
from xml.etree import ElementTree

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text
from pubkpi.report.formats.fonts import FAMILY, characters
from pubkpi.report.formats.templates import visible

Tone = Literal["ink", "muted", "rule", "pale", "accent", "previous", "rose", "fell", "paper"]
Place = tuple[float, float]
TONES: dict[Tone, str] = {
    "ink": "#1f2933",
    "muted": "#5f6b78",
    "rule": "#d5dbe1",
    "pale": "#e9eff4",
    "accent": "#1f5f8b",
    "previous": "#9dbfd6",
    "rose": "#1d6b3a",
    "fell": "#9b2c1f",
    "paper": "#ffffff",
}
SMALL, USUAL = 8.0, 8.5  # in print nothing is smaller
_ASCENT = 0.36  # of a line's height, from its middle to the foot of its letters
_KNOWN = re.compile("[ -~\u4e00-\u9fa5]")  # the font has these


class Drawing:
    """A picture in points of print, as wide as *size* says; its words are remembered for the font."""

    def __init__(self, name: str, alt: str, size: Place) -> None:
        self.name = name
        about = {"viewBox": f"0 0 {size[0]:g} {size[1]:g}", "role": "img", "aria-label": visible(alt)}
        self._root = ElementTree.Element("svg", {**about, "xmlns": "http://www.w3.org/2000/svg"})
        self._words: list[str] = []

    def rect(self, corner: Place, size: Place, tone: Tone, hover: str = "") -> None:
        """A filled rectangle from its upper left *corner*, which says *hover* under the pointer."""
        about = {"x": _print(corner[0]), "y": _print(corner[1]), "width": _print(size[0]), "height": _print(size[1])}
        _explain(self._add("rect", about, fill=tone), hover)

    def line(self, places: Sequence[Place], tone: Tone, width: float, *, dashes: str = "") -> None:
        """A line through *places*."""
        about = {"points": " ".join(f"{_print(x)},{_print(y)}" for x, y in places), "stroke-width": f"{width:g}"}
        self._add("polyline", about | ({"stroke-dasharray": dashes} if dashes else {}), stroke=tone)

    def point(self, place: Place, radius: float, tone: Tone, *, hollow: bool = False, hover: str = "") -> None:
        """A dot; a *hollow* one is a ring; it says *hover* under the pointer."""
        about = {"cx": _print(place[0]), "cy": _print(place[1]), "r": f"{radius:g}"}
        about |= {"stroke-width": "1"} if hollow else {}
        _explain(self._add("circle", about, "paper" if hollow else tone, tone if hollow else None), hover)

    def arrow(self, tip: Place, length: float, tone: Tone) -> None:
        """A triangle whose *tip* points to the right, or by a negative *length* to the left."""
        (x, y), half = tip, abs(length) * 0.6
        corners = ((x, y), (x - length, y - half), (x - length, y + half))
        self._add("polygon", {"points": " ".join(f"{_print(a)},{_print(b)}" for a, b in corners)}, fill=tone)

    def text(
        self,
        place: Place,
        words: str,
        tone: Tone = "ink",
        size: float = USUAL,
        anchor: Literal["start", "middle", "end"] = "start",
    ) -> None:
        """*words* in one line whose middle is as high as *place*."""
        if not words:
            return
        about = {"x": _print(place[0]), "y": _print(place[1] + size * _ASCENT), "font-size": f"{size:g}"}
        about |= {"font-family": FAMILY} | ({"text-anchor": anchor} if anchor != "start" else {})
        self._add("text", about, fill=tone).text = words
        self._words.append(words)

    def svg(self) -> str:
        """The drawing as text; raises ReportError when the font has no shape for a character of it."""
        refuse_boxes(self.name, self._words)
        return ElementTree.tostring(self._root, encoding="unicode")

    def _add(
        self, tag: str, about: dict[str, str], fill: Tone | None = None, stroke: Tone | None = None
    ) -> ElementTree.Element:
        names = " ".join(filter(None, (fill, stroke and f"{stroke}-line")))
        colours = {"fill": TONES[fill] if fill else "none"} | ({"stroke": TONES[stroke]} if stroke else {})
        return ElementTree.SubElement(self._root, tag, {**about, **colours, "class": names})


def _explain(shape: ElementTree.Element, words: str) -> None:
    if words:
        ElementTree.SubElement(shape, "title").text = visible(words)


def refuse_boxes(name: str, words: Iterable[str]) -> None:
    """Raise ReportError, with the *name* of the chart, when the font has no shape for a character of *words*."""
    rare = [character for one in words for character in one if not _KNOWN.match(character)]
    lacking = [one for one in rare if ord(one) not in characters()]
    if lacking:
        what = Text(f"图表字体缺少一个字符（{lacking[0]!a}）", f"the chart font lacks a character ({lacking[0]!a})")
        raise ReportError(name, what, Text("请改动含有该字符的名称。", "Change the name that holds it."))


def _print(number: float) -> str:
    return f"{round(number, 2):g}"
