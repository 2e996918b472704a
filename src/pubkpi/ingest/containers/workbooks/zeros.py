"""Sheets of a workbook in which every formula gives 0: so writes a program that never works formulas out.

Nothing in the file proves it, for a sum may be 0. It is only told.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from zipfile import ZipFile

from pubkpi.ingest.containers.workbooks import ooxml, xml

# A formula with a value that is no 0, as every program writes the two: most workbooks have one at once.
_RESULT = re.compile(rb"<f(?=[\s/>])(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*<v>(?!0</v>)[^<]")
_REFERENCE = re.compile(r"[A-Za-z]\$?[0-9]")
# What a formula in the binary workbooks has for a cell or an area, on its own or another sheet; and one that stands
# for the formula which it shares. Other tokens may hold these bytes, too: rarely, and it is only told.
_TOKENS, _SHARED = frozenset(b"\x24\x25\x3a\x3b\x44\x45\x5a\x5b\x64\x65\x7a\x7b"), b"\x01"


@dataclass(slots=True)
class Formulas:
    """How many formulas of a sheet read other cells, and how many of these have the value 0."""

    count: int = 0
    zeros: int = 0

    @property
    def all_zero(self) -> bool:
        """Whether there are two or more, all of them 0."""
        return 1 < self.count == self.zeros

    def add(self, *, reads: bool, is_zero: bool) -> None:
        """One more formula, which *reads* other cells or does not."""
        self.count += reads
        self.zeros += reads and is_zero


def reads_cells(formula: str) -> bool:
    """Whether *formula*, as it is written, reads other cells."""
    return _REFERENCE.search(formula) is not None


def tokens_read_cells(tokens: bytes) -> bool:
    """The same of the *tokens* of a formula in a binary workbook."""
    return tokens.startswith(_SHARED) or not _TOKENS.isdisjoint(tokens)


def zero_sheets(pack: ZipFile, marks: Collection[str]) -> frozenset[str]:
    """The sheets of *pack* with two or more formulas, all of them 0; only the parts in *marks* are looked at."""
    names, targets = ooxml.parts(pack), ooxml.Relations()
    xml.parse(pack.open(names["xl/_rels/workbook.xml.rels"]), targets)
    found = set[str]()
    for name, relation in ooxml.properties(pack).sheets:
        part = names.get(targets.parts.get(relation, ""), "")
        if part in marks and not ooxml.has_match(pack.open(part), _RESULT):
            cells = _Formulas()
            xml.parse(pack.open(part), cells)
            if cells.found.all_zero:
                found.add(name)
    return frozenset(found)


class _Formulas(xml.Reader):
    """The formulas *found* on a sheet."""

    def __init__(self) -> None:
        self.found = Formulas()
        self._words: list[str] | None = None
        self._formula: str | None = None
        self._value = ""
        self._is_shared = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """A cell, its formula or its value."""
        if tag == "c":
            self._formula, self._value, self._is_shared = None, "", False
        elif tag in ("f", "v"):
            self._words = []
            self._is_shared = self._is_shared or (tag == "f" and "si" in attrs)

    def text(self, words: str) -> None:
        """A piece of either."""
        if self._words is not None:
            self._words.append(words)

    def end(self, tag: str) -> None:
        """The end of a cell tells what it has."""
        if tag == "f":
            self._formula, self._words = "".join(self._words or ()), None
        elif tag == "v":
            self._value, self._words = "".join(self._words or ()).strip(), None
        elif tag == "c" and self._formula is not None:
            self.found.add(reads=self._is_shared or reads_cells(self._formula), is_zero=self._value == "0")
