"""Excel workbooks, old and new, through calamine, which reads values and no formats."""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from pubkpi.ingest.containers import columns, other_formats, truncation
from pubkpi.ingest.containers.faults import put
from pubkpi.ingest.containers.sheet import Book, Merged, RawSheet
from pubkpi.ingest.containers.workbooks import biff, extent, formats, grid, marks, ooxml
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

# How an encrypted workbook is told from a broken one: the package of a new one, the record FILEPASS of an old one.
_LOCKED = re.compile(
    "EncryptedPackage".encode("utf-16-le") + rb"|\x09\x08(\x10\x00.{16}|\x08\x00.{8})(\x86\x00\x00\x00)?\x2f\x00",
    re.DOTALL,
)


def read(data: bytes, name: str, container: str) -> Book:
    """All sheets of the workbook, each cell as the text of its stored value.

    Of a sheet of many rows only the first become cells. What is shown as 57.5% has that text.
    """
    import python_calamine as calamine

    try:
        if container == "xlsx":
            with ZipFile(BytesIO(data)) as pack:
                other_formats.check_parts(ooxml.parts(pack), name)
                ooxml.check_sheets(pack, name)
        parts = extent.check(data, name, container)
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        hidden = {one.name for one in workbook.sheets_metadata if one.visible != calamine.SheetVisibleEnum.Visible}
        known = marks.read(data, container, parts, workbook.sheet_names)
        # a chart on a sheet of its own keeps copies of the cells it shows
        tables = [one.name for one in workbook.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        pages = {title: workbook.get_sheet_by_name(title) for title in tables}
        rows: dict[str, Any] = {title: page.to_python(skip_empty_area=False) for title, page in pages.items()}
        merged = {title: tuple(known.merged.get(title, ())) or _merged_cells(page) for title, page in pages.items()}
    except (calamine.CalamineError, *_UNSOUND) as problem:
        raise _unreadable(data, name, problem) from problem
    except BaseException as problem:
        # broken bytes may panic in calamine's Rust: that comes out as a BaseException whose type cannot be imported
        if type(problem).__name__ == "PanicException":
            raise _unreadable(data, name, problem) from problem
        raise
    for title, values in rows.items():
        formats.put(values, known.formats.get(title, {}))
        if title in known.faults:
            put(values, known.faults[title])
    sheets = (_sheet(title, rows.get(title, ())) for title in workbook.sheet_names)
    told = (
        replace(sheet, hidden=sheet.name in hidden, merged=merged.get(sheet.name, ()), zero=sheet.name in known.zero)
        for sheet in sheets
    )
    return Book(container, tuple(told), from_1904=known.from_1904)


def _merged_cells(page: "CalamineSheet") -> tuple[Merged, ...]:
    """The merged cells of *page*, as far as calamine reads them."""
    return tuple((top, bottom, left, right) for (top, left), (bottom, right) in page.merged_cell_ranges or ())


def _sheet(title: str, rows: Sequence[Sequence[object]]) -> RawSheet:
    if len(rows) < columns.BATCHES_FROM:
        return RawSheet(title, tuple(map(grid.row, rows)))
    return RawSheet(title, tuple(map(grid.row, rows[: columns.FIRST])), grid.columns(rows))


def _unreadable(data: bytes, name: str, problem: BaseException) -> DataError:
    if isinstance(problem, biff.CutError) or (data.startswith(b"PK") and b"PK\x05\x06" not in data[-_TAIL:]):
        return truncation.refusal(name, "Excel")
    if "WordDocument".encode("utf-16-le") in data:
        return DataError(name, Text("是 Word 文档，不是 Excel 文件", "a Word document, not an Excel file"), _COPY)
    if _LOCKED.search(data) or _is_locked(data):
        return DataError(name, Text("文件有密码", "the file has a password"), _REMOVE)
    return DataError(name, Text("不是完好的 Excel 文件", "not a sound Excel file"), _AGAIN)


def _is_locked(data: bytes) -> bool:
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
