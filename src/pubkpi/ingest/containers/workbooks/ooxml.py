"""The faults and formats of a new workbook (xlsx, xlsm): XML read as it streams, and only where it may hold some."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import lru_cache
from io import BytesIO
from typing import IO
from zipfile import BadZipFile, ZipFile

from pubkpi.ingest.containers.faults import Place, formula
from pubkpi.ingest.containers.workbooks import formats, xml
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_CHUNK = 1 << 20
# A sheet larger than this is not read into memory as a whole.
_HUGE = 200_000_000
# An error, or a formula that is not followed by its value as every program writes the two.
_FAULT = re.compile(rb"<f(?=[\s/>])(?!(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*<v>[^<])|:f[\s/>]|[\s]t\s*=\s*[\"']e[\"']")
# The same in a workbook whose formulas are still to be worked out: 0 is no result there.
_FRESH = re.compile(_FAULT.pattern.replace(rb"<v>[^<]", rb"<v>(?!0<)[^<]"))
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}")
_NAME = re.compile("([A-Z]{1,3})([0-9]{1,7})")


def has_marks(words: bytes) -> bool:
    """Whether a part of which *words* are a piece may hold a formula or an error; told at a glance."""
    import numpy as np

    # in arrays: to look for two signs takes three times as long as for one
    signs = np.frombuffer(words, np.uint8)
    before = signs[np.flatnonzero(signs[1:] == ord("f"))]
    quoted = b'"e"' in words or (b"'" in words and b"'e'" in words)
    return quoted or bool(((before == ord("<")) | (before == ord(":"))).any())


def faults(pack: ZipFile, marks: Collection[str]) -> Iterator[tuple[str, dict[Place, str]]]:
    """By the name of each sheet of *pack* its faults, if any; only the parts in *marks* are looked at."""
    book, targets, names = properties(pack), Relations(), parts(pack)
    xml.parse(pack.open(names["xl/_rels/workbook.xml.rels"]), targets)
    fresh = book.fresh and not _is_of_openpyxl(pack)
    for name, relation in book.sheets:
        part = names.get(targets.parts.get(relation, ""), "")
        if part in marks and has_match(pack.open(part), _FRESH if fresh else _FAULT):
            sheet = _Cells(fresh=fresh)
            xml.parse(pack.open(part), sheet)
            if sheet.faults:
                yield name, sheet.faults


def cell_formats(pack: ZipFile) -> Iterator[tuple[str, dict[Place, str]]]:
    """By the name of each sheet of *pack* the formats of those cells that show another number than they store or a
    percentage.
    """
    names, targets = parts(pack), Relations()
    if "xl/styles.xml" not in names:
        return
    styles = _Styles()
    xml.parse(pack.open(names["xl/styles.xml"]), styles)
    if not (telling := styles.telling):
        return
    xml.parse(pack.open(names["xl/_rels/workbook.xml.rels"]), targets)
    mark = rf"\ss\s*=\s*[\"'](?:{'|'.join(telling)})[\"']".encode()
    for name, relation in properties(pack).sheets:
        part = names.get(targets.parts.get(relation, ""))
        if not part or not has_match(pack.open(part), re.compile(mark)):
            continue
        found = _at_a_glance(pack.read(part), telling, mark) if pack.getinfo(part).file_size < _HUGE else None
        if found is None:
            sheet = _CellFormats(telling)
            xml.parse(pack.open(part), sheet)
            found = sheet.formats
        yield name, found


def _at_a_glance(words: bytes, telling: Mapping[str, str], mark: bytes) -> dict[Place, str] | None:
    """The formats of the cells of the sheet *words* whose style is among those *telling*, without the engine of XML.

    None unless all such cells are written as the usual programs write them; *mark* is what they all have.
    """
    cells = re.findall(rf'<c r="([A-Z]{{1,3}})([0-9]{{1,7}})" s="({"|".join(telling)})"'.encode(), words)
    rows = re.findall(rb"<row\s[^<>]*?" + mark, words)
    if len(cells) + len(rows) != len(re.findall(mark, words)):
        return None
    return {(int(row) - 1, _number(letters.decode())): telling[style.decode()] for letters, row, style in cells}


def _is_of_openpyxl(pack: ZipFile) -> bool:
    """Whether openpyxl wrote the workbook *pack*: it leaves a formula without any value, so that a 0 there is a result.

    No other word proves one. A program that has worked a workbook out takes the mark of a *fresh* one away; others
    write 0 for what they do not work out, some with a value beside it that their caller knew, and call themselves Excel
    too. A template that Excel saved and a program filled has both, Excel's name and a 0 that is no longer true.
    """
    part = parts(pack).get("docprops/app.xml")
    return part is not None and b"Openpyxl" in pack.read(part)


def check_sheets(pack: ZipFile, name: str) -> None:
    """DataError when several sheets of *pack* are one part: each would be read, and its rows would count again."""
    names, targets = parts(pack), Relations()
    if "xl/workbook.xml" not in names:
        return
    xml.parse(pack.open(names["xl/_rels/workbook.xml.rels"]), targets)
    first: dict[str, str] = {}
    for sheet, relation in properties(pack).sheets:
        part = targets.parts.get(relation, "")
        if part in first:
            shown = f"{first[part]}, {sheet}"
            what = Text(f"几张工作表（{shown} …）是同一份内容", f"several sheets ({shown} …) are one and the same")
            raise DataError(name, what, Text("在 Excel/WPS 里另存一次。", "Save it once more in Excel or WPS."))
        if part:
            first[part] = sheet


def properties(pack: ZipFile) -> "Properties":
    """What the workbook *pack* says of itself."""
    found = Properties()
    xml.parse(pack.open(parts(pack)["xl/workbook.xml"]), found)
    return found


def parts(pack: ZipFile) -> dict[str, str]:
    """The parts of *pack* by their names as programs look for them: in lower case, with plain slashes."""
    return {name.replace("\\", "/").lower(): name for name in pack.namelist()}


def has_match(stream: IO[bytes], fault: re.Pattern[bytes]) -> bool:
    """Whether *fault* may be in the rows of *stream*; the engine of XML then has to tell."""
    before = b""
    while chunk := stream.read(_CHUNK):
        words = before + chunk
        # a formula and its value may be cut at the end: the last row waits for more, if it is of any usual length
        end = words.rfind(b"<row")
        if end <= 0 or fault.search(words, 0, end):
            return True
        before = words[end:]
    return fault.search(before) is not None


class Properties(xml.Reader):
    """The sheets of a workbook, each with its relation; *fresh* when its formulas are still to be worked out."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.fresh = self.from_1904 = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """A sheet, or one of the properties."""
        if tag == "sheet":
            self.sheets.append((attrs.get("name", ""), attrs.get("id", "")))
        elif tag == "workbookPr":
            self.from_1904 = attrs.get("date1904") in ("1", "true")
        elif tag == "calcPr":
            self.fresh = attrs.get("fullCalcOnLoad") in ("1", "true")


class Relations(xml.Reader):
    """The parts of a workbook by relation, as `parts` writes their names."""

    def __init__(self) -> None:
        self.parts: dict[str, str] = {}

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """A relation."""
        if tag == "Relationship":
            target = attrs.get("Target", "").replace("\\", "/").lower()
            self.parts[attrs.get("Id", "")] = target[1:] if target[:1] == "/" else f"xl/{target.removeprefix('./')}"


class _Styles(xml.Reader):
    """The styles of a workbook's cells that have a format which `formats` tells of, by number."""

    def __init__(self) -> None:
        self.telling: dict[str, str] = {}
        self._codes: dict[int, str] = dict(formats.BUILT_IN)
        self._inside, self._count = False, 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        number = attrs.get("numFmtId", "")
        if tag == "cellXfs":
            self._inside = True
        elif tag == "numFmt" and number.isdecimal():
            self._codes[int(number)] = attrs.get("formatCode", "")
        elif tag == "xf" and self._inside:
            code = self._codes.get(int(number), "") if number.isdecimal() else ""
            if formats.is_telling(code):
                self.telling[str(self._count)] = code
            self._count += 1

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._inside = False


