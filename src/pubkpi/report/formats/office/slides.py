"""Slides and what stands on them, as PowerPoint's own parts: the only module that knows python-pptx."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import accumulate
from math import ceil
from typing import Any

from pubkpi.report.charts.figures import Figure
from pubkpi.report.charts.plots import Plot
from pubkpi.report.formats.office.frame import COLOURS, Frame, width
from pubkpi.report.formats.office.outline import Cell, Row, Table
from pubkpi.report.formats.office.package import settle
from pubkpi.report.formats.office.slide_charts import add_chart
from pubkpi.report.formats.templates import visible

_WIDE, _HIGH = 33.867, 19.05  # cm, 16:9
_TITLE_ONLY = 5
_NARROWEST, _WIDEST, _DRAWN = 7, 36, 20.0
_INSET, _BULLET = 0.2, 12.0  # of a drawing in its cell, in cm; how often as wide as high it is
_CM, _LINE, _MARGIN = 0.0182, 0.05, 0.5  # of a character and of a line, a point of size; beside the words of a cell
_LATIN, _EAST = b'<a:latin typeface="Calibri"', b'<a:ea typeface=""'
_THEME = "/theme"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLAIN_GRID = "{5940675A-B579-460E-94D1-54222C63F5DA}"  # the table style of thin lines without colours


@dataclass(frozen=True, slots=True)
class Place:
    """A place on a slide, in centimetres."""

    left: float
    top: float
    wide: float
    high: float

    @property
    def sizes(self) -> tuple[Any, Any, Any, Any]:
        """Left, top, width and height as the library has them."""
        from pptx.util import Cm

        return Cm(self.left), Cm(self.top), Cm(self.wide), Cm(self.high)


_TITLE = Place(1.4, 1.2, 31.0, 1.8)


class Deck:
    """A presentation that gets a slide at a time."""

    def __init__(self, frame: Frame, drawn: Mapping[str, bytes]) -> None:
        from pptx import Presentation
        from pptx.util import Cm

        self.frame, self.drawn, self.deck = frame, drawn, Presentation()
        self.deck.slide_width, self.deck.slide_height = Cm(_WIDE), Cm(_HIGH)
        for relation in self.deck.slide_master.part.rels.values():
            if relation.reltype.endswith(_THEME):
                part = relation.target_part
                font = frame.font.encode()
                blob = part.blob.replace(_LATIN, b'<a:latin typeface="' + font + b'"')
                part._blob = blob.replace(_EAST, b'<a:ea typeface="' + font + b'"')

    def slide(self, title: str, *, with_foot: bool = True) -> "Slide":
        """A new slide with that *title*, and the report's foot below."""
        slide = Slide(self.deck.slides.add_slide(self.deck.slide_layouts[_TITLE_ONLY]), self.frame, self.drawn)
        slide.title(title)
        if not with_foot:
            return slide
        slide.words([self.frame.over], Place(1.4, 0.5, 31.0, 0.8), size=11, colour="muted", name="over")
        slide.words([self.frame.foot], Place(1.4, 17.9, 31.0, 0.8), size=9, colour="muted", name="foot")
        return slide

    def written(self) -> bytes:
        """The file of the presentation."""
        core, day = self.deck.core_properties, self.frame.day
        moment = datetime(day.year, day.month, day.day)
        core.title, core.subject = self.frame.title[:255], self.frame.foot[:255]
        core.author = core.last_modified_by = (self.frame.author or self.frame.organisation)[:255]
        core.revision, core.created, core.modified = 1, moment, moment
        stream = BytesIO()
        self.deck.save(stream)
        return settle(stream.getvalue(), day)


