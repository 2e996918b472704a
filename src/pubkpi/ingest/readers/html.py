"""HTML tables, such as a back office sends under the name .xls."""

import re
from html import unescape
from html.parser import HTMLParser

from pubkpi.ingest.readers.charset import decoded
from pubkpi.ingest.readers.sheet import Book, Cell, Row, Sheet, cell
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# a character by its number, but for the one that stands for what is none
_NUMBERED = re.compile(r"&#(?!0*65533\b|[xX]0*[fF]{3}[dD]\b)(?:[0-9]+|[xX][0-9a-fA-F]+);?")


def looks_like(data: bytes) -> bool:
    """Whether the first thing in *data* is a tag, in whatever encoding."""
    start = data[:512].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return re.match(rb"<[!?a-zA-Z]", start) is not None


def read(data: bytes, name: str) -> Book:
    """Every table as a sheet; a cell over several columns or rows leaves the others blank."""
    words, encoding = decoded(data, name)
    _check_numbers(words, name)
    parser = _Tables()
    try:
        parser.feed(words)
        parser.close()
    except AssertionError as problem:
        # Python's parser gives up this way on a marked section that it does not know, such as <![x[
        what = Text("HTML 已损坏", "the HTML is broken")
        raise DataError(name, what, Text("请重新下载。", "Download it again.")) from problem
    sheets = [Sheet(f"table {i}", tuple(rows)) for i, rows in enumerate(parser.tables, start=1)]
    return Book("html", tuple(sheets), encoding)


def _check_numbers(words: str, name: str) -> None:
    """DataError when *words* number a character that there is none of: Python's parser would replace it."""
    lost = next((number for number in _NUMBERED.findall(words) if unescape(number) == "\ufffd"), None)
    if lost:
        what = Text(f"{lost} 不是字符", f"{lost} is no character")
        raise DataError(name, what, Text("请重新下载。", "Download it again."))


class _Tables(HTMLParser):
    """Collects the cells' text, row by row, table by table."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[Row]] = []
        self._row: list[Cell] | None = None
        self._words: list[str] | None = None
        self._span = (1, 1)
        # by column, how many of the next rows a cell above reaches into
        self._covered: dict[int, int] = {}

    def close(self) -> None:
        """The end of the file also ends a row that nothing else did."""
        super().close()
        self._end_row()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
            self._covered = {}
        elif tag == "tr" and self.tables:
            self._end_row()
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._end_cell()
            self._words, self._span = [], (_number(attrs, "colspan"), _number(attrs, "rowspan"))
        elif tag == "br" and self._words is not None:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._end_cell()
        elif tag in ("tr", "table"):
            self._end_row()

    def _end_cell(self) -> None:
        if self._words is not None and self._row is not None:
            self._leave_covered()
            wide, high = self._span
            # the row that it stands in counts, too
            self._covered |= {len(self._row) + i: high for i in range(wide) if high > 1}
            self._row += [cell("".join(self._words).strip()), *[None] * (wide - 1)]
        self._words = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._leave_covered()
            self._covered = {column: rows - 1 for column, rows in self._covered.items() if rows > 1}
            self.tables[-1].append(tuple(self._row))
        self._row = None

    def _leave_covered(self) -> None:
        while self._row is not None and len(self._row) in self._covered:
            self._row.append(None)


def _number(attrs: list[tuple[str, str | None]], name: str) -> int:
    words = dict(attrs).get(name) or "1"
    return int(words) if words.isdecimal() and len(words) < 5 else 1
