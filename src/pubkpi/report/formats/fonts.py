"""The one font of charts, PDF and page: Noto Sans CJK SC, a face of the collection in noto-cjk-sans-otc.

The only module that knows fontTools, which matplotlib brings along.
"""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text, same

FAMILY = "Noto Sans CJK SC"
FACE = 2
_PACKAGE, _FILE = "noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc"
# For vertical setting and fine spacing: a page on a screen needs none of them.
_DROPPED = ["BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]


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
    with _face() as face:
        return frozenset(face.getBestCmap())


def subset(words: Iterable[str]) -> bytes:
    """A WOFF file with the characters of *words* and no others; the same characters give the same bytes.

    A page carries it, so that Chinese also shows on a machine without a Chinese font.
    """
    from fontTools import subset as tool  # type: ignore[import-untyped]  # fontTools ships no types

    options = tool.Options(desubroutinize=True, hinting=False, layout_features=[], drop_tables=_DROPPED)
    cutter = tool.Subsetter(options)
    cutter.populate(unicodes=sorted({ord(one) for text in words for one in text}))
    with _face() as face:
        cutter.subset(face)
        face.flavor = "woff"
        stream = BytesIO()
        face.save(stream)
    return stream.getvalue()


def _face() -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fontTools ships no types

    return TTFont(font_file(), fontNumber=FACE, lazy=True, recalcTimestamp=False, recalcBBoxes=False)
