"""Target against actual as a drawing: one indicator on the way from its baseline to its target."""

from pubkpi.report.charts.figures import Bullet
from pubkpi.report.charts.svg import Drawing

_WIDTH, _HEIGHT, _BAR, _RANGE = 120, 10, 4.2, 8.0
_LEFT, _TARGET, _RIGHT = 9.0, 99.0, 111.0  # baseline, target, end of the scale; arrows stand beyond the ends
_MOST = (_RIGHT - _LEFT) / (_TARGET - _LEFT)
_MIDDLE, _ARROW, _DOT = _HEIGHT / 2, 7.0, 0.01  # a bar shorter than a dot would not be seen


def draw_bullet(bullet: Bullet) -> str:
    """The SVG of *bullet*: two ranges, the bar, a stroke for the target, a ring for the period before; what lies short
    of the scale is an arrow, and what goes beyond it ends in one.
    """
    drawing = Drawing(bullet.name, bullet.alt, (_WIDTH, _HEIGHT))
    near, top = _at(bullet.near), _MIDDLE - _RANGE / 2
    drawing.rect((_LEFT, top), (near - _LEFT, _RANGE), "rule", bullet.alt)
    drawing.rect((near, top), (_RIGHT - near, _RANGE), "pale", bullet.alt)
    if bullet.at < 0:
        drawing.arrow((_LEFT - _ARROW - 1, _MIDDLE), -_ARROW, "accent")
    elif bullet.at < _DOT:
        drawing.point((_LEFT, _MIDDLE), 2, "accent", hover=bullet.alt)
    else:
        drawing.rect((_LEFT, _MIDDLE - _BAR / 2), (_at(bullet.at) - _LEFT, _BAR), "accent", bullet.alt)
    if bullet.at > _MOST:
        drawing.arrow((_RIGHT + _ARROW, _MIDDLE), _ARROW, "accent")
    drawing.line([(_TARGET, 0.0), (_TARGET, _HEIGHT)], "ink", 1.8)
    if bullet.before is not None and 0 <= bullet.before <= _MOST:
        drawing.point((_at(bullet.before), _MIDDLE), 2.1, "ink", hollow=True)
    return drawing.svg()


def _at(place: float) -> float:
    return _LEFT + min(max(place, 0.0), _MOST) * (_TARGET - _LEFT)
