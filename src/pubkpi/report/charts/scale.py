"""A total among the bands of its scorecard as a drawing."""

from itertools import pairwise

from pubkpi.report.charts.figures import BandScale
from pubkpi.report.charts.svg import SMALL, Drawing, Place, Tone
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
        free = _free(scale, left, right)
        if wide(name) * SMALL + _PAD <= free[1] - free[0]:
            drawing.text((sum(free) / 2, _STRIP + _HIGH / 2), fit(name, _WIDTH), "muted", SMALL, "middle")
        _write(drawing, (left, _LIMITS), f"{low:,g}", "muted")
    _write(drawing, (_RIGHT, _LIMITS), f"{scale.top:,g}", "muted")
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


def _free(scale: BandScale, left: float, right: float) -> tuple[float, float]:
    """The greater part of a band that the stroke for the total leaves free."""
    at = _at(scale, scale.at) if scale.at is not None else left
    parts = ((left, min(at - _PAD, right)), (max(at + _PAD, left), right)) if left < at < right else ((left, right),)
    return max(parts, key=lambda part: part[1] - part[0])


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
    _write(drawing, (place, height), fit(label, _WIDTH / SMALL), "ink" if is_now else "muted")


def _write(drawing: Drawing, place: Place, words: str, tone: Tone) -> None:
    """*words* in the middle of *place*, or as near to it as the drawing has room."""
    half = wide(words) * SMALL / 2
    drawing.text((min(max(place[0], half), _WIDTH - half), place[1]), words, tone, SMALL, "middle")


def _break(drawing: Drawing) -> None:
    """The mark of an axis that does not start at 0: a white zigzag through the first band."""
    step, at = _HIGH / 4, _LEFT + _PAD * 2
    drawing.line([(at + (corner % 2) * 2.5, _STRIP + corner * step) for corner in range(5)], "paper", 2.0)
