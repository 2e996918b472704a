"""A PDF as Typst writes it, made smaller: its tags, half of the file, are packed together (PDF 1.5, object streams)."""

import re
import zlib
from itertools import pairwise

_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_TRAILER = re.compile(rb"trailer\s*<</Size \d+(.*)>>\s*startxref", re.DOTALL)
_OBJECT = re.compile(rb"\d+ 0 obj\s(.*)\sendobj\s*", re.DOTALL)
_LINE, _OFFSET = 20, 10  # bytes of an entry of the table, and of the place in it
_WIDTHS = (1, 4, 2)  # bytes of an entry of the stream: of which kind, where, at which place there
_PLAIN, _PACKED = 1, 2


def pack_objects(pdf: bytes) -> bytes:
    """The same document with all objects that are no streams in one; as it is where its table is of another kind."""
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    table, trailer = _TABLE.match(pdf, start), _TRAILER.search(pdf, start)
    if table is None or trailer is None:
        return pdf
    size = int(table[1])
    lines = [pdf[table.end() + _LINE * i :][:_OFFSET] for i in range(1, size)]
    places = {int(line): number for number, line in enumerate(lines, start=1)}
    slices = {places[one]: pdf[one:end] for one, end in pairwise([*sorted(places), start])}
    bodies = {number: found[1] for number, piece in slices.items() if (found := _OBJECT.fullmatch(piece))}
    plain = [number for number, body in bodies.items() if body.endswith(b"endstream")]
    others = [number for number in bodies if number not in {*plain}]
    out, entries = bytearray(pdf[: min(places)]), {0: (0, 0, 0)}
    for number in plain:
        entries[number] = (_PLAIN, len(out), 0)
        out += slices[number]
    entries |= {number: (_PACKED, size, place) for place, number in enumerate(others)}
    entries[size] = (_PLAIN, len(out), 0)
    out += _together([(number, bodies[number]) for number in others], size)
    entries[size + 1] = (_PLAIN, len(out), 0)
    rows = b"".join(_entry(entries[number]) for number in range(size + 2))
    widths = " ".join(map(str, _WIDTHS)).encode()
    about = b"/Type/XRef/Size %d/W[%s]%s" % (size + 2, widths, trailer[1])
    end = len(out)
    return bytes(out) + _stream(size + 1, about, rows) + b"startxref\n%d\n%%%%EOF" % end


def _together(objects: list[tuple[int, bytes]], number: int) -> bytes:
    """The stream *number* that holds the *objects*, each behind its number and place."""
    heads, at = [], 0
    for one, body in objects:
        heads.append(b"%d %d" % (one, at))
        at += len(body) + 1
    head = b" ".join(heads) + b"\n"
    about = b"/Type/ObjStm/N %d/First %d" % (len(objects), len(head))
    return _stream(number, about, head + b"\n".join(body for _, body in objects))


def _stream(number: int, about: bytes, data: bytes) -> bytes:
    small = zlib.compress(data, 9)
    return b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        about,
        len(small),
        small,
    )


def _entry(fields: tuple[int, int, int]) -> bytes:
    return b"".join(field.to_bytes(width) for field, width in zip(fields, _WIDTHS, strict=True))
