"""The results of commands as tables: for a notebook to show, as Arrow, as pandas."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from html import escape
from typing import TYPE_CHECKING, Any, get_args

from pubkpi.model.explanations.effects import Explanation
from pubkpi.model.explanations.trace import Trace
from pubkpi.model.scores import League, Scorecard, Value
from pubkpi.model.text import Lang, Text

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_MOST_ROWS = 50  # that a notebook shows of a table
_PLAIN = frozenset((bool, int, float, str))


class Table:
    """What can be had as a table."""

    __slots__ = ()

    def to_arrow(self) -> "pa.Table":
        """The rows as an Arrow table."""
        raise NotImplementedError  # each table below says which its rows are

    def to_pandas(self) -> "pd.DataFrame":
        """The rows as a pandas frame."""
        return self.to_arrow().to_pandas()

    @property
    def title(self) -> str:
        """What it is of, in a few words."""
        raise NotImplementedError  # each table below says of what

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title}>"

    def _repr_html_(self) -> str:
        """The first rows as a notebook shows them."""
        return _as_html(self.title, self.to_arrow())


class ScorecardTable(Scorecard, Table):
    """A quarter's scorecard; as a table one row an indicator."""

    __repr__ = Table.__repr__

    @property
    def title(self) -> str:
        """Scorecard, period and printed total."""
        total = "no total" if self.total.score_printed is None else f"total {self.total.score_printed}"
        return f"{self.scorecard} {self.period}: {total}"

    def to_arrow(self) -> "pa.Table":
        """One row an indicator: its dimension, weight, value, baseline, target, score, points, light and state."""
        return _table(
            {"period": str(self.period), "dimension": dimension.id, **_plain(leaf), "bound": leaf.basis.bound}
            for dimension in self.dimensions
            for leaf in dimension.indicators
        )


class LeagueTable(League, Table):
    """Accounts, units or platforms side by side; as a table one row for each node of the scorecard and each of them."""

    __repr__ = Table.__repr__

    @property
    def title(self) -> str:
        """Period, and how many of whom are ranked."""
        return f"{self.period} by {self.by}: {len(self.entities)} ranked"

    def to_arrow(self) -> "pa.Table":
        """One row a node, the total being the first, and an entity: score, rank, points, of a leaf also its value,
        uncapped score and state, and if there is none, why.
        """
        return _table(
            {
                "period": str(self.period),
                self.by: entity,
                "node": node.id,
                "score": node.scores[i],
                "rank": node.ranks[i],
                "points": node.points[i],
                "value": node.values[i] if node.values else None,
                "score_uncapped": node.uncapped[i] if node.uncapped else None,
                "state": node.states[i] if node.states else None,
                "scoring": node.scoring(i) if node.applies else None,
                "bound": node.sides[i] if node.sides else "",
                **_text_fields("label", node.label),
                **_text_fields("reason", node.reasons[i] if node.reasons else None),
            }
            for node in self.nodes
            for i, entity in enumerate(self.entities)
        )


class TraceTable(Trace, Table):
    """A number traced back; as a table one row a row listed."""

    __repr__ = Table.__repr__

    @property
    def title(self) -> str:
        """Measure, period and value."""
        return f"{self.measure.measure} {self.period} = {self.measure.value.value}"

    def to_arrow(self) -> "pa.Table":
        """One row a row that counts or stands beside one: what it adds, its file with hash, sheet, row and raw text."""
        return _table(
            {
                "measure": made.measure,
                "period": str(made.period),
                "kind": row.kind,
                "day": row.day,
                "account": row.account,
                "name": row.name,
                "amount": None if row.amount is None else str(row.amount),
                "under": None if row.under is None else str(row.under),
                "file": row.file,
                "sha256": row.sha256,
                "sheet": row.sheet,
                "row": row.row,
                "raw": row.raw,
                **_text_fields("reason", row.reason),
            }
            for made, row in self.rows
        )


class EffectTable(Explanation, Table):
    """Why the total moved from one period to another; as a table one row an effect."""

    __repr__ = Table.__repr__

    @property
    def title(self) -> str:
        """The two periods and the difference in points."""
        return f"{self.now.period} against {self.before.period}: {float(self.points):+.1f} points"

    def to_arrow(self) -> "pa.Table":
        """One row an effect of an indicator or adjustment: its points, exact and as printed."""
        return _table(
            {
                "period": str(self.now.period),
                "against": str(self.before.period),
                "node": one.node,
                "id": one.id,
                "effect": effect.kind,
                "points": float(effect.points),
                "points_printed": float(effect.printed),
                **_text_fields("label", one.label),
            }
            for one in self.contributions
            for effect in one.effects
        )


class MeasureTable(dict[str, Value], Table):
    """The values of a quarter by measure; as a table one row a measure."""

    __repr__ = Table.__repr__

    @property
    def title(self) -> str:
        """How many measures there are, and how many of them have a value."""
        return f"{len(self)} measures, {sum(one.value is not None for one in self.values())} with a value"

    def to_arrow(self) -> "pa.Table":
        """One row a measure: its value with coverage, numerator, denominator and number of rows."""
        return _table({"measure": name, "period": str(value.period), **_plain(value)} for name, value in self.items())


class Rows(Table):
    """The rows of a fact that count, each with its file, sheet and row."""

    def __init__(self, table: "pa.Table") -> None:
        self._table = table

    def __len__(self) -> int:
        return int(self._table.num_rows)

    @property
    def title(self) -> str:
        """How many rows there are, of how many columns."""
        return f"{len(self)} rows, {self._table.num_columns} columns"

    def to_arrow(self) -> "pa.Table":
        """One row a fact's row: file, sheet, row, and every column of the fact."""
        return self._table


def _as_html(title: str, table: "pa.Table") -> str:
    """The first rows of *table* below its *title*, every text escaped."""
    names = "".join(f"<th>{escape(name)}</th>" for name in table.column_names)
    rows = (
        "".join(f"<td>{'' if cell is None else escape(str(cell))}</td>" for cell in row.values())
        for row in table.slice(0, _MOST_ROWS).to_pylist()
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    more = f"<p>{table.num_rows - _MOST_ROWS} more rows</p>" if table.num_rows > _MOST_ROWS else ""
    return f"<p>{escape(title)}</p><table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>{more}"


def _plain(result: Any) -> dict[str, object]:
    """The fields of *result* that are numbers and words, None where there is none; a text in both languages."""
    plain: dict[str, object] = {}
    for field in fields(result):
        value, kinds = getattr(result, field.name), {field.type, *get_args(field.type)}
        if Text in kinds:
            plain |= _text_fields(field.name, value)
        elif kinds & _PLAIN or isinstance(value, str):
            plain[field.name] = value
    return plain


def _text_fields(name: str, words: Text | None) -> dict[str, object]:
    return {f"{name}_{lang}": words.say(lang) if words else None for lang in get_args(Lang)}


def _table(rows: Iterable[Mapping[str, object]]) -> "pa.Table":
    import pyarrow as pa

    listed = list(rows)
    names = dict.fromkeys(name for row in listed for name in row)
    return pa.table({name: [row.get(name) for row in listed] for name in names})
