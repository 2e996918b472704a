"""Plots as charts of a slide, each with its workbook, in which no words are formulas."""

from datetime import datetime
from io import BytesIO
from typing import Any

from pubkpi.report.charts.plots import Plot, Series
from pubkpi.report.formats.office.frame import COLOURS, Frame

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def add_chart(slide: Any, plot: Plot, place: tuple[Any, Any, Any, Any], frame: Frame, *, small: bool) -> None:
    """Put *plot* at its *place* of *slide*; a *small* one has no legend and no numbers at its points."""
    from pptx.enum.chart import XL_CHART_TYPE

    kinds = {
        "line": XL_CHART_TYPE.LINE_MARKERS,
        "bar": XL_CHART_TYPE.BAR_CLUSTERED,
        "column": XL_CHART_TYPE.COLUMN_STACKED,
    }
    shape = slide.shapes.add_chart(kinds[plot.kind], *place, _data(plot, frame))
    shape.name = plot.title[:60]
    shape._element.nvGraphicFramePr.cNvPr.set("descr", plot.alt)
    chart = shape.chart
    _set_axes(chart, plot, small=small)
    for series, one in zip(plot.series, chart.plots[0].series, strict=True):
        _paint(one, series, plot, small=small)


def _data(plot: Plot, frame: Frame) -> Any:
    """The numbers of *plot* with a workbook of our own making."""
    from pptx.chart.data import CategoryChartData

    class Data(CategoryChartData):
        """The library's data, but for its workbook, which takes words for formulas and has the clock's date."""

        @property
        def xlsx_blob(self) -> bytes:
            return _workbook(plot, frame)

    data: Any = Data(number_format=plot.number)  # type: ignore[no-untyped-call]  # the library has no types here
    data.categories = plot.categories
    for series in plot.series:
        data.add_series(series.name, series.values)
    return data


def _workbook(plot: Plot, frame: Frame) -> bytes:
    """Categories in the first column, a series in each of the next, where the chart looks for them."""
    from xlsxwriter import Workbook

    stream = BytesIO()
    book = Workbook(stream, _OPTIONS)
    book.set_properties({"created": datetime(frame.day.year, frame.day.month, frame.day.day)})
    sheet = book.add_worksheet("Sheet1")
    for line, words in enumerate(plot.categories, start=1):
        sheet.write_string(line, 0, words)
    for column, series in enumerate(plot.series, start=1):
        sheet.write_string(0, column, series.name)
        for line, value in enumerate(series.values, start=1):
            if value is not None:
                sheet.write_number(line, column, value)
    book.close()
    return stream.getvalue()


def _set_axes(chart: Any, plot: Plot, *, small: bool) -> None:
    from pptx.enum.chart import XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
    from pptx.util import Pt

    chart.font.size = Pt(8 if small else 11)
    chart.has_title = True
    chart.chart_title.text_frame.text = plot.title
    chart.chart_title.text_frame.paragraphs[0].runs[0].font.size = Pt(9 if small else 12)
    chart.has_legend = plot.kind == "line" and not small
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    values, names = chart.value_axis, chart.category_axis
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = plot.number, False
    values.major_gridlines.format.line.color.rgb = _colour("rule")
    values.format.line.fill.background()
    names.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if plot.limits:
        values.minimum_scale, values.maximum_scale = plot.limits
    if plot.kind == "bar":
        names.reverse_order = True
        values.major_unit = 0.25


def _paint(drawn: Any, series: Series, plot: Plot, *, small: bool) -> None:
    from pptx.enum.chart import XL_LABEL_POSITION, XL_MARKER_STYLE
    from pptx.enum.dml import MSO_LINE
    from pptx.util import Pt

    if series.role in ("base", "label"):
        drawn.format.fill.background()
        for index, words in enumerate(series.labels):
            label = drawn.points[index].data_label
            label.text_frame.text, label.position = words, XL_LABEL_POSITION.INSIDE_BASE
        return
    if plot.kind == "line":
        drawn.smooth = False
        drawn.format.line.color.rgb = _colour(series.role)
        drawn.format.line.width = Pt(1 if series.role != "actual" else 2)
        if series.role != "actual":
            drawn.marker.style = XL_MARKER_STYLE.NONE
            drawn.format.line.dash_style = MSO_LINE.DASH if series.role == "target" else MSO_LINE.SOLID
            return
        drawn.marker.format.fill.solid()
        drawn.marker.format.fill.fore_color.rgb = _colour("actual")
    else:
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = _colour(series.role)
        drawn.invert_if_negative = False
    if small or plot.kind == "column":
        return
    labels = drawn.data_labels
    labels.show_value, labels.number_format, labels.number_format_is_linked = True, plot.number, False
    labels.position = XL_LABEL_POSITION.ABOVE if plot.kind == "line" else XL_LABEL_POSITION.OUTSIDE_END


def _colour(name: str) -> Any:
    from pptx.dml.color import RGBColor

    return RGBColor.from_string(COLOURS[name].lstrip("#").upper())
