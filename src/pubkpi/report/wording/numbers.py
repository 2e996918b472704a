"""Numbers as print: the only place that scales and writes units, signs and separators."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeGuard

from pubkpi.model.scores import Bound, Value
from pubkpi.model.text import Lang, Text, count_of
from pubkpi.printing.rounding import FLIPPED, SIGNS, gap_side, places, rounded
from pubkpi.printing.terms import unit_text

MISSING = "—"
UNMOVED = "±0"
_UNDECLARED = Text("未声明", "not declared")
_OPEN = Text("无法判定", "cannot tell")
_NOT_BROKEN = "\u00a0"
# A count is of whatever the label names ("外部合作 6"), and a level without a name is a bare number.
_UNSPOKEN = {"count", "level"}


def _digits(number: Decimal, *, sign: bool = False) -> str:
    """*number* with thousands separators and a true minus; with ``+`` too when *sign*."""
    return f"{number:{'+' if sign and number else ''},}".replace("-", "−")


def _is_number(value: float | None) -> TypeGuard[float]:
    """Whether there is a number to print: a completion of T ÷ 0 is infinite and is none."""
    return value is not None and math.isfinite(value)


def score(value: float | None, bound: Bound = "") -> str:
    """A score or its points with one decimal: ``83.6``, ``≥83.6`` where it is a *bound*."""
    return SIGNS[bound] + _digits(rounded(value, 1, "", bound)) if _is_number(value) else MISSING


def exact(value: float) -> Decimal:
    """The decimal that a float stands for, to nine places: what differences are made of."""
    return Decimal(repr(round(float(value), 9)))


def signed(difference: Decimal, places: int = 1, unit: str = "") -> str:
    """An exact *difference* rounded once, with its sign even where it prints as 0: ``+3.2``, ``−0.0``, ``±0``."""
    if not difference:
        return UNMOVED
    return ("+" if difference > 0 else "−") + _digits(abs(rounded(float(difference), places, unit)))


def score_change(now: float | None, before: float | None, bounds: tuple[Bound, Bound] = ("", "")) -> str:
    """The change between two scores, worked out exactly and rounded once; ``—`` when one is missing, or when *bounds*
    leave it open both ways.
    """
    side = gap_side(*bounds)
    if not (_is_number(now) and _is_number(before)) or side is None:
        return MISSING
    difference = exact(now) - exact(before)
    return signed(difference) if not side else SIGNS[side] + _digits(rounded(float(difference), 1, "", side), sign=True)


def score_gap(limit: float, printed: float | None) -> str:
    """How far a *printed* score is below a *limit*, worked out exactly: bands and states read the printed figure."""
    return score(float(exact(limit) - exact(printed))) if _is_number(printed) else MISSING


def lost(weight: float | None, points: float | None, bound: Bound = "") -> str:
    """The points lost between a weight and the points reached, of which only a *bound* may be known, worked out exactly
    and rounded once.
    """
    if not (_is_number(weight) and _is_number(points)):
        return MISSING
    side = FLIPPED[bound]
    return SIGNS[side] + _digits(rounded(float(exact(weight) - exact(points)), 1, "", side))


def weight(value: float | None) -> str:
    """A weight without needless decimals: ``15``, ``7.5``, ``16.7``."""
    if not _is_number(value):
        return MISSING
    tenth = rounded(value, 1)
    return _digits(tenth if tenth % 1 else tenth.quantize(Decimal(1)))


def percent(value: float | None, places: int = 1, bound: Bound = "") -> str:
    """A share as percent, ``≥104.1%`` where it is a *bound*; 100 % and 0 % only when it is exactly that, and without
    decimals then.
    """
    if not _is_number(value):
        return MISSING
    if value in (0.0, 1.0):
        return f"{SIGNS[bound]}{value:.0%}"
    most, least = Decimal(100), Decimal(0)
    step = Decimal(1).scaleb(-places)
    number = rounded(value, places, "share", bound)
    if value < 1 and number == most and not bound:
        number = most - step
    elif value > 0 and number == least and not bound:
        number = step
    return f"{SIGNS[bound]}{_digits(number)}%"


def coverage(value: Value, lang: Lang) -> str:
    """How much of its data a value rests on, as percent; that nobody declared how much there should be, if so."""
    return _UNDECLARED.say(lang) if value.undeclared else percent(value.coverage)


def growth(value: float | None, bound: Bound = "") -> str:
    """A relative change with its sign: ``+7.4%``, ``≥+7.4%`` where it is a *bound*; ``—`` when there is none."""
    return MISSING if value is None else SIGNS[bound] + _digits(rounded(value, 1, "share", bound), sign=True) + "%"


def count_with_noun(number: int, noun: str, lang: Lang) -> str:
    """So many, in English with the *noun*: 1 row, 1,200 rows."""
    return count_of(number, noun) if lang == "en" else count(number)


def count(value: float) -> str:
    """A whole number with separators: ``12,345``."""
    return _digits(rounded(value, 0))


def amount(value: float) -> str:
    """A sum with separators, whole or to two decimals: ``12,345``, ``0.25``."""
    return _digits(rounded(value, 0 if value % 1 == 0 else 2))


def day(value: date) -> str:
    """A day in tables: ``2024-06-30``."""
    return value.isoformat()


def long_day(value: date, lang: Lang) -> str:
    """A day in sentences: ``2024年6月30日`` or ``30 June 2024``."""
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def month(value: date, lang: Lang) -> str:
    """The month of a day: ``4月`` or ``April``."""
    return f"{value.month}月" if lang == "zh" else _MONTHS[value.month - 1]


def day_runs(days: Iterable[date], pause: str = ", ") -> str:
    """Days as runs: ``04-03–04-05, 04-09``."""
    runs: list[list[date]] = []
    for one in sorted(set(days)):
        if runs and one - runs[-1][1] == timedelta(days=1):
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return pause.join(f"{a:%m-%d}" if a == b else f"{a:%m-%d}–{b:%m-%d}" for a, b in runs)


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Scale:
    """How one indicator's values print: its unit, its decimals and the names of its steps; shares that are differences
    of shares print *in_points* of percentage.
    """

    unit: str
    lang: Lang
    places: int
    names: Mapping[Fraction, Text] = field(default_factory=dict)
    in_points: bool = False

    def bare(self, value: float | None, bound: Bound = "") -> str:
        """The value as a table shows it: ``53.8%``, ``68,412``, ``省级``, ``≥40,160`` where it is a *bound*."""
        if not _is_number(value):
            return MISSING
        sign = SIGNS[bound]
        name = self._name(value)
        if name:
            return sign + name
        written = sign + _digits(rounded(value, self.places, self.unit, bound))
        if self.in_points:
            return f"{written}{_NOT_BROKEN}{self._points}"
        return written + "%" if self.unit == "share" else written

    def full(self, value: float | None, bound: Bound = "") -> str:
        """The value as a sentence says it: ``68,412 人``."""
        bare = self.bare(value, bound)
        if value is None or bare == MISSING or self._name(value) or self.unit in ("share", *_UNSPOKEN):
            return bare
        return bare + _NOT_BROKEN + self.unit_word

    def change(self, now: float | None, before: float | None, bounds: tuple[Bound, Bound] = ("", "")) -> str:
        """The exact change between two values, rounded once: ``+1.2 个百分点``, ``+1,204``, ``无→省级``; with *bounds*
        ``≥+1,204``, or that nobody can tell.
        """
        if not (_is_number(now) and _is_number(before)):
            return MISSING
        side, difference = gap_side(*bounds), exact(now) - exact(before)
        if side is None:
            return _OPEN.say(self.lang)
        names = self._name(before), self._name(now)
        if all(names):
            return (
                UNMOVED
                if names[0] == names[1] and not side
                else f"{SIGNS[bounds[1]]}{names[0]}→{SIGNS[bounds[0]]}{names[1]}"
            )
        written = signed(difference, self.places, self.unit)
        if side:
            written = SIGNS[side] + _digits(rounded(float(difference), self.places, self.unit, side), sign=True)
        return f"{written}{_NOT_BROKEN}{self._points}" if self.unit == "share" and written != UNMOVED else written

    @property
    def _points(self) -> str:
        return "个百分点" if self.lang == "zh" else "pp"

    @property
    def printed_unit(self) -> str:
        """The unit of which `scale` makes it: pp where shares print in points."""
        return "pp" if self.in_points else self.unit

    @property
    def unit_word(self) -> str:
        """The unit's word; an unknown unit says its own name."""
        return self._points if self.in_points else unit_text(self.unit).say(self.lang)

    @property
    def unit_note(self) -> str:
        """The unit's word where the numbers do not say it themselves, else nothing."""
        return "" if self.unit in ("share", *_UNSPOKEN) else self.unit_word

    def _name(self, value: float) -> str:
        for step, name in self.names.items():
            if math.isclose(float(step), value, abs_tol=1e-9):
                return name.say(self.lang)
        return ""


def scale(unit: str, lang: Lang, values: Iterable[float | None], names: Mapping[Fraction, Text] | None = None) -> Scale:
    """The scale on which different *values* also print differently: 8.32 % is not shown as its target of 8.33 %."""
    in_points, unit = unit == "pp", "share" if unit == "pp" else unit
    return Scale(unit, lang, places(unit, values), names or {}, in_points)
