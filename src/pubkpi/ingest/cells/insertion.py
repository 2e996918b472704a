"""The batches of a part: their rows go to the fact one batch after the other, and are judged there.

The caller holds a transaction.
"""

from collections import Counter
from collections.abc import Iterator

from pubkpi.database.dimensions import SHEET, number_of, of_file
from pubkpi.database.tables import LINEAGE, add, columns, rows
from pubkpi.engine.interface import Engine
from pubkpi.engine.query import quoted
from pubkpi.ingest.cells import stage
from pubkpi.ingest.cells.grammar import const_name, onces, raw_name, spelling_columns
from pubkpi.ingest.cells.query import Consts, Query
from pubkpi.ingest.cells.shares import Spellings, judged_spellings, shares
from pubkpi.ingest.cells.stage import StagedPart
from pubkpi.ingest.containers.sheet import RejectedRow, Row, cell
from pubkpi.ingest.rows import kinds, split_numbers
from pubkpi.ingest.rows.header import Header
from pubkpi.ingest.rows.part import BLANK, Part
from pubkpi.ingest.rows.reasons import raw_text
from pubkpi.model.errors import DataError, RecordsError

_CELLS, _OUT = "batch", "left_out"


def insert(engine: Engine, part: Part, consts: Consts, number: int, file_id: int) -> StagedPart:
    """The rows of *part* of that *number*, which are batches, in its fact under *file_id*; the rejected ones staged.

    None are there when it raises DataError, or RecordsError because the text has other records than lines.
    """
    try:
        return _insert(engine, part, consts, number, file_id)
    except (DataError, RecordsError):
        take_out(engine, part, file_id)
        raise


def take_out(engine: Engine, part: Part, file_id: int) -> None:
    """Take the rows of *part* that were inserted under *file_id* out of its fact again."""
    engine.run(f"delete from {rows(part.feed.fact)} where {of_file(engine, file_id)}")


def _insert(engine: Engine, part: Part, consts: Consts, number: int, file_id: int) -> StagedPart:
    if part.batches is None or part.header is None:
        raise ValueError(part.sheet)
    insertion = _Insertion(engine, part, part.header, part.batches.width, consts, number, file_id)
    batches = part.batches.read(part.header.number, [one.place for one in insertion.once.values()])
    for count in engine.batches(_CELLS, batches, [*insertion.once.values()]):
        insertion.add(count)
    return insertion.result()


