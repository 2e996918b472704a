"""The faults, formats and merged cells of an OpenDocument spreadsheet (ods): its one XML file, read as it streams."""

from zipfile import ZipFile

from pubkpi.ingest.containers.faults import Place, formula
from pubkpi.ingest.containers.sheet import Merged
from pubkpi.ingest.containers.workbooks import formats, grid, xml, zeros

# So many of one fault that is repeated; a sheet repeats blanks without end, but hardly an error.
_REPEATED = 10_000


def read(pack: ZipFile) -> "Sheets":
    """What the sheets of *pack* say of their cells."""
    sheets = Sheets()
    xml.parse(pack.open("content.xml"), sheets)
    return sheets


class Sheets(xml.Reader):
    """By the name of each sheet its merged cells, its formulas and its faults.

    These are formulas without a value, cells that are or show an error, and numbers shown otherwise than stored.
    """

    def __init__(self) -> None:
        self.faults: dict[str, dict[Place, str]] = {}
        self.merged: dict[str, list[Merged]] = {}
        self.formulas: dict[str, zeros.Formulas] = {}
        self._formulas = zeros.Formulas()
        self._sheet: dict[Place, str] | None = None
        self._merged: list[Merged] = []
        self._row = self._column = 0
        self._again = (1, 1)
        self._cell: dict[str, str] | None = None
        self._words: list[str] = []
        self._aside = 0
        self._line: dict[int, str] = {}

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """A sheet, a row, a cell, or what somebody noted beside one."""
        if tag == "table" and self._sheet is None:
            self._sheet = self.faults.setdefault(attrs.get("name", ""), {})
            self._merged = self.merged.setdefault(attrs.get("name", ""), [])
            self._formulas = self.formulas.setdefault(attrs.get("name", ""), zeros.Formulas())
            self._row = 0
        elif tag == "table-row":
            self._column, self._line = 0, {}
            self._again = (_repeat_count(attrs, "number-rows-repeated"), 1)
        elif tag in ("table-cell", "covered-table-cell") and not self._aside:
            self._cell, self._words = attrs, []
            self._again = (self._again[0], _repeat_count(attrs, "number-columns-repeated"))
            high, wide = (_repeat_count(attrs, f"number-{one}-spanned") for one in ("rows", "columns"))
            if high > 1 or wide > 1:
                self._merged.append((self._row, self._row + high - 1, self._column, self._column + wide - 1))
        elif tag == "annotation":
            self._aside += 1

    def text(self, words: str) -> None:
        """A piece of what a cell shows."""
        if self._cell is not None and not self._aside:
            self._words.append(words)

    def end(self, tag: str) -> None:
        """The end of a cell or a row tells what it has."""
        if tag == "annotation":
            self._aside -= 1
        elif tag in ("table-cell", "covered-table-cell") and self._cell is not None and not self._aside:
            said = "".join(self._words).strip()
            reads = zeros.reads_cells(self._cell.get("formula", ""))
            self._formulas.add(reads=reads, is_zero=self._cell.get("value") == "0")
            if words := _fault(self._cell, said) or _number_text(self._cell, said):
                self._line |= dict.fromkeys(range(self._column, self._column + min(self._again[1], _REPEATED)), words)
            self._column += self._again[1]
            self._cell = None
        elif tag == "table-row" and self._sheet is not None:
            rows = min(self._again[0], _REPEATED) if self._line else 0
            self._sheet.update({(self._row + i, c): words for i in range(rows) for c, words in self._line.items()})
            self._row += self._again[0]
        elif tag == "table":
            self._sheet = None


def _fault(attrs: dict[str, str], display: str) -> str:
    """What stands for the cell if it holds no value: an error as its *display* says, or its formula."""
    written, kind = attrs.get("formula"), attrs.get("value-type")
    # a text may begin like an error; that a column is too narrow for a number is none
    is_error = display.startswith(("#", "Err:", "错误:")) and display.strip("#")
    # the same name twice: office:value-type and, where LibreOffice wrote it, calcext:value-type, which comes last
    if kind == "error" or (is_error and (written is not None or kind not in (None, "string"))):
        return display or "#N/A"
    return "" if written is None or kind else formula(written.partition("=")[2])


def _number_text(attrs: dict[str, str], display: str) -> str:
    """What stands for the cell if it shows another number than it stores."""
    kind, value = attrs.get("value-type"), attrs.get("value", "")
    if kind == "percentage" and value:
        return formats.percentage(float(value))
    if kind == "time" and formats.CLOCK.fullmatch(display):
        return formats.clock_mark(display)
    if kind not in ("float", "currency") or not display or display == value:
        return ""
    suffix = formats.suffix_of_text(float(value), display)
    return grid.text(float(value)) + suffix if suffix else ""


def _repeat_count(attrs: dict[str, str], name: str) -> int:
    words = attrs.get(name, "1")
    return int(words) if words.isdecimal() and len(words) < 8 else 1
