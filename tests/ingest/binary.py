"""A binary workbook (xlsb), which no library writes: its few records, one by one."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

_ROW, _SHORT, _NUMBER, _TEXT, _FORMULA, _MERGED = 0, 2, 5, 6, 9, 176
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="{}"/></Relationships>'
)
# the tokens of two formulas: the first cell of all, and 1-1
ABOVE, NOTHING = b"\x44" + struct.pack("<IH", 0, 0xC000), b"\x1e\x01\x00\x1e\x01\x00\x04"


def xlsb(rows, formatted=(), merged=(), formulas=()):
    """A workbook of *rows*; cells at row and column have the number formats of *formatted*, the tokens of *formulas*."""
    formatted, formulas = dict(formatted), dict(formulas)
    codes = sorted({*formatted.values()})
    styles = {code: i for i, code in enumerate(codes, start=1)}
    cells = b"".join(_row(i, row, {**_at(i, formatted, styles)}, formulas) for i, row in enumerate(rows))
    spans = b"".join(_record(_MERGED, struct.pack("<4I", *one)) for one in merged)
    size = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = [_record(129), _record(148, size), _record(145), cells, _record(146)]
    sheet += [_record(177, struct.pack("<I", len(merged))), spans, _record(178)] if merged else []
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as pack:
        pack.writestr("_rels/.rels", _RELATIONS.format("xl/workbook.bin"))
        pack.writestr("xl/_rels/workbook.bin.rels", _RELATIONS.format("worksheets/sheet1.bin"))
        pack.writestr("xl/workbook.bin", _book())
        pack.writestr("xl/styles.bin", _styles(codes))
        pack.writestr("xl/worksheets/sheet1.bin", b"".join([*sheet, _record(130)]))
    return out.getvalue()


def _at(row, formatted, styles):
    return {column: styles[code] for (i, column), code in formatted.items() if i == row}


def _row(number, values, styles, formulas):
    cells = [_record(_ROW, struct.pack("<II", number, 0) + bytes(9))]
    for column, value in enumerate(values):
        head = struct.pack("<II", column, styles.get(column, 0))
        if written := formulas.get((number, column)):
            tokens = struct.pack("<HI", 0, len(written)) + written + bytes(4)
            cells.append(_record(_FORMULA, head + struct.pack("<d", value) + tokens))
        elif isinstance(value, str):
            cells.append(_record(_TEXT, head + _text(value)))
        elif isinstance(value, int) and abs(value) < 2**29:
            # as Excel stores them: in 30 bits, beside one that says that the number is whole
            cells.append(_record(_SHORT, head + struct.pack("<i", value << 2 | 2)))
        elif value is not None:
            cells.append(_record(_NUMBER, head + struct.pack("<d", value)))
    return b"".join(cells)


def _styles(codes):
    # the numbers of formats that somebody made begin with 164
    formats = [_record(44, struct.pack("<H", 164 + i) + _text(code)) for i, code in enumerate(codes)]
    cells = [_record(47, struct.pack("<HH", 0, number) + bytes(12)) for number in (0, *range(164, 164 + len(codes)))]
    known = b"".join([_record(615, struct.pack("<I", len(codes))), *formats, _record(616)])
    named = b"".join([_record(626, struct.pack("<I", 1)), _record(47, bytes(16)), _record(627)])
    own = b"".join([_record(617, struct.pack("<I", len(cells))), *cells, _record(618)])
    return _record(278) + known + named + own + _record(279)


def _book():
    sheet = struct.pack("<II", 0, 1) + _text("rId1") + _text("a")
    parts = [
        (131, b""),
        (153, bytes(8) + _text("")),
        (143, b""),
        (156, sheet),
        (144, b""),
        (157, bytes(26)),
        (132, b""),
    ]
    return b"".join(_record(*one) for one in parts)


def _text(words):
    return struct.pack("<I", len(words)) + words.encode("utf-16-le")


def _record(kind, content=b""):
    return _seven(kind) + _seven(len(content)) + content


def _seven(number):
    """*number* seven bits a byte, the low ones first."""
    low, more = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _seven(more) if more else bytes([low])
