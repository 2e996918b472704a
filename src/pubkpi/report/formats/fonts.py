"""The one font of charts, PDF and page: Noto Sans CJK SC, a face of the collection in noto-cjk-sans-otc.

The only module that knows HarfBuzz, which cuts a font down, and fontTools, which packs it and which matplotlib needs.
"""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text, same

if TYPE_CHECKING:
    import uharfbuzz

FAMILY = "Noto Sans CJK SC"
FACE = 2
_PACKAGE, _FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"
# For vertical setting and fine spacing: a page on a screen needs none of them.
_DROPPED = (b"BASE", b"GDEF", b"GPOS", b"GSUB", b"VORG", b"vhea", b"vmtx")


def font_file() -> Path:
    """The font collection's path; raises ReportError when the package is not installed."""
    spec = find_spec(_PACKAGE)
    path = Path(spec.origin).parent / _FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise ReportError(
            _FILE,
            Text("找不到中文字体", "the Chinese font is not there"),
            same("pip install noto-cjk-sans-otc"),
        )
    return path


@cache
def characters() -> frozenset[int]:
    """The code points that the font can show."""
    return frozenset(_face().unicodes)


def subset(words: Iterable[str]) -> bytes:
    """A WOFF file with the characters of *words* and no others; the same characters give the same bytes.

    A page carries it, so that Chinese also shows on a machine without a Chinese font.
    """
    import uharfbuzz
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types

    wanted = uharfbuzz.SubsetInput()
    wanted.unicode_set.update({ord(one) for text in words for one in text})
    wanted.drop_table_tag_set.update(int.from_bytes(tag) for tag in _DROPPED)
    # without subroutines a WOFF, which is packed, is smaller
    wanted.flags = uharfbuzz.SubsetFlags.DESUBROUTINIZE | uharfbuzz.SubsetFlags.NO_HINTING
    plain = BytesIO(uharfbuzz.subset(_face(), wanted).blob.data)
    packed = BytesIO()
    with TTFont(plain, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        font.flavor = "woff"
        font.save(packed)
    return packed.getvalue()


def _face() -> "uharfbuzz.Face":
    import uharfbuzz

    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file())), FACE)
