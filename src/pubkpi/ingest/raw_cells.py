"""Cells read again from the archived originals: what a file itself has where a number came from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import replace
from functools import partial

from pubkpi.ingest.containers.sheet import Row, at
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.load.reading import Reading, by_records
from pubkpi.ingest.profiles.profile import ANY_BOUND, BY, Column
from pubkpi.ingest.rows.part import Part
from pubkpi.model.errors import DataError, RecordsError
from pubkpi.model.explanations.trace import RawCell
from pubkpi.model.facts import BY_NAME


class OriginalReader:
    """The originals that the archive of *store* has, or their redacted copies; *reader*, a thread, reads them, but for
    the *readings* that have begun, by their loads.
    """

    def __init__(self, store: Store, reader: Executor, readings: Mapping[int, "Future[Reading]"]) -> None:
        self._store, self._reader, self._readings = store, reader, readings
        self._loads = {entry.seq: entry for entry in store.loads()}

    def cells(self, cells: Iterable[RawCell]) -> "Future[dict[RawCell, RawCell]]":
        """The *cells*, each with the header and the text that its file has; VerifyError where an original is another.

        Only the files of these cells are read, each once.
        """
        return self._reader.submit(self._cells, list(dict.fromkeys(cells)))

    def _cells(self, cells: Sequence[RawCell]) -> dict[RawCell, RawCell]:
        files: dict[int, list[RawCell]] = {}
        for one in cells:
            files.setdefault(one.load, []).append(one)
        found: dict[RawCell, RawCell] = {}
        for load, some in files.items():
            # one that would be refused now has its rows in the database all the same, of which a finding tells
            with suppress(DataError):
                found |= self._cells_of(
                    self._readings[load].result() if load in self._readings else self._read(load), some
                )
        return {one: found.get(one, one) for one in cells}

    def _read(self, load: int) -> Reading:
        entry = self._loads[load]
        with self._store.archive.getting(entry.data["archive"]) as data:
            return self._store.archived(entry, data)

    def _cells_of(self, reading: Reading, cells: Sequence[RawCell]) -> dict[RawCell, RawCell]:
        try:
            return _read_cells(reading, cells)
        except RecordsError:
            again = by_records(reading, self._store.knowledge.limits)
            if isinstance(again, DataError):
                raise again from None
            return _read_cells(again, cells)


def _read_cells(reading: Reading, cells: Sequence[RawCell]) -> dict[RawCell, RawCell]:
    """The *cells* of one file, each with what the first part of it that has its row says there."""
    found: dict[RawCell, RawCell] = {}
    for part, _ in reading.parts:
        mine = [one for one in cells if (one.fact, one.sheet) == (part.feed.fact.name, part.sheet) and one not in found]
        rows = _Rows(part, {one.row for one in mine})
        for one in mine:
            if said := rows.cell(one.row, one.column):
                found[one] = replace(one, header=said[0], text=said[1], row=said[2])
    return found


class _Rows:
    """Those rows of one part of a file that have these *numbers*."""

    def __init__(self, part: Part, numbers: Collection[int]) -> None:
        self._part = part
        self._columns = {column.name: column for column in part.feed.columns}
        self._lines: Mapping[int, Row] = part.batches.pick(numbers) if part.batches else {}
        self._places = {row: i for i, row in enumerate(part.rows)}

    def cell(self, row: int, name: str) -> tuple[str, str | None, int] | None:
        """Header, text and row of the column *name*, or of those that it is made of; None if the part has no such row.

        The row is another one where the newest of a key lacked what an older one had.
        """
        sources = [one for one in self._sources(name) if self._has(one.name)]
        if row not in self._lines and row not in self._places:
            return None
        header = " + ".join(one.headers[0] for one in sources if one.headers)
        texts = [text for one in sources for text in self._texts(row, one.name) if text is not None]
        places = self._rows_of_key(self._places[row], sources[0].name) if sources and row in self._places else []
        number = self._part.rows[places[0]] if len(places) == 1 else row
        return header, " + ".join(texts) if texts else None, number

    def _sources(self, name: str) -> list[Column]:
        column = self._columns.get(name)
        if column is None:
            return []
        return [column] if not column.make else [one for source in column.of for one in self._sources(source)]

    def _has(self, name: str) -> bool:
        header = self._part.header
        return name in (header.where if header else self._part.cells)

    def _texts(self, row: int, name: str) -> list[str | None]:
        part = self._part
        if part.header and row in self._lines:
            return [at(self._lines[row], part.header.where[name])]
        return [part.cells[name][i] for i in self._rows_of_key(self._places[row], name)]

    def _rows_of_key(self, place: int, name: str) -> list[int]:
        """The row at *place*, or those of its key that its column *name* was made of."""
        feed = self._part.feed
        if not feed.gather or feed.gather == "last":
            return [place]
        cells = [self._part.cells[key] for key in BY_NAME[feed.fact.name].key if key in self._part.cells]
        key = [column[place] for column in cells]
        rows = [i for i in range(len(self._part.rows)) if [column[i] for column in cells] == key]
        return rows if feed.gather == "sum" else [max(rows, key=partial(self._newness, name))]

    def _newness(self, name: str, place: int) -> tuple[int, str, int]:
        """By what the row at *place* has the column *name* rather than others of its key, as `newest_row` has it."""
        group = next((some for some in self._part.feed.fact.groups.values() if name in some), (name,))
        there = sum(self._says(one, place) for one in group if one in self._part.cells)
        return there, self._part.cells[BY][place] or "" if BY in self._part.cells else "", place

    def _says(self, name: str, place: int) -> bool:
        text, missing = (self._part.cells[name][place] or "").strip(), self._columns[name].missing
        return bool(text) and text not in missing and not (ANY_BOUND in missing and text.endswith("+"))
