"""How a text separates and quotes its cells. The usual way stands; another only where it explains every line."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO

from pubkpi.ingest.containers.records import Dialect, QuotesError, split

# What is looked at: so few characters that any encoding has them within the first bytes of a big file.
HEAD = 50_000
_USUAL, _OTHER = ",\t;", "| "
_BEHIND, _BEFORE = re.compile(r'\t(?="?(?:[,;\r\n]|\Z))'), re.compile(r'(?:(?<=[,;\r\n])|(?<=[,;\r\n]")|\A"?)\t')
# Words have blanks between them as well: two columns of them are a sentence, not a table.
_LEAST = {" ": 3}


def dialect_of(words: str, *, is_complete: bool = True) -> Dialect:
    """The dialect of a text that begins with *words*, which are all of it if *is_complete*.

    The usual one, with the mark that stands in most of the first lines, unless blanks before quotes turn out to belong
    to the separators, or its rows differ in width and another dialect gives rows of one width without any fault.
    """
    head = words[:HEAD]
    lines = StringIO(head, newline="").readlines()
    if not is_complete or len(head) < len(words):
        lines = lines[:-1]
    usual = Dialect(_separator(head))
    if re.search(f'{re.escape(usual.separator)} +"', head):
        blanks = replace(usual, blanks=True)
        before, after = _widths(usual, lines), _widths(blanks, lines)
        if after[0] <= before[0] and _usual_width(after) >= _usual_width(before):
            return blanks
    if _explains(usual, lines):
        return usual
    if re.search(f'" +{re.escape(usual.separator)}', head):
        broken, widths = _widths(usual, lines)
        if not broken and len(widths) == 1:
            # nothing but blanks behind quotes
            return usual
    return next((one for one in _other_dialects(usual, head) if _explains(one, lines)), usual)


def _separator(head: str) -> str:
    """The mark that stands in most of the first lines: a thousands comma stands in no header."""
    head = head[:8192]
    # a tab at the end of each cell, or at its start, keeps Excel from reading it as a number and separates nothing
    for beside in (_BEHIND, _BEFORE):
        if "\t" not in (rest := beside.sub("", head)):
            head = rest
    return max(_USUAL, key=lambda mark: (sum(mark in line for line in head.splitlines()), head.count(mark)))


def _other_dialects(usual: Dialect, head: str) -> Iterator[Dialect]:
    """The other dialects that *head* has the marks of, the likelier first."""
    for separator in dict.fromkeys(usual.separator + _USUAL + _OTHER):
        quotes = ['"', "'"] if re.search(f"'(?:{re.escape(separator)}|[\r\n])", head) else ['"']
        escapes = [None, "\\"] if "\\" in head else [None]
        yield from (Dialect(separator, quote, escape) for quote in quotes for escape in escapes)


def _widths(dialect: Dialect, lines: list[str]) -> tuple[int, Counter[int]]:
    """How many records of *lines* have quotes that do not match, and how many of the others have each width."""
    broken, widths = 0, Counter[int]()
    try:
        for record in split(lines, dialect):
            broken += record.cells is None
            widths[len(record.cells or ())] += 1
    except QuotesError:
        broken += 1
    del widths[0]
    return broken, widths


def _usual_width(widths: tuple[int, Counter[int]]) -> int:
    return max(widths[1].values(), default=0)


def _explains(dialect: Dialect, lines: list[str]) -> bool:
    """Whether it gives several records without a fault, all of one width."""
    width, rows = 0, 0
    try:
        for cells in filter(None, dialect.reader(lines)):
            if len(cells) != (width or len(cells)):
                return False
            width, rows = len(cells), rows + 1
    except csv.Error:
        return False
    return rows > 1 and width >= _LEAST.get(dialect.separator, 2)
