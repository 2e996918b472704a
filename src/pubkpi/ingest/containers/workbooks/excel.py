"""Excel workbooks, old and new, through calamine, which reads values and no formats."""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from pubkpi.ingest.containers import cut, foreign
from pubkpi.ingest.containers.faults import Place, put
from pubkpi.ingest.containers.sheet import Book, Merged, Sheet
from pubkpi.ingest.containers.workbooks import biff, extent, formats, grid, ods, ooxml, xlsb, zeros
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# How an encrypted workbook is told from a broken one: the package of a new one, the record FILEPASS of an old one.
_LOCKED = re.compile(
    "EncryptedPackage".encode("utf-16-le") + rb"|\x09\x08\x10\x00.{16}(\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)


def read(data: bytes, name: str, container: str, *, whole: bool = False, percents: bool = False) -> Book:
    """All sheets of the workbook, each cell as the text of its stored value.

    Of a big sheet only the first rows, unless the *whole* is asked for. With *percents*, which takes longer, what is
    shown as 57.5% has that text, too.
    """
    import python_calamine as calamine

    try:
        if container == "xlsx":
            with ZipFile(BytesIO(data)) as pack:
                foreign.check_parts(ooxml.parts(pack), name)
                ooxml.check_sheets(pack, name)
        marked = extent.check(data, name, container)
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        hidden = {one.name for one in workbook.sheets_metadata if one.visible != calamine.SheetVisibleEnum.Visible}
        from_1904 = _from_1904(data, container)
        faults = _faults(data, container, marked, workbook.sheet_names, percents=percents)
        zero = _zeros(data, container, marked)
        codes = _formats(data, container, workbook.sheet_names, percents=percents)
        pages = [workbook.get_sheet_by_name(title) for title in workbook.sheet_names]
        rows: list[tuple[str, Any]] = [(one.name, one.to_python(skip_empty_area=False)) for one in pages]
        merged = _merged(data, container, pages)
    except (calamine.CalamineError, *_UNSOUND) as problem:
        raise _unreadable(data, name, problem) from problem
    except BaseException as problem:
        # broken bytes may panic in calamine's Rust: that comes out as a BaseException whose type cannot be imported
        if type(problem).__name__ == "PanicException":
            raise _unreadable(data, name, problem) from problem
        raise
    for title, values in rows:
        formats.put(values, codes.get(title, {}))
        if title in faults:
            put(values, faults[title])
    sheets = (_sheet(title, values, whole=whole) for title, values in rows)
    known = tuple(
        replace(sheet, hidden=sheet.name in hidden, merged=merged[sheet.name], zero=sheet.name in zero)
        for sheet in sheets
    )
    return Book(container, known, from_1904=from_1904)


def _from_1904(data: bytes, container: str) -> bool:
    """Whether the workbook counts days from 1904, as Excel did on old Macintoshes."""
    if container == "xls":
        return biff.from_1904(biff.stream(data))
    with ZipFile(BytesIO(data)) as pack:
        names = ooxml.parts(pack)
        if "xl/workbook.bin" in names:
            return xlsb.from_1904(pack.read(names["xl/workbook.bin"]))
        return "xl/workbook.xml" in names and ooxml.properties(pack).from_1904


def _faults(
    data: bytes, container: str, marked: frozenset[str], titles: Sequence[str], *, percents: bool
) -> dict[str, dict[Place, str]]:
    """By sheet the cells that hold an error or a formula that was never worked out; of an ods `_formats`, too."""
    if container == "xls":
        found = biff.faults(biff.stream(data)) if marked else {}
        return {titles[number]: faults for number, faults in found.items() if number < len(titles)}
    with ZipFile(BytesIO(data)) as pack:
        names = ooxml.parts(pack)
        if "xl/workbook.bin" in names:
            return dict(xlsb.faults(pack))
        if "xl/workbook.xml" in names:
            return dict(ooxml.faults(pack, marked)) if marked else {}
        return ods.faults(pack, percents=percents) if "content.xml" in names else {}


def _merged(data: bytes, container: str, pages: Sequence["CalamineSheet"]) -> dict[str, tuple[Merged, ...]]:
    """By sheet its merged cells, of which calamine does not read all."""
    found: dict[str, Sequence[Merged]] = {
        one.name: [(top, bottom, left, right) for (top, left), (bottom, right) in one.merged_cell_ranges or ()]
        for one in pages
    }
    if container == "xlsx":
        with ZipFile(BytesIO(data)) as pack:
            names = ooxml.parts(pack)
            found |= ods.merged(pack) if "content.xml" in names else {}
            found |= xlsb.merged(pack) if "xl/workbook.bin" in names else ()
    return {one.name: tuple(found[one.name]) for one in pages}


def _zeros(data: bytes, container: str, marked: frozenset[str]) -> frozenset[str]:
    """The sheets in which all formulas give 0."""
    if container == "xls" or not marked:
        return frozenset()
    with ZipFile(BytesIO(data)) as pack:
        return zeros.zero_sheets(pack, marked) if "xl/workbook.xml" in ooxml.parts(pack) else frozenset()


def _formats(data: bytes, container: str, titles: Sequence[str], *, percents: bool) -> dict[str, dict[Place, str]]:
    """By sheet the formats of cells that show another number than they store."""
    if container == "xls":
        found = biff.cell_formats(biff.stream(data), percents=percents)
        return {titles[number]: codes for number, codes in found.items() if number < len(titles)}
    with ZipFile(BytesIO(data)) as pack:
        names = ooxml.parts(pack)
        if "xl/workbook.bin" in names:
            return dict(xlsb.cell_formats(pack, percents=percents))
        return dict(ooxml.cell_formats(pack, percents=percents)) if "xl/workbook.xml" in names else {}


def _sheet(title: str, rows: Sequence[Sequence[object]], *, whole: bool) -> Sheet:
    if whole or len(rows) < grid.BIG:
        return Sheet(title, tuple(map(grid.row, rows)))
    return Sheet(title, tuple(map(grid.row, rows[: grid.FIRST])), grid.written(rows))


def _unreadable(data: bytes, name: str, problem: BaseException) -> DataError:
    if isinstance(problem, biff.CutError) or (data.startswith(b"PK") and b"PK\x05\x06" not in data[-_TAIL:]):
        return cut.refusal(name, "Excel")
    if "WordDocument".encode("utf-16-le") in data:
        return DataError(name, Text("是 Word 文档，不是 Excel 文件", "a Word document, not an Excel file"), _COPY)
    if _LOCKED.search(data) or _locked(data):
        return DataError(name, Text("文件有密码", "the file has a password"), _REMOVE)
    return DataError(name, Text("不是完好的 Excel 文件", "not a sound Excel file"), _AGAIN)


def _locked(data: bytes) -> bool:
    """Whether some part of a zip is encrypted, or an OpenDocument file says that it is."""
    try:
        with ZipFile(BytesIO(data)) as pack:
            names = pack.namelist()
            manifest = pack.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
            return b"encryption-data" in manifest or any(one.flag_bits & 1 for one in pack.infolist())
    except _UNSOUND:
        return False


# What a zip or its parts are told to be unsound by.
_UNSOUND = (BadZipFile, zlib.error, struct.error, LookupError, OSError, ValueError, RuntimeError, EOFError)
# The end of a zip stands in its last bytes.
_TAIL = 66_000
_REMOVE = Text("去掉密码后另存。", "Save it again without the password.")
_COPY = Text("把表格复制到 Excel，存为 xlsx，再导入。", "Copy its table to Excel, save it as xlsx, ingest that.")
_AGAIN = Text("请重新下载，或在 Excel/WPS 里另存一次。", "Download it again, or save it once more in Excel or WPS.")
