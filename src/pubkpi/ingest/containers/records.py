"""The records of separated text. One whose quotes do not match takes no other with it, so far as that is sure."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _csv import Reader

# the code in `ingest.reasons` of a record whose quotes do not match; its words are the lines
BROKEN = "#quotes"
# so many characters of a cell the csv module takes at most
LONGEST_CELL = csv.field_size_limit()
# what it says where a text ends within quotes
_OPEN = "unexpected end of data"
# so many lines more a record may take whose quotes have blanks behind them
_FURTHER = 20


@dataclass(frozen=True, slots=True)
class Dialect:
    """The separator, the quotation mark, the mark that escapes one, and whether blanks belong to the separator."""

    separator: str
    quote: str = '"'
    escape: str | None = None
    blanks: bool = False

    @property
    def usual(self) -> bool:
        """Whether quotes are as RFC 4180 has them."""
        return self == Dialect(self.separator)

    def reader(self, lines: Iterable[str]) -> "Reader":
        """The records of *lines*, read strictly: csv.Error where quotes do not match."""
        return csv.reader(
            lines,
            delimiter=self.separator,
            quotechar=self.quote,
            escapechar=self.escape,
            skipinitialspace=self.blanks,
            strict=True,
        )


@dataclass(frozen=True, slots=True)
class Record:
    """The cells between the lines *first* and *last*, counted from 1; None where their quotes do not match."""

    first: int
    last: int
    cells: list[str] | None


class QuotesError(Exception):
    """From the line *line* on nobody can tell records apart: a quote is never closed, or nothing sure follows."""

    def __init__(self, line: int, *, closed: bool) -> None:
        super().__init__(line)
        self.line, self.closed = line, closed


def split(lines: Sequence[str], dialect: Dialect) -> Iterator[Record]:
    """The records of *lines*, which keep their line ends, in their order.

    Blanks between a quote and the separator do no harm.
    Where quotes do not match, or a cell is as long as no program writes one, records without cells reach up to the next
    that is sure: one with quotes around whole cells only, as wide as most before it or the last or, where none is, as
    the record that follows it. Of the lines up to there each that is as wide begins a record. Raises QuotesError when a
    quote is never closed, or when none is sure any more though lines with several cells are left.
    """
    return _Split(lines, dialect).records()


class _Split:
    def __init__(self, lines: Sequence[str], dialect: Dialect) -> None:
        self._lines, self._dialect, self._width = lines, dialect, 0
        self._widths = Counter[int]()
        mark = re.escape(dialect.separator)
        inside = r'(?:[^"\\]|""|\\.)*' if dialect.escape else '[^"]*(?:""[^"]*)*'
        lead = " *" if dialect.blanks else ""
        self._behind = re.compile(f'((?:\\A|(?<={mark})){lead}"{inside})"( +)(?=[{mark}\r\n]|\\Z)', re.DOTALL)
        self._quoted = re.compile(f'(?:\\A|(?<={mark})) *"{inside}"(?=[{mark}\r\n]|\\Z)', re.DOTALL)

    def records(self) -> Iterator[Record]:
        start = at = 0
        reader = self._reader(start)
        while True:
            try:
                cells = next(reader, None)
                if cells is None:
                    return
                end = start + reader.line_num
                if end - at > 1 and self._swallows(at, end, cells):
                    raise csv.Error
            except csv.Error as problem:
                found = self._padded_record(at, start + reader.line_num)
                end = found.last if found else self._next(at, start + reader.line_num, problem)
                yield from [found] if found else self._broken_records(at, end)
                reader, start, at = self._reader(end), end, end
                continue
            yield Record(at + 1, end, cells)
            at = end
            if len(cells) > 1:
                self._width = len(cells)
                self._widths[self._width] += 1

    def _reader(self, at: int) -> "Reader":
        return self._dialect.reader(map(self._lines.__getitem__, range(at, len(self._lines))))

    def _padded_record(self, at: int, end: int) -> Record | None:
        """The record at line *at* if nothing is wrong with it but blanks behind its quotes, up to line *end* or later.

        The blanks then belong to the cells, as most programs read them.
        """
        for last in range(end, min(end + _FURTHER, len(self._lines)) + 1):
            words = "".join(self._lines[at:last])
            plain = self._behind.sub(r'\1\2"', words)
            if plain == words or self._dialect.quote != '"':
                return None
            try:
                (cells,) = self._dialect.reader(StringIO(plain, newline=""))
            except csv.Error as problem:
                if str(problem) == _OPEN:
                    continue
                return None
            except ValueError:
                return None
            usual = self._usual or len(cells)
            sure = len(cells) in (usual, self._width) and '"' not in self._quoted.sub("", plain)
            return Record(at + 1, last, cells) if sure else None
        return None

    def _next(self, at: int, end: int, problem: csv.Error) -> int:
        """The line of the next record that is sure; the quotes of the one at line *at* are wrong before line *end*."""
        if str(problem) == _OPEN:
            raise QuotesError(at + 1, closed=False)
        for line in range(at + 1, len(self._lines)):
            sure = self._sure(line)
            if sure is None:
                raise QuotesError(line + 1, closed=False)
            if sure:
                return line
        if any(self._dialect.separator in line for line in self._lines[end:]):
            raise QuotesError(at + 1, closed=True)
        return len(self._lines)

    def _broken_records(self, at: int, end: int) -> Iterator[Record]:
        wide = max(self._usual, 2) - 1
        begin = [at, *(i for i in range(at + 1, end) if self._lines[i].count(self._dialect.separator) >= wide), end]
        return (Record(first + 1, last, None) for first, last in pairwise(begin))

    @property
    def _usual(self) -> int:
        """How many cells most records have had; 0 before the first with several."""
        return max(self._widths, key=self._widths.__getitem__, default=0)

    def _sure(self, at: int) -> bool | None:
        """Whether a record surely begins at line *at*; None if a quote is never closed then."""
        reader = self._reader(at)
        try:
            cells = next(reader)
            end = at + reader.line_num
            usual = self._usual or len(next(reader))
        except StopIteration:
            return False
        except csv.Error as problem:
            return None if str(problem) == _OPEN else self._padded_record(at, at + reader.line_num) is not None
        if len(cells) not in (usual, self._width) or (end - at > 1 and self._like_rows(at, end, len(cells))):
            return False
        if len(cells) < 2:
            return False
        rest = self._quoted.sub("", "".join(self._lines[at:end]))
        return self._dialect.quote != '"' or '"' not in rest

    def _swallows(self, at: int, end: int, cells: list[str]) -> bool:
        """Whether other records lie in the cells between those lines, as they do between two stray quotes."""
        if self._width and len(cells) != self._width:
            return any(self._sure(line) for line in range(at + 1, end))
        return self._like_rows(at, end, len(cells))

    def _like_rows(self, at: int, end: int, width: int) -> bool:
        """Whether each of those lines alone has *width* cells, and the first of them the same shape, with a digit."""
        lines = [line.split(self._dialect.separator) for line in self._lines[at:end]]
        shapes = {re.sub(r"\d+", "0", cells[0].strip(' "\r\n')) for cells in lines}
        return width > 1 and {*map(len, lines)} == {width} and len(shapes) == 1 and "0" in shapes.pop()
