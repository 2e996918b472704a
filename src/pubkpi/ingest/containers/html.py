"""HTML tables, such as a back office sends under the name .xls, as a browser would show them."""

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import TYPE_CHECKING

from pubkpi.ingest.containers import other_formats, truncation
from pubkpi.ingest.containers.delimited.charset import decoded
from pubkpi.ingest.containers.sheet import Book, Cell, Merged, RawSheet, Row, cell
from pubkpi.ingest.containers.workbooks import formats
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# a character by its number, but for the one that stands for what is none
_NUMBERED = re.compile(r"&#(?!0*65533\b|[xX]0*[fF]{3}[dD]\b)(?:[0-9]+|[xX][0-9a-fA-F]+);?")
# What is appended: in a file that was cut off it ends in a table, a comment or a script instead of in the page.
_END = "pubkpi-end"
_OPEN = frozenset(
    "table script style textarea title template select xmp iframe noembed noframes plaintext -comment".split()
)
# Elements whose words stand on lines of their own, and those whose words nobody sees.
_LINES = frozenset("br p div li tr td th table h1 h2 h3 h4 h5 h6 dt dd".split())
_UNSEEN = frozenset(("script", "style", "template"))
# A number that is struck out or raised must not run together with the one beside it.
_MARKED, _EDGE = frozenset(("sup", "sub", "del", "ins", "s", "strike")), "\x00"
_BETWEEN = re.compile(f"(?<=[0-9]){_EDGE}+(?=[0-9])")
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
# What stands before the name of a field, whose value no column takes; fields that show none.
_FIELD, _BUTTONS = "\x01", frozenset(("hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file"))
# What Excel, LibreOffice and SheetJS call the number that a cell stores, beside the words that it shows.
_STORED = re.compile(r"\b(x:num|sdval|data-v)=")
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
# The parser takes the square of the depth in time; no page comes near this one.
_DEEP = 500
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)")
_INNER = re.compile(r"<(?!t[drh]\b)[a-zA-Z]", re.IGNORECASE)
_CELLS = frozenset("tr td th tbody thead tfoot".split())
# Elements that hold none, or end where the next one begins.
_FLAT = frozenset("area base br col embed hr img input link meta param source track wbr p li dd dt option".split())


def looks_like(data: bytes) -> bool:
    """Whether the first thing in *data* is a tag, in whatever encoding."""
    start = data[:512].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return re.match(rb"<[!?a-zA-Z]", start) is not None


def read(data: bytes, name: str) -> Book:
    """Every table as a sheet; a cell over several columns or rows leaves the others blank, and is told as merged.

    DataError when a table has no end, for then the file was cut off.
    """
    words, encoding = _words(data, name)
    other_formats.check_root(words, name)
    _check_numbers(words, name)
    _check_depth(words, name)
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(f"{words}<tr><td>{_END}")
    if words.rfind("<") > words.rfind(">") or not _has_end(page):
        raise truncation.refusal(name, "HTML")
    tables = page.css_first("table") is not None and page.css_first("input[type=password]") is None
    title = page.css_first("title")
    shown = page.body.text(separator=" ") if page.body and not tables else ""
    other_formats.check_page(title.text() if title else "", shown, name, tables=tables)
    is_saved = bool(_STORED.search(words))
    sheets = (_sheet(f"table {i}", table, is_saved=is_saved) for i, table in enumerate(page.css("table"), start=1))
    return Book("html", tuple(sheets), encoding)


def _words(data: bytes, name: str) -> tuple[str, str]:
    try:
        data.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as problem:
        # cut within a character
        if problem.reason == "unexpected end of data" and problem.start:
            raise truncation.refusal(name, "HTML") from problem
    return decoded(data, name)


def _check_numbers(words: str, name: str) -> None:
    """DataError when *words* number a character that there is none of: the parser would replace it."""
    lost = next((number for number in _NUMBERED.findall(words) if unescape(number) == "\ufffd"), None)
    if lost:
        what = Text(f"{lost} 不是字符", f"{lost} is no character")
        raise DataError(name, what, Text("请重新下载。", "Download it again."))


def _check_depth(words: str, name: str) -> None:
    """DataError when *words* open more elements within each other than any page does."""
    if sum(1 for _ in _INNER.finditer(words)) <= _DEEP:
        return
    # by table that is open, how many elements are open in its cell
    depth = [0]
    for tag in _TAG.finditer(words):
        end, inner = bool(tag[1]), tag[2].lower()
        if inner == "table":
            depth = (depth[:-1] or [0]) if end else [*depth, 0]
        elif inner in _CELLS:
            depth[-1] = 0
        elif inner not in _FLAT:
            depth[-1] = max(0, depth[-1] + (-1 if end else 1))
        if len(depth) + depth[-1] > _DEEP:
            what = Text(f"HTML 嵌套超过 {_DEEP} 层", f"HTML nested more than {_DEEP} deep")
            raise DataError(name, what, Text("请重新下载。", "Download it again."))


