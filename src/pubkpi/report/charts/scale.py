"""A total among the bands of its scorecard as a drawing."""

from itertools import pairwise

from pubkpi.report.charts.figures import BandScale
from pubkpi.report.charts.svg import SMALL, Drawing, Tone
from pubkpi.report.charts.words import fit, wide

_WIDTH, _HEIGHT, _LEFT, _RIGHT = 240, 62, 6.0, 232.0
_STRIP, _HIGH, _ABOVE, _LIMITS, _BELOW = 17.0, 15.0, 7.0, 38.5, 52.0  # heights: the strip, what stands around it
_TONES: tuple[Tone, ...] = ("pale", "rule")  # by turns, so that each band is told from its neighbours
_PAD, _SIDE = 2.0, 4.0


def draw_scale(scale: BandScale) -> str:
    """The SVG of *scale*: a strip of bands with their limits, a stroke for the total, a ring for the one before."""
    drawing = Drawing(scale.name, scale.alt, (_WIDTH, _HEIGHT))
    ends = [max(at, scale.origin) for at, _ in scale.bands] + [scale.top]
    for index, ((_, name), (low, high)) in enumerate(zip(scale.bands, pairwise(ends), strict=True)):
        left, right = _at(scale, low), _at(scale, high)
        drawing.rect((left, _STRIP), (right - left, _HIGH), _TONES[index % 2], f"{name} {low:g}–{high:g}")
        if wide(name) * SMALL + _PAD <= right - left:
            drawing.text(((left + right) / 2, _STRIP + _HIGH / 2), fit(name, _WIDTH), "muted", SMALL, "middle")
        drawing.text((left, _LIMITS), f"{low:g}", "muted", SMALL, "middle")
    drawing.text((_RIGHT, _LIMITS), f"{scale.top:g}", "muted", SMALL, "middle")
    if scale.origin:
        _break(drawing)
    if scale.low < scale.high:
        edge = _STRIP + _HIGH + 1
        drawing.line([(_at(scale, scale.low), edge), (_at(scale, scale.high), edge)], "accent", 2)
    _mark(drawing, scale, scale.before, scale.label_before, _BELOW, is_now=False)
    _mark(drawing, scale, scale.at, scale.label, _ABOVE, is_now=True)
    return drawing.svg()


def _at(scale: BandScale, points: float) -> float:
    share = (points - scale.origin) / (scale.top - scale.origin)
    return _LEFT + min(max(share, 0.0), 1.0) * (_RIGHT - _LEFT)


def _mark(drawing: Drawing, scale: BandScale, points: float | None, label: str, height: float, *, is_now: bool) -> None:
    """A total with its label above or below, as near to it as the drawing has room."""
    if points is None:
        return
    place = _at(scale, points)
    if is_now:
        drawing.line([(place, _STRIP - 3), (place, _STRIP + _HIGH + 2)], "ink", 2.4)
    else:
        drawing.line([(place, _STRIP + _HIGH), (place, height - _SIDE)], "muted", 0.6)
        drawing.point((place, _STRIP + _HIGH), 2.4, "ink", hollow=True)
    words = fit(label, _WIDTH / SMALL)
    half = wide(words) * SMALL / 2
    drawing.text((min(max(place, half), _WIDTH - half), height), words, "ink" if is_now else "muted", SMALL, "middle")


def _break(drawing: Drawing) -> None:
    """The mark of an axis that does not start at 0: a white zigzag through the first band."""
    step, at = _HIGH / 4, _LEFT + _PAD * 2
    drawing.line([(at + (corner % 2) * 2.5, _STRIP + corner * step) for corner in range(5)], "paper", 2.0)
