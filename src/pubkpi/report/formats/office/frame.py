"""What stands around the sections in every office document, and how all of them look."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pubkpi.model.text import Lang

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

COLOURS = {"ink": "#1f2933", "muted": "#5f6b78", "rule": "#d5dbe1", "actual": "#1f5f8b", "bar": "#c9dceb",
           "target": "#5f6b78", "limit": "#b3bcc6", "pale": "#f3f6f8", "up": "#2e7d4f", "down": "#b3261e"}  # fmt: skip
# ink and ground of each state, as style.css has them
TONES = {"green": ("#1d6b3a", "#e3f1e6"), "blue": ("#1f5f8b", "#e4eef5"), "yellow": ("#7a5700", "#fbf0d5"),
         "red": ("#9b2c1f", "#f9e3df"), "none": ("#5b6672", "#eef0f2")}  # fmt: skip
FONT = "Microsoft YaHei"  # on every Windows; WPS and LibreOffice take their own Chinese font where it is not there


class CellStyles:
    """The formats of the cells of *book*, each made once."""

    def __init__(self, book: "Workbook", font: str = FONT) -> None:
        self.book, self._font, self._formats = book, font, dict[tuple[tuple[str, Any], ...], Any]()

    def __call__(self, **look: Any) -> "Format":
        """The format with that *look*."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            usual = {"font_name": self._font, "font_size": 10, "valign": "top", "font_color": COLOURS["ink"]}
            self._formats[key] = self.book.add_format({**usual, **look})
        return self._formats[key]


@dataclass(frozen=True, slots=True)
class Frame:
    """Title, foot, author and the like as finished strings; *words* are the fixed ones, *tones* the colours of states.

    The clock of a document stands at *day*; *dated* says up to which day the data are.
    """

    language: Lang
    day: date
    theme: str
    title: str
    over: str
    foot: str
    dated: str
    provisional: str
    author: str
    organisation: str
    words: Mapping[str, str]
    tones: Mapping[str, tuple[str, str]]
    font: str = FONT


def width(words: str) -> int:
    """How wide *words* are in narrow characters; a Chinese one counts as two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in words)
