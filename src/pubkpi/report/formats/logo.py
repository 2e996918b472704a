"""The picture for the cover: a file of the workspace that is checked before it comes into any document.

A PNG or JPG is measured, an SVG written anew with nothing in it but shapes, words and colours: no script, no reference
to anything outside of it, no element that grows without end.
"""

import re
from collections.abc import Iterator
from math import inf
from pathlib import Path
from xml.etree import ElementTree
from zlib import crc32

from pubkpi.model.errors import DataError, UsageError
from pubkpi.model.review import Logo
from pubkpi.model.text import Text
from pubkpi.workspace.files import read_bytes

KEY = "[report] logo"
LARGEST, MOST_PIXELS, MOST_USES, DEEPEST = 500_000, 4_000_000, 100, 100
_SVG = "{http://www.w3.org/2000/svg}"
_SHAPES = frozenset(
    "svg g defs symbol use title desc style path rect circle ellipse line polyline polygon text tspan "
    "linearGradient radialGradient stop clipPath mask".split()
)
_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}  # markers of a JPG's size
_BARE = {0x01, *range(0xD0, 0xD8)}  # markers without a length
_DOCTYPE = re.compile(r"<!DOCTYPE\s[^\[>]*>")
_OUTSIDE = re.compile(r"url\(\s*[\"']?\s*(?!#)|@import|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]+)\s*(?:px|pt|mm|cm|in)?\s*")


def read_logo(root: Path, name: str) -> Logo | None:
    """The logo that the settings of the workspace *root* name; None without one, UsageError for one that is refused."""
    if not name:
        return None
    path = (root / name).resolve()
    if not path.is_relative_to(root.resolve()):
        hint = Text("把图片放进工作区，写相对路径。", "Put the picture into the workspace and give its path there.")
        raise _refusal(name, Text("不在工作区里", "lies outside of the workspace"), hint)
    if path.is_file() and path.stat().st_size > LARGEST:
        raise _refusal(name, Text(f"超过 {LARGEST:,} 字节", f"has more than {LARGEST:,} bytes"))
    try:
        data = read_bytes(path)
    except DataError as problem:
        raise _refusal(name, problem.what, problem.hint) from problem
    logo = _logo(name, data)
    if not 0 < logo.width * logo.height <= (inf if logo.format == "svg+xml" else MOST_PIXELS):
        size = f"{logo.width:g} × {logo.height:g}"
        what = Text(f"大小是 {size}，最多 {MOST_PIXELS:,} 像素", f"is {size}; at most {MOST_PIXELS:,} pixels")
        raise _refusal(name, what)
    return logo


def _refusal(name: str, what: Text, hint: Text | None = None) -> UsageError:
    usual = Text("换一个小些的 PNG、JPG 或只有图形的 SVG。", "Take a smaller PNG or JPG, or an SVG of plain shapes.")
    return UsageError(KEY, Text(f"{name} {what.zh}", f"{name} {what.en}"), hint or usual)


