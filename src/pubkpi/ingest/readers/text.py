"""Separated text: decoded strictly, so that no character is lost or replaced in silence."""

import codecs
import csv
from io import StringIO

from pubkpi.ingest.readers import bulk
from pubkpi.ingest.readers.sheet import Book, Sheet, cell
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_SEPARATORS = ",\t;"
_CHUNK = 1 << 24


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of *data* and its encoding: by BOM, else strict UTF-8, else strict GB18030; DataError otherwise."""
    encoding = encoding_of(data, name)
    return data.decode(encoding), encoding


def encoding_of(data: bytes, name: str) -> str:
    """The encoding of *data*, every byte of which was looked at; DataError when there is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            if _decodes(data, encoding):
                return encoding
        except UnicodeDecodeError:
            continue
    raise DataError(
        name,
        Text("既不是表格也不是 UTF-8 或 GB18030 文本", "neither a workbook nor text in UTF-8 or GB18030"),
        Text("请重新下载。", "Download it again."),
    )


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether all of *data* is text without a zero; UnicodeDecodeError when it is none. Keeps no copy of it."""
    decode = codecs.getincrementaldecoder(encoding)()
    sound = all("\x00" not in decode.decode(data[at : at + _CHUNK]) for at in range(0, len(data), _CHUNK))
    return sound and "\x00" not in decode.decode(b"", final=True)


def read(data: bytes, name: str, *, whole: bool = False) -> Book:
    """The text as one sheet; a row is a record, also when its quoted cells hold line breaks.

    Of a big, regular one only the first rows, unless the *whole* is asked for.
    """
    if not whole and len(data) >= bulk.BIG:
        encoding = bulk.encoding_of(data) or encoding_of(data, name)
        head = data[:8192].decode(encoding, "ignore")
        if book := bulk.read(data, name, encoding, _separator(head)):
            return book
    words, encoding = decoded(data, name)
    try:
        reader = csv.reader(StringIO(words, newline=""), delimiter=_separator(words), strict=True)
        rows = [tuple(map(cell, record)) for record in reader]
    except csv.Error as problem:
        what = Text(f"引号不成对或单元格过长（{problem}）", f"quotes do not match or a cell is too long ({problem})")
        raise DataError(f"{name}:{reader.line_num}", what) from problem
    return Book("text", (Sheet(name, tuple(rows)),), encoding)


def _separator(words: str) -> str:
    """The mark that stands in most of the first lines: a thousands comma stands in no header."""
    head = words[:8192]
    return max(_SEPARATORS, key=lambda mark: (sum(mark in line for line in head.splitlines()), head.count(mark)))
