"""What a terminal shows of an analysis, and what programs read."""

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from pubkpi.cli import console
from pubkpi.cli.locale import language, t
from pubkpi.cli.views.pages import pages
from pubkpi.model.text import Text
from pubkpi.printing.figures import TEXT_KINDS, printed_rows
from pubkpi.printing.rounding import rounded

if TYPE_CHECKING:
    from pubkpi.model.explanations.analyses import Analysis, Figure


def show_analysis(analysis: "Analysis") -> None:
    """The table without columns that are missing throughout, on pages where it is wider than the terminal; below it the
    sentences that its numbers support, and what they leave open.
    """
    lang = language()
    console.out(f"{analysis.label.say(lang)} {analysis.period.label(lang)}")
    if analysis.rows:
        _show_rows(analysis)
    for words in analysis.sentences:
        console.out(words.say(lang))
    for words in analysis.notes:
        console.say(words.say(lang))


def _show_rows(analysis: "Analysis") -> None:
    """The rows on as many pages as they need; what names a row stands on each."""
    lang, columns = language(), [analysis.columns[i] for i in analysis.filled]
    header, rows = [one.label.say(lang) for one in columns], printed_rows(analysis, lang)
    right = [place for place, one in enumerate(columns) if one.kind not in TEXT_KINDS]
    if console.fits(header, rows):
        console.table(header, rows, right=right)
        return
    first = analysis.named_by
    split = pages(header, rows, first=first, name=first - 1, room=console.width())
    for number, page in enumerate(split, start=1):
        console.table(
            [header[place] for place in page.places],
            [[row[place] for place in page.places] for row in rows],
            right=[i for i, place in enumerate(page.places) if place in right],
            title=t(f"第 {number} 页，共 {len(split)} 页", f"page {number} of {len(split)}") if len(split) > 1 else "",
            widths=page.widths,
        )


def analysis_rows(analysis: "Analysis") -> list[list[object]]:
    """The rows below the names of the columns, numbers in full; money in yuan, blank where a value is missing."""
    names: list[object] = [
        one.name.removesuffix("_fen") + "_yuan" * one.name.endswith("_fen") for one in analysis.columns
    ]
    return [names, *([*map(_plain_yuan, row, analysis.columns)] for row in analysis.rows)]


def _plain_yuan(value: "Figure", column: Any) -> object:
    if value is None:
        return ""
    if column.kind == "fen" and isinstance(value, int | Fraction):
        return f"{rounded(float(Fraction(value) / 100), 2, ''):f}"
    return _plain(value)


def analysis_as_json(analysis: "Analysis") -> dict[str, Any]:
    """The analysis for `--format json`: shares as numbers from 0 to 1, money in fen, null where a value is missing."""
    lang = language()
    names = [one.name for one in analysis.columns]
    return {
        "schema_version": 1,
        "analysis": analysis.name,
        "label": analysis.label.say(lang),
        "period": str(analysis.period),
        "by": analysis.by,
        "columns": [{"name": one.name, "label": one.label.say(lang), "kind": one.kind} for one in analysis.columns],
        "rows": [dict(zip(names, map(_plain, row), strict=True)) for row in analysis.rows],
        "sentences": [one.say(lang) for one in analysis.sentences],
        "notes": [one.say(lang) for one in analysis.notes],
    }


def _plain(value: "Figure") -> Any:
    if isinstance(value, Text):
        return value.say(language())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    return value
