"""The characters of a text: decoded strictly, so that none is lost or replaced in silence."""

import codecs
import re
from collections.abc import Iterator

from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

_CHUNK = 1 << 24
_EURO = "pubkpi.euro"

# Python's codec knows the edition of 2000, which had these codes without a character: GB 18030-2022 has given them one.
# The last, A3A0, is a blank in files of old programs; the Encoding Standard reads it so. Their longer codes, which
# programs of that edition write, are read as ever: 8135F437, too, is ḿ, and not of private use as it is now.
_WHATWG = dict(
    zip(
        [*range(0xE78D, 0xE797), 0xE7C7, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864, 0xE5E5],
        "︐︒︑︓︔︕︖︗︘︙ḿ龴龵龶龷龸龹龺龻\u3000",
        strict=True,
    )
)
_NONE = re.compile(f"[{''.join(map(chr, _WHATWG))}]")


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of *data* and its encoding: by BOM, else strict UTF-8, else strict GB18030; DataError otherwise."""
    encoding = encoding_of(data, name)
    return "".join(words(data, encoding)), encoding


def encoding_of(data: bytes, name: str) -> str:
    """The encoding of *data*, every byte of which was looked at; DataError when there is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif data.startswith(codecs.BOM_UTF8):
        encodings = ["utf-8-sig"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            if all("\x00" not in piece for piece in words(data, encoding)):
                return encoding
        except UnicodeDecodeError:
            continue
    raise DataError(
        name,
        Text("既不是表格也不是 UTF-8 或 GB18030 文本", "neither a workbook nor text in UTF-8 or GB18030"),
        Text("请重新下载。", "Download it again."),
    )


def words(data: bytes, encoding: str, *, cut: bool = False) -> Iterator[str]:
    """*data* in that *encoding* as text, piece by piece; UnicodeDecodeError where it is none.

    If *cut*, data may end within a character, which is left out.
    """
    chinese = encoding == "gb18030"
    decode = codecs.getincrementaldecoder(encoding)(_EURO if chinese else "strict").decode
    for at in range(0, len(data), _CHUNK):
        piece = decode(data[at : at + _CHUNK], final=not cut and at + _CHUNK >= len(data))
        yield piece.translate(_WHATWG) if chinese and _NONE.search(piece) else piece


def _euro(problem: UnicodeError) -> tuple[str, int]:
    """A lone 0x80 is the euro sign of Windows' code page 936; nothing else is mended."""
    if isinstance(problem, UnicodeDecodeError) and problem.object[problem.start] == 0x80:
        return "€", problem.start + 1
    raise problem


codecs.register_error(_EURO, _euro)
