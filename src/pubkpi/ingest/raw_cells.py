"""Cells read again from the archived originals: what a file itself has where a number came from."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import replace

from pubkpi.ingest.containers.sheet import Row, at
from pubkpi.ingest.history.store import Store
from pubkpi.ingest.load.reading import Reading, by_records
from pubkpi.ingest.profiles.profile import Column
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
                found[one] = replace(one, header=said[0], text=said[1])
    return found


class _Rows:
    """Those rows of one part of a file that have these *numbers*."""

    def __init__(self, part: Part, numbers: Collection[int]) -> None:
        self._part = part
        self._columns = {column.name: column for column in part.feed.columns}
        self._lines: Mapping[int, Row] = part.batches.pick(numbers) if part.batches else {}
        self._places = {row: i for i, row in enumerate(part.rows)}

    def cell(self, row: int, name: str) -> tuple[str, str | None] | None:
        """Header and text of the column *name*, or of those that it is made of; None if the part has no such row."""
        sources = [one for one in self._sources(name) if self._has(one.name)]
        if row not in self._lines and row not in self._places:
            return None
        header = " + ".join(one.headers[0] for one in sources if one.headers)
        texts = [text for one in sources for text in self._texts(row, one.name) if text is not None]
        return header, " + ".join(texts) if texts else None

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
        return [part.cells[name][i] for i in self._rows_of_key(self._places[row])]

    def _rows_of_key(self, place: int) -> list[int]:
        """The row at *place*, with those of its key that it was made of."""
        if self._part.feed.gather != "sum":
            return [place]
        cells = [self._part.cells[key] for key in BY_NAME[self._part.feed.fact.name].key if key in self._part.cells]
        key = [column[place] for column in cells]
        return [i for i in range(len(self._part.rows)) if [column[i] for column in cells] == key]
