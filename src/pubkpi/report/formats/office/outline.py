"""What a section's page says, as blocks without layout: a section that has a page has its place in every document."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from itertools import accumulate

from pubkpi.report.charts.figures import Figure

_HEADINGS = {"h2": 1, "h3": 1, "h4": 2, "summary": 3}
_BREAKS = {*_HEADINGS, "p", "div", "li", "dl", "dt", "dd", "table", "caption", "figure", "figcaption", "details", "ul"}
_UNSEEN = {"style", "script", "title"}
_BREAK = "\x0b"  # of a line; in the words of a page there is none
_VOID = {"br", "img", "hr", "input", "meta", "link", "wbr", "col"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as it prints; *figure*: it is a number where it can be one; *tone* is that of a state; *drawing* is a
    small figure that stands in it.
    """

    text: str
    figure: bool = False
    head: bool = False
    span: int = 1
    tone: str = ""
    drawing: Figure | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; 1 is the message of a section, 3 the least."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, or an *item* of a list."""

    text: str
    item: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure of the section."""

    figure: Figure


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; a *strong* one is a sum, or heads others."""

    cells: tuple[Cell, ...]
    strong: bool = False

    @property
    def places(self) -> tuple[tuple[int, Cell], ...]:
        """Each cell with the column that it begins in."""
        begins = accumulate((cell.span for cell in self.cells), initial=0)
        return tuple(zip(begins, self.cells, strict=False))


@dataclass(frozen=True, slots=True)
class Table:
    """A table with the heads of its columns, if it has any; into a *blank* one people write."""

    caption: str
    head: tuple[Cell, ...]
    rows: tuple[Row, ...]
    blank: bool = False

    @property
    def columns(self) -> int:
        """How many columns it has."""
        every = (self.head, *(row.cells for row in self.rows))
        return max((sum(cell.span for cell in cells) for cells in every), default=0)


Block = Heading | Paragraph | Picture | Table


@dataclass(frozen=True, slots=True)
class Outline:
    """A section: its name in the settings, its title, its blocks."""

    name: str
    title: str
    blocks: tuple[Block, ...]


def pictures(outlines: Iterable[Outline]) -> tuple[Figure, ...]:
    """The figures of the *outlines*, between words and in cells, in their order."""
    found: list[Figure] = []
    for block in (block for one in outlines for block in one.blocks):
        if isinstance(block, Picture):
            found.append(block.figure)
        elif isinstance(block, Table):
            found += (cell.drawing for row in block.rows for cell in row.cells if cell.drawing)
    return tuple(found)


def stand_in(figure: Figure) -> str:
    """What stands for a *figure* in the page that is to be read for its blocks."""
    return f'<svg data-figure="{figure.name}"></svg>'


def blocks(page: str, figures: Mapping[str, Figure]) -> tuple[Block, ...]:
    """The blocks of a section's *page*, where `stand_in` stands for its *figures*."""
    reader = _Reader(figures)
    reader.feed(page)
    reader.close()
    while reader.open:
        reader.handle_endtag(reader.open[-1][0])
    reader.end_block()
    return tuple(reader.blocks)


@dataclass
class _Grid:
    """A table, or a list of names and what they say, while it is read."""

    blank: bool = False
    caption: str = ""
    head: tuple[Cell, ...] = ()
    rows: list[Row] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    strong: bool = False

    def end_row(self, *, is_head: bool = False) -> None:
        """Keep the cells so far as a row."""
        if self.cells and is_head:
            self.head = tuple(self.cells)
        elif self.cells:
            self.rows.append(Row(tuple(self.cells), self.strong))
        self.cells, self.strong = [], False


