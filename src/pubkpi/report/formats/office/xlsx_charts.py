"""Plots as charts that the workbook draws itself, from numbers on a sheet of their own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pubkpi.report.charts.plots import Plot, Series
from pubkpi.report.formats.office.frame import COLOURS, Frame

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

_WIDE, _HIGH, _BAR = 720, 270, 26
_SMALL_WIDE, _SMALL_HIGH, _ACROSS = 330, 190, 3
_SUBTYPES = {"column": "stacked"}
_ROW = 20  # pixels


class ChartSheet:
    """The numbers of all charts, one table below the other."""

    def __init__(self, book: "Workbook", title: str) -> None:
        self.book, self.title, self.tables = book, title, list[list[list[object]]]()
        self.lines = 0

    def place(self, sheet: "Worksheet", line: int, drawn: Sequence[Plot], frame: Frame) -> int:
        """Put *drawn* at *line* of *sheet*, one below the other, or where there are several small side by side; the
        first line below them.
        """
        if len(drawn) == 1:
            high = max(_HIGH, _BAR * len(drawn[0].categories) + 80) if drawn[0].kind == "bar" else _HIGH
            self._insert(sheet, (line, 0), (0, 0), drawn[0], (_WIDE, high), frame)
            return line + high // _ROW + 2
        for index, plot in enumerate(drawn):
            row, column = divmod(index, _ACROSS)
            offset = (column * (_SMALL_WIDE + 10), row * (_SMALL_HIGH + 10))
            self._insert(sheet, (line, 0), offset, plot, (_SMALL_WIDE, _SMALL_HIGH), frame)
        return line + -(-len(drawn) // _ACROSS) * (_SMALL_HIGH + 10) // _ROW + 2

    def write(self) -> None:
        """Write the numbers on their sheet, the last one."""
        if self.tables:
            sheet = self.book.add_worksheet(self.title)
            line = 0
            for table in self.tables:
                for row in table:
                    for column, value in enumerate(row):
                        if isinstance(value, str):
                            sheet.write_string(line, column, value)
                        elif isinstance(value, float | int):
                            sheet.write_number(line, column, value)
                    line += 1
                line += 1
            sheet.set_column(0, 0, 24)

    def _insert(
        self,
        sheet: "Worksheet",
        cell: tuple[int, int],
        offset: tuple[int, int],
        plot: Plot,
        size: tuple[int, int],
        frame: Frame,
    ) -> None:
        first = self.lines
        heads: list[object] = [plot.title, *(one.name for one in plot.series)]
        values = zip(plot.categories, *(one.values for one in plot.series), strict=True)
        table: list[list[object]] = [heads, *([*row] for row in values)]
        self.tables.append(table)
        self.lines += len(table) + 1
        chart = self.book.add_chart({"type": plot.kind, "subtype": _SUBTYPES.get(plot.kind)})
        last = first + len(plot.categories)
        for column, series in enumerate(plot.series, start=1):
            chart.add_series({
                "name": [self.title, first, column],
                "categories": [self.title, first + 1, 0, last, 0],
                "values": [self.title, first + 1, column, last, column],
                **_look(series, plot, frame),
            })  # fmt: skip
        _set_axes(chart, plot, frame)
        # by the cell: words that begin with = would be taken for a formula
        chart.set_title({"name": [self.title, first, 0], "name_font": {**_font(frame, COLOURS["ink"]), "size": 10}})
        chart.set_size({"width": size[0], "height": size[1]})
        place = {"x_offset": offset[0], "y_offset": offset[1], "description": plot.alt[:1000], "object_position": 1}
        sheet.insert_chart(*cell, chart, place)


def _look(series: Series, plot: Plot, frame: Frame) -> dict[str, Any]:
    """Blue what is, dashed what was meant to be, grey a limit, green and red what adds and takes off."""
    labels: dict[str, Any] = {"value": True, "num_format": plot.number, "font": _font(frame, COLOURS["ink"])}
    unseen: dict[str, Any] = {"fill": {"none": True}, "border": {"none": True}, "gap": 40}
    if series.role == "base":
        return unseen
    if series.role == "label":
        labels |= {"position": "inside_base", "custom": [{"value": one} for one in series.labels]}
        return {**unseen, "data_labels": labels}
    colour = COLOURS[series.role]
    if plot.kind == "column":
        return {"fill": {"color": colour}, "gap": 40}
    if plot.kind == "bar":
        return {"fill": {"color": colour}, "gap": 60, "data_labels": labels}
    if series.role != "actual":
        dash = "dash" if series.role == "target" else "solid"
        return {"line": {"color": colour, "width": 1.0, "dash_type": dash}, "marker": {"type": "none"}}
    marker = {"type": "circle", "size": 5, "border": {"color": colour}, "fill": {"color": colour}}
    labels["position"] = "above"
    return {"line": {"color": colour, "width": 2.0}, "marker": marker, "data_labels": labels}


def _set_axes(chart: Any, plot: Plot, frame: Frame) -> None:
    font = _font(frame, COLOURS["muted"])
    grid = {"visible": True, "line": {"color": COLOURS["rule"], "width": 0.5}}
    values: dict[str, Any] = {"num_format": plot.number, "num_font": font, "line": {"none": True}}
    values["major_gridlines"] = grid
    if plot.limits:
        values |= {"min": plot.limits[0], "max": plot.limits[1]}
    names: dict[str, Any] = {"num_font": font, "line": {"color": COLOURS["rule"]}, "label_position": "low"}
    if plot.kind == "bar":
        chart.set_x_axis({**values, "major_unit": 0.25})
        chart.set_y_axis({**names, "reverse": True})
        chart.set_legend({"none": True})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(values)
        chart.set_legend({"none": True} if plot.kind == "column" else {"position": "bottom", "font": font})
    chart.show_blanks_as("gap")
    chart.set_chartarea({"border": {"none": True}})


def _font(frame: Frame, colour: str) -> dict[str, Any]:
    return {"name": frame.font, "size": 8, "color": colour, "bold": False}
