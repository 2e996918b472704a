"""Sheets of a new workbook in which every formula gives 0: so writes a program that never works formulas out.

Nothing in the file proves it, for a sum may be 0. It is only told.
"""

import re
from collections.abc import Collection
from zipfile import ZipFile

from pubkpi.ingest.containers.workbooks import ooxml, xml

# A formula with a value that is no 0, as every program writes the two: most workbooks have one at once.
_RESULT = re.compile(rb"<f(?=[\s/>])(?:[^<>]*/>|[^<>]*>[^<]*</f>)\s*<v>(?!0</v>)[^<]")
_REFERENCE = re.compile(r"[A-Za-z]\$?[0-9]")


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
            if cells.count > 1 and cells.all_zero:
                found.add(name)
    return frozenset(found)


class _Formulas(xml.Reader):
    """How many formulas of a sheet read other cells, and whether all of these have the value 0."""

    def __init__(self) -> None:
        self.count, self.all_zero = 0, True
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
        elif tag == "c" and self._formula is not None and (self._is_shared or _REFERENCE.search(self._formula)):
            self.count += 1
            self.all_zero = self.all_zero and self._value == "0"
