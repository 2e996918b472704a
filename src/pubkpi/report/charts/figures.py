"""What a chart shows, as plain values: positions are numbers, everything written is finished print."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Bullet:
    """One indicator on the way from its baseline (0) to its target (1): where it is *at*, where it was *before*, and
    from where on it is *near*.
    """

    name: str
    alt: str
    at: float
    before: float | None
    near: float


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The values of one indicator over the quarters as a line without axes, None a gap, beside its target *path*."""

    name: str
    alt: str
    values: tuple[float | None, ...]
    path: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class BandScale:
    """The total among its *bands*, each from where it starts; between *low* and *high* it may still come to lie.

    The axis runs from *origin* to *top*. A total that there is not has no place: *at* is None, and so is *before*.
    """

    name: str
    alt: str
    bands: tuple[tuple[float, str], ...]
    origin: float
    top: float
    at: float | None
    label: str
    before: float | None
    label_before: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One series over the quarters of its chart; None is a gap. *ticks* are the two ends of the y axis."""

    title: str
    values: tuple[float | None, ...]
    path: tuple[float | None, ...]
    last: str
    ticks: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Small multiples on one time axis; *open_points* tells which quarters are provisional."""

    name: str
    alt: str
    periods: tuple[str, ...]
    open_points: tuple[bool, ...]
    panels: tuple[Panel, ...]
    columns: int
    legend: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TotalChart:
    """The total by quarter with its bands as lines; *joined* tells which points a line joins to the one before."""

    name: str
    alt: str
    periods: tuple[str, ...]
    totals: tuple[float | None, ...]
    labels: tuple[str, ...]
    open_points: tuple[bool, ...]
    joined: tuple[bool, ...]
    bands: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from one level to another with its printed value; that of a *total* starts at 0."""

    label: str
    start: float
    end: float
    value: str
    total: bool = False


@dataclass(frozen=True, slots=True)
class WaterfallChart:
    """The way from one total to the next, a bar a row; the axis starts at *origin*: broken, unless that is 0.

    A page that sets a table beside it needs its *width* and the height of a *row*, in units of the drawing; the
    labels have *room* on the left.
    """

    row: ClassVar[int] = 14

    name: str
    alt: str
    bars: tuple[Bar, ...]
    origin: float
    width: int = 330
    room: int = 120


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often each total came of so many draws; *low* and *high* end the middle nine tenths, *mark* names *total*."""

    name: str
    alt: str
    counts: tuple[tuple[float, int], ...]
    low: float
    high: float
    total: float
    mark: str


@dataclass(frozen=True, slots=True)
class LogoPicture:
    """The logo of an office, so wide and high in points; *source* is its file as a data: address."""

    name: str
    alt: str
    source: str
    width: float
    height: float


Figure = BandScale | Bullet | Sparkline | TrendChart | TotalChart | WaterfallChart | Histogram | LogoPicture


class View:
    """A section as finished strings; its *figures* are drawn for it."""

    __slots__ = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """None, unless the section has some."""
        return ()
