"""A copy of the user's own workbook in which the rejected rows are marked, each with the reason beside it."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

from pubkpi.database.ledger import OPEN, copy_name
from pubkpi.engine.interface import Engine
from pubkpi.ingest import containers
from pubkpi.ingest.accept import rejects
from pubkpi.ingest.cells import grammar, own_periods, stage
from pubkpi.ingest.cells.own_periods import PlanSpans, no_spans
from pubkpi.ingest.containers import sandbox
from pubkpi.ingest.containers.sheet import Book, RawSheet
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.layouts.table import HEADER_WITHIN
from pubkpi.ingest.load.reading import Decisions, Reading
from pubkpi.ingest.load.remarks import settled
from pubkpi.ingest.rows.part import REASON, normal
from pubkpi.model.errors import UsageError
from pubkpi.model.text import Lang, Text
from pubkpi.printing.file_names import file_names
from pubkpi.workspace.files import read_bytes, readable, write_aside
from pubkpi.workspace.settings import Settings

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_ALL = 1_000_000
_OTHER = Text(
    "已存在，内容与要写的副本不同，也许已经改过", "is there already and says something else; it may have been mended"
)
_FORCE = Text(
    "改好的先导入；或换个 --out，或加 --force 覆盖。",
    "Ingest what is mended first; or choose another --out, or --force to overwrite it.",
)
_COLON = Text("：", ": ")
_FORMULA = re.compile(r"[=+\-@\t\r](?![\d.,]+%?$)")
_NO_TITLE = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A fault of a rejected row: its sheet and number, the headers under which the cell may stand, and why.

    The *table* is the headers of all columns, under some of which the row stands.
    """

    sheet: str
    row: int
    headers: tuple[str, ...]
    reason: Text
    table: tuple[tuple[str, ...], ...]


def write(
    settings: Settings, files: Sequence[Path], out: Path | None, *, force: bool = False, spans: PlanSpans = no_spans
) -> list[Path]:
    """Write into the folder *out* a marked copy of each of *files*, or of every loaded file with rows to mend.

    A file may be named as it was loaded, or be one on the disk that was refused. Raises UsageError for any other,
    DataError for one that cannot be read. By default they go to a folder of the reports, which no load takes in.
    A file there that says anything else, as a copy that was mended, is overwritten only by *force*: UsageError, and
    nothing is written. *spans* are the periods that plans name.
    """
    folder, copies = out or settings.reports / "rejects", dict[Path, bytes]()
    with Store(settings, write=False, spans=spans) as store:
        grammar.prepare(store.engine, read_only=True)
        for reading in _readings(store, files):
            found = marks(store.engine, reading)
            if not found:
                continue
            path = folder / _place(reading)
            path = folder / _place(reading, reading.sha256[:8]) if path in copies else path
            limits = store.knowledge.limits
            copies[path] = sandbox.done(
                mark_workbook,
                reading.original,
                reading.name,
                found,
                settings.lang,
                limits=limits,
                again=reading.settled,
            )
    for path, data in copies.items():
        if path.exists() and not force and _parts(path.read_bytes()) != _parts(data):
            raise UsageError(str(path), _OTHER, _FORCE)
    for path, data in copies.items():
        write_aside(path, data)
    return list(copies)


def _place(reading: Reading, mark: str = "") -> Path:
    """Where the copy of *reading* lies: that of an export in a folder that names its account, with the day that it is
    as of. A form keeps its name, by which it is corrected.
    """
    name, moment = Path(reading.name).stem, reading.as_of.moment if reading.as_of and reading.settled else None
    if reading.match.profile.form or not reading.account:
        return Path(copy_name(name, mark=mark))
    return Path(file_names([reading.account])[reading.account]) / copy_name(name, moment, mark)


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of the workbook *data*, but for the one that says when it was written; none of what is no workbook."""
    with suppress(BadZipFile), ZipFile(BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist() if name != "docProps/core.xml"}
    return {}


def _readings(store: Store, files: Sequence[Path]) -> Iterator[Reading]:
    loads = store.loads()
    rejected = {number for (number,) in store.engine.run(f"select file_id from file f where {OPEN}")}
    if not files:
        yield from (store.archived(one) for one in loads if one.seq in rejected)
    for path in files:
        if path.is_file():
            # whose it is and of which day makes no row good or bad
            said = Decisions(path.parent.name, as_of=store.settings.clock().replace(tzinfo=None))
            yield store.read(read_bytes(path), readable(path.name), said)
            continue
        meant = [one for one in loads if one.data["name"] == str(path)]
        if not meant:
            what = Text("没有这个文件，也没有导入过这个名字", "there is no such file, and none of that name was loaded")
            hint = Text(
                "写导入过的原文件的路径或名字；标好的副本写到 --out 说的文件夹里。",
                "Name the file that was loaded, by path or name; the marked copy goes to the folder of --out.",
            )
            raise UsageError(str(path), what, hint)
        yield from (store.archived(one) for one in meant if one.seq in rejected)


def marks(engine: Engine, reading: Reading) -> list[Mark]:
    """Every fault of the rejected rows of *reading*, a cell's once, in the order of its parts."""
    found: list[Mark] = []
    staged = stage.stage(engine, dict(enumerate(reading.parts)), every=True)
    for one in settled(engine, [*staged.values()], [0] * len(staged)).staged:
        if one.rejected:
            own_periods.tell(engine, one, reading.periods)
            columns = {column.name: column.headers for column in one.part.feed.columns}
            faults: dict[tuple[int, str], Text] = {}
            for row, name, why in rejects.reasons(engine, one, _ALL):
                faults.setdefault((row, name), why)
            sheet, table = one.part.sheet, tuple(columns.values())
            found += [Mark(sheet, row, columns.get(name, ()), why, table) for (row, name), why in faults.items()]
    return found


