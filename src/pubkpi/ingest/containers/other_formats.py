"""Files that are well known and no table that is read here: each called by its name, with the way to one that is."""

import re
from collections.abc import Collection

from pubkpi.model.errors import DataError
from pubkpi.model.text import Text, count_of

_EXCEL_AGAIN = Text(
    "在 Excel 或 WPS 里打开，另存为 xlsx，再导入。", "Open it in Excel or WPS, save it as xlsx, ingest that."
)
_DOWNLOAD = Text("请在后台下载 Excel 或 CSV。", "Download Excel or CSV from the back office.")
_UNPACK = Text("解压后再导入里面的文件。", "Unpack it and ingest what is inside.")
_COPY = Text("把表格复制到 Excel，存为 xlsx，再导入。", "Copy its table to Excel, save it as xlsx, ingest that.")

_IMAGE = Text("是图片，不是表格", "an image, not a table")
_PACKED = Text("是压缩文件，不是表格", "a compressed file, not a table")
_OLDEST = Text("是 Excel 2 到 4 的旧表格，还不能直接读", "a table of Excel 2, 3 or 4, which is not read")
# By how they begin.
_STARTS: tuple[tuple[bytes, Text, Text], ...] = (
    (b"%PDF", Text("是 PDF，不是表格", "a PDF, not a table"), _DOWNLOAD),
    (b"\x89PNG", _IMAGE, _DOWNLOAD),
    (b"\xff\xd8\xff", _IMAGE, _DOWNLOAD),
    (b"GIF8", _IMAGE, _DOWNLOAD),
    (b"II*\x00", _IMAGE, _DOWNLOAD),
    (b"MM\x00*", _IMAGE, _DOWNLOAD),
    (b"Rar!\x1a\x07", _PACKED, _UNPACK),
    (b"7z\xbc\xaf\x27\x1c", _PACKED, _UNPACK),
    (b"\xfd7zXZ\x00", _PACKED, _UNPACK),
    (b"BZh", _PACKED, _UNPACK),
    (b"PK\x05\x06", Text("是空的压缩包", "an empty archive"), _DOWNLOAD),
    (b"\x09\x00\x04\x00", _OLDEST, _EXCEL_AGAIN),
    (b"\x09\x02\x06\x00", _OLDEST, _EXCEL_AGAIN),
    (b"\x09\x04\x06\x00", _OLDEST, _EXCEL_AGAIN),
    (
        b"SQLite format 3\x00",
        Text("是 SQLite 数据库，不是表格", "an SQLite database, not a table"),
        Text(
            "用数据库工具把作品那张表（如 explore_data）导出为 CSV，再导入。",
            "Export its table of works (such as explore_data) as CSV and ingest that.",
        ),
    ),
    (b"{\\rtf", Text("是 RTF 文档，不是表格", "an RTF document, not a table"), _COPY),
)
_MAIL = re.compile(rb"\s*(?:From: <Saved by|MIME-Version:|Content-Type: multipart/related)", re.IGNORECASE)
# An XML file's root element, behind declarations and comments.
_ROOT = re.compile(r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>]*>)*<(?:\w+:)?(\w+)", re.DOTALL | re.IGNORECASE)
_PAGE = frozenset("html head body table div meta style center form p span font title link script tr".split())
# By a part of the zip that only they have.
_PARTS: tuple[tuple[str, Text, Text], ...] = (
    ("word/document.xml", Text("是 Word 文档，不是 Excel 文件", "a Word document, not an Excel file"), _COPY),
    ("ppt/presentation.xml", Text("是演示文稿，不是 Excel 文件", "slides, not an Excel file"), _COPY),
    (
        "index/document.iwa",
        Text("是 Numbers 表格，不是 Excel 文件", "a Numbers table, not an Excel file"),
        Text("在 Numbers 里导出为 Excel，再导入。", "Export it from Numbers as Excel and ingest that."),
    ),
)
_BOOKS = frozenset(("xl/workbook.xml", "xl/workbook.bin", "content.xml"))
_SHOWN = 3


def check_start(data: bytes, name: str) -> None:
    """DataError when *data* begins as a known file does that is no table, or not one that is read."""
    for start, what, hint in _STARTS:
        if data.startswith(start):
            raise DataError(name, what, hint)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        raise DataError(name, _IMAGE, _DOWNLOAD)
    if _MAIL.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise DataError(
            name,
            Text("是单个文件网页（MHTML），还不能直接读", "a web page in one file (MHTML), which is not read"),
            _EXCEL_AGAIN,
        )


def check_root(words: str, name: str) -> None:
    """DataError when *words*, which begin as a tag does, are XML of another kind than a page."""
    found = _ROOT.match(words[:8192].lstrip("\ufeff"))
    root = found[1].lower() if found else ""
    if root == "workbook":
        raise DataError(
            name,
            Text("是 Excel 2003 的 XML 表格，还不能直接读", "an XML table of Excel 2003, which is not read"),
            _EXCEL_AGAIN,
        )
    if words.lstrip("\ufeff \t\r\n").startswith("<?xml") and root not in _PAGE:
        shown = found[1] if found else "?"
        raise DataError(name, Text(f"是 XML 文件（{shown}），不是表格", f"XML ({shown}), not a table"), _EXCEL_AGAIN)


def check_parts(names: Collection[str], name: str) -> None:
    """DataError when a zip of these *names*, in lower case, is no workbook."""
    if not _BOOKS.isdisjoint(names) and "word/document.xml" not in names:
        if any(one.startswith("xl/macrosheets/") for one in names):
            what = Text("里面有 Excel 4.0 的宏表，读不了", "it has a macro sheet of Excel 4.0, which is not read")
            raise DataError(name, what, _EXCEL_AGAIN)
        return
    for part, what, hint in _PARTS:
        if part in names:
            raise DataError(name, what, hint)
    if "[content_types].xml" in names and any(one.endswith(("workbook.xml", "workbook.bin")) for one in names):
        what = Text("Excel 文件内部的存放方式少见，读不了", "an Excel file laid out inside in a way that is not read")
        raise DataError(name, what, _EXCEL_AGAIN)
    inside = [one for one in names if not one.endswith("/") and "__macosx" not in one]
    words = ", ".join(inside[:_SHOWN]) + (" …" if len(inside) > _SHOWN else "")
    raise DataError(
        name,
        Text(
            f"是压缩包，不是 Excel 文件，里面有 {len(inside)} 个文件：{words}",
            f"an archive, not an Excel file, with {count_of(len(inside), 'file')}: {words}",
        ),
        _UNPACK,
    )


def check_page(title: str, words: str, name: str, *, tables: bool) -> None:
    """DataError when a page of this *title* that shows these *words* has no *tables*: a login, an error."""
    called = " ".join(title.split())[:60]
    zh, en = (f"“{called}”", f" ({called})") if called else ("", "")
    if (
        re.search(r"登录|登陆|log ?in|sign ?in|扫码|过期|expired", f"{title} {words[:2000]}", re.IGNORECASE)
        and not tables
    ):
        what = Text(f"是登录页{zh}，不是导出", f"a login page{en}, not an export")
        raise DataError(
            name, what, Text("登录已过期：重新登录后再下载。", "The login has expired: log in and download again.")
        )
    if not tables:
        what = Text(f"是网页{zh}，里面没有表格", f"a web page{en} without a table")
        raise DataError(name, what, Text("请在后台重新下载。", "Download it again from the back office."))
