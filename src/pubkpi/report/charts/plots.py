"""Figures → plots of series, as programs for tables and slides draw them themselves."""

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from pubkpi.report.charts.figures import Figure, Histogram, Panel, TotalChart, TrendChart, WaterfallChart
from pubkpi.report.formats.templates import visible

Role = Literal["actual", "target", "limit", "base", "up", "down", "label"]


@dataclass(frozen=True, slots=True)
class Series:
    """One series; None is a gap. *labels* are written at its values, where these do not say it themselves."""

    name: str
    values: tuple[float | None, ...]
    role: Role = "actual"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plot:
    """Lines over the periods, lying bars, or columns one on the other; *limits* are the fixed ends of the axis."""

    title: str
    alt: str
    kind: Literal["line", "bar", "column"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    number: str = "General"
    limits: tuple[float, float] | None = None


def plots(figure: Figure) -> tuple[Plot, ...]:
    """The plots that make up *figure*, in words that a document may hold; none of one that only a drawing shows."""
    return tuple(
        replace(
            plot,
            title=visible(plot.title),
            alt=visible(plot.alt),
            categories=tuple(map(visible, plot.categories)),
            series=tuple(replace(one, name=visible(one.name)) for one in plot.series),
        )
        for plot in _plots(figure)
    )


def _plots(figure: Figure) -> tuple[Plot, ...]:
    match figure:
        case TrendChart():
            return tuple(_panel(figure, panel) for panel in figure.panels)
        case TotalChart():
            return (_total(figure),)
        case WaterfallChart():
            return (_waterfall(figure),)
        case Histogram():
            return (_histogram(figure),)
    return ()


def _panel(chart: TrendChart, panel: Panel) -> Plot:
    actual, target, *_ = chart.legend
    series = (Series(actual, panel.values), Series(target, panel.path, "target"))
    return Plot(panel.title, _alternative_text(panel.title, [("", panel.last)]), "line", chart.periods, series,
                "0.0%" if any("%" in name for _, name in panel.ticks) else "#,##0.##")  # fmt: skip


def _total(chart: TotalChart) -> Plot:
    """The totals, a series for each run of those that can be compared, so that no line joins the others."""
    starts = [index for index, joined in enumerate(chart.joined) if index and not joined]
    runs = [*pairwise([0, *starts, len(chart.totals)])]
    series = [
        Series(f"{chart.alt} {chart.periods[start]}–{chart.periods[end - 1]}", _only(chart.totals, start, end))
        for start, end in runs
        if any(one is not None for one in chart.totals[start:end])
    ]
    bands = [Series(f"{name} {at:g}", (at,) * len(chart.periods), "limit") for at, name in chart.bands]
    labels = zip(chart.periods, chart.labels, strict=True)
    top = max([100.0, *(one for one in chart.totals if one is not None)])
    return Plot(chart.alt, _alternative_text(chart.alt, [one for one in labels if one[1]]), "line", chart.periods,
                (*series, *bands), "0.0", (0.0, top))  # fmt: skip


def _waterfall(chart: WaterfallChart) -> Plot:
    """Columns that stand on where the one before ends, by a series below them that nobody sees; so are their labels
    those of one above.
    """
    bars = chart.bars
    ways = ["actual" if bar.total else "up" if bar.end >= bar.start else "down" for bar in bars]
    roles: tuple[Role, ...] = ("actual", "up", "down")
    series = [Series("", tuple(0.0 if bar.total else min(bar.start, bar.end) for bar in bars), "base")]
    for role in roles:
        sizes = (abs(bar.end - bar.start) if way == role else None for bar, way in zip(bars, ways, strict=True))
        series.append(Series("", tuple(sizes), role))
    top = max(max(bar.start, bar.end) for bar in bars)
    room = (top - chart.origin) * 0.15
    series.append(Series("", (room,) * len(bars), "label", tuple(bar.value for bar in bars)))
    title, names = re.split("[：:]", chart.alt)[0], tuple(bar.label for bar in bars)
    return Plot(title, chart.alt, "column", names, tuple(series), "0.0", (chart.origin, top + room))


def _histogram(chart: Histogram) -> Plot:
    totals, counts = zip(*chart.counts, strict=True)
    series = Series(chart.mark, tuple(map(float, counts)))
    return Plot(chart.alt, chart.alt, "column", tuple(f"{total:.1f}" for total in totals), (series,), "#,##0")


def _only(values: tuple[float | None, ...], start: int, end: int) -> tuple[float | None, ...]:
    return tuple(value if start <= index < end else None for index, value in enumerate(values))


def _alternative_text(what: str, values: list[tuple[str, str]]) -> str:
    """The message of a plot and its numbers, for who hears it."""
    return ": ".join(filter(None, (what, "; ".join(f"{name} {value}".strip() for name, value in values))))
