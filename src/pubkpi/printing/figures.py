"""How a figure of an analysis is written, the same in tables and in sentences."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from pubkpi.model.explanations.analyses import Analysis, Figure, FigureKind
from pubkpi.model.text import NOTHING, Lang, Text, same
from pubkpi.printing.accounts import platform_label
from pubkpi.printing.rounding import rounded

# What a column holds that is no number.
TEXT_KINDS = ("text", "platform", "day")
_MISSING = "—"
_PLACES = {"count": 0, "share": 1, "points": 1, "number": 1, "hours": 1, "fen": 2}


def name_of(value: Figure) -> Text:
    """The words that *value* is in both languages; "none" where a row has no name."""
    if value is None:
        return Text("未注明", "none")
    return value if isinstance(value, Text) else same(str(value))


def figure(value: Figure, kind: FigureKind, lang: Lang = "zh") -> str:
    """*value* as it is printed: ``1,234``, ``40.0%``, ``+5.0`` points, ``12.30`` yuan of fen; — where it is missing.

    100 % and 0 % are only what is exactly that.
    """
    if value is None:
        return _MISSING
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Text):
        return value.say(lang)
    if isinstance(value, str):
        return platform_label(value, lang) if kind == "platform" else value
    if kind == "share" and value in (0, 1):
        return f"{int(value)}00%".replace("000%", "0%")
    number = rounded(float(Fraction(value) / (100 if kind == "fen" else 1)), _PLACES[kind], _unit(kind))
    if kind == "share":
        number = max(min(number, Decimal("99.9")) if value < 1 else number, Decimal("0.1") if value > 0 else number)
    sign = "+" if kind == "points" else ""
    return f"{number:{sign},f}{'%' if kind == 'share' else ''}".replace("-", "−")


def ends_left_out(count: int) -> Text:
    """That the *count* highest and lowest numbers are left out; nothing where none is."""
    if not count:
        return NOTHING
    en = "the highest and the lowest" if count == 1 else f"the {count} highest and the {count} lowest"
    return Text(f"去掉最高、最低各 {count} 个", f"leaving out {en}")


def _unit(kind: FigureKind) -> str:
    return "share" if kind in ("share", "points") else ""


def printed_rows(analysis: Analysis, lang: Lang) -> list[list[str]]:
    """The rows of *analysis* as they are printed, without the columns that are missing throughout."""
    kinds = [analysis.columns[i].kind for i in analysis.filled]
    return [
        [
            name_of(value).say(lang) if not place and value is None else figure(value, kind, lang)
            for place, kind in zip(analysis.filled, kinds, strict=True)
            for value in [row[place]]
        ]
        for row in analysis.rows
    ]
