"""Excel workbooks, old and new, through calamine, which reads values and ignores styles."""

import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

from pubkpi.ingest.readers import biff, extent, grid, ods, ooxml, xlsb
from pubkpi.ingest.readers.faults import Place, put
from pubkpi.ingest.readers.sheet import Book, Sheet
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# How an encrypted workbook is told from a broken one: the package of a new one, the record FILEPASS of an old one.
_LOCKED = re.compile(
    "EncryptedPackage".encode("utf-16-le") + rb"|\x09\x08\x10\x00.{16}(\x86\x00\x00\x00)?\x2f\x00", re.DOTALL
)


def read(data: bytes, name: str, container: str, *, whole: bool = False) -> Book:
    """All sheets of the workbook, each cell as the text of its stored value.

    Of a big sheet only the first rows, unless the *whole* is asked for.
    """
    import python_calamine as calamine

    marked = extent.check(data, name, container)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        shown = calamine.SheetVisibleEnum.Visible
        hidden = {one.name for one in workbook.sheets_metadata if one.visible != shown}
        faults = _faults(data, container, marked, workbook.sheet_names)
        rows: list[tuple[str, Any]] = [
            (title, workbook.get_sheet_by_name(title).to_python(skip_empty_area=False))
            for title in workbook.sheet_names
        ]
    except (calamine.CalamineError, *_UNSOUND) as problem:
        raise _unreadable(data, name) from problem
    except BaseException as problem:
        # broken bytes may panic in calamine's Rust: that comes out as a BaseException whose type cannot be imported
        if type(problem).__name__ == "PanicException":
            raise _unreadable(data, name) from problem
        raise
    for title, values in rows:
        if title in faults:
            put(values, faults[title])
    sheets = (_sheet(title, values, whole=whole) for title, values in rows)
    return Book(container, tuple(replace(sheet, hidden=sheet.name in hidden) for sheet in sheets))


def _faults(data: bytes, container: str, marked: frozenset[str], titles: Sequence[str]) -> dict[str, dict[Place, str]]:
    """By sheet the cells that hold an error or a formula that was never worked out."""
    if container == "xls":
        found = biff.faults(biff.stream(data)) if marked else {}
        return {titles[number]: faults for number, faults in found.items() if number < len(titles)}
    with ZipFile(BytesIO(data)) as pack:
        names = ooxml.parts(pack)
        if "xl/workbook.bin" in names:
            return dict(xlsb.faults(pack))
        if "xl/workbook.xml" in names:
            return dict(ooxml.faults(pack, marked)) if marked else {}
        return ods.faults(pack) if "content.xml" in marked else {}


def _sheet(title: str, rows: Sequence[Sequence[object]], *, whole: bool) -> Sheet:
    if whole or len(rows) < grid.BIG:
        return Sheet(title, tuple(map(grid.row, rows)))
    return Sheet(title, tuple(map(grid.row, rows[: grid.FIRST])), grid.written(rows))


def _unreadable(data: bytes, name: str) -> DataError:
    if _LOCKED.search(data):
        return DataError(name, Text("文件有密码", "the file has a password"), _REMOVE)
    return DataError(name, Text("不是完好的 Excel 文件", "not a sound Excel file"), _AGAIN)


# What a zip or its parts are told to be unsound by.
_UNSOUND = (BadZipFile, zlib.error, struct.error, LookupError, OSError, ValueError, RuntimeError, EOFError)
_REMOVE = Text("去掉密码后另存。", "Save it again without the password.")
_AGAIN = Text("请重新下载，或在 Excel/WPS 里另存一次。", "Download it again, or save it once more in Excel or WPS.")