def _logo(name: str, data: bytes) -> Logo:
    """The picture that *data* are, by their first bytes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        size = _png_size(data)
        if size:
            return Logo("png", data, *size)
    elif data.startswith(b"\xff\xd8"):
        size = _jpeg_size(data)
        if size:
            return Logo("jpeg", data, *size)
    elif data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return _svg(name, data)
    else:
        raise _refusal(name, Text("不是 PNG、JPG 或 SVG", "is no PNG, JPG or SVG"))
    raise _refusal(name, Text("是残缺的图片", "is an incomplete picture"))


def _png_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG all of whose chunks are sound; None otherwise."""
    place, names = 8, []
    while place + 12 <= len(data):
        length = int.from_bytes(data[place : place + 4])
        body, check = data[place + 4 : place + 8 + length], data[place + 8 + length : place + 12 + length]
        if len(check) < 4 or crc32(body) != int.from_bytes(check):
            return None
        names.append(body[:4])
        place += 12 + length
    if names[:1] != [b"IHDR"] or names[-1] != b"IEND" or b"IDAT" not in names:
        return None
    return int.from_bytes(data[16:20]), int.from_bytes(data[20:24])


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPG that has its end; None otherwise."""
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF and b"\xff\xd9" in data[-64:]:
        marker = data[place + 1]
        if marker in _FRAMES:
            return int.from_bytes(data[place + 7 : place + 9]), int.from_bytes(data[place + 5 : place + 7])
        place += 1 if marker == 0xFF else 2 if marker in _BARE else 2 + int.from_bytes(data[place + 2 : place + 4])
    return None


def _svg(name: str, data: bytes) -> Logo:
    """The SVG *data* written anew without what is no part of the picture: comments, what editors put in."""
    try:
        text = _DOCTYPE.sub("", data.decode("utf-8-sig"), count=1)
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise _refusal(name, Text("声明了实体", "declares entities"))
        root = ElementTree.fromstring(text)
    except (UnicodeDecodeError, ElementTree.ParseError) as problem:
        raise _refusal(name, Text("不是完好的 SVG", "is no well-formed SVG")) from problem
    if root.tag != f"{_SVG}svg":
        raise _refusal(name, Text("不是 SVG", "is no SVG"))
    _drop_foreign(root)
    for what in _faults(root):
        raise _refusal(name, what)
    ElementTree.register_namespace("", _SVG[1:-1])
    return Logo("svg+xml", ElementTree.tostring(root), *_svg_size(root))


def _drop_foreign(root: ElementTree.Element) -> None:
    """Take out what an editor notes for itself, in a language of its own or as metadata."""
    for parent in [*root.iter()]:
        for child in [*parent]:
            if not str(child.tag).startswith(_SVG) or child.tag == f"{_SVG}metadata":
                parent.remove(child)
        for key in [key for key in parent.attrib if key.startswith("{") and not key.endswith("}href")]:
            del parent.attrib[key]


def _faults(root: ElementTree.Element) -> Iterator[Text]:
    """What in an SVG is more than a picture."""
    waiting: list[tuple[ElementTree.Element, tuple[str, ...]]] = [(root, (root.get("id", ""),))]
    uses, users = list[str](), set[str]()
    while waiting:
        one, path = waiting.pop()
        tag = str(one.tag).removeprefix(_SVG)
        if tag not in _SHAPES:
            yield Text(f"含有 <{tag}>", f"holds <{tag}>")
        if len(path) > DEEPEST:
            yield Text(f"层层嵌套超过 {DEEPEST} 层", f"is nested deeper than {DEEPEST}")
            return
        yield from _references(one)
        if tag == "use":
            uses += [value[1:] for key, value in one.attrib.items() if key.endswith("href")]
            users.update(path)
        waiting += [(child, (*path, child.get("id", ""))) for child in one]
    if len(uses) > MOST_USES or users.intersection(uses):
        yield Text(f"<use> 套着 <use>，或超过 {MOST_USES} 个", f"has a <use> within a <use>, or more than {MOST_USES}")


def _references(one: ElementTree.Element) -> Iterator[Text]:
    """What an element does, or has from elsewhere."""
    for key, value in one.attrib.items():
        attribute = key.rpartition("}")[2]
        if attribute.lower().startswith("on"):
            yield Text(f"含有脚本（{attribute}）", f"holds a script ({attribute})")
        if (attribute == "href" and not value.startswith("#")) or _OUTSIDE.search(value):
            yield Text(f"引用外部资源（{attribute}）", f"refers to something outside ({attribute})")
    if one.tag == f"{_SVG}style" and _OUTSIDE.search(one.text or ""):
        yield Text("样式引用外部资源", "refers to something outside (style)")


def _svg_size(root: ElementTree.Element) -> tuple[float, float]:
    """Width and height: of its box, or as it declares them; 0 where it does not."""
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    try:
        if len(box) == 4:
            return float(box[2]), float(box[3])
        sizes = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
        wide, high = (float(one[1]) if one else 0.0 for one in sizes)
    except ValueError:
        return 0.0, 0.0
    return wide, high
