"""Cells worked out spelling by spelling: in a column that says the same few things in every row, each only once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

# Spellings that are kept from one piece of a file to the next; a column with more of them starts anew.
_KEPT = 200_000


@dataclass(slots=True)
class SpellingCache:
    """What *ask* makes of the spellings of a column: columns of as many rows, kept from piece to piece."""

    ask: "Callable[[pa.Array], pa.Table]"
    _known: "pa.Array | None" = field(default=None, init=False)
    _made: "pa.Table | None" = field(default=None, init=False)

    def columns(self, cells: "pa.ChunkedArray") -> "dict[str, pa.ChunkedArray]":
        """The columns that stand beside *cells*, by name; null beside null."""
        import pyarrow as pa

        if not pa.types.is_dictionary(cells.type):
            cells = cells.dictionary_encode()
        beside: dict[str, list[pa.Array]] = {}
        for chunk in cells.chunks:
            made = self._of(chunk.dictionary)
            for name, column in zip(made.column_names, made.columns, strict=True):
                numbered = pa.DictionaryArray.from_arrays(chunk.indices, column.combine_chunks())
                beside.setdefault(name, []).append(numbered)
        return {name: pa.chunked_array(chunks) for name, chunks in beside.items()}

    def _of(self, spellings: "pa.Array") -> "pa.Table":
        import pyarrow as pa
        from pyarrow import compute

        if self._known is None or self._made is None or len(self._known) > _KEPT:
            self._known, self._made = spellings, self.ask(spellings)
            return self._made
        places = compute.index_in(spellings, self._known)
        if places.null_count:
            new = spellings.filter(places.is_null())
            self._known = pa.concat_arrays([self._known, new])
            self._made = pa.concat_tables([self._made, self.ask(new)])
            places = compute.index_in(spellings, self._known)
        return self._made.take(places)