class Slide:
    """A slide that is being filled."""

    def __init__(self, slide: Any, frame: Frame, drawn: Mapping[str, bytes]) -> None:
        self.slide, self.frame, self.drawn = slide, frame, drawn

    def title(self, words: str, box: Place = _TITLE, size: float = 22) -> None:
        """The message of the slide, smaller where it is long."""
        shape = self.slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = box.sizes
        shape.text_frame.clear()
        size = size if width(words) < 90 else 18 if width(words) < 150 else 14
        self._fill(shape.text_frame, [words], size, "ink", bold=True)

    def picture(self, figure: Figure, box: Place) -> None:
        """The drawing of a *figure* as large as the *box* has room for it."""
        left, top, wide, high = box.sizes
        shape = self.slide.shapes.add_picture(BytesIO(self.drawn[figure.name]), left, top)
        scale = min(wide / shape.width, high / shape.height)
        shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)
        shape.name, shape._element.nvPicPr.cNvPr.attrib["descr"] = figure.name, visible(figure.alt)

    def words(
        self, lines: Sequence[str], box: Place, *, size: float = 14, colour: str = "ink", name: str = "words"
    ) -> None:
        """*lines*, a paragraph each."""
        if lines:
            shape = self.slide.shapes.add_textbox(*box.sizes)
            shape.name = name
            needs = sum(max(1, -(-width(one) * size * _CM // box.wide)) for one in lines) * size * 0.055
            self._fill(shape.text_frame, lines, size if needs <= box.high else max(9, size * box.high / needs), colour)

    def _fill(self, frame: Any, lines: Sequence[str], size: float, colour: str, *, bold: bool = False) -> None:
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        for index, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if not index else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.LEFT
            self._run(paragraph, line.replace("\n", " "), size, COLOURS[colour], bold=bold)

    def _run(self, paragraph: Any, words: str, size: float, colour: str, *, bold: bool = False) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.lang import MSO_LANGUAGE_ID
        from pptx.util import Pt

        run = paragraph.add_run()
        run.text = words
        run.font.size, run.font.bold = Pt(round(size)), bold
        run.font.color.rgb = RGBColor.from_string(colour.lstrip("#").upper())
        is_zh = self.frame.language == "zh"
        run.font.language_id = MSO_LANGUAGE_ID.SIMPLIFIED_CHINESE if is_zh else MSO_LANGUAGE_ID.ENGLISH_US

    def chart(self, plot: Plot, box: Place, *, small: bool = False) -> None:
        """*plot* as a chart of the program's own."""
        add_chart(self.slide, plot, box.sizes, self.frame, small=small)

    def table(self, table: Table, box: Place, *, high: float = 0.0) -> None:
        """*table* as large as the *box*, its rows at least so *high*."""
        from pptx.util import Cm, Pt

        rows = [Row(table.head)] if table.head else []
        rows += table.rows
        if not rows:
            return
        columns = max(sum(cell.span for cell in row.cells) for row in rows)
        shape = self.slide.shapes.add_table(len(rows), columns, *box.sizes)
        shape.name = table.caption[:60]
        shape._element.nvGraphicFramePr.cNvPr.set("descr", table.caption)
        grid = shape.table
        shape._element.find(f".//{{{_DRAWING}}}tableStyleId").text = _PLAIN_GRID
        grid.first_row, grid.horz_banding = bool(table.head), False
        size = min(13.0, max(8.0, box.high / len(rows) * 16))
        wides = _widths(rows, columns, box.wide)
        for column, wide in zip(grid.columns, wides, strict=True):
            column.width = Cm(wide)
        for line, row in enumerate(rows):
            lines = max(_lines(cell.text, size, wide - _MARGIN) for cell, wide in zip(row.cells, wides, strict=False))
            least = max(high if line else 0.0, min(0.9, box.high / len(rows)))
            grid.rows[line].height = Cm(max(least, lines * size * _LINE + _MARGIN / 2))
            cells = [*row.cells, *[Cell("")] * (columns - len(row.cells))]
            for place, cell in enumerate(cells):
                is_head = bool(table.head) and not line
                self._cell(grid.cell(line, place), cell, size, is_head=is_head, strong=row.strong or is_head)
                grid.cell(line, place).margin_top = grid.cell(line, place).margin_bottom = Pt(1.5)
        self._drawings(rows, wides, [row.height.cm for row in grid.rows], box)

    def _drawings(self, rows: Sequence[Row], wides: Sequence[float], highs: Sequence[float], box: Place) -> None:
        """The drawings of the cells of a table, which cannot be in it, over their cells."""
        lefts, tops = (list(accumulate(some, initial=0.0)) for some in (wides, highs))
        for line, row in enumerate(rows):
            for column, cell in enumerate(row.cells):
                if cell.drawing and cell.drawing.name in self.drawn:
                    wide, high = wides[column] - 2 * _INSET, min(highs[line], (wides[column] - 2 * _INSET) / _BULLET)
                    top = box.top + tops[line] + (highs[line] - high) / 2
                    self.picture(cell.drawing, Place(box.left + lefts[column] + _INSET, top, wide, high))

    def _cell(self, place: Any, cell: Cell, size: float, *, is_head: bool, strong: bool) -> None:
        from pptx.dml.color import RGBColor
        from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

        ink, ground = self.frame.tones.get(cell.tone, ("", ""))
        ground = ground or (COLOURS["pale"] if is_head else "")
        if ground:
            place.fill.solid()
            place.fill.fore_color.rgb = RGBColor.from_string(ground.lstrip("#").upper())
        place.vertical_anchor = MSO_ANCHOR.MIDDLE
        paragraph = place.text_frame.paragraphs[0]
        paragraph.alignment = PP_ALIGN.RIGHT if cell.figure else PP_ALIGN.LEFT
        self._run(paragraph, cell.text.replace("\n", " "), size, ink or COLOURS["ink"], bold=strong)


def _lines(words: str, size: float, room: float) -> int:
    """How many lines *words* take: where they break, a tenth of each line stays empty."""
    needs = width(words) * size * _CM / room
    return 1 if needs <= 1 else ceil(needs * 1.1)


def _widths(rows: Sequence[Row], columns: int, room: float) -> list[float]:
    """Columns as wide as their words need, all together *room*."""
    needs = [float(_NARROWEST)] * columns
    for row in rows:
        for column, cell in enumerate(row.cells):
            needs[column] = max(needs[column], _DRAWN if cell.drawing else min(width(cell.text) + 4.0, _WIDEST))
    return [room * need / sum(needs) for need in needs]
