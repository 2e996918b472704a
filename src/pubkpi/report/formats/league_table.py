"""The league as a table: rows for a spreadsheet, or a file of them, written a part at a time, as CSV or Parquet."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from pubkpi.model.errors import UsageError
from pubkpi.model.scores import AdjustmentScore, League, LeagueNode
from pubkpi.model.text import Text
from pubkpi.printing.spreadsheet import as_csv, as_csv_rows
from pubkpi.report.formats.data import about, band_ids, undecided

_PART = 20_000  # entities that are written at once
Cell = Callable[[int], object]
_Column = tuple[str, type, Cell]  # name, type of what is in it, and that of the entity at a place


def league_as_rows(league: League) -> list[list[object]]:
    """Header and one row an entity, best first: rank, entity, coverage, every node's score, the bounds of the total,
    rank and points of every node, of a leaf value and uncapped score, the points of every adjustment, blank without
    one, of a veto its verdict; then the band, the two between which it lies, ``unknown`` while a veto leaves it open.
    `findings` are those about the files behind all numbers.
    """
    columns = _columns(league)
    return [[name for name, _, _ in columns], *_rows(columns, best_first(league))]


def refuse_league_file(path: Path, *, force: bool) -> None:
    """UsageError where no league can be written at *path*: neither CSV nor Parquet, or, without *force*, taken."""
    from pubkpi.workspace.files import refuse_target

    if path.suffix.lower() not in (".csv", ".parquet"):
        what = Text("不是 .csv 或 .parquet", "it is neither .csv nor .parquet")
        raise UsageError(str(path), what, Text("写成 .csv 或 .parquet。", "End it in .csv or .parquet."))
    refuse_target(path, force=force)


def write_league(league: League, path: Path) -> int:
    """Write the same rows to *path*, as CSV or Parquet as its name says; how many there are. The file is there when all
    of it is written. Cells without a value are null in Parquet.
    """
    from pubkpi.workspace.files import stream_aside

    write = _write_parquet if path.suffix.lower() == ".parquet" else _write_csv
    with stream_aside(path) as stream:
        write(_columns(league), best_first(league), stream)
    return len(league.entities)


def best_first(league: League) -> list[int]:
    """The places of the entities by rank, those without one last."""
    ranks = tuple(league.nodes[0].ranks)
    return sorted(range(len(ranks)), key=lambda i: (ranks[i] is None, ranks[i] or 0, i))


def _write_csv(columns: Sequence[_Column], order: Sequence[int], stream: BinaryIO) -> None:
    stream.write(as_csv([[name for name, _, _ in columns]]))
    stream.writelines(
        as_csv_rows(_rows(columns, order[start : start + _PART])) for start in range(0, len(order), _PART)
    )


def _write_parquet(columns: Sequence[_Column], order: Sequence[int], stream: BinaryIO) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    types = {int: pa.int64(), float: pa.float64(), str: pa.string()}
    schema = pa.schema([(name, types[kind]) for name, kind, _ in columns])
    with parquet.ParquetWriter(stream, schema, compression="zstd") as file:
        for start in range(0, len(order), _PART):
            part = order[start : start + _PART]
            arrays = [pa.array([*map(cell, part)], types[kind]) for _, kind, cell in columns]
            file.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _rows(columns: Sequence[_Column], places: Sequence[int]) -> Iterator[list[object]]:
    cells = [cell for _, _, cell in columns]
    for i in places:
        made = [cell(i) for cell in cells]
        yield ["" if one is None else one for one in made]


def _columns(league: League) -> list[_Column]:
    """The columns of the table in their order."""
    total, said = league.nodes[0], about(league.findings)
    scores = [("total" if node is total else node.id, node) for node in league.nodes]
    return [
        ("rank", int, _of(total.ranks)),
        ("entity", str, _of(league.entities)),
        ("weight_coverage", float, _of(league.weight_coverage)),
        *((name, float, _of(node.scores)) for name, node in scores),
        *((f"total.{end}", float, _of(one)) for end, one in zip(("low", "high"), league.bounds, strict=True)),
        *(one for node in league.nodes[1:] for one in _node_columns(node)),
        ("findings", str, lambda _: said),
        ("comparable_weight", float, _of(league.comparable_weight)),
        *(_adjustment(league, place, one) for place, one in enumerate((league.adjustments or ((),))[0])),
        ("band", str, lambda i: _band(league, i)),
    ]


def _node_columns(node: LeagueNode) -> Iterator[_Column]:
    """What stands of a node besides its scores."""
    yield from ((f"{node.id}.rank", int, _of(node.ranks)), (f"{node.id}.points", float, _of(node.points)))
    if node.applies:
        yield from ((f"{node.id}.value", float, _of(node.values)), (f"{node.id}.bound", str, _of(node.sides)))
        yield (f"{node.id}.score_uncapped", float, _of(node.uncapped))


def _adjustment(league: League, place: int, one: AdjustmentScore) -> _Column:
    if one.kind == "veto":
        return one.id, str, lambda i: league.adjustments[i][place].state
    return one.id, float, lambda i: league.adjustments[i][place].points


def _of(column: Sequence[object]) -> Cell:
    return column.__getitem__


def _band(league: League, place: int) -> str | None:
    if undecided(league, place) or league.nodes[0].scores[place] is None:
        return league.bands[place] or ("unknown" if undecided(league, place) else None)
    return league.bands[place] or band_ids([one[place] for one in league.possible])