class _CellPlaces(xml.Reader):
    """Knows where the cell stands that begins."""

    def __init__(self) -> None:
        self.row, self.column = -1, -1

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "row":
            named = attrs.get("r", "")
            self.row, self.column = (int(named) - 1 if named.isdecimal() else self.row + 1), -1
        elif tag == "c":
            self.column += 1
            if found := _NAME.fullmatch(attrs.get("r", "")):
                self.row, self.column = int(found[2]) - 1, _number(found[1])


class _CellFormats(_CellPlaces):
    """The formats of the cells of a sheet whose style is among those *telling*."""

    def __init__(self, telling: Mapping[str, str]) -> None:
        super().__init__()
        self.formats: dict[Place, str] = {}
        self._telling = telling

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        super().start(tag, attrs)
        if tag == "c" and (code := self._telling.get(attrs.get("s", ""))):
            self.formats[self.row, self.column] = code


class _Cells(_CellPlaces):
    """The faults of a sheet. In a *fresh* workbook, which no program has worked out, 0 is no result of a formula."""

    def __init__(self, *, fresh: bool) -> None:
        super().__init__()
        self.faults: dict[Place, str] = {}
        self._fresh = fresh
        self._kind = ""
        self._formula: list[str] | None = None
        self._value: list[str] | None = None
        self._words: list[str] | None = None

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        super().start(tag, attrs)
        if tag == "c":
            self._kind, self._formula, self._value = attrs.get("t", "n"), None, None
        elif tag == "f":
            self._formula = self._words = []
        elif tag == "v":
            self._value = self._words = []

    def text(self, words: str) -> None:
        if self._words is not None:
            self._words.append(words)

    def end(self, tag: str) -> None:
        if tag in ("f", "v"):
            self._words = None
        elif tag == "c" and (self._formula is not None or self._kind == "e"):
            self._judge("".join(self._value or ()).strip())

    def _judge(self, value: str) -> None:
        if self._kind == "e":
            self.faults[self.row, self.column] = value or "#N/A"
        # the empty text is a result, where it is written as one
        elif (self._kind != "str" or self._value is None) and (not value or (self._fresh and value == "0")):
            self.faults[self.row, self.column] = formula("".join(self._formula or ()))


@lru_cache(maxsize=1024)
def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def saving_time(data: bytes, name: str) -> str:
    """When the workbook *data* says that it was saved, in the ISO spelling of its properties; blank if it does not."""
    del name
    if not data.startswith(b"PK"):
        return ""
    saved = _Saved()
    with suppress(ValueError, OSError, BadZipFile, KeyError), ZipFile(BytesIO(data)) as pack:
        xml.parse(pack.open("docProps/core.xml"), saved)
    found = _TIME.match(saved.words)
    return found[0] if found else ""


class _Saved(xml.Reader):
    """The words of the property that says when it was saved."""

    def __init__(self) -> None:
        self.words, self._is_open = "", False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        del attrs
        self._is_open = tag == "modified"

    def text(self, words: str) -> None:
        self.words += words if self._is_open else ""

    def end(self, tag: str) -> None:
        self._is_open = self._is_open and tag != "modified"
