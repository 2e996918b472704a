"""The report as a document for Word and WPS, from a template that its users restyle.

With `package` and `pptx` the only module that knows its libraries, docxtpl and python-docx.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from pubkpi.model.errors import ReportError
from pubkpi.model.text import Text
from pubkpi.report.charts.figures import Figure, LogoPicture
from pubkpi.report.formats import templates as pages
from pubkpi.report.formats.office.frame import Frame, width
from pubkpi.report.formats.office.outline import (
    Block,
    Cell,
    Heading,
    Outline,
    Paragraph,
    Picture,
    Row,
    Table,
    pictures,
)
from pubkpi.report.formats.office.package import settle
from pubkpi.report.formats.templates import visible

NAMES: Mapping[str, str] = {"dense": "report.docx", "official": "report_official.docx"}  # by theme
_HEADINGS = {1: "message", 2: "heading", 3: "subheading"}
_CELL = "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign".split()
_DIGITS = "零一二三四五六七八九"
_TWIP = 635  # units of the document
_CHARACTER, _MARGINS = 110, 120  # in twentieths of a point: a digit in a wide font, and both margins of a cell
_WIDEST, _DRAWN = 60, 15  # characters of a column; of one with drawings
_UNBROKEN = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60]+")  # what stands on one line
_WRITTEN = 12  # millimetres of a row to be written into
_PPI, _INCH = 220, 914_400  # of the pictures; in units of the document
_SMALL = _INCH * 9 // 10  # how wide a drawing in a cell is


def document(frame: Frame, outlines: Sequence[Outline], drawn: Mapping[str, bytes], templates: Sequence[Path]) -> bytes:
    """The document: the theme's template filled in with the *outlines*, the figures as *drawn*.

    Raises ReportError that names the template when it cannot be used.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docx.shared import Emu
    from docxtpl import DocxTemplate

    name = NAMES[frame.theme]
    path = _template(name, templates)
    alts = [visible(one.alt) for one in pictures(outlines)]
    with pages.refusals(name, templates):
        try:
            template = DocxTemplate(path)
            template.init_docx()
        except (BadZipFile, KeyError, PackageNotFoundError, ValueError) as problem:
            what = Text("打不开，不是 Word 文档", "cannot be opened: it is no DOCX")
            raise ReportError(name, what, Text("换一个 .docx 模板。", "Put a .docx template there.")) from problem
        section = template.docx.sections[0]
        room = Emu(section.page_width - section.left_margin - section.right_margin)
        sections = [
            {
                "name": one.name,
                "title": visible(one.title),
                "blocks": [_block(block, frame, template, drawn, room) for block in one.blocks],
            }
            for one in (numbered(outlines) if frame.theme == "official" else outlines)
        ]
        context = {"frame": frame, "words": frame.words, "sections": sections}
        template.render(context, pages.document_environment(templates))
    _finish(template.docx, frame, alts, room)
    _make_room(template.docx, [one for one in _blocks(outlines) if isinstance(one, Table)])
    stream = BytesIO()
    template.docx.save(stream)
    return settle(stream.getvalue(), frame.day)


def numbered(outlines: Sequence[Outline]) -> list[Outline]:
    """The *outlines* with their headings numbered as in official documents: 一、 a section, （一） and 1. within it."""
    found, count = [], 0
    for outline in outlines:
        count += outline.name != "cover"
        blocks, places = list[Block](), [0, 0]
        for block in outline.blocks:
            if isinstance(block, Heading) and block.level > 1 and outline.name != "cover":
                places = [places[0] + 1, 0] if block.level == 2 else [places[0], places[1] + 1]
                sign = f"（{numeral(places[0])}）" if block.level == 2 else f"{places[1]}."
                block = replace(block, text=sign + block.text)
            blocks.append(block)
        found.append(replace(outline, title=f"{numeral(count)}、{outline.title}", blocks=tuple(blocks)))
    return found


def numeral(number: int) -> str:
    """A number below 100 in Chinese: 一, 十二, 二十."""
    tens, ones = divmod(number, 10)
    return ((_DIGITS[tens] if tens > 1 else "") + "十" if tens else "") + (_DIGITS[ones] if ones or not tens else "")


def _template(name: str, templates: Sequence[Path]) -> Path:
    for folder in templates:
        path = folder / name
        if path.is_file():
            if not pages.is_inside(folder, path):
                what = Text("是链接，指到模板文件夹以外", "a link that leads out of the folder of templates")
                raise ReportError(name, what, Text("放文件本身。", "Put the file itself there."))
            return path
    raise ReportError(name, Text("没有这个模板", "there is no such template"))