class _Insertion:
    """The rows of a part on their way into its fact, batch by batch."""

    def __init__(
        self, engine: Engine, part: Part, header: Header, width: int, consts: Consts, number: int, file_id: int
    ) -> None:
        self._engine, self._part, self._header, self._number, self._file = engine, part, header, number, file_id
        self._same = {"file_id": file_id, "sheet": part.sheet, **_constants(part, consts)}
        self._mine = f"from {rows(part.feed.fact)} where sheet_id = {number_of(engine, SHEET, self._same)}"
        self._rejected = f"raw_part_{number}"
        self._width, self._row = width, header.number
        self._ignored, self._blank, self._shares = Counter[str](), set[int](), dict[str, Spellings]()
        self._consts, self._records = consts, _CELLS
        self._raw = {raw_name(name): f"c{place}" for name, place in header.where.items()}
        self.once = onces(part.feed.columns, header.where)
        words = ", ".join(f"cast(null as varchar) as {quoted(name)}" for name in ("bad", "said", "last", *self._raw))
        engine.run(
            f"create or replace temp table {self._rejected} as select 0 as part, 0::bigint as row, {words} where false"
        )

    def add(self, count: int) -> None:
        """The rows of the batch that the engine has now, so many in *count*."""
        self._leave_out()
        judged = [quoted(word) for name in self.once for word in spelling_columns(name)[:2]]
        consts = [f"$a{i} as {quoted(const_name(name))}" for i, name in enumerate(self._consts)]
        source = self._source("cast(null as varchar) as bad", *judged, *consts)
        query = Query(self._part, self._consts, source, keep=False, judged=self.once)
        fact, names = self._part.feed.fact, columns(self._engine, self._part.feed.fact)
        # a filter would have every cell parsed twice; rows that must not stay get a negative number instead
        place = ["if(bad is null, row, -row) as row", *map(quoted, names[len(LINEAGE) :])]
        words = {**query.params, **{f"a{i}": word for i, word in enumerate(self._consts.values())}}
        add(self._engine, fact, f"select {', '.join(place)} from ({query.sql})", names, same=self._same, params=words)
        self._take_back()
        written = shares(self._part.feed.columns, self.once)
        source = self._source(*(quoted(spelling_columns(one.name)[2]) for one in written))
        told = judged_spellings(self._engine, written, source, self._shares)
        self._shares.update((name, how) for (_, name), how in told.items())
        self._row += count

    def _source(self, *more: str) -> str:
        """The records of the batch, each with its raw cells and *more* columns."""
        cells = [f"{place} as {quoted(name)}" for name, place in self._raw.items()]
        shown = ", ".join([f"{self._number} as part, row", *cells, *more])
        return f"(select {shown} from {self._records})"

    def _rows(self, condition: str, **words: object) -> Iterator[tuple[int, Row]]:
        """The rows of the batch for which the *condition* holds, with their numbers."""
        cells = ", ".join(f"c{i}" for i in range(self._width))
        found = self._engine.run(f"select row, {cells} from {_CELLS} where {condition} order by row", **words)
        return ((row, tuple(word and cell(word) for word in words)) for row, *words in found)

    def _leave_out(self) -> None:
        """Put the rows that are no records, or none that can be read, aside."""
        glance, unsure, words = _unsure(self._header, self._width)
        out, rejects = list[int](), list[RejectedRow]()
        # mostly there is none, and to tell that takes fewer cells; a limit would have one thread look through them
        some = self._engine.run(f"select count(*) from {_CELLS} where {glance}", **words)[0][0]
        for number, row in self._rows(unsure, **words) if some else ():
            if kind := self._header.kind(number, row):
                self._ignored[kind] += 1
                self._blank.update([number] if kind == BLANK else [])
            elif code := self._header.fault(row):
                rejects.append(RejectedRow(number, code, raw_text(row)))
            else:
                continue
            out.append(number)
        if out:
            self._engine.load(_OUT, {"row": out})
        self._records = f"{_CELLS} anti join {_OUT} using (row)" if out else _CELLS
        if rejects:
            self._engine.load(
                "rejects",
                {
                    "row": [one.row for one in rejects],
                    "bad": [one.reason for one in rejects],
                    "said": [one.raw or "" for one in rejects],
                },
            )
            self._engine.run(f"insert into {self._rejected} by name select {self._number} as part, * from rejects")

    def _take_back(self) -> None:
        """Take the rows with bad cells out of the fact again: where a header stands no record can be read."""
        mine = f"{self._mine} and row < 0"
        if not self._engine.run(f"select 1 {mine} limit 1"):
            return
        bad = f"row in (select -row {mine})"
        kinds = {number: kind for number, row in self._rows(bad) if (kind := self._header.kind(number, row))}
        self._ignored.update(kinds.values())
        cells = [f"{_blank_as_null(place)} as {quoted(name)}" for name, place in self._raw.items()]
        self._engine.run(
            f"insert into {self._rejected} by name select {self._number} as part, row, {', '.join(cells)} "
            f"from {_CELLS} where {bad} and not list_contains($kinds, row)",
            kinds=[*kinds],
        )
        self._engine.run(f"delete {mine}")

    def result(self) -> StagedPart:
        """What became of them."""
        staged, parts = f"staged_part_{self._number}", {self._number: self._part}
        rejected = stage.judged(self._engine, self._rejected, staged, parts)[self._number].rejected
        good = self._engine.run(f"select count(*) {self._mine}")[0][0]
        last = self._row
        while last in self._blank:
            last -= 1
        # blank rows behind the last row that holds anything are no rows
        ignored = {**self._ignored, BLANK: sum(one < last for one in self._blank)}
        known = (self._part, good, rejected, None, self._file, +Counter(ignored), self._shares)
        return StagedPart(staged, self._rejected, self._number, *known)


def _constants(part: Part, consts: Consts) -> dict[str, object]:
    """The columns of *part* that are the same in all rows, as its profile or the *consts* say, by their names."""
    columns = part.feed.columns
    made = {*part.cells, *(one.name for one in columns if one.make)}
    words = {**{one.name: one.const for one in columns if one.const is not None}, **consts}
    return {name: word for name, word in words.items() if name not in made}


def _unsure(header: Header, width: int) -> tuple[str, str, dict[str, object]]:
    """The condition, with its parameters, for rows that a glance does not tell to be records: `Header` judges them.

    Before it one that holds of these rows, and of more, by fewer cells.
    """
    first = f"coalesce({', '.join(_blank_as_null(f'c{i}') for i in range(width))})"
    gaps = [f"{_blank_as_null(f'c{i}')} is not null" for i, word in enumerate(header.words) if word is None]
    spare = [f"regexp_full_match(c{place}, '{split_numbers.FIGURE}')" for place in {two for _, two, _ in header.spans}]
    glance, unsure = (" or ".join([_odd(cell), *gaps, *sorted(spare)]) for cell in ("c0", first))
    return glance, f"({glance}) and ({unsure})", {"first": next(filter(None, header.words))}


def _odd(first: str) -> str:
    """Whether a row whose *first* cell this is may be no record."""
    odd = f"{kinds.BLANK_CELL}|{kinds.TOTAL}|{kinds.NOTE}"
    return f"{first} is null or {first} = $first or regexp_full_match({first}, '{odd}')"


def _blank_as_null(words: str) -> str:
    return f"if(regexp_full_match({words}, '{kinds.BLANK_CELL}'), null, {words})"
