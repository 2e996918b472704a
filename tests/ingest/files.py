"""Files as platforms send them and as people save them again: the same rows in any container."""

import csv
import html as markup
import re
from datetime import date, datetime
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
import xlwt
from xlwt.CompoundDoc import XlsDoc

# blanks of every kind and marks that take no place, which are no part of a text at its ends
BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\xad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"

_DATES = {date: "YYYY-MM-DD", datetime: "YYYY-MM-DD HH:MM:SS"}


def xls(rows, sheet="New Sheet1", **more):
    """A genuine old Excel workbook; *more* are further sheets."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, lines in {sheet: rows, **more}.items():
        page = book.add_sheet(name)
        for r, row in enumerate(lines):
            for c, value in enumerate(row):
                if type(value) in _DATES:
                    page.write(r, c, value, xlwt.easyxf(num_format_str=_DATES[type(value)]))
                elif value is not None:
                    page.write(r, c, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def locked_xls(rows):
    """The workbook again with the record by which Excel says that it is encrypted."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("New Sheet1")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            page.write(r, c, value)
    stream = book.get_biff_data()
    start = 4 + int.from_bytes(stream[2:4], "little")
    out = BytesIO()
    XlsDoc().save(out, stream[:start] + b"\x2f\x00\x06\x00" + bytes(6) + stream[start:])
    return out.getvalue()


def xlsx(rows, sheet="Sheet1", **more):
    """A new Excel workbook; dates become true dates, text stays text."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in {sheet: rows, **more}.items():
        page = book.create_sheet(name)
        for row in lines:
            page.append(list(row))
    return saved(book)


def xlsx_of_broken_styles(rows):
    """The workbook with fills that are none, as some back offices write it: openpyxl will not open it."""
    out = BytesIO()
    with ZipFile(BytesIO(xlsx(rows))) as sound, ZipFile(out, "w") as broken:
        for name in sound.namelist():
            part = sound.read(name)
            if name == "xl/styles.xml":
                part = re.sub(rb"<fills.*</fills>", b"<fills><fill/></fills>", part)
            broken.writestr(name, part)
    return out.getvalue()


def saved(book):
    """The bytes of an openpyxl workbook, the same in whichever second it is written."""
    written = BytesIO()
    book.save(written)
    out = BytesIO()
    with ZipFile(written) as parts, ZipFile(out, "w") as again:
        for name in parts.namelist():
            # openpyxl puts the moment into each entry's date and into docProps/core.xml
            part = re.sub(rb"(?<=W3CDTF\">)[^<]+", b"2024-12-31T00:00:00Z", parts.read(name))
            again.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return out.getvalue()


def text(rows, encoding="utf-8", separator=",", quoting=csv.QUOTE_MINIMAL):
    """Separated text."""
    words = StringIO(newline="")
    csv.writer(words, delimiter=separator, quoting=quoting).writerows(rows)
    return words.getvalue().encode(encoding)


def quoted(rows):
    """Text with every field between quotes."""
    return text(rows, quoting=csv.QUOTE_ALL)


def html(rows, title_span=0, encoding="utf-8"):
    """The table that WeChat sends as .xls; with *title_span* the first row is one cell over that many columns."""
    lines = []
    for i, row in enumerate(rows):
        span = f' colspan="{title_span}"' if title_span and i == 0 else ""
        cells = "".join(f"<td{span}>{markup.escape(str('' if v is None else v))}</td>" for v in row)
        lines.append(f"<tr>{cells}</tr>")
    page = f'<html><head><meta charset="{encoding}"></head><body><table>{"".join(lines)}</table></body></html>'
    return page.encode(encoding)


CONTAINERS = {
    "xls": xls,
    "xlsx": xlsx,
    "csv": text,
    "csv with BOM": lambda rows: text(rows, "utf-8-sig"),
    "GB18030 csv": lambda rows: text(rows, "gb18030"),
    "UTF-16 tsv": lambda rows: text(rows, "utf-16", "\t"),
    "html": html,
}
