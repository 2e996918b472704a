"""Excel workbooks, old and new, through calamine, which reads values and ignores styles."""

import re
from collections.abc import Sequence
from io import BytesIO

from pubkpi.ingest.readers import extent, grid
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

    extent.check(data, name, container)
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        sheets = [workbook.get_sheet_by_name(title) for title in workbook.sheet_names]
        rows = [(sheet.name, sheet.to_python(skip_empty_area=False)) for sheet in sheets]
    except (calamine.CalamineError, OSError, ValueError) as problem:
        raise _unreadable(data, name) from problem
    except BaseException as problem:
        # broken bytes may panic in calamine's Rust: that comes out as a BaseException whose type cannot be imported
        if type(problem).__name__ == "PanicException":
            raise _unreadable(data, name) from problem
        raise
    return Book(container, tuple(_sheet(title, one, whole=whole) for title, one in rows))


def _sheet(title: str, rows: Sequence[Sequence[object]], *, whole: bool) -> Sheet:
    if whole or len(rows) < grid.BIG:
        return Sheet(title, tuple(map(grid.row, rows)))
    return Sheet(title, tuple(map(grid.row, rows[: grid.FIRST])), grid.written(rows))


def _unreadable(data: bytes, name: str) -> DataError:
    if _LOCKED.search(data):
        return DataError(name, Text("文件有密码", "the file has a password"), _REMOVE)
    return DataError(name, Text("不是完好的 Excel 文件", "not a sound Excel file"), _AGAIN)


_REMOVE = Text("去掉密码后另存。", "Save it again without the password.")
_AGAIN = Text("请重新下载，或在 Excel/WPS 里另存一次。", "Download it again, or save it once more in Excel or WPS.")