def _block(block: Block, frame: Frame, template: Any, drawn: Mapping[str, bytes], room: int) -> dict[str, Any]:
    """What the template knows of a block: its *kind* and what is in it."""
    from docxtpl import InlineImage

    match block:
        case Heading():
            return {"kind": _HEADINGS.get(block.level, "subheading"), "text": block.text}
        case Paragraph():
            return {"kind": "item" if block.item else "text", "text": block.text}
        case Picture():
            png = drawn[block.figure.name]
            least = 0 if isinstance(block.figure, LogoPicture) else room * 2 // 3
            wide = min(room, max(least, int.from_bytes(png[16:20]) * _INCH // _PPI))
            return {"kind": "picture", "picture": InlineImage(template, BytesIO(png), width=wide)}
        case Table():

            def small(figure: Figure) -> Any:
                return InlineImage(template, BytesIO(drawn[figure.name]), width=_SMALL)

            rows = [{"strong": row.strong, "cells": _cells(row, block, frame, small)} for row in block.rows]
            head = [_cell(cell, frame) for cell in block.head]
            return {"kind": "table", "caption": block.caption, "head": head, "rows": rows}


def _cells(row: Row, table: Table, frame: Frame, small: Callable[[Figure], Any]) -> list[dict[str, Any]]:
    """The cells of *row*, the last one as far as the table goes: Word cannot read a row that ends before it.

    *small* makes the picture that stands in one in the place of words.
    """
    cells = [_cell(cell, frame) | ({"text": small(cell.drawing)} if cell.drawing else {}) for cell in row.cells]
    cells[-1]["span"] += max(0, table.columns - sum(cell["span"] for cell in cells))
    return cells


def _cell(cell: Cell, frame: Frame) -> dict[str, Any]:
    ground = frame.tones[cell.tone][1].lstrip("#") if cell.tone in frame.tones else "auto"
    return {"text": cell.text, "figure": cell.figure, "head": cell.head, "span": cell.span, "ground": ground}


def _finish(document: Any, frame: Frame, alts: Sequence[str], room: int) -> None:
    """What a template cannot say: the alternative texts, the widths of columns, title and author of the document."""
    from docx.oxml.ns import qn

    inline = list(document.element.body.iter(qn("wp:docPr")))
    for properties, alt in zip(inline, alts, strict=False):
        properties.set("descr", alt)
        properties.set("name", alt[:60])
    for table in document.tables:
        _set_widths(table, room)
    core, moment = document.core_properties, datetime(frame.day.year, frame.day.month, frame.day.day)
    core.title, core.author, core.subject = (
        frame.title[:255],
        (frame.author or frame.organisation)[:255],
        frame.foot[:255],
    )
    core.last_modified_by, core.revision, core.comments, core.keywords = core.author, 1, "", ""
    core.created = core.modified = moment
    core.language = "zh-CN" if frame.language == "zh" else "en-US"


def _blocks(outlines: Sequence[Outline]) -> list[Block]:
    return [block for one in outlines for block in one.blocks]


def _make_room(document: Any, tables: Sequence[Table]) -> None:
    """Rows that people write into are so high that they can, and stay on one page."""
    from docx.shared import Mm

    for table, said in zip(document.tables, tables, strict=False):
        for row in table.rows[1:] if said.blank else ():
            row.height = Mm(_WRITTEN)
        cells = [cell for row in table.rows[:-1] for cell in row.cells] if said.blank else []
        for paragraph in [one for cell in cells for one in cell.paragraphs]:
            paragraph.paragraph_format.keep_with_next = True


def _set_widths(table: Any, room: int) -> None:
    """Columns as wide as their words need, all together as wide as the page has *room*."""
    from docx.oxml.ns import qn
    from docx.shared import Emu

    grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
    needs, least = [_MARGINS] * len(grid), [_MARGINS] * len(grid)
    lines = [row.findall(qn("w:tc")) for row in table._tbl.tr_lst]
    rows = [
        [(cell, int(cell.grid_span), "".join(one.text or "" for one in cell.iter(qn("w:t")))) for cell in line]
        for line in lines
    ]
    for row in rows:
        place = 0
        for cell, span, words in row:
            if span == 1 and place < len(needs):
                drawn = _DRAWN if next(cell.iter(qn("w:drawing")), None) is not None else 0
                pieces = max(map(width, _UNBROKEN.findall(words)), default=0)
                for listed, wide in ((needs, width(words)), (least, pieces)):
                    listed[place] = max(listed[place], _MARGINS + _CHARACTER * max(drawn, min(wide, _WIDEST)))
            place += span
    widths = share_room(Emu(room).twips, needs, least)
    for column, wide in zip(grid, widths, strict=True):
        column.set(qn("w:w"), str(wide))
    for row in rows:
        place = 0
        for cell, span, _ in row:
            cell.width = Emu(sum(widths[place : place + span]) * _TWIP)
            cell.tcPr[:] = sorted(cell.tcPr, key=_order)
            place += span


def share_room(room: int, needs: Sequence[int], least: Sequence[int]) -> list[int]:
    """The *room* of a page among columns by what each *needs*; where that is too much, none gets less than its *least*,
    in which no word or number breaks, as long as there is so much.
    """
    low = [0] * len(needs) if sum(needs) <= room or sum(least) >= room else least
    more = least if sum(least) >= room else [need - one for need, one in zip(needs, low, strict=True)]
    return [one + (room - sum(low)) * part // max(1, sum(more)) for one, part in zip(low, more, strict=True)]


def _order(part: Any) -> int:
    """Where *part* stands among the properties of a cell: Word is strict, and the filling-in of a template is not."""
    name = part.tag.rpartition("}")[2]
    return _CELL.index(name) if name in _CELL else len(_CELL)