def _has_end(page: "LexborHTMLParser") -> bool:
    """Whether what was appended to the *page* stands in the page itself: all that was opened before has its end."""
    node = page.root
    while node and node.last_child:
        node = node.last_child
    if node is None or node.tag != "-text" or not (node.text_content or "").endswith(_END):
        return False
    while node := node.parent:
        if node.tag in _OPEN:
            return False
    return True


def _sheet(title: str, table: "LexborNode", *, is_saved: bool) -> RawSheet:
    merged: list[Merged] = []
    rows = tuple(_rows(table, merged, is_saved=is_saved))
    return RawSheet(title, rows, merged=tuple(merged))


def _rows(table: "LexborNode", merged: list[Merged], *, is_saved: bool) -> Iterator[Row]:
    """The rows of *table*, without those of the tables in its cells; what is *merged* in them is added there.

    Cells of a page that *is_saved* by a program may have the numbers that they store.
    """
    said = _cell_words if is_saved else _element_words
    # by column, how many of the next rows a cell above reaches into
    covered: dict[int, int] = {}
    number = 0
    for group in table.iter():
        for line in [group] if group.tag == "tr" else group.iter() if group.tag in _CELLS else ():
            if line.tag == "tr":
                yield tuple(_row(line, covered, number, merged, said))
                number += 1


def _row(
    line: "LexborNode",
    covered: dict[int, int],
    number: int,
    merged: list[Merged],
    text_of: Callable[["LexborNode"], str],
) -> list[Cell]:
    """The cells of *line*, the row of that *number*, as *text_of* has them; blank where a cell above reaches in.

    *covered* is brought up to the next line.
    """
    row: list[Cell] = []

    def leave_covered() -> None:
        while len(row) in covered:
            row.append(None)

    for one in line.iter():
        if one.tag in ("td", "th"):
            leave_covered()
            wide, high = _span(one, "colspan"), _span(one, "rowspan")
            # the row that it stands in counts, too
            if wide > 1 or high > 1:
                merged.append((number, number + high - 1, len(row), len(row) + wide - 1))
            covered |= {len(row) + i: high for i in range(wide) if high > 1}
            row += [cell(text_of(one).strip()), *[None] * (wide - 1)]
    leave_covered()
    for column, rows in [*covered.items()]:
        if rows > 1:
            covered[column] = rows - 1
        else:
            del covered[column]
    return row


def _cell_words(node: "LexborNode") -> str:
    """The words of a cell, or those of the number that it stores where it shows another one."""
    said, attributes = _element_words(node).strip(), node.attributes
    sheetjs = attributes.get("data-v") if attributes.get("data-t") == "n" else None
    stored = attributes.get("x:num") or attributes.get("sdval") or sheetjs or ""
    return formats.stored_text(float(stored), said) if _NUMBER.fullmatch(stored) else said


def _element_words(node: "LexborNode") -> str:
    """The words of a cell; those of elements that stand on lines of their own never run together."""
    first = node.first_child
    if first is None:
        return ""
    if first.tag == "-text" and first.next is None:
        return first.text_content or ""
    words = list(_words_in(node))
    fields = [one for one in words if one.startswith(_FIELD)]
    text = _BETWEEN.sub(" ", "".join(one for one in words if one not in fields)).replace(_EDGE, "")
    # a picture beside a text dresses it
    shown = [one for one in fields if not one.endswith("<img>") or not text.strip()]
    return shown[0].removeprefix(_FIELD) if shown else text


def _words_in(node: "LexborNode") -> Iterator[str]:
    # no deeper than _check_depth lets it
    for one in node.iter(include_text=True):
        if one.tag == "-text":
            yield one.text_content or ""
        elif one.tag not in _UNSEEN and not _is_hidden(one):
            if _is_field(one):
                yield f"{_FIELD}#<{one.tag}>"
                continue
            line = "\n" if one.tag in _LINES else _EDGE if one.tag in _MARKED else ""
            yield line
            if one.first_child:
                yield from _words_in(one)
                yield line


def _is_field(node: "LexborNode") -> bool:
    """Whether *node* shows a value that is no text: one to be typed or chosen, or a picture's."""
    if node.tag == "input":
        return (node.attributes.get("type") or "").strip().lower() not in _BUTTONS
    return node.tag in ("select", "textarea") or (
        node.tag == "img" and bool((node.attributes.get("alt") or "").strip())
    )


def _is_hidden(node: "LexborNode") -> bool:
    return "hidden" in node.attributes or _HIDDEN.search(node.attributes.get("style") or "") is not None


def _span(node: "LexborNode", name: str) -> int:
    words = node.attributes.get(name) or "1"
    return int(words) if words.isascii() and words.isdecimal() and int(words[:4]) > 0 and len(words) < 5 else 1
