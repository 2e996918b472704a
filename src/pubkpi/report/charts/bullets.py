"""Target against actual as a drawing: a row an indicator, on the way from its baseline to its target."""

from pubkpi.report.charts.figures import Bullet, BulletChart
from pubkpi.report.charts.svg import SMALL, Drawing
from pubkpi.report.charts.words import fit

_WIDTH, _ROW, _HEAD, _BAR = 504, 19.5, 23.0, 8.2
_LABEL, _LEFT, _RIGHT, _VALUE, _NOTE = 110, 120, 372, 412, 420  # right of labels, the axis, right of values, notes
_LEAST, _MOST = -0.25, 1.3
_DOT = 0.005  # a bar this short would not be seen
_ROOM = 12  # full-width characters of a label


def draw_bullets(chart: BulletChart) -> str:
    """The SVG of *chart*; what lies beyond the scale ends in an arrow."""
    height = _HEAD + _ROW * max(1, len(chart.rows))
    drawing = Drawing(chart.name, chart.alt, (_WIDTH, height))
    foot = height - 3
    drawing.rect((_at(0), _HEAD - 4), (_at(1) - _at(0), foot - _HEAD + 4), "pale")
    drawing.line([(_at(0), _HEAD - 4), (_at(0), foot)], "muted", 0.8)
    for index, row in enumerate(chart.rows):
        _row(drawing, _HEAD + _ROW * (index + 0.5), row)
    drawing.line([(_at(1), _HEAD - 4), (_at(1), foot)], "ink", 1.4)
    for place, name in ((0.0, chart.baseline), (0.5, ""), (1.0, chart.target)):
        drawing.text((_at(place), _HEAD - 12), f"{name} {place:.0%}".strip(), "muted", SMALL, "middle")
    return drawing.svg()


def _at(attainment: float) -> float:
    return _LEFT + (attainment - _LEAST) / (_MOST - _LEAST) * (_RIGHT - _LEFT)


def _row(drawing: Drawing, middle: float, row: Bullet) -> None:
    drawing.text((_LABEL, middle), fit(row.label, _ROOM), "ink", anchor="end")
    drawing.text((_VALUE, middle), row.value, "muted" if row.at is None else "ink", anchor="end")
    drawing.text((_NOTE, middle), row.note, "muted", SMALL)
    if row.at is None:
        return
    end = min(max(row.at, _LEAST), _MOST)
    low, high = sorted((_at(0), _at(end)))
    hover = " ".join(filter(None, (row.label, row.value, row.note)))
    if abs(row.at) < _DOT:
        drawing.point((_at(end), middle), 2, "accent", hover=hover)
    else:
        drawing.rect((low, middle - _BAR / 2), (high - low, _BAR), "accent", hover)
    if end != row.at:
        length = 6 if row.at > 0 else -6
        drawing.arrow((_at(end) + length, middle), length * 1.4, "accent")