class _Reader(HTMLParser):
    """Reads the words between tags; what is hidden from those who listen is not read either.

    An element with ``data-as`` is taken for the one that it names, so that blocks side by side can be rows of a table.
    """

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        super().__init__(convert_charrefs=True)
        self.figures, self.blocks = figures, list[Block]()
        self.open: list[tuple[str, str, bool]] = []
        self.words, self.tone, self.cell = "", "", Cell("")
        self.grid: _Grid | None = None
        self.in_head = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a row or a cell."""
        given = {name: value or "" for name, value in attrs}
        classes = given.get("class", "").split()
        if tag == "br":
            self.words += _BREAK
        if tag in _VOID:
            return
        hidden = tag in _UNSEEN or (given.get("aria-hidden") == "true" and "drawing" not in classes)
        kind = given.get("data-as", tag)
        self.open.append((tag, kind, hidden or self.is_hidden))
        if self.is_hidden:
            return
        if kind in _BREAKS:
            self.end_block()
        self._begin(kind, given, classes)
        if "light" in classes:
            self.tone = next((one for one in classes if one != "light"), "")

    def _begin(self, tag: str, given: Mapping[str, str], classes: list[str]) -> None:
        if tag == "svg" and given.get("data-figure") in self.figures and self.grid:
            self.cell = replace(self.cell, drawing=self.figures[given["data-figure"]])
        elif tag == "svg" and given.get("data-figure") in self.figures:
            self.end_block()
            self.blocks.append(Picture(self.figures[given["data-figure"]]))
        elif tag in ("table", "dl"):
            self.grid = _Grid("agenda" in classes)
        elif tag in ("span", "small") and self.words[-1:].strip():
            self.words += " "
        elif self.grid and tag == "thead":
            self.in_head = True
        elif self.grid and tag == "tr":
            self.grid.strong = not {"sum", "head"}.isdisjoint(classes)
        elif self.grid and tag in ("td", "th", "dt", "dd"):
            if tag == "dt":
                self.grid.end_row()
            self.words, self.tone = "", ""
            span = given.get("colspan", "1")
            is_figure = not {"n", "figure"}.isdisjoint(classes)
            self.cell = Cell("", is_figure, tag in ("th", "dt"), int(span) if span.isdecimal() else 1)

    def handle_endtag(self, tag: str) -> None:
        """End what began with *tag*, and whatever was left open in it."""
        if tag not in [name for name, *_ in self.open]:
            return
        while self.open:
            last, kind, hidden = self.open.pop()
            if not hidden:
                self._end(kind)
            if last == tag:
                return

    def _end(self, tag: str) -> None:
        if self.grid and tag in ("td", "th", "dt", "dd"):
            text = _tidy(self.words)
            self.grid.cells.append(replace(self.cell, text=text, tone=self.tone))
            self.words, self.tone = "", ""
        elif self.grid and tag == "caption":
            self.grid.caption, self.words = _tidy(self.words), ""
        elif self.grid and tag == "tr":
            self.grid.end_row(is_head=self.in_head)
        elif self.grid and tag == "thead":
            self.in_head = False
        elif self.grid and tag in ("table", "dl"):
            self.grid.end_row()
            done, self.grid, self.words = self.grid, None, ""
            if done.head or done.rows:
                self.blocks.append(Table(done.caption, done.head, tuple(done.rows), done.blank))
        elif tag in _BREAKS:
            self.end_block(tag)

    def handle_data(self, data: str) -> None:
        """Words of the block that is open."""
        if not self.is_hidden:
            self.words += data

    @property
    def is_hidden(self) -> bool:
        """Whether what is open is not to be read."""
        return bool(self.open) and self.open[-1][2]

    def end_block(self, tag: str = "") -> None:
        """Keep the words so far as a block; within a table they are a cell's."""
        if self.grid is not None:
            return
        text = _tidy(self.words)
        self.words = ""
        # the caption of a figure is its alternative text, which it says itself
        if text and tag != "figcaption":
            is_item = any(kind == "li" for _, kind, _ in self.open) or tag == "li"
            level = _HEADINGS.get(tag)
            self.blocks.append(Heading(level, text) if level else Paragraph(text, is_item))


def _tidy(words: str) -> str:
    """*words* with one blank between them, lines kept; a blank that does not break stays one."""
    lines = (" ".join(re.split(r"[ \t\r\n]+", line)).strip(" ") for line in words.split(_BREAK))
    return "\n".join(filter(None, lines))
