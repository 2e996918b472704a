"""What a workbook says of its cells that calamine does not hand over, from whichever kind of it, by sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from zipfile import ZipFile

from pubkpi.ingest.containers.faults import Place
from pubkpi.ingest.containers.sheet import Merged
from pubkpi.ingest.containers.workbooks import biff, ods, ooxml, xlsb, zeros

Texts = Mapping[str, dict[Place, str]]


@dataclass(frozen=True, slots=True)
class Marks:
    """By sheet the texts of cells with a *fault*, the telling number *formats* of others, and its *merged* cells.

    On *zero* ones all formulas give 0. The workbook counts days from 1900, or, as old Macintoshes did, *from_1904*.
    """

    faults: Texts = field(default_factory=dict)
    formats: Texts = field(default_factory=dict)
    merged: Mapping[str, Sequence[Merged]] = field(default_factory=dict)
    zero: frozenset[str] = frozenset()
    from_1904: bool = False


def read(data: bytes, container: str, parts: frozenset[str], titles: Sequence[str]) -> Marks:
    """The marks of the workbook *data* with sheets of these *titles*; *parts* are those that may hold formulas.

    *merged* lacks what calamine reads itself.
    """
    if container == "xls":
        return _old(biff.stream(data), titles, formulas=bool(parts))
    with ZipFile(BytesIO(data)) as pack:
        names = ooxml.parts(pack)
        if "xl/workbook.bin" in names:
            return _binary(pack, names)
        if "xl/workbook.xml" in names:
            return _new(pack, parts)
        return _open(pack) if "content.xml" in names else Marks()


def _old(words: bytes, titles: Sequence[str], *, formulas: bool) -> Marks:
    numbers, known = range(len(titles)), biff.cell_formats(words)
    faults = biff.faults(words) if formulas else {}
    zero = biff.zero_sheets(words) if formulas else frozenset()
    return Marks(
        faults={titles[i]: faults[i] for i in numbers if i in faults},
        formats={titles[i]: known[i] for i in numbers if i in known},
        zero=frozenset(titles[i] for i in numbers if i in zero),
        from_1904=biff.from_1904(words),
    )


def _binary(pack: ZipFile, names: Mapping[str, str]) -> Marks:
    sheets = xlsb.read(pack)
    return Marks(
        # both are texts in the place of what calamine hands over
        faults={name: {**cells.days, **cells.faults} for name, cells in sheets.items() if cells.days or cells.faults},
        formats={name: cells.formats for name, cells in sheets.items()},
        merged={name: cells.merged for name, cells in sheets.items()},
        zero=frozenset(name for name, cells in sheets.items() if cells.formulas.all_zero),
        from_1904=xlsb.from_1904(pack.read(names["xl/workbook.bin"])),
    )


def _new(pack: ZipFile, parts: frozenset[str]) -> Marks:
    return Marks(
        faults=dict(ooxml.faults(pack, parts)) if parts else {},
        formats=dict(ooxml.cell_formats(pack)),
        zero=zeros.zero_sheets(pack, parts) if parts else frozenset(),
        from_1904=ooxml.properties(pack).from_1904,
    )


def _open(pack: ZipFile) -> Marks:
    sheets = ods.read(pack)
    zero = frozenset(name for name, formulas in sheets.formulas.items() if formulas.all_zero)
    return Marks(faults={name: one for name, one in sheets.faults.items() if one}, merged=sheets.merged, zero=zero)