def mark_workbook(data: bytes, name: str, places: Sequence[Mark], lang: Lang) -> bytes:
    """The workbook *data*, called *name*, with marks at *places*; one made of its cells if it is no workbook of today.

    No cell of it is a formula: what one gave stands in its place.
    """
    # a copy made of texts has no formats: what was shown as 57.5% must say so itself
    book = containers.complete(containers.read(data, name))
    made = _open_original(data, book) or _make_workbook(book)
    for sheet in book.sheets:
        page = made[made.sheetnames[book.sheets.index(sheet)]]
        _restore(page, sheet)
        if mine := [mark for mark in places if mark.sheet == sheet.name]:
            _mark(page, sheet, mine, lang)
    for page in made.worksheets:
        _quote(page)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _open_original(data: bytes, book: Book) -> "Workbook | None":
    if book.container != "xlsx":
        return None
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    # some back offices write styles that openpyxl does not read
    with suppress(BadZipFile, InvalidFileException, TypeError, ValueError, KeyError):
        opened = load_workbook(BytesIO(data), data_only=True)
        if [page.title for page in opened.worksheets] == [sheet.name for sheet in book.sheets]:
            return opened
    return None


def _make_workbook(book: Book) -> "Workbook":
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.worksheets[0])
    for sheet in book.sheets:
        page = made.create_sheet(_NO_TITLE.sub("_", sheet.name)[:31] or None)
        for i, row in enumerate(sheet.rows, start=1):
            for j, cell in enumerate(row, start=1):
                if cell is not None:
                    put(page, i, j, cell)
    return made


def put(page: "Worksheet", row: int, column: int, words: str) -> None:
    """Write *words* as text, whatever they begin with, without the signs that a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = page.cell(row, column)
    cell.value, cell.data_type = ILLEGAL_CHARACTERS_RE.sub("", words), "s"


def _mark(page: "Worksheet", sheet: RawSheet, marks: Sequence[Mark], lang: Lang) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill

    red = PatternFill("solid", fgColor="FFC7CE")
    header, places = _places(sheet, {headers for mark in marks for headers in (mark.headers, *mark.table)})
    beside = max([page.max_column, *(len(row) for row in sheet.rows)]) + 1
    if header:
        put(page, header, beside, REASON.say(lang))
        page.cell(header, beside).font = Font(bold=True)
    page.column_dimensions[page.cell(1, beside).column_letter].width = 50
    many = {row for row, count in Counter(mark.row for mark in marks).items() if count > 1}
    for mark in marks:
        why, place = mark.reason.say(lang), places.get(mark.headers)
        named = f"{mark.headers[0]}{_COLON.say(lang)}{why}" if mark.headers and mark.row in many else why
        before = page.cell(mark.row, beside).value
        put(page, mark.row, beside, f"{before}; {named}" if before else named)
        page.cell(mark.row, beside).fill = red
        if place:
            cell = page.cell(mark.row, place[1])
            cell.fill, cell.comment = red, Comment(why, "pubkpi")


def _places(
    sheet: RawSheet, tables: Collection[tuple[str, ...]]
) -> tuple[int | None, dict[tuple[str, ...], tuple[int, int]]]:
    """The row near the top with most of the headers *tables*, and row and column of each that one cell has.

    Of several cells the one in that row is the header; several in that row are none.
    """
    top = [[normal(cell) if cell else None for cell in row] for row in sheet.rows[:HEADER_WITHIN]]
    found = {}
    for headers in tables:
        known = {normal(header) for header in headers}
        found[headers] = [(i, j) for i, row in enumerate(top, 1) for j, cell in enumerate(row, 1) if cell in known]
    rows = Counter(row for cells in found.values() for row in {row for row, _ in cells})
    header = min(rows, key=lambda row: (-rows[row], row), default=None)
    one = {name: cells if len(cells) == 1 else [at for at in cells if at[0] == header] for name, cells in found.items()}
    return header, {name: cells[0] for name, cells in one.items() if len(cells) == 1}


def _restore(page: "Worksheet", sheet: RawSheet) -> None:
    """Show as text what the copy would leave blank: formulas that were never worked out, rows that were not read.

    Such a formula keeps the mark before it, lest the copy loads it as a text.
    """
    for i, row in enumerate(sheet.rows, start=1):
        for j, cell in enumerate(row, start=1):
            if cell and cell.startswith("#=") and page.cell(i, j).value is None:
                put(page, i, j, cell)
    for reject in sheet.rejects:
        if reject.raw:
            put(page, reject.row, 1, reject.raw)


def _quote(page: "Worksheet") -> None:
    """Let no text of *page* be taken for a formula, also when somebody edits its cell."""
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and _FORMULA.match(cell.value):
                cell.data_type, cell.quotePrefix = "s", True
