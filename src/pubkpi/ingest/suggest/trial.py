"""A drafted profile tried on the rows that it was drafted from, before anybody keeps it."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from pubkpi.engine.duckdb import DuckDB
from pubkpi.ingest.accept.rejects import rejects
from pubkpi.ingest.cells import grammar, serials, stage
from pubkpi.ingest.containers.sheet import Book
from pubkpi.ingest.layouts import LAYOUTS
from pubkpi.ingest.layouts.match import headers_text
from pubkpi.ingest.profiles import profile
from pubkpi.ingest.rows.part import Match
from pubkpi.model.errors import DataError
from pubkpi.model.text import Text

# So many rows in a hundred may be rejected for a column that is right: 合计, a slip of the hand.
_FEW = 5


@dataclass(frozen=True, slots=True)
class UnreadColumn:
    """The column that a draft cannot read in too many rows, and the first of them."""

    column: str
    row: int
    raw: str


def unread(words: str, book: Book, name: str) -> UnreadColumn | None:
    """The column for which the profile *words* rejects most rows of *book*, if they are too many."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "draft.yaml"
        path.write_text(words, "utf-8")
        drafted = profile.read(path)
    few = replace(book, sheets=tuple(replace(sheet, batches=None) for sheet in book.sheets if not sheet.hidden))
    found = LAYOUTS[drafted.layout](drafted, few, ())
    if isinstance(found, DataError):
        raise DataError(f"{name}: {found.where}", found.what, found.hint)
    if not isinstance(found, Match):
        there = headers_text(few)
        raise DataError(
            name,
            Text("起草的规则认不出这个文件", "the draft does not fit the file"),
            Text(
                f"用 --map 表头=列 说明各列{there.zh}。",
                f"Say with --map HEADER=COLUMN what the columns are{there.en}.",
            ),
        )
    engine = DuckDB()
    try:
        grammar.prepare(engine)
        consts = {"platform": drafted.platform, "account": None if drafted.names_account else "-"}
        parts = {i: (part, consts) for i, part in enumerate(serials.read_serials(found, few).parts)}
        staged = stage.stage(engine, parts).values()
        bad = [one for part in staged for one in rejects(engine, part, 1000)]
        read = sum(part.good + part.rejected for part in staged)
    finally:
        engine.close()
    columns = Counter(column for _, _, column, _ in bad if not column.startswith("#"))
    if not columns or sum(columns.values()) * 100 <= _FEW * read:
        return None
    worst = columns.most_common(1)[0][0]
    return next(UnreadColumn(column, row, raw or "") for row, _, column, raw in bad if column == worst)
